package io.github.dnsfailover.check;

import io.github.dnsfailover.internal.net.BudgetedStream;
import io.github.dnsfailover.internal.net.HeaderBlocks;
import io.github.dnsfailover.internal.net.HttpAnswers;
import io.github.dnsfailover.internal.net.ReadBudget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;

/**
 * The OkHttp client of all probes: every comfort that would hide a fault from a probe is switched off here.
 *
 * <p>There are two constants, one without and one with TLS, each made when the first check needs it. They are shared by
 * the whole process because a client with TLS holds the JVM's trust store, about 150 parsed certificates, and a process
 * may have thousands of checks. They are constants and not state: nothing sets them, and they remember nothing from one
 * probe to the next (no pooled connection, cookie, cache, authenticator or TLS session; calls run on the caller's
 * thread, so the dispatcher's threads are never made). Other clients are made from them and share their parts. What
 * differs between probes travels in the {@link HttpProbe} that each request carries.
 */
final class ProbeClient {

    /** OkHttp's own choice leaves suites out that other clients take, and so would find fault with healthy servers. */
    private static final ConnectionSpec AS_THE_JVM = new ConnectionSpec.Builder(ConnectionSpec.MODERN_TLS)
            .allEnabledTlsVersions()
            .allEnabledCipherSuites()
            .build();

    private static final int NOTHING_TO_DO = 200;

    private ProbeClient() {}

    /** For {@code http}. */
    static OkHttpClient plain() {
        return Plain.CLIENT;
    }

    /** For {@code https} with the JVM's trust store. */
    static OkHttpClient tls() {
        return OfJvm.CLIENT;
    }

    /** For {@code https} with other certificates. */
    static OkHttpClient tls(Tls tls) {
        return Plain.CLIENT
                .newBuilder()
                .connectionSpecs(List.of(AS_THE_JVM))
                .sslSocketFactory(tls.sockets(), tls.trust())
                .hostnameVerifier(tls.names())
                .build();
    }

    /** The same, offering HTTP/2 in the TLS handshake; without TLS, beginning with it (RFC 9113 section 3.3). */
    static OkHttpClient speakingHttp2(OkHttpClient client) {
        boolean clear = client.connectionSpecs().contains(ConnectionSpec.CLEARTEXT);
        if (clear) {
            return client.newBuilder()
                    .protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE))
                    .build();
        }
        return client.newBuilder()
                .protocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1))
                .sslSocketFactory(
                        HeaderBlocks.limited(client.sslSocketFactory()),
                        Objects.requireNonNull(client.x509TrustManager(), "trust"))
                .build();
    }

    private static final class Plain {
        static final OkHttpClient CLIENT = create();
    }

    private static final class OfJvm {
        static final OkHttpClient CLIENT = tls(Tls.trustingJvm());
    }

    private static OkHttpClient create() {
        return new OkHttpClient.Builder()
                // A proxy resolves the published name itself: the dead primary would look as well as the live backup.
                .proxy(Proxy.NO_PROXY)
                // Each probe is one try at one connection, made on the caller's thread so that an interrupt reaches it.
                .retryOnConnectionFailure(false)
                .fastFallback(false)
                // No idle connection is kept. The time is how often OkHttp's cleaner looks while connections are in
                // use: a
                // short one lets it run all the time, on a thread that it renames twice for each look.
                .connectionPool(new ConnectionPool(0, 5, TimeUnit.MINUTES))
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionSpecs(List.of(ConnectionSpec.CLEARTEXT))
                // Where a redirect leads is another server's health.
                .followRedirects(false)
                .followSslRedirects(false)
                // One limit for the whole probe, set on each call; these would cut it short.
                .connectTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .eventListenerFactory(call -> HttpProbe.of(call.request()))
                .addInterceptor(ProbeClient::useWhatTheProbeHas)
                .addNetworkInterceptor(ProbeClient::hideStatus)
                .addNetworkInterceptor(HttpAnswers::framed)
                .build();
    }

    /**
     * The same for one probe, which connects to these addresses. OkHttp keeps every way on which a call has failed,
     * with all that belongs to it, in a place that clients share as long as they look names up alike: kept from probe
     * to probe, it would grow with each that fails, and change the order in which addresses are tried.
     */
    static OkHttpClient leadingTo(OkHttpClient client, List<InetAddress> addresses) {
        return client.newBuilder().dns(name -> addresses).build();
    }

    /** Sockets that read no more than the budget of the probe. */
    private static Response useWhatTheProbeHas(Interceptor.Chain chain) throws IOException {
        HttpProbe probe = HttpProbe.of(chain.request());
        ReadBudget budget = probe.budget();
        boolean frames = probe.speaksHttp2() && !chain.request().isHttps();
        Response response = chain.withSocketFactory(new ProbeSockets(
                        frames
                                ? in -> new HeaderBlocks(new BudgetedStream(in, budget))
                                : in -> new BudgetedStream(in, budget)))
                .withConnectTimeout(probe.connectMillis(), TimeUnit.MILLISECONDS)
                .proceed(chain.request());
        return HttpAnswers.telling(budget, response);
    }

    /**
     * OkHttp acts upon some statuses by itself, whatever it was told before: it sends the request again after a 503
     * with "Retry-After: 0", and refuses a 407. So it is told of none; the probe has heard the true head before.
     */
    private static Response hideStatus(Interceptor.Chain chain) throws IOException {
        return chain.proceed(chain.request()).newBuilder().code(NOTHING_TO_DO).build();
    }
}
