package io.github.dnsfailover.internal.wire;

import java.io.IOException;

/** This process may open no socket, such as when it has too many open files; nothing was sent to anybody. */
public final class NoSocketException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Opens something that takes a file descriptor. */
    @FunctionalInterface
    public interface Opening<T> {
        /** Opens it. */
        T open() throws IOException;
    }

    private NoSocketException(IOException cause) {
        super(cause.getMessage(), cause);
    }

    /** What was opened; whatever prevented it comes out as this exception. */
    public static <T> T open(Opening<T> opening) throws NoSocketException {
        try {
            return opening.open();
        } catch (IOException e) {
            throw new NoSocketException(e);
        }
    }
}
