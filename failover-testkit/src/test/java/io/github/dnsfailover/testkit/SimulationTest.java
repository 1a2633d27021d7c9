package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SimulationTest {

    @Test
    void rules() {
        int moves = 0;
        long begin = System.nanoTime();
        int bad = 0;
        for (int seed = 0; seed < Integer.getInteger("sim.seeds", 200); seed++) {
            Simulation s = new Simulation(seed);
            try {
                s.run(Duration.ofHours(6));
            } catch (Throwable e) {
                bad++;
                System.out.println(e.toString().lines().findFirst().orElse("").substring(0, 200));
                if (bad < 4) {
                    e.printStackTrace(System.out);
                }
            }
            moves += s.moves();
        }
        System.out.println("moves " + moves + " bad " + bad + " time " + (System.nanoTime() - begin) / 1e9);
        assertThat(bad).isZero();
    }
}
