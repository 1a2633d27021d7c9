package io.github.dnsfailover.runtime;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Real time and real threads: one engine thread, and a bounded pool with a bounded queue for each lane.
 *
 * <p>An engine makes one for itself. Make one yourself to share threads among engines, or to tune the lanes:
 *
 * <pre>{@code
 * ThreadedRuntime runtime = ThreadedRuntime.builder().width(Lane.CHECKS, 200).build();
 * }</pre>
 *
 * <p>All threads are daemons: an application that ends does not wait for them. Threads of a lane are made when they are
 * needed and end when they have been idle for a while.
 *
 * <p>The engine thread wakes for timers at most once in two milliseconds, and then does all that has come together; the
 * end of a check does not wake it if it wakes within that time, and everything else wakes it at once. With thousands of
 * pools that halves what they cost.
 *
 * <p>From the first probe on, one more thread measures {@link #stalledNanos}: it wakes up ten times a second, and
 * works for a millisecond each time while probes are under way.
 *
 * <p>Thread-safe. {@link #close} interrupts what runs and returns at once; work that does not heed an interrupt goes on
 * until it ends, and its result is dropped.
 */
public final class ThreadedRuntime implements EngineRuntime {

    /**
     * Probes at once. Those of checks that never return keep a thread each, one for each such target at least, and an
     * engine with 1,024 of them lets no target have a second one: this leaves room for the others of three thousand
     * that hang. An idle thread is used again before a new one is made, so a width costs nothing by itself.
     */
    static final int CHECKS_WIDTH = 4_096;

    /**
     * Provider calls at once. An engine bounds them by itself, provider by provider, and a pool has one at a time:
     * this is for as many pools whose calls never return.
     */
    static final int PROVIDER_WIDTH = 512;

    /** Calls of leadership and state store at once: one or two of each kind, and the few of them that may hang. */
    static final int COORDINATION_WIDTH = 12;

    /**
     * Questions to authoritative servers at once. An engine bounds them by itself, provider by provider; this is for
     * as many as eight providers whose servers all hang.
     */
    static final int VERIFICATION_WIDTH = 128;

    /** Control targets at once: one probe of each, and few engines have more. */
    static final int CONTROLS_WIDTH = 16;

    /** Listeners at once: each has a queue of its own, so one that blocks keeps one thread. */
    static final int LISTENERS_WIDTH = 8;

    /**
     * Reactions to moves at once: each is called once at a time, so one that blocks keeps one thread. A site may be
     * left by all its pools at once, and each may have a few.
     */
    static final int REACTIONS_WIDTH = 1_024;

    /**
     * Work waiting for a thread in each lane: one piece for each of 10,000 pools. More would be too old when it began.
     */
    static final int QUEUE_LIMIT = 10_000;

    private static final int WIDEST = 100_000; // beyond any sensible setting; catches a mistaken unit

    private final SecureRandom seeds = new SecureRandom();
    private final String name;
    private final EngineThread engine;
    private final Map<Lane, WorkLane> lanes = new EnumMap<>(Lane.class);
    private final StallMeter stalls;
    private final ThreadFactory pulses;
    private final AtomicReference<@Nullable Thread> pulse = new AtomicReference<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    private ThreadedRuntime(Builder builder) {
        name = builder.name;
        engine = new EngineThread(builder.name, System::nanoTime);
        for (Lane lane : Lane.values()) {
            lanes.put(lane, workLane(lane, builder, engine));
        }
        WorkLane checks = Objects.requireNonNull(lanes.get(Lane.CHECKS));
        stalls = new StallMeter(System::nanoTime, this::pause, checks::isBusy);
        pulses = builder.threads.apply(builder.name + "-pulse-");
    }

    private static WorkLane workLane(Lane lane, Builder builder, EngineThread engine) {
        int width = builder.widths.getOrDefault(lane, defaultWidth(lane));
        String prefix = builder.name + "-" + lane.name().toLowerCase(Locale.ROOT) + "-";
        WorkLane.Limits limits = new WorkLane.Limits(width, builder.queueLimit);
        return new WorkLane(
                limits, builder.threads.apply(prefix), task -> engine.schedule(WorkLane.THREAD_AGAIN, task));
    }

    private static int defaultWidth(Lane lane) {
        return switch (lane) {
            case CHECKS -> CHECKS_WIDTH;
            case PROVIDER -> PROVIDER_WIDTH;
            case COORDINATION -> COORDINATION_WIDTH;
            case VERIFICATION -> VERIFICATION_WIDTH;
            case CONTROLS -> CONTROLS_WIDTH;
            case LISTENERS -> LISTENERS_WIDTH;
            case REACTIONS -> REACTIONS_WIDTH;
        };
    }

    /** A runtime with the default settings. */
    public static ThreadedRuntime create() {
        return builder().build();
    }

    /** Starts the settings of a runtime. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long stalledNanos() {
        return stalls.stalledNanos();
    }

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long seed() {
        return seeds.nextLong();
    }

    @Override
    public void execute(Runnable task) {
        engine.execute(Objects.requireNonNull(task, "task"));
    }

    @Override
    public Cancellable schedule(Duration delay, Runnable task) {
        Objects.requireNonNull(task, "task");
        return engine.schedule(TimeUnit.NANOSECONDS.convert(delay), task); // cut to what a long holds: 292 years
    }

    @Override
    public <T> Task submit(Lane lane, Work<T> work, Completion<T> completion) {
        Objects.requireNonNull(work, "work");
        Objects.requireNonNull(completion, "completion");
        WorkLane threads = Objects.requireNonNull(lanes.get(lane), "lane");
        LaneTask<T> task =
                new LaneTask<>(work::run, threads, System::nanoTime, end -> tell(lane, () -> completion.ended(end)));
        try {
            if (lane == Lane.CHECKS && pulse.get() == null) {
                measureStalls();
            }
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            task.neverRun(new RejectedExecutionException(lane + " lane is full", e));
        } catch (OutOfMemoryError e) { // also what the JVM throws when the system grants no further thread
            task.neverRun(e);
        }
        return task;
    }

    /** Ends of checks are many, and a verdict takes seconds; all others are waited for. */
    private void tell(Lane lane, Runnable end) {
        if (lane == Lane.CHECKS) {
            engine.executeSoon(end);
        } else {
            engine.execute(end);
        }
    }

    private void measureStalls() {
        Thread thread = pulses.newThread(stalls);
        if (!pulse.compareAndSet(null, thread)) {
            return;
        }
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            pulse.set(null); // no thread to be had: the next probe tries again
            throw e;
        }
    }

    private void pause(long nanos) throws InterruptedException {
        if (closing.await(nanos, TimeUnit.NANOSECONDS)) {
            throw new InterruptedException("closed");
        }
    }

    @Override
    public void close() {
        closing.countDown();
        engine.close();
        lanes.values().forEach(WorkLane::close);
    }

    @Override
    public String toString() {
        return "threads " + name;
    }

    /** Settings of a {@link ThreadedRuntime}. Confined to one thread. */
    public static final class Builder {

        private final Map<Lane, Integer> widths = new EnumMap<>(Lane.class);
        private String name = "failover";
        private int queueLimit = QUEUE_LIMIT;
        private Function<String, ThreadFactory> threads = LaneThreads::named;

        private Builder() {}

        /**
         * The first part of every thread's name; default {@code failover}.
         *
         * @throws IllegalArgumentException if it is blank
         */
        public Builder name(String value) {
            if (value.isBlank()) {
                throw new IllegalArgumentException("name: \"" + value + "\"; some text is needed");
            }
            name = value;
            return this;
        }

        /**
         * How many pieces of work a lane does at once; default 4,096 checks, 512 provider calls, 12 calls of leadership
         * and state store, 128 questions to authoritative servers, 16 control targets, 8 listeners, 1,024 reactions.
         *
         * @throws IllegalArgumentException unless it is 1 to 100,000
         */
        public Builder width(Lane lane, int threads) {
            Objects.requireNonNull(lane, "lane");
            widths.put(lane, inRange("width of " + lane, threads));
            return this;
        }

        /**
         * How many pieces of work wait in each lane before more is refused; default 10,000.
         *
         * @throws IllegalArgumentException unless it is 1 to 100,000
         */
        public Builder queueLimit(int value) {
            queueLimit = inRange("queueLimit", value);
            return this;
        }

        /** Makes threads for lanes by a prefix of their names; for tests. */
        Builder threads(Function<String, ThreadFactory> value) {
            threads = value;
            return this;
        }

        /** Makes the runtime. Threads start when they are needed. */
        public ThreadedRuntime build() {
            return new ThreadedRuntime(this);
        }

        private static int inRange(String field, int value) {
            if (value < 1 || value > WIDEST) {
                throw new IllegalArgumentException(field + ": " + value + "; 1 to 100000 are allowed");
            }
            return value;
        }
    }
}
