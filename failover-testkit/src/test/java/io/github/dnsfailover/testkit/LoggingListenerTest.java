package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.FailoverListener;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.event.HealthChanged;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** What stands in the log: slf4j-simple writes to System.err, and looks it up for each line. */
@ResourceLock(Resources.SYSTEM_ERR)
class LoggingListenerTest {

    private final VirtualRuntime runtime = new VirtualRuntime(1);

    private final PrintStream err = System.err;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @BeforeEach
    void capture() {
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void release() {
        System.setErr(err);
    }

    @Test
    void anEngineLogsUnlessToldNotTo() {
        Stage stage = new Stage().stands(Stage.DC1);
        stage.engine(engine -> engine.listener(FailoverListener.logging()));

        stage.start();
        stage.check.fails("dc1", "refused");
        stage.advance(60);
        stage.close();

        assertThat(lines())
                .contains(
                        "INFO io.github.dnsfailover.events - pool=www event=LeadershipChanged leads example.com. "
                                + "with term 1",
                        "INFO io.github.dnsfailover.events - pool=www event=HealthChanged endpoint dc1 is UNHEALTHY, "
                                + "was"
                                + " HEALTHY: 192.0.2.22: refused",
                        "WARN io.github.dnsfailover.events - pool=www event=TroubleBegan endpoint down dc1: 192.0.2.22:"
                                + " refused")
                .anyMatch(line -> line.contains("INFO io.github.dnsfailover.events - pool=www event=RecordsChanged"
                        + " FAILOVER from [dc1] to [aws]: "));
        assertThat(lines()).allMatch(line -> line.contains(" - pool=www event="));
        long noticed = stage.events.stream()
                .filter(event -> event.severity() != FailoverEvent.Severity.DETAIL)
                .count();
        assertThat(lines()).as("details are not for the log").hasSize((int) noticed);
        assertThat(stage.all(HealthChanged.class)).hasSize(3);
    }

    @Test
    void anEngineSaysOnceThatItStartedAndThatItWasClosed() {
        FailoverEngine engine = engine(builder -> builder.site("dc1\nWARN forged"));
        engine.close();
        assertThat(lines()).as("what was never started has not stopped").isEmpty();

        engine = engine(builder -> builder.owner("shop").environment("prod").dryRun());
        engine.start();
        runtime.advance(Duration.ofSeconds(1));
        engine.close();
        engine.close();
        runtime.advance(Duration.ofSeconds(1));

        assertThat(lines())
                .filteredOn(line -> line.contains(" engine="))
                .containsExactly(
                        "INFO io.github.dnsfailover.events - pool=p1,p2,p3,and_1_more engine=started owner=shop "
                                + "environment=prod instances=ONE dry_run=true",
                        "INFO io.github.dnsfailover.events - pool=p1,p2,p3,and_1_more engine=closed DNS stays as it "
                                + "is");
    }

    @Test
    void anEngineThatIsNotToLogSaysNothingOfItsStart() {
        FailoverEngine engine = engine(FailoverEngine.Builder::withoutLogging);

        engine.start();
        engine.close();

        assertThat(lines()).isEmpty();
    }

    private FailoverEngine engine(UnaryOperator<FailoverEngine.Builder> more) {
        FailoverEngine.Builder builder =
                FailoverEngine.builder().leadership(Leadership.singleInstance()).runtime(runtime);
        MemoryDnsProvider dns = MemoryDnsProvider.of(MemoryZone.of("example.com"));
        for (int i = 1; i <= 4; i++) {
            builder.pool(EndpointPool.named("p" + i)
                    .name("p" + i + ".example.com")
                    .endpoint(Endpoint.primary("dc1", "192.0.2.1"))
                    .endpoint(Endpoint.backup("aws", "192.0.2.2"))
                    .check((target, timeout) -> HealthResult.healthy())
                    .provider(dns)
                    .build());
        }
        return more.apply(builder).build();
    }

    @Test
    void anEventThatHoldsALineBreakIsOneLineAllTheSame() {
        FailoverListener.logging().on(new Said("first\nWARN forged\r\nsecond"));

        assertThat(lines()).hasSize(1);
        assertThat(lines().get(0)).endsWith("pool=www event=Said first WARN forged second");
    }

    private List<String> lines() {
        return bytes.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceFirst("^\\[[^]]*\\] ", ""))
                .toList();
    }

    /** An event of an application's own. */
    private record Said(String summary) implements FailoverEvent {
        @Override
        public List<String> pools() {
            return List.of("www");
        }

        @Override
        public Instant at() {
            return Instant.EPOCH;
        }

        @Override
        public Severity severity() {
            return Severity.WARNING;
        }
    }
}
