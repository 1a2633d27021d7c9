package io.github.dnsfailover.instances;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.instances.InstanceProcess.Led;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each fault with each store: three instances, a BIND, a primary that flaps, so that at least ten writes come before
 * and ten after each fault. Whatever happens, the journal of the name server shows one writer at a time.
 *
 * <p>{@link Extent} says what is tried; {@code -Dmatrix.rounds=} how often each fault strikes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultMatrixTest {

    private static final Duration LEASE = Duration.ofSeconds(3); // the shortest that there is
    private static final int WRITES = 10; // before a fault, and after it
    private static final int WRITES_AFTER_HEALING = 4;
    private static final Duration STORE_BACK = Duration.ofSeconds(30);
    private static final int PHASE_MILLIS = 600; // from one write to the next
    private static final int ROUNDS = Extent.count("matrix.rounds", 1, 1);

    private final long seed = Extent.seed();
    private final Random random = new Random(seed);
    private final Map<StoreKind, RunningStore> stores = new EnumMap<>(StoreKind.class);
    private final List<String> table = new ArrayList<>();

    static Stream<Arguments> cells() {
        return Extent.stores().stream()
                .flatMap(kind -> Extent.faults().stream().map(fault -> Arguments.of(kind, fault)));
    }

    @AfterAll
    void stopStores() throws Exception {
        for (RunningStore store : stores.values()) {
            store.close();
        }
        System.out.println(Figures.heading());
        table.forEach(System.out::println);
    }

    @ParameterizedTest
    @MethodSource("cells")
    @Timeout(1_800)
    void oneWritesAtATimeAndTheNameIsNeverEmpty(StoreKind kind, Fault fault) throws Exception {
        if (!stores.containsKey(kind)) {
            stores.put(kind, kind.start());
        }
        Figures figures = new Figures(kind, fault);
        try (Rig rig = Rig.start(kind, stores.get(kind), LEASE)) {
            try {
                Flapping flapping = rig.flapping();
                try {
                    for (int round = 0; round < ROUNDS; round++) {
                        befall(rig, fault, round, figures);
                    }
                } finally {
                    flapping.close();
                }
                rig.awaitRecordAt(Instance.PRIMARY);
                figures.end(rig);
                if (Boolean.getBoolean("matrix.told")) {
                    System.out.println(rig.told());
                }
            } catch (AssertionError e) {
                throw new AssertionError(figures + ", -Dmatrix.seed=" + seed + "\n" + rig.told(), e);
            } finally {
                table.add(figures.toString());
            }
        }
    }

    private void befall(Rig rig, Fault fault, int round, Figures figures) throws Exception {
        if (fault.needsAnEarlierTerm()) {
            Led first = rig.leader();
            rig.instance(first).terminate();
            rig.takeOver(first.term(), System.nanoTime(), STORE_BACK);
            rig.refill();
        }
        rig.awaitWrites(WRITES);
        rig.pulse().pass(Duration.ofMillis(random.nextInt(PHASE_MILLIS)));
        Led leader = rig.leader();
        long struck = System.nanoTime();
        fault.strike(rig, leader, round);
        if (fault.outcome() == Fault.Outcome.WRITES_GO_ON) {
            rig.awaitWrites(1);
            figures.goesOn(Duration.ofNanos(System.nanoTime() - struck));
        } else {
            Rig.TakeOver next = rig.takeOver(leader.term(), struck, STORE_BACK);
            figures.add(next);
            Duration limit = fault.limit(rig).plus(Extent.slack());
            assertThat(next.lead()).as("until another leads").isLessThanOrEqualTo(limit);
            if (fault.outcome() == Fault.Outcome.ANOTHER_LEADS) {
                assertThat(next.led().name()).isNotEqualTo(leader.name());
            }
        }
        rig.awaitWrites(WRITES);
        fault.heal(rig, leader);
        rig.refill();
        rig.awaitWrites(WRITES_AFTER_HEALING);
    }
}
