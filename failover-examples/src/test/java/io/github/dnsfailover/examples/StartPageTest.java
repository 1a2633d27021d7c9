package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.event.ChangeProved;
import io.github.dnsfailover.testkit.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whoever follows docs/start.md sees what it says; only the ports are others here. */
@Timeout(120)
class StartPageTest {

    private static final Path PAGE = Path.of("..", "docs", "start.md");
    private static final Pattern BLOCK =
            Pattern.compile("<!-- run: ([a-z0-9-]+) -->\\n```[a-z]*\\n(.*?)```\\n", Pattern.DOTALL);
    private static final Pattern XML = Pattern.compile("```xml\n(.*?)```\n", Pattern.DOTALL);
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration POLL = Duration.ofMillis(50);

    @TempDir
    Path folder;

    private final List<Process> running = new ArrayList<>();
    private final List<FailoverEvent> events = Collections.synchronizedList(new ArrayList<>());
    private final Object heard = new Object();

    private int dnsPort;
    private int webPort;

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : running) {
            end(process);
        }
    }

    @Test
    void theNameFollowsTheSiteThatServes() throws Exception {
        for (String program : List.of("tsig-keygen", "named", "dig", "python3")) {
            Installed.require(program, "docs/start.md");
        }
        dnsPort = FreePort.find();
        webPort = FreePort.find();
        said("server");
        said("sites");
        start("named", "127.0.0.1", dnsPort);
        Process one = start("one", "127.0.0.2", webPort);
        start("two", "127.0.0.3", webPort);
        String secret = said("secret", "printf %s \"$DNS_KEY\"");

        try (FailoverEngine engine = FirstFailover.engine(dnsPort, webPort, secret)) {
            assertThat(engine.preflight().get(60, TimeUnit.SECONDS).isReady()).isTrue();
            engine.listen(this::hear);
            engine.start();
            awaitProved("one");
            assertThat(said("look"))
                    .contains("www.example.com.")
                    .contains("5\tIN\tA\t127.0.0.2")
                    .contains("at=one");

            end(one);
            awaitProved("two");
            assertThat(said("look")).contains("5\tIN\tA\t127.0.0.3").contains("at=two");

            start("one", "127.0.0.2", webPort);
            awaitProved("one");
            assertThat(said("look")).contains("5\tIN\tA\t127.0.0.2").contains("at=one");
        }
    }

    @Test
    void theProjectOfThePageHasTheDependencyOfTheReadme() throws IOException {
        String dependency = xml(Path.of("..", "README.md"));

        assertThat(dependency).startsWith("<dependency>");
        assertThat(xml(PAGE)).contains(dependency.indent(4));
    }

    private static String xml(Path page) throws IOException {
        Matcher block = XML.matcher(Files.readString(page));
        assertThat(block.find()).as("a block of XML in %s", page).isTrue();
        return block.group(1);
    }

    private void hear(FailoverEvent event) {
        events.add(event);
        synchronized (heard) {
            heard.notifyAll();
        }
    }

    /** Waits until the last proved change leads there. */
    private void awaitProved(String endpoint) throws InterruptedException {
        synchronized (heard) {
            while (!lastProved().equals(List.of(endpoint))) {
                heard.wait();
            }
        }
    }

    private List<String> lastProved() {
        synchronized (events) {
            return events.stream()
                    .filter(ChangeProved.class::isInstance)
                    .map(event -> ((ChangeProved) event).to())
                    .reduce(List.of(), (first, second) -> second);
        }
    }

    private String block(String name) throws IOException {
        String text = BLOCK.matcher(Files.readString(PAGE))
                .results()
                .filter(block -> block.group(1).equals(name))
                .findFirst()
                .orElseThrow()
                .group(2);
        return text.replace("5300", Integer.toString(dnsPort)).replace("8080", Integer.toString(webPort));
    }

    /** What a block prints, which must end well. */
    private String said(String name) throws IOException, InterruptedException {
        return said(name, "");
    }

    private String said(String name, String more) throws IOException, InterruptedException {
        Program.Ended shell = Program.run(folder, List.of("sh", "-e", "-c", block(name) + more));
        assertThat(shell.code()).as("%s said %s", name, shell.said()).isZero();
        return shell.said();
    }

    /** Starts what a block runs, until the end, and waits until it takes connections. */
    private Process start(String name, String host, int port) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", "exec " + block(name))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        running.add(process);
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (!Program.accepts(host, port)) {
            assertThat(process.isAlive() && end - System.nanoTime() > 0)
                    .as("%s runs: %s", name, Files.readString(folder.resolve(name + ".log")))
                    .isTrue();
            process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
        }
        return process;
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
