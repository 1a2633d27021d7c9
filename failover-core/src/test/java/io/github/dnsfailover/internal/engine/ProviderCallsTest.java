package io.github.dnsfailover.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.internal.engine.ProviderCalls.Errand;
import io.github.dnsfailover.internal.machine.Limits;
import io.github.dnsfailover.runtime.EngineRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who gets a slot at a provider, and when. */
class ProviderCallsTest {

    private final Lane lane = new Lane();
    private final Map<Integer, EngineRuntime.Cancellable> made = new LinkedHashMap<>();
    private final Map<Integer, Throwable> refused = new LinkedHashMap<>();
    private ProviderCalls calls = new ProviderCalls(lane, traits().build());

    private static ProviderTraits.Builder traits() {
        return ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                .slowestCall(Duration.ofSeconds(30));
    }

    private void submit(int pool, Errand errand) {
        made.put(
                pool,
                calls.submit(
                        pool,
                        errand,
                        () -> {
                            lane.begun.add(pool);
                            return pool;
                        },
                        end -> {
                            if (end.failure() != null) {
                                refused.put(pool, end.failure());
                            }
                        }));
    }

    private void submit(int from, int to, Errand errand) {
        for (int pool = from; pool < to; pool++) {
            submit(pool, errand);
        }
    }

    @Test
    void readsTakeNoMoreThanTheirShareAndWritesFindASlot() {
        submit(0, 10, Errand.READ);
        submit(10, Errand.REPAIR);

        assertThat(lane.begun).containsExactly(0, 1, 2, 3, 4, 5, 10);
    }

    @Test
    void twoSlotsAreForFailoversAlone() {
        submit(0, 10, Errand.REPAIR);
        submit(20, 23, Errand.FAILOVER);

        assertThat(lane.begun).hasSize(10).contains(20, 21).doesNotContain(22);
    }

    @Test
    void aFailoverThatHasWaitedLongEnoughNeedsNoSlot() {
        submit(0, 12, Errand.FAILOVER);

        lane.pass(Limits.RESCUE_PATIENCE);

        assertThat(lane.begun).contains(10, 11);
    }

    @Test
    void aPoolHasOneCallOutHoweverLong() {
        submit(0, Errand.READ);
        made.get(0).cancel();

        submit(0, Errand.FAILOVER);
        lane.runAll();

        assertThat(lane.begun).containsExactly(0);
        assertThat(refused.get(0)).isInstanceOf(ProviderCalls.StillOutException.class);
    }

    @Test
    void aCallThatIsCalledOffGivesItsSlotBackThoughItDoesNotReturn() {
        submit(0, 9, Errand.REPAIR);

        made.get(0).cancel();

        assertThat(lane.begun).contains(8);
    }

    @Test
    void readsOfPoolsThatWereCalledOffTakeTwoSlotsTogether() {
        submit(0, 6, Errand.READ);
        for (int pool = 0; pool < 6; pool++) {
            made.get(pool).cancel();
            lane.returns(pool);
        }
        lane.begun.clear();

        submit(0, 6, Errand.READ);
        submit(6, 10, Errand.READ);

        assertThat(lane.begun).containsExactly(0, 1, 6, 7, 8, 9);
    }

    @Test
    void aFailoverGoesFirstWhereOneCallIsMadeAtATime() {
        calls = new ProviderCalls(lane, traits().oneWriteAtATime().build());
        submit(0, 3, Errand.READ);
        submit(3, Errand.FAILOVER);

        lane.pass(Limits.RESCUE_PATIENCE);
        assertThat(lane.begun).containsExactly(0);
        lane.returns(0);

        assertThat(lane.begun).containsExactly(0, 3);
    }

    @Test
    void whereOneCallIsMadeAtATimeOnlyFailoversPassOneThatDoesNotReturn() {
        calls = new ProviderCalls(lane, traits().oneWriteAtATime().build());
        submit(0, Errand.READ);
        submit(1, Errand.REPAIR);
        submit(2, Errand.FAILOVER);

        made.get(0).cancel();

        assertThat(lane.begun).containsExactly(0, 2);
    }

    /** Work begins when it is submitted, and ends when the test says so. */
    static final class Lane implements EngineRuntime {

        private record Timer(Duration at, Runnable task) {}

        final List<Integer> begun = new ArrayList<>();
        private final Map<Integer, Runnable> ends = new LinkedHashMap<>();
        private final List<Timer> timers = new ArrayList<>();
        private final List<Runnable> tasks = new ArrayList<>();

        void returns(int pool) {
            ends.remove(pool).run();
        }

        void pass(Duration time) {
            List<Timer> due = timers.stream()
                    .filter(timer -> timer.at.compareTo(time) <= 0)
                    .toList();
            timers.removeAll(due);
            due.forEach(timer -> timer.task.run());
        }

        void runAll() {
            List.copyOf(tasks).forEach(Runnable::run);
        }

        @Override
        public <T> Task submit(EngineRuntime.Lane kind, Work<T> work, Completion<T> completion) {
            T value;
            try {
                value = work.run();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            ends.put((Integer) value, () -> completion.ended(new Ended<>(value, null, 0, 0)));
            return new Task() {
                @Override
                public boolean started() {
                    return true;
                }

                @Override
                public void cancel() {
                    // as a call that ignores interrupts
                }
            };
        }

        @Override
        public long nanoTime() {
            return 0;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public long seed() {
            return 1;
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public Cancellable schedule(Duration delay, Runnable task) {
            Timer timer = new Timer(delay, task);
            timers.add(timer);
            return () -> timers.remove(timer);
        }

        @Override
        public void close() {}
    }
}
