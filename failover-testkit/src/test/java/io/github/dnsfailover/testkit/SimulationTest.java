package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fault;
import io.github.dnsfailover.testkit.SimulatedTroubles.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 40 hostile worlds of six hours in each build, 140 in CI; {@code -Dsim.seeds=5000 -Dsim.first=200} looks at more. */
class SimulationTest {

    private static final int SEEDS = Integer.getInteger("sim.seeds", 10);
    private static final long FIRST = Long.getLong("sim.first", 0);
    private static final Duration SPAN = Duration.ofHours(6);

    /** A tenth of what was measured: a simulation in which engines have nothing to do shows nothing. */
    private static final int MOVES_PER_SEED = 4;

    private static final int FAILURES_SHOWN = 3;

    /** What came of one seed; {@code failure} is empty if all rules held. */
    private record Outcome(int moves, Map<String, Long> counts, String failure) {}

    @Test
    void everyRuleHoldsInEveryWorldAndFaultsOfEachKindHappen() throws InterruptedException, ExecutionException {
        long began = System.nanoTime();

        List<Outcome> outcomes = runAll();

        Duration took = Duration.ofNanos(System.nanoTime() - began);
        Map<String, Long> counts = new TreeMap<>();
        outcomes.forEach(each -> each.counts().forEach((what, count) -> counts.merge(what, count, Long::sum)));
        long moves = outcomes.stream().mapToLong(Outcome::moves).sum();
        List<String> failures = outcomes.stream()
                .map(Outcome::failure)
                .filter(text -> !text.isEmpty())
                .toList();
        System.out.printf(
                Locale.ROOT,
                "simulation: %d seeds, %d virtual hours, %d changes made, %d changes failed on purpose, %d crashes, "
                        + "%.1f s%n",
                SEEDS,
                SEEDS * SPAN.toHours(),
                moves,
                failedOnPurpose(counts),
                counts.getOrDefault("trouble " + Trouble.CRASH, 0L),
                took.toMillis() / 1000.0);
        assertThat(failures.stream().limit(FAILURES_SHOWN))
                .as(failures.size() + " of " + SEEDS + " seeds broke a rule")
                .isEmpty();
        assertThat(moves).isGreaterThan((long) SEEDS * MOVES_PER_SEED);
        if (SEEDS >= 40) {
            assertThat(counts).containsKeys(whatMustHappen());
        }
    }

    private static long failedOnPurpose(Map<String, Long> counts) {
        return Stream.of(Fault.values())
                .filter(fault -> fault != Fault.NONE)
                .mapToLong(fault -> counts.getOrDefault("provider APPLY " + fault, 0L))
                .sum();
    }

    private static String[] whatMustHappen() {
        List<String> all = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            all.add("provider READ " + fault);
            all.add("provider APPLY " + fault);
        }
        for (Trouble trouble : Trouble.values()) {
            if (!trouble.isOfLeases) {
                all.add("trouble " + trouble);
            }
        }
        for (String mood :
                List.of("HONEST", "LIES_SOMETIMES", "LIES_OFTEN", "INCONCLUSIVE", "HANGS", "THROWS", "BREAKS")) {
            all.add("check " + mood);
        }
        for (String word : List.of("FREEZE DONE", "PIN DONE", "UP DONE", "DOWN DONE", "FAILBACK DONE", "CLEAR DONE")) {
            all.add("intent " + word);
        }
        for (String event : List.of(
                "RecordsChanged",
                "ChangeProved",
                "ForeignEdit",
                "UnknownResolved",
                "WriteConflict",
                "TroubleChanged",
                "TroubleEnded")) {
            all.add("event " + event);
        }
        for (Kind kind : List.of(
                Kind.BLIND,
                Kind.STORE_FAILS,
                Kind.LISTENER_FAILS,
                Kind.PROVIDER_UNREACHABLE,
                Kind.ALL_DOWN,
                Kind.ENDPOINT_DOWN,
                Kind.CHECK_BROKEN,
                Kind.POLICY_BROKEN,
                Kind.WRITE_FAILS,
                Kind.MOVE_BLOCKED,
                Kind.FOREIGN_EDIT,
                Kind.FOREIGN_OWNER,
                Kind.FOREIGN_VALUES,
                Kind.ADDRESS_DOWN,
                Kind.IPV6_WITHDRAWN,
                Kind.NOT_PROVED)) {
            all.add("wrong " + kind);
        }
        all.addAll(List.of("provider call too slow", "process stands still while it sends", "election"));
        return all.toArray(String[]::new);
    }

    private static List<Outcome> runAll() throws InterruptedException, ExecutionException {
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Future<Outcome>> running = new ArrayList<>();
            for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
                long each = seed;
                running.add(threads.submit(() -> run(each)));
            }
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Outcome> each : running) {
                outcomes.add(each.get());
            }
            return outcomes;
        } finally {
            threads.shutdownNow();
        }
    }

    private static Outcome run(long seed) {
        Simulation simulation = new Simulation(seed);
        String failure = "";
        try {
            simulation.run(SPAN);
        } catch (AssertionError e) {
            failure = e.getMessage();
        }
        return new Outcome(simulation.moves(), simulation.counts(), failure);
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 4711})
    void theSameSeedIsTheSameRun(long seed) {
        Simulation one = new Simulation(seed);
        Simulation other = new Simulation(seed);

        one.run(Duration.ofHours(2));
        other.run(Duration.ofHours(2));

        assertThat(other.transcript()).isEqualTo(one.transcript());
        assertThat(other.counts()).isEqualTo(one.counts());
    }

    @Test
    void anotherSeedIsAnotherRun() {
        Simulation one = new Simulation(1);
        Simulation other = new Simulation(2);

        one.run(Duration.ofHours(1));
        other.run(Duration.ofHours(1));

        assertThat(other.transcript()).isNotEqualTo(one.transcript());
    }
}
