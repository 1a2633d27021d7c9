package io.github.dnsfailover.notify;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.EngineSnapshot;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.FailoverListener;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.event.ChangeWithheld;
import io.github.dnsfailover.event.LeadershipChanged;
import io.github.dnsfailover.event.PoolStarted;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.WriteConflict;
import io.github.dnsfailover.internal.engine.EventHub;
import io.github.dnsfailover.notify.Alert.Line;
import io.github.dnsfailover.notify.Alert.Report;
import io.github.dnsfailover.notify.Alert.Status;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import io.github.dnsfailover.runtime.ThreadedRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells people what an engine does, by one or several {@link Notifier}s.
 *
 * <pre>{@code
 * Alerts alerts = Alerts.builder()
 *         .pool(www)
 *         .notifier(MailNotifier.to("ops@example.com").from("failover@example.com").host("smtp.example.com").build())
 *         .build();
 * FailoverEngine engine = FailoverEngine.builder()
 *         .pool(www)
 *         .leadership(Leadership.singleInstance())
 *         .listener(alerts)
 *         .build();
 * alerts.snapshotFrom(engine::snapshot);
 * }</pre>
 *
 * <p>What happens within the burst window becomes one alert, however many pools it is about. A pool in trouble is
 * told of, reminded of while it lasts, and told of when it is over. Each notifier has a queue of its own that keeps
 * the newest report of each pool, so it is bounded and never drops the newest state; a failed attempt is repeated
 * with growing pauses. An alert may come twice, with the same id. One that does not arrive in the end is an {@link
 * io.github.dnsfailover.event.AlertLost} to the listeners given here.
 *
 * <p>Thread-safe; {@link #on} never blocks, and nothing here reaches the engine.
 */
public final class Alerts implements FailoverListener, AutoCloseable {

    private static final Duration LOOK =
            Duration.ofMillis(10); // how often a closing one looks whether all is delivered
    private static final Duration LAST_WORDS =
            Duration.ofSeconds(3); // then the spool and the listeners are no longer waited for
    private static final String DESK = "desk";
    private static final String CLOSED = "alerts are closed";

    private final EngineRuntime runtime;
    private final boolean ownsRuntime;
    private final String source;
    private final Duration closeLimit;
    private final Predicate<FailoverEvent> about;
    private final List<Notifier> notifiers;
    private final EventHub hub;
    private final Map<String, AlertingTrouble> failingListeners = new HashMap<>();
    private final Desk desk;
    private final Map<String, Outbox> outboxes = new LinkedHashMap<>();
    private final CompletableFuture<Void> drained = new CompletableFuture<>();

    /** Null without a spool file. */
    private final @Nullable Spool spool;

    /** Written on the runtime's engine thread only. */
    private volatile boolean closing;

    /** Fails when the runtime has ended: tests that are under way, or asked for later, must not wait for good. */
    private final CompletableFuture<Map<String, String>> ended = new CompletableFuture<>();

    private Alerts(Builder builder, EngineRuntime runtime) {
        this.runtime = runtime;
        this.ownsRuntime = builder.runtime == null;
        this.source = builder.source;
        this.closeLimit = builder.closeLimit;
        this.about = builder.about;
        this.notifiers = List.copyOf(builder.notifiers);
        List<FailoverListener> listeners = new ArrayList<>(builder.listeners);
        listeners.add(0, FailoverListener.logging());
        this.hub = new EventHub(runtime, listeners, 1, this::listenerTurned);
        this.spool = builder.spool == null ? null : new Spool(runtime, builder.spool, hub::emit);
        Map<String, EndpointPool> pools = new TreeMap<>();
        builder.pools.forEach(pool -> pools.put(pool.pool(), pool));
        ReportText.Setting text = new ReportText.Setting(builder.zone, builder.stopBy, "", "", "");
        Desk.Terms terms = new Desk.Terms(builder.burst, builder.delay, builder.remindEvery, text, pools);
        this.desk = new Desk(runtime, terms, this::tell, this::deskChanged);
        for (Notifier notifier : notifiers) {
            Outbox.Terms sending = new Outbox.Terms(source, builder.giveUpAfter, desk::openIncidents);
            String name = notifier.name();
            outboxes.put(name, new Outbox(runtime, notifier, sending, hub::emit, () -> outboxChanged(name)));
        }
    }

    /**
     * Adds a listener to those that were given when it was built, for what is built later, such as metrics. It is told
     * what happens to the alerts from now on.
     *
     * @return takes the listener out again; what waits for it is not handed over
     */
    public EngineRuntime.Cancellable listen(FailoverListener listener) {
        return hub.add(Objects.requireNonNull(listener, "listener"));
    }

    /** Starts a description. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * What people are told of unless {@link Builder#about} says otherwise: every move of a record, every warning of
     * the engine, and what a dry run would have done. Not told: a record taken over or repaired while it leads to the
     * same endpoints, the mark of a new leader, IPv6 addresses withdrawn or back, since their trouble is told, a
     * conflict of writes, which the engine settles by itself, and the warnings with which a pool starts.
     */
    public static boolean isWorthTelling(FailoverEvent event) {
        if (event instanceof RecordsChanged change) {
            return isMove(change);
        }
        if (event instanceof WriteConflict || event instanceof PoolStarted || event instanceof LeadershipChanged) {
            return false;
        }
        return event.severity().compareTo(Severity.WARNING) >= 0 || event instanceof ChangeWithheld;
    }

    /** Whether the records lead elsewhere since. */
    static boolean isMove(RecordsChanged change) {
        return switch (change.cause()) {
            case FAILOVER, FAILBACK, LAST_RESORT, OPERATOR, CONFIGURATION -> true;
            case ADOPTION, REPAIR, FAMILY, NEW_LEADER -> false;
        };
    }

    private void listenerTurned(String listener, String detail) {
        AlertingTrouble trouble = failingListeners.computeIfAbsent(
                listener, name -> new AlertingTrouble(runtime, this::emit, Trouble.Kind.LISTENER_FAILS, name));
        if (detail.isEmpty()) {
            trouble.end();
        } else {
            trouble.begin("it threw " + detail);
        }
    }

    private void emit(FailoverEvent event) {
        hub.emit(event);
    }

    private void begin() {
        Spool kept = spool;
        if (kept == null) {
            outboxes.values().forEach(Outbox::open);
            return;
        }
        List<String> keys = new ArrayList<>(outboxes.keySet());
        keys.add(DESK);
        kept.load(keys, texts -> resume(kept, texts));
    }

    private void resume(Spool kept, Map<String, String> texts) {
        try {
            SpoolText.Notes notes = SpoolText.readNotes(texts.getOrDefault(DESK, ""));
            for (Map.Entry<String, Outbox> each : outboxes.entrySet()) {
                SpoolText.Box box = SpoolText.readBox(texts.getOrDefault(each.getKey(), ""), source);
                each.getValue().resume(box, notes.untold());
            }
            desk.resume(notes.known());
            deskChanged(); // what was untold is in the outboxes now
        } catch (IOException e) {
            kept.failed(String.valueOf(e.getMessage()));
        }
        outboxes.values().forEach(Outbox::open);
    }

    private void deskChanged() {
        if (spool != null) {
            spool.save(DESK, () -> SpoolText.write(desk.notes()));
        }
    }

    private void outboxChanged(String notifier) {
        Outbox box = outboxes.get(notifier);
        if (spool != null && box != null) {
            spool.save(notifier, () -> SpoolText.write(box.content()));
        }
    }

    private void tell(List<Report> reports) {
        outboxes.values().forEach(box -> box.add(reports));
    }

    /**
     * Where to look what the engine says at the moment of an alert, such as {@code engine::snapshot}. Without it
     * alerts say less: they know what the events said.
     *
     * @param engine must not block
     */
    public void snapshotFrom(Supplier<EngineSnapshot> engine) {
        Objects.requireNonNull(engine, "engine");
        runtime.execute(() -> desk.snapshotFrom(engine));
    }

    /** Takes what happened; returns at once. Ignored after {@link #close}. */
    @Override
    public void on(FailoverEvent event) {
        boolean wanted = about.test(event);
        runtime.execute(() -> {
            if (!closing) {
                desk.take(event, wanted);
            }
        });
    }

    @Override
    public boolean tellsPeople() {
        return true;
    }

    /**
     * Sends a test alert by every notifier at once, one attempt each.
     *
     * @return what came of it by the notifiers' names: empty if it was delivered, else what went wrong; fails with an
     *     {@link IllegalStateException} once these are closed
     */
    public CompletableFuture<Map<String, String>> sendTest() {
        CompletableFuture<Map<String, String>> result = new CompletableFuture<>();
        runtime.execute(() -> {
            if (closing) {
                result.completeExceptionally(new IllegalStateException(CLOSED));
                return;
            }
            Instant now = runtime.now();
            List<Line> lines = List.of(
                    new Line("Clients get", "what they got before: this is a test, nothing has happened"),
                    new Line("Next", "nothing; whoever reads this will read of a failover in the same place"),
                    new Line("To stop it", "there is nothing to stop"));
            Alert.Content content = new Alert.Content(
                    "", Status.TEST, now, "test from " + source + ": alerts arrive", List.of(), lines, Map.of());
            Alert alert = new Alert(Outbox.newId(runtime), now, source, List.of(new Report(content, List.of())));
            Map<String, String> ends = new TreeMap<>();
            for (Notifier notifier : notifiers) {
                test(notifier, alert, end -> {
                    ends.put(notifier.name(), end);
                    if (ends.size() == notifiers.size()) {
                        result.complete(Map.copyOf(ends));
                    }
                });
            }
        });
        return result.applyToEither(ended, ends -> ends);
    }

    private void test(Notifier notifier, Alert alert, Consumer<String> then) {
        EngineRuntime.Task task = runtime.<Boolean>submit(
                Lane.LISTENERS,
                () -> {
                    notifier.send(alert, runtime.now());
                    return true;
                },
                end -> then.accept(end.failure() == null ? "" : Outbox.detail(end.failure())));
        runtime.schedule(Duration.ofSeconds(Outbox.ATTEMPT_SECONDS), task::cancel);
    }

    /**
     * Takes nothing more, and tries once more to deliver what waits.
     *
     * @return completes when that is done, or the close limit is over; what is left then stays in the spool file, or
     *     is lost with an event if there is none, or it could not be written
     */
    public CompletableFuture<Void> drain() {
        runtime.execute(() -> {
            if (!closing) {
                desk.close();
                closing = true;
                outboxes.values().forEach(Outbox::hurry);
                drainUntil(runtime.nanoTime() + closeLimit.toNanos());
            }
        });
        return drained.copy();
    }

    private void drainUntil(long end) {
        boolean delivered = outboxes.values().stream().allMatch(Outbox::isIdle);
        boolean saved = spool == null || spool.isIdle();
        if ((delivered && saved) || runtime.nanoTime() - end >= 0) {
            boolean kept = spool != null && spool.holdsEverything();
            outboxes.values().forEach(kept ? Outbox::stop : Outbox::abandon);
            hub.drain(() -> drained.complete(null));
        } else {
            runtime.schedule(LOOK, () -> drainUntil(end));
        }
    }

    /**
     * Drains, and ends the threads. With a runtime of its own it returns when {@link #drain} has completed; with one
     * that was given it returns at once, and what waits is delivered on that runtime. Closing twice does no harm.
     */
    @Override
    public void close() {
        CompletableFuture<Void> end = drain();
        if (!ownsRuntime) {
            return;
        }
        try {
            end.get(closeLimit.plus(LAST_WORDS).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("alerts could not be closed in order", e);
        } finally {
            runtime.close();
            ended.completeExceptionally(new IllegalStateException(CLOSED));
        }
    }

    /** Builds {@link Alerts}; confined to one thread. */
    public static final class Builder {

        private static final Duration LONGEST_WAIT = Duration.ofDays(7); // catches a mistaken unit
        private static final int LONGEST_WORDS = 300;

        private final List<Notifier> notifiers = new ArrayList<>();
        private final List<FailoverListener> listeners = new ArrayList<>();
        private final List<EndpointPool> pools = new ArrayList<>();
        private Predicate<FailoverEvent> about = Alerts::isWorthTelling;
        private String source = "dnsfailover";
        private String stopBy = "";
        private ZoneId zone = ZoneId.systemDefault();
        private Duration burst = Duration.ofSeconds(10);
        private Duration delay = Duration.ZERO;
        private Duration remindEvery = Duration.ofHours(4);
        private Duration giveUpAfter = Duration.ofHours(24);
        private Duration closeLimit = Duration.ofSeconds(5);

        /** Null without a spool file. */
        private @Nullable StateStore spool;

        /** Null unless given: then one is made, and closed. */
        private @Nullable EngineRuntime runtime;

        private Builder() {}

        /** Adds a notifier; at least one is needed. */
        public Builder notifier(Notifier value) {
            notifiers.add(Objects.requireNonNull(value, "notifier"));
            return this;
        }

        /**
         * Adds a listener to what happens to the alerts themselves: {@link io.github.dnsfailover.event.AlertLost},
         * and troubles of the kinds {@link Trouble.Kind#ALERTING_FAILS} and {@link Trouble.Kind#LISTENER_FAILS}. One
         * that logs is always there.
         */
        public Builder listener(FailoverListener value) {
            listeners.add(Objects.requireNonNull(value, "listener"));
            return this;
        }

        /**
         * A pool of the engine, so that alerts can say its names, which endpoint is the primary, and when it goes back.
         */
        public Builder pool(EndpointPool value) {
            pools.add(Objects.requireNonNull(value, "pool"));
            return this;
        }

        /**
         * Which events people are told of; default {@link Alerts#isWorthTelling}. Called on the engine's listener
         * thread. The end of a trouble that was told is always told.
         */
        public Builder about(Predicate<FailoverEvent> value) {
            about = Objects.requireNonNull(value, "about");
            return this;
        }

        /** Who says it, such as the name of the application; the same for all its instances. Default dnsfailover. */
        public Builder source(String value) {
            source = words("source", value);
            return this;
        }

        /** How to stop the engine, such as a link to a runbook; default the call of the API that freezes the pool. */
        public Builder stopBy(String value) {
            stopBy = words("stopBy", value);
            return this;
        }

        /** The time zone of those who read; default that of this machine. UTC is always told beside it. */
        public Builder zone(ZoneId value) {
            zone = Objects.requireNonNull(value, "zone");
            return this;
        }

        /** How long to gather what happens at the same time; default 10 s, in which a change is usually proved. */
        public Builder burstWindow(Duration value) {
            burst = wait("burstWindow", value, Duration.ZERO);
            return this;
        }

        /**
         * How long a pool must be in trouble before people are told; default zero. What is over by then is not told
         * at all, so this is for pools that flap. The burst window comes on top.
         */
        public Builder delay(Duration value) {
            delay = wait("delay", value, Duration.ZERO);
            return this;
        }

        /**
         * How often to remind of a pool in trouble; default 4 h. The engine reminds of an alarm more often, and so do
         * alerts.
         */
        public Builder remindEvery(Duration value) {
            remindEvery = wait("remindEvery", value, Duration.ofMinutes(1));
            return this;
        }

        /** Leaves reminders out, those of the engine too. */
        public Builder withoutReminders() {
            remindEvery = Duration.ZERO;
            return this;
        }

        /** How long to try to deliver a report; default 24 h. */
        public Builder giveUpAfter(Duration value) {
            giveUpAfter = wait("giveUpAfter", value, Duration.ofSeconds(1));
            return this;
        }

        /**
         * A file that keeps what has not been delivered, so that neither a crash nor a restart loses it; default
         * none. One for each process, on a local disk; its folder must exist.
         */
        public Builder spool(Path file) {
            spool = StateStore.file(file);
            return this;
        }

        /** How long {@link Alerts#close} goes on delivering; default 5 s. */
        public Builder closeLimit(Duration value) {
            closeLimit = wait("closeLimit", value, Duration.ZERO);
            return this;
        }

        /** Clocks and threads; default a {@link ThreadedRuntime} of its own. One that is given is not closed. */
        public Builder runtime(EngineRuntime value) {
            runtime = Objects.requireNonNull(value, "runtime");
            return this;
        }

        /**
         * Makes the alerts, ready to listen.
         *
         * @throws IllegalArgumentException if there is no notifier, or two have one name
         */
        public Alerts build() {
            if (notifiers.isEmpty()) {
                throw new IllegalArgumentException("notifier: none given");
            }
            Set<String> names = new HashSet<>(Set.of(DESK, Spool.NAME));
            for (Notifier notifier : notifiers) {
                if (!names.add(notifier.name())) {
                    throw new IllegalArgumentException("notifier: \"" + notifier.name()
                            + "\" is the name of another one, or kept for the library; name each");
                }
            }
            EngineRuntime threads = runtime != null
                    ? runtime
                    : ThreadedRuntime.builder().name("failover-alerts").build();
            Alerts alerts = new Alerts(this, threads);
            threads.execute(alerts::begin);
            return alerts;
        }

        private static Duration wait(String field, Duration value, Duration least) {
            if (value.compareTo(least) < 0 || value.compareTo(LONGEST_WAIT) > 0) {
                throw new IllegalArgumentException(
                        field + ": " + value + "; " + least + " to " + LONGEST_WAIT + " are allowed");
            }
            return value;
        }

        private static String words(String field, String value) {
            if (value.isBlank() || !value.equals(Words.line(value, LONGEST_WORDS))) {
                throw new IllegalArgumentException(field + ": \"" + Words.line(value, LONGEST_WORDS)
                        + "\"; one line of 1 to " + LONGEST_WORDS + " characters is needed");
            }
            return value;
        }
    }
}
