package io.github.dnsfailover.dyn.internal;

import io.github.dnsfailover.internal.net.HttpAnswers;
import io.github.dnsfailover.internal.net.ReadBudget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Dispatcher;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP exchange at a time, as it stands: nothing is followed, repeated, cached or answered by OkHttp itself. An
 * interrupt ends an exchange at once, and whatever the other side does, it ends in time and within its budget of bytes.
 * Thread-safe.
 */
public final class Wire implements AutoCloseable {

    /** Shorter than the 65 s and more for which servers keep a connection, so that they seldom hang up first. */
    private static final Duration KEEP_CONNECTION = Duration.ofSeconds(30);

    private static final String RETRY_AFTER = "Retry-After";
    private static final String HIDDEN = "X-Asked-" + RETRY_AFTER;

    private static final Duration KEEP_THREAD = Duration.ofSeconds(60);
    private static final int THREADS = 2; // exchanges follow one another; the second is for one that is being given up
    /** How much later than it should an exchange may end: OkHttp's own limit does not count the wait for a thread. */
    private static final Duration LATENESS = Duration.ofSeconds(1);

    /** What came back. */
    record Reply(int code, String location, Optional<Duration> retryAfter, String body) {}

    /** How an exchange fails: whether anything had been sent. */
    static final class Broken extends Exception {

        private static final long serialVersionUID = 1L;

        private final boolean sent;

        Broken(boolean sent, IOException cause) {
            super(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), cause);
            this.sent = sent;
        }

        /** Whether the other side may have got it. */
        boolean sent() {
            return sent;
        }
    }

    private final OkHttpClient client;
    private final boolean ours;

    private final long largestAnswer;

    /** Of the exchange that runs, whichever socket it uses. */
    private final ReadBudget budget;

    private Wire(OkHttpClient client, boolean ours, long largestAnswer) {
        this.budget = ReadBudget.forAnswer(largestAnswer);
        this.client = HttpAnswers.within(plain(client), () -> budget);
        this.ours = ours;
        this.largestAnswer = largestAnswer;
    }

    /**
     * With a client of our own, or with settings and threads of the one handed in, which is then never closed.
     *
     * @param largestAnswer how many bytes the body of an answer may have
     */
    public static Wire of(Optional<OkHttpClient> handedIn, long largestAnswer) {
        return handedIn.map(client -> new Wire(client, false, largestAnswer))
                .orElseGet(() -> new Wire(ownClient(), true, largestAnswer));
    }

    private static OkHttpClient ownClient() {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS, THREADS, KEEP_THREAD.toSeconds(), TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "failover-dyn");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return new OkHttpClient.Builder()
                .dispatcher(new Dispatcher(threads))
                .connectionPool(new ConnectionPool(1, KEEP_CONNECTION.toSeconds(), TimeUnit.SECONDS))
                .build();
    }

    private static OkHttpClient plain(OkHttpClient client) {
        return client.newBuilder()
                // A 307 of a job would be followed with the same method, and a redirect elsewhere with the token.
                .followRedirects(false)
                .followSslRedirects(false)
                // A write may have been taken when its connection breaks.
                .retryOnConnectionFailure(false)
                // An answer of 401 or from a cache must be seen as it is.
                .authenticator(Authenticator.NONE)
                .cache(null)
                .protocols(List.of(Protocol.HTTP_1_1))
                // One limit for the whole exchange, set on each call; these would cut it short.
                .readTimeout(Duration.ZERO)
                .writeTimeout(Duration.ZERO)
                .addNetworkInterceptor(Wire::watched)
                .build();
    }

    /**
     * Notes that the request goes out, and hides from OkHttp what makes it send a 503 again, "Retry-After: 0", or
     * throw, a number beyond 32 bits.
     */
    private static Response watched(Interceptor.Chain chain) throws IOException {
        Exchange exchange = chain.request().tag(Exchange.class);
        if (exchange != null) {
            exchange.sent.set(true);
        }
        Response response = chain.proceed(chain.request());
        String asked = response.header(RETRY_AFTER);
        return response.code() == 503 && asked != null
                ? response.newBuilder()
                        .removeHeader(RETRY_AFTER)
                        .header(HIDDEN, asked)
                        .build()
                : response;
    }

    /**
     * Sends a request and waits for the whole answer.
     *
     * @param timeout after which, and a second, it has ended
     * @throws InterruptedException if the thread is interrupted; the connection is then closed
     */
    Reply send(Request.Builder request, Duration timeout) throws Broken, InterruptedException {
        budget.renew();
        Exchange exchange = new Exchange();
        Call call = client.newCall(request.tag(Exchange.class, exchange).build());
        call.timeout().timeout(Math.max(1, timeout.toNanos()), TimeUnit.NANOSECONDS);
        call.enqueue(exchange);
        try {
            return exchange.reply.get(timeout.plus(LATENESS).toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            call.cancel();
            throw e;
        } catch (TimeoutException e) {
            call.cancel();
            throw new Broken(exchange.sent.get(), new IOException("no end in time, nor of the attempt to end it", e));
        } catch (ExecutionException e) {
            IOException cause = e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
            throw new Broken(exchange.sent.get(), cause);
        }
    }

    /** Ends what runs, if the client is ours. */
    @Override
    public void close() {
        if (ours) {
            client.dispatcher().cancelAll();
            client.dispatcher().executorService().shutdown();
            client.connectionPool().evictAll();
        }
    }

    /** Takes the answer, on a thread of OkHttp. */
    private final class Exchange implements Callback {

        private final AtomicBoolean sent = new AtomicBoolean();
        private final CompletableFuture<Reply> reply = new CompletableFuture<>();

        @Override
        public void onFailure(Call call, IOException failure) {
            reply.completeExceptionally(failure);
        }

        @Override
        public void onResponse(Call call, Response response) {
            try (response) {
                reply.complete(new Reply(
                        response.code(),
                        response.header("Location", ""),
                        seconds(response.header(response.code() == 503 ? HIDDEN : RETRY_AFTER)),
                        body(response)));
            } catch (IOException | RuntimeException e) {
                reply.completeExceptionally(e);
            } finally {
                // An Error goes on to the thread; whoever waits has the answer by now, or must wait no longer.
                reply.completeExceptionally(new IOException("the answer could not be read"));
            }
        }

        private String body(Response response) throws IOException {
            BufferedSource source = HttpAnswers.telling(budget, response).body().source();
            if (source.request(largestAnswer + 1)) {
                throw new IOException("an answer of more than " + largestAnswer + " bytes");
            }
            return source.readString(StandardCharsets.UTF_8);
        }

        private static Optional<Duration> seconds(@Nullable String header) {
            return header != null && header.matches("[0-9]{1,6}")
                    ? Optional.of(Duration.ofSeconds(Long.parseLong(header)))
                    : Optional.empty();
        }
    }
}
