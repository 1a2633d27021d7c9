package io.github.dnsfailover.leader;

import io.github.dnsfailover.internal.net.FilteredSocket;
import io.github.dnsfailover.internal.net.HttpAnswers;
import io.github.dnsfailover.internal.net.Loopback;
import io.github.dnsfailover.internal.net.ReadBudget;
import io.github.dnsfailover.internal.text.ForeignText;
import io.github.dnsfailover.internal.wire.Deadline;
import java.io.IOException;
import java.net.Proxy;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP exchange in JSON, as it stands: nothing is followed, repeated, cached or sent through a proxy. It ends in
 * time, within its budget of bytes, and at an interrupt, whatever the other side does; only the look-up of a name is
 * the JVM's. Thread-safe; it starts no thread but those of OkHttp that watch time and idle connections.
 */
final class JsonCalls {

    /** A call of the engine or the lease is given up after three to five seconds. */
    static final Duration LIMIT = Duration.ofSeconds(3);

    /** A ConfigMap is 1 MiB at most, and a hundred entries of etcd are some 50 KiB. */
    static final int LARGEST_ANSWER = 4 << 20;

    /** A name may have several addresses, and the first may be dead. */
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(1);

    private static final int IDLE_CONNECTIONS = 3;
    private static final int LONGEST_AUTHORIZATION = 16 * 1024;
    private static final MediaType JSON = MediaType.get("application/json");

    private final OkHttpClient client;

    /** Of all exchanges, and renewed by each: so what is read is bounded by their number. */
    private final ReadBudget budget = ReadBudget.forAnswer(LARGEST_ANSWER);

    /** Whom to trust in place of the JVM's trust store. */
    record Trust(SSLSocketFactory sockets, X509TrustManager authorities) {}

    /**
     * A request.
     *
     * @param body null: none is sent
     * @param authorization the value of the header; empty if none is sent
     */
    record Ask(String method, String url, @Nullable JsonObject body, String authorization) {}

    /** What came back. */
    record Answer(int code, JsonObject body) {}

    /** Nothing was sent, so nothing can have been done. */
    static final class NotSentException extends IOException {

        private static final long serialVersionUID = 1L;

        NotSentException(IOException cause) {
            super(said(cause), cause);
        }
    }

    /**
     * Calls with a client of its own.
     *
     * @param trust null: the JVM's trust store
     */
    JsonCalls(@Nullable Trust trust) {
        OkHttpClient.Builder http = new OkHttpClient.Builder()
                .proxy(Proxy.NO_PROXY)
                // What was meant for one place is not for another, and a save may have been done when it breaks.
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false)
                .authenticator(Authenticator.NONE)
                // Connections are made on the caller's thread, so that an interrupt reaches them.
                .fastFallback(false)
                .protocols(List.of(Protocol.HTTP_1_1))
                // One limit for the whole exchange, set on each call.
                .connectTimeout(CONNECT_LIMIT)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, 30, TimeUnit.SECONDS))
                .addNetworkInterceptor(JsonCalls::watched);
        if (trust != null) {
            http.sslSocketFactory(trust.sockets(), trust.authorities());
        }
        this.client = HttpAnswers.counting(http.build(), JsonCalls::open, socket -> new FilteredSocket(socket, budget));
    }

    /** An interrupt closes a channel and what blocks on it, and channels know nothing of a JVM-wide SOCKS proxy. */
    private static Socket open() throws IOException {
        Socket socket = SocketChannel.open().socket();
        socket.setTcpNoDelay(true); // or the end of a longer request waits 40 ms for the word that its beginning came
        return socket;
    }

    /** Notes that the request goes out, and hides what makes OkHttp send a 503 again by itself, "Retry-After: 0". */
    private static Response watched(Interceptor.Chain chain) throws IOException {
        AtomicBoolean sent = chain.request().tag(AtomicBoolean.class);
        if (sent != null) {
            sent.set(true);
        }
        return chain.proceed(chain.request())
                .newBuilder()
                .removeHeader("Retry-After")
                .build();
    }

    /**
     * Asks, and waits for the whole answer, which is a JSON object.
     *
     * @throws NotSentException if there was no connection
     * @throws IOException if it is not known what became of it
     */
    Answer ask(Ask ask, Deadline deadline) throws IOException {
        AtomicBoolean sent = new AtomicBoolean();
        Call call = client.newCall(request(ask, sent));
        call.timeout().timeout(Math.max(1, deadline.left().toNanos()), TimeUnit.NANOSECONDS);
        budget.renew();
        try (Response response = call.execute()) {
            try {
                return new Answer(response.code(), body(response));
            } catch (IOException | RuntimeException e) {
                call.cancel(); // or close() would go on reading for a while to save the connection
                throw e;
            }
        } catch (IOException e) {
            throw sent.get() ? new IOException(said(e), e) : new NotSentException(e);
        } catch (RuntimeException e) { // OkHttp checks some of what it reads as if it were our argument
            throw new IOException("no proper HTTP answer: " + ForeignText.of(e), e);
        }
    }

    private static Request request(Ask ask, AtomicBoolean sent) {
        JsonObject body = ask.body();
        Request.Builder request = new Request.Builder()
                .url(ask.url())
                .tag(AtomicBoolean.class, sent)
                .header("Accept", "application/json")
                .header("Accept-Encoding", "identity")
                .header("User-Agent", "dnsfailover")
                .method(ask.method(), body == null ? null : RequestBody.create(JsonText.octets(body.fields()), JSON));
        if (!ask.authorization().isEmpty()) {
            request.header("Authorization", ask.authorization());
        }
        return request.build();
    }

    private JsonObject body(Response response) throws IOException {
        BufferedSource source = HttpAnswers.telling(budget, response).body().source();
        if (source.request(LARGEST_ANSWER + 1L)) {
            throw new IOException("an answer of more than " + LARGEST_ANSWER + " bytes");
        }
        byte[] octets = source.readByteArray();
        try {
            return JsonText.object(octets);
        } catch (IOException | RuntimeException e) {
            // Without Jackson's message, which quotes the answer.
            throw new IOException("answered " + response.code() + " with something that is no JSON object");
        }
    }

    static String said(IOException e) {
        String text = e.getMessage();
        return ForeignText.line(text == null ? e.getClass().getSimpleName() : text);
    }

    /** Whether this may stand in the header of a request: printable ASCII, and not without an end. */
    static boolean isAuthorization(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_AUTHORIZATION
                && text.chars().allMatch(c -> c >= ' ' && c <= '~');
    }

    /**
     * The beginning of all URLs of a server, without a slash at its end.
     *
     * @throws IllegalArgumentException if it is none; the message does not show what may be a password
     */
    static String server(String text) {
        HttpUrl url = HttpUrl.parse(text);
        boolean bare = url != null
                && url.encodedPath().equals("/")
                && url.query() == null
                && url.fragment() == null
                && text.indexOf('@') < 0;
        if (!bare) {
            String shown =
                    text.indexOf('@') < 0 ? "\"" + ForeignText.line(text) + "\"" : "one with '@', not shown here";
            throw new IllegalArgumentException("url: " + shown
                    + "; http or https, a host and perhaps a port are allowed, as in https://e1.example.com:2379");
        }
        String whole = url.toString();
        return whole.substring(0, whole.length() - 1);
    }

    /** Whether what is sent there can be read by others on the way. */
    static boolean isInTheClear(String server) {
        HttpUrl url = HttpUrl.get(server);
        return !url.isHttps() && !Loopback.isLoopback(url.host());
    }
}
