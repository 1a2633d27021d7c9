package io.github.dnsfailover.examples;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.github.dnsfailover.client.Drain;
import io.github.dnsfailover.client.Residual;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@link LeftPlace} for the server of the JDK; the first filter of a context. Thread-safe. */
final class LeftPlaceHttpFilter extends Filter {

    private final LeftPlace place;
    private final int trustedProxies;

    /** @param trustedProxies how many proxies in front of this server add to X-Forwarded-For */
    LeftPlaceHttpFilter(LeftPlace place, int trustedProxies) {
        this.place = place;
        this.trustedProxies = trustedProxies;
    }

    // readme: http-filter
    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        String host = text(headers.getFirst("Host"));
        InetSocketAddress peer = exchange.getRemoteAddress();
        String address = peer.getAddress().getHostAddress();
        List<String> forwardedFor = headers.getOrDefault("X-Forwarded-For", List.of());
        String client = Residual.client(address, forwardedFor, trustedProxies);
        place.count(new Residual.Request(host, client, text(headers.getFirst("User-Agent"))));

        String connection = address + " " + peer.getPort();
        boolean refused = place.refuses(exchange.getRequestMethod());
        boolean drained = place.closes(new Drain.Request(host, exchange.getProtocol(), connection));
        if (drained || refused) {
            exchange.getResponseHeaders().set("Connection", "close");
        }
        if (refused) {
            exchange.getResponseHeaders().set("Retry-After", LeftPlace.RETRY_AFTER);
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
            return;
        }
        chain.doFilter(exchange);
    }
    // readme: end

    private static String text(@Nullable String header) {
        return header == null ? "" : header;
    }

    @Override
    public String description() {
        return "takes no writes, drains and counts at a place that the records have left";
    }
}
