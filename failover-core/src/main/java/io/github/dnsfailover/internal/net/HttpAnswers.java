package io.github.dnsfailover.internal.net;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.Socket;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.X509TrustManager;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/** What OkHttp lets pass in answers and must not. */
public final class HttpAnswers {

    private HttpAnswers() {}

    /**
     * The same client, with all that it reads from sockets charged to budgets, and {@link #framed} for each answer.
     *
     * @param budgets gives the budget of each socket: a new one, or one for all
     */
    public static OkHttpClient within(OkHttpClient client, Supplier<ReadBudget> budgets) {
        return counting(
                client, client.socketFactory()::createSocket, socket -> new FilteredSocket(socket, budgets.get()));
    }

    /**
     * The same client with sockets that are opened in this way, all of them counting, and {@link #framed} for each
     * answer.
     *
     * @param counting gives a {@link FilteredSocket} around a socket that charges a budget
     */
    public static OkHttpClient counting(
            OkHttpClient client, BudgetedSockets.Opening opening, UnaryOperator<Socket> counting) {
        OkHttpClient.Builder counted = client.newBuilder()
                .socketFactory(new BudgetedSockets(opening, counting))
                .addNetworkInterceptor(HttpAnswers::framed);
        X509TrustManager trust = client.x509TrustManager();
        if (trust != null) {
            // Not around one that counts already: OkHttp opens the socket to a SOCKS proxy by itself.
            BudgetedTls tls = new BudgetedTls(
                    client.sslSocketFactory(),
                    socket -> socket instanceof FilteredSocket ? socket : counting.apply(socket));
            counted.sslSocketFactory(tls, trust);
        }
        return counted.build();
    }

    /**
     * An interceptor that refuses a length that is none, or two that differ (RFC 9112 section 6.3 rule 5). OkHttp
     * takes the last one for the length, and a negative one ends in an exception that nobody expects.
     */
    public static Response framed(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        requireOneLength(response.headers("Content-Length"));
        return response;
    }

    private static void requireOneLength(List<String> lengths) throws ProtocolException {
        boolean proper = lengths.stream().allMatch(length -> length.matches("[0-9]{1,18}"));
        if (!proper || lengths.stream().distinct().count() > 1) {
            throw new ProtocolException("Content-Length is no length, or there are several");
        }
    }

    /** The same answer, with {@link ReadBudget#progress} whenever something of its body is read. */
    public static Response telling(ReadBudget budget, Response response) {
        ResponseBody body = response.body();
        BufferedSource counted = Okio.buffer(new ForwardingSource(body.source()) {
            @Override
            public long read(Buffer sink, long byteCount) throws IOException {
                long read = super.read(sink, byteCount);
                budget.progress();
                return read;
            }
        });
        return response.newBuilder()
                .body(new Told(body.contentType(), body.contentLength(), counted))
                .build();
    }

    private static final class Told extends ResponseBody {

        private final @Nullable MediaType type; // null: none was said
        private final long length;
        private final BufferedSource source;

        Told(@Nullable MediaType type, long length, BufferedSource source) {
            this.type = type;
            this.length = length;
            this.source = source;
        }

        @Override
        public @Nullable MediaType contentType() {
            return type;
        }

        @Override
        public long contentLength() {
            return length;
        }

        @Override
        public BufferedSource source() {
            return source;
        }
    }
}
