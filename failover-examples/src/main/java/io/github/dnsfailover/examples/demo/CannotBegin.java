package io.github.dnsfailover.examples.demo;

/** Something that the demo needs is not there; the message says what to do. */
final class CannotBegin extends Exception {

    private static final long serialVersionUID = 1L;

    CannotBegin(String message) {
        super(message);
    }
}
