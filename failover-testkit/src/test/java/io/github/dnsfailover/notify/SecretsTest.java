package io.github.dnsfailover.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.testkit.VirtualRuntime;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** What all libraries log at the finest level, and what events say, when notifiers with secrets fail. */
@Timeout(60)
@ResourceLock(Resources.SYSTEM_ERR)
class SecretsTest {

    private static final String PASSWORD = "pa55w0rd-of-mail";
    private static final String TOKEN = "t0k3n-in-the-url";
    private static final String KEY = "k3y-of-signatures";
    private static final String ROUTING = "r0ut1ng-key";

    private final PrintStream err = System.err;
    private final ByteArrayOutputStream ours =
            new ByteArrayOutputStream(); // slf4j-simple looks up System.err for each line
    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Logger root = Logger.getLogger("");
    private final Level before = root.getLevel();
    private final Watch watch = new Watch();
    private final List<String> events = new ArrayList<>();

    @BeforeEach
    void watch() {
        System.setErr(new PrintStream(ours, true, StandardCharsets.UTF_8));
        root.addHandler(watch);
        root.setLevel(Level.ALL);
    }

    @AfterEach
    void release() {
        root.setLevel(before);
        root.removeHandler(watch);
        System.setErr(err);
    }

    @Test
    void nothingSecretIsLoggedOrToldWhenNotifiersFail() throws Exception {
        try (SmtpScript smtp = SmtpScript.startTls("localhost");
                MockWebServer web = new MockWebServer()) {
            smtp.answers("AUTH", "535 5.7.8 no");
            web.start();
            for (int code : List.of(404, 503, 400, 404)) {
                web.enqueue(new MockResponse.Builder().code(code).build());
            }
            VirtualRuntime runtime = new VirtualRuntime(6);
            Alerts alerts = alerts(runtime, smtp, web.url("/" + TOKEN).toString());

            alerts.on(new Happenings("www").failover(runtime.now()));
            runtime.advance(Duration.ofMinutes(1));

            String words = events + "\n" + ours.toString(StandardCharsets.UTF_8) + "\n" + String.join("\n", logged);
            assertThat(words)
                    .contains("refused the login of failover", "answered 404", "answered 503", "EHLO")
                    .doesNotContain(PASSWORD, encoded("\0failover\0" + PASSWORD), TOKEN, KEY, ROUTING);
        }
    }

    private Alerts alerts(VirtualRuntime runtime, SmtpScript smtp, String url) {
        return Alerts.builder()
                .notifier(MailNotifier.to("ops@example.com")
                        .from("failover@example.com")
                        .host("localhost")
                        .port(smtp.port())
                        .trust(Certificates.TRUST.sslSocketFactory())
                        .login("failover", PASSWORD::toCharArray)
                        .build())
                .notifier(
                        WebhookNotifier.json(() -> url).secret(KEY::toCharArray).build())
                .notifier(WebhookNotifier.slack(() -> url).build())
                .notifier(
                        WebhookNotifier.pagerDuty(() -> ROUTING).url(() -> url).build())
                .notifier(WebhookNotifier.teams(() -> "no URL " + TOKEN).build())
                .listener(event -> events.add(event.toString()))
                .runtime(runtime)
                .build();
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private final class Watch extends Handler {

        private final SimpleFormatter formatter = new SimpleFormatter();

        private Watch() {
            setLevel(Level.ALL);
        }

        @Override
        public void publish(LogRecord line) {
            boolean ofTheTest =
                    String.valueOf(line.getLoggerName()).startsWith("mockwebserver3"); // it logs what it gets
            if (!ofTheTest) {
                logged.add(formatter.format(line));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
