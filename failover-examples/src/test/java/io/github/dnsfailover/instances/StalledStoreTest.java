package io.github.dnsfailover.instances;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.instances.InstanceProcess.Led;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The store stands still for all instances at once, with the lease that is the default. Up to six seconds change no
 * leader; more change it once at most, and no record in any case.
 *
 * <p>{@code -Dmatrix.stalls=} and {@code -Dmatrix.longstalls=} say how often; 100 and 20 with {@code -Dmatrix=full}.
 */
class StalledStoreTest {

    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final int HARMLESS_MILLIS = 6_000;
    private static final int LONG_MILLIS = 25_000;
    private static final int PHASE_MILLIS = 5_000; // from one renewal to the next
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int STALLS = Extent.count("matrix.stalls", 1, 100);
    private static final int LONG_STALLS = Extent.count("matrix.longstalls", 0, 20);

    private final long seed = Extent.seed();
    private final Random random = new Random(seed);
    private final List<String> last = new ArrayList<>();

    static List<StoreKind> stores() {
        return Extent.stores();
    }

    @ParameterizedTest
    @MethodSource("stores")
    @Timeout(7_200)
    void aShortStallChangesNoLeaderAndALongOneNoRecord(StoreKind kind) throws Exception {
        int changes = 0;
        try (RunningStore store = kind.start();
                Rig rig = Rig.start(kind, store, LEASE)) {
            try {
                for (int i = 0; i < STALLS; i++) {
                    assertThat(leadsAfter(rig, 500 + random.nextInt(HARMLESS_MILLIS - 499)))
                            .as("leads after a short stall")
                            .isEmpty();
                }
                for (int i = 0; i < LONG_STALLS; i++) {
                    int length = HARMLESS_MILLIS + random.nextInt(LONG_MILLIS - HARMLESS_MILLIS);
                    List<Led> leads = leadsAfter(rig, length);
                    assertThat(leads).as("leads after a long stall").hasSizeLessThanOrEqualTo(1);
                    changes += leads.size();
                }
                Journal journal = rig.journal();
                assertThat(journal.faults()).as("in the journal").isEmpty();
                assertThat(journal.moves()).as("changes of the address").isZero();
                assertThat(rig.watch().empty()).as("empty answers").isZero();
                System.out.println(kind + ": 0 changes of the leader in " + STALLS + " stalls of the store up to "
                        + HARMLESS_MILLIS + " ms, " + changes + " in " + LONG_STALLS + " up to " + LONG_MILLIS
                        + " ms; 0 changes of the address");
            } catch (AssertionError e) {
                throw new AssertionError(kind + ", " + last + ", -Dmatrix.seed=" + seed + "\n" + rig.told(), e);
            }
        }
    }

    /** Lets the store stand still for so long, waits until the lead was saved again, and tells who has led anew. */
    private List<Led> leadsAfter(Rig rig, int millis) throws Exception {
        Led leader = rig.anyLeader();
        int phase = random.nextInt(PHASE_MILLIS);
        last.add(phase + " ms, then a stall of " + millis + " ms");
        rig.pulse().pass(Duration.ofMillis(phase));
        rig.waysToTheStore(Gate.Way.STILL);
        rig.pulse().pass(Duration.ofMillis(millis));
        long saves = rig.saves();
        rig.waysToTheStore(Gate.Way.OPEN);
        rig.pulse().await("a save of the lead", LIMIT, () -> saves(rig) > saves);
        rig.anyLeader();
        // what was held may have come through first; the one after it was sent with the way open
        long then = rig.saves();
        rig.pulse().await("another save of the lead", LIMIT, () -> saves(rig) > then);
        rig.anyLeader();
        return rig.leadsAbove(leader.term());
    }

    private static long saves(Rig rig) {
        try {
            return rig.saves();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
