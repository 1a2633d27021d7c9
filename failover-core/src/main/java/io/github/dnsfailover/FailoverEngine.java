package io.github.dnsfailover;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.event.ResidualReport;
import io.github.dnsfailover.internal.config.EngineKeys;
import io.github.dnsfailover.internal.config.Source;
import io.github.dnsfailover.internal.engine.EngineLimits;
import io.github.dnsfailover.internal.engine.EngineLoop;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.ThreadedRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks the endpoints of its pools, and changes their DNS records when it must.
 *
 * <pre>{@code
 * try (FailoverEngine engine = FailoverEngine.builder()
 *         .pool(www)
 *         .leadership(Leadership.singleInstance())
 *         .build()) {
 *     engine.start();
 *     ...
 * }
 * }</pre>
 *
 * <p>Thread-safe. No method blocks, except {@link #closeAndWait}. Closing the engine leaves DNS as it is. Its threads
 * are daemons: a {@code main} that returns ends the process, and the engine with it.
 */
public final class FailoverEngine implements AutoCloseable {

    private enum Phase {
        BUILT,
        STARTED,
        CLOSED
    }

    private final EngineLoop loop;
    private final EngineRuntime runtime;
    private final boolean ownsRuntime;
    private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.BUILT);

    /** Completes once it is closed to the end: whether all that was to be told was told. */
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();

    private FailoverEngine(EngineLoop loop, EngineRuntime runtime, boolean ownsRuntime) {
        this.loop = loop;
        this.runtime = runtime;
        this.ownsRuntime = ownsRuntime;
    }

    /** Starts an engine's description. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * A builder with everything that flat keys say; see {@link EndpointPool#fromProperties}. Then hand
     * the builder the pools, which have prefixes of their own, and whatever no key can hold.
     *
     * <pre>{@code
     * FailoverEngine engine = FailoverEngine.fromProperties("failover.engine", settings)
     *         .pool(www)
     *         .build();
     * }</pre>
     *
     * @param prefix what the keys begin with, without the last dot; empty for all keys of the map
     * @param properties keys and their values: texts, numbers or booleans; not kept
     * @throws IllegalArgumentException if a key is unknown, or a value breaks a rule; the message has the whole key,
     *     the value and the rule
     */
    public static Builder fromProperties(String prefix, Map<?, ?> properties) {
        return fromProperties(prefix, properties, name -> Optional.empty());
    }

    /**
     * The same, with secrets for the checks of control targets; see {@link EndpointPool#fromProperties(String, Map,
     * Function)}.
     *
     * @param secrets the secret that a name stands for, if there is one
     */
    public static Builder fromProperties(
            String prefix, Map<?, ?> properties, Function<String, Optional<String>> secrets) {
        Source source = new Source(Objects.requireNonNull(prefix, "prefix"), properties, secrets);
        Builder builder = EngineKeys.read(source, Builder::checkEach);
        builder.origin = source.origin();
        return builder;
    }

    /**
     * Begins to check and to act, on threads of its own. The state of the world does not matter: without network,
     * provider or state store the engine holds, says so by events, and tries again.
     *
     * @throws IllegalStateException if it was started or closed before
     * @throws OutOfMemoryError if the system grants no thread; it may be started again later
     */
    public void start() {
        if (!phase.compareAndSet(Phase.BUILT, Phase.STARTED)) {
            throw new IllegalStateException(
                    "the engine was " + (phase.get() == Phase.CLOSED ? "closed" : "started") + " before");
        }
        boolean begun = false;
        try {
            loop.start();
            begun = true;
        } finally {
            if (!begun) {
                phase.compareAndSet(Phase.STARTED, Phase.BUILT);
            }
        }
    }

    /** Whether it was started, and not closed since. Cheaper than a {@link #snapshot}, which has the same. */
    public boolean isRunning() {
        return phase.get() == Phase.STARTED;
    }

    /** Every pool as it is now. */
    public EngineSnapshot snapshot() {
        return new EngineSnapshot(
                runtime.now(),
                loop.snapshot(),
                new EngineSnapshot.Shared(loop.instance(), loop.leads(), loop.speaker(), loop.stopAll()),
                new EngineSnapshot.Own(isRunning(), isDryRun(), loop.eventsDropped(), loop.troubles()));
    }

    /**
     * Why a pool is as it is: what is published and since when, what the health of each endpoint rests on, what would
     * have to happen for a move, what stands in the way, and what happens next.
     *
     * <pre>{@code
     * System.out.println(engine.explain("www"));
     * }</pre>
     *
     * <p>It answers from memory, in less than a millisecond as a rule, and changes and asks nothing; {@link
     * PoolSnapshot#explanation} is the same.
     *
     * @throws IllegalArgumentException if the engine has no such pool
     */
    public Explanation explain(String pool) {
        return loop.explain(pool);
    }

    /**
     * Takes what an operator says.
     *
     * @return completes when the record follows the intent, when it is known what keeps it from following, or when the
     *     intent is refused; the intent is stored by then
     * @throws IllegalArgumentException if the engine has no such pool
     * @throws IllegalStateException if the engine does not run
     */
    public CompletableFuture<IntentOutcome> say(OperatorIntent intent) {
        requireRunning();
        CompletableFuture<IntentOutcome> answer = loop.say(intent);
        ifClosedByNow(() -> answer.complete(IntentOutcome.refused("the engine is closed")));
        return answer;
    }

    /** What was asked just as another thread closed the engine may have come after everybody was answered. */
    private void ifClosedByNow(Runnable answers) {
        if (phase.get() == Phase.CLOSED) {
            CompletableFuture<Void> unused = ended.thenRun(answers);
        }
    }

    /**
     * Looks at everything a failover would need, and changes nothing: reads each record, probes each target once,
     * asks the authoritative servers, reads the state store once, sees who leads, and compares the sites that were
     * said of the engine, the leadership, the state store and the provider with those of the endpoints. May be called
     * before {@link #start}.
     *
     * @return completes when everything has answered or a bound of about two slow calls and a minute is over
     * @throws IllegalStateException if the engine is closed
     */
    public CompletableFuture<PreflightReport> preflight() {
        if (phase.get() == Phase.CLOSED) {
            throw new IllegalStateException("the engine was closed before");
        }
        CompletableFuture<PreflightReport> report = loop.preflight();
        ifClosedByNow(() -> report.completeExceptionally(new IllegalStateException("the engine was closed")));
        return report;
    }

    /**
     * Takes a failure that the application itself met when it used an endpoint. Three within 10 s make the endpoint's
     * next probes come at once; then further ones are left alone for 5 s. They never decide anything by themselves.
     *
     * <p>Cheap enough to be called for each failed request. Ignored while the engine does not run.
     *
     * @param pool the pool's name
     * @param endpoint the endpoint's id
     * @param cause what failed, for people; the first 200 characters are kept. It must hold no secret
     * @throws IllegalArgumentException if the engine has no such pool, or the pool no such endpoint
     */
    public void reportFailure(String pool, String endpoint, String cause) {
        loop.report(pool, endpoint, Objects.requireNonNull(cause, "cause"));
    }

    /**
     * Takes what was counted of the traffic that still comes to an endpoint after the records have left it, and tells
     * it to the listeners as a {@link io.github.dnsfailover.event.ResidualTraffic}. {@link
     * io.github.dnsfailover.client.Residual} calls it. Ignored while the engine does not run.
     *
     * @param pool the pool's name
     * @throws IllegalArgumentException if the engine has no such pool, or the pool no such endpoint
     */
    public void reportResidual(String pool, ResidualReport report) {
        loop.report(pool, Objects.requireNonNull(report, "report"));
    }

    /** The pools that it was built with. */
    public List<EndpointPool> pools() {
        return loop.pools();
    }

    /**
     * What the records of a pool give to clients, as long as this engine knows that: it leads and they stand as it last
     * read or wrote them, or it follows and the leader said so in the state store within the last five seconds. Empty
     * if it is blind, nobody leads, the pool is frozen, somebody else has changed the records, a change is of unknown
     * outcome, the engine does not run or is a dry run. Then ask DNS.
     *
     * <p>Cheap enough for each request: it answers from memory.
     *
     * @throws IllegalArgumentException if the engine has no such pool
     */
    public Optional<Published> published(String pool) {
        return loop.published(pool);
    }

    /**
     * Calls an application's reaction when the records of a pool have changed, whichever instance changed them: when
     * the provider has accepted the change, within two seconds at followers, and again when it is proved. Changes that
     * follow each other quickly may come as one. What was published when this engine first knew is no change.
     *
     * <p>It runs in a lane of its own ({@link EngineRuntime.Lane#REACTIONS}), one call of a reaction at a time. One
     * that takes longer than ten seconds is interrupted, and as long as it does not return it is not called again.
     *
     * @return takes the reaction out again
     * @throws IllegalArgumentException if the engine has no such pool
     */
    public EngineRuntime.Cancellable onMove(String pool, MoveReaction reaction) {
        return loop.onMove(pool, Objects.requireNonNull(reaction, "reaction"));
    }

    /**
     * Adds a listener to those that it was built with, for what is built beside the engine, such as a console. It is
     * told what happens from now on.
     *
     * @return takes the listener out again; what waits for it is not handed over
     */
    public EngineRuntime.Cancellable listen(FailoverListener listener) {
        return loop.listen(Objects.requireNonNull(listener, "listener"));
    }

    /**
     * Adds one who keeps figures of probes. Probes are handed over in batches, less than a second after they have
     * ended, on a thread of the listeners' lane, one after the other; so it costs next to nothing, and may block. If
     * more than 20,000 wait for it, the oldest are lost; so is a batch for which the lane has no room.
     *
     * @return takes the recorder out again
     */
    public EngineRuntime.Cancellable record(ProbeRecorder recorder) {
        return loop.record(Objects.requireNonNull(recorder, "recorder"));
    }

    /** The owner of the records, as given to the builder. */
    public String owner() {
        return loop.owner();
    }

    /** The environment, as given to the builder. */
    public String environment() {
        return loop.environment();
    }

    /** Whether it does everything but write; see {@link Builder#dryRun}. */
    public boolean isDryRun() {
        return loop.isDryRun();
    }

    /** The clocks and threads it runs on, for what is built beside it; not to be closed by whoever asks. */
    public EngineRuntime runtime() {
        return runtime;
    }

    private void requireRunning() {
        if (phase.get() != Phase.STARTED) {
            throw new IllegalStateException("the engine does not run: " + phase.get());
        }
    }

    /**
     * Stops checking and writing, and gives up the lead. DNS stays as it is; a write under way is not called back.
     *
     * <p>Returns at once; in the background the lead is given up and listeners get what waits for them, for a few
     * seconds at most. Closing twice does no harm.
     */
    @Override
    public void close() {
        close(EngineLimits.LISTENER_DRAIN);
    }

    private void close(Duration limit) {
        if (phase.getAndSet(Phase.CLOSED) == Phase.CLOSED) {
            return;
        }
        loop.close(limit, told -> {
            if (ownsRuntime) {
                runtime.close();
            }
            ended.complete(told);
        });
    }

    /**
     * Does the same as {@link #close}, and returns when the lead was given up and every listener has returned from
     * the last event that waited for it, so that a {@code main} may end:
     *
     * <pre>{@code
     * engine.start();
     * stop.await();                                 // until the program is to end
     * engine.closeAndWait(Duration.ofSeconds(10));
     * alerts.close();                               // delivers what they told, and waits for it, too
     * }</pre>
     *
     * <p>Blocks, for at most the limit; an interrupt ends the wait, and stays set. After {@link #close} it only waits,
     * and listeners have the two seconds that {@code close} gives them. Do not call it on the thread of a listener,
     * which would wait for itself, nor with a runtime of virtual time.
     *
     * @param limit how long listeners may take, in all; 1 ms to 1 h
     * @return whether all of that happened within the limit; if not, the rest goes on in the background, and what
     *     waits for a listener that hangs is lost
     * @throws IllegalArgumentException if the limit is out of range
     */
    public boolean closeAndWait(Duration limit) {
        boolean sensible = limit.compareTo(Duration.ofMillis(1)) >= 0 && limit.compareTo(Duration.ofHours(1)) <= 0;
        Builder.require(sensible, "limit: " + limit + "; 1 ms to 1 h is allowed");
        close(limit);
        try {
            return ended.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError("it never completes with a failure", e);
        }
    }

    /** Builds a {@link FailoverEngine}; confined to one thread. */
    public static final class Builder {

        private static final long HIGHEST_RANK = 1_000_000_000_000_000L; // a time in microseconds fits
        private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,31}");

        private final List<EndpointPool> pools = new ArrayList<>();
        private final List<FailoverListener> listeners = new ArrayList<>();
        private final List<ControlTarget> controls = new ArrayList<>();
        private StateStore store = StateStore.memory();
        private String owner = "dnsfailover";
        private String environment = "default";
        private String site = "";
        private long rank;
        private boolean dryRun;
        private boolean quiet;

        /** The prefix of the keys that it was made of; empty if there are none. */
        private String origin = "";

        /** Null if there is none. */
        private @Nullable Path stopFile;

        /** Null until given. */
        private @Nullable Leadership leadership;

        /** Null unless given: then the engine makes one, and closes it. */
        private @Nullable EngineRuntime runtime;

        private Builder() {}

        /** Adds a pool. */
        public Builder pool(EndpointPool value) {
            pools.add(Objects.requireNonNull(value, "pool"));
            return this;
        }

        /** Who may write; needed. {@link Leadership#singleInstance} if this is the only engine for its records. */
        public Builder leadership(Leadership value) {
            leadership = Objects.requireNonNull(value, "leadership");
            return this;
        }

        /**
         * Adds a control target; see {@link ControlTarget} for what to choose. Default none: then failures always
         * count. A pool that {@link EndpointPool.Builder#withdrawFamily withdraws IPv6} needs one with an IPv6 address.
         */
        public Builder control(ControlTarget value) {
            controls.add(Objects.requireNonNull(value, "control"));
            return this;
        }

        /** Adds a listener. One that logs is always there, unless {@link #withoutLogging} is said. */
        public Builder listener(FailoverListener value) {
            listeners.add(Objects.requireNonNull(value, "listener"));
            return this;
        }

        /** Leaves out the listener that logs. */
        public Builder withoutLogging() {
            quiet = true;
            return this;
        }

        /** Where an operator's word is kept; default in memory, which forgets it at a restart. */
        public Builder stateStore(StateStore value) {
            store = Objects.requireNonNull(value, "stateStore");
            return this;
        }

        /** Who owns the records, written into the mark; the same for all engines of a service. Default dnsfailover. */
        public Builder owner(String value) {
            owner = Objects.requireNonNull(value, "owner");
            return this;
        }

        /** Which environment this is, written into the mark: a test engine does not touch production's records. */
        public Builder environment(String value) {
            environment = Objects.requireNonNull(value, "environment");
            return this;
        }

        /** The site that this engine runs in. */
        public Builder site(String value) {
            site = Objects.requireNonNull(value, "site");
            return this;
        }

        /**
         * The number of this deployment, where versions of the application with other pools run side by side. As long
         * as an engine with a higher one is a candidate for a scope, those with lower ones give the lead to it and do
         * not ask for it, and say so ({@link Trouble.Kind#CONFIGURATION_OUTDATED}). They lead again once it says that
         * it no longer asks, as at its close, or when nothing was heard of it for three leases. So a way back to an
         * older version needs a higher number too. It needs a leadership that passes it on, as {@link
         * io.github.dnsfailover.leader.LeaseLeadership} does, and is not for a dry run. Default 0: none, the lowest.
         *
         * @param value 0 to 10^15
         */
        public Builder rank(long value) {
            rank = value;
            return this;
        }

        /** Does everything but write; {@link io.github.dnsfailover.event.ChangeWithheld} says what would be written. */
        public Builder dryRun() {
            dryRun = true;
            return this;
        }

        /**
         * A switch that needs no Java: as long as anything stands at this path, a file, a directory or a link, this
         * engine writes nothing, at the latest 2 s after it appeared. Checks and events go on, the lead is kept, and
         * {@link Trouble.Kind#STOP_FILE} says so. The engine looks at it each second. Where that fails or hangs, what
         * was last seen holds, and nothing is written until it was seen once. So it should lie on a disk of this host.
         * Several engines have one each. Default none.
         *
         * @param value made absolute when the engine is built
         */
        public Builder stopFile(Path value) {
            stopFile = Objects.requireNonNull(value, "stopFile");
            return this;
        }

        /**
         * Clocks and threads; default a {@link ThreadedRuntime} of the engine's own. One that is given is not closed.
         */
        public Builder runtime(EngineRuntime value) {
            runtime = Objects.requireNonNull(value, "runtime");
            return this;
        }

        /**
         * Makes the engine; nothing runs yet.
         *
         * @throws IllegalArgumentException if something is missing or does not fit together; the message names it
         */
        public FailoverEngine build() {
            try {
                return complete();
            } catch (IllegalArgumentException e) {
                throw origin.isEmpty() ? e : new IllegalArgumentException(EngineKeys.refusal(origin, e), e);
            }
        }

        /** What each value must keep to, whatever the others are. */
        private void checkEach() {
            require(
                    WORD.matcher(owner).matches(),
                    "owner: \"" + owner + "\"; 1 to 32 letters, digits, '_', '.' or '-' are allowed");
            require(
                    WORD.matcher(environment).matches(),
                    "environment: \"" + environment + "\"; 1 to 32 letters, digits, '_', '.' or '-' are allowed");
            require(rank >= 0 && rank <= HIGHEST_RANK, "rank: " + rank + "; 0 to 10^15 is allowed");
        }

        private FailoverEngine complete() {
            require(!pools.isEmpty(), "pool: none given; pool(..) says one, no key does");
            Leadership leads = leadership;
            if (leads == null) {
                throw new IllegalArgumentException(
                        "leadership: none given; say Leadership.singleInstance(), or the key "
                                + "leadership=single-instance, if this is the only engine for its records");
            }
            checkEach();
            require(
                    leads.instances() == Leadership.Instances.ONE || store.reach() == StateStore.Reach.SHARED,
                    "stateStore: " + store
                            + " is local, but the leadership is shared by several engines: what is said to one"
                            + " would be unknown to the next leader");
            require(rank == 0 || !dryRun, "rank: " + rank + "; a dry run writes nothing, so no other may wait for it");
            checkPools();
            checkControls();
            List<FailoverListener> all = new ArrayList<>(listeners);
            if (!quiet) {
                List<String> names = pools.stream().map(EndpointPool::pool).toList();
                all.add(0, new LoggingListener(names, about(leads)));
            }
            EngineRuntime threads = runtime != null ? runtime : ThreadedRuntime.create();
            EngineLoop.Settings settings = new EngineLoop.Settings(
                    List.copyOf(pools),
                    List.copyOf(all),
                    List.copyOf(controls),
                    leads,
                    store,
                    owner,
                    environment,
                    site,
                    rank,
                    Optional.ofNullable(stopFile).map(Path::toAbsolutePath),
                    dryRun);
            try {
                return new FailoverEngine(new EngineLoop(threads, settings), threads, runtime == null);
            } catch (IllegalArgumentException e) {
                if (runtime == null) {
                    threads.close();
                }
                throw e;
            }
        }

        private String about(Leadership leads) {
            String instance = leads.instance();
            return (instance.isEmpty() ? "" : "instance=" + instance + " ") + "owner=" + owner + " environment="
                    + environment + (site.isEmpty() ? "" : " site=" + site) + " instances=" + leads.instances()
                    + " dry_run=" + dryRun;
        }

        private void checkPools() {
            Set<String> ids = new HashSet<>();
            Set<DnsName> names = new HashSet<>();
            for (EndpointPool pool : pools) {
                require(ids.add(pool.pool()), "pool: two are called " + pool.pool());
                for (DnsName name : pool.names()) {
                    require(names.add(name), "pool " + pool.pool() + ": name " + name + " is of another pool too");
                }
            }
        }

        private void checkControls() {
            Set<String> known = new HashSet<>();
            for (ControlTarget control : controls) {
                require(known.add(control.name()), "control: two are called " + control.name());
            }
            FamilyRules.checkControls(pools, controls);
        }

        private static void require(boolean rule, String message) {
            if (!rule) {
                throw new IllegalArgumentException(message);
            }
        }
    }
}
