package io.github.dnsfailover.examples.lab;

import java.time.Duration;

/** Where the record stands. */
enum Dns {
    /** A BIND in the third place, with two secondaries elsewhere. */
    BIND(Duration.ZERO),
    /** The same with Knot as the primary. */
    KNOT(Duration.ZERO),
    /** A fake of Dyn, which is in none of the three places. */
    DYN(Duration.ofSeconds(75)),
    /** A fake of Route 53. */
    ROUTE53(Duration.ZERO);

    private final Duration calm;

    Dns(Duration calm) {
        this.calm = calm;
    }

    /** For how long a new leader writes nothing: the slowest call of the one before, where changes are not atomic. */
    Duration calm() {
        return calm;
    }

    /** Whether it is somebody else's service: no primary of ours that could be stopped, or edited by nsupdate. */
    boolean isVendor() {
        return this == DYN || this == ROUTE53;
    }

    /** Whether a step can be played with it. */
    boolean plays(Step step) {
        return !(isVendor() && (step == Step.DNS || step == Step.EDIT));
    }
}
