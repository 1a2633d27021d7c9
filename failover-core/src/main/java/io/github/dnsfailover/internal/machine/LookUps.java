package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Trouble;
import java.util.List;

/** For how long this JVM keeps what it looked up, where that is longer than a pool's TTL. Immutable. */
final class LookUps extends Part<LookUps> {

    private List<String> pools = List.of();

    /** Empty while nothing is wrong. */
    private String text = "";

    private boolean forEver;

    LookUps() {}

    LookUps kept(EngineInput.LookUpsKept input) {
        LookUps next = copy();
        next.pools = input.pools();
        next.text = input.text();
        next.forEver = input.forEver();
        return next;
    }

    List<Wrong> wrongs() {
        Severity severity = forEver ? Severity.WARNING : Severity.NOTICE;
        return text.isEmpty()
                ? List.of()
                : List.of(new Wrong(Trouble.Kind.LOOK_UPS_KEPT, "", "", pools, text, severity, false));
    }
}
