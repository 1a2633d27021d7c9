package io.github.dnsfailover.examples.console;

import com.sun.net.httpserver.HttpServer;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.console.Console;
import io.github.dnsfailover.console.JdkConsole;
import io.github.dnsfailover.console.Visitor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An engine's console in the JDK's web server at a free port of loopback. The engine is closed with it. */
final class MountedConsole implements AutoCloseable {

    static final String MOUNT = "/failover";

    private final FailoverEngine engine;
    private final Console console;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(MountedConsole::daemon);

    /** Who asks; may be changed. */
    volatile Visitor visitor = Visitor.acting("alice");

    MountedConsole(FailoverEngine engine) throws IOException {
        this.engine = engine;
        this.console = Console.of(engine);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        JdkConsole.mount(server, MOUNT, console, exchange -> visitor);
        server.setExecutor(threads);
        server.start();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "console-test");
        thread.setDaemon(true);
        return thread;
    }

    FailoverEngine engine() {
        return engine;
    }

    int port() {
        return server.getAddress().getPort();
    }

    String enginePage() {
        return url("/");
    }

    String poolPage(String pool) {
        return url("/pools/" + pool);
    }

    String url(String path) {
        return "http://127.0.0.1:" + port() + MOUNT + path;
    }

    @Override
    public void close() {
        console.close();
        server.stop(0);
        threads.shutdownNow();
        engine.close();
    }
}
