package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.dns.RecordSet;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The TXT record beside the managed names: who wrote them last, and what.
 *
 * <p>It is written in the same change as the records, so its generation makes a late or replayed change fail, and its
 * {@code set} tells values that we wrote from values that somebody else wrote. Readers accept unknown keys, so that the
 * version before and the version after can share a record.
 *
 * @param owner id of the owner
 * @param environment such as prod or test
 * @param pool fingerprint of the pool's name
 * @param generation grows by one with each change
 * @param term fencing number of the leader that wrote it
 * @param set fingerprint of the values that were written
 * @param at ids of the endpoints that were published
 * @param by the engine that wrote it, where several may lead; empty elsewhere
 * @param configuration a fingerprint of the pool as the engine that wrote it has it, where several may lead; empty
 *     elsewhere
 * @param until until when resolvers may hold what was replaced, in seconds of the epoch; empty if any later change
 *     would outlast it
 */
public record Mark(
        String owner,
        String environment,
        String pool,
        long generation,
        long term,
        String set,
        List<String> at,
        String by,
        String configuration,
        OptionalLong until) {

    /** The label in front of the first name. */
    public static final String LABEL = "_failover";

    private static final String VERSION = "1";
    private static final int FINGERPRINT_BYTES = 6;
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,16}");

    /**
     * What generation and term stay below. A mark with more is none of ours: whoever may write TXT records there
     * could write the largest number there is, and no change could be numbered after it.
     */
    public static final long LIMIT = 1_000_000_000_000_000L;

    /** One character-string of a TXT record (RFC 1035 section 3.3). */
    static final int LONGEST_TEXT = 255;

    /** Seconds of the epoch, for the next 30,000 years. */
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

    public Mark {
        at = List.copyOf(at);
    }

    /** A mark of the only engine that tells nothing of earlier sets. */
    Mark(String owner, String environment, String pool, long generation, long term, String set, List<String> at) {
        this(owner, environment, pool, generation, term, set, at, "", "", OptionalLong.empty());
    }

    /**
     * The text for the record. For want of room what it tells of earlier sets is left out, then of the pool, then who
     * wrote it.
     */
    String text() {
        List<String> words = new ArrayList<>(List.of(
                by.isEmpty() ? "" : " by=" + by,
                configuration.isEmpty() ? "" : " cfg=" + configuration,
                until.isPresent() ? " until=" + until.getAsLong() : ""));
        String required = required();
        while (!words.isEmpty() && required.length() + String.join("", words).length() > LONGEST_TEXT) {
            words.remove(words.size() - 1);
        }
        return required + String.join("", words);
    }

    /** Whether another engine wrote it in the same term, as far as is known: then there are two that lead. */
    boolean isOfRival(long ownTerm, String self) {
        return term == ownTerm && !by.isEmpty() && !self.isEmpty() && !by.equals(self);
    }

    private String required() {
        return "v=" + VERSION + " owner=" + owner + " env=" + environment + " pool=" + pool + " gen=" + generation
                + " term=" + term + " set=" + set + " at=" + String.join(",", at);
    }

    /**
     * Refuses a pool whose longest mark would not fit into its record.
     *
     * @throws IllegalArgumentException if it would not
     */
    static void requireRoom(String pool, PoolSpec.Identity identity, List<Endpoint> endpoints) {
        List<String> ids = endpoints.stream()
                .map(Endpoint::id)
                .sorted(Comparator.naturalOrder())
                .toList();
        Mark longest = new Mark(
                identity.owner(),
                identity.environment(),
                fingerprintOf(pool),
                Long.MAX_VALUE,
                Long.MIN_VALUE,
                fingerprintOf(List.of()),
                ids);
        int length = longest.text().length();
        if (length > LONGEST_TEXT) {
            throw new IllegalArgumentException("pool " + pool
                    + ": owner, environment and endpoint ids make a mark of up to " + length + " characters; at most "
                    + LONGEST_TEXT + " fit into its TXT record, so shorten them");
        }
    }

    /** The mark in a text; empty if the text is none of version 1. */
    static Optional<Mark> parse(String text) {
        Map<String, String> fields = new HashMap<>();
        for (String field : text.split(" ", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.putIfAbsent(field.substring(0, equals), field.substring(equals + 1));
            }
        }
        List<String> words = Stream.of("owner", "env", "pool", "gen", "term", "set", "at")
                .map(fields::get)
                .filter(Objects::nonNull)
                .toList();
        boolean complete = VERSION.equals(fields.get("v")) && words.size() == 7;
        if (!complete
                || !NUMBER.matcher(words.get(3)).matches()
                || !NUMBER.matcher(words.get(4)).matches()) {
            return Optional.empty();
        }
        List<String> at = Arrays.stream(words.get(6).split(",", -1))
                .filter(id -> !id.isEmpty())
                .toList();
        long generation = Long.parseLong(words.get(3));
        long term = Long.parseLong(words.get(4));
        String told = fields.getOrDefault("until", "");
        OptionalLong until =
                SECONDS.matcher(told).matches() ? OptionalLong.of(Long.parseLong(told)) : OptionalLong.empty();
        String by = fields.getOrDefault("by", "");
        String configuration = fields.getOrDefault("cfg", "");
        return generation < LIMIT && term < LIMIT
                ? Optional.of(new Mark(
                        words.get(0),
                        words.get(1),
                        words.get(2),
                        generation,
                        term,
                        words.get(5),
                        at,
                        by,
                        configuration,
                        until))
                : Optional.empty();
    }

    /** The mark in a TXT set; empty if there is none of version 1. */
    public static Optional<Mark> in(RecordSet set) {
        return set.values().size() == 1 ? parse(set.values().get(0)) : Optional.empty();
    }

    /** Whether a later leader wrote it, or the same one later. */
    public boolean isAfter(Mark other) {
        return term != other.term ? term > other.term : generation > other.generation;
    }

    /** The fingerprint of a pool's name, or of another text. */
    static String fingerprintOf(String text) {
        return fingerprint(text);
    }

    /** The fingerprint of the values of some sets; TTLs are left out. */
    static String fingerprintOf(List<RecordSet> sets) {
        StringBuilder text = new StringBuilder();
        for (RecordSet set : sets) {
            if (!set.isEmpty()) {
                text.append(set.key()).append(set.values()).append('\n');
            }
        }
        return fingerprint(text.toString());
    }

    private static String fingerprint(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
