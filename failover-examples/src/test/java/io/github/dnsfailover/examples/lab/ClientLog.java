package io.github.dnsfailover.examples.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a client has met, by its own words, in the order in which its tries began. Immutable. */
final class ClientLog {

    private static final Pattern SERVED = Pattern.compile("served by (\\w+)");

    /**
     * One try.
     *
     * @param at when it began
     * @param address that it was told; empty if it was told none
     * @param ttl in seconds, what was left of it
     * @param place that served the page; empty if there was none
     * @param failure why there was no page; empty if there was one
     */
    record Fetch(Instant at, String address, long ttl, String place, String failure) {

        boolean isGood() {
            return !place.isEmpty();
        }

        String line() {
            return String.join("\t", at.toString(), address, String.valueOf(ttl), place, failure.replace('\n', ' '));
        }

        /** Empty if it is no whole line. */
        static Optional<Fetch> of(String line) {
            String[] parts = line.split("\t", -1);
            return parts.length == 5
                    ? Optional.of(
                            new Fetch(Instant.parse(parts[0]), parts[1], Long.parseLong(parts[2]), parts[3], parts[4]))
                    : Optional.empty();
        }
    }

    private final List<Fetch> fetches;

    private ClientLog(List<Fetch> fetches) {
        this.fetches = fetches;
    }

    static ClientLog read(Path file) throws IOException {
        return of(Files.readAllLines(file));
    }

    /** A last line that is not whole yet is left out. */
    static ClientLog of(List<String> lines) {
        return new ClientLog(lines.stream()
                .flatMap(line -> Fetch.of(line).stream())
                .sorted(Comparator.comparing(Fetch::at))
                .toList());
    }

    /** Who serves a page, by its text; empty if the text does not say. */
    static String placeIn(String page) {
        Matcher served = SERVED.matcher(page);
        return served.find() ? served.group(1) : "";
    }

    private Stream<Fetch> since(Instant from) {
        return fetches.stream().filter(fetch -> !fetch.at().isBefore(from));
    }

    /** The first good page of a place that was asked for at this time or later. */
    Optional<Fetch> first(String place, Instant from) {
        return since(from).filter(fetch -> fetch.place().equals(place)).findFirst();
    }

    /** How many tries failed. */
    long failed(Instant from, Instant to) {
        return between(from, to).filter(fetch -> !fetch.isGood()).count();
    }

    /** How many good pages a place served. */
    long served(String place, Instant from, Instant to) {
        return between(from, to).filter(fetch -> fetch.place().equals(place)).count();
    }

    private Stream<Fetch> between(Instant from, Instant to) {
        return since(from).filter(fetch -> fetch.at().isBefore(to));
    }

    /** The longest time without a good page, from the beginning of a try that had one to the next; ends count. */
    Duration longestGap(Instant from, Instant to) {
        Duration longest = Duration.ZERO;
        Instant last = from;
        for (Fetch fetch : between(from, to).filter(Fetch::isGood).toList()) {
            longest = longer(longest, Duration.between(last, fetch.at()));
            last = fetch.at();
        }
        return longer(longest, Duration.between(last, to));
    }

    private static Duration longer(Duration one, Duration two) {
        return one.compareTo(two) >= 0 ? one : two;
    }
}
