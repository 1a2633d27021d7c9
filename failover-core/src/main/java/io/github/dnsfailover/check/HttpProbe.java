package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthResult;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Proxy;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request to one target: holds the addresses to connect to, follows how far the call came, and turns its end
 * into a result. Confined to the thread that runs it, and used once.
 */
final class HttpProbe extends EventListener {

    private static final long READ_STEP = 8_192; // how much of a body is looked at before the next read

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

    private final List<InetAddress> addresses;
    private final HttpCheck.Wanted wanted;
    private final Duration timeout;

    private Phase phase = Phase.CONNECT;

    /** What the failed connections said; null while none has failed. */
    private @Nullable HealthResult notConnected;

    HttpProbe(List<InetAddress> addresses, HttpCheck.Wanted wanted, Duration timeout) {
        this.addresses = addresses;
        this.wanted = wanted;
        this.timeout = timeout;
    }

    /** The probe that a request belongs to. */
    static HttpProbe of(Request request) {
        return Objects.requireNonNull(request.tag(HttpProbe.class), "probe");
    }

    /** Sends the request and judges the answer; blocks for at most the timeout. */
    HealthResult run(OkHttpClient client, Request.Builder request) {
        Call call = client.newCall(request.tag(HttpProbe.class, this).build());
        call.timeout().timeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
        try (Response response = call.execute()) {
            try {
                return judge(response);
            } finally {
                call.cancel(); // or close() would go on reading for a while to save a connection that nobody wants
            }
        } catch (IOException e) {
            return Thread.currentThread().isInterrupted()
                    ? HealthResult.inconclusive("interrupted")
                    : failed(e, call.request().url().host());
        }
    }

    private HealthResult judge(Response response) throws IOException {
        if (!wanted.statuses().contains(response.code())) {
            return HealthResult.unhealthy(unwanted(response));
        }
        if (wanted.text().isEmpty()) {
            return HealthResult.healthy();
        }
        phase = Phase.BODY;
        return search(response);
    }

    private String unwanted(Response response) {
        String detail = "status " + response.code() + ", wanted " + wanted.statuses();
        String location = response.header("Location");
        if (response.code() / 100 != 3 || location == null) {
            return detail;
        }
        String where = location.split("[?#]", 2)[0]; // what follows may be a token
        return "status " + response.code() + " to " + DetailText.foreign(where) + ", wanted " + wanted.statuses()
                + ": accept(" + response.code() + "), or check that address and path";
    }

    /** Reads only as far as it must: until the text is found, the body ends or the limit is reached. */
    private HealthResult search(Response response) throws IOException {
        ByteString text = ByteString.encodeUtf8(wanted.text());
        BufferedSource body = response.body().source();
        Buffer window = new Buffer();
        long total = 0;
        while (total < wanted.bodyLimit()) {
            long read = body.read(window, Math.min(READ_STEP, wanted.bodyLimit() - total));
            if (read < 0) {
                return HealthResult.unhealthy(lacking("in all of its " + total + " bytes", response));
            }
            total += read;
            if (window.indexOf(text) >= 0) {
                return HealthResult.healthy();
            }
            window.skip(Math.max(0, window.size() - (text.size() - 1))); // the text may straddle two reads
        }
        return HealthResult.unhealthy(lacking("in the first " + total + " bytes", response));
    }

    private String lacking(String where, Response response) {
        String encoding = response.header("Content-Encoding");
        String hint =
                encoding == null ? "" : "; it is encoded as " + DetailText.foreign(encoding) + " although nobody asked";
        return "body lacks \"" + wanted.text() + "\" " + where + hint;
    }

    private HealthResult failed(IOException failure, String host) {
        if (failure instanceof InterruptedIOException) {
            return HealthResult.unhealthy(phase.missing + " within " + DetailText.of(timeout));
        }
        if (failure instanceof SSLException) {
            return HealthResult.unhealthy(tlsFailed(failure, host));
        }
        if (phase == Phase.CONNECT && notConnected != null) {
            return notConnected;
        }
        if (hasCause(failure, EOFException.class)) {
            return HealthResult.unhealthy("connection closed, " + phase.missing);
        }
        String said = DetailText.said(failure);
        if (failure instanceof ProtocolException) {
            return HealthResult.unhealthy((phase == Phase.BODY ? "broken body: " : "no proper HTTP answer: ") + said);
        }
        return HealthResult.unhealthy(said);
    }

    private static String tlsFailed(IOException failure, String host) {
        if (failure instanceof SSLPeerUnverifiedException) {
            return "certificate not valid for " + host;
        }
        if (hasCause(failure, CertificateExpiredException.class)) {
            return "certificate expired";
        }
        if (hasCause(failure, CertificateNotYetValidException.class)) {
            return "certificate not valid yet";
        }
        boolean untrusted =
                hasCause(failure, CertificateException.class) || hasCause(failure, CertPathValidatorException.class);
        return (untrusted ? "certificate not trusted: " : "TLS failed: ") + DetailText.said(failure);
    }

    private static boolean hasCause(Throwable failure, Class<? extends Throwable> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (type.isInstance(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    /** The addresses to connect to, whatever the name in the URL. */
    List<InetAddress> addresses() {
        return addresses;
    }

    /** One address may take all the time there is (0: no other limit); several share it, so that the last is tried too. */
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
        }
    }

    @Override
    public void connectionAcquired(Call call, okhttp3.Connection connection) {
        phase = Phase.ANSWER;
    }
}
