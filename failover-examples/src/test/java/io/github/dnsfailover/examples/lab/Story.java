package io.github.dnsfailover.examples.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What happened, told while it happens and written to a page in the end. Confined to one thread. */
final class Story {

    private final PrintStream out;
    private final Instant begun = Instant.now();
    private final List<Row> rows = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private String step = "";

    Story(PrintStream out) {
        this.out = out;
    }

    /** The next step. */
    void step(String name) {
        step = name;
        out.println(stamp() + name);
        text.append("\n## ").append(name).append("\n");
    }

    String step() {
        return step;
    }

    /** What was done, in a sentence. */
    void tell(String sentence) {
        out.println(stamp() + "  " + sentence);
        text.append("\n").append(stamp().strip()).append(": ").append(sentence).append("\n");
    }

    /** What a program or a person would see. */
    void quote(String title, String body) {
        text.append("\n")
                .append(title)
                .append("\n\n```text\n")
                .append(body.strip())
                .append("\n```\n");
    }

    /** A picture that lies beside the page. */
    void picture(String title, String file) {
        text.append("\n![").append(title).append("](").append(file).append(")\n");
    }

    void row(Row row) {
        rows.add(row);
        out.println(stamp() + (row.asExpected() ? "  ok   " : "  NOT  ") + row.expected() + ": " + row.measured());
    }

    private String stamp() {
        return String.format("%6s ", Row.seconds(Duration.between(begun, Instant.now())));
    }

    boolean isAsExpected() {
        return rows.stream().allMatch(Row::asExpected);
    }

    String table() {
        StringBuilder table = new StringBuilder("| step | expected | measured | |\n| --- | --- | --- | --- |\n");
        rows.forEach(row -> table.append(row.markdown()).append("\n"));
        return table.toString();
    }

    void write(Path file, String head) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, head + "\n" + table() + text);
    }
}
