package io.github.dnsfailover.examples.lab;

/** The lab cannot run on this machine; the message says what is missing. */
final class CannotRun extends Exception {

    private static final long serialVersionUID = 1L;

    CannotRun(String message) {
        super(message);
    }
}
