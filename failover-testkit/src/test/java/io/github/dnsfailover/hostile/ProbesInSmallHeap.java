package io.github.dnsfailover.hostile;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import io.github.dnsfailover.check.Conversation;
import io.github.dnsfailover.check.HttpCheck;
import io.github.dnsfailover.check.SmtpCheck;
import io.github.dnsfailover.check.TcpCheck;
import io.github.dnsfailover.check.TlsCheck;
import java.net.InetAddress;
import java.time.Duration;

/** Probes one port after the other with a check that the argument names, and prints what came of it. */
final class ProbesInSmallHeap {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private ProbesInSmallHeap() {}

    /** Takes arguments such as {@code http:name:8080}. */
    public static void main(String[] arguments) throws Exception {
        for (String argument : arguments) {
            String[] parts = argument.split(":", -1);
            HealthCheck check = check(parts[0], Integer.parseInt(parts[2]));
            Target target = Target.of("www", "hostile", InetAddress.getLoopbackAddress());
            HealthResult result = check.check(target, TIMEOUT);
            System.out.println(parts[1] + ": " + result.verdict() + " " + result.detail());
        }
    }

    private static HealthCheck check(String kind, int port) {
        return switch (kind) {
            case "http" ->
                HttpCheck.get("/").port(port).bodyContains("Example Shop").build();
            case "large" ->
                HttpCheck.get("/")
                        .port(port)
                        .bodyLimit(16 << 20)
                        .bodyContains("Example Shop")
                        .build();
            case "status" -> HttpCheck.get("/").port(port).build();
            case "https" ->
                HttpCheck.get("/")
                        .https()
                        .port(port)
                        .bodyContains("Example Shop")
                        .build();
            case "http2" ->
                HttpCheck.get("/")
                        .http2()
                        .port(port)
                        .bodyContains("Example Shop")
                        .build();
            case "tls" -> TlsCheck.port(port).build();
            case "tcp" -> TcpCheck.port(port).expect("Example Shop");
            case "smtp" -> SmtpCheck.port(port).build();
            case "talk" ->
                (target, timeout) -> Conversation.with(target, port, timeout, talk -> {
                    int lines = 0;
                    while (!talk.readLine(1_000).isEmpty()) {
                        lines++;
                    }
                    return HealthResult.unhealthy(lines + " lines");
                });
            default -> throw new IllegalArgumentException(kind);
        };
    }
}
