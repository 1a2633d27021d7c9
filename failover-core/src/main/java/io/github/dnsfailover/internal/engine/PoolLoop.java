package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.PoolSnapshot;
import io.github.dnsfailover.Published;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.internal.engine.ProviderCalls.Errand;
import io.github.dnsfailover.internal.machine.Accepted;
import io.github.dnsfailover.internal.machine.Effect;
import io.github.dnsfailover.internal.machine.EngineInput;
import io.github.dnsfailover.internal.machine.EngineState;
import io.github.dnsfailover.internal.machine.Facts;
import io.github.dnsfailover.internal.machine.Input;
import io.github.dnsfailover.internal.machine.PlannedWrite;
import io.github.dnsfailover.internal.machine.PoolMachine;
import io.github.dnsfailover.internal.machine.PoolSpec;
import io.github.dnsfailover.internal.machine.PoolState;
import io.github.dnsfailover.internal.machine.Scene;
import io.github.dnsfailover.internal.machine.Snapshots;
import io.github.dnsfailover.internal.machine.Wait;
import io.github.dnsfailover.internal.text.ForeignText;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import io.github.dnsfailover.runtime.EngineRuntime.Work;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Feeds the machine of one pool and performs its effects. Everything but {@link #snapshot} is of the engine thread. */
final class PoolLoop {

    private static final Logger log = LoggerFactory.getLogger(PoolLoop.class);

    private final PoolMachine machine;
    private final PoolSpec spec;
    private final EngineLoop engine;
    private final EngineRuntime runtime;
    private final ProviderCalls provider;
    private final Probes probes;
    private final PassiveReports reports;
    private final Map<Long, ProviderCalls.Handle> calls = new HashMap<>();
    private final Deque<Input> pending = new ArrayDeque<>();

    /** Written by the engine thread only. */
    private volatile boolean begun;

    private boolean stepping;

    /**
     * Written by the engine thread; read by lanes too, since a call that waits there must not begin after the close.
     */
    private volatile boolean closed;

    /** Written by the engine thread only; a state is never changed once it stands here. */
    private volatile PoolState state;

    /** What was told last of the wall clock; written by threads of the lane. */
    private final AtomicReference<Optional<Duration>> clockSeen = new AtomicReference<>(Optional.empty());

    /** Null before the first step. */
    private @Nullable Cancellable tick;

    private long tickAt;

    /** Null until a change was accepted. Written by the engine thread only. */
    private volatile @Nullable Proof proof;

    PoolLoop(PoolSpec spec, EngineLoop engine, EngineRuntime runtime, ProviderCalls provider) {
        this.machine = new PoolMachine(spec);
        this.spec = spec;
        this.engine = engine;
        this.runtime = runtime;
        this.provider = provider;
        this.probes = new Probes(spec, runtime, engine.held(), engine.probeRecords(), this::tell);
        this.reports = new PassiveReports(spec, runtime, this::tellIfBegun);
        this.state = PoolState.first(spec, 0, runtime.nanoTime(), runtime.now());
    }

    /** The way to the servers of its zone. */
    Slots questions() {
        return engine.questionsOf(spec);
    }

    PoolSpec spec() {
        return spec;
    }

    /** The way to its provider. */
    ProviderCalls provider() {
        return provider;
    }

    PoolState state() {
        return state;
    }

    /** Thread-safe. */
    PassiveReports reports() {
        return reports;
    }

    PoolSnapshot snapshot(EngineState process) {
        Proof last = proof;
        return Snapshots.of(scene(process), last == null ? List.of() : last.statuses());
    }

    /** The pool at this moment; on any thread. */
    Scene scene(EngineState process) {
        Optional<Published> known = engine.published(spec.pool.pool());
        return new Scene(spec, state, process, known, begun, runtime.nanoTime(), runtime.now());
    }

    /** Begins, unless it has begun or is closed. */
    void start() {
        if (begun || closed) {
            return;
        }
        begun = true;
        PoolMachine.Step first = machine.start(runtime.seed(), runtime.nanoTime(), runtime.now());
        state = first.state();
        first.effects().forEach(this::perform);
        engine.intents(spec.pool.pool()).ifPresent(intents -> tell(new Input.WordsSet(intents)));
        tell(new Input.Tick());
    }

    void tellIfBegun(Input input) {
        if (begun && !closed) {
            tell(input);
        }
    }

    void close() {
        if (begun) {
            tell(new Input.Close());
        }
        closed = true;
        probes.close();
        if (proof != null) {
            proof.end();
        }
        if (tick != null) {
            tick.cancel();
        }
    }

    /** Takes an input, also while another one is being performed. */
    void tell(Input input) {
        pending.add(input);
        if (stepping) {
            return;
        }
        stepping = true;
        try {
            for (Input next = pending.poll(); next != null; next = pending.poll()) {
                engine.noticeTime();
                PoolMachine.Step step = step(next, engine.facts(spec));
                state = step.state();
                step.effects().forEach(this::perform);
            }
        } finally {
            stepping = false;
        }
        engine.looked(this);
        scheduleTick();
    }

    /** A fault of the machine costs its pool a pause, and nobody else anything. */
    private PoolMachine.Step step(Input input, Facts facts) {
        try {
            return machine.step(state, input, facts, runtime.nanoTime(), runtime.now());
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            log.error(
                    "pool={} action=step_failed input={}",
                    spec.pool.pool(),
                    input.getClass().getSimpleName(),
                    e);
            return machine.afterFault(state, ForeignText.of(e), runtime.nanoTime(), runtime.now());
        }
    }

    private void scheduleTick() {
        long deadline = state.deadline();
        if (closed || (tick != null && tickAt == deadline)) {
            return;
        }
        if (tick != null) {
            tick.cancel();
        }
        tickAt = deadline;
        long delay = Math.max(0, deadline - runtime.nanoTime());
        tick = runtime.schedule(Duration.ofNanos(delay), () -> {
            tick = null;
            if (!closed) {
                tell(new Input.Tick());
            }
        });
    }

    private void perform(Effect effect) {
        if (effect instanceof Effect.StartProbe start) {
            probes.start(start.id(), start.target());
        } else if (effect instanceof Effect.AbandonProbe abandon) {
            probes.abandon(abandon.id());
        } else if (effect instanceof Effect.Read read) {
            read(read.id(), read.haste());
        } else if (effect instanceof Effect.Write write) {
            write(write.write(), write.term());
        } else if (effect instanceof Effect.ProveRights prove) {
            proveRights(prove.id(), prove.sets());
        } else if (effect instanceof Effect.CancelCall cancel) {
            Optional.ofNullable(calls.get(cancel.id())).ifPresent(Cancellable::cancel);
        } else if (effect instanceof Effect.HastenRead hasten) {
            Optional.ofNullable(calls.get(hasten.id())).ifPresent(ProviderCalls.Handle::hasten);
        } else if (effect instanceof Effect.Prove prove) {
            prove(prove.accepted());
        } else if (effect instanceof Effect.Tell tell) {
            engine.tell(tell.input());
        } else if (effect instanceof Effect.Emit emit) {
            engine.events().emit(emit.event());
        } else {
            throw new AssertionError("effect of an unknown kind: " + effect);
        }
    }

    private void prove(Accepted accepted) {
        if (proof != null) {
            proof.end();
        }
        Proof.Hearers hearers = new Proof.Hearers(
                engine.events()::emit, this::tellUnlessClosed, engine.silentServersOf(spec), provider::takeSpare);
        proof = new Proof(spec, runtime, questions(), accepted, hearers);
        proof.round();
    }

    /** Whether a change of a pool of this scope may still land, made by this engine or by one that led before. */
    boolean mayHaveCallsOut(String scope) {
        return spec.scope.equals(scope) && state.mayHaveCallsOut(spec, runtime.nanoTime());
    }

    /** A server that was silent for long answers again. */
    void serverIsBack(String server) {
        if (proof != null && !closed) {
            proof.serverIsBack(server);
        }
    }

    private void read(long id, Effect.Haste haste) {
        DnsProvider dns = spec.pool.provider();
        AtomicBoolean begins = new AtomicBoolean();
        Errand errand = switch (haste) {
            case WANTED -> Errand.WANTED_READ;
            case NEEDED -> Errand.READ;
            case CALM -> Errand.CALM_READ;
        };
        Work<List<RecordSet>> work = () -> {
            if (closed) {
                throw new CancellationException("the engine was closed");
            }
            begins.set(true);
            announceStart(id);
            List<RecordSet> sets;
            try {
                sets = dns.read(spec.keys);
            } finally {
                lookAtClock(dns);
            }
            return sets == null ? null : new ArrayList<>(sets); // here, since a list may be anybody's, too
        };
        submit(id, errand, work, begins, end -> {
            calls.remove(id);
            tellUnlessClosed(begins.get() ? readInput(id, end) : dropped(id, end));
        });
    }

    /** Makes a call of the provider; the mark says whether it has begun, and is taken back if it has to wait again. */
    private <T> void submit(
            long id, Errand errand, Work<T> work, AtomicBoolean begun, EngineRuntime.Completion<T> completion) {
        ProviderCalls.Waiting hearer = new ProviderCalls.Waiting() {
            @Override
            public void until(long nanos, Wait wait) {
                tellUnlessClosed(new Input.CallWaits(id, nanos, wait));
            }

            @Override
            public void again() {
                begun.set(false);
                tellUnlessClosed(new Input.CallReturned(id));
            }
        };
        calls.put(
                id, provider.submit(new ProviderCalls.Request<>(spec.place.pool(), errand, work, hearer), completion));
    }

    private void proveRights(long id, List<RecordSet> sets) {
        DnsProvider dns = spec.pool.provider();
        ProviderCalls.Handle call = provider.ask(
                spec.place.pool(),
                () -> {
                    if (closed) {
                        throw new CancellationException("the engine was closed");
                    }
                    return dns.proveRights(sets);
                },
                end -> {
                    calls.remove(id);
                    tellUnlessClosed(rightsInput(id, end));
                });
        calls.put(id, call);
    }

    /** A right is missing only if the provider itself says so; one that is throttled says nothing of rights. */
    private static Input rightsInput(long id, Ended<?> end) {
        Throwable failure = end.failure();
        if (failure == null) {
            return new Input.RightsAnswered(id, "");
        }
        boolean refused = failure instanceof DnsProviderException known
                && known.isAnswered()
                && !known.isThrottled()
                && known.retryAfter().isEmpty();
        return refused ? new Input.RightsAnswered(id, describe(failure).detail()) : new Input.RightsUnanswered(id);
    }

    /** On a thread of the lane. */
    private void lookAtClock(DnsProvider dns) {
        Optional<Duration> ahead = clockAhead(dns);
        if (ahead.isPresent() && !ahead.equals(clockSeen.getAndSet(ahead))) {
            EngineInput.ClockSeen seen = new EngineInput.ClockSeen(spec.traits.label(), ahead.get());
            runtime.execute(() -> engine.tell(seen));
        }
    }

    /** Beside a read, which is none the worse if a provider cannot say it. */
    private static Optional<Duration> clockAhead(DnsProvider dns) {
        try {
            return Objects.requireNonNullElse(dns.clockAhead(), Optional.empty());
        } catch (RuntimeException e) {
            log.debug("action=look_at_clock", e);
            return Optional.empty();
        }
    }

    private static Input readInput(long id, Ended<List<RecordSet>> end) {
        Throwable failure = end.failure();
        if (failure != null) {
            return new Input.ReadThrew(id, describe(failure));
        }
        List<RecordSet> sets = end.value();
        return sets != null
                ? new Input.ReadReturned(id, sets)
                : new Input.ReadThrew(id, Input.Failure.unanswered("read returned null"));
    }

    /** The provider was not called; the reason is read by people. */
    private static Input dropped(long id, Ended<?> end) {
        Throwable failure = end.failure();
        String why = "what operators say could not be looked at before the change: " + failure;
        if (failure instanceof ProviderCalls.StillOutException) {
            why = "an earlier call of this pool has ignored its interrupt and not returned, so no other is made";
        } else if (failure instanceof RejectedExecutionException) {
            why = "this engine has more calls of providers waiting than it can make: " + failure.getMessage();
        } else if (failure instanceof CancellationException) {
            why = "the call waited too long for its turn and was called off";
        }
        return new Input.CallDropped(id, why);
    }

    /** What a write came to on the provider's thread; null results are possible since providers are of anybody. */
    private record Sent(boolean skipped, @Nullable WriteResult result) {}

    private void write(PlannedWrite write, long term) {
        DnsProvider dns = spec.pool.provider();
        AtomicBoolean sent = new AtomicBoolean();
        boolean rescue = write.change().urgency() == RecordChange.Urgency.FAILOVER;
        Work<Sent> work = () -> {
            if (!mayBegin(write, term)) {
                return new Sent(true, null);
            }
            announceStart(write.id());
            sent.set(true);
            return new Sent(false, dns.apply(write.change()));
        };
        submit(write.id(), rescue ? Errand.FAILOVER : Errand.REPAIR, work, sent, end -> {
            calls.remove(write.id());
            tellUnlessClosed(sent.get() ? writeInput(write.id(), end) : unsentInput(write.id(), end));
        });
    }

    /**
     * On a thread of the lane, right before the provider is called: everything that may have changed while it waited.
     */
    private boolean mayBegin(PlannedWrite write, long term) throws IOException {
        if (closed) {
            return false;
        }
        if (!engine.hasFreshWords()) { // first, since it may take its time
            runtime.execute(engine::lookAtWords);
            return false;
        }
        if (!engine.holds(spec.scope, term)) {
            String why = "the term had ended when the write was to be sent";
            runtime.execute(() -> engine.tell(new EngineInput.TermEnded(spec.scope, why)));
            return false;
        }
        PoolState now = state; // it is never changed once it is there to be seen
        return now.custody().term().equals(OptionalLong.of(term)) && now.maySend(spec, write, runtime.nanoTime());
    }

    private static Input unsentInput(long id, Ended<Sent> end) {
        return end.value() != null ? new Input.WriteSkipped(id) : dropped(id, end);
    }

    /** Whatever a provider throws, only its own word can rule out that the zone was changed. */
    private static Input writeInput(long id, Ended<Sent> end) {
        Throwable failure = end.failure();
        WriteResult result = end.value() == null ? null : end.value().result();
        if (failure instanceof DnsProviderException known) {
            return new Input.WriteThrew(id, known.outcome(), describe(known));
        }
        if (result instanceof WriteResult.Applied applied) {
            return new Input.WriteApplied(id, applied.receipt());
        }
        if (result instanceof WriteResult.Conflict conflict) {
            return new Input.WriteConflicted(id, conflict.actual());
        }
        Input.Failure why = failure == null ? Input.Failure.unanswered("apply returned null") : describe(failure);
        return new Input.WriteThrew(id, Outcome.UNKNOWN, why);
    }

    /** From the lane: the call leaves the queue now, so its time counts from here. */
    private void announceStart(long id) {
        runtime.execute(() -> tellUnlessClosed(new Input.CallStarted(id)));
    }

    private void tellUnlessClosed(Input input) {
        if (!closed) {
            tell(input);
        }
    }

    private static Input.Failure describe(Throwable failure) {
        return failure instanceof DnsProviderException known
                ? new Input.Failure(
                        String.valueOf(known.getMessage()),
                        known.isAnswered(),
                        known.retryAfter().orElse(Duration.ZERO),
                        known.isThrottled(),
                        known.isUnreadable())
                : Input.Failure.unanswered(ForeignText.of(failure));
    }
}
