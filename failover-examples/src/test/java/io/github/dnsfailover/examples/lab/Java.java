package io.github.dnsfailover.examples.lab;

import io.github.dnsfailover.examples.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs of this package in small JVMs of their own. */
final class Java {

    private Java() {}

    static List<String> command(Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    static Program start(Host host, Path log, Class<?> program, String... arguments) throws IOException {
        return host.start(log, command(program, arguments).toArray(String[]::new));
    }
}
