package io.github.dnsfailover.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same with TLS above the sockets, where HTTP/2 is agreed upon and connections may be shared between names. */
class FailoverCallsTlsTest {

    private static final HeldCertificate CERTIFICATE = new HeldCertificate.Builder()
            .addSubjectAlternativeName("www.example.com")
            .addSubjectAlternativeName("api.example.com")
            .build();

    private final StagedView view = new StagedView(pool("www"), pool("api"));
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final HandshakeCertificates server =
            new HandshakeCertificates.Builder().heldCertificate(CERTIFICATE).build();
    private final HandshakeCertificates trusting = new HandshakeCertificates.Builder()
            .addTrustedCertificate(CERTIFICATE.certificate())
            .build();
    private final OkHttpClient client = new OkHttpClient.Builder()
            .socketFactory(new PlainSockets(sockets))
            .sslSocketFactory(trusting.sslSocketFactory(), trusting.trustManager())
            .build();

    private Site old;
    private Site young;

    @BeforeEach
    void publish() {
        view.publish("www", "old");
        view.publish("api", "old");
    }

    @AfterEach
    void stop() {
        client.connectionPool().evictAll();
        client.dispatcher().executorService().shutdown();
        old.close();
        young.close();
    }

    private static EndpointPool pool(String name) {
        return StagedView.pool(
                name,
                List.of(name + ".example.com"),
                Endpoint.primary("old", "127.0.0.1"),
                Endpoint.backup("new", "127.0.0.2"));
    }

    private FailoverCalls calls(Protocol protocol) throws IOException {
        List<Protocol> protocols =
                protocol == Protocol.HTTP_2 ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(protocol);
        old = new Site("old", "127.0.0.1", 0, protocols, server.sslSocketFactory());
        young = new Site("new", "127.0.0.2", old.port(), protocols, server.sslSocketFactory());
        return FailoverCalls.over(view, client).build();
    }

    private Request request(String host, String path) {
        return new Request.Builder()
                .url("https://" + host + ":" + old.port() + path)
                .build();
    }

    private String get(FailoverCalls calls, String host) throws IOException {
        try (Response response = calls.newCall(request(host, "/name")).execute()) {
            return response.protocol() + " " + response.body().string();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void bytesBelowTlsTellWhetherACallIsSilent(Protocol protocol) throws Exception {
        FailoverCalls calls = calls(protocol);
        Response response = calls.newCall(request("www.example.com", "/drip")).execute();
        response.body().source().readUtf8(3);
        view.move("www", Cause.FAILOVER, "new");

        for (int i = 0; i < 5; i++) {
            view.runtime.advance(Duration.ofMillis(1_500));
            old.drip("x");
            response.body().source().readUtf8(1);
        }
        view.runtime.advance(Duration.ofMillis(2_500));

        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> response.body().source().readUtf8(1))
                .withMessageContaining("was silent for 2 s");
        response.close();
        calls.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
    void idleConnectionIsClosedWithoutAsking(Protocol protocol) throws Exception {
        FailoverCalls calls = calls(protocol);
        String before = get(calls, "www.example.com");

        view.move("www", Cause.FAILOVER, "new");

        assertThat(before).isEqualTo(protocol + " old");
        assertThat(sockets).hasSize(1).allMatch(Socket::isClosed);
        assertThat(get(calls, "www.example.com")).isEqualTo(protocol + " new");
        calls.close();
    }

    @ParameterizedTest
    @EnumSource(names = "HTTP_2")
    void poolsShareNoConnectionThoughOneCertificateIsForBoth(Protocol protocol) throws Exception {
        FailoverCalls calls = calls(protocol);
        get(calls, "www.example.com");
        get(calls, "api.example.com");

        view.move("api", Cause.FAILOVER, "new");

        assertThat(sockets).hasSize(2);
        assertThat(get(calls, "www.example.com")).endsWith("old");
        assertThat(get(calls, "api.example.com")).endsWith("new");
        calls.close();
    }
}
