package io.github.dnsfailover.console;

import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Mounts a {@link Console} in the JDK's own web server.
 *
 * <pre>{@code
 * HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8081), 0);
 * JdkConsole.mount(server, "/failover", console);
 * server.setExecutor(Executors.newCachedThreadPool());
 * server.start();
 * }</pre>
 *
 * <p>Without an executor that server does everything on one thread, which an action then holds for up to five seconds.
 * A stream holds no thread of the server; one whose reader does not read is cut off after 30 s. The server's own limit
 * for answers, the system property {@code sun.net.httpserver.maxRspTime}, would end each stream after that time.
 */
public final class JdkConsole {

    private JdkConsole() {}

    /**
     * Mounts it for whoever sits at this host; they may look, and change nothing. Requests that came through a proxy
     * are refused.
     *
     * @param path such as {@code /failover}; {@code /} for the whole server
     * @return where it is mounted, to take it out again or to put filters before it
     * @throws IllegalStateException if the server is not bound to a loopback address: then say by {@link
     *     #mount(HttpServer, String, Console, Function)} who may look
     */
    @SuppressWarnings("exports") // optional: whoever calls this has the server's module
    public static HttpContext mount(HttpServer server, String path, Console console) {
        InetSocketAddress bound = server.getAddress();
        if (bound == null || bound.isUnresolved() || !bound.getAddress().isLoopbackAddress()) {
            throw new IllegalStateException("the server is bound to " + bound
                    + ", which others may reach: bind it to a loopback address first, or say who may look by "
                    + "mount(server, path, console, visitors)");
        }
        return mount(server, path, new Handler(console, mountOf(path), null));
    }

    /**
     * Mounts it for those whom the application knows.
     *
     * @param path such as {@code /failover}; {@code /} for the whole server
     * @param visitors who asks, and what they may do; called for each request, on the server's thread. {@link
     *     Visitor#nobody} for whoever is not known
     * @return where it is mounted, to take it out again or to put filters and an authenticator before it
     */
    @SuppressWarnings("exports") // as above
    public static HttpContext mount(
            HttpServer server, String path, Console console, Function<HttpExchange, Visitor> visitors) {
        Objects.requireNonNull(visitors, "visitors");
        return mount(server, path, new Handler(console, mountOf(path), visitors));
    }

    private static HttpContext mount(HttpServer server, String path, Handler handler) {
        Objects.requireNonNull(handler.console(), "console");
        return server.createContext(path.length() > 1 ? mountOf(path) : "/", handler::handle);
    }

    private static String mountOf(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path: \"" + path + "\"; it begins with a slash, as in /failover");
        }
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    /** @param visitors null if the host says nothing of them */
    private record Handler(
            Console console, String mount, @Nullable Function<HttpExchange, Visitor> visitors) {

        void handle(HttpExchange exchange) throws IOException {
            ConsoleAnswer answer = console.answer(request(exchange));
            answer.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            if (answer.streams()) {
                exchange.sendResponseHeaders(answer.status(), 0);
                answer.stream(exchange.getResponseBody());
                return;
            }
            byte[] body = answer.body();
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
            exchange.close();
        }

        private ConsoleRequest request(HttpExchange exchange) {
            URI uri = exchange.getRequestURI();
            String raw = uri.getRawPath() == null ? "" : uri.getRawPath();
            boolean below = raw.equals(mount) || raw.startsWith(mount + "/");
            // The server compares prefixes: /failoverings comes here, too.
            String path = below ? raw.substring(mount.length()) : "/" + raw;
            ConsoleRequest.Builder request = ConsoleRequest.builder(exchange.getRequestMethod(), path)
                    .mount(mount)
                    .query(uri.getRawQuery() == null ? "" : uri.getRawQuery())
                    .protocol(exchange.getProtocol())
                    .body(exchange.getRequestBody())
                    .remote(exchange.getRemoteAddress().getAddress());
            exchange.getRequestHeaders()
                    .forEach((name, values) -> values.forEach(value -> request.header(name, value)));
            if (exchange instanceof HttpsExchange) {
                request.secure();
            }
            if (visitors != null) {
                request.visitor(() -> visitors.apply(exchange));
            }
            return request.build();
        }
    }
}
