package io.github.dnsfailover.examples.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.console.Console;
import io.github.dnsfailover.console.JdkConsole;
import io.github.dnsfailover.console.Visitor;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The console of the demo's engine at a free port of loopback, where whoever sits at this machine may act. */
final class DemoConsole implements AutoCloseable {

    /** Who acts, whoever it is. */
    static final String NAME = "demo";

    private static final String MOUNT = "/failover";

    private final Console console;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(DemoConsole::daemon);

    private DemoConsole(Console console, HttpServer server) {
        this.console = console;
        this.server = server;
    }

    static DemoConsole open(FailoverEngine engine) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        DemoConsole opened = new DemoConsole(Console.of(engine), server);
        JdkConsole.mount(server, MOUNT, opened.console, opened::visitor);
        server.setExecutor(opened.threads);
        server.start();
        return opened;
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "demo-console");
        thread.setDaemon(true);
        return thread;
    }

    /** A page elsewhere may have its own name lead to 127.0.0.1: that name then stands in Host, and gets in nowhere. */
    private Visitor visitor(HttpExchange exchange) {
        String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host"));
        int port = server.getAddress().getPort();
        boolean ours = List.of("127.0.0.1:" + port, "localhost:" + port).contains(host);
        return ours ? Visitor.acting(NAME) : Visitor.nobody();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + MOUNT + "/";
    }

    /** Stays open until an input ends, which Ctrl-C need not wait for: it ends the program. */
    static void stayUntilTheEndOf(InputStream input) throws IOException {
        while (input.read() >= 0) {
            // What is typed says nothing; only its end does.
        }
    }

    @Override
    public void close() {
        console.close();
        server.stop(0);
        threads.shutdownNow();
    }
}
