package io.github.dnsfailover.notify;

import io.github.dnsfailover.EngineSnapshot;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.event.LeaderSeen;
import io.github.dnsfailover.event.LeadershipChanged;
import io.github.dnsfailover.event.TroubleBegan;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Who speaks for a pool where several instances run: whoever leads it. The others see the same, and would tell it
 * again; or they see something else, and would tell people that it is over. Confined to the engine thread of the
 * alerts' runtime.
 */
final class Voice {

    /** Who speaks. */
    enum Speaker {
        /** This instance: it leads, or nobody can tell who does. */
        THIS,
        /** Another one. */
        ANOTHER,
        /** Nobody leads at present; whoever does next will speak. */
        NOBODY
    }

    /** Pools that another instance was seen to lead when that changed last. */
    private final Set<String> ledElsewhere = new HashSet<>();

    /** With what a time without a leader begins, as far as an instance can see it that cannot read the store. */
    private static final Set<Trouble.Kind> HINTS =
            EnumSet.of(Trouble.Kind.NOBODY_LEADS, Trouble.Kind.STORE_FAILS, Trouble.Kind.LEADERSHIP_FAILS);

    /** When the first of them came; null while somebody leads as far as is known. */
    private @Nullable Instant unledSince;

    /** Whether this leadership tells of leaders at all. */
    private boolean tells;

    /**
     * Takes in what happened.
     *
     * @return whether this instance leads some pools from now on
     */
    boolean take(FailoverEvent event) {
        if (event instanceof LeaderSeen) {
            tells = true;
            ledElsewhere.addAll(event.pools());
        }
        if (event instanceof TroubleBegan began
                && HINTS.contains(began.trouble().kind())) {
            unledSince = unledSince == null ? event.at() : unledSince;
        }
        boolean leads =
                event instanceof LeadershipChanged change && change.term().isPresent();
        if (leads) {
            event.pools().forEach(ledElsewhere::remove);
        }
        return leads;
    }

    /** Since when nobody leads, or led until this instance did; empty if somebody did all the time. */
    Optional<Instant> unledSince() {
        return Optional.ofNullable(unledSince);
    }

    /** What was left to others has been looked at, so what comes from now on is new. */
    void caughtUp() {
        unledSince = null;
    }

    /** Who speaks of what every instance sees: nobody while that is being settled, each if no election says who. */
    static Speaker speakerForAll(Optional<EngineSnapshot> engine) {
        return engine.flatMap(EngineSnapshot::speaker)
                .map(lead -> lead.own() ? Speaker.THIS : lead.term().isPresent() ? Speaker.ANOTHER : Speaker.NOBODY)
                .orElse(Speaker.THIS);
    }

    /** Who speaks for each pool at this moment; of the engine itself each instance speaks. */
    Function<String, Speaker> speakers(Optional<EngineSnapshot> engine) {
        Map<String, EngineSnapshot.Lead> leads = new HashMap<>();
        engine.ifPresent(snapshot -> {
            Map<String, EngineSnapshot.Lead> byScope = new HashMap<>();
            snapshot.leads().forEach(lead -> byScope.put(lead.scope(), lead));
            tells |= snapshot.leads().stream().anyMatch(lead -> !lead.name().isEmpty());
            snapshot.pools().forEach(pool -> leads.put(pool.pool(), byScope.get(pool.scope())));
        });
        return pool -> of(pool, leads.get(pool));
    }

    /** @param lead as the engine shows it; null if it cannot be asked */
    private Speaker of(String pool, EngineSnapshot.@Nullable Lead lead) {
        if (pool.isEmpty() || lead == null) {
            return ledElsewhere.contains(pool) ? Speaker.ANOTHER : Speaker.THIS;
        }
        if (lead.own()) {
            return Speaker.THIS;
        }
        if (lead.term().isPresent()) {
            return Speaker.ANOTHER;
        }
        return tells ? Speaker.NOBODY : Speaker.THIS;
    }
}
