package io.github.dnsfailover.notify;

import io.github.dnsfailover.internal.wire.NeededJar;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends alerts by mail over SMTP, as plain text and HTML.
 *
 * <pre>{@code
 * Notifier mail = MailNotifier.to("ops@example.com", "oncall@example.com")
 *         .from("failover@example.com")
 *         .host("smtp.example.com")
 *         .login("failover", () -> secrets.get("smtp"))
 *         .build();
 * }</pre>
 *
 * <p>Encrypted with STARTTLS unless said otherwise, and never in the clear because a server does not offer it; the
 * certificate must be valid for the host. One connection for each mail. The id of the alert is in the Message-ID.
 * Refusals with a 5xx code are final, all other failures are tried again; so is a refused login, since the password
 * is asked for each time. If a server takes the mail for some recipients only, the next attempt is for the others. At
 * most 262,144 bytes of what the server says in one conversation are read, the TLS handshake included, which is
 * enough for a thousand recipients.
 *
 * <p>Needs {@code org.eclipse.angus:angus-mail}. Thread-safe.
 */
public final class MailNotifier implements Notifier {

    enum Encryption {
        STARTTLS,
        IMPLICIT,
        NONE
    }

    private final SmtpMail smtp;

    private MailNotifier(SmtpMail smtp) {
        this.smtp = smtp;
    }

    /**
     * Starts a description.
     *
     * @param recipients addresses such as {@code ops@example.com}, at least one; each must get the mail
     * @throws IllegalArgumentException if one is not an address
     * @throws IllegalStateException if angus-mail is not there
     */
    public static Builder to(String... recipients) {
        return new Builder(recipients);
    }

    private static <T> T needingMail(Supplier<T> work) {
        return NeededJar.of("MailNotifier", "org.eclipse.angus:angus-mail", work);
    }

    @Override
    public String name() {
        return smtp.name();
    }

    @Override
    public void send(Alert alert, Instant now) throws NotDeliveredException {
        smtp.send(alert, now);
    }

    /** The name, the server and the recipients; no credentials. */
    @Override
    public String toString() {
        return smtp.toString();
    }

    /** Builds a {@link MailNotifier}; confined to one thread. */
    public static final class Builder {

        private static final int SUBMISSION = 587; // RFC 6409
        private static final int SUBMISSIONS = 465; // RFC 8314
        private static final int RELAY = 25;
        private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(30);
        private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
        private static final Pattern EHLO =
                Pattern.compile(LABEL + "(\\." + LABEL + ")+|\\[([0-9.]{7,15}|IPv6:[0-9A-Fa-f:.]{2,45})\\]");

        private static final int LONGEST_USER = 320; // of an address (RFC 5321, 4.5.3.1)
        private static final Pattern BARE_ADDRESS = Pattern.compile("[0-9.]+");

        final List<String> recipients = new ArrayList<>();
        String name = "mail";
        String host = "";
        String ehlo = "";
        String user = "";
        private int port;
        Duration timeout = Duration.ofSeconds(10);
        Encryption encryption = Encryption.STARTTLS;

        String from = "";

        /** Null without a login. */
        @Nullable
        Supplier<char[]> password;

        /** Null: certificates are verified by the JVM's trust store. */
        @Nullable
        SSLSocketFactory tls;

        private Builder(String... recipients) {
            if (recipients.length == 0) {
                throw new IllegalArgumentException("to: none given");
            }
            for (String each : recipients) {
                Objects.requireNonNull(each, "to");
                this.recipients.add(needingMail(() -> SmtpMail.written("to", each)));
            }
        }

        /** What it is called in events and logs; default {@code mail}. */
        public Builder name(String value) {
            name = Rules.name(value);
            return this;
        }

        /** The sender; needed. */
        public Builder from(String value) {
            Objects.requireNonNull(value, "from");
            from = needingMail(() -> SmtpMail.written("from", value));
            return this;
        }

        /** The host name of the server, which its certificate must bear; needed. */
        public Builder host(String value) {
            host = Rules.host(Objects.requireNonNull(value, "host"));
            return this;
        }

        /**
         * The name with which the server is greeted: a host name with a dot that resolves, or an address literal such
         * as {@code [192.0.2.1]}. Default the literal of the address that the way to the server begins with.
         *
         * @throws IllegalArgumentException if it is neither
         */
        public Builder ehlo(String value) {
            Objects.requireNonNull(value, "ehlo");
            if (!EHLO.matcher(value).matches() || BARE_ADDRESS.matcher(value).matches()) {
                throw new IllegalArgumentException("ehlo: \"" + Words.line(value, 60)
                        + "\"; a host name with a dot in it and none at its end, of letters, digits and '-', or an "
                        + "address in brackets, is needed (RFC 5321, 4.1.4), and letters beyond ASCII as in "
                        + "xn--bcher-kva.example");
            }
            ehlo = value;
            return this;
        }

        /** The port; default 587, with implicit TLS 465, without encryption 25. */
        public Builder port(int value) {
            port = Rules.port(value);
            return this;
        }

        /** Encrypts from the first byte on, instead of STARTTLS. */
        public Builder implicitTls() {
            encryption = Encryption.IMPLICIT;
            return this;
        }

        /** Sends in the clear: for a relay on this machine or in a network that is trusted. Excludes a login. */
        public Builder withoutEncryption() {
            encryption = Encryption.NONE;
            return this;
        }

        /**
         * Logs in.
         *
         * @param user the user's name
         * @param password asked for at each mail; may block
         */
        public Builder login(String user, Supplier<char[]> password) {
            if (user.isBlank() || !user.equals(Words.line(user, LONGEST_USER))) {
                throw new IllegalArgumentException(
                        "login: the user is empty, of more than one line, or longer than " + LONGEST_USER);
            }
            this.user = user;
            this.password = Objects.requireNonNull(password, "password");
            return this;
        }

        /**
         * How long connecting may take, and handing something over; default 10 s. An answer may take six times as
         * long, at most 60 s: a server that looks for viruses must not be given up, or the mail comes twice.
         *
         * @throws IllegalArgumentException unless it is 100 ms to 30 s
         */
        public Builder timeout(Duration value) {
            timeout = Rules.timeout(value, LONGEST_TIMEOUT);
            return this;
        }

        /** Verifies certificates by these sockets instead of the JVM's trust store, such as for a private authority. */
        public Builder trust(SSLSocketFactory value) {
            tls = Objects.requireNonNull(value, "trust");
            return this;
        }

        /**
         * Makes the notifier; nothing is connected yet.
         *
         * @throws IllegalArgumentException if something is missing or does not fit together
         */
        public MailNotifier build() {
            if (from.isEmpty()) {
                throw new IllegalArgumentException("from: none given");
            }
            if (host.isEmpty()) {
                throw new IllegalArgumentException("host: none given");
            }
            if (encryption == Encryption.NONE && password != null) {
                throw new IllegalArgumentException(
                        "login: set, but the mail is sent without encryption, which would show it");
            }
            if (encryption == Encryption.NONE && tls != null) {
                throw new IllegalArgumentException(
                        "withoutEncryption: set beside trust, which would verify nothing; one of them only");
            }
            return new MailNotifier(needingMail(() -> new SmtpMail(this)));
        }

        int port() {
            if (port != 0) {
                return port;
            }
            return switch (encryption) {
                case STARTTLS -> SUBMISSION;
                case IMPLICIT -> SUBMISSIONS;
                case NONE -> RELAY;
            };
        }
    }
}
