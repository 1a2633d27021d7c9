package io.github.dnsfailover.examples;

// readme: imports of main
import com.sun.net.httpserver.HttpServer;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.console.Console;
import io.github.dnsfailover.console.JdkConsole;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Executors;
// readme: end

/** An engine and its console in a program without a framework. */
final class FailoverInMain {

    private FailoverInMain() {}

    static void run(FailoverEngine engine) throws IOException, InterruptedException {
        // readme: main
        engine.start();
        HttpServer web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8081), 0);
        web.setExecutor(Executors.newCachedThreadPool());
        JdkConsole.mount(web, "/failover", Console.of(engine)); // http://localhost:8081/failover/, to look at
        web.start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> engine.closeAndWait(Duration.ofSeconds(5))));
        Thread.currentThread().join(); // the engine's threads are daemons
        // readme: end
    }
}
