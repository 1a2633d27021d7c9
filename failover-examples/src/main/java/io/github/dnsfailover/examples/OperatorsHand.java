package io.github.dnsfailover.examples;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.IntentOutcome;
import io.github.dnsfailover.OperatorIntent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What people say to an engine: move by hand and back, and hold still. */
final class OperatorsHand {

    private OperatorsHand() {}

    static CompletableFuture<IntentOutcome> moveAway(FailoverEngine engine) {
        // readme: operator's hand
        // Completes with DONE, WAITING or REFUSED, and why.
        CompletableFuture<IntentOutcome> moved = engine.say(OperatorIntent.pin("www", "ec2")
                .by("alice")
                .because("patching dc1")
                .lasting(Duration.ofHours(2)));
        // readme: end
        return moved;
    }

    static CompletableFuture<IntentOutcome> moveBack(FailoverEngine engine) {
        return engine.say(OperatorIntent.failback("www").by("alice").because("dc1 is patched"));
    }

    static CompletableFuture<IntentOutcome> holdStill(FailoverEngine engine) {
        return engine.say(OperatorIntent.freeze("www").by("bob").because("the zone is being moved to another vendor"));
    }

    static CompletableFuture<IntentOutcome> forgetAll(FailoverEngine engine) {
        return engine.say(OperatorIntent.clear("www").by("bob").because("the zone has moved"));
    }
}
