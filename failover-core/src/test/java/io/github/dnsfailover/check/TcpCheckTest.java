package io.github.dnsfailover.check;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TcpCheckTest {

    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    @Test
    void anOpenPortIsHealthy() throws Exception {
        try (RawServer server = RawServer.silent()) {
            assertThat(TcpCheck.port(server.port()).check(RawServer.target(), AMPLE))
                    .isEqualTo(HealthResult.healthy());
        }
    }

    @Test
    void theConnectionIsClosedWithoutAWord() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        try (RawServer server = new RawServer(connection -> {
            if (connection.socket().getInputStream().read() < 0) {
                ended.countDown();
            }
        })) {
            TcpCheck.port(server.port()).check(RawServer.target(), AMPLE);

            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aClosedPortIsUnhealthy() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }

        assertThat(TcpCheck.port(free).check(RawServer.target(), AMPLE))
                .isEqualTo(HealthResult.unhealthy("connection refused"));
    }

    @Test
    void aPortThatDropsConnectionsEndsAtTheTimeout() throws Exception {
        try (FullServer full = new FullServer()) {
            HealthResult result = TcpCheck.port(full.port()).check(RawServer.target(), Duration.ofMillis(300));

            assertThat(result).isEqualTo(HealthResult.unhealthy("no connection within 300 ms"));
        }
    }

    @Test
    void aNameIsResolved() throws Exception {
        try (RawServer server = RawServer.silent()) {
            Target target = Target.ofName("www", "ec2", "localhost");

            assertThat(TcpCheck.port(server.port()).check(target, AMPLE)).isEqualTo(HealthResult.healthy());
        }
    }

    @Test
    void aNameThatCannotBeFoundIsInconclusive() {
        String tooLongToBeAsked = "a".repeat(64) + ".invalid";

        HealthResult result = TcpCheck.port(80).check(Target.ofName("www", "ec2", tooLongToBeAsked), AMPLE);

        assertThat(result).isEqualTo(HealthResult.inconclusive("no address found for " + tooLongToBeAsked));
    }

    @Test
    void aJvmWideSocksProxyIsNotUsed() throws Exception {
        try (RawServer server = RawServer.silent();
                RawServer proxy = RawServer.silent();
                Properties properties = new Properties(
                        Map.of("socksProxyHost", "127.0.0.1", "socksProxyPort", Integer.toString(proxy.port())))) {
            HealthResult result = TcpCheck.port(server.port()).check(RawServer.target(), AMPLE);

            assertThat(result).isEqualTo(HealthResult.healthy());
            assertThat(proxy.connections()).isZero();
            assertThat(properties.names()).contains("socksProxyHost");
        }
    }

    @Test
    void anInterruptEndsAProbe() throws Exception {
        try (FullServer full = new FullServer()) {
            HealthResult result = Interrupted.whileBlocked(TcpCheck.port(full.port()), RawServer.target(), () -> {});

            assertThat(result).isEqualTo(HealthResult.inconclusive("interrupted"));
        }
    }

    @Test
    void anInterruptThatCameBeforeEndsTheProbe() throws Exception {
        FutureTask<HealthResult> probe = new FutureTask<>(() -> {
            Thread.currentThread().interrupt();
            return TcpCheck.port(9).check(RawServer.target(), AMPLE);
        });

        RawServer.daemon(probe).start();

        assertThat(probe.get(10, TimeUnit.SECONDS)).isEqualTo(HealthResult.inconclusive("interrupted"));
    }

    @Test
    void anExpectedTextIsWaitedFor() throws Exception {
        try (RawServer server = new RawServer(connection -> {
            connection.write("SSH-2");
            connection.write(".0-OpenSSH_9.2\r\n");
            connection.awaitClose();
        })) {
            assertThat(probe(TcpCheck.port(server.port()).expect("SSH-2.0-"))).isEqualTo(HealthResult.healthy());
        }
    }

    @Test
    void aTextIsSentBeforeTheAnswerIsExpected() throws Exception {
        try (RawServer server = new RawServer(connection -> {
            InputStream in = connection.socket().getInputStream();
            connection.write(new String(in.readNBytes(6), UTF_8).equals("PING\r\n") ? "+PONG\r\n" : "-ERR\r\n");
            connection.awaitClose();
        })) {
            TcpCheck check = TcpCheck.port(server.port()).send("PING\r\n").expect("+PONG");

            assertThat(probe(check)).isEqualTo(HealthResult.healthy());
        }
    }

    @Test
    void anotherTextIsUnhealthyWhenTheConnectionEnds() throws Exception {
        try (RawServer server = new RawServer(connection -> connection.write("-LOADING\r\n"))) {
            assertThat(probe(TcpCheck.port(server.port()).expect("+PONG")))
                    .isEqualTo(HealthResult.unhealthy("connection closed, no \"+PONG\""));
        }
    }

    @Test
    void aSilentPeerEndsAtTheTimeout() throws Exception {
        try (RawServer server = RawServer.silent()) {
            HealthResult result = TcpCheck.port(server.port()).expect("x").check(RawServer.target(), SHORT);

            assertThat(result).isEqualTo(HealthResult.unhealthy("no \"x\" within 300 ms"));
        }
    }

    @Test
    void aPeerThatDripsEndsAtTheTimeout() throws Exception {
        try (RawServer server = new RawServer(connection -> connection.drip("y", 20))) {
            HealthResult result = TcpCheck.port(server.port()).expect("x").check(RawServer.target(), SHORT);

            assertThat(result).isEqualTo(HealthResult.unhealthy("no \"x\" within 300 ms"));
        }
    }

    @Test
    void aPeerThatFloodsEndsAtTheLimit() throws Exception {
        try (RawServer server = new RawServer(connection -> connection.drip("y".repeat(8_192), 0))) {
            assertThat(probe(TcpCheck.port(server.port()).expect("x")))
                    .isEqualTo(HealthResult.unhealthy("no \"x\" in the first 65536 bytes"));
        }
    }

    @Test
    void aPeerThatReadsNothingEndsAtTheTimeout() throws Exception {
        try (RawServer server = RawServer.silent()) {
            TcpCheck check = TcpCheck.port(server.port()).send("x".repeat(20_000_000));

            HealthResult result = check.check(RawServer.target(), SHORT);

            assertThat(result).isEqualTo(HealthResult.unhealthy("no answer within 300 ms"));
        }
    }

    @Test
    void anInterruptEndsTheWaitForAText() throws Exception {
        try (RawServer server = RawServer.silent()) {
            TcpCheck check = TcpCheck.port(server.port()).expect("x");

            HealthResult result = Interrupted.whileBlocked(check, RawServer.target(), () -> {});

            assertThat(result).isEqualTo(HealthResult.inconclusive("interrupted"));
        }
    }

    @Test
    void noTextMeansNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TcpCheck.port(1).send(""))
                .withMessage("send: \"\"; some text is needed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TcpCheck.port(1).expect(""))
                .withMessage("expect: \"\"; some text is needed");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65_536})
    void aPortMustBeInRange(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TcpCheck.port(port))
                .withMessage("port: " + port + "; 1 to 65535 are allowed");
    }

    @Test
    void saysInAStringWhatItDoes() {
        assertThat(TcpCheck.port(5432)).hasToString("TCP port 5432");
        assertThat(TcpCheck.port(6379).send("AUTH secret\r\n").expect("+OK"))
                .hasToString("TCP port 6379 sends a text wants \"+OK\"");
    }

    private static HealthResult probe(TcpCheck check) {
        return check.check(RawServer.target(), AMPLE);
    }
}
