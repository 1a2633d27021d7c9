package io.github.dnsfailover.examples.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A {@link LabEngine} that runs, and what it has said. Thread-safe. */
final class EngineProcess {

    private static final Duration END_LIMIT = Duration.ofSeconds(15);

    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");

    /** What it has told. */
    record Told(Instant at, String word, String text) {

        static Optional<Told> of(String line) {
            String[] parts = line.split("\t", 3);
            return parts.length == 3 && TIME.matcher(parts[0]).matches() // others are a stack trace, or a log
                    ? Optional.of(new Told(Instant.parse(parts[0]), parts[1], parts[2]))
                    : Optional.empty();
        }
    }

    private final String site;
    private final Process process;
    private final Path log;
    private final List<Told> told = new CopyOnWriteArrayList<>();

    private EngineProcess(String site, Process process, Path log) {
        this.site = site;
        this.process = process;
        this.log = log;
        Thread reader = new Thread(this::read, "engine-" + site);
        reader.setDaemon(true);
        reader.start();
    }

    static EngineProcess start(Host host, LabEngine.Setting setting) throws IOException {
        List<String> command = Java.command(LabEngine.class, setting.arguments());
        Process process = new ProcessBuilder(host.command(command.toArray(String[]::new)))
                .redirectErrorStream(true)
                .start();
        return new EngineProcess(setting.site(), process, setting.work().resolve("engine-" + setting.site() + ".log"));
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Files.writeString(log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                Told.of(line).ifPresent(told::add);
            }
        } catch (IOException e) {
            return; // it was killed
        }
    }

    String site() {
        return site;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What it has told with one of these words from a time on. */
    List<Told> told(Instant since, String... words) {
        List<String> wanted = List.of(words);
        return told.stream()
                .filter(each -> !each.at().isBefore(since) && wanted.contains(each.word()))
                .toList();
    }

    /** The first trouble of a kind that began, or changed, since then. */
    Optional<Told> began(Instant since, String text) {
        return told(since, "BEGAN").stream()
                .filter(each -> each.text().contains(text))
                .findFirst();
    }

    boolean leads() {
        List<Told> leads = told(Instant.MIN, "LEAD", "LOST");
        return isAlive()
                && !leads.isEmpty()
                && leads.get(leads.size() - 1).word().equals("LEAD");
    }

    /** Since when it leads, if it has ever led. */
    Optional<Instant> ledSince() {
        return told(Instant.MIN, "LEAD").stream().map(Told::at).reduce((first, second) -> second);
    }

    void say(String word) throws IOException {
        process.getOutputStream().write((word + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** It closes what it has. */
    void end() {
        process.toHandle().destroy();
        awaitEnd();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
