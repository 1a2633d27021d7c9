package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class SmtpCheckTest {

    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String NAME = "mail.example.com";
    private static final String BANNER = "220 mail.example.com ESMTP ready\r\n";
    private static final String OFFER = "250-mail.example.com at your service\r\n250-SIZE 1000\r\n250 StartTLS\r\n";

    @Test
    void aMailServerIsHealthy() {
        GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        try {
            SmtpCheck check = SmtpCheck.port(mail.getSmtp().getPort())
                    .bannerContains("GreenMail")
                    .build();

            assertThat(check.check(RawServer.target(), AMPLE)).isEqualTo(HealthResult.healthy());
        } finally {
            mail.stop();
        }
    }

    @Test
    void aMailServerWithAnotherBannerIsUnhealthy() {
        GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        try {
            SmtpCheck check = SmtpCheck.port(mail.getSmtp().getPort())
                    .bannerContains("Postfix")
                    .build();

            HealthResult result = check.check(RawServer.target(), AMPLE);

            assertThat(result.verdict()).isEqualTo(Verdict.UNHEALTHY);
            assertThat(result.detail()).startsWith("banner 220 ").endsWith(" lacks \"Postfix\"");
        } finally {
            mail.stop();
        }
    }

    @Test
    void saysWhatAClientSaysAndNothingBeforeItIsDue() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (RawServer server = new RawServer(connection -> {
            InputStream in = connection.socket().getInputStream();
            connection.write("220-mail.example.com\r\n");
            connection.write("220 ESMTP\r\n");
            heard.add(JdkTlsServer.line(in));
            connection.write(OFFER);
            heard.add(JdkTlsServer.line(in));
            connection.write("221 bye\r\n");
        })) {
            HealthResult result = SmtpCheck.port(server.port()).build().check(RawServer.target(), AMPLE);

            assertThat(result).isEqualTo(HealthResult.healthy());
            assertThat(heard).containsExactly("EHLO [127.0.0.1]", "QUIT");
        }
    }

    @Test
    void theNameSaidMayBeChosen() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (RawServer server = scripted(heard, BANNER, OFFER, "221 bye\r\n")) {
            SmtpCheck check =
                    SmtpCheck.port(server.port()).ehlo("prober.example.com").build();

            check.check(RawServer.target(), AMPLE);

            assertThat(heard).first().isEqualTo("EHLO prober.example.com");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "554 go away, 250 ok, 221 bye, 'banner 554 go away, wanted 220'",
        "421 too busy, 250 ok, 221 bye, 'banner 421 too busy, wanted 220'",
        "220 hello, 502 what, 221 bye, 'EHLO answered 502 what, wanted 250'",
        "220 hello, 250 ok, 421 shutting down, 'QUIT answered 421 shutting down, wanted 221'",
        "HTTP/1.1 400 Bad Request, '', '', 'no proper SMTP reply: HTTP/1.1 400 Bad Request'",
        "220 hello, 999 ok, '', 'no proper SMTP reply: 999 ok'",
    })
    void anotherReplyIsUnhealthy(String banner, String offer, String bye, String detail) throws Exception {
        try (RawServer server = scripted(new CopyOnWriteArrayList<>(), banner + "\r\n", offer + "\r\n", bye + "\r\n")) {
            assertThat(probe(server)).isEqualTo(HealthResult.unhealthy(detail));
        }
    }

    @Test
    void hangingUpIsAnAnswerToQuit() throws Exception {
        try (RawServer server = scripted(new CopyOnWriteArrayList<>(), BANNER, OFFER)) {
            assertThat(probe(server)).isEqualTo(HealthResult.healthy());
        }
    }

    @Test
    void hangingUpBeforeIsUnhealthy() throws Exception {
        try (RawServer server = scripted(new CopyOnWriteArrayList<>(), BANNER)) {
            assertThat(probe(server)).isEqualTo(HealthResult.unhealthy("connection closed, no answer to EHLO"));
        }
    }

    @Test
    void aResetAfterEhloIsAlwaysUnhealthy() throws Exception {
        for (int i = 0; i < 200; i++) {
            boolean soon = i % 2 == 0; // before QUIT is written, or when it is read
            try (RawServer server = new RawServer(connection -> {
                connection.write(BANNER);
                InputStream in = connection.socket().getInputStream();
                JdkTlsServer.line(in);
                connection.write(OFFER);
                if (!soon) {
                    JdkTlsServer.line(in);
                }
                connection.socket().setSoLinger(true, 0);
            })) {
                assertThat(probe(server).verdict()).as("run %d", i).isEqualTo(Verdict.UNHEALTHY);
            }
        }
    }

    @Test
    void repliesOfSeveralLinesAreReadToTheirEnd() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (RawServer server = scripted(
                heard,
                "220-mail.example.com\r\n220-no spam\r\n220 ready\r\n",
                "250-mail.example.com\r\n250-PIPELINING\r\n250-\r\n250-SIZE 1000\r\n250 HELP\r\n",
                "221-so\r\n221 long\r\n")) {
            assertThat(probe(server)).isEqualTo(HealthResult.healthy());
            assertThat(heard).startsWith("EHLO [127.0.0.1]", "QUIT");
        }
    }

    @Test
    void aDetailHoldsNothingThatATerminalWouldObey() throws Exception {
        try (RawServer server = scripted(new CopyOnWriteArrayList<>(), "554 \u001b[31m" + "x".repeat(1_000) + "\r\n")) {
            HealthResult result = probe(server);

            assertThat(result.detail()).startsWith("banner 554 ?[31mxxx").matches("[ -~]{1,160}");
        }
    }

    @Test
    void aReplyWithoutEndIsUnhealthy() throws Exception {
        try (RawServer lines = new RawServer(connection -> connection.drip("220-hello\r\n".repeat(100), 0));
                RawServer line = new RawServer(connection -> connection.drip("220 ".repeat(1_000), 0))) {
            assertThat(probe(lines)).isEqualTo(HealthResult.unhealthy("no proper SMTP reply: more than 100 lines"));
            assertThat(probe(line)).isEqualTo(HealthResult.unhealthy("a line of more than 2048 bytes"));
        }
    }

    @Test
    void aSilentPeerEndsAtTheTimeout() throws Exception {
        try (RawServer server = RawServer.silent()) {
            assertThat(probe(server, SHORT)).isEqualTo(HealthResult.unhealthy("no banner within 300 ms"));
        }
    }

    @Test
    void aPeerThatDripsEndsAtTheTimeout() throws Exception {
        try (RawServer server = new RawServer(connection -> {
            connection.write("220 ");
            connection.drip("x", 20);
        })) {
            assertThat(probe(server, SHORT)).isEqualTo(HealthResult.unhealthy("no banner within 300 ms"));
        }
    }

    @Test
    void aPeerThatFallsSilentEndsAtTheTimeout() throws Exception {
        try (RawServer server = new RawServer(connection -> {
            connection.write(BANNER);
            connection.awaitClose();
        })) {
            assertThat(probe(server, SHORT)).isEqualTo(HealthResult.unhealthy("no answer to EHLO within 300 ms"));
        }
    }

    @Test
    void anInterruptEndsAProbe() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (RawServer server = new RawServer(connection -> {
            connection.write(BANNER);
            connection.socket().getInputStream().read();
            asked.countDown();
            connection.awaitClose();
        })) {
            SmtpCheck check = SmtpCheck.port(server.port()).build();

            HealthResult result = Interrupted.whileBlocked(check, RawServer.target(), () -> RawServer.await(asked));

            assertThat(result).isEqualTo(HealthResult.inconclusive("interrupted"));
        }
    }

    @Test
    void startTlsGoesOnUnderTls() throws Exception {
        List<String> heard = new CopyOnWriteArrayList<>();
        try (RawServer server = startTls(Certificates.valid(NAME), heard, "220 go ahead\r\n")) {
            assertThat(probe(secured(server))).isEqualTo(HealthResult.healthy());
            assertThat(heard).containsExactly("EHLO [127.0.0.1]", "STARTTLS", "EHLO [127.0.0.1]", "QUIT");
        }
    }

    @Test
    void startTlsWithABadCertificateIsUnhealthy() throws Exception {
        try (RawServer expired = startTls(Certificates.expired(NAME), new CopyOnWriteArrayList<>(), "220 go\r\n");
                RawServer other =
                        startTls(Certificates.valid("www.example.com"), new CopyOnWriteArrayList<>(), "220 go\r\n")) {
            assertThat(probe(secured(expired))).isEqualTo(HealthResult.unhealthy("certificate expired"));
            assertThat(probe(secured(other))).isEqualTo(HealthResult.unhealthy("certificate not valid for " + NAME));
        }
    }

    @Test
    void startTlsMustBeOffered() throws Exception {
        try (RawServer server =
                scripted(new CopyOnWriteArrayList<>(), BANNER, "250-STARTTLS greets you\r\n250 SIZE 1000\r\n")) {
            assertThat(probe(secured(server))).isEqualTo(HealthResult.unhealthy("STARTTLS is not offered"));
        }
    }

    @Test
    void startTlsMustBeTaken() throws Exception {
        try (RawServer server = scripted(new CopyOnWriteArrayList<>(), BANNER, OFFER, "454 no certificate\r\n")) {
            assertThat(probe(secured(server)))
                    .isEqualTo(HealthResult.unhealthy("STARTTLS answered 454 no certificate, wanted 220"));
        }
    }

    @Test
    void wordsPutInBeforeTlsAreSeen() throws Exception {
        try (RawServer server =
                scripted(new CopyOnWriteArrayList<>(), BANNER, OFFER, "220 go ahead\r\n250 injected\r\n")) {
            assertThat(probe(secured(server)))
                    .isEqualTo(HealthResult.unhealthy("more came in the clear after the answer to STARTTLS"));
        }
    }

    @Test
    void aHandshakeThatNeverEndsEndsAtTheTimeout() throws Exception {
        try (RawServer server = new RawServer(connection -> {
            InputStream in = connection.socket().getInputStream();
            connection.write(BANNER);
            JdkTlsServer.line(in);
            connection.write(OFFER);
            JdkTlsServer.line(in);
            connection.write("220 go ahead\r\n");
            connection.awaitClose();
        })) {
            HealthResult result = secured(server).build().check(RawServer.target(), Duration.ofMillis(600));

            assertThat(result).isEqualTo(HealthResult.unhealthy("no end of the TLS handshake within 600 ms"));
        }
    }

    @Test
    void settingsMustBeSensible() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SmtpCheck.port(25).host(NAME).build())
                .withMessage("host: set, but the check does not use TLS; say startTls() too");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SmtpCheck.port(25).bannerContains(""))
                .withMessage("bannerContains: \"\"; some text is needed");
        assertThatIllegalArgumentException().isThrownBy(() -> SmtpCheck.port(25).ehlo("a b\r\nRCPT TO"));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 65_536})
    void aPortMustBeInRange(int port) {
        assertThatIllegalArgumentException().isThrownBy(() -> SmtpCheck.port(port));
    }

    @Test
    void saysInAStringWhatItDoes() {
        assertThat(SmtpCheck.port(25).bannerContains("ESMTP").build())
                .hasToString("SMTP port 25 wants banner \"ESMTP\"");
        assertThat(SmtpCheck.port(587).startTls().host(NAME).build())
                .hasToString("SMTP port 587 with STARTTLS as mail.example.com");
    }

    /** Says the first text, and after each line that it hears the next; then hangs up. */
    private static RawServer scripted(List<String> heard, String first, String... next) throws IOException {
        return new RawServer(connection -> {
            InputStream in = connection.socket().getInputStream();
            connection.write(first);
            for (String text : next) {
                heard.add(JdkTlsServer.line(in));
                connection.write(text);
            }
            heard.add(JdkTlsServer.line(in));
        });
    }

    private static RawServer startTls(HeldCertificate certificate, List<String> heard, String ready)
            throws IOException {
        return new RawServer(connection -> {
            InputStream in = connection.socket().getInputStream();
            connection.write(BANNER);
            heard.add(JdkTlsServer.line(in));
            connection.write(OFFER);
            heard.add(JdkTlsServer.line(in));
            connection.write(ready);
            JdkTlsServer secured = JdkTlsServer.on(connection.socket(), certificate);
            heard.add(secured.readLine());
            secured.write("250 mail.example.com\r\n");
            heard.add(secured.readLine());
            secured.write("221 bye\r\n");
        });
    }

    private static SmtpCheck.Builder secured(RawServer server) {
        return SmtpCheck.port(server.port()).host(NAME).startTls(Certificates.trust());
    }

    private static HealthResult probe(RawServer server) {
        return probe(server, AMPLE);
    }

    private static HealthResult probe(RawServer server, Duration timeout) {
        return SmtpCheck.port(server.port()).build().check(RawServer.target(), timeout);
    }

    private static HealthResult probe(SmtpCheck.Builder check) {
        return check.build().check(RawServer.target(), AMPLE);
    }
}
