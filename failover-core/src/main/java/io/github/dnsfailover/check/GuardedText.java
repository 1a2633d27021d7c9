package io.github.dnsfailover.check;

import io.github.dnsfailover.internal.wire.Deadline;

/**
 * Text whose characters may be read until a deadline. A pattern such as {@code (a+)+b} can take longer than the sun
 * will burn over a few dozen letters, and java.util.regex knows no limit and no interrupt; but it asks for each
 * character again, and so it ends here. Confined to one thread.
 */
final class GuardedText implements CharSequence {

    /** Reading the clock costs as much as some ten steps of a search, so only each 1,024th step does. */
    private static final int STEPS_BETWEEN_LOOKS = 1_024;

    /** The search took until the deadline, or its thread was interrupted. */
    static final class OutOfTimeException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        OutOfTimeException() {
            super("the search did not end in time", null, false, false);
        }
    }

    private final CharSequence text;
    private final Deadline deadline;
    private int steps;

    GuardedText(CharSequence text, Deadline deadline) {
        this.text = text;
        this.deadline = deadline;
    }

    @Override
    public char charAt(int index) {
        if (++steps >= STEPS_BETWEEN_LOOKS) {
            steps = 0;
            if (deadline.passed() || Thread.currentThread().isInterrupted()) {
                throw new OutOfTimeException();
            }
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.subSequence(start, end);
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
