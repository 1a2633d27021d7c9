package io.github.dnsfailover.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.HealthResult;
import java.io.DataInputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What both checks of TLS say and take in the handshake. */
@Timeout(60)
class HandshakeTest {

    private static final String NAME = "www.example.com";

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void everySuiteOfTheJvmIsTaken(TlsKind kind) throws Exception {
        HeldCertificate rsa = Certificates.rsa(NAME);
        List<String> suites = Stream.of(
                        SSLContext.getDefault().getDefaultSSLParameters().getCipherSuites())
                .filter(suite -> suite.contains("DHE_RSA_WITH_"))
                .toList();
        assertThat(suites).anyMatch(suite -> suite.startsWith("TLS_DHE_")).anyMatch(suite -> suite.contains("_CBC_"));

        for (String suite : suites) {
            try (JdkHttpsServer server = JdkHttpsServer.speaking(Certificates.context(rsa), suite)) {
                assertThat(kind.probe(NAME, server.port(), Tls.trusting(rsa.certificate())))
                        .as(suite)
                        .isEqualTo(HealthResult.healthy());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theNameIsAlwaysSaid(TlsKind kind) throws Exception {
        for (String name : List.of(NAME, "mail", "a_b.example.com", "_x", "a-.example.com", "xn--bcher-kva.example")) {
            assertThat(hello(kind, name)).as(name).contains(said(name));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAddressIsNotSaid(TlsKind kind) throws Exception {
        assertThat(hello(kind, "")).isNotEmpty().doesNotContain("127.0.0.1");
    }

    /** The JDK's own server takes no such name from anybody, so it is OpenSSL's. */
    @ParameterizedTest
    @EnumSource
    void aServerShowsTheCertificateOfANameWithAnUnderscore(TlsKind kind) throws Exception {
        String name = "a_b.example.com";
        try (OpensslServer server = OpensslServer.showing(
                folder, Certificates.valid("other.example.com"), Certificates.valid(name), name)) {
            assertThat(kind.probe(name, server.port(), Certificates.trust())).isEqualTo(HealthResult.healthy());
            assertThat(kind.probe("c_d.example.com", server.port(), Certificates.trust()))
                    .isEqualTo(HealthResult.unhealthy("certificate not valid for c_d.example.com"));
        }
    }

    /** An extension of one name: RFC 6066 section 3. */
    private static String said(String name) {
        int length = name.length();
        return new String(new char[] {0, 0, 0, (char) (length + 5), 0, (char) (length + 3), 0, 0, (char) length})
                + name;
    }

    /** The first that the client sends, each octet a character. */
    private static String hello(TlsKind kind, String name) throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        try (RawServer server = new RawServer(connection -> {
            DataInputStream in = new DataInputStream(connection.socket().getInputStream());
            in.skipNBytes(3); // type and version of the record: RFC 8446 section 5.1
            heard.add(new String(in.readNBytes(in.readUnsignedShort()), ISO_8859_1));
        })) {
            kind.probe(name, server.port(), Tls.trustingJvm());
            return heard.poll(10, TimeUnit.SECONDS);
        }
    }
}
