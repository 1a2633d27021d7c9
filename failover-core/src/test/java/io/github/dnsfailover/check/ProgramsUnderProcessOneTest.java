package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A JVM that is process 1, as in many containers: a process that loses its parent has nobody who buries it. */
@Timeout(120)
class ProgramsUnderProcessOneTest {

    private static final String UNSHARE = "/usr/bin/unshare";

    @TempDir
    Path folder;

    @Test
    void programsThatTimedOutLeaveNoZombies() throws Exception {
        List<String> left = left(
                "exec sleep 1000",
                "sleep 1000; exit 0",
                "sh -c 'sleep 1000; true'; exit 0",
                "sleep 1000 & sleep 1000 & wait");

        assertThat(left).isEmpty();
    }

    @Test
    void scriptsThatGoOnLeaveNothingThatRuns() throws Exception {
        List<String> left = left(
                "while true; do sleep 1000; done",
                "sleep 1000; sleep 1000; exit 0",
                "sh -c 'sleep 1000 | cat; sleep 1000'; exit 0");

        assertThat(left).allMatch(each -> each.contains(" Z 1 "));
    }

    /** The processes that are left after each script has timed out twice. */
    private List<String> left(String... scripts) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(unshare(), "--pid", "--fork", "--mount-proc"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), TimedOutPrograms.class.getName()));
        for (String script : scripts) {
            command.add(Scripts.script(folder, script).toString());
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said.lines().toList();
    }

    private static String unshare() throws IOException, InterruptedException {
        boolean works = Files.isExecutable(Path.of(UNSHARE))
                && new ProcessBuilder(UNSHARE, "--pid", "--fork", "--mount-proc", "true")
                                .start()
                                .waitFor()
                        == 0;
        if (!works) {
            String message = "process namespaces cannot be made here: a JVM as process 1 is NOT tested";
            System.err.println("*** " + message + " ***");
            if (Boolean.getBoolean("real.required")) {
                throw new AssertionError(message + ", although real.required=true");
            }
            Assumptions.abort(message);
        }
        return UNSHARE;
    }
}
