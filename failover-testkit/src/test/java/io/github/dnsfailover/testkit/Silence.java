package io.github.dnsfailover.testkit;

import java.io.IOException;

/** A vendor that takes everything and answers nothing. */
public final class Silence {

    private Silence() {}

    /** Listens until it is closed. */
    public static HostileServer begin() throws IOException {
        return HostileServer.serving((in, out) -> {
            while (in.read() >= 0) {
                // until the client leaves
            }
        });
    }
}
