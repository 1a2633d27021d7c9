package io.github.dnsfailover.examples.demo;

/** What the story foretold did not happen in time; the message says what, and what was seen instead. */
final class DidNotHappen extends Exception {

    private static final long serialVersionUID = 1L;

    DidNotHappen(String message) {
        super(message);
    }
}
