package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.OperatorIntent;
import java.io.IOException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All words of all pools of an owner and environment, as one text in the state store: a header, the highest number
 * that was given, and one word a line. What a later version wrote is kept as it stands: unknown fields, unknown
 * kinds, unknown lines, pools of other engines. Immutable.
 *
 * @param last the highest number that was given; it never falls, so a number is never used twice
 * @param words in the order in which they were said
 * @param unread lines of a later version
 */
public record WordBook(long last, List<Word> words, List<String> unread) {

    public static final WordBook EMPTY = new WordBook(0, List.of(), List.of());

    private static final String HEADER = "words 1";
    private static final String OLD_HEADER = "intents 1";
    private static final int OLD_FIELDS = 6;

    public WordBook {
        words = List.copyOf(words);
        unread = List.copyOf(unread);
    }

    /** Under which key the words of an owner and environment are stored. */
    public static String key(String owner, String environment) {
        return "words:" + owner + "/" + environment;
    }

    /** Under which key stands what stops all engines of an owner and environment. */
    public static String stopKey(String owner, String environment) {
        return "stop:" + owner + "/" + environment;
    }

    // What is said

    public Intents of(String pool) {
        return new Intents(
                words.stream().filter(word -> word.pool().equals(pool)).toList());
    }

    /** Whether somebody said something for a pool since the other one was read. */
    public boolean isSameFor(String pool, WordBook other) {
        return of(pool).equals(other.of(pool));
    }

    /**
     * Whether somebody said something for a pool since the earlier one was read. That a word was obeyed, and is gone
     * since then, is nothing that was said.
     */
    public boolean saysMore(String pool, WordBook earlier) {
        List<Word> now = of(pool).words();
        List<Word> before = earlier.of(pool).words();
        return !before.containsAll(now)
                || before.stream().anyMatch(word -> !word.kind().isOnce() && !now.contains(word));
    }

    /**
     * With one more; it replaces what it contradicts.
     *
     * @param seen what a clear is about, see {@link Word}
     */
    public WordBook with(OperatorIntent intent, Instant wall, @Nullable String seen) {
        return with(Word.of(intent, wall, seen));
    }

    /** With the engine's own word that it froze after an edit. */
    public WordBook withEdited(String pool, String why, Instant wall) {
        return with(new Word(0, pool, Word.Kind.EDITED, "", "dnsfailover", why, wall, null, null, false, ""));
    }

    private WordBook with(Word said) {
        Word added = said.numbered(last + 1);
        List<Word> next =
                words.stream().filter(old -> !added.replaces(old)).collect(Collectors.toCollection(ArrayList::new));
        next.add(added);
        return new WordBook(added.number(), next, unread);
    }

    /** Whether a word stands here, under whatever number. */
    boolean has(Word word) {
        return words.stream().anyMatch(other -> other.numbered(0).equals(word.numbered(0)));
    }

    /** With words that were lost; one whose number is taken, or may be, gets another. */
    public WordBook withKept(List<Word> lost) {
        WordBook next = this;
        for (Word word : lost) {
            if (!next.has(word)) {
                List<Word> all = new ArrayList<>(next.words);
                Word kept = word.number() > next.last ? word : word.numbered(next.last + 1);
                all.add(kept);
                next = new WordBook(kept.number(), all, unread);
            }
        }
        return next;
    }

    /** The same words, and no new one gets a number up to this one: what was obeyed goes by numbers. */
    public WordBook atLeast(long number) {
        return number > last ? new WordBook(number, words, unread) : this;
    }

    /** Without those of these numbers: they were obeyed, or are over. */
    public WordBook without(Collection<Long> numbers) {
        List<Word> left =
                words.stream().filter(word -> !numbers.contains(word.number())).toList();
        return new WordBook(last, left, unread);
    }

    // As text

    public String encode() {
        StringBuilder text = new StringBuilder(HEADER).append("\nlast=").append(last);
        words.forEach(word -> text.append('\n').append(encode(word)));
        unread.forEach(line -> text.append('\n').append(line));
        return text.append('\n').toString();
    }

    private static String encode(Word word) {
        return "n=" + word.number() + " pool=" + quote(word.pool()) + " kind=" + word.kind()
                + (word.endpoint().isEmpty() ? "" : " endpoint=" + quote(word.endpoint()))
                + " who=" + quote(word.who()) + " why=" + quote(word.why()) + " said=" + word.said()
                + (word.expiry() == null ? "" : " until=" + word.expiry())
                + (word.seen() == null ? "" : " seen=" + quote(word.seen()))
                + (word.unproven() ? " unproven=yes" : "")
                + (word.more().isEmpty() ? "" : " " + word.more());
    }

    /**
     * Reads what {@link #encode} wrote; an empty text holds nothing.
     *
     * @throws IOException if it is the text of another program, or a word of ours is garbled: whoever guesses what an
     *     operator said would do what nobody said
     */
    public static WordBook decode(String text) throws IOException {
        if (text.isEmpty()) {
            return EMPTY;
        }
        String[] lines = text.stripTrailing().split("\n", -1);
        if (!lines[0].equals(HEADER)) {
            throw new IOException("stored words begin with \"" + lines[0] + "\", wanted \"" + HEADER + "\"");
        }
        long last = 0;
        List<Word> words = new ArrayList<>();
        List<String> unread = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            Map<String, String> fields = fields(lines[i]);
            try {
                if (lines[i].startsWith("last=")) {
                    last = Long.parseLong(lines[i].substring("last=".length()));
                } else if (isKnown(fields)) {
                    words.add(decode(fields));
                } else {
                    unread.add(lines[i]);
                }
            } catch (IllegalArgumentException | DateTimeException e) {
                throw new IOException("stored word \"" + lines[i] + "\" cannot be read", e);
            }
        }
        long highest = words.stream().mapToLong(Word::number).max().orElse(0);
        return new WordBook(Math.max(last, highest), words, unread);
    }

    private static Map<String, String> fields(String line) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String field : line.split(" ", -1)) {
            int equals = field.indexOf('=');
            fields.putIfAbsent(
                    equals < 0 ? field : field.substring(0, equals), equals < 0 ? "" : field.substring(equals + 1));
        }
        return fields;
    }

    private static boolean isKnown(Map<String, String> fields) {
        String kind = fields.getOrDefault("kind", "");
        return fields.containsKey("n")
                && fields.containsKey("pool")
                && List.of(Word.Kind.values()).stream()
                        .anyMatch(known -> known.name().equals(kind));
    }

    private static Word decode(Map<String, String> fields) {
        TreeSet<String> known = new TreeSet<>(
                List.of("n", "pool", "kind", "endpoint", "who", "why", "said", "until", "seen", "unproven"));
        String more = fields.entrySet().stream()
                .filter(field -> !known.contains(field.getKey()))
                .map(field -> field.getValue().isEmpty() ? field.getKey() : field.getKey() + "=" + field.getValue())
                .collect(Collectors.joining(" "));
        String until = fields.get("until");
        String seen = fields.get("seen");
        return new Word(
                Long.parseLong(fields.getOrDefault("n", "")),
                unquote(fields.getOrDefault("pool", "")),
                Word.Kind.valueOf(fields.getOrDefault("kind", "")),
                fields.containsKey("endpoint") ? unquote(fields.getOrDefault("endpoint", "")) : "",
                unquote(fields.getOrDefault("who", "")),
                unquote(fields.getOrDefault("why", "")),
                Instant.parse(fields.getOrDefault("said", "")),
                until == null ? null : Instant.parse(until),
                seen == null ? null : unquote(seen),
                "yes".equals(fields.get("unproven")),
                more);
    }

    /** With the words of one pool as the version before this one stored them, each pool under a key of its own. */
    public WordBook withOld(String pool, String text) throws IOException {
        if (text.isEmpty()) {
            return this;
        }
        String[] lines = text.stripTrailing().split("\n", -1);
        if (!lines[0].equals(OLD_HEADER)) {
            throw new IOException("stored intents begin with \"" + lines[0] + "\", wanted \"" + OLD_HEADER + "\"");
        }
        WordBook next = this;
        for (int i = 1; i < lines.length; i++) {
            next = next.with(decodeOld(pool, lines[i]));
        }
        return next;
    }

    private static Word decodeOld(String pool, String line) throws IOException {
        String[] parts = line.split(" ", -1);
        if (parts.length != OLD_FIELDS) {
            throw new IOException(
                    "stored intent \"" + line + "\" has " + parts.length + " fields, wanted " + OLD_FIELDS);
        }
        try {
            return new Word(
                    0,
                    pool,
                    Word.Kind.of(OperatorIntent.Kind.valueOf(parts[0].toUpperCase(Locale.ROOT))),
                    unquote(parts[1]),
                    unquote(parts[2]),
                    unquote(parts[3]),
                    Instant.parse(parts[4]),
                    parts[5].equals("never") ? null : Instant.parse(parts[5]),
                    null,
                    true, // it was proven, or meant anyway, when it was taken
                    "");
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
}
