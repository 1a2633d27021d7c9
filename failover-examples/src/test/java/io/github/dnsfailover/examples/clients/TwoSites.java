package io.github.dnsfailover.examples.clients;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Web sites at both of {@link TwoPlaces} that say where they are; {@code /slow} waits until it is let go. */
final class TwoSites implements AutoCloseable {

    private final List<HttpServer> servers = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch waiting = new CountDownLatch(1);

    /** Where each request came from, and the host that it said. */
    final Queue<InetSocketAddress> visitors = new ConcurrentLinkedQueue<>();

    final Queue<String> hosts = new ConcurrentLinkedQueue<>();
    final int port = TwoPlaces.freePort();

    TwoSites() throws IOException {
        try {
            serve(TwoPlaces.ONE);
            serve(TwoPlaces.TWO);
        } catch (BindException e) {
            close();
            throw e;
        }
    }

    private void serve(String address) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, address));
        server.start();
        servers.add(server);
    }

    private void answer(HttpExchange exchange, String address) throws IOException {
        visitors.add(exchange.getRemoteAddress());
        hosts.add(exchange.getRequestHeaders().getFirst("Host"));
        if (exchange.getRequestURI().getPath().equals("/slow")) {
            waiting.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        byte[] page = address.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, page.length);
        exchange.getResponseBody().write(page);
        exchange.close();
    }

    String url(String path) {
        return "http://" + TwoPlaces.HOST + ":" + port + path;
    }

    /** Until somebody waits for {@code /slow}. */
    void awaitVisitor() throws InterruptedException {
        waiting.await();
    }

    void letGo() {
        released.countDown();
    }

    @Override
    public void close() {
        letGo();
        servers.forEach(server -> server.stop(0));
        threads.shutdownNow();
    }
}
