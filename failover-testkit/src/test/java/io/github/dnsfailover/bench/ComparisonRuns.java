package io.github.dnsfailover.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Of raw lines the last run of each part that came to its end. Immutable. */
final class ComparisonRuns {

    private final Map<String, Part> parts;

    /**
     * A part that has ended.
     *
     * @param run the line of machine, versions and seed
     * @param end the line of its end
     * @param settings what each system was told
     * @param lines what was measured
     */
    record Part(RawLine run, RawLine end, Map<String, String> settings, List<RawLine> lines) {

        /** The lines of a system's name and others, in their order. */
        List<RawLine> where(String name, Object value) {
            return lines.stream()
                    .filter(line -> String.valueOf(value).equals(line.fields().get(name)))
                    .toList();
        }
    }

    private ComparisonRuns(Map<String, Part> parts) {
        this.parts = parts;
    }

    static ComparisonRuns of(List<String> text) {
        Map<String, Part> parts = new LinkedHashMap<>();
        RawLine run = RawLine.of("run");
        Map<String, List<RawLine>> open = new LinkedHashMap<>();
        Map<String, String> settings = new LinkedHashMap<>();
        for (String each : text) {
            Optional<RawLine> parsed = RawLine.parse(each);
            if (parsed.isEmpty()) {
                continue;
            }
            RawLine line = parsed.get();
            switch (line.kind()) {
                case "run" -> {
                    run = line;
                    open.clear();
                    settings.clear();
                }
                case "setting" -> settings.put(line.get("system"), line.get("text"));
                case "begin" -> open.put(line.get("part"), new ArrayList<>());
                case "end" -> {
                    List<RawLine> lines = open.remove(line.get("part"));
                    if (lines != null) {
                        parts.put(
                                line.get("part"),
                                new Part(run, line, new LinkedHashMap<>(settings), List.copyOf(lines)));
                    }
                }
                default -> {
                    List<RawLine> lines = open.get(partOf(line));
                    if (lines != null) {
                        lines.add(line);
                    }
                }
            }
        }
        return new ComparisonRuns(parts);
    }

    private static String partOf(RawLine line) {
        return switch (line.kind()) {
            case "page" -> "pages";
            case "blackout" -> "blackouts";
            case "note" -> line.get("part");
            default -> line.kind();
        };
    }

    /** Empty if none has come to its end. */
    Optional<Part> part(String name) {
        return Optional.ofNullable(parts.get(name));
    }
}
