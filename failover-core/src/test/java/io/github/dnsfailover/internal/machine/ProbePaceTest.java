package io.github.dnsfailover.internal.machine;

import static io.github.dnsfailover.internal.machine.Pools.PRIMARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Health;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** When the probes begin that a verdict needs. */
class ProbePaceTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    /** When the failed probes of a dead primary began, counted from the first of them in milliseconds. */
    private static List<Long> failures(Duration each, UnaryOperator<EndpointPool.Builder> settings) {
        World world = Pools.atPrimary(pool ->
                        settings.apply(pool.interval(Duration.ofSeconds(10)).timeout(Duration.ofSeconds(2))))
                .begin()
                .run(20)
                .probesTake(each);
        int before = world.probesOf(PRIMARY).size();

        world.fails("cloudhelix").run(15);

        List<Duration> began = world.probesOf(PRIMARY);
        return began.subList(before, began.size()).stream()
                .map(at -> at.minus(began.get(before)).toMillis())
                .toList();
    }

    /** Probes take 20 ms to pass here: so much later than its probe began the first of them may have met the fault. */
    @Test
    void failuresThatTakeLongShareTheSpan() {
        assertThat(failures(SECOND, pool -> pool)).startsWith(0L, 1520L, 3020L);
        assertThat(failures(SECOND, pool -> pool.fall(4))).startsWith(0L, 1020L, 2020L, 3020L);
    }

    @Test
    void failuresAtOnceComeARecheckAfterEachOther() {
        Duration atOnce = Duration.ofMillis(1);

        assertThat(failures(atOnce, pool -> pool)).startsWith(0L, 1001L, 2002L, 3002L);
    }

    @Test
    void aSingleFailureThatTakesLongIsEnoughWhereNoSpanIsAskedFor() {
        World world = Pools.atPrimary(
                        pool -> pool.fall(1).minimumUnhealthySpan(Duration.ZERO).timeout(Duration.ofSeconds(2)))
                .begin()
                .run(20);

        world.probesTake(SECOND).fails("cloudhelix").run(15);

        assertThat(world.state().diagnosis().endpoint(0).health()).isEqualTo(Health.UNHEALTHY);
    }

    @Test
    void aProbeNeverBeginsLessThanARecheckAfterTheOneBefore() {
        Duration recheck = Duration.ofSeconds(2);

        assertThat(failures(SECOND, pool -> pool.recheck(recheck))).startsWith(0L, 2000L, 4000L);
        assertThat(failures(SECOND, pool -> pool.fall(5))).startsWith(0L, 1000L, 2000L, 3000L, 4000L);
    }
}
