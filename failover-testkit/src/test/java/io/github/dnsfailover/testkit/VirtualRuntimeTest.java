package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class VirtualRuntimeTest {

    private static final int THREADS = 4;
    private static final int TASKS = 20_000;

    private final VirtualRuntime runtime = new VirtualRuntime(1);

    @Test
    void whatIsDueAtOneInstantRunsInTheOrderInWhichItWasHandedIn() {
        List<Integer> ran = new ArrayList<>();
        runtime.schedule(Duration.ofSeconds(2), () -> ran.add(3));
        runtime.schedule(Duration.ofSeconds(1), () -> ran.add(1));
        runtime.schedule(Duration.ofSeconds(1), () -> ran.add(2));

        runtime.advance(Duration.ofSeconds(2));

        assertThat(ran).containsExactly(1, 2, 3);
        assertThat(runtime.passed()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    @Timeout(60)
    void workThatOtherThreadsHandInWhileTimePassesAllRuns() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        CountDownLatch handedIn = new CountDownLatch(THREADS);
        List<Thread> threads = IntStream.range(0, THREADS)
                .mapToObj(n -> new Thread(() -> {
                    for (int i = 0; i < TASKS; i++) {
                        runtime.execute(ran::incrementAndGet);
                    }
                    handedIn.countDown();
                }))
                .toList();

        threads.forEach(Thread::start);
        while (handedIn.getCount() > 0) {
            runtime.schedule(Duration.ofMillis(1), () -> {});
            runtime.advance(Duration.ofMillis(1));
        }
        runtime.advance(Duration.ofMillis(1));

        assertThat(ran).hasValue(THREADS * TASKS);
    }
}
