package io.github.dnsfailover.notify;

import io.github.dnsfailover.EngineSnapshot;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.PoolSnapshot;
import io.github.dnsfailover.PoolSnapshot.EndpointStatus;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.event.ChangeProved;
import io.github.dnsfailover.event.DecisionChanged;
import io.github.dnsfailover.event.HealthChanged;
import io.github.dnsfailover.event.LeadershipChanged;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import io.github.dnsfailover.event.ResidualTraffic;
import io.github.dnsfailover.event.TakenOver;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.event.TroubleChanged;
import io.github.dnsfailover.event.TroubleEnded;
import io.github.dnsfailover.notify.Alert.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the alerts know of one pool: what is wrong at present, and what has happened since people were told. It calls
 * nobody. Confined to the engine thread of the alerts' runtime.
 */
final class PoolStory {

    /** That clients were led away from where they were: no trouble of the engine, but people wait for the way back. */
    static final String MOVED = "moved";

    /** What is about this engine or a provider has no pool's name. */
    static final String ENGINE = "";

    /** What every instance sees is told for all of them; no pool has this name. */
    static final String ALL = "*";

    private static final int MOST_NEWS = 20;
    private static final int MOST_ENDPOINTS = 200; // far more than a pool has

    final String pool;

    private final Function<String, OptionalInt> priority;

    /** What is wrong, by what it is, the oldest first. */
    final Map<String, Standing> troubles = new LinkedHashMap<>();

    /** The same as the engine said it; without what was taken up after a restart and has not been said again. */
    final Map<String, Trouble> said = new LinkedHashMap<>();

    /** What is to be told, the oldest first. */
    final List<FailoverEvent> news = new ArrayList<>();

    /** Ends of troubles that people know of while others stand: told with the next news, and no reason for any. */
    private final List<FailoverEvent> aside = new ArrayList<>();

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

    /** What came to the endpoints that it left after that, by endpoint; empty until it is told. */
    final Map<String, ResidualTraffic> residual = new LinkedHashMap<>();

    /** What the engine decided last; null before it decided. */
    @Nullable
    DecisionChanged decision;

    /** Endpoints published before the first move of the present trouble; empty if nothing moved. */
    List<String> home = List.of();

    /** When the present trouble began; null without any, but kept until its end is told. */
    @Nullable
    Instant troubledSince;

    /** Whether people know of the present trouble. */
    boolean told;

    /** Whether the present trouble has lasted longer than the delay, and is told when the burst window closes. */
    boolean due;

    /** Whether the engine has called the present trouble to mind since people were told. */
    boolean calledToMind;

    /** What comes and goes. */
    final Flaps flaps = new Flaps();

    /** Whether people know of an alarm that is not over, as far as they know. */
    boolean alarmTold;

    /** Whether the end of trouble is to be told. */
    private boolean ended;

    /** The incident to which people know the present trouble to belong; empty if it is the pool's own, or none. */
    private String incident = "";

    /** Whether another instance may have told of the present trouble, as one of the pool's own. */
    private boolean tookOver;

    /** Whether it is left to another instance, which leads the pool, to tell what is here. */
    boolean left;

    /**
     * Something that is wrong.
     *
     * @param since when it began
     * @param text what it is
     */
    record Standing(Instant since, String text) {}

    /** @param priority of an endpoint, as far as anybody knows: the lower the better */
    PoolStory(String pool, Function<String, OptionalInt> priority) {
        this.pool = pool;
        this.priority = priority;
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
        if (event instanceof TakenOver taken) {
            findAway(taken);
        }
        boolean wasTroubled = !troubles.isEmpty();
        boolean endsKnown = event instanceof TroubleEnded over && troubles.containsKey(key(over.trouble()));
        if (wanted) {
            open(event);
        }
        close(event);
        if (troubles.isEmpty() && (wasTroubled || (wanted && isFailback(event)))) {
            ended = true;
            addNews(event);
            return true;
        }
        boolean endsAlarm = alarmTold
                && event instanceof TroubleEnded over
                && over.trouble().severity() == Severity.ALARM;
        if (wanted || endsAlarm) {
            addNews(event);
        } else if (endsKnown) {
            if (aside.size() == MOST_NEWS) {
                aside.remove(0);
            }
            aside.add(event);
        }
        return wanted || endsAlarm;
    }

    /** What has happened since people were told, the oldest first. */
    List<FailoverEvent> happened() {
        List<FailoverEvent> all = new ArrayList<>(aside);
        all.addAll(news);
        all.sort(Comparator.comparing(FailoverEvent::at));
        return all;
    }

    /** Whether an event tells of a trouble that is over by now. */
    boolean isOver(FailoverEvent event) {
        Trouble trouble = event instanceof TroubleBegan began
                ? began.trouble()
                : event instanceof TroubleChanged changed ? changed.trouble() : null;
        return trouble != null && !troubles.containsKey(key(trouble));
    }

    /** How much attention what is wrong deserves. */
    Severity severity() {
        Severity gravest = troubles.isEmpty() ? Severity.NOTICE : Severity.WARNING;
        for (Trouble trouble : said.values()) {
            gravest = trouble.severity().compareTo(gravest) > 0 ? trouble.severity() : gravest;
        }
        return gravest;
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

    /** Whether people are told when the burst window closes. */
    boolean isToBeTold() {
        return !left && (!news.isEmpty() || ended || (calledToMind && !troubles.isEmpty()));
    }

    /** Whether this instance has moved the record, which nobody else tells. */
    boolean hasMoved() {
        return news.stream().anyMatch(event -> event instanceof RecordsChanged);
    }

    /**
     * This instance leads the pool from now on. What began or ended a short while ago is told, for whoever led before
     * may not have come to it; what is older he has told.
     *
     * @param since what is later is young
     */
    void comeBack(Instant since) {
        left = false;
        tookOver = true;
        if (hasMoved()) {
            return; // whatever was before, this is told
        }
        boolean young = troubles.isEmpty()
                ? happened().stream().anyMatch(event -> event.at().isAfter(since))
                : troubledSince != null && troubledSince.isAfter(since);
        if (young) {
            calledToMind |= !troubles.isEmpty();
        } else if (troubles.isEmpty()) {
            forgetNews();
        } else {
            toldEverything();
        }
    }

    /** The incident to which people know the present trouble to belong. */
    String incident() {
        return incident.isEmpty() ? Incidents.ofPool(pool) : incident;
    }

    /** Whether another instance told of the present trouble before this one did. */
    boolean tookOver() {
        return tookOver;
    }

    /** The present trouble is known to belong to this incident. */
    void belongsTo(String value) {
        incident = value;
    }

    /** The endpoints that something is wrong with, and those that clients were led away from. */
    Set<String> troubledEndpoints() {
        Set<String> endpoints = new LinkedHashSet<>(troubles.containsKey(MOVED) ? home : List.of());
        for (String key : troubles.keySet()) {
            String[] words = key.split(" ", 3); // the kind, the endpoint, and which address of it
            if (words.length > 1) {
                endpoints.add(words[1]);
            }
        }
        return endpoints;
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
        alarmTold = severity() == Severity.ALARM;
        told = !troubles.isEmpty();
        forgetNews();
    }

    void forgetNews() {
        news.clear();
        aside.clear();
        ended = false;
        due = false;
        calledToMind = false;
        if (troubles.isEmpty()) {
            said.clear();
            troubledSince = null;
            told = false;
            incident = "";
            tookOver = false;
            home = List.of();
        }
    }

    /**
     * What the engine says is so, whatever events said: one may have come while this process was not there, as when
     * an endpoint was taken out of the pool.
     */
    void compareWith(PoolSnapshot engine) {
        if (engine.term().isEmpty()) {
            follow();
        }
        boolean any = troubles.keySet().removeIf(key -> !flaps.has(key) && isOver(key, engine));
        said.keySet().retainAll(troubles.keySet());
        ended |= any && troubles.isEmpty();
    }

    /** The same for what is wrong with the engine itself. */
    void compareWith(EngineSnapshot engine) {
        boolean any = troubles.keySet()
                .removeIf(key -> !flaps.has(key)
                        && engine.troubles().stream()
                                .noneMatch(trouble -> key(trouble).equals(key)));
        said.keySet().retainAll(troubles.keySet());
        ended |= any && troubles.isEmpty();
    }

    private boolean isOver(String key, PoolSnapshot engine) {
        if (key.equals(MOVED)) {
            return isHome(ids(engine, EndpointStatus::published))
                    || !ids(engine, status -> true).containsAll(home);
        }
        return engine.troubles().stream().noneMatch(trouble -> key(trouble).equals(key));
    }

    /** By what a trouble is known here, also across a restart. */
    static String key(Trouble trouble) {
        String about = trouble.kind().about() == Trouble.About.POOL ? "" : " " + trouble.name();
        return trouble.kind() + about + (trouble.subject().isEmpty() ? "" : " " + trouble.subject());
    }

    /** Whether something of a kind is wrong. */
    boolean has(Trouble.Kind kind) {
        return troubles.containsKey(kind.name());
    }

    /** Whether something of a kind is wrong, with whatever part of the pool. */
    boolean hasAny(Trouble.Kind kind) {
        return said.values().stream().anyMatch(trouble -> trouble.kind() == kind);
    }

    /** What is known of servers that do not answer the change; empty if there is nothing to say. */
    String lag() {
        String key = Trouble.Kind.NOT_PROVED.name();
        Standing standing = troubles.get(key);
        Trouble trouble = said.get(key);
        return standing == null ? "" : trouble == null ? standing.text() : trouble.text();
    }

    /** What is wrong and in no news, the oldest first; what flaps is told apart. */
    List<String> alsoWrong() {
        Set<String> told = new HashSet<>();
        for (FailoverEvent event : news) {
            if (event instanceof TroubleBegan began) {
                told.add(key(began.trouble()));
            } else if (event instanceof TroubleChanged changed) {
                told.add(key(changed.trouble()));
            } else if (event == move) {
                told.add(MOVED);
            }
        }
        return troubles.entrySet().stream()
                .filter(each -> !told.contains(each.getKey()) && !flaps.has(each.getKey()))
                .map(each -> each.getValue().text())
                .toList();
    }

    /** What the engine says of what is wrong at this moment, which may be more than when it began. */
    void lookAt(List<Trouble> present) {
        for (Trouble trouble : present) {
            if (said.containsKey(key(trouble)) && isAbout(trouble)) {
                said.put(key(trouble), trouble);
            }
        }
    }

    private boolean isAbout(Trouble trouble) {
        return pool.equals(of(trouble));
    }

    /** In which story a trouble is told. */
    static String of(Trouble trouble) {
        if (trouble.kind().about() == Trouble.About.POOL) {
            return trouble.name();
        }
        return trouble.kind().isSeenByAll() ? ALL : ENGINE;
    }

    /** Whether it is about a pool, and neither about this engine nor about what all share. */
    boolean isOfPool() {
        return !pool.equals(ENGINE) && !pool.equals(ALL);
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

    /** Whether there is something to tell, such as that a trouble lasts. */
    boolean isWorthTelling() {
        return ended || !troubles.isEmpty();
    }

    /**
     * Somebody else moves the record from now on, and tells of it: the way home would never be heard of here. What
     * else is wrong with the record the engine itself declares over.
     */
    private void follow() {
        troubles.remove(MOVED);
        if (troubles.isEmpty() && news.isEmpty()) {
            forgetNews();
        }
    }

    /** Takes up a trouble that was known before a restart. */
    void resume(String key, Standing trouble) {
        boolean outdated = key.equals(MOVED) && move != null; // if the disk was slow, the engine has spoken before
        if (outdated || troubles.putIfAbsent(key, trouble) != null) {
            return;
        }
        if (troubledSince == null || trouble.since().isBefore(troubledSince)) {
            troubledSince = trouble.since();
        }
        told = true;
    }

    private void remember(FailoverEvent event) {
        if (event instanceof HealthChanged changed
                && (health.containsKey(changed.endpoint()) || health.size() < MOST_ENDPOINTS)) {
            health.put(changed.endpoint(), changed);
        } else if (event instanceof DecisionChanged changed) {
            decision = changed;
        } else if (event instanceof ChangeProved proved) {
            proof = proved;
        } else if (event instanceof ResidualTraffic ebb && residual.size() < MOST_ENDPOINTS) {
            residual.put(ebb.report().endpoint(), ebb);
        } else if (event instanceof RecordsChanged change && Alerts.isMove(change)) {
            move = change;
            causes = change.from().stream()
                    .filter(id -> !change.to().contains(id))
                    .map(health::get)
                    .filter(known -> known != null && known.to() == Health.UNHEALTHY)
                    .toList();
            proof = null;
            residual.clear();
        }
    }

    private void open(FailoverEvent event) {
        if (event instanceof RecordsChanged change && leadsAway(change)) {
            home = troubles.containsKey(MOVED) ? home : change.from();
            trouble(MOVED, event.at(), event.summary());
        } else if (event instanceof TroubleBegan began) {
            trouble(began.trouble());
        } else if (event instanceof TroubleChanged changed) {
            trouble(changed.trouble());
        }
    }

    private void trouble(Trouble trouble) {
        said.put(key(trouble), trouble);
        trouble(key(trouble), trouble.since(), String.valueOf(trouble));
    }

    private void trouble(String key, Instant since, String text) {
        Standing before = troubles.get(key);
        boolean allWell = !troubles.isEmpty() && troubles.keySet().stream().allMatch(flaps::isUp);
        troubles.put(key, new Standing(before == null ? since : before.since(), text));
        if (troubledSince == null || allWell) {
            troubledSince = since;
        }
    }

    private void close(FailoverEvent event) {
        if (event instanceof TroubleEnded ended) {
            troubles.remove(key(ended.trouble()));
            said.remove(key(ended.trouble()));
        } else if (event instanceof RecordsChanged change && isHomecoming(change)) {
            troubles.remove(MOVED);
        } else if (event instanceof TakenOver taken && isHome(taken.published())) {
            troubles.remove(MOVED); // somebody brought it home while no engine looked
        }
    }

    /**
     * The records were led away by somebody else, such as the leader before this one: they are not where a better
     * endpoint is, and that one was seen dead from here. People wait for the way back, as after a move of our own.
     */
    private void findAway(TakenOver taken) {
        List<String> better = health.values().stream()
                .filter(known -> known.from() == Health.UNHEALTHY || known.to() == Health.UNHEALTHY)
                .map(HealthChanged::endpoint)
                .filter(endpoint -> isBetter(List.of(endpoint), taken.published()))
                .toList();
        if (!better.isEmpty() && !troubles.containsKey(MOVED)) {
            home = better;
            trouble(MOVED, taken.at(), "the records lead to " + taken.published() + " and not to " + better);
        }
    }

    private boolean leadsAway(RecordsChanged change) {
        boolean forced = change.cause() == Cause.FAILOVER || change.cause() == Cause.LAST_RESORT;
        boolean toTheBetter = isBetter(change.to(), troubles.containsKey(MOVED) ? home : change.from());
        return forced
                && !toTheBetter
                && !(troubles.containsKey(MOVED) && change.to().equals(home));
    }

    /** Whether clients are led again to where they were before; after a restart nobody knows where that was. */
    private boolean isHomecoming(RecordsChanged change) {
        return home.isEmpty()
                ? change.cause() == Cause.FAILBACK
                : change.to().equals(home) || isBetter(change.to(), home);
    }

    private boolean isHome(List<String> published) {
        return !home.isEmpty() && (Set.copyOf(published).equals(Set.copyOf(home)) || isBetter(published, home));
    }

    /** Whether the best of these endpoints is better than the best of the others: then nobody waits for a way back. */
    private boolean isBetter(List<String> endpoints, List<String> others) {
        OptionalInt one = best(endpoints);
        OptionalInt other = best(others);
        return one.isPresent() && other.isPresent() && one.getAsInt() < other.getAsInt();
    }

    private OptionalInt best(List<String> endpoints) {
        return endpoints.stream()
                .map(priority)
                .flatMapToInt(OptionalInt::stream)
                .min();
    }

    private static boolean isFailback(FailoverEvent event) {
        return event instanceof RecordsChanged change && change.cause() == Cause.FAILBACK;
    }
}
