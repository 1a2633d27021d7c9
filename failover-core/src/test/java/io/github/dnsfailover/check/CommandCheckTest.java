package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class CommandCheckTest {

    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    Path folder;

    @Test
    void statusZeroIsHealthy() throws Exception {
        assertThat(probe("exit 0")).isEqualTo(HealthResult.healthy());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 127, 128, 160, 255})
    void anotherStatusIsUnhealthy(int status) throws Exception {
        assertThat(probe("exit " + status)).isEqualTo(HealthResult.unhealthy("exit status " + status));
    }

    @Test
    void theFirstLineOfTheOutputIsTheDetail() throws Exception {
        assertThat(probe("echo; echo ' CRITICAL - no slave' >&2; echo more; exit 2"))
                .isEqualTo(HealthResult.unhealthy("exit status 2: CRITICAL - no slave"));
    }

    @Test
    void aDetailHoldsNothingThatATerminalWouldObey() throws Exception {
        HealthResult result = probe("printf '\\033[31m'; head -c 100000 /dev/zero | tr '\\0' x; exit 2");

        assertThat(result.detail()).startsWith("exit status 2: ?[31mxxx").matches("[ -~]{1,160}");
    }

    @Test
    void healthyAndInconclusiveStatusesMayBeChosen() throws Exception {
        CommandCheck.Builder check = CommandCheck.program(Scripts.script(folder, "echo said; exit $1"))
                .accept(0, 1)
                .inconclusive(3);

        assertThat(probe(check.arguments("1"))).isEqualTo(HealthResult.healthy());
        assertThat(probe(check.arguments("2"))).isEqualTo(HealthResult.unhealthy("exit status 2: said"));
        assertThat(probe(check.arguments("3"))).isEqualTo(HealthResult.inconclusive("exit status 3: said"));
    }

    @Test
    void aProgramThatASignalEndedIsInconclusive() throws Exception {
        assertThat(probe("kill -9 $$")).isEqualTo(HealthResult.inconclusive("the program was ended by signal 9"));
    }

    @Test
    void aProgramThatHasGoneIsInconclusive() throws Exception {
        Path program = Scripts.script(folder, "exit 0");
        CommandCheck check = CommandCheck.program(program).build();
        Files.delete(program);

        HealthResult result = check.check(RawServer.target(), AMPLE);

        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(result.detail()).startsWith("the program could not be started: ");
    }

    @Test
    void aProgramThatStartsOnlyWhenTimeIsUpIsInconclusive() throws Exception {
        CommandCheck check =
                CommandCheck.program(Scripts.script(folder, "exec sleep 1000")).build();

        HealthResult result = check.check(RawServer.target(), Duration.ofNanos(1));

        assertThat(result)
                .isEqualTo(HealthResult.inconclusive(
                        "the program could not be started: starting it took all the time there was"));
    }

    @Test
    void noArgumentIsReadByAShell() throws Exception {
        String argument = "$(exit 1); `exit 1` && \"exit\" *";
        Path program = Scripts.script(folder, "echo \"$1\"; exit 2");

        HealthResult result = probe(CommandCheck.program(program).arguments(argument));

        assertThat(result).isEqualTo(HealthResult.unhealthy("exit status 2: " + argument));
    }

    @Test
    void theTargetMayBeAnArgument() throws Exception {
        Path program = Scripts.script(folder, "echo \"$1 $2\"; exit 2");

        HealthResult result =
                probe(CommandCheck.program(program).arguments(target -> List.of(target.endpoint(), target.host())));

        assertThat(result).isEqualTo(HealthResult.unhealthy("exit status 2: cloudhelix 127.0.0.1"));
    }

    @Test
    void thereIsNoInput() throws Exception {
        assertThat(probe("read line && exit 1; exit 0")).isEqualTo(HealthResult.healthy());
    }

    @Test
    void aProgramThatDoesNotEndIsKilledAtTheTimeout() throws Exception {
        Path pid = folder.resolve("pid");
        CommandCheck check = CommandCheck.program(Scripts.script(folder, "echo $$ > " + pid + "; exec sleep 1000"))
                .build();

        HealthResult result = check.check(RawServer.target(), Duration.ofSeconds(2));

        assertThat(result).isEqualTo(HealthResult.unhealthy("no end of the program within 2 s"));
        awaitEnd(Scripts.idIn(pid));
    }

    @Test
    void itsDescendantsAreKilledWithIt() throws Exception {
        Path pid = folder.resolve("pid");
        AtomicLong grandchild = new AtomicLong();
        CommandCheck check = CommandCheck.program(
                        Scripts.script(folder, "sh -c 'sleep 1000 & echo $! > " + pid + "; wait'; exit 0"))
                .build();

        HealthResult result =
                Interrupted.whileBlocked(check, RawServer.target(), () -> grandchild.set(Scripts.idIn(pid)));

        assertThat(result).isEqualTo(HealthResult.inconclusive("interrupted"));
        awaitEnd(grandchild.get());
    }

    @Test
    void aFloodOfOutputIsPassedOver() throws Exception {
        assertThat(probe("head -c 10000000 /dev/zero; exit 0")).isEqualTo(HealthResult.healthy());
    }

    /** At the 3 MB/s that one look in 20 ms allows, the timeout would be over first. */
    @Test
    void aTalkativeProgramIsNotSlowedDown() throws Exception {
        assertThat(probe("dd if=/dev/zero bs=512 count=200000 2>/dev/null")).isEqualTo(HealthResult.healthy());
    }

    @Test
    void anEndlessFloodEndsAtTheTimeout() throws Exception {
        CommandCheck check =
                CommandCheck.program(Scripts.script(folder, "exec yes")).build();

        HealthResult result = check.check(RawServer.target(), SHORT);

        assertThat(result).isEqualTo(HealthResult.unhealthy("no end of the program within 300 ms"));
    }

    @Test
    void aChildThatStaysBehindIsNotWaitedFor() throws Exception {
        Path pid = folder.resolve("pid");

        HealthResult result = probe("sleep 1000 & echo $! > " + pid + "; exit 0");

        assertThat(result).isEqualTo(HealthResult.healthy());
        ProcessHandle.of(Scripts.idIn(pid)).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Test
    void anInterruptThatCameBeforeEndsTheProbe() throws Exception {
        CommandCheck check =
                CommandCheck.program(Scripts.script(folder, "exec sleep 1000")).build();

        HealthResult result = Interrupted.before(check, RawServer.target());

        assertThat(result).isEqualTo(HealthResult.inconclusive("interrupted"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sh", "/nowhere/sh", "/bin", "/etc/passwd", ""})
    void aProgramMustBeOne(String program) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandCheck.program(Path.of(program)))
                .withMessage("program: \"" + program + "\"; an absolute path to an executable file is needed");
    }

    @Test
    void statusesMustBeSensible() throws Exception {
        CommandCheck.Builder check = CommandCheck.program(Scripts.script(folder, "exit 0"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> check.accept(256))
                .withMessage("accept: 256; 0 to 255 are allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check.inconclusive(-1))
                .withMessage("inconclusive: -1; 0 to 255 are allowed");
        assertThatIllegalArgumentException().isThrownBy(check::accept).withMessage("accept: no status given");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check.accept(3).inconclusive(3).build())
                .withMessage("accept: 3 is inconclusive, too");
    }

    @Test
    void saysInAStringWhatItRunsWithoutTheArguments() throws Exception {
        Path program = Scripts.script(folder, "exit 0");

        assertThat(CommandCheck.program(program).arguments("--password=secret").build())
                .hasToString("command " + program);
    }

    private HealthResult probe(String script) throws IOException {
        return probe(CommandCheck.program(Scripts.script(folder, script)));
    }

    private static HealthResult probe(CommandCheck.Builder check) {
        return check.build().check(RawServer.target(), AMPLE);
    }

    private static void awaitEnd(long id) throws Exception {
        ProcessHandle process = ProcessHandle.of(id).orElse(null); // null: it has gone already
        if (process != null) {
            process.onExit().get(10, TimeUnit.SECONDS);
        }
    }
}
