package io.github.dnsfailover.examples.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A web site that says which platform serves it, and that can be stopped and started. Confined to one thread. */
final class WebSite implements AutoCloseable {

    /** The platform of the primary. */
    static final String PRIMARY = "cloudhelix";

    /** The platform of the backup. */
    static final String BACKUP = "ec2";

    private static final int PORT_TRIES = 20; // a port that is free at one address may be taken at the other

    private final String platform;
    private final String address;
    private final int port;
    private Optional<HttpServer> running = Optional.empty();

    private WebSite(String platform, String address, int port) {
        this.platform = platform;
        this.address = address;
        this.port = port;
    }

    /** Two sites that run, on the same port of two addresses, as a service behind one name must be. */
    record Pair(WebSite primary, WebSite backup) implements AutoCloseable {

        static Pair start() throws IOException, CannotBegin {
            requireAddress("127.0.0.2");
            requireAddress("127.0.0.3");
            for (int i = 1; ; i++) {
                WebSite primary = new WebSite(PRIMARY, "127.0.0.2", freePort("127.0.0.2"));
                WebSite backup = new WebSite(BACKUP, "127.0.0.3", primary.port);
                try {
                    primary.start();
                    backup.start();
                    return new Pair(primary, backup);
                } catch (BindException e) {
                    primary.close();
                    if (i == PORT_TRIES) {
                        throw e;
                    }
                }
            }
        }

        @Override
        public void close() {
            primary.close();
            backup.close();
        }
    }

    private static int freePort(String address) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
            return socket.getLocalPort();
        }
    }

    static void requireAddress(String address) throws CannotBegin {
        try {
            freePort(address);
        } catch (IOException e) {
            throw new CannotBegin("this machine does not listen at " + address + " (" + e.getMessage()
                    + "); on macOS: sudo ifconfig lo0 alias 127.0.0.2 && sudo ifconfig lo0 alias 127.0.0.3");
        }
    }

    /** What its page says. */
    static String pageOf(String platform) {
        return "served by " + platform;
    }

    String platform() {
        return platform;
    }

    String address() {
        return address;
    }

    int port() {
        return port;
    }

    String url() {
        return "http://" + address + ":" + port + "/";
    }

    void start() throws IOException {
        if (running.isEmpty()) {
            HttpServer server = HttpServer.create(new InetSocketAddress(address, port), 0);
            server.createContext("/", this::answer);
            server.start();
            running = Optional.of(server);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] page = (pageOf(platform) + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        if (!OkHttpPair.keeps(exchange.getRequestURI().getPath())) {
            exchange.getResponseHeaders().set("Connection", "close");
        }
        exchange.sendResponseHeaders(200, page.length);
        exchange.getResponseBody().write(page);
        exchange.close();
    }

    /** From here on connections are refused. */
    void stop() {
        running.ifPresent(server -> server.stop(0));
        running = Optional.empty();
    }

    @Override
    public void close() {
        stop();
    }
}
