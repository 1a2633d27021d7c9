package io.github.dnsfailover.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EngineThreadTest {

    private static final long MILLISECOND = Duration.ofMillis(1).toNanos();

    private final EngineThread engine = new EngineThread("test", System::nanoTime);

    @AfterEach
    void close() {
        engine.close();
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(20, TimeUnit.SECONDS)).as("within 20 s").isTrue();
    }

    private <T> T onThread(Callable<T> task) throws Exception {
        FutureTask<T> result = new FutureTask<>(task);
        engine.execute(result);
        return result.get(20, TimeUnit.SECONDS);
    }

    /** How often the engine's thread has waited so far. */
    private static long waits(Thread thread) {
        return ManagementFactory.getThreadMXBean().getThreadInfo(thread.getId()).getWaitedCount();
    }

    @Test
    void timersRunInTheOrderOfTheirInstantsAndOfEqualOnesInThatOfTheirSetting() throws Exception {
        List<String> seen = new ArrayList<>();
        CountDownLatch done = new CountDownLatch(4);

        engine.execute(() -> {
            for (String each : List.of("third 30", "first 10", "second 20", "fourth 40")) {
                long delay = Long.parseLong(each.substring(each.indexOf(' ') + 1)) * MILLISECOND;
                engine.schedule(delay, () -> {
                    seen.add(each);
                    done.countDown();
                });
            }
        });

        await(done);
        assertThat(seen).containsExactly("first 10", "second 20", "third 30", "fourth 40");
    }

    @Test
    void aTimerThatIsCancelledBeforeItWasSetTakesNoOtherWithIt() throws Exception {
        CountDownLatch fired = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        engine.execute(() -> awaitQuietly(goOn));
        engine.schedule(20 * MILLISECOND, fired::countDown);
        List<String> seen = new ArrayList<>();
        Cancellable early = engine.schedule(20 * MILLISECOND, () -> seen.add("cancelled"));

        early.cancel();
        goOn.countDown();

        await(fired);
        onThread(() -> "all that was due has run");
        assertThat(seen).isEmpty();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aTimerThatHasRunCanBeCancelled() throws Exception {
        CountDownLatch fired = new CountDownLatch(1);
        Cancellable timer = engine.schedule(0, fired::countDown);
        await(fired);

        timer.cancel();

        assertThat(onThread(() -> "alive")).isEqualTo("alive");
    }

    @Test
    void anInterruptDoesNotLeakIntoTheNextTask() throws Exception {
        engine.execute(() -> Thread.currentThread().interrupt());

        assertThat(onThread(Thread::interrupted)).isFalse();
    }

    @Test
    void whatEndsTheThreadDoesNotEndTheEngine() throws Exception {
        Thread before = onThread(Thread::currentThread);
        CountDownLatch fired = new CountDownLatch(1);
        engine.execute(() -> {
            engine.schedule(20 * MILLISECOND, fired::countDown);
            engine.execute(() -> Thrown.sneakily(new Throwable("thrown by a test")));
        });

        await(fired);

        Thread after = onThread(Thread::currentThread);
        assertThat(after).isNotSameAs(before);
        before.join();
        assertThat(before.isAlive()).isFalse();
    }

    /** What was taken together with the task that ends the thread, and what comes then: all of it, in its order. */
    @Test
    void theTasksBehindTheOneThatEndsTheThreadAreDoneInTheirOrder() throws Exception {
        List<Integer> seen = new ArrayList<>();
        CountDownLatch goOn = new CountDownLatch(1);
        engine.execute(() -> awaitQuietly(goOn));
        engine.execute(() -> Thrown.sneakily(new Throwable("thrown by a test")));
        engine.execute(() -> {
            seen.add(1);
            engine.execute(() -> seen.add(3));
        });
        engine.execute(() -> seen.add(2));

        goOn.countDown();

        assertThat(onThread(() -> List.copyOf(seen))).startsWith(1, 2);
        assertThat(onThread(() -> List.copyOf(seen))).containsExactly(1, 2, 3);
    }

    /** The log asks an exception for its message. */
    @Test
    void anExceptionThatCannotBeToldLosesNoOtherTask() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        engine.execute(() -> awaitQuietly(goOn));
        engine.execute(() -> {
            throw new Untellable();
        });
        engine.execute(done::countDown);

        goOn.countDown();

        await(done);
    }

    private static final class Untellable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message, thrown by a test");
        }
    }

    @Test
    void timersThatAreCloseTogetherWakeItOnceInAQuantum() throws Exception {
        Thread thread = onThread(Thread::currentThread);
        int many = 2_000;
        CountDownLatch done = new CountDownLatch(many);
        engine.execute(() -> {
            for (int i = 1; i <= many; i++) {
                engine.schedule(i * MILLISECOND / 50, done::countDown);
            }
        });
        long waitsBefore = waits(thread);
        long begun = System.nanoTime();

        await(done);

        long quanta = (System.nanoTime() - begun) / EngineThread.QUANTUM;
        assertThat(waits(thread) - waitsBefore).isLessThanOrEqualTo(quanta + 3);
    }

    @Test
    void whatCanWaitDoesNotWakeItIfItWakesSoonAnyway() throws Exception {
        Thread thread = onThread(Thread::currentThread);
        Ticking ticking = new Ticking();
        engine.execute(ticking);
        long waitsBefore = waits(thread);
        long begun = System.nanoTime();

        for (long now = begun; now - begun < 50 * MILLISECOND; now = System.nanoTime()) {
            engine.executeSoon(() -> {});
            while (System.nanoTime() - now < MILLISECOND / 50) {
                Thread.onSpinWait();
            }
        }

        long quanta = (System.nanoTime() - begun) / EngineThread.QUANTUM;
        assertThat(waits(thread) - waitsBefore).isLessThanOrEqualTo(2 * quanta + 20); // for its lock it waits, too
    }

    /** A task that comes again each half quantum. */
    private final class Ticking implements Runnable {
        @Override
        public void run() {
            engine.schedule(EngineThread.QUANTUM / 2, this);
        }
    }

    @Test
    void whatCanWaitWakesAThreadThatWouldSleepLong() throws Exception {
        onThread(Thread::currentThread);
        CountDownLatch done = new CountDownLatch(1);

        engine.executeSoon(done::countDown);

        await(done);
    }

    @Test
    void nothingRunsAfterTheClose() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        List<String> seen = new ArrayList<>();
        engine.execute(() -> {
            running.countDown();
            awaitQuietly(new CountDownLatch(1));
        });
        engine.execute(() -> seen.add("after the close"));
        await(running);
        Thread thread = engineThread();

        engine.close();
        engine.execute(() -> seen.add("long after the close"));

        thread.join(Duration.ofSeconds(20).toMillis());
        assertThat(thread.isAlive()).isFalse();
        assertThat(seen).isEmpty();
    }

    private static Thread engineThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("test-engine-0"))
                .findFirst()
                .orElseThrow();
    }
}
