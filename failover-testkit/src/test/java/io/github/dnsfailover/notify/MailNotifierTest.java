package io.github.dnsfailover.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.event.TroubleEnded;
import io.github.dnsfailover.notify.Alert.Status;
import io.github.dnsfailover.testkit.FreePort;
import io.github.dnsfailover.testkit.HostileServer;
import io.github.dnsfailover.testkit.VirtualRuntime;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Mail to GreenMail, which speaks SMTP in the clear and over implicit TLS, and to scripts for what it does not speak.
 */
@Timeout(60)
class MailNotifierTest {

    private GreenMail server;

    @AfterEach
    void endServer() {
        if (server != null) {
            server.stop();
        }
    }

    private GreenMail start(int port) {
        server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.start();
        return server;
    }

    private static MailNotifier.Builder mail(String... to) {
        return MailNotifier.to(to)
                .from("Failover <failover@example.com>")
                .host("localhost")
                .timeout(Duration.ofSeconds(5));
    }

    private MailNotifier plain(String... to) {
        return mail(to).port(server.getSmtp().getPort()).withoutEncryption().build();
    }

    @Test
    void everyRecipientGetsTextAndHtmlUnderAHeaderThatTells() throws Exception {
        start(0);

        plain("ops@example.com", "boss@example.com").send(Samples.trouble(), Samples.NOW);

        assertThat(server.getReceivedMessages()).hasSize(2);
        MimeMessage message = server.getReceivedMessages()[0];
        assertThat(message.getSubject()).isEqualTo(Samples.trouble().subject());
        assertThat(message.getHeader("Message-ID")).containsExactly("<" + Samples.ID + "@example.com>");
        assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(message.getHeader("X-Failover-Status")).hasSize(1);
        assertThat(message.getHeader("X-Failover-Severity")).containsExactly("WARNING");
        assertThat(message.getHeader("Date")).containsExactly("Thu, 1 Jan 2026 00:05:20 +0000");
        assertThat(message.getHeader("To")[0]).contains("ops@example.com", "boss@example.com");
        MimeMultipart parts = (MimeMultipart) message.getContent();
        assertThat(message.getContentType()).startsWith("multipart/alternative");
        assertThat(parts.getBodyPart(0).getContent().toString().replace("\r\n", "\n"))
                .isEqualTo(Samples.trouble().text());
        assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html");
        assertThat(parts.getBodyPart(1).getContent().toString()).contains("<table>");
    }

    @Test
    void aSubjectFromOutsideAddsNoHeader() throws Exception {
        start(0);
        Alert alert = Samples.alert(
                Samples.report("www", Status.TROUBLE, "bad\r\nBcc: all@example.com\r\n\r\n\u00FCber \uD83D\uDE00"));

        plain("ops@example.com").send(alert, Samples.NOW);

        MimeMessage message = server.getReceivedMessages()[0];
        assertThat(message.getHeader("Bcc")).isNull();
        assertThat(message.getSubject()).isEqualTo("[failover] bad Bcc: all@example.com \u00FCber \uD83D\uDE00");
    }

    @Test
    void implicitTlsIsUsedWithLogin() throws Exception {
        try (SmtpScript script = SmtpScript.implicitTls("localhost")) {
            mail("ops@example.com")
                    .port(script.port())
                    .implicitTls()
                    .trust(Certificates.TRUST.sslSocketFactory())
                    .login("failover", "s3cret"::toCharArray)
                    .build()
                    .send(Samples.trouble(), Samples.NOW);

            assertThat(script.encryptedBefore("AUTH")).isTrue();
            assertThat(script.mails()).hasSize(1);
        }
    }

    @Test
    void startTlsComesBeforeTheLogin() throws Exception {
        try (SmtpScript script = SmtpScript.startTls("localhost")) {
            startTls(script, "s3cret"::toCharArray).send(Samples.trouble(), Samples.NOW);

            assertThat(script.encryptedBefore("AUTH")).isTrue();
            assertThat(script.mails()).singleElement().asString().contains("Message-ID: <" + Samples.ID);
        }
    }

    private static MailNotifier startTls(SmtpScript script, Supplier<char[]> password) {
        return mail("ops@example.com")
                .port(script.port())
                .trust(Certificates.TRUST.sslSocketFactory())
                .login("failover", password)
                .build();
    }

    @Test
    void aServerWithoutStartTlsGetsNothing() throws Exception {
        start(0);
        MailNotifier notifier =
                mail("ops@example.com").port(server.getSmtp().getPort()).build();

        assertThatThrownBy(() -> notifier.send(Samples.trouble(), Samples.NOW))
                .isInstanceOfSatisfying(
                        NotDeliveredException.class,
                        e -> assertThat(e.isWorthRetrying()).isTrue())
                .hasMessageContaining("STARTTLS");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void aCertificateOfAnotherHostIsRefused() throws Exception {
        try (SmtpScript script = SmtpScript.startTls("other.example.com")) {
            assertThatThrownBy(() -> startTls(script, "s3cret"::toCharArray).send(Samples.trouble(), Samples.NOW))
                    .isInstanceOf(NotDeliveredException.class);
            assertThat(script.mails()).isEmpty();
            assertThat(script.said()).noneMatch(line -> line.startsWith("AUTH"));
        }
    }

    @Test
    void aCertificateOfAnAuthorityThatNobodyKnowsIsRefused() throws Exception {
        try (SmtpScript script = SmtpScript.implicitTls("localhost")) {
            MailNotifier notifier =
                    mail("ops@example.com").port(script.port()).implicitTls().build();

            assertThatThrownBy(() -> notifier.send(Samples.trouble(), Samples.NOW))
                    .isInstanceOf(NotDeliveredException.class);
            assertThat(script.mails()).isEmpty();
        }
    }

    @Test
    void aHandshakeThatNeverEndsLeavesNoThreadBehind() throws Exception {
        String warning = "\u0015\u0003\u0003\0\u0002\u0001Z";
        try (HostileServer server = HostileServer.endless("", warning)) {
            MailNotifier notifier =
                    mail("ops@example.com").port(server.port()).implicitTls().build();
            Set<Thread> before = Thread.getAllStackTraces().keySet();

            assertThatThrownBy(() -> notifier.send(Samples.trouble(), Samples.NOW))
                    .isInstanceOf(NotDeliveredException.class);

            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (!before.contains(thread) && thread.getName().startsWith("pool-")) {
                    thread.join(5_000);
                    assertThat(thread.isAlive()).as(thread.getName()).isFalse();
                }
            }
        }
    }

    @Test
    void aRefusedLoginIsTriedAgainLaterWithoutTellingThePassword() throws Exception {
        try (SmtpScript script = SmtpScript.startTls("localhost")) {
            script.answers("AUTH", "535 5.7.8 no, s3cret is wrong");

            NotDeliveredException refused = catchThrowableOfType(
                    NotDeliveredException.class,
                    () -> startTls(script, "s3cret"::toCharArray).send(Samples.trouble(), Samples.NOW));

            assertThat(refused).hasMessage("localhost:" + script.port() + " refused the login of failover");
            assertThat(refused.isWorthRetrying()).isTrue();
            assertThat(refused.retryAfter()).isEqualTo(Duration.ofMinutes(5));
            assertThat(refused.getCause()).isNull();
        }
    }

    @Test
    void thePasswordIsAskedForAtEachMail() throws Exception {
        List<String> passwords = new ArrayList<>(List.of("old", "new"));
        try (SmtpScript script = SmtpScript.startTls("localhost")) {
            MailNotifier notifier = startTls(script, () -> passwords.remove(0).toCharArray());

            notifier.send(Samples.trouble(), Samples.NOW);
            notifier.send(Samples.trouble(), Samples.NOW);

            assertThat(passwords).isEmpty();
        }
    }

    @Test
    void aRefusalWithA5xxIsFinalAndA4xxIsNot() throws Exception {
        for (String command : List.of("MAIL", "RCPT", "DATA")) {
            assertThat(refusal(command, "550 5.7.1 not from you").isWorthRetrying())
                    .as(command)
                    .isFalse();
            assertThat(refusal(command, "451 4.3.0 come back").isWorthRetrying())
                    .as(command)
                    .isTrue();
        }
        assertThat(refusal("RCPT", "550 5.1.1 who?")).hasMessageContaining("refused ops@example.com with 550");
    }

    private static NotDeliveredException refusal(String command, String answer) throws IOException {
        try (SmtpScript script = SmtpScript.plain()) {
            script.answers(command, answer);
            MailNotifier notifier = mail("ops@example.com")
                    .port(script.port())
                    .withoutEncryption()
                    .build();
            return catchThrowableOfType(
                    NotDeliveredException.class, () -> notifier.send(Samples.trouble(), Samples.NOW));
        }
    }

    @Test
    void oneRecipientThatIsRefusedKeepsNobodyElseFromKnowing() throws Exception {
        try (SmtpScript script = SmtpScript.plain()) {
            script.answers("RCPT TO:<gone@", "550 5.1.1 who?");
            MailNotifier notifier = mail("gone@example.com", "ops@example.com")
                    .port(script.port())
                    .withoutEncryption()
                    .build();

            NotDeliveredException refused = catchThrowableOfType(
                    NotDeliveredException.class, () -> notifier.send(Samples.trouble(), Samples.NOW));

            assertThat(script.mails()).hasSize(1);
            assertThat(refused.isWorthRetrying()).isFalse();
            assertThat(refused).hasMessageContaining("gone@example.com with 550; 1 of 2 recipients have it");
        }
    }

    @Test
    void whoHasTheMailDoesNotGetItAgainWhileAnotherIsToldToWait() throws Exception {
        try (SmtpScript script = SmtpScript.plain()) {
            script.answers("RCPT TO:<slow@", "451 4.3.0 come back");
            MailNotifier notifier = mail("ops@example.com", "slow@example.com", "boss@example.com")
                    .port(script.port())
                    .withoutEncryption()
                    .build();
            NotDeliveredException first = catchThrowableOfType(
                    NotDeliveredException.class, () -> notifier.send(Samples.trouble(), Samples.NOW));
            NotDeliveredException second = catchThrowableOfType(
                    NotDeliveredException.class, () -> notifier.send(Samples.trouble(), Samples.NOW));

            script.answers("RCPT TO:<slow@", "250 ok");
            notifier.send(Samples.trouble(), Samples.NOW);

            assertThat(first.isWorthRetrying()).isTrue();
            assertThat(second).hasMessageContaining("slow@example.com with 451; 2 of 3 recipients have it");
            assertThat(script.said().stream().filter(line -> line.startsWith("RCPT TO:<ops@")))
                    .hasSize(1);
            assertThat(script.mails()).hasSize(2);
            assertThat(script.mails().get(1)).contains("ops@example.com", "slow@example.com", "boss@example.com");
        }
    }

    @Test
    void anotherAlertIsForAllRecipientsAgain() throws Exception {
        try (SmtpScript script = SmtpScript.plain()) {
            script.answers("RCPT TO:<slow@", "451 4.3.0 come back");
            MailNotifier notifier = mail("ops@example.com", "slow@example.com")
                    .port(script.port())
                    .withoutEncryption()
                    .build();
            Alert other =
                    new Alert("another", Samples.AT, "shop", Samples.trouble().reports());

            assertThatThrownBy(() -> notifier.send(Samples.trouble(), Samples.NOW))
                    .isInstanceOf(NotDeliveredException.class);

            assertThatThrownBy(() -> notifier.send(other, Samples.NOW)).isInstanceOf(NotDeliveredException.class);

            assertThat(script.mails()).hasSize(2);
        }
    }

    @Test
    void aServerThatSaysNothingTakesBoundedTime() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            MailNotifier notifier = mail("ops@example.com")
                    .port(silent.getLocalPort())
                    .withoutEncryption()
                    .timeout(Duration.ofMillis(200))
                    .build();

            assertThatThrownBy(() -> notifier.send(Samples.trouble(), Samples.NOW))
                    .isInstanceOf(NotDeliveredException.class)
                    .hasMessageContaining("SocketTimeoutException");
        }
    }

    @Test
    void aServerThatLooksForVirusesForLongIsWaitedFor() throws Exception {
        try (SmtpScript script = SmtpScript.plain()) {
            script.scansFor(1_000);

            mail("ops@example.com")
                    .port(script.port())
                    .withoutEncryption()
                    .timeout(Duration.ofMillis(500))
                    .build()
                    .send(Samples.trouble(), Samples.NOW);

            assertThat(script.mails()).hasSize(1);
            assertThat(script.said()).noneMatch(line -> line.startsWith("(while it had to wait"));
        }
    }

    @Test
    void aConnectionThatBreaksAfterTheMailWasTakenIsNoFailure() throws Exception {
        try (SmtpScript script = SmtpScript.plain()) {
            script.resetsAfterTheMail();

            mail("ops@example.com")
                    .port(script.port())
                    .withoutEncryption()
                    .build()
                    .send(Samples.trouble(), Samples.NOW);

            assertThat(script.mails()).hasSize(1);
        }
    }

    @Test
    void anInterruptEndsAnAttempt() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            MailNotifier.Builder description = mail("ops@example.com").port(silent.getLocalPort());

            assertThat(Interrupted.ends(description.withoutEncryption().build(), silent))
                    .isTrue();
            assertThat(Interrupted.ends(description.implicitTls().build(), silent))
                    .isTrue();
        }
    }

    @Test
    void aServerThatWasDownGetsTheMailWhenItIsUp() throws Exception {
        int port = FreePort.find();
        VirtualRuntime runtime = new VirtualRuntime(6);
        List<FailoverEvent> events = new ArrayList<>();
        Alerts alerts = Alerts.builder()
                .notifier(mail("ops@example.com").port(port).withoutEncryption().build())
                .listener(events::add)
                .runtime(runtime)
                .build();
        alerts.on(new Happenings("www").failover(runtime.now()));
        runtime.advance(Duration.ofHours(1));
        assertThat(events).singleElement().asString().contains("localhost:" + port);

        start(port);
        runtime.advance(Duration.ofMinutes(6));

        assertThat(server.getReceivedMessages()).hasSize(1);
        assertThat(events).last().isInstanceOf(TroubleEnded.class);
    }

    @Test
    void nothingSecretIsInItsWords() {
        MailNotifier notifier =
                mail("ops@example.com").login("failover", "s3cret"::toCharArray).build();

        assertThat(notifier).hasToString("mail [ops@example.com] by localhost:587");
    }

    @Test
    void whatIsGivenWrongIsToldAtOnce() {
        assertThatThrownBy(() -> MailNotifier.to()).hasMessage("to: none given");
        assertThatThrownBy(() -> MailNotifier.to("nobody")).hasMessageContaining("to: \"nobody\" is not");
        assertThatThrownBy(() -> MailNotifier.to("a@example.com\r\nBcc: b@example.com"))
                .hasMessageContaining("is not");
        assertThatThrownBy(() -> MailNotifier.to("a@example.com").host("h").build())
                .hasMessage("from: none given");
        assertThatThrownBy(() ->
                        MailNotifier.to("a@example.com").from("f@example.com").build())
                .hasMessage("host: none given");
        assertThatThrownBy(() -> mail("a@example.com").port(0)).hasMessageContaining("port: 0");
        assertThatThrownBy(() -> mail("a@example.com").host("a b")).hasMessageContaining("host: \"a b\"");
        assertThatThrownBy(() -> mail("a@example.com").timeout(Duration.ofHours(1)))
                .hasMessageContaining("timeout: PT1H");
        assertThatThrownBy(() -> mail("a@example.com").name("a b")).hasMessageContaining("name: \"a b\"");
        assertThatThrownBy(() -> mail("a@example.com")
                        .withoutEncryption()
                        .login("u", "p"::toCharArray)
                        .build())
                .hasMessageContaining("login: set, but the mail is sent without encryption");
        assertThatThrownBy(() -> mail("a@example.com").login(" ", "p"::toCharArray))
                .hasMessageContaining("login: the user is empty");
        assertThatThrownBy(() -> mail("a@example.com").host("mx.example.com:25"))
                .hasMessage("host: \"mx.example.com:25\" has a port; say that by port(..)");
        assertThatThrownBy(() -> mail("a@example.com").ehlo(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("ehlo");
        assertThatThrownBy(() -> MailNotifier.to((String) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("to");
    }

    // with which name the server is greeted

    @Test
    void theServerIsGreetedWithTheAddressThatItSees() throws Exception {
        try (SmtpScript script = SmtpScript.plain()) {
            mail("ops@example.com")
                    .host("127.0.0.1")
                    .port(script.port())
                    .withoutEncryption()
                    .build()
                    .send(Samples.trouble(), Samples.NOW);

            assertThat(script.said()).first().isEqualTo("EHLO [127.0.0.1]");
        }
    }

    @Test
    void theNameMayBeSaid() throws Exception {
        try (SmtpScript script = SmtpScript.plain()) {
            mail("ops@example.com")
                    .host("127.0.0.1")
                    .port(script.port())
                    .ehlo("shop.example.com")
                    .withoutEncryption()
                    .build()
                    .send(Samples.trouble(), Samples.NOW);

            assertThat(script.said()).first().isEqualTo("EHLO shop.example.com");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "my_app_1",
                "a.b\r\nMAIL FROM:<x@y.z>",
                "",
                "4f1d0c2b9a7e",
                "[localhost]",
                "-a.b",
                "192.0.2.7",
                "a.b."
            })
    void aNameThatStrictServersRefuseIsRefusedHere(String name) {
        assertThatThrownBy(() -> mail("ops@example.com").ehlo(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("ehlo: ");
    }

    @ParameterizedTest
    @CsvSource({
        "RCPT, 504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname",
        "RCPT, 501 5.5.2 <my_app_1>: Helo command rejected: Invalid name",
        "RCPT, 504 <localhost>: Helo command rejected: need fully-qualified hostname",
        "MAIL, 504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname"
    })
    void aRefusalOfOurNameIsNotTheRecipientsFault(String command, String answer) throws Exception {
        try (SmtpScript script = SmtpScript.plain()) {
            script.answers(command, answer);

            NotDeliveredException refused = catchThrowableOfType(
                    NotDeliveredException.class,
                    () -> mail("ops@example.com")
                            .host("127.0.0.1")
                            .port(script.port())
                            .withoutEncryption()
                            .build()
                            .send(Samples.trouble(), Samples.NOW));

            assertThat(refused.isWorthRetrying()).isTrue();
            assertThat(refused).hasMessageContaining("about the name that we greet with: say ehlo(..)");
        }
    }

    @Test
    void aRecipientWithABadAddressStaysRefused() throws Exception {
        try (SmtpScript script = SmtpScript.plain()) {
            script.answers("RCPT", "501 5.1.3 Bad recipient address syntax");

            NotDeliveredException refused = catchThrowableOfType(
                    NotDeliveredException.class,
                    () -> mail("ops@example.com")
                            .host("127.0.0.1")
                            .port(script.port())
                            .withoutEncryption()
                            .build()
                            .send(Samples.trouble(), Samples.NOW));

            assertThat(refused.isWorthRetrying()).isFalse();
        }
    }

    // addresses beyond ASCII

    @Test
    void aDomainBeyondAsciiGoesInItsOtherForm() throws Exception {
        try (SmtpScript script = SmtpScript.plain()) {
            mail("Ops <ops@b\u00FCcher.example>")
                    .host("127.0.0.1")
                    .port(script.port())
                    .withoutEncryption()
                    .build()
                    .send(Samples.trouble(), Samples.NOW);

            assertThat(script.said()).anyMatch(line -> line.startsWith("RCPT TO:<ops@xn--bcher-kva.example>"));
            assertThat(script.mails().get(0)).contains("ops@xn--bcher-kva.example");
        }
    }

    @Test
    void whatIsBeforeTheAtMustBeAscii() {
        assertThatThrownBy(() -> mail("j\u00F6rg@example.com"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("to: \"j\u00F6rg@example.com\"; before the @ only ASCII can be sent");
    }
}
