package io.github.dnsfailover.examples.clients;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Published;
import io.github.dnsfailover.client.FailoverDns;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import io.github.dnsfailover.runtime.EngineRuntime;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Dns;

/**
 * Calls by the JDK's {@link HttpClient} that follow a move. It has no hook for look-ups and keeps connections by
 * host, so each call names the published address and says the host in its header: a move then is another host to it.
 *
 * <p>The JVM must be started with {@code -Djdk.httpclient.allowRestrictedHeaders=host}. For HTTPS the client needs
 * {@code sslParameters} with the name among their {@code serverNames}, by which the certificate is checked: so it is a
 * client for one name. Of several addresses the first is taken. Thread-safe.
 */
final class JdkThatFollows implements AutoCloseable {

    private final HttpClient client;
    private final Dns dns;
    private final EngineRuntime.Cancellable reaction;

    private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();

    /** A call that waits for an answer, and where it went; no record, since futures are not to be compared. */
    private static final class Waiting {

        private final String host;
        private final InetAddress address;
        private final CompletableFuture<?> answer;

        private Waiting(String host, InetAddress address, CompletableFuture<?> answer) {
            this.host = host;
            this.address = address;
            this.answer = answer;
        }
    }

    JdkThatFollows(FailoverEngine engine, String pool, HttpClient client) {
        this.client = client;
        this.dns = FailoverDns.of(engine);
        this.reaction = engine.onMove(pool, (now, stage) -> {
            if (isAwayFromFailure(now)) {
                waiting.forEach(this::endIfLeft);
            }
        });
    }

    private static boolean isAwayFromFailure(Published now) {
        Optional<Cause> cause = now.move().flatMap(Published.Move::cause);
        return cause.isPresent() && (cause.get() == Cause.FAILOVER || cause.get() == Cause.LAST_RESORT);
    }

    // readme: jdk
    <T> CompletableFuture<HttpResponse<T>> send(HttpRequest request, BodyHandler<T> body) {
        URI uri = request.uri();
        try {
            InetAddress address = dns.lookup(uri.getHost()).get(0);
            HttpRequest there = HttpRequest.newBuilder(request, (name, value) -> true)
                    .uri(at(address, uri))
                    .setHeader("Host", uri.getRawAuthority())
                    .build();
            CompletableFuture<HttpResponse<T>> answer = client.sendAsync(there, body);
            Waiting call = new Waiting(uri.getHost(), address, answer);
            waiting.add(call);
            var unused = answer.whenComplete((response, failure) -> waiting.remove(call));
            return answer;
        } catch (UnknownHostException | URISyntaxException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void endIfLeft(Waiting call) {
        if (!isPublished(call.host, call.address)) {
            call.answer.cancel(true); // ends the exchange, from Java 16 on
        }
    }
    // readme: end

    private boolean isPublished(String host, InetAddress address) {
        try {
            return dns.lookup(host).contains(address);
        } catch (UnknownHostException e) {
            return true; // nothing is known, so nothing ends
        }
    }

    private static URI at(InetAddress address, URI uri) throws URISyntaxException {
        String literal = address.getHostAddress();
        String host = literal.contains(":") ? "[" + literal + "]" : literal;
        String rest = uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        return new URI(uri.getScheme() + "://" + host + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + rest);
    }

    @Override
    public void close() {
        reaction.cancel();
    }
}
