package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.event.HealthChanged;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checks on bad days: what they do to DNS, and which event says so. */
class BadChecksTest {

    private final Stage stage = new Stage();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void whatACheckThrowsIsAFailureOfTheEndpoint() {
        stage.start();

        stage.check.answers("dc1", (target, timeout) -> {
            throw new IOException("connection reset");
        });
        stage.advance(60);

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(stage.last(HealthChanged.class).summary())
                .isEqualTo("endpoint dc1 is UNHEALTHY, was HEALTHY: 192.0.2.22: connection reset");
        assertThat(stage.troubles(Kind.CHECK_BROKEN)).isEmpty();
    }

    @Test
    void anExceptionWithoutAMessageIsNamed() {
        stage.start();

        stage.check.answers("dc1", (target, timeout) -> {
            throw new IOException();
        });
        stage.advance(60);

        assertThat(stage.last(HealthChanged.class).detail()).isEqualTo("192.0.2.22: java.io.IOException");
    }

    @Test
    void anErrorInACheckIsOursAndMovesNothing() {
        stage.start();

        stage.check.answers("dc1", (target, timeout) -> {
            throw new NoClassDefFoundError("com/acme/Ping");
        });
        stage.advance(300);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        Trouble broken = stage.only(Kind.CHECK_BROKEN);
        assertThat(broken.subject()).isEqualTo("dc1 at 192.0.2.22");
        assertThat(broken.text()).isEqualTo("it threw java.lang.NoClassDefFoundError: com/acme/Ping");
    }

    @Test
    void aCheckThatReturnsNullMovesNothing() {
        stage.start();

        stage.check.answers("dc1", (target, timeout) -> null);
        stage.advance(300);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.only(Kind.CHECK_BROKEN).text()).isEqualTo("it returned null");
        assertThat(stage.snapshot().endpoints().get(0).detail())
                .isEqualTo("192.0.2.22: INCONCLUSIVE (the check returned null)");
    }

    @Test
    void aMisbehavingCheckIsToldAgainOnlyAfterItBehaved() {
        stage.start();

        stage.check.answers("dc1", (target, timeout) -> null);
        stage.advance(60);
        stage.check.passes("dc1");
        stage.advance(60);
        stage.check.answers("dc1", (target, timeout) -> null);
        stage.advance(60);

        assertThat(stage.troubles(Kind.CHECK_BROKEN)).hasSize(2);
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    void aCheckThatHangsIsInterruptedAndFails() {
        stage.start();

        stage.check.answers("dc1", (target, timeout) -> {
            stage.runtime.elapse(Duration.ofHours(1));
            return HealthResult.healthy();
        });
        stage.advance(60);

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(stage.last(HealthChanged.class).detail()).isEqualTo("192.0.2.22: no answer within 3 s");
        assertThat(stage.only(Kind.CHECK_BROKEN).text()).isEqualTo("it did not end within its timeout of 3 s");
    }

    @Test
    void aCheckThatIgnoresInterruptsStopsBeingCalledAndComesBackByItself() {
        stage.start();
        stage.check.answers("dc1", (target, timeout) -> {
            stage.runtime.elapseDeaf(Duration.ofMinutes(10));
            return HealthResult.healthy();
        });
        stage.advance(60);
        long probes = stage.check.probes();

        stage.check.answers("aws", (target, timeout) -> HealthResult.healthy());
        stage.advance(300);
        long probesOfAws = stage.check.probes() - probes;

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(probesOfAws).as("about one in 10 s, of aws only").isBetween(28L, 34L);
        assertThat(stage.snapshot().endpoints().get(0).detail())
                .isEqualTo("192.0.2.22: INCONCLUSIVE (4 earlier probes still hang)");

        stage.check.passes("dc1");
        stage.advance(1200);

        assertThat(stage.www())
                .as("the hung ones have ended, and the soak is over")
                .containsExactly(Stage.DC1);
    }

    @Test
    void anAnswerThatComesAfterItsTimeIsAFailure() {
        stage.start();

        stage.check.answers("dc1", (target, timeout) -> {
            stage.runtime.elapse(Duration.ofMillis(3500));
            return HealthResult.healthy();
        });
        stage.advance(60);

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(stage.last(HealthChanged.class).detail()).isEqualTo("192.0.2.22: it took 3500 ms, 3 s are allowed");
    }

    @Test
    void aCheckThatIsInterruptedByItselfSaysNothing() {
        stage.start();

        stage.check.answers("dc1", (target, timeout) -> {
            throw new InterruptedException();
        });
        stage.advance(300);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.snapshot().endpoints().get(0).detail())
                .isEqualTo("192.0.2.22: INCONCLUSIVE (the probe was interrupted)");
    }

    @Test
    void aStarvedMachineBlamesItselfAndNotTheEndpoints() {
        stage.start();
        stage.check.fails("dc1", "connection refused");

        stage.runtime.delayLane(Lane.CHECKS, Duration.ofMillis(1500));
        stage.advance(300);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.snapshot().endpoints().get(0).detail())
                .isEqualTo("192.0.2.22: INCONCLUSIVE (the probe could start only after 1500 ms)");
    }

    @Test
    void aCheckThatOverrunsForWantOfProcessorTimeIsNotBlamed() {
        stage.start();
        stage.check.answers("dc1", (target, timeout) -> {
            stage.runtime.elapse(Duration.ofMinutes(1));
            stage.runtime.stall(Duration.ofSeconds(2));
            return HealthResult.healthy();
        });

        stage.advance(60);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.troubles(Kind.CHECK_BROKEN)).isEmpty();
        assertThat(stage.only(Kind.BLIND).text()).startsWith("this process was kept from running for ");
    }

    @Test
    void probesThatNeverStartSayNothing() {
        stage.start();
        stage.check.fails("dc1", "connection refused");

        stage.runtime.delayLane(Lane.CHECKS, Duration.ofMinutes(1));
        stage.advance(300);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.snapshot().endpoints().get(0).detail())
                .isEqualTo("192.0.2.22: INCONCLUSIVE (the probe could not start in time)");
        assertThat(stage.troubles(Kind.CHECK_BROKEN)).isEmpty();
    }

    @Test
    void aLaneThatIsFullSaysNothing() {
        stage.start();

        stage.runtime.fillLane(Lane.CHECKS);
        stage.advance(300);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.snapshot().endpoints().get(0).detail())
                .isEqualTo("192.0.2.22: INCONCLUSIVE (the probe could not start: lane CHECKS is full)");
        assertThat(stage.snapshot().endpoints().get(0).health()).isEqualTo(Health.HEALTHY);
    }

    @Test
    void everyAddressOfAnEndpointMustPassUnlessAnySuffices() {
        stage.pool(pool -> pool.endpoint(
                        Endpoint.backup("any", "203.0.113.1", "203.0.113.2").anyAddressSuffices())
                .endpoint(Endpoint.backup("every", "203.0.113.3", "203.0.113.4")));
        stage.start();

        stage.check.fails("203.0.113.1", "refused").fails("203.0.113.3", "refused");
        stage.advance(60);

        assertThat(stage.snapshot().endpoints())
                .extracting(status -> status.endpoint().id() + " " + status.health() + " " + status.proven())
                .containsExactly("dc1 HEALTHY true", "aws HEALTHY true", "any HEALTHY true", "every UNHEALTHY false");

        stage.check.fails("203.0.113.2", "refused");
        stage.advance(60);

        assertThat(stage.snapshot().endpoints().get(2).health()).isEqualTo(Health.UNHEALTHY);
    }

    @Test
    void whenEverythingIsDownTheRecordStaysAndThatIsSaidOnce() {
        stage.start();

        stage.check.fails("dc1", "refused").fails("aws", "refused");
        stage.advance(600);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.only(Kind.ALL_DOWN).severity()).isEqualTo(FailoverEvent.Severity.ALARM);
        assertThat(stage.moves()).isEqualTo(List.of(List.of(), List.of(Stage.DC1)));
    }

    /** On a machine with too much to do a check may end late, and it is not the check's fault. */
    @Test
    void aCheckThatDoesNotEndWhileThisProcessWasHeldUpIsNotCalledBroken() {
        stage.start();
        boolean[] late = {true};

        stage.check.answers("dc1", (target, timeout) -> {
            if (late[0]) {
                late[0] = false;
                stage.runtime.stall(Duration.ofMillis(400));
                stage.runtime.elapseDeaf(Duration.ofSeconds(10));
            }
            return HealthResult.healthy();
        });
        stage.advance(60);

        assertThat(late[0]).isFalse();
        assertThat(stage.troubles(Kind.CHECK_BROKEN)).isEmpty();
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    /** The lane has some thousand threads; targets that hang at once must not take them all with confirming probes. */
    @Test
    void hundredsOfTargetsThatHangLeaveTheLaneToOthers() {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        boolean[] hangs = {false};
        HealthCheck check = (target, timeout) -> {
            if (hangs[0]) {
                most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                stage.runtime.elapseDeaf(Duration.ofHours(1));
            }
            return HealthResult.healthy();
        };
        int pools = 300;
        FailoverEngine.Builder builder = FailoverEngine.builder()
                .leadership(Leadership.singleInstance())
                .runtime(stage.runtime)
                .withoutLogging();
        for (int i = 0; i < pools; i++) {
            builder.pool(EndpointPool.named("pool" + i)
                    .name("pool" + i + ".example.com")
                    .endpoint(Endpoint.primary("dc1", Stage.DC1))
                    .endpoint(Endpoint.backup("aws", Stage.AWS))
                    .check(check)
                    .provider(stage.dns)
                    .build());
        }
        try (FailoverEngine engine = builder.build()) {
            engine.start();
            stage.advance(60);

            hangs[0] = true;
            stage.advance(60);
        }

        assertThat(most.get())
                .as("one for each target, and confirming ones up to 1,024 in all")
                .isBetween(2 * pools, 1_024 + 2 * pools);
    }
}
