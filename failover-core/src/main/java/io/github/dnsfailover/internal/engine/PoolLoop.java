package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.IntentOutcome;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.PoolSnapshot;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.internal.machine.Accepted;
import io.github.dnsfailover.internal.machine.Effect;
import io.github.dnsfailover.internal.machine.Input;
import io.github.dnsfailover.internal.machine.PlannedWrite;
import io.github.dnsfailover.internal.machine.PoolMachine;
import io.github.dnsfailover.internal.machine.PoolSpec;
import io.github.dnsfailover.internal.machine.PoolState;
import io.github.dnsfailover.internal.machine.Snapshots;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Feeds one machine and performs its effects. Everything but {@link #snapshot} is of the engine thread. */
final class PoolLoop {

    /** What a loop takes from its engine. */
    record Surroundings(
            EngineRuntime runtime,
            EventHub events,
            ProviderCalls calls,
            Leadership leadership,
            Consumer<String> resign,
            ControlWatch controls) {}

    private final PoolMachine machine;
    private final PoolSpec spec;
    private final Surroundings around;
    private final EngineRuntime runtime;
    private final Probes probes;
    private final Intentions intentions;
    private final PassiveReports reports;
    private final Map<Long, Cancellable> calls = new HashMap<>();
    private final Deque<Input> pending = new ArrayDeque<>();
    private boolean begun;
    private boolean stepping;

    /** Written by the engine thread; read by lanes too, since a call that waits there must not begin after the close. */
    private volatile boolean closed;

    /** Written by the engine thread only; a state is never changed once it stands here. */
    private volatile PoolState state;

    /** Null before the first step. */
    private @Nullable Cancellable tick;

    private long tickAt;

    /** Null until a change was accepted. */
    private @Nullable Proof proof;

    PoolLoop(PoolSpec spec, Surroundings around, IntentStore store) {
        this.machine = new PoolMachine(spec);
        this.spec = spec;
        this.around = around;
        this.runtime = around.runtime();
        this.probes = new Probes(spec, runtime, this::tell);
        this.intentions = new Intentions(spec, around, store, this::tell, () -> state());
        this.reports = new PassiveReports(spec, runtime, this::tellIfBegun);
        this.state = PoolState.first(spec, 0, runtime.nanoTime(), runtime.now());
    }

    PoolSpec spec() {
        return spec;
    }

    PoolState state() {
        return state;
    }

    /** Thread-safe. */
    PassiveReports reports() {
        return reports;
    }

    PoolSnapshot snapshot() {
        return Snapshots.of(spec, state, runtime.nanoTime(), runtime.now());
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
        intentions.load();
        tell(new Input.Tick());
    }

    /** Takes what an operator says, and begins at once if the pool's turn to begin has not come. */
    void say(OperatorIntent intent, CompletableFuture<IntentOutcome> answer) {
        start();
        intentions.say(intent, answer);
    }

    /** A pool that has not begun hears of the term at the next poll. */
    void termSeen(OptionalLong term, String detail) {
        if (begun && !state.custody().term().equals(term)) {
            tell(new Input.TermSeen(term, detail));
            if (term.isPresent() && spec.identity.instances() == Leadership.Instances.SEVERAL) {
                intentions.load(); // another instance may have stored something
            }
        }
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
        intentions.close();
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
                PoolMachine.Step step = machine.step(state, next, runtime.nanoTime(), runtime.now());
                state = step.state();
                step.effects().forEach(this::perform);
            }
        } finally {
            stepping = false;
        }
        intentions.look();
        scheduleTick();
    }

    /** An earlier tick than needed does no harm, so one that is due before the deadline is left as it is. */
    private void scheduleTick() {
        long deadline = state.deadline();
        if (closed || (tick != null && tickAt - deadline <= 0)) {
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
            read(read.id());
        } else if (effect instanceof Effect.Write write) {
            write(write.write(), write.term());
        } else if (effect instanceof Effect.CancelCall cancel) {
            Optional.ofNullable(calls.get(cancel.id())).ifPresent(Cancellable::cancel);
        } else if (effect instanceof Effect.Prove prove) {
            prove(prove.accepted());
        } else if (effect instanceof Effect.AskControls) {
            around.controls().ask(this);
        } else if (effect instanceof Effect.Emit emit) {
            around.events().emit(emit.event());
        } else if (effect instanceof Effect.Resign resign) {
            around.resign().accept("pool " + spec.pool.pool() + ": " + resign.why());
        } else if (effect instanceof Effect.SaveIntents save) {
            intentions.saveExpired(save.intents());
        } else {
            throw new AssertionError("effect of an unknown kind: " + effect);
        }
    }

    private void prove(Accepted accepted) {
        if (proof != null) {
            proof.end();
        }
        proof = new Proof(spec, runtime, accepted, around.events()::emit);
        proof.round();
    }

    private void read(long id) {
        DnsProvider provider = spec.pool.provider();
        Cancellable call = around.calls()
                .submit(
                        RecordChange.Urgency.REPAIR,
                        () -> {
                            if (closed) {
                                throw new CancellationException("the engine was closed");
                            }
                            announceStart(id);
                            return provider.read(spec.keys);
                        },
                        (Ended<List<RecordSet>> end) -> {
                            calls.remove(id);
                            tellUnlessClosed(readInput(id, end));
                        });
        calls.put(id, call);
    }

    private static Input readInput(long id, Ended<List<RecordSet>> end) {
        Throwable failure = end.failure();
        if (failure != null) {
            return new Input.ReadThrew(id, describe(failure), retryAfter(failure));
        }
        List<RecordSet> sets = end.value();
        return sets != null
                ? new Input.ReadReturned(id, sets)
                : new Input.ReadThrew(id, "read returned null", Duration.ZERO);
    }

    /** What a write came to on the provider's thread; null results are possible since providers are of anybody. */
    private record Sent(
            Input.@Nullable Skip skipped, @Nullable WriteResult result) {}

    private void write(PlannedWrite write, long term) {
        DnsProvider provider = spec.pool.provider();
        AtomicBoolean sent = new AtomicBoolean();
        Cancellable call = around.calls()
                .submit(
                        write.change().urgency(),
                        () -> {
                            if (!leads(term)) {
                                return new Sent(Input.Skip.TERM_ENDED, null);
                            }
                            if (!maySend(write)) {
                                return new Sent(Input.Skip.OUTDATED, null);
                            }
                            announceStart(write.id());
                            sent.set(true);
                            return new Sent(null, provider.apply(write.change()));
                        },
                        (Ended<Sent> end) -> {
                            calls.remove(write.id());
                            tellUnlessClosed(sent.get() ? writeInput(write.id(), end) : unsentInput(write.id(), end));
                        });
        calls.put(write.id(), call);
    }

    /** On a thread of the lane. An exception counts as no. */
    private boolean leads(long term) {
        try {
            return OptionalLong.of(term).equals(around.leadership().term());
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** On a thread of the lane; the state is never changed once it is there to be seen. */
    private boolean maySend(PlannedWrite write) {
        return !closed && state.maySend(spec, write, runtime.nanoTime());
    }

    /** The provider was not called: the lane had no room, the call was called off, or it was not to be made any more. */
    private static Input unsentInput(long id, Ended<Sent> end) {
        Sent sent = end.value();
        return sent != null && sent.skipped() != null
                ? new Input.WriteSkipped(id, sent.skipped())
                : new Input.WriteThrew(id, Outcome.NOT_APPLIED, describe(end.failure()), Duration.ZERO);
    }

    /** Whatever a provider throws, only its own word can rule out that the zone was changed. */
    private static Input writeInput(long id, Ended<Sent> end) {
        Throwable failure = end.failure();
        WriteResult result = end.value() == null ? null : end.value().result();
        if (failure instanceof DnsProviderException known) {
            return new Input.WriteThrew(id, known.outcome(), describe(known), retryAfter(known));
        }
        if (result instanceof WriteResult.Applied applied) {
            return new Input.WriteApplied(id, applied.receipt());
        }
        if (result instanceof WriteResult.Conflict conflict) {
            return new Input.WriteConflicted(id, conflict.actual());
        }
        String detail = failure == null ? "apply returned null" : describe(failure);
        return new Input.WriteThrew(id, Outcome.UNKNOWN, detail, Duration.ZERO);
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

    private static String describe(@Nullable Throwable failure) {
        return failure instanceof DnsProviderException known
                ? String.valueOf(known.getMessage())
                : String.valueOf(failure);
    }

    private static Duration retryAfter(@Nullable Throwable failure) {
        return failure instanceof DnsProviderException known
                ? known.retryAfter().orElse(Duration.ZERO)
                : Duration.ZERO;
    }
}
