package io.github.dnsfailover.examples.demo;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.notify.Alerts;
import io.github.dnsfailover.notify.MailNotifier;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Mail about the story, to an SMTP server inside this JVM, which shows what arrived. */
final class DemoMail implements AutoCloseable {

    private static final List<String> HEADERS =
            List.of("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Type");

    /** Long enough for the proof of a change, which belongs into the mail about it. */
    private static final Duration BURST = Duration.ofMillis(500);

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final Alerts alerts;

    DemoMail() {
        server.start();
        alerts = Alerts.builder()
                .source("demo")
                .notifier(MailNotifier.to("ops@example.com")
                        .from("failover@example.com")
                        .host("127.0.0.1")
                        .port(server.getSmtp().getPort())
                        .withoutEncryption()
                        .build())
                // A starved machine has more to say, and the story is about two moves.
                .about(event -> event instanceof RecordsChanged && Alerts.isWorthTelling(event))
                .burstWindow(BURST)
                .build();
    }

    /** To be given to the engine as a listener. */
    Alerts alerts() {
        return alerts;
    }

    /** Looks what the engine says while it writes. */
    void watch(FailoverEngine engine) {
        alerts.snapshotFrom(engine::snapshot);
    }

    /** Waits for so many mails; how many there are. */
    int await(int count, Duration limit) {
        server.waitForIncomingEmail(limit.toMillis(), count);
        return server.getReceivedMessages().length;
    }

    /** The mails as they were received, the oldest first. */
    List<String> received() throws IOException {
        try {
            MimeMessage[] messages = server.getReceivedMessages();
            Arrays.sort(messages, Comparator.comparing(DemoMail::sent));
            StringBuilder text = new StringBuilder();
            for (MimeMessage message : messages) {
                text.append("--- mail received ---\n").append(shown(message));
            }
            return text.append("--- end of mail ---").toString().lines().toList();
        } catch (MessagingException e) {
            throw new IOException("a mail cannot be read", e);
        }
    }

    private static String sent(MimeMessage message) {
        try {
            return message.getSentDate().toInstant().toString();
        } catch (MessagingException e) {
            return "";
        }
    }

    /** The headers that matter, and the part that is plain text. */
    private static String shown(MimeMessage message) throws MessagingException, IOException {
        StringBuilder text = new StringBuilder();
        for (String header : HEADERS) {
            String value = header.equals("Subject") ? message.getSubject() : message.getHeader(header, ", ");
            text.append(header)
                    .append(": ")
                    .append(value.replaceAll("\\s+", " "))
                    .append('\n');
        }
        BodyPart plain = ((MimeMultipart) message.getContent()).getBodyPart(0);
        return text.append('\n').append(plain.getContent()).append('\n').toString();
    }

    @Override
    public void close() {
        alerts.close();
        server.stop();
    }
}
