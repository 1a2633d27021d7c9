package io.github.dnsfailover.check;

import io.github.dnsfailover.internal.wire.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One run of a program, without a shell and without input. Its output, both streams in one, is read all the time, so
 * that it hardly waits for us, and only the beginning is kept. When time is up, it is killed with all that it started.
 *
 * <p>There is no thread for the output: a read of a pipe cannot be interrupted, so what is there is taken again and
 * again, the sooner the more there was.
 */
final class ProgramRun {

    /** In the place of an exit status, which is 0 to 255. */
    static final int KILLED = -1;

    private static final int KEPT_OUTPUT = 4_096; // a line for people, and what ping says
    private static final int LONGEST_DRAIN = 1 << 20; // before the next look at the clock
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1); // a full pipe of 64 KiB each: some 60 MB/s
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(20); // a program that says nothing costs nothing

    /**
     * How a program ended.
     *
     * @param status the exit status; 128 and the signal's number if a signal ended it; {@link #KILLED} if time was up
     * @param output the beginning of what it said
     */
    record Ended(int status, String output) {

        /** The first line of the output that says something, for people; may be empty. */
        String firstLine() {
            String line = output.lines()
                    .map(String::strip)
                    .filter(text -> !text.isEmpty())
                    .findFirst()
                    .orElse("");
            return DetailText.foreign(line);
        }
    }

    /** Empty unless this JVM is process 1. */
    private final Optional<ProcessOne> processOne;

    private final Process process;
    private final InputStream output;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final byte[] chunk = new byte[8_192];

    private ProgramRun(Optional<ProcessOne> processOne, Process process) {
        this.processOne = processOne;
        this.process = process;
        this.output = process.getInputStream();
    }

    /**
     * Runs a program until it ends or the deadline has passed.
     *
     * @throws IOException if it could not be started, or not before the deadline: it had no time to say anything then
     * @throws InterruptedException if this thread is interrupted, after the program was killed
     */
    static Ended run(List<String> command, Deadline deadline) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C"); // what it says should not depend on the language of this process
        Optional<ProcessOne> processOne = ProcessOne.ifHere();
        processOne.ifPresent(here -> here.mark(builder.environment()));
        return new ProgramRun(processOne, builder.start()).untilEnd(deadline);
    }

    private Ended untilEnd(Deadline deadline) throws IOException, InterruptedException {
        boolean ended = false;
        Duration pause = SHORTEST_PAUSE;
        try {
            if (deadline.passed()) {
                throw new IOException("starting it took all the time there was");
            }
            process.getOutputStream().close();
            while (!ended && !deadline.passed()) {
                pause = drain() > 0 ? SHORTEST_PAUSE : shorter(pause.multipliedBy(2), LONGEST_PAUSE);
                ended = waitFor(shorter(pause, deadline.left()));
            }
            drain();
            return new Ended(ended ? process.exitValue() : KILLED, kept.toString(StandardCharsets.UTF_8));
        } finally {
            if (!ended) {
                kill();
            }
            output.close();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private boolean waitFor(Duration pause) throws InterruptedException {
        return process.waitFor(pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Takes what is there, and never waits; how much it was. */
    private int drain() throws IOException {
        int drained = 0;
        int there = output.available();
        while (there > 0 && drained < LONGEST_DRAIN) {
            int read = output.read(chunk, 0, Math.min(there, chunk.length));
            kept.write(chunk, 0, Math.min(read, KEPT_OUTPUT - kept.size()));
            drained += read;
            there = output.available();
        }
        return drained;
    }

    private void kill() {
        if (processOne.isPresent()) {
            processOne.get().kill(process);
        } else {
            killAll();
        }
    }

    /** Children are counted before their parent dies, since they belong to another one then. */
    private void killAll() {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }
}
