package io.github.dnsfailover.examples.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody at the host of an engine, before its console: looks, and presses buttons, as the page does. */
final class Desk {

    static final int PORT = 8081;
    static final String PATH = "/failover";

    private static final String BASE = "http://127.0.0.1:" + PORT + PATH + "/";
    private static final Pattern TOKEN = Pattern.compile("\"token\":\\s*\"([^\"]+)\"");
    private static final Pattern VERSION = Pattern.compile("\"version\":\\s*\"([^\"]+)\"");
    private static final Path BROWSER = Path.of("/usr/bin/chromium");

    private final Host host;
    private final Path work;

    Desk(Host host, Path work) {
        this.host = host;
        this.work = work;
    }

    /** Goes back to the best endpoint; what the engine answered. */
    String failback() throws IOException {
        String token = found(TOKEN, curl("api/v1/engine"));
        String version = found(VERSION, curl("api/v1/pools/" + LabEngine.POOL));
        String body = "{\"kind\": \"FAILBACK\", \"because\": \"the data centre is well again\", \"version\": \"" + version
                + "\"}";
        return curl(
                "api/v1/pools/" + LabEngine.POOL + "/intents", "-X", "POST", "-H", "Content-Type: application/json", "-H",
                "X-Failover-Token: " + token, "-d", body);
    }

    private static String found(Pattern pattern, String json) throws IOException {
        Matcher matcher = pattern.matcher(json);
        if (!matcher.find()) {
            throw new IOException("no " + pattern + " in " + json);
        }
        return matcher.group(1);
    }

    private String curl(String resource, String... words) throws IOException {
        String jar = work.resolve("cookies").toString();
        List<String> command = host.command("curl", "-s", "-m", "10", "-b", jar, "-c", jar, BASE + resource);
        command.addAll(List.of(words));
        return Commands.output(command);
    }

    /** A picture of the page; empty if there is no browser. */
    Optional<Path> picture() throws IOException {
        if (!Files.isExecutable(BROWSER)) {
            return Optional.empty();
        }
        Path file = work.resolve("console.png");
        Commands.run(
                host.command(
                        BROWSER.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--hide-scrollbars",
                        "--user-data-dir=" + work.resolve("browser"),
                        "--window-size=1200,1500",
                        "--timeout=4000",
                        "--screenshot=" + file,
                        BASE),
                "");
        return Files.exists(file) ? Optional.of(file) : Optional.empty();
    }
}
