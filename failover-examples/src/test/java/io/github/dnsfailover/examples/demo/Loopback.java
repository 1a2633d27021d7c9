package io.github.dnsfailover.examples.demo;

import org.junit.jupiter.api.Assumptions;

/** The addresses of the two sites, which some systems have only after they were told to. */
final class Loopback {

    private Loopback() {}

    /** Skips the calling test where the addresses are missing, and says so; with real.required=true fails it. */
    static void require() {
        try {
            WebSite.requireAddress("127.0.0.2");
            WebSite.requireAddress("127.0.0.3");
        } catch (CannotBegin e) {
            System.err.println("*** the demo is NOT tested here: " + e.getMessage() + " ***");
            if (Boolean.getBoolean("real.required")) {
                throw new AssertionError("the demo is not tested, although real.required=true", e);
            }
            Assumptions.abort(e.getMessage());
        }
    }
}
