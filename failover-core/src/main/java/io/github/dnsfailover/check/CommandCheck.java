package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import io.github.dnsfailover.internal.wire.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Runs a program and judges by its exit status: 0 is healthy.
 *
 * <pre>{@code
 * CommandCheck.program(Path.of("/usr/lib/nagios/plugins/check_mysql"))
 *         .arguments(target -> List.of("-H", target.host()))
 *         .accept(0, 1)                  // OK, WARNING
 *         .inconclusive(3)               // UNKNOWN
 *         .build()
 * }</pre>
 *
 * <p>The program is started directly, never by a shell, so nothing in an argument has a special meaning. It has this
 * process's environment and working folder (with {@code LC_ALL=C}) and no input. Arguments can be seen by everybody on
 * this host: no secrets. The first line of its output, both streams in one, becomes the detail when it is unhealthy,
 * and so goes into events and logs; what comes after the first 4,096 bytes is read and dropped.
 *
 * <p>When the timeout has passed or the thread is interrupted, the program is killed together with its descendants. One
 * that has cut itself off from its parent by then, as daemons do, is not found. Where this JVM is process 1, as in many
 * containers, nobody reaps a process that has lost its parent. There, descendants are killed before their parents, so
 * that the parents reap them. This takes up to a second beyond the timeout, and a script may go on for a moment. It is
 * better to let the container run an init ({@code docker run --init}).
 *
 * <p><b>Inconclusive</b>: the program could not be started (it is gone, too many open files, no memory, no time), a
 * signal ended it (status 129 to 159: it crashed, or the system was out of memory), an interrupt, and the statuses of
 * {@link Builder#inconclusive}. Every other status, and a program that did not end in time, is unhealthy: what it waits
 * for is most likely the target.
 *
 * <p>Each probe is a process: some milliseconds of CPU, where a check inside this JVM takes a fraction of one. For tens
 * of targets, not for thousands.
 *
 * <p>Immutable and thread-safe. A probe blocks the calling thread for at most the timeout, and a second more where this
 * JVM is process 1. It starts no thread; the JVM has one of its own that waits for each process.
 */
public final class CommandCheck implements HealthCheck {

    private static final int SIGNAL = 128; // what the JVM adds to a signal's number, as shells do
    private static final int HIGHEST_SIGNAL = 31;

    private final Path program;
    private final Function<Target, List<String>> arguments;
    private final BitSet healthy;
    private final BitSet inconclusive;

    private CommandCheck(Builder builder) {
        this.program = builder.program;
        this.arguments = builder.arguments;
        this.healthy = (BitSet) builder.healthy.clone();
        this.inconclusive = (BitSet) builder.inconclusive.clone();
        if (healthy.isEmpty()) {
            healthy.set(0);
        }
    }

    /**
     * A check that runs this program.
     *
     * @throws IllegalArgumentException unless it is an absolute path to an executable file
     */
    public static Builder program(Path program) {
        if (!program.isAbsolute() || !Files.isRegularFile(program) || !Files.isExecutable(program)) {
            throw new IllegalArgumentException(
                    "program: \"" + program + "\"; an absolute path to an executable file is needed");
        }
        return new Builder(program);
    }

    /**
     * Runs the program once.
     *
     * @throws IllegalArgumentException if the timeout is zero, negative or longer than a day
     */
    @Override
    public HealthResult check(Target target, Duration timeout) {
        Arguments.timeout(timeout);
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(arguments.apply(target));
        try {
            ProgramRun.Ended end = ProgramRun.run(command, Deadline.in(timeout));
            return end.status() == ProgramRun.KILLED
                    ? HealthResult.unhealthy("no end of the program within " + DetailText.of(timeout))
                    : judge(end);
        } catch (IOException e) {
            return HealthResult.inconclusive("the program could not be started: " + DetailText.said(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return HealthResult.inconclusive("interrupted");
        }
    }

    private HealthResult judge(ProgramRun.Ended end) {
        int status = end.status();
        if (healthy.get(status)) {
            return HealthResult.healthy();
        }
        String line = end.firstLine();
        String detail = "exit status " + status + (line.isEmpty() ? "" : ": " + line);
        if (status > SIGNAL && status <= SIGNAL + HIGHEST_SIGNAL) {
            return HealthResult.inconclusive("the program was ended by signal " + (status - SIGNAL));
        }
        return inconclusive.get(status) ? HealthResult.inconclusive(detail) : HealthResult.unhealthy(detail);
    }

    /** As in {@code command /usr/local/bin/check-shop}; arguments are not shown. */
    @Override
    public String toString() {
        return "command " + program;
    }

    /** Settings of a {@link CommandCheck}. Confined to one thread. */
    public static final class Builder {

        private static final int HIGHEST_STATUS = 255;

        private final Path program;
        private final BitSet healthy = new BitSet();
        private final BitSet inconclusive = new BitSet();
        private Function<Target, List<String>> arguments = target -> List.of();

        private Builder(Path program) {
            this.program = program;
        }

        /** The arguments, the same for every target. */
        public Builder arguments(String... values) {
            List<String> fixed = List.of(values);
            arguments = target -> fixed;
            return this;
        }

        /**
         * The arguments for each target, which give the program its {@link Target#host}, an address or a name. A
         * function that throws lets the probe throw.
         */
        public Builder arguments(Function<Target, List<String>> values) {
            arguments = Objects.requireNonNull(values, "arguments");
            return this;
        }

        /**
         * The exit statuses that are healthy; the default, 0, then holds no longer. Further calls add to the first.
         *
         * @throws IllegalArgumentException if there is none, or one is not 0 to 255
         */
        public Builder accept(int... statuses) {
            add("accept", healthy, statuses);
            return this;
        }

        /**
         * The exit statuses by which the program says that it could not ask. Further calls add to the first.
         *
         * @throws IllegalArgumentException if there is none, or one is not 0 to 255
         */
        public Builder inconclusive(int... statuses) {
            add("inconclusive", inconclusive, statuses);
            return this;
        }

        private static void add(String field, BitSet to, int... statuses) {
            if (statuses.length == 0) {
                throw new IllegalArgumentException(field + ": no status given");
            }
            for (int status : statuses) {
                if (status < 0 || status > HIGHEST_STATUS) {
                    throw new IllegalArgumentException(field + ": " + status + "; 0 to 255 are allowed");
                }
                to.set(status);
            }
        }

        /**
         * Makes the check.
         *
         * @throws IllegalArgumentException if a status is both healthy and inconclusive
         */
        public CommandCheck build() {
            BitSet both = (BitSet) healthy.clone();
            both.and(inconclusive);
            Optional<Integer> first = both.stream().boxed().findFirst();
            if (first.isPresent()) {
                throw new IllegalArgumentException("accept: " + first.get() + " is inconclusive, too");
            }
            return new CommandCheck(this);
        }
    }
}
