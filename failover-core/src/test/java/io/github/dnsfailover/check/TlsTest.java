package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    private static final HeldCertificate ONE = Certificates.valid("one.example.com");
    private static final HeldCertificate TWO = Certificates.valid("two.example.com");

    @TempDir
    Path folder;

    @Test
    void aFileMayHoldSeveralAuthorities() throws Exception {
        Path file = folder.resolve("ca.pem");
        Files.writeString(file, "Our authorities\n" + ONE.certificatePem() + TWO.certificatePem());

        Tls tls = Tls.trustingPem(file);

        assertThat(tls.trust().getAcceptedIssuers()).containsExactlyInAnyOrder(ONE.certificate(), TWO.certificate());
        assertThat(tls).hasToString("TLS trusting 2 authorities");
    }

    @Test
    void aFileWithoutACertificateIsRefused() throws Exception {
        Path empty = Files.createFile(folder.resolve("empty.pem"));
        Path broken = folder.resolve("broken.pem");
        Files.writeString(broken, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tls.trustingPem(empty))
                .withMessage("trustingPem: " + empty + " holds no certificate");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tls.trustingPem(broken))
                .withMessage("trustingPem: " + broken + " holds something that is no certificate");
    }

    @Test
    void aMissingFileIsSaid() {
        assertThatThrownBy(() -> Tls.trustingPem(folder.resolve("nowhere.pem")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void somebodyMustBeTrusted() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tls.trusting(new X509Certificate[0]))
                .withMessage("trusting: no certificate given");
    }

    @Test
    void aStoreWithoutAKeyIsRefused() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("ca", ONE.certificate());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tls.trustingJvm().clientCertificate(store, new char[0]))
                .withMessage("clientCertificate: the store holds no private key");
    }

    @Test
    void aWrongPasswordIsRefusedAndNotShown() throws Exception {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        store.setKeyEntry(
                "key", ONE.keyPair().getPrivate(), "right".toCharArray(), new X509Certificate[] {ONE.certificate()});

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tls.trustingJvm().clientCertificate(store, "wrong".toCharArray()))
                .withMessage("clientCertificate: the store's keys cannot be read");
    }

    @Test
    void theJvmsTrustIsParsedOnce() {
        assertThat(Tls.trustingJvm()).isSameAs(Tls.trustingJvm());
    }

    @Test
    void saysInAStringWhomItTrusts() {
        assertThat(Tls.insecureTrustAnyCertificate()).hasToString("TLS trusting anybody");
        assertThat(Tls.trusting(ONE.certificate())
                        .clientCertificate(Certificates.shown(TWO).keyManager()))
                .hasToString("TLS trusting 1 authorities with a client certificate");
    }
}
