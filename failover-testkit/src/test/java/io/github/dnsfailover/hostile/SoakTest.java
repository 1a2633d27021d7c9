package io.github.dnsfailover.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.testkit.HostileServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * An engine among liars, deaf and silent ones for a long time, in a heap of 128 MB; {@link SoakedEngine} says what it
 * does. Runs for {@code -Dsoak.seconds}, and not at all without it.
 */
@EnabledIfSystemProperty(named = "soak.seconds", matches = "[1-9][0-9]*")
@Timeout(3_600)
class SoakTest {

    private static final String LONG = "x".repeat(8_192);
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    @Test
    void healthyPoolsMoveInTimeAndNothingGrows() throws Exception {
        int seconds = Integer.getInteger("soak.seconds");
        List<String> arguments = new ArrayList<>(List.of(Integer.toString(seconds)));
        List<HostileServer> open = new ArrayList<>();
        try {
            for (String each : List.of(
                    "HTTP/1.1 200 ",
                    "HTTP/1.1 200 OK\r\nX: ",
                    CHUNKED + "5;",
                    CHUNKED + "1\r\na\r\n0\r\nX: ",
                    "HTTP/1.1 200 OK\r\n\r\n")) {
                add(open, arguments, "http", HostileServer.endless(each, LONG));
            }
            add(open, arguments, "http", HostileServer.endless("", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"));
            add(open, arguments, "http", HostileServer.answering("HTTP/1.1 2".getBytes(ISO_8859_1)));
            add(
                    open,
                    arguments,
                    "http",
                    HostileServer.answering("HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\n".getBytes(ISO_8859_1)));
            add(open, arguments, "https", HostileServer.endless(new byte[0], new byte[] {22, 3, 3, 0, 0}));
            add(open, arguments, "tls", HostileServer.endless(new byte[0], new byte[] {21, 3, 3, 0, 2, 1, 90}));
            add(open, arguments, "smtp", HostileServer.endlessFromTheStart("220-", LONG));
            add(open, arguments, "smtp", HostileServer.endlessFromTheStart("", "220-x\r\n"));
            add(open, arguments, "tcp", HostileServer.endlessFromTheStart("", LONG));
            add(open, arguments, "tcp", HostileServer.serving((in, out) -> {
                while (in.read() >= 0) {
                    // says nothing until the client leaves
                }
            }));
            add(open, arguments, "tcp", HostileServer.serving((in, out) -> {
                // hangs up at once
            }));

            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-Xmx128m", "-XX:+ExitOnOutOfMemoryError", "-Xss512k"));
            command.addAll(List.of("-Dorg.slf4j.simpleLogger.defaultLogLevel=error"));
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), SoakedEngine.class.getName()));
            command.addAll(arguments);
            Process process = new ProcessBuilder(command).inheritIO().start();
            try {
                assertThat(process.waitFor(2L * seconds + 180, TimeUnit.SECONDS))
                        .isTrue();
                assertThat(process.exitValue()).isZero();
            } finally {
                process.destroyForcibly();
            }
        } finally {
            for (HostileServer server : open) {
                server.close();
            }
        }
    }

    private static void add(List<HostileServer> open, List<String> arguments, String kind, HostileServer server) {
        open.add(server);
        arguments.add(kind + ":" + server.port());
    }
}
