package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class GreetingCheckTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @Test
    void aServerThatGreetsIsHealthy() throws Exception {
        assertThat(checked("220 mail.example.com ESMTP\r\n")).isEqualTo(HealthResult.healthy());
    }

    @Test
    void aServerThatIsBusyIsUnhealthy() throws Exception {
        assertThat(checked("421 try again later\r\n"))
                .isEqualTo(HealthResult.unhealthy("greets with another code than 220"));
    }

    @Test
    void aServerThatHangsUpIsUnhealthy() throws Exception {
        assertThat(checked("")).isEqualTo(HealthResult.unhealthy("connection closed, no answer"));
    }

    @Test
    void aServerThatIsNotThereIsUnhealthy() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThat(GreetingCheck.onPort(port).check(target(), TIMEOUT))
                .isEqualTo(HealthResult.unhealthy("connection refused"));
    }

    @Test
    void aGreetingWithoutAnEndCostsNeitherMemoryNorTime() throws Exception {
        assertThat(checked("220 " + "x".repeat(100_000)))
                .isEqualTo(HealthResult.unhealthy("a line of more than 512 bytes"));
    }

    private static HealthResult checked(String greeting) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread greeter = new Thread(() -> greetOnce(server, greeting), "greeter");
            greeter.start();
            HealthResult result = GreetingCheck.onPort(server.getLocalPort()).check(target(), TIMEOUT);
            greeter.join();
            return result;
        }
    }

    private static void greetOnce(ServerSocket server, String greeting) {
        try (Socket client = server.accept()) {
            client.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Target target() {
        return Target.of("mail", "one", InetAddress.getLoopbackAddress());
    }
}
