package io.github.dnsfailover.examples.clients;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Published;
import io.github.dnsfailover.client.FailoverDns;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import io.github.dnsfailover.runtime.EngineRuntime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Dns;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.DefaultClientConnectionReuseStrategy;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * An Apache HttpClient 5 (classic) that follows a move. Connections are made to what is published and kept no longer;
 * after a failover calls that wait at the old place end, after any other move they may finish. Thread-safe.
 */
final class ApacheThatFollows implements AutoCloseable {

    private static final Timeout CONNECT_LIMIT = Timeout.ofSeconds(2); // the default is three minutes

    private final Dns dns;
    private final PoolingHttpClientConnectionManager connections;
    private final CloseableHttpClient client;
    private final EngineRuntime.Cancellable reaction;

    /** Calls that wait for an answer, and the host that each is for. */
    private final Map<ExecChain.Scope, String> waiting = new ConcurrentHashMap<>();

    ApacheThatFollows(FailoverEngine engine, String pool) {
        dns = FailoverDns.of(engine);
        // readme: apache
        connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new PublishedAddresses(dns))
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT_LIMIT)
                        .build())
                .build();
        client = HttpClients.custom()
                .setConnectionManager(connections)
                .setConnectionReuseStrategy(new WhilePublished()) // for those in use
                .addExecInterceptorFirst("waiting", this::execute)
                .build();
        reaction = engine.onMove(pool, (now, stage) -> {
            connections.closeIdle(TimeValue.ZERO_MILLISECONDS);
            if (isAwayFromFailure(now)) {
                waiting.forEach(this::endIfLeft);
            }
        });
        // readme: end
    }

    CloseableHttpClient client() {
        return client;
    }

    private static boolean isAwayFromFailure(Published now) {
        Optional<Cause> cause = now.move().flatMap(Published.Move::cause);
        return cause.isPresent() && (cause.get() == Cause.FAILOVER || cause.get() == Cause.LAST_RESORT);
    }

    private ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        waiting.put(scope, scope.route.getTargetHost().getHostName());
        try {
            return chain.proceed(request, scope);
        } finally {
            waiting.remove(scope);
        }
    }

    private void endIfLeft(ExecChain.Scope call, String host) {
        if (isLeft(host, call.clientContext.getEndpointDetails())) {
            call.execRuntime.discardEndpoint(); // fails as on a broken connection
        }
    }

    private boolean isLeft(String host, EndpointDetails endpoint) {
        InetAddress address = endpoint != null && endpoint.getRemoteAddress() instanceof InetSocketAddress remote
                ? remote.getAddress()
                : null;
        try {
            return address != null && !dns.lookup(host).contains(address);
        } catch (UnknownHostException e) {
            return false; // nothing is known, so nothing ends
        }
    }

    /** Keeps a connection after a call only if new ones would go to the same place. */
    private final class WhilePublished extends DefaultClientConnectionReuseStrategy {

        @Override
        public boolean keepAlive(HttpRequest request, HttpResponse response, HttpContext context) {
            String host = request.getAuthority().getHostName();
            EndpointDetails endpoint = HttpCoreContext.cast(context).getEndpointDetails();
            return super.keepAlive(request, response, context) && !isLeft(host, endpoint);
        }
    }

    private record PublishedAddresses(Dns dns) implements DnsResolver {

        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            return dns.lookup(host).toArray(InetAddress[]::new);
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }

    @Override
    public void close() throws IOException {
        reaction.cancel();
        client.close();
    }
}
