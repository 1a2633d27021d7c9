package io.github.dnsfailover.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import io.github.dnsfailover.runtime.EngineRuntime.Task;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ThreadedRuntimeTest {

    private static final Duration FAR_AWAY = Duration.ofDays(1);

    private final CountDownLatch hung = new CountDownLatch(1);
    private final BlockingQueue<Ended<String>> ends = new LinkedBlockingQueue<>();
    private ThreadedRuntime runtime = ThreadedRuntime.create();

    @AfterEach
    void close() {
        hung.countDown();
        runtime.close();
    }

    @Test
    void tasksRunOneByOneInTheOrderOfTheCalls() throws Exception {
        List<Integer> seen = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(1_000);
        for (int i = 0; i < 1_000; i++) {
            int number = i;
            runtime.execute(() -> {
                seen.add(number);
                done.countDown();
            });
        }

        await(done);

        assertThat(seen).hasSize(1_000).isSorted();
    }

    @Test
    void theEngineThreadIsANamedDaemon() throws Exception {
        Thread engine = engineThread();

        assertThat(engine.getName()).isEqualTo("failover-engine-0");
        assertThat(engine.isDaemon()).isTrue();
    }

    @Test
    void theEngineThreadOutlivesATaskThatThrows() throws Exception {
        Thread before = engineThread();

        runtime.execute(() -> {
            throw new IllegalStateException("thrown by a test");
        });
        runtime.execute(() -> {
            throw new AssertionError("thrown by a test");
        });

        assertThat(engineThread()).isSameAs(before);
    }

    @Test
    void aDelayedTaskRunsOnTheEngineThreadNotBeforeItsTime() throws Exception {
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        long before = runtime.nanoTime();

        runtime.schedule(Duration.ofMillis(30), () -> threads.add(Thread.currentThread()));

        assertThat(take(threads)).isSameAs(engineThread());
        assertThat(runtime.nanoTime() - before)
                .isGreaterThanOrEqualTo(Duration.ofMillis(30).toNanos());
    }

    @Test
    void aDelayBeyondWhatALongHoldsIsTaken() throws Exception {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        runtime.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> seen.add("never"));

        runtime.schedule(Duration.ofSeconds(-5), () -> seen.add("at once"));

        assertThat(take(seen)).isEqualTo("at once");
    }

    @Test
    void aCancelledTaskDoesNotRun() throws Exception {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        EngineRuntime.Cancellable first = runtime.schedule(Duration.ofMillis(20), () -> seen.add("cancelled"));
        runtime.schedule(Duration.ofMillis(40), () -> seen.add("kept"));

        first.cancel();

        assertThat(take(seen)).isEqualTo("kept");
        assertThat(seen).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Lane.class)
    void workRunsInItsLaneAndEndsOnTheEngineThread(Lane lane) throws Exception {
        BlockingQueue<Thread> endedOn = new LinkedBlockingQueue<>();

        runtime.<String>submit(lane, () -> Thread.currentThread().getName(), end -> {
            endedOn.add(Thread.currentThread());
            ends.add(end);
        });

        Ended<String> end = take(ends);
        assertThat(end.value()).isEqualTo("failover-" + lane.name().toLowerCase(java.util.Locale.ROOT) + "-0");
        assertThat(end.failure()).isNull();
        assertThat(end.endedNanos() - end.startedNanos()).isNotNegative();
        assertThat(take(endedOn)).isSameAs(engineThread());
    }

    @Test
    void threadsOfLanesAreDaemons() throws Exception {
        BlockingQueue<Boolean> daemons = new LinkedBlockingQueue<>();

        runtime.<String>submit(
                Lane.CHECKS,
                () -> {
                    daemons.add(Thread.currentThread().isDaemon());
                    return "";
                },
                ends::add);

        assertThat(take(daemons)).isTrue();
    }

    @Test
    void whatWorkThrowsIsItsFailure() throws Exception {
        Exception thrown = new java.io.IOException("thrown by a test");

        runtime.<String>submit(
                Lane.PROVIDER,
                () -> {
                    throw thrown;
                },
                ends::add);

        Ended<String> end = take(ends);
        assertThat(end.failure()).isSameAs(thrown);
        assertThat(end.value()).isNull();
    }

    @Test
    void anErrorInWorkIsItsFailureAndTheLaneLivesOn() throws Exception {
        runtime = restarted(ThreadedRuntime.builder().width(Lane.CHECKS, 1));
        Error error = new OutOfMemoryError("thrown by a test");

        runtime.<String>submit(
                Lane.CHECKS,
                () -> {
                    throw error;
                },
                ends::add);
        runtime.<String>submit(Lane.CHECKS, () -> "next", ends::add);

        assertThat(take(ends).failure()).isSameAs(error);
        assertThat(take(ends).value()).isEqualTo("next");
    }

    @Test
    void nullIsAPossibleResult() throws Exception {
        runtime.<String>submit(Lane.CHECKS, () -> null, ends::add);

        assertThat(take(ends)).satisfies(end -> {
            assertThat(end.value()).isNull();
            assertThat(end.failure()).isNull();
        });
    }

    @Test
    void hungChecksNeverKeepTheProviderWaiting() throws Exception {
        runtime = restarted(ThreadedRuntime.builder().width(Lane.CHECKS, 500));
        for (int i = 0; i < 1_000; i++) {
            submitHanging(runtime, Lane.CHECKS);
        }

        runtime.<String>submit(Lane.PROVIDER, () -> "rescued", ends::add);

        assertThat(take(ends).value()).isEqualTo("rescued");
    }

    @Test
    void aLaneDoesNoMoreAtOnceThanItsWidth() throws Exception {
        runtime = restarted(ThreadedRuntime.builder().width(Lane.CHECKS, 3));
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();

        for (int i = 0; i < 200; i++) {
            runtime.<String>submit(
                    Lane.CHECKS,
                    () -> {
                        most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                        Thread.onSpinWait();
                        atOnce.decrementAndGet();
                        return "";
                    },
                    ends::add);
        }

        for (int i = 0; i < 200; i++) {
            take(ends);
        }
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void workThatAFullLaneRefusesEndsOnTheEngineThread() throws Exception {
        runtime = restarted(ThreadedRuntime.builder().width(Lane.CHECKS, 1).queueLimit(1));
        BlockingQueue<Thread> endedOn = new LinkedBlockingQueue<>();
        submitHanging(runtime, Lane.CHECKS);
        submitHanging(runtime, Lane.CHECKS);

        Task refused = runtime.<String>submit(Lane.CHECKS, () -> "ran", end -> {
            endedOn.add(Thread.currentThread());
            ends.add(end);
        });

        Ended<String> end = take(ends);
        assertThat(end.failure()).isInstanceOf(RejectedExecutionException.class).hasMessage("CHECKS lane is full");
        assertThat(end.startedNanos()).isEqualTo(end.endedNanos());
        assertThat(refused.started()).isFalse();
        assertThat(take(endedOn)).isSameAs(engineThread());
    }

    @Test
    void workForWhichNoThreadCanBeMadeEnds() throws Exception {
        runtime = restarted(ThreadedRuntime.builder().threads(prefix -> work -> {
            throw new OutOfMemoryError("thrown by a test");
        }));

        runtime.<String>submit(Lane.CHECKS, () -> "ran", ends::add);

        assertThat(take(ends).failure()).isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void oneMoreThreadMeasuresStallsFromTheFirstProbeUntilTheClose() throws Exception {
        BlockingQueue<Thread> pulses = new LinkedBlockingQueue<>();
        runtime = restarted(ThreadedRuntime.builder().threads(prefix -> work -> {
            Thread thread = LaneThreads.named(prefix).newThread(work);
            if (prefix.equals("failover-pulse-")) {
                pulses.add(thread);
            }
            return thread;
        }));
        runtime.<String>submit(Lane.PROVIDER, () -> "ran", ends::add);
        take(ends);
        assertThat(pulses).isEmpty();

        for (int i = 0; i < 3; i++) {
            runtime.<String>submit(Lane.CHECKS, () -> "ran", ends::add);
            take(ends);
        }
        Thread pulse = take(pulses);
        while (runtime.stalledNanos() == 0) {
            Thread.onSpinWait(); // no system awakes a thread to the nanosecond
        }
        runtime.close();
        pulse.join();

        assertThat(pulses).isEmpty();
        assertThat(runtime.stalledNanos()).isPositive();
    }

    @Test
    void cancellingInterruptsRunningWorkWhichEndsWhenItReallyEnds() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Task task = runtime.<String>submit(
                Lane.CHECKS,
                () -> {
                    running.countDown();
                    try {
                        hung.await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    mayEnd.await();
                    return "ended late";
                },
                ends::add);
        await(running);

        task.cancel();
        await(interrupted);
        engineThread();

        assertThat(task.started()).isTrue();
        assertThat(ends).isEmpty();
        mayEnd.countDown();
        assertThat(take(ends).value()).isEqualTo("ended late");
    }

    @Test
    void cancellingDropsWaitingWork() throws Exception {
        runtime = restarted(ThreadedRuntime.builder().width(Lane.CHECKS, 1));
        submitHanging(runtime, Lane.CHECKS);
        AtomicInteger ran = new AtomicInteger();
        Task waiting = runtime.<String>submit(Lane.CHECKS, () -> "" + ran.incrementAndGet(), ends::add);

        waiting.cancel();
        waiting.cancel();

        Ended<String> end = take(ends);
        assertThat(end.failure()).isInstanceOf(CancellationException.class);
        assertThat(waiting.started()).isFalse();
        hung.countDown();
        assertThat(runToEnd(Lane.CHECKS)).isEqualTo("next");
        assertThat(ran).hasValue(0);
        assertThat(ends).isEmpty();
    }

    @Test
    void droppedWorkMakesRoomInTheQueue() throws Exception {
        runtime = restarted(ThreadedRuntime.builder().width(Lane.CHECKS, 1).queueLimit(1));
        submitHanging(runtime, Lane.CHECKS);
        Task waiting = runtime.<String>submit(Lane.CHECKS, () -> "dropped", ends::add);
        waiting.cancel();
        take(ends);

        runtime.<String>submit(Lane.CHECKS, () -> "taken", ends::add);
        hung.countDown();

        assertThat(take(ends).value()).isEqualTo("taken");
    }

    @Test
    void cancellingEndedWorkDoesNothing() throws Exception {
        runtime = restarted(ThreadedRuntime.builder().width(Lane.CHECKS, 1));
        Task ended = runtime.<String>submit(Lane.CHECKS, () -> "done", ends::add);
        take(ends);
        CountDownLatch running = new CountDownLatch(1);
        runtime.<String>submit(
                Lane.CHECKS,
                () -> {
                    running.countDown();
                    hung.await();
                    return "undisturbed";
                },
                ends::add);
        await(running);

        ended.cancel();
        hung.countDown();

        assertThat(take(ends).value()).isEqualTo("undisturbed");
    }

    @Test
    void anInterruptDoesNotLeakIntoTheNextWork() throws Exception {
        runtime = restarted(ThreadedRuntime.builder().width(Lane.CHECKS, 1));
        CountDownLatch running = new CountDownLatch(1);
        Task first = runtime.<String>submit(
                Lane.CHECKS,
                () -> {
                    running.countDown();
                    while (!Thread.currentThread().isInterrupted()) {
                        Thread.onSpinWait();
                    }
                    return "left the flag set";
                },
                ends::add);
        await(running);

        first.cancel();
        runtime.<String>submit(Lane.CHECKS, () -> "interrupted " + Thread.interrupted(), ends::add);

        take(ends);
        assertThat(take(ends).value()).isEqualTo("interrupted false");
    }

    @Test
    void eachPieceOfWorkEndsOnceHoweverCancellingRacesWithRunning() throws Exception {
        runtime = restarted(ThreadedRuntime.builder().width(Lane.CHECKS, 4));
        int many = 5_000;
        AtomicInteger[] counts = new AtomicInteger[many];
        CountDownLatch all = new CountDownLatch(many);
        for (int i = 0; i < many; i++) {
            AtomicInteger count = new AtomicInteger();
            counts[i] = count;
            Task task = runtime.<String>submit(Lane.CHECKS, () -> "ran", end -> {
                count.incrementAndGet();
                all.countDown();
            });
            task.cancel();
        }

        await(all);
        engineThread();

        assertThat(counts).allSatisfy(count -> assertThat(count).hasValue(1));
    }

    @Test
    void closingInterruptsRunningWorkAndDoesNotWait() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        runtime.<String>submit(
                Lane.CHECKS,
                () -> {
                    running.countDown();
                    try {
                        hung.await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    hung.await();
                    return "";
                },
                ends::add);
        await(running);

        runtime.close();

        await(interrupted);
        assertThat(ends).isEmpty();
    }

    @Test
    void whatComesAfterClosingIsIgnored() throws Exception {
        Thread engine = engineThread();
        runtime.close();
        AtomicInteger ran = new AtomicInteger();

        runtime.execute(ran::incrementAndGet);
        runtime.schedule(Duration.ZERO, ran::incrementAndGet).cancel();
        Task task = runtime.<String>submit(Lane.CHECKS, () -> "" + ran.incrementAndGet(), ends::add);
        task.cancel();
        runtime.close();

        engine.join(10_000);
        assertThat(engine.isAlive()).isFalse();
        assertThat(ran).hasValue(0);
        assertThat(ends).isEmpty();
    }

    @Test
    void closingDropsWhatWasScheduled() throws Exception {
        Thread engine = engineThread();
        runtime.schedule(FAR_AWAY, () -> {});

        runtime.close();

        engine.join(10_000);
        assertThat(engine.isAlive()).isFalse();
    }

    @Test
    void seedsDiffer() {
        Set<Long> seeds = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            seeds.add(runtime.seed());
        }

        assertThat(seeds).hasSize(100);
    }

    @Test
    void lanesUseThreadsOfTheSystemOnEveryRelease() throws Exception {
        BlockingQueue<Class<?>> kinds = new LinkedBlockingQueue<>();

        runtime.<String>submit(
                Lane.CHECKS,
                () -> {
                    kinds.add(Thread.currentThread().getClass());
                    return "";
                },
                ends::add);

        assertThat(take(kinds)).isEqualTo(Thread.class);
    }

    @Test
    void cancellingEndsWorkThatSleepsInASocketChannel() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            CountDownLatch running = new CountDownLatch(1);
            Task task = runtime.<String>submit(
                    Lane.CHECKS,
                    () -> {
                        try (var channel = java.nio.channels.SocketChannel.open(silent.getLocalSocketAddress())) {
                            running.countDown();
                            channel.read(java.nio.ByteBuffer.allocate(1));
                        }
                        return "";
                    },
                    ends::add);
            await(running);

            task.cancel();

            assertThat(take(ends).failure()).isInstanceOf(java.nio.channels.ClosedByInterruptException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 100_001})
    void settingsMustBeInRange(int value) {
        ThreadedRuntime.Builder builder = ThreadedRuntime.builder();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.width(Lane.CHECKS, value))
                .withMessage("width of CHECKS: " + value + "; 1 to 100000 are allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.queueLimit(value))
                .withMessage("queueLimit: " + value + "; 1 to 100000 are allowed");
    }

    @Test
    void theNameMustNotBeBlank() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ThreadedRuntime.builder().name(" "))
                .withMessage("name: \" \"; some text is needed");
    }

    @Test
    void nullsAreRefusedByName() {
        assertThatNullPointerException().isThrownBy(() -> runtime.execute(null)).withMessage("task");
        assertThatNullPointerException()
                .isThrownBy(() -> runtime.submit(Lane.CHECKS, () -> "", null))
                .withMessage("completion");
    }

    private ThreadedRuntime restarted(ThreadedRuntime.Builder builder) {
        runtime.close();
        return builder.build();
    }

    private void submitHanging(ThreadedRuntime where, Lane lane) {
        where.<String>submit(
                lane,
                () -> {
                    hung.await();
                    return "";
                },
                end -> {});
    }

    private String runToEnd(Lane lane) throws InterruptedException {
        BlockingQueue<Ended<String>> end = new LinkedBlockingQueue<>();
        runtime.<String>submit(lane, () -> "next", end::add);
        return String.valueOf(take(end).value());
    }

    /** Also waits for all tasks that were handed to the engine thread before. */
    private Thread engineThread() throws InterruptedException {
        BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        runtime.execute(() -> threads.add(Thread.currentThread()));
        return take(threads);
    }

    private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T taken = queue.poll(20, TimeUnit.SECONDS);
        assertThat(taken).as("within 20 s").isNotNull();
        return taken;
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(20, TimeUnit.SECONDS)).as("within 20 s").isTrue();
    }
}
