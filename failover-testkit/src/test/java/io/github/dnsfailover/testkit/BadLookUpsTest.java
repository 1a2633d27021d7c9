package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.PoolSnapshot.EndpointStatus;
import io.github.dnsfailover.Target;
import io.github.dnsfailover.Target.Network;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Endpoints known by their names, on days when the resolver is slow or dead: that is ours, and moves nothing. */
class BadLookUpsTest {

    private static final RecordKey CDN = RecordKey.of("cdn.example.com", RecordType.CNAME);
    private static final String ONE = "lb.one.example.net.";
    private static final String TWO = "lb.two.example.net.";

    private final Stage stage = new Stage();
    private FailoverEngine engine;

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void aLookUpThatHangsIsInconclusive() {
        start();

        stage.check.answers("one", (target, timeout) -> {
            stage.runtime.elapseDeaf(Duration.ofMinutes(10));
            return HealthResult.healthy();
        });
        stage.advance(15);
        EndpointStatus first = one();
        stage.advance(300);

        assertThat(first.detail())
                .isEqualTo("lb.one.example.net: INCONCLUSIVE (no answer within 3 s; the look-up of its name may hang)");
        assertThat(one().health()).isEqualTo(Health.HEALTHY);
        assertThat(cdn()).containsExactly(ONE);
        assertThat(stage.only(Kind.CHECK_BROKEN).subject()).isEqualTo("one at lb.one.example.net");
        assertThat(stage.only(Kind.CHECK_BROKEN).text()).isEqualTo("it did not end within its timeout of 3 s");
    }

    @Test
    void aLookUpThatIsSlowIsInconclusive() {
        start();

        stage.check.answers("one", (target, timeout) -> {
            stage.runtime.elapse(Duration.ofMillis(3500));
            return HealthResult.healthy();
        });
        stage.advance(300);

        assertThat(one().detail())
                .isEqualTo("lb.one.example.net: INCONCLUSIVE (it took 3500 ms, 3 s are allowed;"
                        + " the look-up of its name may hang)");
        assertThat(one().health()).isEqualTo(Health.HEALTHY);
        assertThat(cdn()).containsExactly(ONE);
    }

    @Test
    void aServerThatIsSilentAfterTheLookUpFailsAllTheSame() {
        start();

        stage.check.answers("one", (target, timeout) -> {
            stage.runtime.elapse(timeout.plusMillis(200)); // the look-up, and what the check itself waited for
            return HealthResult.unhealthy("no connection within 3 s");
        });
        stage.advance(60);

        assertThat(one().health()).isEqualTo(Health.UNHEALTHY);
        assertThat(cdn()).containsExactly(TWO);
    }

    @Test
    void aNameThatLeadsWhereProbesDoNotGoIsToldUntilItLeadsBack() {
        start();

        stage.check.answers("one", HealthResult.refused("it leads to 169.254.169.254"));
        stage.advance(300);

        assertThat(one().health()).isEqualTo(Health.HEALTHY);
        assertThat(cdn()).containsExactly(ONE);
        assertThat(stage.only(Kind.TARGET_REFUSED).subject()).isEqualTo("one at lb.one.example.net");
        assertThat(stage.only(Kind.TARGET_REFUSED).text()).isEqualTo("it leads to 169.254.169.254");

        stage.check.passes("one");
        stage.advance(30);

        assertThat(engine.snapshot().troubles()).isEmpty();
    }

    @Test
    void theCheckIsToldWhereTheNamesOfThePoolMayLead() {
        List<Target> asked = new ArrayList<>();
        stage.check.answers("one", (target, timeout) -> {
            asked.add(target);
            return HealthResult.healthy();
        });

        start();

        assertThat(asked).isNotEmpty().allMatch(target -> target.networks().equals(EnumSet.of(Network.PUBLIC)));
    }

    private void start() {
        stage.engine(engine -> engine.pool(EndpointPool.named("cdn")
                .name("cdn.example.com")
                .endpoint(Endpoint.primaryCname("one", ONE))
                .endpoint(Endpoint.backupCname("two", TWO))
                .check(stage.check)
                .provider(stage.dns)
                .build()));
        engine = stage.start();
    }

    private EndpointStatus one() {
        return engine.snapshot().pool("cdn").endpoints().get(0);
    }

    private List<String> cdn() {
        return List.copyOf(stage.zone.get(CDN).values());
    }
}
