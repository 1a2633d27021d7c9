package io.github.dnsfailover.instances;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.instances.InstanceProcess.Led;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The leader stands still for three leases, in half of the cases with a write decided or on its way, and the primary
 * dies meanwhile. Once the next leader has written, nothing of the old term is written any more.
 *
 * <p>{@code -Dmatrix.stops=} says how often; 50 with {@code -Dmatrix=full}.
 */
class StoppedLeaderTest {

    private static final Duration LEASE = Duration.ofSeconds(3);
    private static final Duration STOP = LEASE.multipliedBy(3);
    private static final Duration TAKE_OVER = LEASE.plusSeconds(2).plus(Extent.slack());
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int STOPS = Extent.count("matrix.stops", 2, 50);

    /** Two failed probes and the write take about so long. */
    private static final int DECISION_MILLIS = 800;

    /** What was demanded does not stand there; RFC 2136 section 2.2. */
    private static final int NXRRSET = 8;

    /** What the leader is about to do when it is stopped. */
    private enum Work {
        NOTHING,
        /** The primary has died a moment before. */
        DECIDING,
        NOTHING_EITHER,
        /** Its update is held on the way, and arrives once another has written. */
        WRITING
    }

    private final long seed = Extent.seed();
    private final Random random = new Random(seed);
    private int held;

    static List<StoreKind> stores() {
        return Extent.stores();
    }

    @ParameterizedTest
    @MethodSource("stores")
    @Timeout(3_600)
    void afterwardsNothingOfItsTermIsWritten(StoreKind kind) throws Exception {
        try (RunningStore store = kind.start();
                Rig rig = Rig.start(kind, store, LEASE)) {
            int stop = 0;
            try {
                for (; stop < STOPS; stop++) {
                    stopOnce(rig, work(stop));
                }
                Journal journal = rig.journal();
                assertThat(journal.faults()).as("in the journal").isEmpty();
                assertThat(rig.watch().empty()).as("empty answers").isZero();
                assertThat(rig.lateAnswers())
                        .as("to late updates")
                        .hasSize(held)
                        .allMatch(code -> code == NXRRSET);
                System.out.println(kind + ": " + STOPS + " stops of the leader, " + held
                        + " of them with an update held, which was refused; " + journal.writes() + " writes in "
                        + journal.terms().size() + " terms, none of an older term after a newer");
            } catch (AssertionError e) {
                throw new AssertionError(
                        kind + ", stop " + stop + " with " + work(stop) + ", -Dmatrix.seed=" + seed + "\n" + rig.told(),
                        e);
            }
        }
    }

    /** The last first, so that two are enough for the hardest. */
    private static Work work(int stop) {
        Work[] all = Work.values();
        return all[all.length - 1 - stop % all.length];
    }

    private void stopOnce(Rig rig, Work work) throws Exception {
        rig.awaitRecordAt(Instance.PRIMARY);
        Led leader = rig.leader();
        InstanceProcess old = rig.instance(leader);
        Gate toDns = rig.toDns(leader);
        boolean arrivesWhileItStands = random.nextBoolean();
        int pause = random.nextInt(DECISION_MILLIS);
        if (work == Work.WRITING) {
            toDns.set(Gate.Way.STILL);
        }
        if (work == Work.WRITING || work == Work.DECIDING) {
            rig.primary().stop();
        }
        if (work == Work.WRITING) {
            long before = old.count("LOST");
            rig.pulse()
                    .await("an update on its way", LIMIT, () -> toDns.heldUpdates() > 0 || old.count("LOST") > before);
            if (toDns.heldUpdates() == 0) { // one had slipped through, and waits for what the way holds back
                toDns.set(Gate.Way.OPEN);
                rig.primary().start();
                stopOnce(rig, work);
                return;
            }
            held++;
        } else {
            rig.pulse().pass(Duration.ofMillis(pause));
        }
        long lost = old.count("LOST");
        old.signal("STOP");
        long stopped = System.nanoTime();
        rig.primary().stop();

        Rig.TakeOver next = rig.takeOver(leader.term(), stopped, LIMIT);
        rig.awaitRecordAt(Instance.BACKUP);
        if (arrivesWhileItStands) {
            toDns.set(Gate.Way.OPEN);
        }
        rig.pulse().pass(STOP.minusNanos(System.nanoTime() - stopped));
        old.signal("CONT");
        toDns.set(Gate.Way.OPEN);

        rig.pulse()
                .await(
                        "an answer to the late update",
                        LIMIT,
                        () -> rig.lateAnswers().size() == held);
        rig.pulse().await(old.name() + " says that its lead is over", LIMIT, () -> old.count("LOST") > lost);
        rig.primary().start();
        rig.awaitRecordAt(Instance.PRIMARY);
        assertThat(next.lead()).as("until another leads").isLessThanOrEqualTo(TAKE_OVER);
        assertThat(next.led().name()).isNotEqualTo(old.name());
    }
}
