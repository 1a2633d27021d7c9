package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthResult;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A program of its own: lets each script time out twice, and prints the other processes that are there afterwards. */
final class TimedOutPrograms {

    private TimedOutPrograms() {}

    public static void main(String... scripts) throws IOException {
        for (String script : scripts) {
            CommandCheck check = CommandCheck.program(Path.of(script)).build();
            for (int i = 0; i < 2; i++) {
                HealthResult result = check.check(RawServer.target(), Duration.ofMillis(500));
                if (!result.equals(HealthResult.unhealthy("no end of the program within 500 ms"))) {
                    System.out.println(script + ": " + result);
                }
            }
        }
        List<String> left = others();
        for (int i = 0; i < 10_000 && !left.isEmpty() && !left.stream().allMatch(each -> each.contains(" Z 1 ")); i++) {
            left = others(); // what was killed is still on its way out
        }
        left.forEach(System.out::println);
    }

    private static List<String> others() throws IOException {
        List<String> others = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                String stat = stat(process);
                if (!stat.isEmpty() && !stat.startsWith("1 ")) {
                    others.add(stat);
                }
            }
        }
        return others;
    }

    /** Empty if it has gone since. */
    private static String stat(Path process) {
        try {
            return Files.readString(process.resolve("stat")).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
