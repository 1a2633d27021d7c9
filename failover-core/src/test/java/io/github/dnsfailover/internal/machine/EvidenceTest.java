package io.github.dnsfailover.internal.machine;

import static io.github.dnsfailover.internal.machine.Pools.FAIL;
import static io.github.dnsfailover.internal.machine.Pools.PASS;
import static io.github.dnsfailover.internal.machine.Pools.PRIMARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult.Verdict;
import io.github.dnsfailover.event.HealthChanged;
import io.github.dnsfailover.event.ProbeEvidence;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The probes that are told with a change of health: those of the row that made it. */
class EvidenceTest {

    private static List<ProbeEvidence> of(World world, Health health) {
        List<HealthChanged> changes = world.events(HealthChanged.class).stream()
                .filter(change -> change.to() == health && change.endpoint().equals("cloudhelix"))
                .toList();
        return changes.get(changes.size() - 1).evidence();
    }

    @Test
    void aFallIsToldWithEachFailureOfItsRow() {
        World world = Pools.atPrimary().begin().run(20);

        world.fails("cloudhelix").run(30);

        List<ProbeEvidence> evidence = of(world, Health.UNHEALTHY);
        assertThat(evidence).hasSizeGreaterThanOrEqualTo(3).allSatisfy(each -> {
            assertThat(each.result().verdict()).isEqualTo(Verdict.UNHEALTHY);
            assertThat(each.target()).isEqualTo(PRIMARY);
            assertThat(each.latency()).isEqualTo(Duration.ofMillis(20));
        });
        List<Duration> began = world.probesOf(PRIMARY);
        assertThat(evidence.get(0).at()).isAfter(World.BEGIN.plusSeconds(20));
        assertThat(began).contains(Duration.between(World.BEGIN, evidence.get(0).at()));
    }

    @Test
    void aPassBeginsTheRowAnew() {
        World world = Pools.atPrimary().begin().run(20);

        world.nextProbes(PRIMARY, FAIL, PASS).fails("cloudhelix").run(60);

        assertThat(of(world, Health.UNHEALTHY))
                .extracting(each -> each.result().verdict())
                .containsOnly(Verdict.UNHEALTHY);
    }

    @Test
    void aRiseIsToldWithEachPassOfItsRow() {
        World world = Pools.failedOver().begin().run(60);

        world.nextProbes(PRIMARY, PASS, FAIL).passes("cloudhelix").run(60);

        assertThat(of(world, Health.HEALTHY))
                .hasSizeGreaterThanOrEqualTo(2)
                .extracting(each -> each.result().verdict())
                .containsOnly(Verdict.HEALTHY);
    }

    @Test
    void ofALongRowTheFirstAndTheLastProbesAreTold() {
        World world = Pools.atPrimary(pool -> pool.fall(15)).begin().run(20);
        Duration before = world.time();

        world.fails("cloudhelix").run(120);

        List<ProbeEvidence> evidence = of(world, Health.UNHEALTHY);
        Duration first = world.probesOf(PRIMARY).stream()
                .filter(began -> began.compareTo(before) > 0)
                .findFirst()
                .orElseThrow();
        assertThat(evidence).hasSize(Limits.EVIDENCE);
        assertThat(Duration.between(World.BEGIN, evidence.get(0).at())).isEqualTo(first);
        assertThat(Duration.between(evidence.get(0).at(), evidence.get(1).at())).isGreaterThan(Duration.ofSeconds(4));
    }
}
