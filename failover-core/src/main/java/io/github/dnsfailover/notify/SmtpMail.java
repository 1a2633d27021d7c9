package io.github.dnsfailover.notify;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.internal.net.BudgetedSockets;
import io.github.dnsfailover.internal.net.BudgetedTls;
import io.github.dnsfailover.internal.net.FilteredSocket;
import io.github.dnsfailover.internal.net.ReadBudget;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What sends the mails of a {@link MailNotifier}; the one class that knows angus-mail. Thread-safe. */
final class SmtpMail implements Notifier {

    private static final Logger log = LoggerFactory.getLogger(MailNotifier.class);
    private static final String UTF_8 = "UTF-8";
    private static final Pattern ABOUT_PROTOCOL = Pattern.compile("5[0-9][0-9][ -]5\\.5\\.");
    private static final String OUR_NAME = ", which is about the name that we greet with: say ehlo(..)";
    private static final int ANSWER_FACTOR = 6; // a minute by default
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(60); // leaves 30 s to the other steps

    /** RFC 5322, section 3.3. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT);

    private final String name;
    private final List<InternetAddress> recipients;
    private final InternetAddress from;
    private final String server;
    private final InetSocketAddress address;
    private final String ehlo;
    private final String user;
    private final Properties properties;

    /** Addresses that have an alert of which others are still to get it: those must not get it at each attempt. */
    private final Progress<Set<Address>> reached = new Progress<>();

    private final SSLSocketFactory tls;

    /** Null without a login. */
    private final @Nullable Supplier<char[]> password;

    SmtpMail(MailNotifier.Builder builder) {
        this.name = builder.name;
        this.recipients =
                builder.recipients.stream().map(each -> address("to", each)).toList();
        this.from = address("from", builder.from);
        this.server = builder.host + ":" + builder.port();
        this.address = InetSocketAddress.createUnresolved(builder.host, builder.port());
        this.ehlo = builder.ehlo;
        this.user = builder.user;
        this.password = builder.password;
        SSLSocketFactory given = builder.tls;
        this.tls = given != null ? given : (SSLSocketFactory) SSLSocketFactory.getDefault();
        this.properties = properties(builder, from);
    }

    private static Properties properties(MailNotifier.Builder builder, InternetAddress from) {
        String millis = Long.toString(builder.timeout.toMillis());
        Properties all = new Properties();
        all.put("mail.smtp.host", builder.host);
        all.put("mail.smtp.port", Integer.toString(builder.port()));
        all.put("mail.smtp.connectiontimeout", millis);
        all.put("mail.smtp.timeout", Long.toString(answerWithin(builder.timeout).toMillis()));
        all.put("mail.smtp.writetimeout", millis);
        all.put("mail.smtp.usesocketchannels", "true"); // others do not end by an interrupt
        all.put("mail.smtp.socketFactory.fallback", "false"); // also of those for TLS: to some that count nothing
        all.put("mail.smtp.from", from.getAddress());
        all.put("mail.smtp.auth", Boolean.toString(builder.password != null));
        all.put(
                "mail.smtp.sendpartial",
                "true"); // one address that is refused must not keep the others from being told
        all.put("mail.smtp.quitwait", "false"); // the mail was taken by then
        all.put("mail.smtp.starttls.enable", Boolean.toString(builder.encryption == MailNotifier.Encryption.STARTTLS));
        all.put(
                "mail.smtp.starttls.required",
                Boolean.toString(builder.encryption == MailNotifier.Encryption.STARTTLS));
        all.put("mail.smtp.ssl.enable", Boolean.toString(builder.encryption == MailNotifier.Encryption.IMPLICIT));
        all.put("mail.smtp.ssl.checkserveridentity", "true");
        all.put("mail.smtp.ssl.protocols", "TLSv1.3 TLSv1.2");
        return all;
    }

    /**
     * A server may look for viruses before it answers the end of the mail (RFC 5321, section 4.5.3.2.6, gives it ten
     * minutes). Whoever gives up before sends the mail again, and it comes each time.
     */
    private static Duration answerWithin(Duration timeout) {
        Duration patient = timeout.multipliedBy(ANSWER_FACTOR);
        return patient.compareTo(LONGEST_ANSWER) < 0 ? patient : LONGEST_ANSWER;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void send(Alert alert, Instant now) throws NotDeliveredException {
        Set<Address> already = reached.of(alert.id()).orElse(Set.of());
        Address[] rest =
                recipients.stream().filter(each -> !already.contains(each)).toArray(Address[]::new);
        Properties own = new Properties();
        own.putAll(properties);
        own.put("mail.smtp.localhost", ehlo.isEmpty() ? addressLiteral() : ehlo);
        try (Line line = new Line(tls)) {
            Session session = Session.getInstance(line.over(own));
            send(session, message(session, alert, now), rest);
            reached.forget(alert.id());
        } catch (AuthenticationFailedException e) {
            // Without what the server said: some repeat what they were sent.
            throw NotDeliveredException.forNow(server + " refused the login of " + user, Outbox.LONGEST_BACK_OFF);
        } catch (SendFailedException e) {
            throw refused(alert, already, e);
        } catch (MessagingException e) {
            throw NotDeliveredException.forNow(server + ": " + reason(e));
        } catch (RuntimeException e) { // of a parser, or the password's source: its message may hold anything
            throw NotDeliveredException.forNow(server + ": " + e.getClass().getSimpleName());
        }
    }

    /**
     * What a client says that has no name of its own (RFC 5321, section 4.1.4): the address that the way to the
     * server begins with. A container's name, or "localhost", is refused by servers that look.
     */
    private String addressLiteral() {
        try (DatagramSocket way = new DatagramSocket()) {
            way.connect(new InetSocketAddress(address.getHostString(), address.getPort())); // sends nothing
            InetAddress from = way.getLocalAddress();
            String text = from.getHostAddress().replaceFirst("%.*", "");
            return from instanceof Inet6Address ? "[IPv6:" + text + "]" : "[" + text + "]";
        } catch (IOException | UncheckedIOException e) {
            return "[127.0.0.1]"; // there is no way to the server, which sending will tell better
        }
    }

    private void send(Session session, Message message, Address[] to) throws MessagingException {
        Transport transport = session.getTransport("smtp");
        try {
            connect(transport);
            transport.sendMessage(message, to);
        } finally {
            sayGoodbye(transport);
        }
    }

    /** What happens then changes nothing: the mail was taken, or why it was not is on its way up. */
    private static void sayGoodbye(Transport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            log.debug("action=smtp_quit_failed", e);
        }
    }

    private void connect(Transport transport) throws MessagingException {
        Supplier<char[]> source = password;
        if (source == null) {
            transport.connect();
        } else {
            transport.connect(user, new String(source.get()));
        }
    }

    private MimeMessage message(Session session, Alert alert, Instant now) throws MessagingException {
        MimeMessage message = new AlertMessage(session, alert.id(), from);
        message.setFrom(from);
        message.setRecipients(Message.RecipientType.TO, recipients.toArray(new Address[0]));
        message.setSubject(alert.subject(), UTF_8);
        message.setHeader("Date", DATE.format(now.atZone(ZoneOffset.UTC)));
        message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: no holiday notices, please
        message.setHeader("X-Failover-Status", alert.status().name());
        message.setHeader("X-Failover-Severity", alert.severity().name());
        MimeBodyPart plain = new MimeBodyPart();
        plain.setText(alert.text(), UTF_8, "plain");
        MimeBodyPart html = new MimeBodyPart();
        html.setText(AlertText.html(alert), UTF_8, "html");
        message.setContent(new MimeMultipart("alternative", plain, html));
        message.saveChanges();
        return message;
    }

    /** The server refused the sender, the mail, or some recipients. Who has the mail by now does not get it again. */
    private NotDeliveredException refused(Alert alert, Set<Address> already, SendFailedException failure) {
        List<String> said = new ArrayList<>();
        boolean again = false;
        for (@Nullable Exception each = failure; each != null; each = following(each)) {
            int code = code(each);
            if (code > 0) {
                boolean ours = isAboutOurName(each, code);
                said.add(address(each) + code + (ours ? OUR_NAME : ""));
                again |= code < 500 || ours;
            }
        }
        Set<Address> have = new HashSet<>(already);
        if (failure.getValidSentAddresses() != null) {
            have.addAll(List.of(failure.getValidSentAddresses()));
        }
        String detail = server + " refused " + (said.isEmpty() ? "the mail" : String.join(", ", said))
                + (have.isEmpty() ? "" : "; " + have.size() + " of " + recipients.size() + " recipients have it");
        if (again || said.isEmpty()) {
            reached.keep(alert.id(), Set.copyOf(have));
            return NotDeliveredException.forNow(detail);
        }
        reached.forget(alert.id());
        return NotDeliveredException.forGood(detail);
    }

    private static @Nullable Exception following(Exception failure) {
        return failure instanceof MessagingException mail ? mail.getNextException() : null;
    }

    /** The code of the answer; -1 if it tells of success, or there is none. */
    private static int code(Exception failure) {
        if (failure instanceof SMTPAddressFailedException address) {
            return address.getReturnCode();
        }
        if (failure instanceof SMTPSenderFailedException sender) {
            return sender.getReturnCode();
        }
        return failure instanceof SMTPSendFailedException mail && mail.getReturnCode() >= 400
                ? mail.getReturnCode()
                : -1;
    }

    /**
     * Postfix says what it thinks of our EHLO at the first recipient: {@code 504 5.5.2 <localhost>: Helo command
     * rejected}, others at the sender. Codes of the class 5.5 are about what we say, and 504 about an argument (RFC
     * 3463, RFC 5321); neither is the recipient's fault.
     */
    private static boolean isAboutOurName(Exception failure, int code) {
        boolean ofProtocol = ABOUT_PROTOCOL
                .matcher(String.valueOf(failure.getMessage()).strip())
                .lookingAt();
        return code == 504 || (failure instanceof SMTPAddressFailedException && ofProtocol);
    }

    private static String address(Exception failure) {
        return failure instanceof SMTPAddressFailedException address
                ? address.getAddress() + " with "
                : "the mail with ";
    }

    /** What the network or TLS said. No answer of the server is in it, and no credential ever is. */
    private static String reason(MessagingException failure) {
        Throwable root = failure;
        while (root instanceof MessagingException mail && mail.getNextException() != null) {
            root = mail.getNextException();
        }
        String message = String.valueOf(root.getMessage());
        return Words.line(root.getClass().getSimpleName() + ": " + message, 200);
    }

    /** The name, the server and the recipients; no credentials. */
    @Override
    public String toString() {
        return name + " " + recipients + " by " + server;
    }

    /**
     * The sockets of one mail: all that is read from them counts, and all are closed in the end. Angus-mail leaves
     * one open whose TLS handshake fails, or whose greeting breaks off, with the thread that watches its writes.
     */
    private static final class Line implements AutoCloseable {

        private final SSLSocketFactory tls;
        private final List<Socket> opened = new ArrayList<>();

        Line(SSLSocketFactory tls) {
            this.tls = tls;
        }

        Properties over(Properties settings) {
            Properties all = new Properties();
            all.putAll(settings);
            all.put(
                    "mail.smtp.socketFactory",
                    new BudgetedSockets(() -> SocketChannel.open().socket(), this::below));
            all.put("mail.smtp.ssl.socketFactory", new BudgetedTls(tls, this::below));
            return all;
        }

        /** One of ours; with TLS, angus-mail's own around it, or one that it has opened itself if TLS comes first. */
        private Socket below(Socket socket) {
            opened.add(socket);
            return new FilteredSocket(socket, ReadBudget.forTalk());
        }

        @Override
        public void close() {
            for (Socket socket : opened) {
                try {
                    socket.close();
                } catch (IOException e) {
                    log.debug("action=smtp_close_failed", e);
                }
            }
        }
    }

    /** Carries the id of its alert: whoever gets it twice can see so. */
    private static final class AlertMessage extends MimeMessage {

        private final String id;
        private final InternetAddress from;

        AlertMessage(Session session, String id, InternetAddress from) {
            super(session);
            this.id = id;
            this.from = from;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            String address = from.getAddress();
            setHeader("Message-ID", "<" + id + "@" + address.substring(address.lastIndexOf('@') + 1) + ">");
        }
    }

    /** Servers without SMTPUTF8 (RFC 6531) take ASCII only: a domain has another form, the part before it has none. */
    private static InternetAddress inAscii(String field, InternetAddress address) {
        String text = address.getAddress();
        int at = text.lastIndexOf('@');
        String local = text.substring(0, at);
        String domain = text.substring(at + 1);
        if (!local.chars().allMatch(c -> c < 0x80)) {
            throw new IllegalArgumentException(
                    field + ": \"" + Words.line(text, 320) + "\"; before the @ only ASCII can be sent");
        }
        if (!domain.chars().allMatch(c -> c < 0x80)) {
            String ascii = DnsName.of(domain).toString();
            address.setAddress(local + "@" + ascii.substring(0, ascii.length() - 1));
        }
        return address;
    }

    /** An address as it is written, with its name, once it is known to be good. */
    static String written(String field, String value) {
        return address(field, value).toUnicodeString();
    }

    private static InternetAddress address(String field, String value) {
        try {
            InternetAddress[] parsed = InternetAddress.parse(value, true);
            boolean clean = value.equals(Words.line(value, 320)); // RFC 5321: 64 + 1 + 255
            if (clean && parsed.length == 1 && parsed[0].getAddress().indexOf('@') > 0) {
                return inAscii(field, parsed[0]);
            }
        } catch (AddressException e) {
            throw new IllegalArgumentException(field + ": \"" + Words.line(value, 320) + "\" is not an address", e);
        }
        throw new IllegalArgumentException(field + ": \"" + Words.line(value, 320) + "\" is not one address");
    }
}
