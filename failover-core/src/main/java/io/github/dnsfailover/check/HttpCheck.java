package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import io.github.dnsfailover.dns.DnsName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * Sends one HTTP request to the target's own address, under the name of the service, and judges status and body.
 *
 * <pre>{@code
 * HttpCheck.get("/").host("www.example.com").bodyContains("Example Shop").build()
 * HttpCheck.get("/").host("www.example.com").bodyContains(target -> "served by " + target.endpoint()).build()
 * HttpCheck.head("/health").https().host("www.example.com").accept(200, 204).build()
 * }</pre>
 *
 * <p>The Host header, the TLS server name and the name that the certificate must bear are those of {@link Builder#host}, while the
 * connection goes to the address of the {@link Target}: each place is asked exactly what a client would ask it if DNS led
 * there. Without a host, the target's own name or address is used for all of these. A status alone proves little: a hoster's
 * default page says 200 too. {@link Builder#bodyContains(String)} proves that the service itself answered, and {@link
 * Builder#bodyContains(Function)} that the answer came from the place that was asked.
 *
 * <p><b>Each probe is one new connection and one HTTP/1.1 request.</b> No proxy (not even a JVM-wide one), redirect, retry,
 * cookie, cache, compression or pooled connection comes in between. The body is read only for {@code bodyContains}, and only
 * until the text is found or the limit is reached.
 *
 * <p><b>A target with a name only</b> is resolved by the JVM, whose cache applies (a final dot keeps search lists and the
 * hosts file out); its addresses are tried one after the
 * other, each for an equal share of the timeout, and the first that accepts a connection is asked. The look-up itself cannot be
 * interrupted and is not counted in the timeout.
 *
 * <p><b>Inconclusive</b> is what says nothing about the target: no route from this host, no free port or file descriptor, an
 * interrupt, and a failed look-up (the JVM does not tell "there is no such name" from "I could not ask"). {@link Error}s
 * are not caught. Everything else that is not the answer asked for is unhealthy, with a detail of a few words; details and {@link
 * #toString} hold neither header values nor the query of the path.
 *
 * <p>Immutable and thread-safe. A probe blocks the calling thread for at most the timeout; an interrupt ends it at once, with the
 * thread's interrupt flag left set.
 */
public final class HttpCheck implements HealthCheck {

    private final HttpUrl url;
    private final boolean hostOfTarget;
    private final String method;
    private final Headers headers;
    private final Wanted wanted;
    private final Optional<Function<Target, String>> textOfTarget;
    private final OkHttpClient client;

    /** What the answer must be; an empty text stands for any body. */
    record Wanted(StatusSet statuses, String text, int bodyLimit) {}

    private HttpCheck(Builder builder) {
        hostOfTarget = builder.host.isEmpty();
        url = builder.url();
        method = builder.method;
        headers = builder.headers();
        StatusSet statuses = builder.accepted.isEmpty() ? StatusSet.SUCCESS : builder.accepted;
        wanted = new Wanted(statuses, builder.text, builder.bodyLimit);
        textOfTarget = Optional.ofNullable(builder.textOfTarget);
        client = builder.client();
    }

    /**
     * A check that sends GET.
     *
     * @param path as it is sent: beginning with '/', percent-encoded, with the query if there is one
     * @throws IllegalArgumentException if the path is not of this form
     */
    public static Builder get(String path) {
        return new Builder("GET", path);
    }

    /** A check that sends HEAD; see {@link #get}. */
    public static Builder head(String path) {
        return new Builder("HEAD", path);
    }

    /**
     * Sends the request once.
     *
     * @throws IllegalArgumentException if the timeout is zero, negative or longer than a day, or a check without a host is given a target
     *     whose name cannot stand in a URL
     */
    @Override
    public HealthResult check(Target target, Duration timeout) {
        Arguments.timeout(timeout);
        List<InetAddress> addresses;
        try {
            addresses = Lookup.addresses(target);
        } catch (UnknownHostException e) {
            return Lookup.failed(target.host());
        }
        Request.Builder request = new Request.Builder()
                .url(hostOfTarget ? urlAt(target) : url)
                .method(method, Builder.BODILESS.contains(method) ? null : RequestBody.EMPTY)
                .headers(headers);
        return new HttpProbe(addresses, wantedOf(target), timeout).run(client, request);
    }

    private Wanted wantedOf(Target target) {
        if (textOfTarget.isEmpty()) {
            return wanted;
        }
        String text = Builder.checkedText(textOfTarget.get().apply(target), wanted.bodyLimit());
        return new Wanted(wanted.statuses(), text, wanted.bodyLimit());
    }

    /** The URL with the target's own name or address; a name's final dot must not stand in SNI (RFC 6066 section 3). */
    HttpUrl urlAt(Target target) {
        String name = target.host();
        String host = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return url.newBuilder().host(host).build();
    }

    /** As in {@code GET https://www.example.com/health wants 2xx}. */
    @Override
    public String toString() {
        String shown = url.newBuilder().query(null).build().toString();
        String place = hostOfTarget ? shown.replace(Builder.NO_HOST, "(target)") : shown;
        String query = url.query() == null ? "" : "?...";
        String text = wanted.text().isEmpty() ? "" : " with \"" + wanted.text() + "\"";
        String own = textOfTarget.isPresent() ? " with a text for each target" : "";
        return method + " " + place + query + " wants " + wanted.statuses() + text + own;
    }

    /** Settings of an {@link HttpCheck}. Confined to one thread. */
    public static final class Builder {

        /** How much of a body is searched unless said otherwise: the head of a page, and more than any status page. */
        private static final int DEFAULT_BODY_LIMIT = 64 * 1024;

        private static final Set<String> BODILESS = Set.of("GET", "HEAD");
        private static final String NO_HOST = "target.invalid"; // stands in the URL until a target is given
        private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+"); // RFC 9110 section 5.6.2
        private static final Pattern METHOD = Pattern.compile("[A-Z]{1,20}");
        private static final Pattern ADDRESS_LIKE = Pattern.compile("[0-9.]+|.*:.*");
        private static final Set<String> OURS =
                Set.of("host", "user-agent", "accept-encoding", "connection", "content-length", "transfer-encoding");

        private final String path;
        private final Headers.Builder headers = new Headers.Builder();
        private String method;
        private String host = "";
        private boolean https;
        private int port;
        private String userAgent = "dnsfailover";
        private StatusSet accepted = StatusSet.NONE;
        private String text = "";
        private int bodyLimit = DEFAULT_BODY_LIMIT;

        /** Null: the same text for every target, or any body. */
        private @Nullable Function<Target, String> textOfTarget;

        /** Null: certificates are verified by the JVM's trust store. */
        private @Nullable OkHttpClient ownTrust;

        private Builder(String method, String path) {
            this.method = method;
            this.path = checkedPath(path);
        }

        /**
         * Sends another method, with an empty body where the method has one.
         *
         * @throws IllegalArgumentException unless it is 1 to 20 upper case letters; CONNECT and TRACE are not for checks
         */
        public Builder method(String value) {
            if (!METHOD.matcher(value).matches() || value.equals("CONNECT") || value.equals("TRACE")) {
                throw new IllegalArgumentException(
                        "method: \"" + value + "\"; 1 to 20 upper case letters are allowed, but not CONNECT or TRACE");
            }
            method = value;
            return this;
        }

        /**
         * The name of the service, for the Host header, the TLS server name and the certificate.
         *
         * @throws IllegalArgumentException if it is no host name
         */
        public Builder host(String value) {
            if (ADDRESS_LIKE.matcher(value).matches()) {
                throw new IllegalArgumentException("host: \"" + value
                        + "\"; a host name is needed, without a port; leave host out to use the target's own address");
            }
            String name = DnsName.of(value).toString();
            if (name.startsWith("*")) {
                throw new IllegalArgumentException("host: \"" + value + "\"; a host name has no wildcard");
            }
            host = name.substring(0, name.length() - 1);
            return this;
        }

        /** Uses TLS; the port is 443 unless said otherwise. */
        public Builder https() {
            https = true;
            return this;
        }

        /**
         * The port; default 80, or 443 for {@link #https}.
         *
         * @throws IllegalArgumentException unless it is 1 to 65535
         */
        public Builder port(int value) {
            port = Arguments.port(value);
            return this;
        }

        /**
         * Adds a header; its value is shown nowhere.
         *
         * @throws IllegalArgumentException if the name is no token (RFC 9110 section 5.6.2) or one that the check sets itself, or the
         *     value holds anything but printable ASCII and tabs
         */
        public Builder header(String name, String value) {
            if (!TOKEN.matcher(name).matches()) {
                throw new IllegalArgumentException(
                        "header: \"" + name + "\" is no header name (RFC 9110 section 5.6.2)");
            }
            if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                        "header: " + name + " is set by the check; see host() and userAgent()");
            }
            headers.add(name, checkedValue("header " + name, value));
            return this;
        }

        /**
         * The User-Agent header; default {@code dnsfailover}.
         *
         * @throws IllegalArgumentException if it is empty or holds anything but printable ASCII
         */
        public Builder userAgent(String value) {
            if (value.isBlank()) {
                throw new IllegalArgumentException("userAgent: \"" + value + "\"; some text is needed");
            }
            userAgent = checkedValue("userAgent", value);
            return this;
        }

        /**
         * Accepts these statuses; the default, 2xx, then holds no longer. Further calls add to the first.
         *
         * @throws IllegalArgumentException if there is none, or one is not 100 to 599
         */
        public Builder accept(int... statuses) {
            if (statuses.length == 0) {
                throw new IllegalArgumentException("accept: no status given; leave it out for 2xx");
            }
            for (int status : statuses) {
                accepted = accepted.and(status, status);
            }
            return this;
        }

        /**
         * Accepts all statuses from the first to the last, both included; see {@link #accept}.
         *
         * @throws IllegalArgumentException if one is not 100 to 599, or they are in the wrong order
         */
        public Builder acceptRange(int first, int last) {
            accepted = accepted.and(first, last);
            return this;
        }

        /**
         * Demands that the body contain this text, compared byte by byte in UTF-8, within {@link #bodyLimit}.
         *
         * @throws IllegalArgumentException if it is empty
         */
        public Builder bodyContains(String value) {
            if (value.isEmpty()) {
                throw new IllegalArgumentException("bodyContains: \"\"; some text is needed");
            }
            text = value;
            textOfTarget = null;
            return this;
        }

        /**
         * Demands that the body contain the text that the function gives for the target, as {@link #bodyContains(String)}. So
         * an answer that comes from another place than the one that was asked is seen: a mistyped address, a proxy or a private
         * link that leads to the wrong site. A function that throws, or whose text is empty or longer than {@link #bodyLimit},
         * lets the probe throw.
         */
        public Builder bodyContains(Function<Target, String> value) {
            textOfTarget = Objects.requireNonNull(value, "bodyContains");
            text = "";
            return this;
        }

        /**
         * How many bytes of the body are searched at most; default 65,536.
         *
         * @throws IllegalArgumentException unless it is more than zero
         */
        public Builder bodyLimit(int bytes) {
            if (bytes <= 0) {
                throw new IllegalArgumentException("bodyLimit: " + bytes + "; more than 0 bytes are needed");
            }
            bodyLimit = bytes;
            return this;
        }

        /**
         * Verifies certificates by this trust manager instead of the JVM's trust store, such as that of a private authority.
         *
         * @param sockets made from an {@code SSLContext} that uses the trust manager; may also hold a client certificate
         */
        public Builder trust(SSLSocketFactory sockets, X509TrustManager trust) {
            ownTrust =
                    ProbeClient.tls(Objects.requireNonNull(sockets, "sockets"), Objects.requireNonNull(trust, "trust"));
            return this;
        }

        /**
         * Takes any certificate of anybody under any name: an expired one goes unseen, and whoever is on the path can
         * answer in the target's place. For a place whose certificate cannot be verified, and where a false "healthy" does no harm.
         */
        public Builder insecureTrustAnyCertificate() {
            ownTrust = ProbeClient.tlsWithoutVerification();
            return this;
        }

        /**
         * Makes the check.
         *
         * @throws IllegalArgumentException if the settings contradict each other; the message names them
         */
        public HttpCheck build() {
            if (ownTrust != null && !https) {
                throw new IllegalArgumentException("trust: set, but the check does not use TLS; say https() too");
            }
            if ((!text.isEmpty() || textOfTarget != null) && method.equals("HEAD")) {
                throw new IllegalArgumentException("bodyContains: an answer to HEAD has no body; use get()");
            }
            if (!text.isEmpty()) {
                checkedText(text, bodyLimit);
            }
            return new HttpCheck(this);
        }

        private static String checkedText(String text, int bodyLimit) {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("bodyContains: \"\"; some text is needed");
            }
            int length = text.getBytes(StandardCharsets.UTF_8).length;
            if (length > bodyLimit) {
                throw new IllegalArgumentException(
                        "bodyContains: a text of " + length + " bytes is longer than bodyLimit, " + bodyLimit);
            }
            return text;
        }

        private HttpUrl url() {
            HttpUrl.Builder url = new HttpUrl.Builder().scheme(https ? "https" : "http");
            if (port != 0) {
                url.port(port);
            }
            return Objects.requireNonNull(
                    url.host(host.isEmpty() ? NO_HOST : host).build().resolve(path), "path");
        }

        private Headers headers() {
            return headers.build()
                    .newBuilder()
                    .set("User-Agent", userAgent)
                    .set("Accept-Encoding", "identity") // or OkHttp unpacks behind the limit, and a bomb unfolds here
                    .set("Connection", "close")
                    .build();
        }

        private OkHttpClient client() {
            if (ownTrust != null) {
                return ownTrust;
            }
            return https ? ProbeClient.tls() : ProbeClient.plain();
        }

        private static String checkedPath(String path) {
            if (!path.startsWith("/")) {
                throw new IllegalArgumentException("path: \"" + path
                        + "\"; it must begin with '/', and host and port have " + "methods of their own");
            }
            HttpUrl url = HttpUrl.get("http://" + NO_HOST + path);
            String query = url.encodedQuery();
            String sent = url.encodedPath() + (query == null ? "" : "?" + query);
            if (!sent.equals(path)) {
                throw new IllegalArgumentException(
                        "path: \"" + path + "\" would be sent as \"" + sent + "\"; write it so");
            }
            return path;
        }

        private static String checkedValue(String field, String value) {
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if ((c < ' ' || c > '~') && c != '\t') {
                    throw new IllegalArgumentException(String.format(
                            Locale.ROOT, "%s: character U+%04X at %d; printable ASCII is allowed", field, (int) c, i));
                }
            }
            return value;
        }
    }
}
