package io.github.dnsfailover.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the operating system can do to an engine must not move traffic: an own network that is cut, a process that
 * stands still, a machine that is overloaded. In real time, since it is about that: a minute and a half, so only in
 * CI and where asked for.
 */
@EnabledIfSystemProperty(
        named = "real.required",
        matches = "true",
        disabledReason = "real time; -Dreal.required=true runs it")
class RealProcessTest {

    private static final String PORT = "18085";
    private static final String BLIND = "TroubleBegan blind: ";
    private static final String SEES_AGAIN = "TroubleEnded blind: ";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** How long the process stands still; CI takes a minute. */
    private static final Duration STANDSTILL = Duration.ofSeconds(Long.getLong("real.standstill", 8));

    private static final int BUSY_PER_PROCESSOR = 8;

    @TempDir
    private Path folder;

    private final List<Process> others = new ArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void endAll() throws Exception {
        others.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        });
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @Test
    void anEngineWhoseOwnNetworkIsCutIsBlindAndMovesNothing() throws Exception {
        TwoHosts hosts = new TwoHosts();
        opened.add(hosts);
        site(hosts.inWorld(), "0.0.0.0");
        EngineProcess engine = engine(hosts.inEngineHost(), TwoHosts.PRIMARY, TwoHosts.BACKUP, TwoHosts.ROUTER);
        engine.await("ChangeProved", PATIENCE);

        hosts.cut();
        String blind = engine.await(BLIND, PATIENCE);
        List<String> heard = engine.listen(Duration.ofSeconds(8));
        hosts.mend();
        engine.await(SEES_AGAIN, PATIENCE);
        heard.addAll(engine.listen(Duration.ofSeconds(5)));

        assertThat(blind).contains("control target");
        assertThat(heard)
                .noneMatch(line -> line.startsWith("RecordsChanged") || line.startsWith("TroubleBegan all down"));
        assertThat(engine.seen()).noneMatch(RealProcessTest::tellsOfAnUnhealthyEndpoint);
    }

    @Test
    void aFailoverStillHappensAfterTheNetworkWasMended() throws Exception {
        TwoHosts hosts = new TwoHosts();
        opened.add(hosts);
        Process primary = site(hosts.inWorld(), TwoHosts.PRIMARY);
        site(hosts.inWorld(), TwoHosts.BACKUP);
        site(hosts.inWorld(), TwoHosts.ROUTER);
        EngineProcess engine = engine(hosts.inEngineHost(), TwoHosts.PRIMARY, TwoHosts.BACKUP, TwoHosts.ROUTER);
        engine.await("ChangeProved", PATIENCE);
        hosts.cut();
        engine.await(BLIND, PATIENCE);
        hosts.mend();
        engine.await(SEES_AGAIN, PATIENCE);

        primary.descendants().forEach(ProcessHandle::destroyForcibly);
        primary.destroyForcibly();

        assertThat(engine.await("RecordsChanged", PATIENCE)).contains("backup");
    }

    @Test
    void aProcessThatStoodStillMovesNothing() throws Exception {
        site(List.of(), "127.0.0.2");
        site(List.of(), "127.0.0.3");
        EngineProcess engine = engine(List.of(), "127.0.0.2", "127.0.0.3", "none");
        engine.await("ChangeProved", PATIENCE);

        engine.signal("STOP");
        List<String> still = engine.listen(STANDSTILL);
        engine.signal("CONT");
        engine.await(BLIND, PATIENCE);
        List<String> heard = engine.listen(Duration.ofSeconds(15));

        assertThat(still).isEmpty();
        assertThat(heard)
                .anyMatch(line -> line.startsWith(SEES_AGAIN))
                .noneMatch(line -> line.startsWith("RecordsChanged") || line.startsWith("HealthChanged"));
    }

    @Test
    void anOverloadedMachineMovesNothing() throws Exception {
        site(List.of(), "127.0.0.2");
        site(List.of(), "127.0.0.3");
        String nice = Commands.require("nice", List.of("/usr/bin/nice", "/bin/nice"));
        EngineProcess engine = engine(List.of(nice, "-n", "19"), "127.0.0.2", "127.0.0.3", "none");
        engine.await("ChangeProved", PATIENCE.multipliedBy(3)); // whatever else runs here goes before it

        int busy = Runtime.getRuntime().availableProcessors() * BUSY_PER_PROCESSOR;
        for (int i = 0; i < busy; i++) {
            others.add(new ProcessBuilder("/bin/sh", "-c", "while :; do :; done").start());
        }
        List<String> heard = engine.listen(Duration.ofSeconds(15));

        assertThat(heard)
                .noneMatch(line -> line.startsWith("RecordsChanged") || line.startsWith("TroubleBegan check broken"));
        assertThat(engine.seen()).noneMatch(RealProcessTest::tellsOfAnUnhealthyEndpoint);
    }

    private static boolean tellsOfAnUnhealthyEndpoint(String line) {
        return line.startsWith("HealthChanged") && line.contains(" is UNHEALTHY");
    }

    private EngineProcess engine(List<String> prefix, String... addresses) throws IOException {
        EngineProcess engine =
                EngineProcess.start(prefix, WatchedEngine.class, addresses[0], addresses[1], addresses[2], PORT);
        opened.add(engine);
        return engine;
    }

    /** A web server that is no part of the engine's process: Python's. */
    private Process site(List<String> prefix, String address) throws IOException {
        Files.writeString(folder.resolve("index.html"), "ok\n");
        List<String> command = new ArrayList<>(prefix);
        command.add(Commands.require("python3", List.of("/usr/bin/python3", "/usr/local/bin/python3")));
        command.addAll(List.of("-m", "http.server", PORT, "--bind", address, "--directory", folder.toString()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        others.add(process);
        return process;
    }
}
