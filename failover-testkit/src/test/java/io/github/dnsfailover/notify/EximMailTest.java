package io.github.dnsfailover.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Mail to a real MTA, which knows SMTP better than scripts do. */
@Timeout(120)
class EximMailTest {

    @TempDir
    Path folder;

    private static MailNotifier.Builder mail(EximServer exim, String... to) {
        return MailNotifier.to(to)
                .from("failover@example.com")
                .host("localhost")
                .port(exim.port())
                .trust(Certificates.TRUST.sslSocketFactory())
                .timeout(Duration.ofSeconds(20));
    }

    @Test
    void eximTakesTheMailAfterStartTlsAndLogin() throws Exception {
        try (EximServer exim = EximServer.start(folder)) {
            mail(exim, "ops@example.com")
                    .login("failover", "s3cret"::toCharArray)
                    .build()
                    .send(Samples.trouble(), Samples.NOW);

            assertThat(exim.delivered())
                    .contains("Message-ID: <" + Samples.ID + "@example.com>", "Auto-Submitted: auto-generated")
                    .contains("with esmtpsa", "Clients get   198.51.100.109 (ec2)");
        }
    }

    @Test
    void eximsRefusalsAreUnderstood() throws Exception {
        try (EximServer exim = EximServer.start(folder)) {
            NotDeliveredException login = catchThrowableOfType(
                    NotDeliveredException.class,
                    () -> mail(exim, "ops@example.com")
                            .login("failover", "wr0ng"::toCharArray)
                            .build()
                            .send(Samples.trouble(), Samples.NOW));
            NotDeliveredException recipient = catchThrowableOfType(
                    NotDeliveredException.class,
                    () -> mail(exim, "gone@example.com")
                            .login("failover", "s3cret"::toCharArray)
                            .build()
                            .send(Samples.trouble(), Samples.NOW));
            NotDeliveredException clear = catchThrowableOfType(
                    NotDeliveredException.class,
                    () -> MailNotifier.to("ops@example.com")
                            .from("failover@example.com")
                            .host("127.0.0.1")
                            .port(exim.port())
                            .withoutEncryption()
                            .build()
                            .send(Samples.trouble(), Samples.NOW));

            assertThat(login)
                    .hasMessageContaining("refused the login of failover")
                    .hasMessageNotContaining("wr0ng");
            assertThat(recipient).hasMessageContaining("gone@example.com with 550");
            assertThat(recipient.isWorthRetrying()).isFalse();
            assertThat(clear.isWorthRetrying()).isFalse();
        }
    }
}
