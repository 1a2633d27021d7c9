package io.github.dnsfailover.bench;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The generated parts of docs/comparison.md, made of raw lines and of nothing else. */
final class ComparisonPage {

    /** Beyond it a move is no mistake. */
    private static final double OUTAGE_SECONDS = 3;

    /** The interval of the checks whose cost is measured. */
    private static final int PROBE_SECONDS = 2;

    private static final String MISSING = "Not measured yet.\n";

    private static final Map<String, String> SITUATIONS = situations();

    private final ComparisonRuns runs;

    ComparisonPage(ComparisonRuns runs) {
        this.runs = runs;
    }

    private static Map<String, String> situations() {
        Map<String, String> situations = new LinkedHashMap<>();
        situations.put("uplink", "cut off, both places well");
        situations.put("way", "cannot reach the primary, which is well");
        situations.put("both", "both places die at once");
        situations.put("second", "the backup dies, too");
        situations.put("dns", "the DNS primary was away for 20 s while the place died");
        situations.put("edit", "somebody writes a wrong address");
        return situations;
    }

    /** What a system is called on the page. */
    static String name(String system) {
        return switch (system) {
            case "ours-default" -> "ours, defaults";
            case "ours-safe" -> "ours, *safe*";
            case "ours-controls" -> "ours, *safe*, control targets";
            case "gdnsd-default" -> "gdnsd, defaults";
            case "gdnsd-confirmed" -> "gdnsd, three failures";
            case "gdnsd-fastest" -> "gdnsd, fastest";
            case "powerdns-default" -> "PowerDNS, defaults";
            case "powerdns-fastest" -> "PowerDNS, fastest";
            case "script-10" -> "script, 10 s";
            case "script-1" -> "script, 1 s";
            case "script-once" -> "script, 1 s, one try";
            default -> system;
        };
    }

    /**
     * The longest time until the record is changed, in theory: for ours 1.1 intervals and the span; for gdnsd its
     * failures, and a second until it publishes; for PowerDNS one interval; for the script its failures. A hang adds
     * a timeout, which the script waits for each time.
     */
    static double longestDetection(String system, String kind) {
        boolean hang = kind.equals("hang");
        return switch (system) {
            case "ours-default" -> 1.1 * 10 + 3 + (hang ? 3 : 0);
            case "ours-safe" -> 1.1 * 1 + 3 + (hang ? 1 : 0);
            case "gdnsd-default" -> 10 * 10 + 1 + (hang ? 5 : 0);
            case "gdnsd-confirmed" -> 3 * 2 + 1 + (hang ? 1 : 0);
            case "gdnsd-fastest" -> 2 + 1 + (hang ? 1 : 0);
            case "powerdns-default" -> 5 + (hang ? 2 : 0);
            case "powerdns-fastest" -> 1 + (hang ? 1 : 0);
            case "script-10" -> 3 * (10 + (hang ? 3 : 0));
            case "script-1" -> 3 * (1 + (hang ? 1 : 0));
            default -> throw new IllegalArgumentException("system \"" + system + "\" is none of the comparison");
        };
    }

    /** Machine, versions, and when each part was measured. */
    String run() {
        StringBuilder text = new StringBuilder();
        Set<String> machines = new LinkedHashSet<>();
        StringBuilder rows = new StringBuilder("| part | began | seed | minutes | processors busy |\n")
                .append("| --- | --- | --- | --- | --- |\n");
        for (String name : List.of("pages", "blackouts", "trust", "probe", "storm")) {
            runs.part(name).ifPresent(part -> {
                RawLine run = part.run();
                machines.add(run.get("processors") + " processors of " + run.get("cpu") + ", Linux " + run.get("kernel")
                        + "; OpenJDK " + run.get("java") + ", BIND " + run.get("BIND") + ", gdnsd " + run.get("gdnsd")
                        + ", PowerDNS " + run.get("PowerDNS") + ", unbound " + run.get("unbound") + ", Apache "
                        + run.get("Apache") + ", HAProxy " + run.get("HAProxy") + ", blackbox_exporter "
                        + run.get("blackbox_exporter") + ", curl " + run.get("curl"));
                rows.append("| " + name + " | " + run.get("at") + " | " + run.get("seed") + " | "
                        + part.end().get("minutes") + " | "
                        + Math.round(100 * part.end().number("busy")) + " % |\n");
            });
        }
        if (machines.isEmpty()) {
            return MISSING;
        }
        machines.forEach(machine -> text.append("Machine and versions: " + machine + ".\n\n"));
        return text.append(rows).toString();
    }

    /** What each system was told. */
    String settings() {
        return runs.part("pages")
                .map(part -> {
                    StringBuilder rows = new StringBuilder("| system | settings |\n| --- | --- |\n");
                    part.settings().forEach((system, text) -> rows.append("| " + name(system) + " | " + text + " |\n"));
                    return rows.toString();
                })
                .orElse(MISSING);
    }

    /** From a death to the client's first good page. */
    String pages(int ttl) {
        return runs.part("pages")
                .map(part -> {
                    StringBuilder rows = new StringBuilder(
                                    "| system | TTL told | crash | at most | hang | at most | moves in short blackouts"
                                            + " |\n")
                            .append("| --- | --- | --- | --- | --- | --- | --- |\n");
                    for (String system : systems(part)) {
                        List<RawLine> mine = part.where("system", system).stream()
                                .filter(line -> line.get("ttl").equals(String.valueOf(ttl)))
                                .toList();
                        double told = mine.stream()
                                .mapToDouble(line -> line.number("told"))
                                .max()
                                .orElse(ttl);
                        rows.append("| " + name(system) + " | " + Math.round(told) + " s |");
                        for (String kind : List.of("crash", "hang")) {
                            rows.append(" " + figures(ofKind(mine, kind), "over") + " | "
                                    + short1(longestDetection(system, kind)) + " + " + Math.round(told) + " |");
                        }
                        rows.append(" " + moves(system) + " |\n");
                    }
                    return rows.toString();
                })
                .orElse(MISSING);
    }

    /** From the return of the primary to the client's first good page from it. */
    String back() {
        return runs.part("pages")
                .map(part -> {
                    StringBuilder rows = new StringBuilder(
                            "| system | TTL 30 | TTL 5 | pages lost on the way |\n| --- | --- | --- | --- |\n");
                    for (String system : systems(part)) {
                        List<RawLine> mine = part.where("system", system);
                        rows.append("| " + name(system) + " |");
                        for (String ttl : List.of("30", "5")) {
                            rows.append(" "
                                    + figures(
                                            mine.stream()
                                                    .filter(line ->
                                                            line.get("ttl").equals(ttl))
                                                    .toList(),
                                            "back")
                                    + " |");
                        }
                        rows.append(" "
                                + mine.stream()
                                        .mapToLong(line -> Math.round(line.number("lost")))
                                        .sum()
                                + " |\n");
                    }
                    return rows.toString();
                })
                .orElse(MISSING);
    }

    private static Set<String> systems(ComparisonRuns.Part part) {
        return part.settings().keySet().stream()
                .filter(system -> part.lines().stream()
                        .anyMatch(line -> system.equals(line.fields().get("system"))))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static List<RawLine> ofKind(List<RawLine> lines, String kind) {
        return lines.stream().filter(line -> line.get("kind").equals(kind)).toList();
    }

    /** Minimum, lower median, maximum, and how many; those that never came are told. */
    static String figures(List<RawLine> lines, String field) {
        List<Double> values = lines.stream()
                .map(line -> line.get(field))
                .filter(value -> !value.equals("never"))
                .map(Double::valueOf)
                .sorted()
                .toList();
        int never = lines.size() - values.size();
        String missed = never == 0 ? "" : ", " + never + " never";
        if (values.isEmpty()) {
            return lines.isEmpty() ? "" : "never, n = " + never;
        }
        return String.format(
                Locale.ROOT,
                "%s, **%s**, %s (n = %d%s)",
                tenth(values.get(0)),
                tenth(values.get((values.size() - 1) / 2)),
                tenth(values.get(values.size() - 1)),
                values.size(),
                missed);
    }

    private static String tenth(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    /** Without a fraction that says nothing. */
    private static String short1(double value) {
        return value == Math.rint(value) ? String.valueOf(Math.round(value)) : tenth(value);
    }

    /** How many of the blackouts that are no outage a system moved for. */
    private String moves(String system) {
        return runs.part("blackouts")
                .map(part -> moved(
                        part.lines().stream()
                                .filter(line -> line.kind().equals("blackout"))
                                .filter(line -> lengthIn(line.get("kind")) < OUTAGE_SECONDS)
                                .toList(),
                        system))
                .orElse("not measured");
    }

    /** Seconds, of a text such as {@code stall 1.5 s}. */
    static double lengthIn(String kind) {
        String[] words = kind.split(" ", -1);
        return Double.parseDouble(words[words.length - 2]);
    }

    private static String moved(List<RawLine> blackouts, String system) {
        long moved = blackouts.stream().filter(line -> line.number(system) > 0).count();
        return moved + " of " + blackouts.size();
    }

    /** Moves for each kind of blackout. */
    String blackouts() {
        return runs.part("blackouts")
                .map(part -> {
                    List<RawLine> all = part.lines().stream()
                            .filter(line -> line.kind().equals("blackout"))
                            .toList();
                    Set<String> kinds = new LinkedHashSet<>();
                    all.forEach(line -> kinds.add(line.get("kind")));
                    StringBuilder rows = new StringBuilder("| system | " + String.join(" | ", kinds) + " |\n| --- |"
                            + " --- |".repeat(kinds.size()) + "\n");
                    for (String system : part.settings().keySet()) {
                        rows.append("| " + name(system) + " |");
                        kinds.forEach(kind -> rows.append(" " + moved(ofKind(all, kind), system) + " |"));
                        rows.append("\n");
                    }
                    return rows.toString();
                })
                .orElse(MISSING);
    }

    /** What each system does in each situation. */
    String trust() {
        return runs.part("trust")
                .map(part -> {
                    StringBuilder rows =
                            new StringBuilder("| situation | system | what it answered |\n| --- | --- | --- |\n");
                    SITUATIONS.forEach((situation, text) -> {
                        for (RawLine line : part.where("situation", situation)) {
                            rows.append("| " + text + " | " + name(line.get("system")) + " | "
                                    + answered(situation, line) + " |\n");
                        }
                    });
                    return rows.toString();
                })
                .orElse(MISSING);
    }

    private static String answered(String situation, RawLine line) {
        long turns = Math.round(line.number("turns"));
        String after = tenth(line.number("turned")) + " s";
        String last = line.get("last");
        if (turns > 4) {
            return "now one, now the other: " + turns + " turns";
        }
        return switch (situation) {
            case "uplink", "way" ->
                last.equals("primary") && turns == 0
                        ? "stayed at the primary"
                        : "**moved** to the backup after " + after;
            case "dns" ->
                last.equals("backup") ? "moved " + after + " after its return" : "**never moved**: the update is lost";
            case "edit" -> last.equals("edit") ? "**it stays wrong**" : "set right after " + after;
            default ->
                switch ((int) turns) {
                    case 0 -> "stayed at the " + last;
                    case 1 -> "moved to the " + last + " after " + after;
                    default -> turns + " turns within " + after + ", then the " + last;
                };
        };
    }

    /** What one check costs. */
    String probe() {
        return runs.part("probe")
                .map(part -> {
                    StringBuilder rows = new StringBuilder(
                            "| checker | checks a second, of those wanted | CPU for a check |\n| --- | --- | --- |\n");
                    for (RawLine line : part.lines()) {
                        rows.append("| "
                                + (line.get("checker").equals("scraper")
                                        ? "... and what scrapes it"
                                        : line.get("checker"))
                                + " | " + line.get("rate") + " of "
                                + Math.round(line.number("endpoints") / PROBE_SECONDS) + " | "
                                + Math.round(line.number("micros")) + " µs |\n");
                    }
                    return rows.toString();
                })
                .orElse(MISSING);
    }

    /** All names at once. */
    String storm() {
        return runs.part("storm")
                .map(part -> {
                    Map<String, String> seconds = new LinkedHashMap<>();
                    for (RawLine line : part.lines()) {
                        seconds.merge(
                                line.get("names") + " names, " + line.get("who"),
                                line.get("seconds"),
                                (one, two) -> one + ", " + two);
                    }
                    StringBuilder rows = new StringBuilder("| who | seconds, each storm |\n| --- | --- |\n");
                    seconds.forEach((who, times) -> rows.append("| " + who + " | " + times + " |\n"));
                    return rows.toString();
                })
                .orElse(MISSING);
    }
}
