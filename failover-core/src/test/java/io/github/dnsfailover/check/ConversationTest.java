package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ConversationTest {

    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    private static final Conversation.Talk LINE = talk -> HealthResult.unhealthy(talk.readLine(10));

    @Test
    void aLineIsReadWithoutItsEnd() throws Exception {
        assertThat(said("220 ok\r\n", LINE)).isEqualTo(HealthResult.unhealthy("220 ok"));
        assertThat(said("220 ok\n", LINE)).isEqualTo(HealthResult.unhealthy("220 ok"));
    }

    @Test
    void linesAreReadOneByOneAndSentInBetween() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        try (RawServer server = new RawServer(connection -> {
            connection.write("one\ntwo\n");
            byte[] said = connection.socket().getInputStream().readNBytes(6);
            if (new String(said, StandardCharsets.UTF_8).equals("three\n")) {
                answered.countDown();
            }
        })) {
            HealthResult result = Conversation.with(RawServer.target(), server.port(), AMPLE, talk -> {
                String both = talk.readLine(10) + talk.readLine(10);
                talk.write("three\n");
                return HealthResult.unhealthy(both);
            });

            assertThat(result).isEqualTo(HealthResult.unhealthy("onetwo"));
            RawServer.await(answered);
        }
    }

    @Test
    void aLineThatIsTooLongIsUnhealthy() throws Exception {
        assertThat(said("12345678901\n", LINE)).isEqualTo(HealthResult.unhealthy("a line of more than 10 bytes"));
    }

    @Test
    void aConnectionThatEndsWithinALineIsUnhealthy() throws Exception {
        assertThat(said("220 o", LINE)).isEqualTo(HealthResult.unhealthy("connection closed, no answer"));
    }

    @Test
    void aLineThatDripsEndsWithTheProbe() throws Exception {
        try (RawServer server = new RawServer(connection -> connection.drip("x", 20))) {
            HealthResult result = Conversation.with(
                    RawServer.target(), server.port(), SHORT, talk -> HealthResult.unhealthy(talk.readLine(100_000)));

            assertThat(result).isEqualTo(HealthResult.unhealthy("no answer within 300 ms"));
        }
    }

    @Test
    void anInterruptEndsIt() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (RawServer server = new RawServer(connection -> {
            asked.countDown();
            connection.awaitClose();
        })) {
            HealthCheck check = (target, timeout) -> Conversation.with(target, server.port(), timeout, LINE);

            HealthResult result = Interrupted.whileBlocked(check, RawServer.target(), () -> RawServer.await(asked));

            assertThat(result).isEqualTo(HealthResult.inconclusive("interrupted"));
        }
    }

    @Test
    void aPortThatNobodyListensAtIsUnhealthy() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(Conversation.with(RawServer.target(), port, AMPLE, LINE))
                .isEqualTo(HealthResult.unhealthy("connection refused"));
    }

    @Test
    void whatTheTalkItselfThrowsGoesThrough() throws Exception {
        assertThatThrownBy(() -> said("x\n", talk -> {
                    throw new IllegalStateException("a fault of the check");
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void argumentsAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> Conversation.with(RawServer.target(), 0, AMPLE, LINE));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Conversation.with(RawServer.target(), 25, Duration.ZERO, LINE));
    }

    private static HealthResult said(String text, Conversation.Talk talk) throws Exception {
        try (RawServer server = new RawServer(connection -> connection.write(text))) {
            return Conversation.with(RawServer.target(), server.port(), AMPLE, talk);
        }
    }
}
