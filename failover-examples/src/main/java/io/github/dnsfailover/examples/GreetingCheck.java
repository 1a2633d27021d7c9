package io.github.dnsfailover.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A check of one's own: a mail server is healthy if it greets. */
final class GreetingCheck {

    private GreetingCheck() {}

    static HealthCheck onPort(int port) {
        // readme: custom check
        HealthCheck greets = (target, timeout) -> {
            int half = Math.max(1, (int) timeout.toMillis() / 2); // one half to connect, one to read
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(target.host(), port), half);
                socket.setSoTimeout(half);
                String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
                return line != null && line.startsWith("220 ")
                        ? HealthResult.healthy()
                        : HealthResult.unhealthy("greets with " + line);
            }
        };
        // readme: end
        return greets;
    }
}
