package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CachedCheckTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Target ONE = target("one", "cloudhelix");
    private static final Target TWO = target("two", "cloudhelix");
    private static final Target THREE = target("three", "cloudhelix");

    /** Begins shortly before the clock turns negative, as nanoTime may. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000);

    @Test
    void anotherPoolGetsTheResultOfTheProbe() {
        Fixed inner = Fixed.down();
        CachedCheck check = cached(inner);

        assertThat(check.check(ONE, TIMEOUT)).isEqualTo(Fixed.DOWN);
        pass(FRESH);
        assertThat(check.check(TWO, TIMEOUT)).isEqualTo(Fixed.DOWN);

        assertThat(inner.timeouts()).hasSize(1);
    }

    @Test
    void noPoolGetsTheSameProbeTwice() {
        Fixed inner = Fixed.down();
        CachedCheck check = cached(inner);

        for (int i = 0; i < 3; i++) {
            check.check(ONE, TIMEOUT);
        }

        assertThat(inner.timeouts()).hasSize(3);
    }

    @Test
    void theLastProbeIsTheOneThatIsShared() {
        AtomicInteger count = new AtomicInteger();
        CachedCheck check = cached((target, timeout) -> HealthResult.unhealthy("probe " + count.incrementAndGet()));

        check.check(ONE, TIMEOUT);
        check.check(ONE, TIMEOUT);

        assertThat(check.check(TWO, TIMEOUT)).isEqualTo(HealthResult.unhealthy("probe 2"));
        assertThat(check.check(TWO, TIMEOUT)).isEqualTo(HealthResult.unhealthy("probe 3"));
        assertThat(check.check(ONE, TIMEOUT)).isEqualTo(HealthResult.unhealthy("probe 3"));
    }

    @Test
    void aResultThatIsTooOldIsNotHandedOut() {
        Fixed inner = Fixed.up();
        CachedCheck check = cached(inner);

        check.check(ONE, TIMEOUT);
        pass(FRESH.plusNanos(1));
        check.check(TWO, TIMEOUT);

        assertThat(inner.timeouts()).hasSize(2);
    }

    @Test
    void anotherEndpointAddressOrTimeoutIsAnotherQuestion() throws Exception {
        Fixed inner = Fixed.up();
        CachedCheck check = cached(inner);

        check.check(ONE, TIMEOUT);
        check.check(target("two", "ec2"), TIMEOUT);
        check.check(Target.of("two", "cloudhelix", InetAddress.getByAddress(new byte[] {127, 0, 0, 2})), TIMEOUT);
        check.check(TWO, TIMEOUT.plusSeconds(1));

        assertThat(inner.timeouts()).hasSize(4);
    }

    @Test
    void whatIsInconclusiveIsNotHandedOutLater() {
        Fixed inner = Fixed.unknown();
        CachedCheck check = cached(inner);

        check.check(ONE, TIMEOUT);
        check.check(TWO, TIMEOUT);

        assertThat(inner.timeouts()).hasSize(2);
    }

    @Test
    void whoAsksMeanwhileWaitsForTheSameProbe() throws Exception {
        Gate gate = new Gate();
        CachedCheck check = cached(gate);
        FutureTask<HealthResult> first = ask(check, ONE);
        gate.awaitProbe();
        FutureTask<HealthResult> second = ask(check, TWO);
        FutureTask<HealthResult> third = ask(check, THREE);
        awaitWaiting(TWO);
        awaitWaiting(THREE);

        gate.open(Fixed.DOWN);

        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(Fixed.DOWN);
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(Fixed.DOWN);
        assertThat(third.get(10, TimeUnit.SECONDS)).isEqualTo(Fixed.DOWN);
        assertThat(gate.probes()).isEqualTo(1);
    }

    @Test
    void aPoolThatAsksAgainMeanwhileHasAProbeOfItsOwn() throws Exception {
        Gate gate = new Gate();
        CachedCheck check = cached(gate);
        FutureTask<HealthResult> first = ask(check, ONE);
        gate.awaitProbe();
        FutureTask<HealthResult> again = ask(check, ONE);
        gate.awaitProbe();

        gate.open(Fixed.DOWN);
        gate.open(Fixed.UP);

        assertThat(List.of(first.get(10, TimeUnit.SECONDS), again.get(10, TimeUnit.SECONDS)))
                .containsExactlyInAnyOrder(Fixed.DOWN, Fixed.UP);
    }

    @Test
    void theWaitEndsAtTheTimeoutOfTheProbe() throws Exception {
        Gate gate = new Gate();
        CachedCheck check = CachedCheck.of(gate, FRESH);
        Duration little = Duration.ofMillis(300);
        FutureTask<HealthResult> hung = new FutureTask<>(() -> check.check(ONE, little));
        RawServer.daemon(hung).start();
        gate.awaitProbe();

        HealthResult result = check.check(TWO, little);

        assertThat(result).isEqualTo(HealthResult.unhealthy("no answer to the shared probe within 300 ms"));
        gate.open(Fixed.UP);
    }

    @Test
    void theWaitForAProbeOfANameIsInconclusiveBecauseItsLookUpMayHang() throws Exception {
        Gate gate = new Gate();
        CachedCheck check = CachedCheck.of(gate, FRESH);
        Duration little = Duration.ofMillis(300);
        FutureTask<HealthResult> hung = new FutureTask<>(() -> check.check(named("one"), little));
        RawServer.daemon(hung).start();
        gate.awaitProbe();

        HealthResult result = check.check(named("two"), little);

        assertThat(result)
                .isEqualTo(HealthResult.inconclusive(
                        "no answer to the shared probe within 600 ms; the look-up of its name may hang"));
        gate.open(Fixed.UP);
    }

    @Test
    void whatAProbeOfANameSaysAfterItsLookUpAndTheTimeoutIsWaitedFor() throws Exception {
        Gate gate = new Gate();
        CachedCheck check = cached(gate);
        FutureTask<HealthResult> first = ask(check, named("one"));
        gate.awaitProbe();
        pass(TIMEOUT);
        FutureTask<HealthResult> second = ask(check, named("two"));
        awaitWaiting(named("two"));

        gate.open(Fixed.DOWN);

        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(Fixed.DOWN);
        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(Fixed.DOWN);
    }

    @Test
    void aProbeThatHangsBeyondItsTimeoutIsJoinedByNobody() throws Exception {
        Gate gate = new Gate();
        CachedCheck check = cached(gate);
        FutureTask<HealthResult> hung = ask(check, ONE);
        gate.awaitProbe();
        pass(TIMEOUT.plusNanos(1));

        FutureTask<HealthResult> second = ask(check, TWO);
        gate.awaitProbe();
        gate.open(Fixed.UP);
        gate.open(Fixed.UP);

        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(Fixed.UP);
        assertThat(hung.get(10, TimeUnit.SECONDS)).isEqualTo(Fixed.UP);
        assertThat(gate.probes()).isEqualTo(2);
    }

    @Test
    void anInterruptOfWhoProbesIsInconclusiveForAll() throws Exception {
        Gate gate = new Gate();
        CachedCheck check = cached(gate);
        FutureTask<HealthResult> first = new FutureTask<>(() -> check.check(ONE, TIMEOUT));
        Thread prober = RawServer.daemon(first);
        prober.start();
        gate.awaitProbe();
        FutureTask<HealthResult> second = ask(check, TWO);
        awaitWaiting(TWO);

        prober.interrupt();

        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(HealthResult.inconclusive("interrupted"));
        assertThat(second.get(10, TimeUnit.SECONDS))
                .isEqualTo(HealthResult.inconclusive("the shared probe was interrupted"));
    }

    @Test
    void anInterruptOfWhoWaitsEndsTheWaitOnly() throws Exception {
        Gate gate = new Gate();
        CachedCheck check = cached(gate);
        FutureTask<HealthResult> first = ask(check, ONE);
        gate.awaitProbe();

        HealthResult result =
                Interrupted.whileBlocked((target, timeout) -> check.check(target, TIMEOUT), TWO, () -> {});
        gate.open(Fixed.UP);

        assertThat(result).isEqualTo(HealthResult.inconclusive("interrupted"));
        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(Fixed.UP);
    }

    @Test
    void anExceptionIsUnhealthy() {
        CachedCheck check = cached((target, timeout) -> {
            throw new IllegalStateException("Broken");
        });

        assertThat(check.check(ONE, TIMEOUT)).isEqualTo(HealthResult.unhealthy("broken"));
    }

    @Test
    void anErrorGoesThroughAndLeavesNobodyWaiting() throws Exception {
        Gate gate = new Gate();
        CachedCheck check = cached((target, timeout) -> {
            gate.check(target, timeout);
            throw new OutOfMemoryError("simulated");
        });
        FutureTask<HealthResult> first = ask(check, ONE);
        gate.awaitProbe();
        FutureTask<HealthResult> second = ask(check, TWO);
        awaitWaiting(TWO);

        gate.open(Fixed.UP);

        assertThatThrownBy(() -> first.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(OutOfMemoryError.class);
        assertThat(second.get(10, TimeUnit.SECONDS))
                .isEqualTo(HealthResult.inconclusive("the shared probe ended by an error"));
    }

    @Test
    void settingsMustBeSensible() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CachedCheck.of(Fixed.up(), Duration.ZERO))
                .withMessage("freshFor: PT0S; more than zero and at most 100 years are allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> cached(Fixed.up()).check(ONE, Duration.ZERO))
                .withMessageStartingWith("timeout: PT0S");
    }

    @Test
    void saysInAStringWhatItDoes() {
        assertThat(cached(TcpCheck.port(80))).hasToString("shared TCP port 80");
    }

    private CachedCheck cached(HealthCheck inner) {
        return CachedCheck.of(inner, FRESH, nanos::get);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static Target target(String pool, String endpoint) {
        return Target.of(pool, endpoint, InetAddress.getLoopbackAddress());
    }

    private static Target named(String pool) {
        return Target.ofName(pool, "cloudhelix", "lb.example.net");
    }

    private static FutureTask<HealthResult> ask(HealthCheck check, Target target) {
        FutureTask<HealthResult> asking = new FutureTask<>(() -> check.check(target, TIMEOUT));
        Thread thread = RawServer.daemon(asking);
        thread.setName("asks for " + target.pool());
        thread.start();
        return asking;
    }

    /** Until the thread that asks for the target's pool waits. */
    private static void awaitWaiting(Target target) {
        while (Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("asks for " + target.pool())
                        && thread.getState() == Thread.State.TIMED_WAITING)) {
            Thread.onSpinWait();
        }
    }

    /** A check that hangs until it is told what to say. */
    private static final class Gate implements HealthCheck {

        private final BlockingQueue<HealthResult> results = new LinkedBlockingQueue<>();
        private final BlockingQueue<Target> asked = new LinkedBlockingQueue<>();
        private final AtomicInteger probes = new AtomicInteger();

        @Override
        public HealthResult check(Target target, Duration timeout) throws InterruptedException {
            probes.incrementAndGet();
            asked.add(target);
            return results.take();
        }

        void awaitProbe() throws InterruptedException {
            assertThat(asked.poll(10, TimeUnit.SECONDS)).isNotNull();
        }

        void open(HealthResult result) {
            results.add(result);
        }

        int probes() {
            return probes.get();
        }
    }
}
