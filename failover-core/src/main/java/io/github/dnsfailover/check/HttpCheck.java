package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import io.github.dnsfailover.internal.wire.NeededJar;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;

/**
 * Sends one HTTP request to the target's own address, under the name of the service, and judges the answer.
 *
 * <pre>{@code
 * HttpCheck.get("/").host("www.example.com").bodyContains("Example Shop").build()
 * HttpCheck.get("/").host("www.example.com").bodyContains(target -> "served by " + target.endpoint()).build()
 * HttpCheck.get("/health").https().host("www.example.com").accept(200).jsonEquals("/status", "UP").build()
 * }</pre>
 *
 * <p>The Host header, the TLS server name and the name that the certificate must bear are those of
 * {@link Builder#host}, while the connection goes to the address of the {@link Target}: each place is asked exactly
 * what a client would ask it if DNS led there. Without a host, the target's own name or address is used for all of
 * these. A status alone proves little: a hoster's default page says 200 too. {@link Builder#bodyContains(String)}
 * proves that the service itself answered, and {@link Builder#bodyContains(Function)} that the answer came from the
 * place that was asked.
 *
 * <p><b>Each probe is one new connection, one full TLS handshake and one request.</b> No proxy (not even a JVM-wide
 * one), redirect, retry, cookie, cache, compression, pooled connection or resumed TLS session comes in between. The
 * body is read only if something is demanded of it, and only until that is found or the limit is reached.
 *
 * <p><b>A target with a name only</b> is resolved by the JVM, whose cache applies (a final dot keeps search lists and
 * the hosts file out); its addresses are tried one after the other, each for an equal share of the timeout, and the
 * first that accepts a connection is asked. The look-up itself cannot be interrupted and is not counted in the timeout.
 *
 * <p><b>Inconclusive</b> is what says nothing about the target: no route from this host, no free port or file
 * descriptor, an interrupt, and a failed look-up (the JVM does not tell "there is no such name" from "I could not
 * ask"). {@link Error}s are not caught, except that a pattern may need more stack than there is. Everything else that
 * is not the answer asked for is unhealthy, with a detail of a few words; details and {@link #toString} hold neither
 * header values, nor the query of the path, nor anything of the body.
 *
 * <p>Immutable and thread-safe. A probe blocks the calling thread for at most the timeout; an interrupt ends it at
 * once, with the thread's interrupt flag left set. It starts no thread of its own; Okio has one that watches the time
 * of all probes, and OkHttp daemon threads, shared by all, that tidy up and read what comes over {@link Builder#http2}.
 */
public final class HttpCheck implements HealthCheck {

    private final HttpUrl url;
    private final boolean hostOfTarget;
    private final String method;
    private final boolean requestBody;
    private final Headers headers;
    private final HttpWants wants;
    private final OkHttpClient client;

    private HttpCheck(RequestForm form, HttpWants wants, OkHttpClient client) {
        this.hostOfTarget = form.hostIsOfTarget();
        this.url = form.url();
        this.method = form.method();
        this.requestBody = form.hasRequestBody();
        this.headers = form.headers();
        this.wants = wants;
        this.client = client;
    }

    /**
     * A check that sends GET.
     *
     * @param path as it is sent: beginning with '/', percent-encoded, with the query if there is one
     * @throws IllegalArgumentException if the path is not of this form
     */
    public static Builder get(String path) {
        return new Builder(new RequestForm("GET", path));
    }

    /** A check that sends HEAD; see {@link #get}. */
    public static Builder head(String path) {
        return new Builder(new RequestForm("HEAD", path));
    }

    /**
     * Sends the request once.
     *
     * @throws IllegalArgumentException if the timeout is zero, negative or longer than a day, or a check without a host
     *     is given a target whose name cannot stand in a URL
     */
    @Override
    public HealthResult check(Target target, Duration timeout) {
        Arguments.timeout(timeout);
        Lookup.Found found = Lookup.addresses(target);
        if (found.addresses().isEmpty()) {
            return found.none();
        }
        List<InetAddress> addresses = found.addresses();
        Request.Builder request = new Request.Builder()
                .url(hostOfTarget ? urlAt(target) : url)
                .method(method, requestBody ? RequestBody.EMPTY : null)
                .headers(headers);
        return new HttpProbe(addresses, new AnswerJudge(wants, wants.body(target)), timeout).run(client, request);
    }

    /** The URL with the target's own name or address. */
    HttpUrl urlAt(Target target) {
        return url.newBuilder().host(ServiceName.of(target)).build();
    }

    /** As in {@code GET https://www.example.com/health wants 2xx}. */
    @Override
    public String toString() {
        String shown = url.newBuilder().query(null).build().toString();
        String place = hostOfTarget ? shown.replace(RequestForm.NO_HOST, "(target)") : shown;
        String query = url.query() == null ? "" : "?...";
        return method + " " + place + query + " wants " + wants;
    }

    /** Settings of an {@link HttpCheck}. Confined to one thread. */
    public static final class Builder {

        private final RequestForm form;
        private final HttpWants wants = new HttpWants();

        /** Null: certificates are verified by the JVM's trust store. */
        private @Nullable Tls tls;

        private Builder(RequestForm form) {
            this.form = form;
        }

        /**
         * Sends another method, with an empty body where the method has one.
         *
         * @throws IllegalArgumentException unless it is 1 to 20 upper case letters; CONNECT and TRACE are not for
         *     checks
         */
        public Builder method(String value) {
            form.method(value);
            return this;
        }

        /**
         * The name of the service, for the Host header, the TLS server name and the certificate.
         *
         * @throws IllegalArgumentException if it is no host name
         */
        public Builder host(String value) {
            form.host(value);
            return this;
        }

        /** Uses TLS; the port is 443 unless said otherwise. */
        public Builder https() {
            form.https();
            return this;
        }

        /**
         * The port; default 80, or 443 for {@link #https}.
         *
         * @throws IllegalArgumentException unless it is 1 to 65535
         */
        public Builder port(int value) {
            form.port(value);
            return this;
        }

        /**
         * Adds a header to the request; its value is shown nowhere.
         *
         * @throws IllegalArgumentException if the name is no token (RFC 9110 section 5.6.2) or one that the check sets
         *     itself, or the value holds anything but printable ASCII and tabs
         */
        public Builder header(String name, String value) {
            form.header(name, value);
            return this;
        }

        /**
         * The User-Agent header; default {@code dnsfailover}.
         *
         * @throws IllegalArgumentException if it is empty or holds anything but printable ASCII
         */
        public Builder userAgent(String value) {
            form.userAgent(value);
            return this;
        }

        /**
         * Speaks HTTP/2 and demands that the server do so too: with {@link #https} it is offered beside HTTP/1.1, and a
         * server that chooses HTTP/1.1 is unhealthy; without TLS the request begins with it. Unless this is said,
         * HTTP/1.1 is spoken.
         */
        public Builder http2() {
            wants.http2();
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
                wants.accept(status, status);
            }
            return this;
        }

        /**
         * Accepts all statuses from the first to the last, both included; see {@link #accept}.
         *
         * @throws IllegalArgumentException if one is not 100 to 599, or they are in the wrong order
         */
        public Builder acceptRange(int first, int last) {
            wants.accept(first, last);
            return this;
        }

        /**
         * Demands that the answer have this header with exactly this value, or several of which one has it; the value
         * is shown nowhere. Further calls demand further headers.
         *
         * @throws IllegalArgumentException if the name is no token (RFC 9110 section 5.6.2), or the value holds
         *     anything but printable ASCII and tabs
         */
        public Builder headerEquals(String name, String value) {
            wants.header(name, value);
            return this;
        }

        /**
         * Demands that the body contain this text, compared byte by byte in UTF-8, within {@link #bodyLimit}.
         *
         * @throws IllegalArgumentException if it is empty
         */
        public Builder bodyContains(String value) {
            wants.bodyContains(value);
            return this;
        }

        /**
         * Demands that the body contain the text that the function gives for the target, as
         * {@link #bodyContains(String)}. So an answer that comes from another place than the one that was asked is
         * seen: a mistyped address, a proxy or a private link that leads to the wrong site. A function that throws, or
         * whose text is empty or longer than {@link #bodyLimit}, lets the probe throw.
         */
        public Builder bodyContains(Function<Target, String> value) {
            wants.bodyContains(value);
            return this;
        }

        /**
         * Demands that the pattern be found in the body, read as UTF-8, within {@link #bodyLimit}; what is read is read
         * to its end before the search begins, so a body without an end needs a limit that it reaches soon. Further
         * calls demand further patterns.
         *
         * <p>A search ends with the probe: a pattern that backtracks without end, as {@code (a+)+b} does, makes the
         * probe unhealthy when the timeout has passed. One that needs more stack than the thread has, as {@code (a|b)*}
         * does over thousands of letters, is inconclusive.
         */
        public Builder bodyMatches(Pattern value) {
            wants.bodyMatches(value);
            return this;
        }

        /**
         * Demands that the body be JSON with this value at this place, within {@link #bodyLimit}; what comes after the
         * place is looked at only if the whole body is within the limit. An object with the same name twice is refused,
         * since each reader takes another one of them. Text is compared as it is, numbers and {@code true}, {@code
         * false} and {@code null} as they stand in the document. Further calls demand further fields. Needs Jackson 2
         * ({@code com.fasterxml.jackson.core:jackson-core}), which is an optional dependency.
         *
         * @param pointer a JSON Pointer (RFC 6901), such as {@code /components/db/status}
         * @throws IllegalArgumentException if the pointer is none
         * @throws IllegalStateException if Jackson is missing
         */
        public Builder jsonEquals(String pointer, String value) {
            Objects.requireNonNull(value, "value");
            try {
                wants.json(JsonWant.of(pointer, value));
            } catch (NoClassDefFoundError e) {
                throw new IllegalStateException(
                        "jsonEquals: Jackson 2 is missing; add com.fasterxml.jackson.core:jackson-core to the "
                                + "application",
                        e);
            }
            return this;
        }

        /**
         * How many bytes of the body are searched at most; default 65,536.
         *
         * @throws IllegalArgumentException unless it is more than zero and at most 16,777,216
         */
        public Builder bodyLimit(int bytes) {
            wants.bodyLimit(bytes);
            return this;
        }

        /**
         * Demands that the whole probe take no longer, from the first packet to the judgement; a slower one has
         * answered and is unhealthy all the same. It counts what happens on this side too: a bound near to the usual
         * time fails at the next pause of the garbage collector. Of use only below the pool's timeout.
         *
         * @throws IllegalArgumentException unless it is more than zero
         */
        public Builder latencyAtMost(Duration value) {
            wants.latency(value);
            return this;
        }

        /**
         * Demands that the server's certificate stay valid for at least this long. Keep it to what makes an endpoint
         * unfit to be moved to, such as a day: a certificate that is renewed late at one place would otherwise move
         * traffic that nothing is wrong with.
         *
         * @throws IllegalArgumentException unless it is more than zero
         */
        public Builder certificateValidFor(Duration value) {
            wants.certificateLife(value);
            return this;
        }

        /** Trusts other authorities than the JVM, or shows a certificate. */
        public Builder tls(Tls value) {
            tls = Objects.requireNonNull(value, "tls");
            return this;
        }

        /**
         * Makes the check.
         *
         * @throws IllegalArgumentException if the settings contradict each other; the message names them
         */
        public HttpCheck build() {
            if (tls != null && !form.isHttps()) {
                throw new IllegalArgumentException("tls: set, but the check does not use TLS; say https() too");
            }
            if (wants.certificateLife().isPresent() && !form.isHttps()) {
                throw new IllegalArgumentException(
                        "certificateValidFor: set, but the check does not use TLS; say https() too");
            }
            if (wants.wantsBody() && form.method().equals("HEAD")) {
                throw new IllegalArgumentException(
                        "bodyContains, bodyMatches, jsonEquals: an answer to HEAD has no body; use get()");
            }
            return new HttpCheck(form, wants.copy(), NeededJar.okHttp(this::client));
        }

        private OkHttpClient client() {
            OkHttpClient ofJvm = form.isHttps() ? ProbeClient.tls() : ProbeClient.plain();
            OkHttpClient client = tls == null ? ofJvm : ProbeClient.tls(tls);
            return wants.isHttp2() ? ProbeClient.speakingHttp2(client) : client;
        }
    }
}
