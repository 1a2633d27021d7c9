package io.github.dnsfailover.dyn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * A hundred failovers and failbacks at a Dyn that fails in every way, a thousand in CI, each from its own seed: names
 * always lead to one endpoint of the pool, there is one session and one request at a time and never more than the
 * rate, at the end the records are right and nothing is left behind; and no secret is ever logged.
 */
class DynChaosTest {

    private static final int SEEDS = Integer.getInteger("dyn.seeds", 25);

    /** What a world went through. */
    private record Trials(int requests, int faults) {}

    @Test
    void whateverFailsTheRecordsAreRight() throws Exception {
        List<Callable<Trials>> worlds = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            long own = seed;
            worlds.add(() -> trials(own));
        }
        try (LogWatch logs = new LogWatch(FakeDyn.PASSWORD)) {
            List<Trials> all = onEveryProcessor(worlds);

            int requests = all.stream().mapToInt(Trials::requests).sum();
            int faults = all.stream().mapToInt(Trials::faults).sum();
            assertThat(faults).as("requests that met a fault").isGreaterThan(10 * SEEDS);
            assertThat(logs.lines()).as("lines that were looked at").isGreaterThan(requests);
            assertThat(logs.leaks()).isEmpty();
        }
    }

    private static Trials trials(long seed) throws Exception {
        try (ChaosWorld world = new ChaosWorld(seed)) {
            world.run();
            return new Trials(world.requests(), world.faults());
        }
    }

    private static <T> List<T> onEveryProcessor(List<Callable<T>> tasks) throws Exception {
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AssertionError broken) {
                throw broken;
            }
            throw e;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theWatchOverLogsSeesSecrets() {
        byte[] octets = new byte[128];
        try (LogWatch logs = new LogWatch(FakeDyn.PASSWORD)) {
            LoggerFactory.getLogger("a.b").debug("password={}", FakeDyn.PASSWORD);
            LoggerFactory.getLogger("a.b").trace("failed", new IllegalStateException(FakeDyn.PASSWORD));
            java.util.logging.Logger.getLogger("c.d")
                    .finest("token " + Base64.getEncoder().encodeToString(octets));

            assertThat(logs.leaks()).hasSize(3);
        }
    }
}
