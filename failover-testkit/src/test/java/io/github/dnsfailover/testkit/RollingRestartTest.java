package io.github.dnsfailover.testkit;

import static io.github.dnsfailover.testkit.Fleet.X;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Six instances of an application are replaced one after the other, as a deployment does it. */
@DisplayName("six instances in a rolling restart")
class RollingRestartTest {

    private static final int INSTANCES = 6;
    private static final String PRIMARY = "192.0.2.1";
    private static final String BACKUP = "198.51.100.1";
    private static final Duration LEASE = Duration.ofSeconds(15);

    /** Between one instance and the next. */
    private static final Duration PAUSE = Duration.ofSeconds(20);

    private final Fleet fleet = Fleet.ofRanks(0, 0, 0, 0, 0, 0).start();
    private int alive;

    /** The oldest is stopped in order, and a new one is started. */
    private void replaceOne() {
        fleet.instances.get(alive).close();
        alive++;
        fleet.join(0);
        fleet.run(PAUSE);
    }

    @Test
    void tenOfThemChangeNothing() {
        int before = fleet.changes(X);

        for (int restart = 0; restart < 10 * INSTANCES; restart++) {
            replaceOne();
            assertThat(fleet.addresses("x1", X)).containsExactly(PRIMARY);
        }

        assertThat(fleet.changes(X)).isEqualTo(before);
        assertThat(leaders()).hasSize(1);
    }

    private List<Fleet.Instance> leaders() {
        return fleet.instances.subList(alive, fleet.instances.size()).stream()
                .filter(instance -> instance.leads("x1"))
                .toList();
    }

    /** However many have been replaced when the primary dies: the leader may be just stopping. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void aFailureInTheMiddleOfOneMovesTrafficWithinALeaseAnd45Seconds(int replaced) {
        for (int restart = 0; restart < replaced; restart++) {
            replaceOne();
        }
        fleet.dies("x1-primary");

        Duration passed = Duration.ZERO;
        while (fleet.addresses("x1", X).equals(List.of(PRIMARY)) && passed.compareTo(Duration.ofMinutes(5)) < 0) {
            if (passed.toSeconds() % PAUSE.toSeconds() == 0) {
                fleet.instances.get(alive).close();
                alive++;
                fleet.join(0);
            }
            fleet.run(Duration.ofSeconds(1));
            passed = passed.plusSeconds(1);
        }

        assertThat(fleet.addresses("x1", X)).containsExactly(BACKUP);
        assertThat(passed).isLessThanOrEqualTo(LEASE.plusSeconds(45));
    }
}
