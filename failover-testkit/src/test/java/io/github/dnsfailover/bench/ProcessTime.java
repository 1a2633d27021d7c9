package io.github.dnsfailover.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The processor time of a process, and what of it its just-in-time compiler took, from {@code /proc}. */
record ProcessTime(double all, double compiler) {

    /** A JVM's threads {@code C1 CompilerThread0} and so on, as the kernel cuts their names. */
    private static final String COMPILER = " CompilerThre";

    /** What a process took so far, in seconds. */
    static ProcessTime of(long pid) throws IOException {
        double ticks = Double.parseDouble(
                Programs.output("/usr/bin/getconf", "CLK_TCK").strip());
        Path process = Path.of("/proc", String.valueOf(pid));
        double compiler = 0;
        for (Path task : tasks(process)) {
            String stat = read(task.resolve("stat"));
            compiler += stat.contains(COMPILER) ? ticks(stat) / ticks : 0;
        }
        return new ProcessTime(ticks(read(process.resolve("stat"))) / ticks, compiler);
    }

    private static List<Path> tasks(Path process) throws IOException {
        try (Stream<Path> tasks = Files.list(process.resolve("task"))) {
            return tasks.toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String read(Path stat) throws IOException {
        try {
            return Files.readString(stat);
        } catch (NoSuchFileException e) {
            return ""; // a thread that has ended since
        }
    }

    /** User and system time. */
    private static long ticks(String stat) {
        if (stat.isEmpty()) {
            return 0;
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    }

    /** What the compiler took since an earlier look, in words. */
    String jitSince(ProcessTime before) {
        return String.format(
                Locale.ROOT, "the JIT took %.0f %% of it", 100 * (compiler - before.compiler) / (all - before.all));
    }
}
