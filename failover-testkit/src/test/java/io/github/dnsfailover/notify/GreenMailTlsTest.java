package io.github.dnsfailover.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** GreenMail over implicit TLS, with a certificate of our own authority, and with users. */
@Timeout(60)
class GreenMailTlsTest {

    private static final String STORE = "greenmail.tls.keystore.file";
    private static final String STORE_PASSWORD = "greenmail.tls.keystore.password";

    private GreenMail server;

    @BeforeAll
    static void giveItACertificate(@TempDir Path folder) throws Exception {
        HeldCertificate held = Certificates.of("localhost");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        Certificate[] chain = {held.certificate(), Certificates.AUTHORITY.certificate()};
        keys.setKeyEntry("server", held.keyPair().getPrivate(), "changeit".toCharArray(), chain);
        Path store = folder.resolve("server.p12");
        try (OutputStream out = Files.newOutputStream(store)) {
            keys.store(out, "changeit".toCharArray());
        }
        System.setProperty(STORE, store.toString());
        System.setProperty(STORE_PASSWORD, "changeit");
    }

    @AfterAll
    static void forgetIt() {
        System.clearProperty(STORE);
        System.clearProperty(STORE_PASSWORD);
    }

    @BeforeEach
    void startServer() {
        server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));
        server.start();
        server.setUser("ops@example.com", "failover", "s3cret");
    }

    @AfterEach
    void endServer() {
        server.stop();
    }

    private MailNotifier mail(String password) {
        return MailNotifier.to("ops@example.com")
                .from("failover@example.com")
                .host("localhost")
                .port(server.getSmtps().getPort())
                .implicitTls()
                .trust(Certificates.TRUST.sslSocketFactory())
                .login("failover", password::toCharArray)
                .timeout(Duration.ofSeconds(10))
                .build();
    }

    @Test
    void aMailArrivesWithTheRightPassword() throws Exception {
        mail("s3cret").send(Samples.trouble(), Samples.NOW);

        assertThat(server.getReceivedMessages())
                .singleElement()
                .satisfies(message -> assertThat(message.getSubject())
                        .isEqualTo(Samples.trouble().subject()));
    }

    @Test
    void aWrongPasswordIsRefusedAndNotTold() {
        assertThatThrownBy(() -> mail("wr0ng").send(Samples.trouble(), Samples.NOW))
                .isInstanceOfSatisfying(
                        NotDeliveredException.class,
                        e -> assertThat(e.isWorthRetrying()).isTrue())
                .hasMessageContaining("refused the login of failover")
                .hasMessageNotContaining("wr0ng");
        assertThat(server.getReceivedMessages()).isEmpty();
    }
}
