package io.github.dnsfailover.console;

import com.sun.net.httpserver.HttpServer;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.runtime.ThreadedRuntime;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.ScriptedCheck;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a console costs: 300 pools in memory, all of whose primaries die at once, with and without ten streams that are
 * read over real connections. Prints the processor time of the engine's thread from the death to two seconds after the
 * last move, and how long the engine's JSON takes meanwhile. In rounds that take turns, the first of each for warmth.
 */
final class ConsoleLoad {

    private static final int POOLS = 300;
    private static final int STREAMS = 10;
    private static final int ROUNDS = 5;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<Double> gets = new ArrayList<>();
    private final AtomicLong read = new AtomicLong();

    private ConsoleLoad() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println("A console on " + POOLS + " pools that all move at once, with " + STREAMS + " streams");
        ConsoleLoad load = new ConsoleLoad();
        List<Double> without = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            double bare = load.storm(false);
            load.gets.clear();
            load.read.set(0);
            double shown = load.storm(true);
            if (round > 0) {
                without.add(bare);
                with.add(shown);
            }
            System.out.printf(Locale.ROOT, "round %d: without %.0f ms, with %.0f ms%n", round, bare, shown);
        }
        Collections.sort(load.gets);
        System.out.printf(Locale.ROOT, "result console.engine.thread.without %.0f ms%n", median(without));
        System.out.printf(Locale.ROOT, "result console.engine.thread.with %.0f ms%n", median(with));
        System.out.printf(Locale.ROOT, "result console.engine.json.median %.1f ms%n", median(load.gets));
        System.out.printf(
                Locale.ROOT, "result console.engine.json.longest %.1f ms%n", load.gets.get(load.gets.size() - 1));
        System.out.printf(Locale.ROOT, "result console.streams.bytes %d%n", load.read.get());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    private double storm(boolean shown) throws Exception {
        ThreadedRuntime runtime = ThreadedRuntime.builder().name("load").build();
        ScriptedCheck check = new ScriptedCheck();
        MemoryDnsProvider dns = MemoryDnsProvider.of(MemoryZone.of("example.com"));
        CountDownLatch ready = new CountDownLatch(POOLS);
        CountDownLatch moved = new CountDownLatch(POOLS);
        FailoverEngine.Builder builder = FailoverEngine.builder()
                .leadership(Leadership.singleInstance())
                .withoutLogging()
                .runtime(runtime)
                .listener(event -> {
                    if (event instanceof RecordsChanged change) {
                        (change.to().equals(List.of("aws")) ? moved : ready).countDown();
                    }
                });
        for (int i = 0; i < POOLS; i++) {
            builder.pool(EndpointPool.named("pool-" + i)
                    .name("pool-" + i + ".example.com")
                    .endpoint(Endpoint.primary("dc1", "192.0.2.22").site("dc1"))
                    .endpoint(Endpoint.backup("aws", "198.51.100.109").site("aws"))
                    .interval(Duration.ofSeconds(2))
                    .check(check)
                    .provider(dns)
                    .build());
        }
        FailoverEngine engine = builder.build();
        engine.start();
        if (!ready.await(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("it never began");
        }
        Console console = shown ? Console.of(engine) : null;
        ExecutorService readers = Executors.newCachedThreadPool();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(readers);
        try {
            if (console != null) {
                JdkConsole.mount(server, "/failover", console);
                server.start();
                for (int i = 0; i < STREAMS; i++) {
                    readers.execute(() -> read(server.getAddress().getPort()));
                }
            }
            pause(server, shown, 3_000);
            long before = cpu();
            check.fails("dc1", "refused");
            while (!moved.await(1, TimeUnit.MILLISECONDS)) {
                pause(server, shown, 50);
            }
            pause(server, shown, 2_000);
            return (cpu() - before) / 1e6;
        } finally {
            if (console != null) {
                console.close();
            }
            server.stop(0);
            readers.shutdownNow();
            engine.close();
            runtime.close();
        }
    }

    /** Waits, and looks once in a while if there is a console. */
    private void pause(HttpServer server, boolean shown, long millis) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        CountDownLatch never = new CountDownLatch(1);
        long end = System.nanoTime() + millis * 1_000_000;
        while (System.nanoTime() - end < 0) {
            if (shown) {
                URI uri = URI.create("http://localhost:" + server.getAddress().getPort() + "/failover/api/v1/engine");
                long begin = System.nanoTime();
                client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
                gets.add((System.nanoTime() - begin) / 1e6);
            }
            if (never.await(100, TimeUnit.MILLISECONDS)) {
                throw new AssertionError();
            }
        }
    }

    private void read(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream()
                    .write("GET /failover/api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                read.addAndGet(count);
            }
        } catch (IOException e) {
            // the server was stopped
        }
    }

    private long cpu() {
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(each -> each != null && each.getThreadName().startsWith("load-engine"))
                .map(ThreadInfo::getThreadId)
                .mapToLong(threads::getThreadCpuTime)
                .sum();
    }
}
