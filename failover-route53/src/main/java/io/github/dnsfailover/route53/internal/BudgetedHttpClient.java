package io.github.dnsfailover.route53.internal;

import io.github.dnsfailover.internal.net.BudgetedStream;
import io.github.dnsfailover.internal.net.FilteredSocket;
import io.github.dnsfailover.internal.net.HttpAnswers;
import io.github.dnsfailover.internal.net.ReadBudget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * The HTTP below the AWS SDK: whatever answers, an exchange ends in time, at an interrupt, and within its budget of
 * bytes, and the SDK gets whole answers that its parser can stand. The JDK's client, which the SDK has for that, can
 * neither be interrupted nor counts what it reads, follows interim answers without an end, and sends a POST again by
 * itself.
 *
 * <p>Nothing is followed, repeated, decompressed or answered by OkHttp itself. Proxies are those that the SDK would
 * find. Thread-safe.
 */
public final class BudgetedHttpClient implements SdkHttpClient {

    /** What the body of an answer may have. A page of 300 sets with the longest values has 1.3 MB. */
    static final int LARGEST_ANSWER = 4 << 20;

    /**
     * How deep elements may lie in each other; the service's answers have 8 levels. The SDK's parser calls itself for
     * each.
     */
    static final int DEEPEST_ANSWER = 64;

    /**
     * How many elements there may be; a page of 300 sets with 400 values each has 242,000. The SDK's parser makes some
     * hundred bytes of each.
     */
    static final int MOST_ELEMENTS = 250_000;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

    /** More than the 10 s for which the provider waits: only for what the SDK's own limits do not end. */
    private static final Duration LONGEST_EXCHANGE = Duration.ofSeconds(12);

    /** Shorter than the minute and more for which the service keeps a connection, so that it seldom hangs up first. */
    private static final Duration KEEP_CONNECTION = Duration.ofSeconds(30);

    private static final int KEPT_CONNECTIONS = 2;

    /** Methods whose requests have a body, empty or not (OkHttp's rule). */
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    private final OkHttpClient client;

    /** Of the exchange that the thread runs: over HTTP/1.1, OkHttp reads on the caller's thread alone. */
    private static final ThreadLocal<@Nullable ReadBudget> running = new ThreadLocal<>();

    /** What makes one for an SDK client, which then closes it. */
    public static SdkHttpClient.Builder<?> builder() {
        return new Making();
    }

    private static final class Making implements SdkHttpClient.Builder<Making> {

        @Override
        public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
            return new BudgetedHttpClient();
        }
    }

    private BudgetedHttpClient() {
        OkHttpClient plain = new OkHttpClient.Builder()
                .followRedirects(false)
                .followSslRedirects(false)
                .retryOnConnectionFailure(false) // a write may have been taken when its connection breaks
                .authenticator(Authenticator.NONE)
                .proxySelector(new SdkProxies())
                .proxyAuthenticator(SdkProxies::login)
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectTimeout(CONNECT_TIMEOUT)
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .callTimeout(LONGEST_EXCHANGE)
                .connectionPool(new ConnectionPool(KEPT_CONNECTIONS, KEEP_CONNECTION.toSeconds(), TimeUnit.SECONDS))
                .addNetworkInterceptor(chain -> {
                    // OkHttp sends a request again by itself when a 503 says "Retry-After: 0", whatever else it was
                    // told.
                    Response response = chain.proceed(chain.request());
                    return response.newBuilder().removeHeader("Retry-After").build();
                })
                .build();
        // Sockets of a channel: a blocked read of others does not end by an interrupt.
        this.client = HttpAnswers.counting(plain, () -> SocketChannel.open().socket(), socket -> {
            ReadBudget outside = ReadBudget.forTalk(); // such as the farewell of a connection that is dropped
            return new FilteredSocket(socket, in -> counted(in, outside));
        });
    }

    private InputStream counted(InputStream in, ReadBudget outside) {
        return new BudgetedStream(in, () -> {
            ReadBudget budget = running.get();
            return budget == null ? outside : budget;
        });
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        SdkHttpRequest asked = request.httpRequest();
        return new ExecutableHttpRequest() {

            private volatile @Nullable Call call; // null until it runs

            @Override
            public HttpExecuteResponse call() throws IOException {
                Call made = client.newCall(request());
                call = made;
                ReadBudget budget = ReadBudget.forAnswer(LARGEST_ANSWER);
                running.set(budget);
                try (Response response = HttpAnswers.telling(budget, made.execute())) {
                    return whole(response);
                } catch (RuntimeException e) { // OkHttp checks some of what it reads as if it were our argument
                    throw new ProtocolException(
                            "no proper HTTP answer: " + e.getClass().getSimpleName());
                } finally {
                    running.remove();
                }
            }

            /** OkHttp says in its message what it found in a header, which may be a token. */
            private Request request() throws IOException {
                try {
                    return translated(asked, body(request));
                } catch (IllegalArgumentException e) {
                    throw new ProtocolException(
                            "no proper HTTP request: a header or the address has a character that is not allowed");
                }
            }

            @Override
            public void abort() {
                Call made = call;
                if (made != null) {
                    made.cancel();
                }
            }
        };
    }

    private static byte[] body(HttpExecuteRequest request) throws IOException {
        if (request.contentStreamProvider().isEmpty()) {
            return new byte[0];
        }
        try (InputStream in = request.contentStreamProvider().get().newStream()) {
            return in.readAllBytes();
        }
    }

    private static Request translated(SdkHttpRequest asked, byte[] body) {
        Request.Builder request = new Request.Builder().url(asked.getUri().toString());
        for (Map.Entry<String, List<String>> header : asked.headers().entrySet()) {
            header.getValue().forEach(value -> request.addHeader(header.getKey(), value));
        }
        // Compressed, a small answer may become any size.
        request.header("Accept-Encoding", "identity");
        MediaType type =
                asked.firstMatchingHeader("Content-Type").map(MediaType::parse).orElse(null);
        String method = asked.method().name();
        return request.method(method, WITH_BODY.contains(method) ? RequestBody.create(body, type) : null)
                .build();
    }

    private static HttpExecuteResponse whole(Response response) throws IOException {
        if (response.header("Content-Encoding", "identity").equalsIgnoreCase("identity")) {
            BufferedSource source = response.body().source();
            if (source.request(LARGEST_ANSWER + 1L)) {
                throw new ProtocolException("an answer of more than " + LARGEST_ANSWER + " bytes");
            }
            byte[] body = source.readByteArray();
            XmlDepth.require(body, DEEPEST_ANSWER, MOST_ELEMENTS);
            return HttpExecuteResponse.builder()
                    .response(SdkHttpFullResponse.builder()
                            .statusCode(response.code())
                            .statusText(response.message())
                            .headers(response.headers().toMultimap())
                            .build())
                    .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                    .build();
        }
        throw new ProtocolException("an answer in an encoding that nobody asked for");
    }

    /** Drops the connections that it keeps. */
    @Override
    public void close() {
        client.connectionPool().evictAll();
    }

    @Override
    public String clientName() {
        return "OkHttp";
    }
}
