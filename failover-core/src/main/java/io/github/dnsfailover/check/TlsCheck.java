package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a TCP port and makes a TLS handshake, in which the server must show a certificate for the service's name.
 *
 * <pre>{@code
 * TlsCheck.port(993).host("imap.example.com").certificateValidFor(Duration.ofDays(1)).build()
 * }</pre>
 *
 * <p>It proves that the process behind the port is alive enough to sign, and that clients will accept its certificate:
 * trusted, for this name, and valid now. It says nothing of the service behind TLS. With TLS 1.3 a server that refuses
 * the client's certificate, or misses one, says so only after the handshake; this check does not see it,
 * {@link HttpCheck} does.
 *
 * <p>Addresses, look-ups, threads, interrupts and what is inconclusive are as in {@link TcpCheck}; a wrong certificate
 * or a failed handshake is unhealthy. If this host's wall clock is wrong, good certificates look bad.
 *
 * <p>Immutable and thread-safe.
 */
public final class TlsCheck implements HealthCheck {

    private final int port;
    private final String host;
    private final Tls tls;

    /** Null: any certificate that is valid now. */
    private final @Nullable Duration certificateLife;

    private TlsCheck(Builder builder) {
        this.port = builder.port;
        this.host = builder.host;
        this.tls = builder.tls == null ? Tls.trustingJvm() : builder.tls;
        this.certificateLife = builder.certificateLife;
    }

    /**
     * A check of this port.
     *
     * @throws IllegalArgumentException unless the port is 1 to 65535
     */
    public static Builder port(int port) {
        return new Builder(Arguments.port(port));
    }

    /**
     * Makes one handshake.
     *
     * @throws IllegalArgumentException if the timeout is zero, negative or longer than a day
     */
    @Override
    public HealthResult check(Target target, Duration timeout) {
        String name = host.isEmpty() ? ServiceName.of(target) : host;
        return SocketProbe.run(target, port, name, timeout, connection -> judge(connection, name));
    }

    private HealthResult judge(ProbeConnection connection, String name) throws IOException {
        SSLSession session = connection.startTls(tls, name);
        return certificateLife == null
                ? HealthResult.healthy()
                : TlsFailure.expiry(session, certificateLife)
                        .map(HealthResult::unhealthy)
                        .orElseGet(HealthResult::healthy);
    }

    /** As in {@code TLS port 993 as imap.example.com}. */
    @Override
    public String toString() {
        String life =
                certificateLife == null ? "" : " wants a certificate valid for " + DetailText.days(certificateLife);
        return "TLS port " + port + " as " + (host.isEmpty() ? "(target)" : host) + life;
    }

    /** Settings of a {@link TlsCheck}. Confined to one thread. */
    public static final class Builder {

        private final int port;
        private String host = "";

        /** Null: certificates are verified by the JVM's trust store. */
        private @Nullable Tls tls;

        /** Null: any certificate that is valid now. */
        private @Nullable Duration certificateLife;

        private Builder(int port) {
            this.port = port;
        }

        /**
         * The name of the service, for the TLS server name and the certificate; the target's own name or address unless
         * said.
         *
         * @throws IllegalArgumentException if it is no host name
         */
        public Builder host(String value) {
            host = ServiceName.checked("host", value);
            return this;
        }

        /** Trusts other authorities than the JVM, or shows a certificate. */
        public Builder tls(Tls value) {
            tls = Objects.requireNonNull(value, "tls");
            return this;
        }

        /**
         * Demands that the server's certificate stay valid for at least this long; see
         * {@link HttpCheck.Builder#certificateValidFor} for why it should be short.
         *
         * @throws IllegalArgumentException unless it is more than zero
         */
        public Builder certificateValidFor(Duration value) {
            certificateLife = Arguments.span("certificateValidFor", value);
            return this;
        }

        /** Makes the check. */
        public TlsCheck build() {
            return new TlsCheck(this);
        }
    }
}
