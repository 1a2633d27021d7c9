package io.github.dnsfailover.internal.config;

import io.github.dnsfailover.internal.text.ForeignText;
import io.github.dnsfailover.internal.text.WrittenDuration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One value with the key that it came by. What reads it says the rule that it breaks; {@link #give} adds key and value.
 * Immutable.
 *
 * @param key as it was written
 * @param text as it was written
 * @param setting what it is for
 */
record Value(String key, String text, Setting setting) {

    static final String REFERENCE = "secret:";

    private static final int LONGEST = 4_096; // beyond any path, pattern or page's text
    private static final int LONGEST_SHOWN = 200;
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,18}");
    private static final Pattern SECRET_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_./-]{0,127}");

    Value {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException(ForeignText.line(key, LONGEST_SHOWN) + ": the value has " + text.length()
                    + " characters; at most " + LONGEST + " are allowed");
        }
    }

    /** Hands itself on; a refusal gets the key, the value and the rule. */
    void give(Consumer<Value> taker) {
        try {
            taker.accept(this);
        } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
            // IllegalStateException: what the value asks for is not there, such as ping or Jackson
            throw new IllegalArgumentException(told(String.valueOf(e.getMessage())), e);
        }
    }

    /** The same, for what makes something of it. */
    <T> T make(Function<Value, T> maker) {
        List<T> made = new ArrayList<>(1);
        give(value -> made.add(maker.apply(value)));
        return made.get(0);
    }

    IllegalArgumentException refused(String rule) {
        return new IllegalArgumentException(told(rule));
    }

    private String told(String rule) {
        return ForeignText.line(key, LONGEST_SHOWN) + "=" + shown() + ": " + ForeignText.line(rule);
    }

    /** In quotes, unless it is not for messages. */
    String shown() {
        return setting.form().isShown() ? "\"" + ForeignText.line(text, LONGEST_SHOWN) + "\"" : "(not shown)";
    }

    /** One of several in a list with commas. */
    Value item(String part) {
        return new Value(key, part, setting);
    }

    /** What stands between commas. */
    List<Value> items() {
        return Arrays.stream(text.split(",", -1))
                .map(part -> item(part.strip()))
                .toList();
    }

    Duration duration() {
        return WrittenDuration.of(text.strip());
    }

    Path path() {
        require(!text.isBlank(), "a path is needed");
        return Path.of(text);
    }

    int number() {
        long number = longNumber();
        require(number == (int) number, "the number is too large");
        return (int) number;
    }

    long longNumber() {
        String digits = text.strip();
        require(NUMBER.matcher(digits).matches(), "a whole number of at most 18 digits is needed");
        return Long.parseLong(digits);
    }

    boolean isTrue() {
        String word = text.strip().toLowerCase(Locale.ROOT);
        require(word.equals("true") || word.equals("false"), "true or false is needed");
        return word.equals("true");
    }

    /** The word as the table has it. */
    String word() {
        Optional<String> found = setting.words().stream()
                .filter(word -> WrittenKey.squashed(word).equals(WrittenKey.squashed(text.strip())))
                .findFirst();
        return found.orElseThrow(
                () -> new IllegalArgumentException("allowed are " + String.join(", ", setting.words())));
    }

    /** The constant that the word is for: {@code LAST_RESORT} for {@code last-resort}. */
    <E extends Enum<E>> E constant(Class<E> type) {
        return Enum.valueOf(type, word().replace('-', '_').toUpperCase(Locale.ROOT));
    }

    /** The secret that it names. Neither the secret nor what stands in its place is told by any message. */
    String secret(Function<String, Optional<String>> secrets) {
        boolean reference = text.startsWith(REFERENCE)
                && SECRET_NAME.matcher(text.substring(REFERENCE.length())).matches();
        require(
                reference,
                "a reference is needed, such as " + REFERENCE + "probe-token, and never the secret itself; the "
                        + "application's function says which secret has that name");
        Optional<String> found = asked(secrets);
        return found.filter(secret -> !secret.isEmpty())
                .orElseThrow(() -> new IllegalArgumentException("the application has no secret of that name"));
    }

    private Optional<String> asked(Function<String, Optional<String>> secrets) {
        try {
            return secrets.apply(text.substring(REFERENCE.length()));
        } catch (RuntimeException e) {
            // its message may hold anything, and is the application's to tell
            throw new IllegalArgumentException("the application's function for secrets threw "
                    + e.getClass().getName());
        }
    }

    static void require(boolean rule, String message) {
        if (!rule) {
            throw new IllegalArgumentException(message);
        }
    }

    /** The key alone: what stands there may be private. */
    @Override
    public String toString() {
        return key;
    }
}
