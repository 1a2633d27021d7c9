package io.github.dnsfailover.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;

/**
 * From the death of a place to each client's first good page from the other one, and back.
 *
 * <p>Each system answers for a name with a TTL of 30 s and one of 5 s; each name has a client, and all ask one unbound.
 * A trial begins when all clients get pages from the primary. The death comes 30 to 40 s later, by chance, so that no
 * phase of an interval is preferred; and for each name the resolver is made to ask anew at some time, by chance, within
 * a TTL before the death, so that no phase of its cache is, and no two names have the same. It ends when all clients
 * are back at the primary, which comes back by chance up to 10 s after the last client has left it. Confined to one
 * thread.
 */
final class PageTrials implements AutoCloseable {

    static final Map<String, Integer> NAMES = names();

    private static final Duration LONGEST_TTL = Duration.ofSeconds(30);
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Watched watched;
    private final Duration limit;
    private final Random random;
    private final Recorder recorder;
    private final Map<Client, PageClient> clients = new LinkedHashMap<>();

    /** Null before the start. */
    private Resolving resolving;

    /** Whose name, and its TTL in seconds. */
    private record Client(String system, String host, int ttl) {}

    /** What clients ask, and what runs them. */
    record Resolving(Unbound unbound, ScheduledExecutorService clock, ExecutorService threads) {}

    /** What a pair is tried with. */
    record Order(Duration limit, long seed, Recorder recorder) {}

    PageTrials(Watched watched, Order order) {
        this.watched = watched;
        this.limit = order.limit();
        this.random = new Random(order.seed());
        this.recorder = order.recorder();
    }

    private static Map<String, Integer> names() {
        Map<String, Integer> names = new LinkedHashMap<>();
        names.put("www30", 30);
        names.put("www5", 5);
        return names;
    }

    /** The resolver is there. */
    void start(Resolving value) throws IOException {
        resolving = value;
        for (Map.Entry<Task, Peer> system : watched.systems.entrySet()) {
            for (Map.Entry<String, Integer> name : system.getKey().names().entrySet()) {
                clients.put(
                        new Client(system.getValue().label(), system.getKey().host(name.getKey()), name.getValue()),
                        new PageClient(
                                system.getKey().host(name.getKey()),
                                value.clock(),
                                value.threads(),
                                Duration.ofMillis(random.nextInt((int) PageClient.EVERY.toMillis()))));
            }
        }
    }

    /** One death, and the return. */
    void trial(String kind) throws IOException {
        clients.values().forEach(PageClient::forget);
        if (!comes(client -> client.isCalmAt(watched.pair.primary()))) {
            recorder.add(
                    "note", "part", "pages", "text", "a trial began without calm at pair " + watched.pair.number());
        }
        chance(LONGEST_INTERVAL);
        ageCaches();
        Map<Client, Long> told = new LinkedHashMap<>();
        clients.forEach((client, pages) -> told.put(client, pages.takeToldTtl()));
        clients.values().forEach(PageClient::forget);
        long died = System.nanoTime();
        if (kind.equals("crash")) {
            watched.primary().crash();
        } else {
            watched.primary().hang();
        }
        comes(client -> client.secondsToPage(watched.pair.backup(), died).isPresent());
        Map<Client, OptionalDouble> over = seconds(watched.pair.backup(), died);
        chance(LONGEST_INTERVAL);
        clients.values().forEach(PageClient::forget);
        if (kind.equals("crash")) {
            watched.primary().startAgain();
        } else {
            watched.primary().wake();
        }
        long back = System.nanoTime();
        comes(client -> client.secondsToPage(watched.pair.primary(), back).isPresent());
        Map<Client, OptionalDouble> home = seconds(watched.pair.primary(), back);
        clients.forEach((client, pages) -> recorder.add(
                "page",
                "system",
                client.system(),
                "ttl",
                client.ttl(),
                "told",
                told.get(client),
                "kind",
                kind,
                "over",
                text(over.get(client)),
                "back",
                text(home.get(client)),
                "lost",
                pages.lost(back, System.nanoTime()),
                "pair",
                watched.pair.number()));
    }

    private static String text(OptionalDouble seconds) {
        return seconds.isPresent() ? Recorder.seconds(seconds.getAsDouble()) : "never";
    }

    private Map<Client, OptionalDouble> seconds(String address, long since) {
        Map<Client, OptionalDouble> seconds = new LinkedHashMap<>();
        clients.forEach((client, pages) -> seconds.put(client, pages.secondsToPage(address, since)));
        return seconds;
    }

    /** Takes as long as the longest TTL; at its end each answer in the cache has an age by chance. */
    private void ageCaches() throws IOException {
        long end = System.nanoTime() + LONGEST_TTL.toNanos();
        List<Future<?>> forgotten = new ArrayList<>();
        for (Client client : clients.keySet()) {
            long wait = LONGEST_TTL.toMillis() - random.nextInt(1_000 * client.ttl());
            forgotten.add(resolving.threads().submit(() -> {
                Programs.pause(Duration.ofMillis(wait));
                resolving.unbound().forget(client.host());
                return null;
            }));
        }
        try {
            for (Future<?> each : forgotten) {
                each.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IOException(e);
        }
        Programs.pause(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
    }

    private void chance(Duration most) {
        Programs.pause(Duration.ofMillis(random.nextInt((int) most.toMillis())));
    }

    private boolean comes(Predicate<PageClient> there) {
        long since = System.nanoTime();
        while (!clients.values().stream().allMatch(there)) {
            if (System.nanoTime() - since > limit.toNanos()) {
                return false;
            }
            Programs.pause(POLL);
        }
        return true;
    }

    @Override
    public void close() {
        clients.values().forEach(PageClient::close);
        watched.close();
    }
}
