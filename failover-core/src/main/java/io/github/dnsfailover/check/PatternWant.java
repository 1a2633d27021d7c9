package io.github.dnsfailover.check;

import io.github.dnsfailover.internal.wire.Deadline;
import java.util.regex.Pattern;
import okio.Buffer;

/** A pattern that must be found in the body, read as UTF-8. Immutable. */
record PatternWant(Pattern pattern) implements BodyWant {

    /** Some programs begin UTF-8 with it; it is no part of the text (RFC 3629 section 6). */
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** Only the whole body can be searched: a pattern may match the beginning and fail when more comes. */
    @Override
    public boolean isInAll(Buffer seen, Extent extent, Deadline deadline) {
        String text = seen.snapshot().utf8();
        boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
        return pattern.matcher(new GuardedText(marked ? text.substring(1) : text, deadline))
                .find();
    }

    @Override
    public String lacking() {
        return "body lacks a match of " + this;
    }

    @Override
    public String toString() {
        return "/" + DetailText.foreign(pattern.pattern()) + "/";
    }
}
