package io.github.dnsfailover.notify;

import io.github.dnsfailover.internal.net.HttpAnswers;
import io.github.dnsfailover.internal.net.Loopback;
import io.github.dnsfailover.internal.net.ReadBudget;
import io.github.dnsfailover.internal.wire.NeededJar;
import io.github.dnsfailover.notify.WebhookBody.Body;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Posts alerts as JSON: in a schema of its own, see {@code docs/alerts.md}, or as Slack, Microsoft Teams and
 * PagerDuty take them.
 *
 * <pre>{@code
 * Notifier hook = WebhookNotifier.json(() -> "https://hooks.example.com/failover")
 *         .secret(() -> secrets.get("hook"))                                         // a char[]
 *         .build();
 * Notifier chat = WebhookNotifier.slack(() -> secrets.text("slack-url")).build();     // a String
 * }</pre>
 *
 * <p>With a secret, each request is signed: {@value #SIGNATURE} holds {@code t=SECONDS,v1=HEX}, where HEX is the
 * HMAC-SHA256 of the seconds of sending, a dot and the body. {@value #ID} holds the alert's id. 408, 429 and 5xx are
 * tried again, after the time in {@code Retry-After} if it says so; any other answer outside 2xx is final. Redirects
 * are not followed. At most 262,144 bytes of an answer are read, TLS handshake and headers included, and its body is
 * not looked at.
 *
 * <p>A URL is a secret: it is asked for at each request, and appears nowhere. Needs {@code
 * com.fasterxml.jackson.core:jackson-databind}. Thread-safe.
 */
public final class WebhookNotifier implements Notifier {

    /** The header with the signature. */
    public static final String SIGNATURE = "X-Failover-Signature";

    /** The header with the alert's id. */
    public static final String ID = "X-Failover-Id";

    private static final MediaType JSON = MediaType.get("application/json; charset=utf-8");
    private static final String RETRY_AFTER = "Retry-After";
    private static final String HIDDEN = "X-Asked-" + RETRY_AFTER;
    private static final String PAGER_DUTY = "https://events.pagerduty.com/v2/enqueue";

    private final String name;
    private final Supplier<String> url;
    private final Function<Alert, List<Body>> bodies;
    final OkHttpClient client; // of this package for tests, which have no minute to wait

    /** Null: requests are not signed. */
    private final @Nullable Supplier<char[]> secret;

    private WebhookNotifier(Builder builder) {
        this.name = builder.name;
        this.url = builder.url;
        this.bodies = builder.bodies;
        this.secret = builder.secret;
        OkHttpClient.Builder http = new OkHttpClient.Builder()
                .callTimeout(builder.timeout)
                // One limit for the whole call; OkHttp's own, 10 s for each step, would cut a longer one short.
                .connectTimeout(Duration.ZERO)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .retryOnConnectionFailure(false) // repeats are the business of Alerts; this also sends a 408 again
                .followRedirects(false) // what was signed for one place is not for another
                .followSslRedirects(false)
                // Over HTTP/2, OkHttp keeps more of an answer than it reads from the socket.
                .protocols(List.of(Protocol.HTTP_1_1))
                .addNetworkInterceptor(WebhookNotifier::hiding)
                // Alerts are rare: nothing is kept open. The time is how often OkHttp's cleaner looks while connections
                // are in use: a short one lets it run all the time, on a thread that it renames twice for each look.
                .connectionPool(new ConnectionPool(0, 5, TimeUnit.MINUTES));
        if (builder.sockets != null && builder.trust != null) {
            http.sslSocketFactory(builder.sockets, builder.trust);
        }
        this.client = HttpAnswers.within(http.build(), ReadBudget::forTalk);
    }

    /**
     * Hides from OkHttp what makes it send a 503 again by itself, "Retry-After: 0", or throw, a number beyond 32
     * bits. (OkHttp 5.5.1, {@code RetryAndFollowUpInterceptor.followUpRequest})
     */
    private static Response hiding(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        String asked = response.header(RETRY_AFTER);
        return response.code() == 503 && asked != null
                ? response.newBuilder()
                        .removeHeader(RETRY_AFTER)
                        .header(HIDDEN, asked)
                        .build()
                : response;
    }

    // Lambdas and no method references here: those look for Jackson at once, these when a body is written.

    /**
     * Posts our own schema.
     *
     * @param url where to; asked for at each request
     */
    public static Builder json(Supplier<String> url) {
        return new Builder("webhook", url, alert -> WebhookBody.ours(alert));
    }

    /**
     * Posts to an incoming webhook of Slack.
     *
     * @param url as Slack gave it
     */
    public static Builder slack(Supplier<String> url) {
        return new Builder("slack", url, alert -> WebhookBody.slack(alert));
    }

    /**
     * Posts an Adaptive Card to a workflow of Microsoft Teams that begins with "when a Teams webhook request is
     * received".
     *
     * @param url as Teams gave it
     */
    public static Builder teams(Supplier<String> url) {
        return new Builder("teams", url, alert -> WebhookBody.teams(alert));
    }

    /**
     * Sends to the Events API v2 of PagerDuty: one incident for all pools in trouble at a site, one for each pool whose
     * trouble has no known site, and another one while it is an alarm; triggered by trouble and resolved by the end of
     * it. What is neither is not sent.
     *
     * @param routingKey the integration key of the service
     */
    public static Builder pagerDuty(Supplier<String> routingKey) {
        Objects.requireNonNull(routingKey, "routingKey");
        return new Builder("pagerduty", () -> PAGER_DUTY, alert -> PagerDutyEvents.of(alert, routingKey.get()));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void send(Alert alert, Instant now) throws NotDeliveredException {
        HttpUrl target = target(url.get());
        Set<String> arrived = new LinkedHashSet<>();
        NotDeliveredException refusal = null;
        for (Body body : bodies.apply(alert)) {
            try {
                NotDeliveredException refused = null;
                for (byte[] each : body.posts()) {
                    NotDeliveredException end = refusal(target, alert.id(), each, now);
                    refused = refused == null ? end : refused;
                }
                arrived.addAll(refused == null ? body.pools() : List.of());
                refusal = refusal == null ? refused : refusal;
            } catch (NotDeliveredException e) {
                throw e.delivered(arrived);
            }
        }
        if (refusal != null) {
            throw refusal.delivered(arrived);
        }
    }

    /**
     * Null if it was taken. One that is refused for good keeps nobody from the next; one that may be taken later does.
     */
    private @Nullable NotDeliveredException refusal(HttpUrl target, String id, byte[] body, Instant now)
            throws NotDeliveredException {
        try {
            post(target, id, body, now);
            return null;
        } catch (NotDeliveredException e) {
            if (e.isWorthRetrying()) {
                throw e;
            }
            return e;
        }
    }

    private void post(HttpUrl target, String id, byte[] body, Instant now) throws NotDeliveredException {
        Request.Builder request = new Request.Builder()
                .url(target)
                .header(ID, id)
                .header("User-Agent", "dnsfailover")
                .post(RequestBody.create(body, JSON));
        if (secret != null) {
            request.header(SIGNATURE, signature(key(secret), now, body));
        }
        try (Response response = client.newCall(request.build()).execute()) {
            if (!response.isSuccessful()) {
                throw refused(target.host(), response);
            }
        } catch (NotDeliveredException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // OkHttp checks some of what it reads as if it were our argument
            // Only the kind: a message may repeat the URL.
            throw NotDeliveredException.forNow(
                    target.host() + ": " + e.getClass().getSimpleName());
        }
    }

    private static NotDeliveredException refused(String host, Response response) {
        int code = response.code();
        String detail = host + " answered " + code;
        boolean later = code == 408 || code == 429 || code >= 500;
        return later
                ? NotDeliveredException.forNow(detail, retryAfter(response))
                : NotDeliveredException.forGood(detail);
    }

    /** In seconds; the form with a date is not used by those who limit rates. */
    private static Duration retryAfter(Response response) {
        String value = response.header(response.code() == 503 ? HIDDEN : RETRY_AFTER);
        return value != null && value.matches("[0-9]{1,6}") ? Duration.ofSeconds(Long.parseLong(value)) : Duration.ZERO;
    }

    /** The application's code: null and nothing are what a store of secrets gives that is out of reach. */
    private static char[] key(Supplier<char[]> secret) throws NotDeliveredException {
        char[] key = secret.get();
        if (key == null || key.length == 0) {
            throw NotDeliveredException.forNow("the secret that was given is empty");
        }
        return key;
    }

    private static String signature(char[] secret, Instant now, byte[] body) {
        String seconds = Long.toString(now.getEpochSecond());
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(new String(secret).getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((seconds + ".").getBytes(StandardCharsets.US_ASCII));
            return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JVM has HmacSHA256", e);
        }
    }

    /**
     * The message never holds the URL, nor does that of a cause. It is tried again: the next URL may be a good one.
     */
    private static HttpUrl target(String text) throws NotDeliveredException {
        HttpUrl parsed = HttpUrl.parse(text);
        if (parsed == null) {
            throw NotDeliveredException.forNow("the URL that was given is none");
        }
        if (!parsed.isHttps() && !Loopback.isLoopback(parsed.host())) {
            throw NotDeliveredException.forNow(
                    parsed.host() + " is to be reached without TLS, which shows alerts and secrets; use https");
        }
        return parsed;
    }

    /** The name; everything else is secret. */
    @Override
    public String toString() {
        return name;
    }

    /** Builds a {@link WebhookNotifier}; confined to one thread. */
    public static final class Builder {

        private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(60);

        private final Function<Alert, List<Body>> bodies;
        private Supplier<String> url;
        private String name;
        private Duration timeout = Duration.ofSeconds(10);

        /** Null: requests are not signed. */
        private @Nullable Supplier<char[]> secret;

        /** Null together with {@link #trust}: certificates are verified by the JVM's trust store. */
        private @Nullable SSLSocketFactory sockets;

        private @Nullable X509TrustManager trust;

        private Builder(String name, Supplier<String> url, Function<Alert, List<Body>> bodies) {
            this.name = name;
            this.url = Objects.requireNonNull(url, "url");
            this.bodies = bodies;
        }

        /** What it is called in events and logs; default webhook, slack, teams or pagerduty. */
        public Builder name(String value) {
            name = Rules.name(value);
            return this;
        }

        /** Signs each request with this secret, which is asked for each time. */
        public Builder secret(Supplier<char[]> value) {
            secret = Objects.requireNonNull(value, "secret");
            return this;
        }

        /** Another address with the same interface, such as PagerDuty's in Europe. */
        public Builder url(Supplier<String> value) {
            url = Objects.requireNonNull(value, "url");
            return this;
        }

        /**
         * How long one request may take; default 10 s.
         *
         * @throws IllegalArgumentException unless it is 100 ms to 60 s
         */
        public Builder timeout(Duration value) {
            timeout = Rules.timeout(value, LONGEST_TIMEOUT);
            return this;
        }

        /**
         * Verifies certificates by this trust manager instead of the JVM's trust store.
         *
         * @param sockets made from an {@code SSLContext} that uses the trust manager
         */
        public Builder trust(SSLSocketFactory sockets, X509TrustManager trust) {
            this.sockets = Objects.requireNonNull(sockets, "sockets");
            this.trust = Objects.requireNonNull(trust, "trust");
            return this;
        }

        /**
         * Makes the notifier; nothing is connected yet.
         *
         * @throws IllegalStateException if Jackson is not there, or another OkHttp than is needed
         */
        public WebhookNotifier build() {
            NeededJar.of("WebhookNotifier", "com.fasterxml.jackson.core:jackson-databind 2", () -> WebhookBody.ready());
            return NeededJar.okHttp(() -> new WebhookNotifier(this));
        }
    }
}
