package io.github.dnsfailover.examples.boot;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.dnsfailover.testkit.FreePort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Assumptions;

/** Two web sites on one port of two addresses; the first one can be stopped. Confined to one thread. */
final class Places implements AutoCloseable {

    static final String PRIMARY = "127.0.0.2";
    static final String BACKUP = "127.0.0.3";

    private static final byte[] PAGE = "Example Shop".getBytes(StandardCharsets.UTF_8);

    private final HttpServer primary;
    private final HttpServer backup;

    private Places(HttpServer primary, HttpServer backup) {
        this.primary = primary;
        this.backup = backup;
    }

    /** Skips the calling test, and says so, where the system has not these addresses. */
    static Places start() throws IOException {
        int port = FreePort.find();
        try {
            return new Places(site(PRIMARY, port), site(BACKUP, port));
        } catch (IOException e) {
            if (Boolean.getBoolean("real.required")) {
                throw e;
            }
            System.err.println("*** the shop is NOT tested here: " + e.getMessage() + " ***");
            return Assumptions.abort(e.getMessage());
        }
    }

    private static HttpServer site(String address, int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 0);
        server.createContext("/", Places::answer);
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Connection", "close");
        exchange.sendResponseHeaders(200, PAGE.length);
        exchange.getResponseBody().write(PAGE);
        exchange.close();
    }

    int port() {
        return backup.getAddress().getPort();
    }

    void stopPrimary() {
        primary.stop(0);
    }

    @Override
    public void close() {
        primary.stop(0);
        backup.stop(0);
    }
}
