package io.github.dnsfailover.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** HTTP at a free port of the loopback address, for fakes of vendors' services. Thread-safe. */
final class FakeHttp implements AutoCloseable {

    /**
     * The JDK's server writes the head of an answer and its body one after the other. Without this the second waits
     * for the client's acknowledgement of the first, which takes 40 ms. It is read once in a JVM, before the first
     * such server.
     */
    private static final String NO_DELAY = "sun.net.httpserver.nodelay";

    /** A request, its body read. */
    record Request(String method, URI uri, Map<String, String> headers, String body) {

        /** A header's first value; empty if it was not sent. */
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    /** An answer. */
    record Response(int code, String type, Map<String, String> headers, String body) {

        static Response of(int code, String type, String body) {
            return new Response(code, type, Map.of(), body);
        }
    }

    private final HttpServer server;
    private final ExecutorService threads;

    private FakeHttp(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Starts a server.
     *
     * @param answer called on a thread of its own for each request; empty hangs up without an answer
     */
    static FakeHttp start(String name, Function<Request, Optional<Response>> answer) throws IOException {
        if (System.getProperty(NO_DELAY) == null) {
            System.setProperty(NO_DELAY, "true");
        }
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", exchange -> serve(exchange, answer));
        server.start();
        return new FakeHttp(server, threads);
    }

    private static void serve(HttpExchange exchange, Function<Request, Optional<Response>> answer) throws IOException {
        try (exchange) {
            Optional<Response> response = answer.apply(request(exchange));
            if (response.isPresent()) {
                send(exchange, response.get());
            }
        }
    }

    private static Request request(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        return new Request(exchange.getRequestMethod(), exchange.getRequestURI(), headers, body);
    }

    private static void send(HttpExchange exchange, Response response) throws IOException {
        byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", response.type());
        response.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(response.code(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return server.getAddress();
    }

    /** As in {@code http://127.0.0.1:4711}. */
    String url() {
        return "http://127.0.0.1:" + address().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
