package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.OperatorIntent;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What operators said for one pool and what stands now; immutable.
 *
 * @param entries in the order in which they were said; at most one freeze, one pin, and one up or down of an endpoint
 */
public record Intents(List<Entry> entries) {

    public static final Intents NONE = new Intents(List.of());

    private static final String HEADER = "intents 1";

    /**
     * One intent that stands.
     *
     * @param endpoint empty for a freeze
     * @param expiry null if it never expires
     */
    public record Entry(
            OperatorIntent.Kind kind,
            String endpoint,
            String who,
            String why,
            Instant said,
            @Nullable Instant expiry) {

        /** What is left of it; cut to what there was at first, so that a clock that jumped back does not prolong it. */
        Duration remaining(Instant now) {
            Instant end = expiry;
            if (end == null) {
                return Duration.ofSeconds(Long.MAX_VALUE);
            }
            Duration original = Duration.between(said, end);
            Duration left = Duration.between(now, end);
            Duration cut = left.compareTo(original) > 0 ? original : left;
            return cut.isNegative() ? Duration.ZERO : cut;
        }

        String text() {
            return kind.name().toLowerCase(Locale.ROOT) + (endpoint.isEmpty() ? "" : " " + endpoint)
                    + (expiry == null ? "" : " until " + expiry) + " by " + who + " because " + why;
        }
    }

    public Intents {
        entries = List.copyOf(entries);
    }

    Optional<Entry> freeze() {
        return first(OperatorIntent.Kind.FREEZE);
    }

    Optional<Entry> pin() {
        return first(OperatorIntent.Kind.PIN);
    }

    private Optional<Entry> first(OperatorIntent.Kind kind) {
        return entries.stream().filter(entry -> entry.kind() == kind).findFirst();
    }

    /** The operator's word on an endpoint: UP, DOWN, or null if nothing was said. */
    OperatorIntent.@Nullable Kind wordOn(String endpoint) {
        for (Entry entry : entries) {
            if (isWord(entry) && entry.endpoint().equals(endpoint)) {
                return entry.kind();
            }
        }
        return null;
    }

    private static boolean isWord(Entry entry) {
        return entry.kind() == OperatorIntent.Kind.UP || entry.kind() == OperatorIntent.Kind.DOWN;
    }

    /** With one more; it replaces what it contradicts. */
    Intents with(Entry added) {
        List<Entry> next =
                entries.stream().filter(old -> !replaces(added, old)).collect(Collectors.toCollection(ArrayList::new));
        next.add(added);
        return new Intents(next);
    }

    private static boolean replaces(Entry added, Entry old) {
        return isWord(added) ? isWord(old) && old.endpoint().equals(added.endpoint()) : old.kind() == added.kind();
    }

    /** What stands once this was said. */
    public Intents after(OperatorIntent intent, Instant wall) {
        return switch (intent.kind()) {
            case CLEAR -> NONE;
            case FAILBACK -> withoutPin();
            case FREEZE, DOWN, UP, PIN ->
                with(new Entry(
                        intent.kind(),
                        intent.endpoint(),
                        intent.who(),
                        intent.why(),
                        wall,
                        intent.duration().map(wall::plus).or(intent::expiry).orElse(null)));
        };
    }

    Intents without(Entry gone) {
        return new Intents(entries.stream().filter(entry -> !entry.equals(gone)).toList());
    }

    Intents withoutPin() {
        return new Intents(entries.stream()
                .filter(entry -> entry.kind() != OperatorIntent.Kind.PIN)
                .toList());
    }

    /** As text for a state store, one line each. */
    public String encode() {
        return entries.stream()
                .map(entry -> String.join(
                        " ",
                        entry.kind().name(),
                        quote(entry.endpoint()),
                        quote(entry.who()),
                        quote(entry.why()),
                        entry.said().toString(),
                        entry.expiry() == null ? "never" : String.valueOf(entry.expiry())))
                .collect(Collectors.joining("\n", HEADER + "\n", "\n"));
    }

    /** Reads what {@link #encode} wrote; an empty text holds nothing. */
    public static Intents decode(String text) throws IOException {
        if (text.isEmpty()) {
            return NONE;
        }
        String[] lines = text.stripTrailing().split("\n", -1);
        if (!lines[0].equals(HEADER)) {
            throw new IOException("stored intents begin with \"" + lines[0] + "\", wanted \"" + HEADER + "\"");
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            entries.add(decodeLine(lines[i]));
        }
        return new Intents(entries);
    }

    private static Entry decodeLine(String line) throws IOException {
        String[] parts = line.split(" ", -1);
        if (parts.length != 6) {
            throw new IOException("stored intent \"" + line + "\" has " + parts.length + " fields, wanted 6");
        }
        try {
            return new Entry(
                    OperatorIntent.Kind.valueOf(parts[0]),
                    unquote(parts[1]),
                    unquote(parts[2]),
                    unquote(parts[3]),
                    Instant.parse(parts[4]),
                    parts[5].equals("never") ? null : Instant.parse(parts[5]));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException("stored intent \"" + line + "\" cannot be read", e);
        }
    }

    private static String quote(String text) {
        return "_" + URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String unquote(String text) {
        if (!text.startsWith("_")) {
            throw new IllegalArgumentException("\"" + text + "\" does not begin with '_'");
        }
        return URLDecoder.decode(text.substring(1), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return entries.isEmpty() ? "none" : entries.stream().map(Entry::text).collect(Collectors.joining("; "));
    }
}
