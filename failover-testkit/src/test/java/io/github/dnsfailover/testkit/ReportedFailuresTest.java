package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.client.FailureReporter;
import io.github.dnsfailover.event.FailuresReported;
import io.github.dnsfailover.event.PoolStarted;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Failures that the application met bring probes forward, and decide nothing. */
class ReportedFailuresTest {

    private final Stage stage = new Stage().pool(pool -> pool.interval(Duration.ofMinutes(1)));

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void twoDoNothing() {
        FailoverEngine engine = settled();
        long before = stage.check.probes();

        report(engine, 2, "reset");
        stage.advance(1);

        assertThat(stage.check.probes()).isEqualTo(before);
        assertThat(stage.all(FailuresReported.class)).isEmpty();
    }

    @Test
    void threeBringTheProbeForwardAndTheyDecideNothing() {
        FailoverEngine engine = settled();
        long before = stage.check.probes();

        report(engine, 3, "reset by peer");
        stage.advance(1);

        assertThat(stage.check.probes()).isEqualTo(before + 1);
        assertThat(stage.only(FailuresReported.class).summary())
                .isEqualTo("dc1 is probed at once: 3 failures within 10 s, the last: reset by peer");
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    void threeOfADeadEndpointMakeTheFailoverComeSooner() {
        FailoverEngine engine = settled();

        stage.check.fails("dc1", "refused");
        report(engine, 3, "refused");
        stage.advance(10);

        assertThat(stage.www()).containsExactly(Stage.AWS);
    }

    @Test
    void aFloodIsToldOnceInFiveSeconds() {
        FailoverEngine engine = settled();

        for (int i = 0; i < 200; i++) {
            report(engine, 50, "reset");
            stage.runtime.advance(Duration.ofMillis(100));
        }

        assertThat(stage.all(FailuresReported.class)).as("in 20 s").hasSize(4);
    }

    @Test
    void failuresThatAreTooFarApartAreNoBurst() {
        FailoverEngine engine = settled();

        for (int i = 0; i < 10; i++) {
            report(engine, 1, "reset");
            stage.advance(6);
        }

        assertThat(stage.all(FailuresReported.class)).isEmpty();
    }

    @Test
    void aLongCauseIsCut() {
        FailoverEngine engine = settled();

        report(engine, 3, "x".repeat(1000));
        stage.advance(1);

        assertThat(stage.only(FailuresReported.class).detail()).endsWith(": " + "x".repeat(200) + "...");
    }

    @Test
    void strangersAreRefused() {
        FailoverEngine engine = settled();

        assertThatThrownBy(() -> engine.reportFailure("shop", "dc1", "reset"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pool: shop is none of this engine's pools [www]");
        assertThatThrownBy(() -> engine.reportFailure("www", "gcp", "reset"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("endpoint: gcp is none of pool www's [dc1, aws]");
        assertThatThrownBy(() -> engine.reportFailure("www", "dc1", null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("cause");
    }

    @Test
    void aReporterIsMadeForPoolsOfTheEngineOnly() {
        FailoverEngine engine = stage.build();
        EndpointPool same = stage.newPool();
        EndpointPool other = new Stage()
                .pool(pool -> pool.endpoint(Endpoint.backup("gcp", "203.0.113.7")))
                .newPool();

        assertThat(FailureReporter.to(engine, same)).isNotNull();
        assertThatThrownBy(() -> FailureReporter.to(engine, other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pool: www with the endpoints [dc1, aws, gcp] is none of the engine's");
    }

    @Test
    void theyAreIgnoredBeforeTheStartAndAfterTheClose() {
        FailoverEngine engine = stage.build();

        report(engine, 3, "early");
        stage.advance(1);
        engine.start();
        stage.advance(120);
        engine.close();
        report(engine, 3, "late");
        stage.advance(10);

        assertThat(stage.all(FailuresReported.class)).isEmpty();
    }

    @Test
    void aShortSpanIsToldAtTheStart() {
        stage.pool(pool -> pool.minimumUnhealthySpan(Duration.ofMillis(500)));

        stage.start();

        PoolStarted started = stage.only(PoolStarted.class);
        assertThat(started.severity()).isEqualTo(FailoverEvent.Severity.WARNING);
        assertThat(started.summary())
                .isEqualTo(
                        "started on memory; beware: minimumUnhealthySpan PT0.5S is below PT1S: a short blackout of the"
                                + " network moves traffic");
    }

    @Test
    void anAddressThatIsLongDownIsProbedLess() {
        stage.pool(pool -> pool.interval(Duration.ofSeconds(10)).intervalWhenDown(Duration.ofMinutes(5)));
        stage.start();
        stage.check.fails("dc1", "refused");
        stage.advance(300);
        long before = stage.check.probes();

        stage.advance(600);

        assertThat(stage.check.probes() - before)
                .as("60 of aws and two or three of dc1")
                .isBetween(58L, 70L);
        assertThat(stage.www()).containsExactly(Stage.AWS);
    }

    /** In the middle between two probes. */
    private FailoverEngine settled() {
        FailoverEngine engine = stage.start();
        stage.advance(60);
        long before = stage.check.probes();
        assertThat(stage.runtime.advanceUntil(() -> stage.check.probes() >= before + 2, Duration.ofMinutes(3)))
                .isTrue();
        stage.advance(20);
        return engine;
    }

    private static void report(FailoverEngine engine, int times, String cause) {
        for (int i = 0; i < times; i++) {
            engine.reportFailure("www", "dc1", cause);
        }
    }
}
