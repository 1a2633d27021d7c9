package io.github.dnsfailover.notify;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.EngineSnapshot;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.PoolSnapshot;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.event.LeaderSeen;
import io.github.dnsfailover.event.LeadershipChanged;
import io.github.dnsfailover.event.PoolEvent;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.event.TroubleChanged;
import io.github.dnsfailover.event.TroubleEnded;
import io.github.dnsfailover.notify.Alert.Report;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when people are told: gathers what happens within the burst window, keeps back what may be over before the
 * delay is, and reminds. Confined to the engine thread of the alerts' runtime.
 */
final class Desk {

    private static final Logger log = LoggerFactory.getLogger(Desk.class);

    /** How often to look whether somebody leads by now, while something is to be told and nobody does. */
    private static final Duration WAITING_FOR_LEADER = Duration.ofSeconds(5);

    /** How often to look whether the instance that speaks for all still does: no event says when it is this one. */
    private static final Duration LOOK_AT_SPEAKER = Duration.ofSeconds(5);

    /** Far more pools than an engine has; beyond that somebody makes names up. */
    private static final int MOST_POOLS = 10_000;

    /**
     * What is older than this, besides delay and burst window, when a leader is lost has been told by it: more than the
     * longest lease, for so long a dead one may have been taken for one that lives.
     */
    private static final Duration TOLD_BY_THEN = Duration.ofMinutes(6);

    /** By then an engine that was started together with the alerts has read its records and probed its endpoints. */
    private static final Duration SETTLED = Duration.ofMinutes(5);

    private final EngineRuntime runtime;
    private final Terms terms;
    private final Consumer<List<Report>> out;
    private final Runnable changed;
    private final Map<String, PoolStory> stories = new LinkedHashMap<>();
    private final Map<String, Cancellable> reminders = new HashMap<>();

    /** Pools in trouble that nobody knows of, until their delay is over. */
    private final Map<String, Cancellable> heldBack = new HashMap<>();

    /** Looks whether what flaps has stopped, by pool and trouble. */
    private final Map<String, Cancellable> calms = new HashMap<>();

    private final Voice voice = new Voice();
    private final Incidents incidents;

    private Supplier<Optional<EngineSnapshot>> snapshots = Optional::empty;

    private boolean closed;

    /** Null unless another instance speaks for all. */
    private @Nullable Cancellable look;

    /** Null while nothing waits to be told. */
    private @Nullable Cancellable window;

    /**
     * How people are told.
     *
     * @param burst how long to gather what happens at the same time
     * @param delay how long a trouble must last before it is told
     * @param remindEvery how often to say that it still lasts; zero for never
     * @param text what the reports are written with
     * @param pools the pools whose configuration is known, by name
     */
    record Terms(
            Duration burst,
            Duration delay,
            Duration remindEvery,
            ReportText.Setting text,
            Map<String, EndpointPool> pools) {}

    /**
     * Makes a desk.
     *
     * @param out takes the reports of one burst
     * @param changed called when what {@link #stories} tells has changed
     */
    Desk(EngineRuntime runtime, Terms terms, Consumer<List<Report>> out, Runnable changed) {
        this.runtime = runtime;
        this.terms = terms;
        this.out = out;
        this.changed = changed;
        this.incidents = new Incidents(terms.pools());
    }

    void snapshotFrom(Supplier<EngineSnapshot> engine) {
        snapshots = () -> {
            try {
                return Optional.of(engine.get());
            } catch (RuntimeException e) {
                log.debug("action=alert_without_snapshot", e); // the alert says less, and arrives
                return Optional.empty();
            }
        };
        incidents.snapshotFrom(snapshots);
    }

    void take(FailoverEvent event, boolean wanted) {
        if (event instanceof TroubleEnded ended && isUnwatched(ended)) {
            return;
        }
        if (voice.take(event)) {
            openWindow(); // there may be something to tell that was left to whoever led before
        }
        for (String pool : storiesOf(event)) {
            if (event instanceof TroubleChanged changed && changed.reason() == TroubleChanged.Reason.REMINDER) {
                callToMind(pool, wanted && changed.trouble().isInTheWay());
            } else {
                take(pool, event, wanted);
            }
        }
    }

    /**
     * Whether nobody knows if it is over, as the engine was closed: a page about dead clients must not be resolved by
     * that. What was wrong with the engine itself ended with it.
     */
    private static boolean isUnwatched(TroubleEnded event) {
        return event.ending() == TroubleEnded.Ending.ENGINE_CLOSED
                && event.trouble().kind().about() != Trouble.About.ENGINE;
    }

    /**
     * The engine says that clients are at a dead place for another while; that is no news, and a reminder to whoever
     * wants some. Where they are served, and only nothing could take over, the ordinary reminders are enough.
     */
    private void callToMind(String pool, boolean wanted) {
        PoolStory story = stories.get(pool);
        if (story != null && story.told && wanted && !terms.remindEvery().isZero()) {
            story.calledToMind = true;
            openWindow();
        }
    }

    /** What is about the engine or a provider is told once, and not for each of its pools. */
    private static List<String> storiesOf(FailoverEvent event) {
        if (event instanceof PoolEvent of) {
            return List.of(of.pool());
        }
        Trouble trouble = event instanceof TroubleBegan began
                ? began.trouble()
                : event instanceof TroubleChanged changed
                        ? changed.trouble()
                        : event instanceof TroubleEnded ended ? ended.trouble() : null;
        if (trouble != null) {
            return List.of(PoolStory.of(trouble));
        }
        boolean ofLead = event instanceof LeadershipChanged || event instanceof LeaderSeen;
        return ofLead ? event.pools() : List.of(PoolStory.ENGINE);
    }

    private void take(String pool, FailoverEvent event, boolean wanted) {
        PoolStory story = story(pool);
        if (story == null || isKeptBack(story, event, wanted) || !story.take(event, wanted)) {
            return;
        }
        if (story.isOverUntold() && heldBack.containsKey(story.pool)) {
            drop(heldBack, story.pool);
            story.forgetNews();
        } else if (!story.troubles.isEmpty()
                && !story.told
                && !story.due
                && !terms.delay().isZero()) {
            heldBack.computeIfAbsent(story.pool, name -> runtime.schedule(terms.delay(), () -> delayIsOver(name)));
        } else {
            openWindow();
        }
        changed.run();
    }

    /** Whether it is one more round of what flaps, which people know. */
    private boolean isKeptBack(PoolStory story, FailoverEvent event, boolean wanted) {
        if (!wanted && !(event instanceof TroubleEnded)) {
            return false;
        }
        boolean known = story.told || terms.delay().isZero();
        Flaps.Fate fate = story.flaps.take(event, runtime.nanoTime(), known);
        if (fate == Flaps.Fate.BEGINS) {
            story.flaps.keys().forEach(key -> lookForCalm(story, key));
        }
        if (fate == Flaps.Fate.WAVERS && event instanceof TroubleChanged changed) {
            lookForCalm(story, PoolStory.key(changed.trouble()));
        }
        return fate == Flaps.Fate.KEEP_BACK || fate == Flaps.Fate.WAVERS;
    }

    private void lookForCalm(PoolStory story, String key) {
        Cancellable before = calms.remove(story.pool + " " + key);
        if (before != null) {
            before.cancel();
        }
        Duration left = story.flaps.untilCalm(key, runtime.nanoTime());
        calms.put(story.pool + " " + key, runtime.schedule(left, () -> {
            calms.remove(story.pool + " " + key);
            if (story.flaps.untilCalm(key, runtime.nanoTime()).isZero()) {
                stopFlapping(story, key);
                openWindow();
            } else {
                lookForCalm(story, key);
            }
        }));
    }

    /** The last word on it is told, whatever it is. */
    private void stopFlapping(PoolStory story, String key) {
        story.flaps.stop(key).ifPresent(last -> story.take(last, !(last instanceof TroubleEnded)));
        changed.run();
    }

    private @Nullable PoolStory story(String pool) {
        PoolStory known = stories.get(pool);
        if (known == null && stories.size() < MOST_POOLS) {
            known = new PoolStory(pool, endpoint -> priority(pool, endpoint));
            stories.put(pool, known);
        }
        return known;
    }

    /** From whatever knows it: how the pool is configured, or the engine. */
    private OptionalInt priority(String pool, String endpoint) {
        return incidents.endpoint(pool, endpoint).stream()
                .mapToInt(Endpoint::priority)
                .findFirst();
    }

    /** What people know to be wrong, by incident. */
    Map<String, Incidents.Open> openIncidents() {
        return incidents.open(stories.values());
    }

    private void delayIsOver(String pool) {
        heldBack.remove(pool);
        PoolStory story = stories.get(pool);
        if (story != null) {
            story.due = true;
            openWindow();
        }
    }

    private void openWindow() {
        if (window == null) {
            window = runtime.schedule(terms.burst(), this::flush);
        }
    }

    /** Tells everything that waits, what is kept back too, and is silent from then on. */
    void close() {
        closed = true;
        calms.values().forEach(Cancellable::cancel);
        calms.clear();
        for (PoolStory story : stories.values()) {
            story.flaps.keys().forEach(key -> stopFlapping(story, key));
        }
        List.copyOf(heldBack.keySet()).forEach(pool -> drop(heldBack, pool));
        List.copyOf(reminders.keySet()).forEach(pool -> drop(reminders, pool));
        flush();
    }

    private void flush() {
        if (window != null) {
            window.cancel();
            window = null;
        }
        Function<String, Voice.Speaker> speakers = voice.speakers(snapshots.get());
        List<PoolStory> ready = new ArrayList<>();
        boolean waits = false;
        for (PoolStory story : stories.values()) {
            if (story.pool.equals(PoolStory.ALL) && story.troubles.isEmpty() && isNoNewsForAll(story)) {
                story.left = false;
                story.forgetNews();
            }
            Voice.Speaker speaker = speaker(story, speakers);
            if ((story.left || !story.told) && !story.troubles.isEmpty()) {
                story.belongsTo(incidents.of(story)); // as whoever speaks for it says
            }
            if (story.left && speaker == Voice.Speaker.THIS) {
                story.comeBack(toldUntil());
                scheduleReminder(story);
            }
            if (!story.isToBeTold() || heldBack.containsKey(story.pool)) {
                continue;
            }
            switch (speaker) {
                case THIS -> ready.add(story);
                case ANOTHER -> story.left = true;
                case NOBODY -> waits = true;
            }
        }
        tell(ready, true);
        if (stories.values().stream().noneMatch(story -> story.left)) {
            voice.caughtUp();
        }
        if (waits) {
            window = runtime.schedule(WAITING_FOR_LEADER, this::flush);
        }
        PoolStory shared = stories.get(PoolStory.ALL);
        if (shared != null && shared.left && look == null && !closed) {
            look = runtime.schedule(LOOK_AT_SPEAKER, () -> {
                look = null;
                openWindow();
            });
        }
    }

    /** When somebody led last, less the time that it takes to tell. */
    private Instant toldUntil() {
        Instant led = voice.unledSince().orElseGet(runtime::now);
        return led.minus(TOLD_BY_THEN).minus(terms.delay()).minus(terms.burst());
    }

    /** What this instance has done nobody else tells, nor what is left when it closes while nobody leads. */
    private Voice.Speaker speaker(PoolStory story, Function<String, Voice.Speaker> speakers) {
        Voice.Speaker speaker =
                story.pool.equals(PoolStory.ALL) ? Voice.speakerForAll(snapshots.get()) : speakers.apply(story.pool);
        boolean alone = closed && speaker == Voice.Speaker.NOBODY;
        return story.hasMoved() || alone ? Voice.Speaker.THIS : speaker;
    }

    /**
     * Whether the end of what all see need not be told here: nobody was told that it began, or whoever told it has told
     * the end, too. While another one speaks for all, it is waited for whether he goes on doing so: he may be gone, and
     * then whoever follows him tells it.
     */
    private boolean isNoNewsForAll(PoolStory story) {
        Optional<EngineSnapshot.Lead> speaker = snapshots.get().flatMap(EngineSnapshot::speaker);
        boolean own = speaker.isPresent() && speaker.get().own();
        boolean known = story.told || (own && story.left);
        return !known && (own || speaker.isEmpty());
    }

    private void remind(String pool) {
        reminders.remove(pool);
        PoolStory story = stories.get(pool);
        if (story != null && speaker(story, voice.speakers(snapshots.get())) == Voice.Speaker.ANOTHER) {
            story.left = true;
        } else if (story != null && !story.troubles.isEmpty()) {
            compareWithEngine(story);
            if (story.isWorthTelling()) {
                tell(List.of(story), true);
            } else {
                changed.run();
            }
        }
    }

    /** Tells of what came to its end while this process was not there. */
    private void settle(String pool) {
        PoolStory story = stories.get(pool);
        if (closed || story == null || story.troubles.isEmpty()) {
            return;
        }
        compareWithEngine(story);
        if (story.isToBeTold()) {
            openWindow(); // other pools' troubles may have ended, too
        }
        changed.run();
    }

    private void compareWithEngine(PoolStory story) {
        Optional<EngineSnapshot> engine = snapshots.get();
        if (engine.isEmpty()) {
            return; // it cannot be asked
        }
        if (!story.isOfPool()) {
            story.compareWith(engine.get());
            return;
        }
        PoolSnapshot pool = snapshots().get(story.pool);
        if (pool == null) {
            story.poolIsGone();
        } else {
            story.compareWith(pool);
        }
    }

    private void tell(List<PoolStory> ready, boolean reminder) {
        if (ready.isEmpty()) {
            return;
        }
        Instant now = runtime.now();
        Map<String, PoolSnapshot> snapshot = snapshots();
        Optional<EngineSnapshot> engine = snapshots.get();
        List<Trouble> present = engine.map(EngineSnapshot::troubles).orElse(List.of());
        ReportText.Setting setting = engine.map(terms.text()::by).orElse(terms.text());
        List<Report> reports = new ArrayList<>();
        for (PoolStory story : ready) {
            story.lookAt(present);
            ReportText text = new ReportText(story, setting, terms.pools().get(story.pool), snapshot.get(story.pool));
            reports.add(inIncident(story, text.write(story.status(reminder), now)));
            story.toldEverything();
            scheduleReminder(story);
        }
        reports.sort(Outbox.GRAVEST_FIRST);
        out.accept(reports);
        changed.run();
    }

    /**
     * Says to which incident it belongs, and which ones the pool leaves: that of which people know, and at the end
     * every one to which another instance may have told it to belong.
     */
    private Report inIncident(PoolStory story, Report report) {
        List<String> left = new ArrayList<>();
        if (story.told) {
            left.add(story.incident());
        }
        if (story.troubles.isEmpty()) {
            left.addAll(incidents.ofSites(story.pool));
            if (story.tookOver()) {
                left.add(Incidents.ofPool(story.pool));
            }
        } else {
            story.belongsTo(incidents.of(story));
        }
        return report.inIncident(story.incident(), incidents.site(story), left);
    }

    private Map<String, PoolSnapshot> snapshots() {
        Map<String, PoolSnapshot> byPool = new HashMap<>();
        snapshots.get().ifPresent(engine -> engine.pools().forEach(pool -> byPool.put(pool.pool(), pool)));
        return byPool;
    }

    private void scheduleReminder(PoolStory story) {
        drop(reminders, story.pool);
        if (!closed && !story.troubles.isEmpty() && !terms.remindEvery().isZero()) {
            reminders.put(story.pool, runtime.schedule(terms.remindEvery(), () -> remind(story.pool)));
        }
    }

    private static void drop(Map<String, Cancellable> timers, String pool) {
        Cancellable timer = timers.remove(pool);
        if (timer != null) {
            timer.cancel();
        }
    }

    /**
     * What would be lost in a crash: troubles, and reports about what has not been told, written without asking the
     * engine.
     */
    SpoolText.Notes notes() {
        Instant now = runtime.now();
        List<Report> untold = stories.values().stream()
                .filter(story -> !story.news.isEmpty() && !story.left)
                .map(story -> new ReportText(story, terms.text(), terms.pools().get(story.pool), null)
                        .write(story.status(false), now))
                .toList();
        List<SpoolText.Known> known = stories.values().stream()
                .filter(story -> !story.troubles.isEmpty())
                .map(story -> new SpoolText.Known(
                        story.pool, List.copyOf(story.home), Map.copyOf(story.troubles), story.incident()))
                .toList();
        return new SpoolText.Notes(untold, known);
    }

    /** Takes up what was known before a restart; people were told, or are told by the reports that were kept. */
    void resume(List<SpoolText.Known> pools) {
        for (SpoolText.Known pool : pools) {
            PoolStory story = story(pool.pool());
            if (story != null) {
                story.home = story.home.isEmpty() ? pool.home() : story.home;
                pool.troubles().forEach(story::resume);
                story.belongsTo(pool.incident());
                scheduleReminder(story);
                runtime.schedule(SETTLED, () -> settle(pool.pool()));
            }
        }
    }
}
