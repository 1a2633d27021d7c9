package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.internal.net.ReadBudget;
import io.github.dnsfailover.internal.wire.Deadline;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request to one target: holds the addresses to connect to, follows how far the call came, and turns its end
 * into a result. Confined to the thread that runs it, and used once.
 */
final class HttpProbe extends EventListener {

    /** How far the call has come; each names what is missing when time runs out. */
    private enum Phase {
        CONNECT("no connection"),
        TLS("no end of the TLS handshake"),
        ANSWER("no answer"),
        BODY("no end of the body");

        private final String missing;

        Phase(String missing) {
            this.missing = missing;
        }
    }

    private static final Set<Integer> BODILESS = Set.of(204, 205);

    private final List<InetAddress> addresses;
    private final AnswerJudge judge;
    private final Duration timeout;
    private final ReadBudget budget;

    private Phase phase = Phase.CONNECT;

    /** What the failed connections said; null while none has failed. */
    private @Nullable HealthResult notConnected;

    /** Why the TLS handshake failed; null while none has. */
    private @Nullable IOException handshakeFailure;

    /** The head of the answer as it came; null while there is none. */
    private @Nullable Response head;

    /** Null while no TLS handshake has ended. */
    private @Nullable SSLSession session;

    HttpProbe(List<InetAddress> addresses, AnswerJudge judge, Duration timeout) {
        this.addresses = addresses;
        this.judge = judge;
        this.timeout = timeout;
        this.budget = budget(judge);
    }

    private static ReadBudget budget(AnswerJudge judge) {
        if (judge.wants().isHttp2()) {
            return ReadBudget.forMultiplexed(judge.wants().bodyLimit());
        }
        return judge.body().isEmpty()
                ? ReadBudget.forTalk()
                : ReadBudget.forAnswer(judge.wants().bodyLimit());
    }

    /** The probe that a request belongs to. */
    static HttpProbe of(Request request) {
        return Objects.requireNonNull(request.tag(HttpProbe.class), "probe");
    }

    /** Sends the request and judges the answer; blocks for at most the timeout. */
    HealthResult run(OkHttpClient client, Request.Builder request) {
        Call call = ProbeClient.leadingTo(client, addresses)
                .newCall(request.tag(HttpProbe.class, this).build());
        call.timeout().timeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
        Deadline deadline = Deadline.in(timeout);
        try (Response response = answer(call)) {
            try {
                return withinLatency(judge(response, deadline), timeout.minus(deadline.left()));
            } finally {
                call.cancel(); // or close() would go on reading for a while to save a connection that nobody wants
            }
        } catch (IOException e) {
            return Thread.currentThread().isInterrupted()
                    ? HealthResult.inconclusive("interrupted")
                    : failed(handshakeFailure(e), call.request().url().host());
        } catch (GuardedText.OutOfTimeException e) {
            return Thread.currentThread().isInterrupted()
                    ? HealthResult.inconclusive("interrupted")
                    : HealthResult.unhealthy("no end of the search in the body within " + DetailText.of(timeout));
        } catch (RuntimeException e) {
            // OkHttp checks some of what it reads as if it were its caller's argument.
            return HealthResult.unhealthy("no proper HTTP answer: " + DetailText.said(e));
        }
    }

    /** OkHttp breaks off a 204 with a Content-Length, where clients know that no body comes (RFC 9112 section 6.3). */
    private Response answer(Call call) throws IOException {
        try {
            return call.execute();
        } catch (ProtocolException e) {
            if (head != null && BODILESS.contains(head.code())) {
                return head.newBuilder().body(ResponseBody.EMPTY).build();
            }
            throw e;
        }
    }

    /** The head is judged as it came, and not as OkHttp was told that it is; see {@link ProbeClient}. */
    private HealthResult judge(Response answer, Deadline deadline) throws IOException {
        Response came = Objects.requireNonNull(head, "head");
        HealthResult result = judge.head(came, session);
        if (result.verdict() != HealthResult.Verdict.HEALTHY || judge.body().isEmpty()) {
            return result;
        }
        phase = Phase.BODY;
        return judge.body(answer, deadline);
    }

    private HealthResult withinLatency(HealthResult result, Duration took) {
        Duration most = judge.wants().latency().orElse(took);
        boolean slow = result.verdict() == HealthResult.Verdict.HEALTHY && took.compareTo(most) > 0;
        return slow
                ? HealthResult.unhealthy("it took " + DetailText.of(took) + ", wanted within " + DetailText.of(most))
                : result;
    }

    /** What OkHttp throws after the call was cancelled for it says nothing; that time was up is true all the same. */
    private IOException handshakeFailure(IOException thrown) {
        return handshakeFailure == null || thrown instanceof InterruptedIOException ? thrown : handshakeFailure;
    }

    private HealthResult failed(IOException failure, String host) {
        if (failure instanceof InterruptedIOException) {
            return HealthResult.unhealthy(phase.missing + " within " + DetailText.of(timeout));
        }
        if (failure instanceof SSLException) {
            return HealthResult.unhealthy(TlsFailure.words(failure, host));
        }
        if (phase == Phase.CONNECT && notConnected != null) {
            return notConnected;
        }
        if (TlsFailure.hasCause(failure, EOFException.class)) {
            return HealthResult.unhealthy("connection closed, " + phase.missing);
        }
        String said = DetailText.said(failure);
        if (failure instanceof ProtocolException) {
            return HealthResult.unhealthy((phase == Phase.BODY ? "broken body: " : "no proper HTTP answer: ") + said);
        }
        return HealthResult.unhealthy(said);
    }

    boolean speaksHttp2() {
        return judge.wants().isHttp2();
    }

    /** What may be read. */
    ReadBudget budget() {
        return budget;
    }

    /**
     * One address may take all the time there is (0: no other limit); several share it, so that the last is tried too.
     */
    int connectMillis() {
        long share = timeout.toMillis() / addresses.size();
        return addresses.size() == 1 ? 0 : (int) Math.max(1, Math.min(share, Integer.MAX_VALUE));
    }

    @Override
    public void connectStart(Call call, InetSocketAddress to, Proxy proxy) {
        phase = Phase.CONNECT;
    }

    @Override
    public void secureConnectStart(Call call) {
        phase = Phase.TLS;
    }

    @Override
    public void connectFailed(
            Call call, InetSocketAddress to, Proxy proxy, @Nullable Protocol protocol, IOException e) {
        if (phase == Phase.CONNECT) {
            HealthResult now = ConnectFailure.judge(to, e);
            notConnected = notConnected == null ? now : ConnectFailure.worse(notConnected, now);
        } else if (phase == Phase.TLS) {
            // An address that took the connection is the one that is asked, as by clients; OkHttp would try the next.
            handshakeFailure = e;
            call.cancel();
        }
    }

    @Override
    public void responseHeadersEnd(Call call, Response response) {
        head = response;
    }

    @Override
    public void connectionAcquired(Call call, okhttp3.Connection connection) {
        phase = Phase.ANSWER;
        if (connection.socket() instanceof SSLSocket socket) {
            session = socket.getSession();
        }
    }
}
