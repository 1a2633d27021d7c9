package io.github.dnsfailover.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.internal.engine.ProviderCalls.Errand;
import io.github.dnsfailover.internal.machine.Wait;
import io.github.dnsfailover.runtime.EngineRuntime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who gets a slot at a provider, and when. */
class ProviderCallsTest {

    private final Lane lane = new Lane();
    private final Map<Integer, ProviderCalls.Handle> made = new LinkedHashMap<>();
    private final Map<Integer, Throwable> refused = new LinkedHashMap<>();
    private final Map<Integer, Long> expected = new LinkedHashMap<>();
    private final Map<Integer, Wait> waits = new LinkedHashMap<>();
    private final List<Integer> again = new ArrayList<>();
    private final AtomicLong requestsSent = new AtomicLong();
    private final Map<Integer, Integer> requestsEach = new LinkedHashMap<>();
    private ProviderCalls calls = calls(traits().build());

    private static ProviderTraits.Builder traits() {
        return ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                .slowestCall(Duration.ofSeconds(30));
    }

    private ProviderCalls calls(ProviderTraits traits) {
        return new ProviderCalls(lane, new Nobody(traits), traits, new Account(lane, traits.callsPerSecond(), 40));
    }

    private void submit(int pool, Errand errand) {
        made.put(
                pool,
                calls.submit(
                        new ProviderCalls.Request<>(
                                pool,
                                errand,
                                () -> {
                                    lane.begun.add(pool);
                                    requestsSent.addAndGet(requestsEach.getOrDefault(pool, 1));
                                    lane.begunAt.put(pool, lane.nanoTime());
                                    return pool;
                                },
                                new Heard(pool)),
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

        lane.pass(EngineLimits.RESCUE_PATIENCE);

        assertThat(lane.begun).contains(10, 11);
    }

    @Test
    void ofManyFailoversThatHaveWaitedSomeGoWithoutASlot() {
        int slots = EngineLimits.PROVIDER_SLOTS + EngineLimits.RESCUE_SLOTS;
        submit(0, 200, Errand.FAILOVER);

        lane.pass(EngineLimits.RESCUE_PATIENCE);

        assertThat(lane.begun).hasSize(slots + EngineLimits.RESCUES_AT_ONCE);
    }

    @Test
    void failoversThatHangKeepOthersNoLongerThanTheirPatience() {
        submit(0, 200, Errand.FAILOVER);
        lane.pass(EngineLimits.RESCUE_PATIENCE);
        int hung = lane.begun.size();

        lane.pass(EngineLimits.RESCUE_PATIENCE);

        assertThat(lane.begun).hasSize(hung + EngineLimits.RESCUES_AT_ONCE);
    }

    @Test
    void whereCallsAreQuickFailoversThatHangKeepOthersForAMoment() {
        submit(500, Errand.READ);
        lane.pass(Duration.ofMillis(50));
        lane.returnsAll();
        submit(0, 200, Errand.FAILOVER);
        lane.pass(EngineLimits.RESCUE_PATIENCE);
        int hung = lane.begun.size();

        lane.pass(EngineLimits.RESCUE_COUNTS);

        assertThat(lane.begun).hasSize(hung + EngineLimits.RESCUES_AT_ONCE);
    }

    @Test
    void whereCallsAreSlowTheyCountForAsLongAsTheirPatience() {
        submit(500, Errand.READ);
        lane.pass(Duration.ofSeconds(1));
        lane.returnsAll();
        submit(0, 200, Errand.FAILOVER);
        lane.pass(EngineLimits.RESCUE_PATIENCE);
        int under = lane.begun.size();

        lane.pass(EngineLimits.RESCUE_PATIENCE.minusMillis(1));

        assertThat(lane.begun).hasSize(under);
    }

    @Test
    void aFailoverThatHasWaitedAndWasCalledOffKeepsNobodysPlace() {
        submit(0, 200, Errand.FAILOVER);
        lane.pass(EngineLimits.RESCUE_PATIENCE);
        int under = lane.begun.size();

        made.get(under - 1).cancel();
        lane.runAll();

        assertThat(lane.begun).hasSize(under + 1);
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
        calls = calls(traits().oneWriteAtATime().build());
        submit(0, 3, Errand.READ);
        submit(3, Errand.FAILOVER);

        lane.pass(EngineLimits.RESCUE_PATIENCE);
        assertThat(lane.begun).containsExactly(0);
        lane.returns(0);

        assertThat(lane.begun).containsExactly(0, 3);
    }

    @Test
    void whereOneCallIsMadeAtATimeFailoversPassHoweverManyDoNotReturn() {
        calls = calls(traits().oneWriteAtATime().build());

        for (int pool = 0; pool < 15; pool++) {
            submit(pool, Errand.FAILOVER);
            made.get(pool).cancel();
        }

        assertThat(lane.begun).hasSize(15);
    }

    @Test
    void whereOneCallIsMadeAtATimeOnlyFailoversPassOneThatDoesNotReturn() {
        calls = calls(traits().oneWriteAtATime().build());
        submit(0, Errand.READ);
        submit(1, Errand.REPAIR);
        submit(2, Errand.FAILOVER);

        made.get(0).cancel();

        assertThat(lane.begun).containsExactly(0, 2);
    }

    // Under a budget

    /** One call, then one each 500 ms; and pools with numbers above 30 are important. */
    private void twoASecond() {
        calls = calls(traits().account("acme", 2).build());
        calls.importanceOf(31, 1);
        calls.importanceOf(32, 2);
        submit(0, Errand.REPAIR);
        lane.returns(0);
    }

    private void returnsAllFor(int seconds) {
        for (int i = 0; i < 10 * seconds; i++) {
            lane.pass(Duration.ofMillis(100));
            lane.returnsAll();
        }
    }

    @Test
    void callsThatFindNoPlaceInTheBudgetGoOneByOneTheMostUrgentFirst() {
        twoASecond();
        submit(1, Errand.CALM_READ);
        submit(2, Errand.READ);
        submit(3, Errand.REPAIR);
        submit(4, Errand.WANTED_READ);
        submit(5, Errand.FAILOVER);

        returnsAllFor(5);

        assertThat(lane.begun).containsExactly(0, 5, 4, 3, 2, 1);
    }

    @Test
    void importantPoolsGoBeforeOthersOfTheirKindOnly() {
        twoASecond();
        submit(1, Errand.FAILOVER);
        submit(31, Errand.FAILOVER);
        submit(2, Errand.FAILOVER);
        submit(32, Errand.READ);

        returnsAllFor(3);

        assertThat(lane.begun).containsExactly(0, 31, 1, 2, 32);
    }

    @Test
    void aFailoverThatHasWaitedLongNeedsNoSlotAndYetItsTurn() {
        calls = calls(traits().account("acme", 100).build());
        submit(0, 12, Errand.FAILOVER);
        lane.pass(Duration.ofMillis(1_900));
        assertThat(lane.begun).hasSize(10);

        lane.pass(Duration.ofSeconds(1));

        assertThat(lane.begun).hasSize(12);
    }

    @Test
    void providersOfOneAccountShareItsBudget() {
        Account account = new Account(lane, 2, 40);
        ProviderTraits traits = traits().account("acme", 2).build();
        ProviderCalls one = new ProviderCalls(lane, new Nobody(traits), traits, account);
        ProviderCalls other = new ProviderCalls(lane, new Nobody(traits), traits, account);
        calls = one;
        submit(0, 4, Errand.REPAIR);
        calls = other;
        submit(4, 8, Errand.FAILOVER);

        returnsAllFor(10);

        assertThat(lane.begun).containsExactly(0, 4, 5, 6, 7, 1, 2, 3);
    }

    @Test
    void aThrottledCallWaitsForAnotherTurnAndNobodyIsAskedBeforeTheVendorsTime() {
        twoASecond();
        submit(1, Errand.FAILOVER);
        returnsNothingFor(500);
        submit(2, Errand.FAILOVER);

        lane.throttles(1, Duration.ofSeconds(4));
        returnsNothingFor(3_900);

        assertThat(again).containsExactly(1);
        assertThat(refused).isEmpty();
        assertThat(lane.begun).containsExactly(0, 1);
        returnsAllFor(10);
        assertThat(lane.begun).as("the one that was not yet refused goes first").containsExactly(0, 1, 2, 1);
    }

    @Test
    void aCallThatIsThrottledAgainAndAgainFails() {
        twoASecond();
        submit(1, Errand.FAILOVER);

        for (int i = 0; i < EngineLimits.THROTTLED_TRIES; i++) {
            returnsNothingFor(5_000);
            lane.throttles(1, Duration.ofSeconds(1));
        }

        assertThat(refused.get(1)).isInstanceOf(DnsProviderException.class);
        assertThat(lane.begun).containsExactly(0, 1, 1, 1);
    }

    @Test
    void poolsWhoseRescueIsRefusedAgainAndAgainLeaveOthersEverySecondTurn() {
        twoASecond();
        submit(31, Errand.FAILOVER);
        returnsNothingFor(600);
        lane.fails(31);
        submit(31, Errand.FAILOVER);
        submit(1, 4, Errand.READ);

        for (int i = 0; i < 6; i++) {
            returnsNothingFor(500);
            if (lane.isOut(31)) {
                lane.fails(31);
                submit(31, Errand.FAILOVER);
            }
        }

        assertThat(lane.begun).containsExactly(0, 31, 31, 1, 31, 2, 31, 3);
    }

    @Test
    void aRescueThatFailedWaitsForNoCalmReadWhoseTimeHasNotCome() {
        calls = calls(traits().account("acme", 0.2).build());
        submit(0, Errand.CALM_READ); // the next calm one is due 25 s later
        lane.returns(0);
        returnsNothingFor(10_000);
        submit(1, Errand.FAILOVER);
        submit(2, Errand.CALM_READ);

        failsAndComesAgain(1);
        returnsNothingFor(5_500);
        failsAndComesAgain(1);
        returnsNothingFor(5_500);

        assertThat(lane.begun).containsExactly(0, 1, 1, 1);
    }

    @Test
    void importantPoolsWhoseWritesFailAndWhoseReadsPassStarveNobody() {
        calls = calls(traits().account("acme", 2).build());
        Map<Integer, Errand> sick = new LinkedHashMap<>();
        for (int pool = 20; pool < 40; pool++) {
            calls.importanceOf(pool, 10);
            sick.put(pool, Errand.FAILOVER);
            submit(pool, Errand.FAILOVER);
        }
        submit(0, 10, Errand.WANTED_READ);

        for (int i = 0; i < 90; i++) {
            returnsNothingFor(500);
            IntStream.range(0, 10).filter(lane::isOut).forEach(lane::returns);
            for (int pool : List.copyOf(sick.keySet())) {
                if (lane.isOut(pool) && sick.put(pool, Errand.WANTED_READ) == Errand.FAILOVER) {
                    lane.fails(pool);
                    submit(pool, Errand.WANTED_READ);
                } else if (lane.isOut(pool)) {
                    lane.returns(pool);
                    sick.put(pool, Errand.FAILOVER);
                    submit(pool, Errand.FAILOVER);
                }
            }
        }

        assertThat(lane.begun).contains(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    private void failsAndComesAgain(int pool) {
        lane.fails(pool);
        submit(pool, Errand.FAILOVER);
    }

    @Test
    void writesThatFailAtSeveralPoolsAreTriedOneByOneUntilOneIsTaken() {
        submit(1, 8, Errand.FAILOVER);
        for (int pool = 1; pool < 8; pool++) {
            failsAndComesAgain(pool);
        }
        lane.begun.clear();

        lane.pass(Duration.ofSeconds(25));
        assertThat(lane.begun).as("the two that failed first were not yet many").containsExactly(3, 4, 5);
        assertThat(waits).containsEntry(7, Wait.FOR_TRY);
        lane.returns(3);

        assertThat(lane.begun).containsExactly(3, 4, 5, 6, 7);
    }

    @Test
    void aPoolThatFailsAloneIsPacedByNobody() {
        submit(1, Errand.FAILOVER);
        failsAndComesAgain(1);
        failsAndComesAgain(1);

        assertThat(lane.begun).containsExactly(1, 1, 1);
    }

    @Test
    void aPauseThatTheVendorAsksForIsSaidToWhoeverWaits() {
        twoASecond();
        submit(1, Errand.FAILOVER);
        returnsNothingFor(500);
        submit(2, Errand.FAILOVER);

        lane.throttles(1, Duration.ofSeconds(30));
        returnsNothingFor(1_000);

        assertThat(waits).containsEntry(1, Wait.asked(Duration.ofSeconds(30)));
        assertThat(waits).containsEntry(2, Wait.asked(Duration.ofSeconds(30)));
    }

    @Test
    void aWaitingCallIsToldWhenItsTurnIsExpected() {
        twoASecond();
        submit(1, 11, Errand.FAILOVER);

        lane.pass(Duration.ZERO);

        long now = lane.nanoTime();
        assertThat(Duration.ofNanos(expected.get(10) - now)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(15));
        assertThat(expected.get(10)).isGreaterThan(expected.get(2));
    }

    @Test
    void whoWaitsForACallThatIsUnderWayIsToldSoTooButNotForOneThatDoesNotReturn() {
        calls = calls(traits().account("acme", 2).oneWriteAtATime().build());
        submit(0, 11, Errand.FAILOVER);

        lane.pass(Duration.ofSeconds(1));

        assertThat(lane.begun).containsExactly(0);
        assertThat(waits).containsEntry(10, Wait.FOR_BUDGET);
        long told = expected.get(10);
        lane.pass(Duration.ofSeconds(30));
        assertThat(expected.get(10) - told)
                .as("by the first seconds only")
                .isLessThan(Duration.ofSeconds(3).toNanos());
    }

    @Test
    void aReadThatAMoveWaitsForByNowGoesBeforeRepairs() {
        twoASecond();
        submit(1, 5, Errand.REPAIR);
        submit(5, Errand.READ);

        made.get(5).hasten();
        returnsAllFor(1);

        assertThat(lane.begun).startsWith(0, 5);
    }

    @Test
    void withoutARateAndWithOnePoolThereIsNoBudget() {
        ProviderTraits traits = traits().build();
        calls = new ProviderCalls(lane, new Nobody(traits), traits, new Account(lane, traits.callsPerSecond(), 1));
        submit(1, Errand.READ);

        lane.throttles(1, Duration.ofSeconds(5));
        submit(1, Errand.REPAIR);

        assertThat(refused.get(1)).isInstanceOf(DnsProviderException.class);
        assertThat(lane.begun).containsExactly(1, 1);
    }

    private void returnsNothingFor(long millis) {
        lane.pass(Duration.ofMillis(millis));
    }

    @Test
    void requestsBeyondOneForEachCallAreTakenFromTheBudgetAfterwards() {
        requestsSent.set(100); // before the first call: somebody else's
        twoASecond();
        requestsEach.put(1, 5);

        submit(1, 4, Errand.REPAIR);
        returnsAllFor(10);

        assertThat(lane.begun).containsExactly(0, 1, 2, 3);
        assertThat(lane.begunAt.get(2) - lane.begunAt.get(1)).isBetween(2_400_000_000L, 2_600_000_000L);
        assertThat(lane.begunAt.get(3) - lane.begunAt.get(2)).isBetween(400_000_000L, 600_000_000L);
    }

    @Test
    void callsToSpareAreLeftToWhoeverIsUrgent() {
        twoASecond();
        lane.pass(Duration.ofSeconds(1));
        assertThat(calls.takeSpare()).isTrue();
        lane.pass(Duration.ofSeconds(1));
        assertThat(calls.takeSpare()).as("once in 2.5 s").isFalse();
        lane.pass(Duration.ofSeconds(2));
        submit(1, 3, Errand.REPAIR);

        assertThat(calls.takeSpare()).isFalse();
    }

    @Test
    void anAccountThatRefusesEverythingIsSaidToWhoeverCalls() {
        twoASecond();
        for (int pool = 1; pool <= EngineLimits.THROTTLED_TRIES; pool++) {
            submit(pool, Errand.FAILOVER);
            returnsNothingFor(3_000);
            lane.begun.stream()
                    .distinct()
                    .filter(lane::isOut)
                    .toList()
                    .forEach(out -> lane.throttles(out, Duration.ofMillis(500)));
        }
        returnsNothingFor(3_000);

        assertThat(refused).isNotEmpty();
    }

    /** A provider that is never called. */
    private final class Nobody implements DnsProvider {

        private final ProviderTraits traits;

        Nobody(ProviderTraits traits) {
            this.traits = traits;
        }

        @Override
        public ProviderTraits traits() {
            return traits;
        }

        @Override
        public OptionalLong requestsSent() {
            return OptionalLong.of(requestsSent.get());
        }

        @Override
        public List<RecordSet> read(List<RecordKey> keys) {
            throw new AssertionError("read");
        }

        @Override
        public WriteResult apply(RecordChange change) {
            throw new AssertionError("apply");
        }
    }

    private final class Heard implements ProviderCalls.Waiting {

        private final int pool;

        Heard(int pool) {
            this.pool = pool;
        }

        @Override
        public void until(long nanos, Wait wait) {
            expected.put(pool, nanos);
            waits.put(pool, wait);
        }

        @Override
        public void again() {
            again.add(pool);
        }
    }

    /** Work begins when it is submitted, and ends when the test says so. */
    static final class Lane implements EngineRuntime {

        private record Timer(long at, Runnable task) {}

        final List<Integer> begun = new ArrayList<>();
        final Map<Integer, Long> begunAt = new LinkedHashMap<>();
        private final Map<Integer, Runnable> ends = new LinkedHashMap<>();
        private final Map<Integer, Consumer<Exception>> failures = new LinkedHashMap<>();
        private long now;
        private final List<Timer> timers = new ArrayList<>();
        private final List<Runnable> tasks = new ArrayList<>();

        void returns(int pool) {
            ends.remove(pool).run();
        }

        void pass(Duration time) {
            long end = now + time.toNanos();
            for (Timer next = earliest(); next != null && next.at <= end; next = earliest()) {
                timers.remove(next);
                now = next.at;
                next.task.run();
            }
            now = end;
        }

        private Timer earliest() {
            return timers.stream().min(Comparator.comparingLong(Timer::at)).orElse(null);
        }

        void returnsAll() {
            List.copyOf(ends.keySet()).forEach(this::returns);
        }

        boolean isOut(int pool) {
            return ends.containsKey(pool);
        }

        void throttles(int pool, Duration retryAfter) {
            ends.remove(pool);
            failures.remove(pool)
                    .accept(DnsProviderException.notApplied("429").throttled().retryAfter(retryAfter));
        }

        void fails(int pool) {
            ends.remove(pool);
            failures.remove(pool)
                    .accept(DnsProviderException.notApplied("REFUSED").answered());
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
            long begun = now;
            ends.put((Integer) value, () -> completion.ended(new Ended<>(value, null, begun, now)));
            failures.put((Integer) value, why -> completion.ended(new Ended<>(null, why, begun, now)));
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
            return now;
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
            Timer timer = new Timer(now + delay.toNanos(), task);
            timers.add(timer);
            return () -> timers.remove(timer);
        }

        @Override
        public void close() {}
    }
}
