package io.github.dnsfailover.examples;

import com.sun.net.httpserver.Authenticator;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpPrincipal;
import com.sun.net.httpserver.HttpServer;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.console.Console;
import io.github.dnsfailover.console.JdkConsole;
import io.github.dnsfailover.console.Visitor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.Executors;

/** The console in the JDK's own web server: for whoever sits at this host, and for people who are known. */
public final class ConsoleInMain {

    private ConsoleInMain() {}

    /** For this host alone, which may look; {@code ssh -L} brings it to a desk. */
    static HttpServer onThisHost(Console console, int port) throws IOException {
        // readme: console
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newFixedThreadPool(4));
        JdkConsole.mount(server, "/failover", console);
        server.start();
        // readme: end
        return server;
    }

    /** For people whom an authenticator lets in; some of them may act. */
    static void forPeople(HttpServer server, Console console, Authenticator authenticator, Set<String> operators) {
        // readme: console for people
        HttpContext context = JdkConsole.mount(server, "/failover", console, exchange -> {
            HttpPrincipal who = exchange.getPrincipal();
            if (who == null) {
                return Visitor.nobody();
            }
            String name = who.getUsername();
            return operators.contains(name) ? Visitor.acting(name) : Visitor.looking(name);
        });
        context.setAuthenticator(authenticator);
        // readme: end
    }

    /** Runs until the process ends. The environment variable DNS_KEY holds the TSIG secret in base64. */
    public static void main(String[] args) throws IOException, InterruptedException {
        FailoverEngine engine = QuickStart.engine(System.getenv("DNS_KEY"));
        engine.start();
        try (engine;
                Console console = Console.of(engine)) {
            HttpServer server = onThisHost(console, 8081);
            System.out.println("http://localhost:" + server.getAddress().getPort() + "/failover/");
            Thread.currentThread().join();
        }
    }
}
