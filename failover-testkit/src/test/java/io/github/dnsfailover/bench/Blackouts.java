package io.github.dnsfailover.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Short blackouts of a primary, and which systems move for them. The systems themselves are asked, without a cache,
 * from the beginning of a blackout for its length and ten seconds. Confined to one thread.
 */
final class Blackouts implements AutoCloseable {

    private static final Duration CALM = Duration.ofSeconds(8);
    private static final Duration CALM_LIMIT = Duration.ofSeconds(90);
    private static final Duration PHASE = Duration.ofSeconds(10); // the longest interval
    private static final Duration WATCH = Duration.ofSeconds(10);

    private final Watched watched;
    private final Random random;
    private final Recorder recorder;

    /** What happens, and for how long. */
    private enum Kind {
        STALL_1("stall 1.5 s", 1_500),
        STALL_2("stall 2.5 s", 2_500),
        REFUSED("refused 1.5 s", 1_500),
        LONG_STALL("stall 8 s", 8_000);

        private final String text;
        private final Duration length;

        Kind(String text, int millis) {
            this.text = text;
            this.length = Duration.ofMillis(millis);
        }
    }

    Blackouts(Watched watched, long seed, Recorder recorder) {
        this.watched = watched;
        this.random = new Random(seed);
        this.recorder = recorder;
    }

    /** One of each kind. */
    void round(ExecutorService threads) throws IOException, InterruptedException, ExecutionException {
        for (Kind kind : Kind.values()) {
            blackout(kind, threads);
        }
    }

    private void blackout(Kind kind, ExecutorService threads)
            throws IOException, InterruptedException, ExecutionException {
        calm();
        Map<String, Future<Integer>> departures = new LinkedHashMap<>();
        for (Map.Entry<Task, Peer> system : watched.systems.entrySet()) {
            Observer observer = Watched.observer(system.getKey());
            departures.put(
                    system.getValue().label(),
                    threads.submit(() -> observer.departures(watched.pair.primary(), kind.length.plus(WATCH))));
        }
        if (kind == Kind.REFUSED) {
            watched.primary().crash();
        } else {
            watched.primary().hang();
        }
        Programs.pause(kind.length);
        if (kind == Kind.REFUSED) {
            watched.primary().startAgain();
        } else {
            watched.primary().wake();
        }
        List<Object> fields = new ArrayList<>(List.of("kind", kind.text));
        for (Map.Entry<String, Future<Integer>> each : departures.entrySet()) {
            fields.add(each.getKey());
            fields.add(each.getValue().get());
        }
        fields.addAll(List.of("pair", watched.pair.number()));
        recorder.add("blackout", fields.toArray());
    }

    /** Until all have answered with the primary for a while, and some chance. */
    private void calm() throws IOException {
        long begun = System.nanoTime();
        long since = begun;
        while (System.nanoTime() - since < CALM.toNanos()) {
            for (Task task : watched.systems.keySet()) {
                if (!Watched.observer(task).answer().equals(watched.pair.primary())) {
                    since = System.nanoTime();
                }
            }
            if (System.nanoTime() - begun > CALM_LIMIT.toNanos()) {
                recorder.add(
                        "note",
                        "part",
                        "blackouts",
                        "text",
                        "a blackout began without calm at pair " + watched.pair.number());
                return;
            }
            Programs.pause(Duration.ofMillis(200));
        }
        Programs.pause(Duration.ofMillis(random.nextInt((int) PHASE.toMillis())));
    }

    @Override
    public void close() {
        watched.close();
    }
}
