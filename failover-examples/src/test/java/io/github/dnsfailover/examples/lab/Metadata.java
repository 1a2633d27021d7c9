package io.github.dnsfailover.examples.lab;

import io.github.dnsfailover.examples.Program;
import io.github.dnsfailover.examples.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The metadata service of site B, asked as an instance asks it when it boots. Confined to one thread. */
final class Metadata {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final String BASE = "http://" + Topology.METADATA + "/latest/";

    private final String token;

    Metadata(Path work) throws IOException {
        Java.start(Host.WEB_B, work.resolve("metadata.log"), MetadataServer.class, Topology.METADATA);
        Waiting.await(() -> "the metadata service gives a token", START_LIMIT, () -> !asked().isEmpty());
        token = asked();
    }

    private static String asked() {
        try {
            return Program.run(
                            curl("-X", "PUT", "-H", "X-aws-ec2-metadata-token-ttl-seconds: 60", BASE + "api/token"), "")
                    .said();
        } catch (IOException e) {
            return "";
        }
    }

    private static List<String> curl(String... words) {
        String[] all = new String[words.length + 4];
        System.arraycopy(new String[] {"curl", "-s", "-m", "2"}, 0, all, 0, 4);
        System.arraycopy(words, 0, all, 4, words.length);
        return Host.WEB_B.command(all);
    }

    String value(String name) throws IOException {
        return Program.output(curl("-f", "-H", "X-aws-ec2-metadata-token: " + token, BASE + "meta-data/" + name));
    }

    /** The status that somebody without a token gets. */
    String statusWithoutToken() throws IOException {
        return Program.output(curl("-o", "/dev/null", "-w", "%{http_code}", BASE + "meta-data/instance-id"));
    }

    /** The page that the instance makes of it when it boots. */
    String page() throws IOException {
        return """
                <html><body>
                <h1>%s</h1>
                <p>served by ec2</p>
                <p>Amazon EC2, instance %s, %s, private %s, public %s</p>
                </body></html>
                """.formatted(
                        WebServer.TEXT,
                        value("instance-id"),
                        value("placement/availability-zone"),
                        value("local-ipv4"),
                        value("public-ipv4"));
    }
}
