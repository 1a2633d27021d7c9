package io.github.dnsfailover.examples.clients;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.dnsfailover.client.Drain;
import io.github.dnsfailover.client.Residual;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server of the JDK at one place, which says where it is, drains once it is left, and counts who still comes. */
final class GoodPlace implements AutoCloseable {

    static final int PORT = 18_301;

    /** An HAProxy and an Apache stand before it where requests are counted. */
    private static final int TRUSTED_PROXIES = 2;

    /** What a place that can be left has. */
    record Leaving(Drain drain, Residual residual) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final byte[] page;
    private final Optional<Leaving> leaving;

    GoodPlace(String address, Optional<Leaving> leaving) throws IOException {
        this.page = address.getBytes(StandardCharsets.UTF_8);
        this.leaving = leaving;
        this.server = HttpServer.create(new InetSocketAddress(address, PORT), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        leaving.ifPresent(parts -> look(exchange, parts));
        exchange.sendResponseHeaders(200, page.length);
        exchange.getResponseBody().write(page);
        exchange.close();
    }

    private static void look(HttpExchange exchange, Leaving parts) {
        String host = text(exchange.getRequestHeaders().getFirst("Host"));
        String peer = exchange.getRemoteAddress().getAddress().getHostAddress();
        List<String> forwardedFor = exchange.getRequestHeaders().getOrDefault("X-Forwarded-For", List.of());
        String client = Residual.client(peer, forwardedFor, TRUSTED_PROXIES);
        String agent = text(exchange.getRequestHeaders().getFirst("User-Agent"));
        parts.residual().count(new Residual.Request(host, client, agent));
        String connection = peer + " " + exchange.getRemoteAddress().getPort();
        if (parts.drain().closes(new Drain.Request(host, exchange.getProtocol(), connection))) {
            exchange.getResponseHeaders().set("Connection", "close");
        }
    }

    /** A header that is not there says nothing. */
    private static String text(String header) {
        return header == null ? "" : header;
    }

    @Override
    public String toString() {
        return new String(page, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
