package io.github.dnsfailover.examples;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.console.Console;
import io.github.dnsfailover.console.ConsoleAnswer;
import io.github.dnsfailover.console.ConsoleRequest;
import io.github.dnsfailover.console.Visitor;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.MappingMatch;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collections;
import java.util.Objects;
import java.util.function.Function;

/**
 * A {@link Console} in a servlet container of Jakarta Servlet 6, mapped to a path such as {@code /failover/*} with
 * asynchronous answers allowed. A stream holds no thread of the container. Thread-safe.
 *
 * <p>It does not say where a request came from: the address matters only where nobody says who asks, and behind a
 * proxy containers put any text there.
 */
public final class ConsoleServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient Console console;
    private final transient Function<HttpServletRequest, Visitor> visitors;

    /** @param visitors who asks, and what they may do; {@link Visitor#nobody} for whoever is not known */
    public ConsoleServlet(FailoverEngine engine, Function<HttpServletRequest, Visitor> visitors) {
        this.console = Console.of(engine);
        this.visitors = Objects.requireNonNull(visitors, "visitors");
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ConsoleAnswer answer = console.answer(asked(request));
        response.setStatus(answer.status());
        answer.headers().forEach((name, value) -> {
            if (name.equals("Set-Cookie")) {
                response.addHeader(name, value); // beside those of the application
            } else {
                response.setHeader(name, value);
            }
        });
        if (answer.streams()) {
            AsyncContext async = request.startAsync(request, response);
            async.setTimeout(0); // the console ends it
            response.flushBuffer();
            answer.stream(new Streamed(response.getOutputStream(), async));
        } else {
            response.getOutputStream().write(answer.body());
        }
    }

    @Override
    public void destroy() {
        console.close();
    }

    private ConsoleRequest asked(HttpServletRequest request) throws IOException {
        String mount = mount(request);
        String query = request.getQueryString();
        ConsoleRequest.Builder asked = ConsoleRequest.builder(
                        request.getMethod(), request.getRequestURI().substring(mount.length()))
                .mount(mount)
                .query(query == null ? "" : query)
                .body(request.getInputStream())
                .visitor(() -> visitors.apply(request));
        for (String name : Collections.list(request.getHeaderNames())) {
            Collections.list(request.getHeaders(name)).forEach(value -> asked.header(name, value));
        }
        if (request.isSecure()) {
            asked.secure();
        }
        return asked.build();
    }

    /**
     * What stands before the console's path, as it came. Containers decode {@code getPathInfo}, so the parts of the
     * mapping are counted off; a path that goes up and down before it comes here leads nowhere.
     */
    private static String mount(HttpServletRequest request) {
        String uri = request.getRequestURI();
        MappingMatch match = request.getHttpServletMapping().getMappingMatch();
        boolean byPath = match == MappingMatch.PATH || match == MappingMatch.EXACT;
        long parts =
                byPath ? request.getServletPath().chars().filter(c -> c == '/').count() : 0;
        int end = request.getContextPath().length();
        for (; parts > 0; parts--) {
            int next = uri.indexOf('/', end + 1);
            end = next < 0 ? uri.length() : next;
        }
        return uri.substring(0, end);
    }

    /** Where a stream goes, until the console closes it or the container says that it is over. */
    private static final class Streamed extends OutputStream implements AsyncListener {

        private final OutputStream out;
        private final AsyncContext async;
        private volatile boolean over;

        Streamed(OutputStream out, AsyncContext async) {
            this.out = out;
            this.async = async;
            async.addListener(this);
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] octets, int from, int count) throws IOException {
            open().write(octets, from, count);
        }

        @Override
        public void flush() throws IOException {
            open().flush();
        }

        private OutputStream open() throws IOException {
            if (over) {
                throw new IOException("the container has ended the request");
            }
            return out;
        }

        @Override
        public void close() {
            if (!over) {
                over = true;
                async.complete();
            }
        }

        @Override
        public void onComplete(AsyncEvent event) {
            over = true;
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            over = true;
        }

        @Override
        public void onError(AsyncEvent event) {
            over = true;
        }

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
