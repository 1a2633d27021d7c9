package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.client.Residual;
import io.github.dnsfailover.event.ResidualReport;
import io.github.dnsfailover.event.ResidualTraffic;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What was counted at a place that was left reaches the listeners through the engine. */
class ReportedResidualTest {

    private static final Instant LEFT = Instant.parse("2026-01-01T00:00:00Z");

    private final Stage stage = new Stage();

    @AfterEach
    void close() {
        stage.close();
    }

    private static ResidualReport counted(String endpoint) {
        return ResidualReport.of(endpoint, LEFT).build();
    }

    @Test
    void itIsAnEvent() {
        FailoverEngine engine = stage.start();
        stage.advance(60);

        engine.reportResidual("www", counted("dc1"));
        stage.advance(1);

        assertThat(stage.only(ResidualTraffic.class).summary())
                .isEqualTo("residual traffic at dc1: not measured, nobody counts there");
    }

    @Test
    void whatIsOfNoPoolOrEndpointOfTheEngineIsRefused() {
        FailoverEngine engine = stage.start();

        assertThatIllegalArgumentException().isThrownBy(() -> engine.reportResidual("api", counted("dc1")));
        assertThatIllegalArgumentException().isThrownBy(() -> engine.reportResidual("www", counted("dc7")));
    }

    @Test
    void anEngineThatIsClosedTellsNothing() {
        FailoverEngine engine = stage.start();
        stage.advance(60);
        engine.close();

        engine.reportResidual("www", counted("dc1"));
        stage.advance(10);

        assertThat(stage.all(ResidualTraffic.class)).isEmpty();
    }

    @Test
    void aRealEngineThatHasNotMovedHasNothingToReport() {
        FailoverEngine engine = stage.start();
        try (Residual residual =
                Residual.at(engine, engine.pools().get(0), "dc1").build()) {
            residual.count(new Residual.Request("www.example.com", "192.0.2.1", ""));
            stage.advance(60);

            assertThat(residual.report("dc1")).isEmpty();
        }
    }
}
