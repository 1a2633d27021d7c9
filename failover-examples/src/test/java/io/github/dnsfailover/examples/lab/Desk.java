package io.github.dnsfailover.examples.lab;

import io.github.dnsfailover.examples.Program;
import io.github.dnsfailover.examples.console.Browser;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody at the host of an engine, before its console: looks, and presses buttons. */
final class Desk {

    static final int PORT = 8081;
    static final String PATH = "/failover";
    static final String BASE = "http://127.0.0.1:" + PORT + PATH + "/";
    static final String REASON = "the data centre is well again";

    private static final Pattern TOKEN = Pattern.compile("\"token\":\\s*\"([^\"]+)\"");
    private static final Pattern VERSION = Pattern.compile("\"version\":\\s*\"([^\"]+)\"");

    private final Host host;
    private final Path work;

    Desk(Host host, Path work) {
        this.host = host;
        this.work = work;
    }

    /**
     * What came of a button.
     *
     * @param at when it was pressed
     * @param where on the page, or what the page calls
     * @param answer what the console said
     */
    record Pressed(Instant at, String where, String answer) {}

    /** Goes back to the best endpoint: on the page, or by what the page calls if there is no browser. */
    Pressed failback() throws IOException {
        if (!Browser.isInstalled()) {
            Instant at = Instant.now();
            return new Pressed(at, "by the console's API (chromium or its driver is not installed)", sentFailback());
        }
        String[] said = atTheConsole(AtTheConsole.FAILBACK).split("\t", 2);
        return new Pressed(Instant.parse(said[0]), "on the console's page in chromium", said[1].strip());
    }

    private String sentFailback() throws IOException {
        String token = found(TOKEN, curl("api/v1/engine"));
        String version = found(VERSION, curl("api/v1/pools/" + LabEngine.POOL));
        String body = "{\"kind\": \"FAILBACK\", \"because\": \"" + REASON + "\", \"version\": \"" + version + "\"}";
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
        return Program.output(command);
    }

    /**
     * Pictures of the page of the engine and of that of the pool; none if there is no browser.
     *
     * @param name what their names begin with
     */
    List<Path> pictures(String name) throws IOException {
        if (!Browser.isInstalled()) {
            return List.of();
        }
        List<Path> files = Arrays.asList(work.resolve(name + "-engine.png"), work.resolve(name + "-pool.png"));
        atTheConsole(AtTheConsole.LOOK, files.get(0).toString(), files.get(1).toString());
        return files;
    }

    /** The browser has to be in the namespace, so that it reaches the console on the loopback of this host. */
    private String atTheConsole(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(Java.command(AtTheConsole.class, arguments));
        return Program.output(host.command(command.toArray(String[]::new)));
    }
}
