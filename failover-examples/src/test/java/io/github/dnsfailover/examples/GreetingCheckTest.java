package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import java.io.IOException;
import java.net.ConnectException;
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
                .isEqualTo(HealthResult.unhealthy("greets with 421 try again later"));
    }

    @Test
    void aServerThatHangsUpIsUnhealthy() throws Exception {
        assertThat(checked("")).isEqualTo(HealthResult.unhealthy("greets with null"));
    }

    @Test
    void aServerThatIsNotThereThrowsWhichTheEngineTakesForUnhealthy() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        assertThatThrownBy(() -> GreetingCheck.onPort(port).check(target(), TIMEOUT))
                .isInstanceOf(ConnectException.class);
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
