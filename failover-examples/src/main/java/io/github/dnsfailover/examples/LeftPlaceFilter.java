package io.github.dnsfailover.examples;

import io.github.dnsfailover.client.Drain;
import io.github.dnsfailover.client.Residual;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link LeftPlace} for servlet containers of Jakarta Servlet 6; the first filter of the chain. Thread-safe. */
final class LeftPlaceFilter extends HttpFilter {

    private static final long serialVersionUID = 1L;

    private final transient LeftPlace place;
    private final int trustedProxies;

    /** @param trustedProxies how many proxies in front of this server add to X-Forwarded-For */
    LeftPlaceFilter(LeftPlace place, int trustedProxies) {
        this.place = place;
        this.trustedProxies = trustedProxies;
    }

    // readme: servlet-filter
    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String host = text(request.getHeader("Host"));
        String connection = request.getServletConnection().getConnectionId();
        List<String> forwardedFor = Collections.list(request.getHeaders("X-Forwarded-For"));
        String client = Residual.client(request.getRemoteAddr(), forwardedFor, trustedProxies);
        place.count(new Residual.Request(host, client, text(request.getHeader("User-Agent"))));

        boolean refused = place.refuses(request.getMethod());
        boolean drained = place.closes(new Drain.Request(host, request.getProtocol(), connection));
        if (drained || (refused && request.getProtocol().equals("HTTP/1.1"))) {
            response.setHeader("Connection", "close");
        }
        if (refused) {
            response.setHeader("Retry-After", LeftPlace.RETRY_AFTER);
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "this place takes no writes");
            return;
        }
        chain.doFilter(request, response);
    }
    // readme: end

    private static String text(@Nullable String header) {
        return header == null ? "" : header;
    }
}
