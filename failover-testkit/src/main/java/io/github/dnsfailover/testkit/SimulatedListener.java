package io.github.dnsfailover.testkit;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.FailoverListener;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.event.ChangeProved;
import io.github.dnsfailover.event.EventsDropped;
import io.github.dnsfailover.event.HealthChanged;
import io.github.dnsfailover.event.LeadershipChanged;
import io.github.dnsfailover.event.ListenerFailed;
import io.github.dnsfailover.event.PoolStarted;
import io.github.dnsfailover.event.PoolStopped;
import io.github.dnsfailover.event.ProviderRecovered;
import io.github.dnsfailover.event.ReadFailed;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.StateStoreFailed;
import io.github.dnsfailover.event.StateStoreRecovered;
import io.github.dnsfailover.event.VantageBlind;
import io.github.dnsfailover.event.VantageSane;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Hears all that one engine tells in one life, and looks whether it makes a story: conditions begin and end in turn, health
 * and lead change from what they were, nothing comes before the start or after the end. Confined to the simulation's thread.
 */
final class SimulatedListener implements FailoverListener {

    private enum Condition {
        BLIND,
        PROVIDER_AWAY,
        STORE_AWAY
    }

    /** What was told of one pool so far. */
    private static final class Story {
        private boolean started;
        private boolean stopped;
        private final Map<Condition, Boolean> conditions = new HashMap<>();
        private final Map<String, Health> healths = new HashMap<>();
        private OptionalLong term = OptionalLong.empty();
        private Duration changedAt = Duration.ZERO;
        private long serial;

        /** What the last change made, until it is proved. */
        private List<Transition> unproved = List.of();
    }

    private final VirtualRuntime time;
    private final MemoryZone zone;
    private final Consumer<String> complain;
    private final Map<String, Story> stories = new HashMap<>();
    private boolean missedSome;

    SimulatedListener(VirtualRuntime time, MemoryZone zone, Consumer<String> complain) {
        this.time = time;
        this.zone = zone;
        this.complain = complain;
    }

    /** For how long the last change of a pool has waited for its proof; zero if it does not, or the zone has changed since. */
    Duration unprovedFor(String pool) {
        Story story = stories.getOrDefault(pool, new Story());
        boolean waits = !story.unproved.isEmpty()
                && story.serial == zone.current().serial()
                && story.unproved.stream().allMatch(t -> zone.get(t.key()).sameValues(t.desired()));
        return waits && !missedSome ? time.passed().minus(story.changedAt) : Duration.ZERO;
    }

    @Override
    public void on(FailoverEvent event) {
        missedSome |= event instanceof EventsDropped;
        if (missedSome || event.pool().isEmpty() || event instanceof ListenerFailed) {
            return;
        }
        Story story = stories.computeIfAbsent(event.pool(), pool -> new Story());
        if (event instanceof PoolStarted == story.started) {
            complain(event, story.started ? "a second start" : "something before the start");
        }
        if (story.stopped) {
            complain(event, "something after the end");
        }
        story.started = true;
        story.stopped = event instanceof PoolStopped;
        lookAtConditions(story, event);
        lookAtChanges(story, event);
    }

    private void lookAtConditions(Story story, FailoverEvent event) {
        if (event instanceof VantageBlind || event instanceof VantageSane) {
            turns(story, event, Condition.BLIND, event instanceof VantageBlind);
        } else if (event instanceof ReadFailed || event instanceof ProviderRecovered) {
            turns(story, event, Condition.PROVIDER_AWAY, event instanceof ReadFailed);
        } else if (event instanceof StateStoreFailed || event instanceof StateStoreRecovered) {
            turns(story, event, Condition.STORE_AWAY, event instanceof StateStoreFailed);
        }
    }

    private void turns(Story story, FailoverEvent event, Condition condition, boolean begins) {
        boolean was = story.conditions.getOrDefault(condition, false);
        if (was == begins) {
            complain(event, condition + (begins ? " begins twice" : " ends and had not begun"));
        }
        story.conditions.put(condition, begins);
    }

    private void lookAtChanges(Story story, FailoverEvent event) {
        if (event instanceof HealthChanged change) {
            Health was = story.healths.getOrDefault(change.endpoint(), Health.UNKNOWN);
            if (change.from() != was || change.to() == was) {
                complain(event, "the health was " + was);
            }
            story.healths.put(change.endpoint(), change.to());
        } else if (event instanceof LeadershipChanged change) {
            if (change.term().equals(story.term)) {
                complain(event, "the term was the same");
            }
            story.term = change.term();
        } else if (event instanceof RecordsChanged change) {
            story.unproved = change.transitions();
            story.changedAt = time.passed();
            story.serial = zone.current().serial();
        } else if (event instanceof ChangeProved) {
            story.unproved = List.of();
        }
    }

    private void complain(FailoverEvent event, String what) {
        complain.accept("told " + event.getClass().getSimpleName() + " \"" + event.summary() + "\": " + what);
    }
}
