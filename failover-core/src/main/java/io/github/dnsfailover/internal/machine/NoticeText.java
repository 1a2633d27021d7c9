package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.event.RecordsChanged.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The notice of whoever leads a scope, as it stands in the store: a header, and a line for each pool of which it knows
 * what is published: {@code www set=90c1d2aa07fe at=ec2 left=dc1 cause=FAILOVER age=1200 proved=0 horizon=28800}.
 *
 * <p>Times are told as milliseconds from the save, since clocks of hosts differ. Words that are not known here are
 * skipped, so that the version after this one can add some; a line that cannot be read counts as not said. Immutable.
 *
 * @param term of whoever wrote it
 * @param pools what it says, by pool
 */
public record NoticeText(long term, Map<String, Map<String, String>> pools) {

    private static final String BEGIN = "notice 1 term=";

    /** Stores take 64 KiB; pools beyond that, some six hundred with long names, are left out, and so not known. */
    private static final int LONGEST_TEXT = 60_000;

    private static final int SHORTEST_LINE = 30;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,15}");
    private static final String ENDPOINTS_BREAK = ",";

    public NoticeText {
        pools = Map.copyOf(pools);
    }

    /** Under which key the leader of a scope tells what is published. */
    public static String key(String owner, String environment, String scope) {
        return "notice:" + owner + "/" + environment + "/" + scope;
    }

    /** Puts a notice together. */
    public static final class Writer {

        private final StringBuilder text;

        public Writer(long term) {
            text = new StringBuilder(BEGIN).append(term);
        }

        /** Adds what is known of a pool, unless the text is full. */
        public void add(PoolSpec spec, Tidings tidings, Instant wall) {
            if (text.length() >= LONGEST_TEXT - SHORTEST_LINE) {
                return;
            }
            String line = line(spec, tidings, wall);
            if (text.length() + line.length() <= LONGEST_TEXT) {
                text.append(line);
            }
        }

        public String text() {
            return text.toString();
        }
    }

    private static String line(PoolSpec spec, Tidings tidings, Instant wall) {
        Lineup lineup = tidings.lineup();
        StringBuilder line = new StringBuilder("\n" + spec.pool.pool());
        line.append(" set=").append(Mark.fingerprintOf(Publication.wanted(spec, lineup)));
        line.append(" at=").append(ids(spec, lineup.endpoints()));
        if (!lineup.withoutIpv6().isEmpty()) {
            line.append(" ipv4only=").append(ids(spec, lineup.withoutIpv6()));
        }
        tidings.change().ifPresent(change -> {
            line.append(" cause=").append(change.cause());
            line.append(" left=").append(ids(spec, change.left()));
            line.append(" age=").append(Math.max(0, millis(change.accepted(), wall)));
            line.append(" proved=").append(change.proved() ? 1 : 0);
        });
        tidings.horizon()
                .filter(until -> until.isAfter(wall))
                .ifPresent(until -> line.append(" horizon=").append(millis(wall, until)));
        return line.toString();
    }

    private static String ids(PoolSpec spec, List<Integer> endpoints) {
        return String.join(ENDPOINTS_BREAK, spec.ids(endpoints));
    }

    private static long millis(Instant from, Instant to) {
        return Duration.between(from, to).toMillis();
    }

    /** Reads what a writer wrote; empty if it is none of ours. */
    public static Optional<NoticeText> parse(String text) {
        String[] lines = text.length() > LONGEST_TEXT ? new String[] {""} : text.split("\n", -1);
        String[] header = lines[0].split(" ", -1);
        if (!lines[0].startsWith(BEGIN) || header.length < 3) {
            return Optional.empty();
        }
        String term = header[2].substring("term=".length());
        if (!NUMBER.matcher(term).matches()) {
            return Optional.empty();
        }
        Map<String, Map<String, String>> pools = new LinkedHashMap<>();
        for (int i = 1; i < lines.length; i++) {
            String[] words = lines[i].split(" ", -1);
            pools.put(words[0], values(words));
        }
        return Optional.of(new NoticeText(Long.parseLong(term), pools));
    }

    private static Map<String, String> values(String[] words) {
        Map<String, String> values = new HashMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals > 0) {
                values.put(words[i].substring(0, equals), words[i].substring(equals + 1));
            }
        }
        return values;
    }

    /**
     * What it says of a pool; empty if it says nothing, or says it of endpoints that have other addresses here than
     * where it was written.
     */
    public Optional<Tidings> of(PoolSpec spec, Instant wall) {
        Map<String, String> said = pools.getOrDefault(spec.pool.pool(), Map.of());
        Optional<Lineup> lineup = endpoints(spec, said.get("at"))
                .filter(at -> !at.isEmpty() && Publication.fit(spec, at))
                .flatMap(at -> endpoints(spec, said.getOrDefault("ipv4only", ""))
                        .filter(at::containsAll)
                        .map(without -> new Lineup(at, without)));
        return lineup.filter(
                        at -> Mark.fingerprintOf(Publication.wanted(spec, at)).equals(said.get("set")))
                .map(at -> new Tidings(at, change(spec, said, wall), horizon(said, wall)));
    }

    /** Empty if one of them is none of the pool's. */
    private static Optional<List<Integer>> endpoints(PoolSpec spec, @Nullable String ids) {
        List<Integer> endpoints = new ArrayList<>();
        if (ids == null) {
            return Optional.empty();
        }
        for (String id : ids.isEmpty() ? new String[0] : ids.split(ENDPOINTS_BREAK, -1)) {
            List<Integer> found = spec.indexes(List.of(id));
            if (found.isEmpty()) {
                return Optional.empty();
            }
            endpoints.addAll(found);
        }
        return Optional.of(endpoints.stream().distinct().sorted().toList());
    }

    private static Optional<Tidings.Change> change(PoolSpec spec, Map<String, String> said, Instant wall) {
        Optional<Cause> cause = List.of(Cause.values()).stream()
                .filter(known -> known.name().equals(said.get("cause")))
                .findFirst();
        Optional<List<Integer>> left = endpoints(spec, said.get("left"));
        long age = number(said.get("age"));
        return cause.filter(known -> left.isPresent() && age >= 0)
                .map(known ->
                        new Tidings.Change(known, left.get(), wall.minusMillis(age), "1".equals(said.get("proved"))));
    }

    private static Optional<Instant> horizon(Map<String, String> said, Instant wall) {
        long left = number(said.get("horizon"));
        return left < 0 ? Optional.empty() : Optional.of(wall.plusMillis(left));
    }

    /** Minus one if it is none. */
    private static long number(@Nullable String text) {
        return text != null && NUMBER.matcher(text).matches() ? Long.parseLong(text) : -1;
    }
}
