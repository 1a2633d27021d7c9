package io.github.dnsfailover.testkit;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.FailoverListener;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.event.ChangeProved;
import io.github.dnsfailover.event.EventsDropped;
import io.github.dnsfailover.event.HealthChanged;
import io.github.dnsfailover.event.LeadershipChanged;
import io.github.dnsfailover.event.PoolEvent;
import io.github.dnsfailover.event.PoolStarted;
import io.github.dnsfailover.event.PoolStopped;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.event.TroubleChanged;
import io.github.dnsfailover.event.TroubleEnded;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Hears all that one engine tells in one life, and looks whether it makes a story: troubles begin and end in turn,
 * health and lead change from what they were, nothing comes before the start or after the end. Confined to the
 * simulation's thread.
 */
final class SimulatedListener implements FailoverListener {

    /** What was told of one pool so far. */
    private static final class Story {
        private boolean started;
        private boolean stopped;
        private final Map<String, Health> healths = new HashMap<>();
        private Duration changedAt = Duration.ZERO;
        private long serial;

        /** What the last change that clients can see made, until it is proved. */
        private List<Transition> unproved = List.of();
    }

    private final SimulatedWorld world;
    private final Consumer<String> complain;
    private final Map<String, Story> stories = new HashMap<>();
    private final Set<String> troubles = new HashSet<>();
    private final Map<String, OptionalLong> terms = new HashMap<>();
    private boolean missedSome;

    SimulatedListener(SimulatedWorld world, Consumer<String> complain) {
        this.world = world;
        this.complain = complain;
    }

    /**
     * For how long the last change of a pool has waited for its proof; zero if it does not, or the zone has changed
     * since.
     */
    Duration unprovedFor(SimulatedPool pool) {
        Story story = stories.getOrDefault(pool.id, new Story());
        MemoryZone zone = pool.zone.zone;
        boolean waits = !story.unproved.isEmpty()
                && story.serial == zone.current().serial()
                && story.unproved.stream().allMatch(t -> zone.get(t.key()).sameValues(t.desired()));
        return waits && !missedSome ? world.time.passed().minus(story.changedAt) : Duration.ZERO;
    }

    @Override
    public void on(FailoverEvent event) {
        missedSome |= event instanceof EventsDropped;
        if (missedSome) {
            return;
        }
        lookAtTroubles(event);
        if (event instanceof LeadershipChanged change) {
            OptionalLong before = terms.getOrDefault(change.scope(), OptionalLong.empty());
            if (change.term().equals(before)) {
                complain(event, "the term was the same");
            }
            terms.put(change.scope(), change.term());
        }
        if (event instanceof PoolEvent of) {
            lookAtPool(of);
        }
    }

    private void lookAtTroubles(FailoverEvent event) {
        if (event instanceof TroubleBegan began && !troubles.add(identity(began.trouble()))) {
            complain(event, "it begins twice");
        }
        if (event instanceof TroubleChanged changed && !troubles.contains(identity(changed.trouble()))) {
            complain(event, "it changes and had not begun");
        }
        if (event instanceof TroubleEnded ended && !troubles.remove(identity(ended.trouble()))) {
            complain(event, "it ends and had not begun");
        }
    }

    private static String identity(Trouble trouble) {
        return trouble.kind() + "/" + trouble.name() + "/" + trouble.subject();
    }

    private void lookAtPool(PoolEvent event) {
        Story story = stories.computeIfAbsent(event.pool(), pool -> new Story());
        if (event instanceof PoolStarted == story.started) {
            complain(event, story.started ? "a second start" : "something before the start");
        }
        if (story.stopped) {
            complain(event, "something after the end");
        }
        story.started = true;
        story.stopped = event instanceof PoolStopped;
        if (event instanceof HealthChanged change) {
            Health was = story.healths.getOrDefault(change.endpoint(), Health.UNKNOWN);
            if (change.from() != was || change.to() == was) {
                complain(event, "the health was " + was);
            }
            story.healths.put(change.endpoint(), change.to());
        } else if (event instanceof RecordsChanged change && change.cause() != Cause.NEW_LEADER) {
            story.unproved = change.transitions();
            story.changedAt = world.time.passed();
            story.serial = serialOf(event.pool());
        } else if (event instanceof ChangeProved) {
            story.unproved = List.of();
        }
    }

    private long serialOf(String pool) {
        return world.pools.stream()
                .filter(each -> each.id.equals(pool))
                .mapToLong(each -> each.zone.zone.current().serial())
                .findFirst()
                .orElseThrow();
    }

    private void complain(FailoverEvent event, String what) {
        complain.accept("told " + event.getClass().getSimpleName() + " \"" + event.summary() + "\": " + what);
    }
}
