package io.github.dnsfailover.notify;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.PoolSnapshot;
import io.github.dnsfailover.PoolSnapshot.EndpointStatus;
import io.github.dnsfailover.event.AllEndpointsDown;
import io.github.dnsfailover.event.ChangeProved;
import io.github.dnsfailover.event.DecisionChanged;
import io.github.dnsfailover.event.ForeignEdit;
import io.github.dnsfailover.event.ForeignOwner;
import io.github.dnsfailover.event.HealthChanged;
import io.github.dnsfailover.event.LeadershipChanged;
import io.github.dnsfailover.event.ProofFailed;
import io.github.dnsfailover.event.ProviderRecovered;
import io.github.dnsfailover.event.ReadFailed;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import io.github.dnsfailover.event.ServersLag;
import io.github.dnsfailover.event.StateStoreFailed;
import io.github.dnsfailover.event.StateStoreRecovered;
import io.github.dnsfailover.event.TakeOverRefused;
import io.github.dnsfailover.event.TakenOver;
import io.github.dnsfailover.event.VantageBlind;
import io.github.dnsfailover.event.VantageSane;
import io.github.dnsfailover.event.WriteFailed;
import io.github.dnsfailover.notify.Alert.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the alerts know of one pool: what is wrong at present, and what has happened since people were told. It calls nobody. Confined to
 * the engine thread of the alerts' runtime.
 */
final class PoolStory {

    static final String MOVED = "moved";
    static final String ALL_DOWN = "all down";
    private static final String DOWN = "down ";
    private static final String PROVIDER = "provider";
    private static final String CUSTODY = "custody";
    private static final String BLIND = "blind";
    private static final String STORE = "store";
    private static final String PROOF = "proof";

    private static final Set<String> IN_THE_WAY = Set.of(PROVIDER, CUSTODY);

    private static final int MOST_NEWS = 20;
    private static final int MOST_ENDPOINTS = 200; // far more than a pool has

    final String pool;

    /** What is wrong, by what it is, the oldest first. */
    final Map<String, Trouble> troubles = new LinkedHashMap<>();

    /** Kinds of trouble that are known from before a restart, and of which the engine has not spoken since. */
    private final Set<String> restored = new HashSet<>();

    /** What is to be told, the oldest first. */
    final List<FailoverEvent> news = new ArrayList<>();

    /** The newest word on each endpoint. */
    final Map<String, HealthChanged> health = new LinkedHashMap<>();

    /** The last change that led clients elsewhere; null before the first. */
    @Nullable
    RecordsChanged move;

    /** What was wrong with the endpoints that it left, as of then: they may be well again when people are told. */
    List<HealthChanged> causes = List.of();

    /** The proof of the last change; null until it is there. */
    @Nullable
    ChangeProved proof;

    /** What the engine decided last; null before it decided. */
    @Nullable
    DecisionChanged decision;

    /** What is known of servers that do not answer the change; empty if there is nothing to say. */
    String lag = "";

    /** Endpoints published before the first move of the present trouble; empty if nothing moved. */
    List<String> home = List.of();

    /** When the present trouble began; null without any, but kept until its end is told. */
    @Nullable
    Instant troubledSince;

    /** Whether people know of the present trouble. */
    boolean told;

    /** Whether the present trouble has lasted longer than the delay, and is told when the burst window closes. */
    boolean due;

    /** Whether the end of trouble is to be told. */
    private boolean ended;

    /**
     * Something that is wrong.
     *
     * @param since when it began
     * @param text what it is
     */
    record Trouble(Instant since, String text) {}

    PoolStory(String pool) {
        this.pool = pool;
    }

    /**
     * Takes in what happened.
     *
     * @param wanted whether people want to know of it; what ends a trouble is always told
     * @return whether there is something to tell
     */
    boolean take(FailoverEvent event, boolean wanted) {
        remember(event);
        if (event instanceof LeadershipChanged change && change.term().isEmpty()) {
            follow();
        }
        boolean wasTroubled = !troubles.isEmpty();
        if (wanted) {
            open(event);
        }
        close(event);
        if (troubles.isEmpty() && (wasTroubled || (wanted && isFailback(event)))) {
            ended = true;
            addNews(event);
            return true;
        }
        if (wanted) {
            addNews(event);
        }
        return wanted;
    }

    private void addNews(FailoverEvent event) {
        if (news.contains(event)) {
            return;
        }
        if (news.size() == MOST_NEWS) {
            news.remove(news.get(0) == move ? 1 : 0); // the move is what the subject tells
        }
        news.add(event);
    }

    /** What people are told now. */
    Status status(boolean reminder) {
        if (!troubles.isEmpty()) {
            return reminder && news.isEmpty() ? Status.REMINDER : Status.TROUBLE;
        }
        return ended ? Status.RECOVERY : Status.NOTICE;
    }

    /** Whether the trouble came and went and nobody knows of it. */
    boolean isOverUntold() {
        return ended && !told && troubles.isEmpty();
    }

    /** People know everything up to here. */
    void toldEverything() {
        told = !troubles.isEmpty();
        forgetNews();
    }

    void forgetNews() {
        news.clear();
        ended = false;
        due = false;
        if (troubles.isEmpty()) {
            troubledSince = null;
            told = false;
            home = List.of();
        }
    }

    /**
     * What the engine says is so, whatever events said: one may have come while this process was not there, and some things end without
     * one, as when a change that could not be written is no longer needed, or an endpoint was taken out of the pool.
     */
    void compareWith(PoolSnapshot engine) {
        if (engine.term().isEmpty()) {
            follow();
        }
        boolean any = troubles.keySet().removeIf(kind -> isOver(kind, engine));
        ended |= any && troubles.isEmpty();
    }

    private boolean isOver(String kind, PoolSnapshot engine) {
        if (kind.startsWith(DOWN)) {
            String id = kind.substring(DOWN.length());
            return engine.endpoints().stream()
                    .filter(status -> status.endpoint().id().equals(id))
                    .allMatch(status -> status.health() == Health.HEALTHY); // also if it is no longer there
        }
        return switch (kind) {
            case MOVED ->
                isHome(ids(engine, EndpointStatus::published))
                        || !ids(engine, status -> true).containsAll(home);
            case ALL_DOWN -> engine.endpoints().stream().anyMatch(status -> status.health() == Health.HEALTHY);
            case PROVIDER, CUSTODY -> engine.obstacle().isEmpty();
            case BLIND -> !engine.blind();
            default -> restored.contains(kind); // if it still were so, the engine would have said so again
        };
    }

    private static List<String> ids(PoolSnapshot engine, Predicate<EndpointStatus> which) {
        return engine.endpoints().stream()
                .filter(which)
                .map(status -> status.endpoint().id())
                .toList();
    }

    /** The engine has no such pool any more: nobody will ever say that the trouble is over. */
    void poolIsGone() {
        troubles.clear();
        forgetNews();
    }

    /** Whether there is something to tell, be it that a trouble lasts. */
    boolean isWorthTelling() {
        return ended || !troubles.isEmpty();
    }

    /**
     * Somebody else moves the record from now on, and tells of it. What this engine knew of the record is no longer known to be so, and
     * its end would never be heard of here.
     */
    private void follow() {
        troubles.keySet().removeAll(IN_THE_WAY);
        troubles.keySet().removeAll(Set.of(MOVED, PROOF));
        if (troubles.isEmpty() && news.isEmpty()) {
            forgetNews();
        }
    }

    /** Takes up a trouble that was known before a restart. */
    void resume(String kind, Trouble trouble) {
        if (isOutdated(kind) || troubles.putIfAbsent(kind, trouble) != null) {
            return;
        }
        restored.add(kind);
        if (troubledSince == null || trouble.since().isBefore(troubledSince)) {
            troubledSince = trouble.since();
        }
        told = true;
    }

    /** If the disk was slow, the engine has spoken before what was kept could be read. */
    private boolean isOutdated(String kind) {
        if (kind.startsWith(DOWN)) {
            return health.containsKey(kind.substring(DOWN.length()));
        }
        return switch (kind) {
            case MOVED -> move != null;
            case ALL_DOWN -> health.values().stream().anyMatch(known -> known.to() == Health.HEALTHY);
            default -> false;
        };
    }

    private void remember(FailoverEvent event) {
        if (event instanceof HealthChanged changed
                && (health.containsKey(changed.endpoint()) || health.size() < MOST_ENDPOINTS)) {
            health.put(changed.endpoint(), changed);
        } else if (event instanceof DecisionChanged changed) {
            decision = changed;
        } else if (event instanceof ChangeProved proved) {
            proof = proved;
            lag = "";
        } else if (event instanceof ServersLag || event instanceof ProofFailed) {
            lag = event.summary();
        } else if (event instanceof RecordsChanged change
                && change.cause() != Cause.REPAIR
                && change.cause() != Cause.ADOPTION) {
            move = change;
            causes = change.from().stream()
                    .filter(id -> !change.to().contains(id))
                    .map(health::get)
                    .filter(known -> known != null && known.to() == Health.UNHEALTHY)
                    .toList();
            proof = null;
            lag = "";
        }
    }

    private void open(FailoverEvent event) {
        if (event instanceof RecordsChanged change && leadsAway(change)) {
            home = troubles.containsKey(MOVED) ? home : change.from();
            trouble(MOVED, event);
        } else if (event instanceof HealthChanged changed && changed.to() == Health.UNHEALTHY) {
            trouble(DOWN + changed.endpoint(), event);
        } else if (event instanceof AllEndpointsDown) {
            trouble(ALL_DOWN, event);
        } else if (event instanceof WriteFailed || event instanceof ReadFailed) {
            trouble(PROVIDER, event);
        } else if (event instanceof ForeignEdit || event instanceof ForeignOwner || event instanceof TakeOverRefused) {
            trouble(CUSTODY, event);
        } else if (event instanceof VantageBlind) {
            trouble(BLIND, event);
        } else if (event instanceof StateStoreFailed) {
            trouble(STORE, event);
        } else if (event instanceof ServersLag || event instanceof ProofFailed) {
            trouble(PROOF, event);
        }
    }

    private void trouble(String kind, FailoverEvent event) {
        restored.remove(kind);
        Trouble before = troubles.get(kind);
        Instant since = before == null ? event.at() : before.since();
        troubles.put(kind, new Trouble(since, event.summary()));
        if (troubledSince == null) {
            troubledSince = since;
        }
    }

    private void close(FailoverEvent event) {
        if (event instanceof HealthChanged changed && changed.to() == Health.HEALTHY) {
            troubles.remove(DOWN + changed.endpoint());
            troubles.remove(ALL_DOWN);
        } else if (event instanceof RecordsChanged change) {
            troubles.keySet().removeAll(IN_THE_WAY);
            troubles.remove(PROOF);
            if (isHomecoming(change)) {
                troubles.remove(MOVED);
            }
        } else if (event instanceof ProviderRecovered) {
            troubles.remove(PROVIDER);
        } else if (event instanceof TakenOver taken) {
            troubles.remove(CUSTODY);
            if (isHome(taken.published())) {
                troubles.remove(MOVED); // somebody brought it home while no engine looked
            }
        } else if (event instanceof VantageSane) {
            troubles.remove(BLIND);
        } else if (event instanceof StateStoreRecovered) {
            troubles.remove(STORE);
        } else if (event instanceof ChangeProved) {
            troubles.remove(PROOF);
        }
    }

    private boolean leadsAway(RecordsChanged change) {
        boolean forced = change.cause() == Cause.FAILOVER || change.cause() == Cause.LAST_RESORT;
        return forced && !(troubles.containsKey(MOVED) && change.to().equals(home));
    }

    /** Whether clients are led again to where they were before; after a restart nobody knows where that was. */
    private boolean isHomecoming(RecordsChanged change) {
        return home.isEmpty() ? change.cause() == Cause.FAILBACK : change.to().equals(home);
    }

    private boolean isHome(List<String> published) {
        return !home.isEmpty() && Set.copyOf(published).equals(Set.copyOf(home));
    }

    private static boolean isFailback(FailoverEvent event) {
        return event instanceof RecordsChanged change && change.cause() == Cause.FAILBACK;
    }
}
