package io.github.dnsfailover.examples.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody at the host of an engine, before its console: looks, and presses buttons, as the page does. */
final class Desk {

    static final int PORT = 8081;
    static final String PATH = "/failover";

    private static final String BASE = "http://127.0.0.1:" + PORT + PATH + "/";
    private static final Pattern TOKEN = Pattern.compile("\"token\":\\s*\"([^\"]+)\"");
    private static final Pattern VERSION = Pattern.compile("\"version\":\\s*\"([^\"]+)\"");
    private static final Pattern SESSION = Pattern.compile("\"sessionId\":\\s*\"([^\"]+)\"");
    private static final Pattern IMAGE = Pattern.compile("\"value\":\\s*\"([^\"]+)\"");

    /** Of Debian: chromium-driver and chromium. */
    private static final List<Path> BROWSER = List.of(Path.of("/usr/bin/chromedriver"), Path.of("/usr/bin/chromium"));

    private static final int DRIVER_PORT = 9515;
    private static final Duration BROWSER_LIMIT = Duration.ofSeconds(20);
    private static final Duration LIVE = Duration.ofSeconds(2);
    private static final String OPTIONS = """
            {"capabilities": {"alwaysMatch": {"goog:chromeOptions": {"args": ["--headless=new", "--no-sandbox",
             "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--window-size=1200,1600"]}}}}
            """;

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
        String body = "{\"kind\": \"FAILBACK\", \"because\": \"the data centre is well again\", \"version\": \""
                + version + "\"}";
        return curl(
                "api/v1/pools/" + LabEngine.POOL + "/intents",
                "-X",
                "POST",
                "-H",
                "Content-Type: application/json",
                "-H",
                "X-Failover-Token: " + token,
                "-d",
                body);
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

    /** Pictures of the page of the engine and of that of the pool; none if there is no browser. */
    List<Path> pictures() throws IOException {
        if (BROWSER.stream().anyMatch(program -> !Files.isExecutable(program))) {
            return List.of();
        }
        Running driver =
                Running.start(host, work.resolve("driver.log"), BROWSER.get(0).toString(), "--port=" + DRIVER_PORT);
        try {
            Commands.await(() -> "the browser's driver answers", BROWSER_LIMIT, this::isDriven);
            String id = found(SESSION, drive("POST", "session", OPTIONS));
            List<Path> made = List.of(
                    picture(id, "", work.resolve("console.png")),
                    picture(id, "pools/" + LabEngine.POOL, work.resolve("console-pool.png")));
            drive("DELETE", "session/" + id, "");
            return made;
        } finally {
            driver.kill();
        }
    }

    private Path picture(String id, String page, Path file) throws IOException {
        drive("POST", "session/" + id + "/url", "{\"url\": \"" + BASE + page + "\"}");
        Commands.pause(LIVE); // its stream brings what it shows
        String image = found(IMAGE, drive("GET", "session/" + id + "/screenshot", ""));
        return Files.write(file, Base64.getDecoder().decode(image));
    }

    private boolean isDriven() {
        try {
            return drive("GET", "status", "").contains("\"ready\":true");
        } catch (IOException e) {
            return false;
        }
    }

    private String drive(String method, String resource, String body) throws IOException {
        return Commands.outputOf(
                host.command(
                        "curl",
                        "-s",
                        "-m",
                        "30",
                        "-X",
                        method,
                        "-H",
                        "Content-Type: application/json",
                        "-d",
                        "@-",
                        "http://127.0.0.1:" + DRIVER_PORT + "/" + resource),
                body);
    }
}
