package io.github.dnsfailover.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Many elections under faults; {@code -Dlease.seeds=10000} for more of them. */
class LeaseSimulationTest {

    private static final int SEEDS = Integer.getInteger("lease.seeds", 300);

    @Test
    void neverTwoLeadAndTermsRiseAndSomebodyLeadsInTheEnd() {
        long terms = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Election election = new Election(seed, 2 + (int) (seed % 4));
            election.run(Duration.ofMinutes(20));
            terms += election.terms;
        }

        assertThat(terms).as("terms in " + SEEDS + " elections").isGreaterThan(SEEDS * 10L);
    }
}
