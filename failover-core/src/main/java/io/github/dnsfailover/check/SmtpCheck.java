package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import java.io.EOFException;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to a mail server: waits for its banner, says EHLO, may go on under TLS, and says QUIT. No mail is sent and no
 * address is tried.
 *
 * <pre>{@code
 * SmtpCheck.port(25).bannerContains("mx.example.com").build()
 * SmtpCheck.port(587).host("mail.example.com").startTls().build()
 * }</pre>
 *
 * <p>It proves that the server greets with 220, answers EHLO with 250 and, if asked to, offers STARTTLS and shows a
 * certificate that clients accept for {@link Builder#host}. It does not prove that mail is taken for anybody, or
 * delivered.
 *
 * <p><b>Traps.</b> Some servers make strangers wait before the banner (Postfix's postscreen 6 s) and count clients that
 * only say EHLO and QUIT as suspicious: put the prober's address on their lists, or the timeout beyond that delay. Many
 * networks block port 25 outwards; what a firewall drops looks like a dead server. Nothing is sent before the whole
 * banner has come: servers take a client that does so for a spammer.
 *
 * <p>Addresses, look-ups, threads, interrupts and what is inconclusive are as in {@link TcpCheck}; every reply that
 * is not the one above is unhealthy. Only QUIT may be answered by just closing the connection; a reset is unhealthy
 * there, too.
 *
 * <p>Immutable and thread-safe.
 */
public final class SmtpCheck implements HealthCheck {

    private final int port;
    private final String banner;
    private final String ehlo;
    private final String host;

    /** Null: all stays in the clear. */
    private final @Nullable Tls tls;

    private SmtpCheck(Builder builder) {
        this.port = builder.port;
        this.banner = builder.banner;
        this.ehlo = builder.ehlo;
        this.host = builder.host;
        this.tls = builder.tls;
    }

    /**
     * A check of this port: 25 for mail exchangers, 587 for submission.
     *
     * @throws IllegalArgumentException unless the port is 1 to 65535
     */
    public static Builder port(int port) {
        return new Builder(Arguments.port(port));
    }

    /**
     * Talks once.
     *
     * @throws IllegalArgumentException if the timeout is zero, negative or longer than a day
     */
    @Override
    public HealthResult check(Target target, Duration timeout) {
        String name = host.isEmpty() ? ServiceName.of(target) : host;
        return SocketProbe.run(target, port, name, timeout, connection -> talk(connection, name));
    }

    private HealthResult talk(ProbeConnection connection, String name) throws IOException {
        connection.awaiting("no banner");
        SmtpReply greeting = SmtpReply.read(connection);
        if (greeting.code() != 220) {
            return HealthResult.unhealthy("banner " + greeting + ", wanted 220");
        }
        if (!greeting.contains(banner)) {
            return HealthResult.unhealthy("banner " + greeting + " lacks \"" + banner + "\"");
        }
        SmtpReply offer = say(connection, "EHLO " + greetingName(connection));
        if (offer.code() != 250) {
            return HealthResult.unhealthy("EHLO answered " + offer + ", wanted 250");
        }
        HealthResult secured = tls == null ? HealthResult.healthy() : secured(connection, offer, tls, name);
        return secured.verdict() == HealthResult.Verdict.HEALTHY ? quit(connection) : secured;
    }

    private HealthResult secured(ProbeConnection connection, SmtpReply offer, Tls with, String name)
            throws IOException {
        if (!offer.offers("STARTTLS")) {
            return HealthResult.unhealthy("STARTTLS is not offered");
        }
        SmtpReply ready = say(connection, "STARTTLS");
        if (ready.code() != 220) {
            return HealthResult.unhealthy("STARTTLS answered " + ready + ", wanted 220");
        }
        if (connection.hasUnread()) { // somebody on the path put words in: they would be taken for the secured ones
            return HealthResult.unhealthy("more came in the clear after the answer to STARTTLS");
        }
        connection.startTls(with, name);
        SmtpReply again = say(connection, "EHLO " + greetingName(connection)); // RFC 3207 section 4.2
        return again.code() == 250
                ? HealthResult.healthy()
                : HealthResult.unhealthy("EHLO under TLS answered " + again + ", wanted 250");
    }

    /**
     * A server may end the connection instead of an answer to QUIT. One that breaks it off (a reset) has not waited for
     * the word, and does so to clients with a mail, too; whether that shows when the word is written or when the answer
     * is read is chance.
     */
    private static HealthResult quit(ProbeConnection connection) throws IOException {
        try {
            SmtpReply reply = say(connection, "QUIT");
            return reply.code() == 221
                    ? HealthResult.healthy()
                    : HealthResult.unhealthy("QUIT answered " + reply + ", wanted 221");
        } catch (EOFException e) {
            return HealthResult.healthy();
        }
    }

    private static SmtpReply say(ProbeConnection connection, String command) throws IOException {
        connection.awaiting("no answer to " + command.split(" ", 2)[0]);
        connection.write(command + "\r\n");
        return SmtpReply.read(connection);
    }

    /** RFC 5321 section 4.1.4: a client without a name that resolves gives its address. */
    private String greetingName(ProbeConnection connection) throws IOException {
        if (!ehlo.isEmpty()) {
            return ehlo;
        }
        InetAddress own = connection.localAddress();
        String text = own.getHostAddress().split("%", 2)[0];
        return own instanceof Inet6Address ? "[IPv6:" + text + "]" : "[" + text + "]";
    }

    /** As in {@code SMTP port 25 wants banner "mx.example.com"}. */
    @Override
    public String toString() {
        String wanted = banner.isEmpty() ? "" : " wants banner \"" + banner + "\"";
        String secured = tls == null ? "" : " with STARTTLS as " + (host.isEmpty() ? "(target)" : host);
        return "SMTP port " + port + wanted + secured;
    }

    /** Settings of a {@link SmtpCheck}. Confined to one thread. */
    public static final class Builder {

        private final int port;
        private String banner = "";
        private String ehlo = "";
        private String host = "";

        /** Null: all stays in the clear. */
        private @Nullable Tls tls;

        private Builder(int port) {
            this.port = port;
        }

        /**
         * Demands that a line of the banner contain this text.
         *
         * @throws IllegalArgumentException if it is empty
         */
        public Builder bannerContains(String value) {
            banner = Arguments.text("bannerContains", value);
            return this;
        }

        /**
         * The name that is said with EHLO; unless given, the address of this end of the connection.
         *
         * @throws IllegalArgumentException if it is no host name
         */
        public Builder ehlo(String value) {
            ehlo = ServiceName.checked("ehlo", value);
            return this;
        }

        /**
         * The name that the certificate must bear after {@link #startTls}; the target's own name or address unless
         * said.
         *
         * @throws IllegalArgumentException if it is no host name
         */
        public Builder host(String value) {
            host = ServiceName.checked("host", value);
            return this;
        }

        /** Demands STARTTLS (RFC 3207), and a certificate that the JVM's trust store accepts. */
        public Builder startTls() {
            return startTls(Tls.trustingJvm());
        }

        /** Demands STARTTLS (RFC 3207), trusting other authorities than the JVM, or showing a certificate. */
        public Builder startTls(Tls value) {
            tls = Objects.requireNonNull(value, "startTls");
            return this;
        }

        /**
         * Makes the check.
         *
         * @throws IllegalArgumentException if a host is given and TLS is not used
         */
        public SmtpCheck build() {
            if (!host.isEmpty() && tls == null) {
                throw new IllegalArgumentException("host: set, but the check does not use TLS; say startTls() too");
            }
            return new SmtpCheck(this);
        }
    }
}
