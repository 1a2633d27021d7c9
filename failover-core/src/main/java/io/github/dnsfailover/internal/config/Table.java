package io.github.dnsfailover.internal.config;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All keys that a builder knows, and what cannot be said by keys. Immutable. */
final class Table {

    private static final int LONGEST_COMPARED = 100; // beyond any name; bounds what a mad key costs

    /** A name that the user gave, with what says so; or a word, with the parentheses of a method. */
    private static final Pattern WORD =
            Pattern.compile("\"[^\"]*\"|\\b(?:pool|endpoint) [A-Za-z0-9_.-]+|[A-Za-z0-9_]+(?:\\(\\))?");

    private final List<Setting> settings;
    private final Map<String, String> code;
    private final Map<String, Setting> byShape = new HashMap<>();

    /**
     * Of these keys.
     *
     * @param code options that need code: the builder's method, and what to hand to it
     */
    Table(List<Setting> settings, Map<String, String> code) {
        this.settings = List.copyOf(settings);
        this.code = code;
        for (Setting setting : settings) {
            String shape = Shape.ofName(setting.name());
            add(shape, setting);
            if (setting.form().repeats()) {
                add(shape + "[]", setting);
            }
        }
    }

    private void add(String shape, Setting setting) {
        Setting other = byShape.put(shape, setting);
        if (other != null) {
            throw new AssertionError(setting.name() + " and " + other.name() + " look the same");
        }
    }

    /** In the order of the page. */
    List<Setting> settings() {
        return settings;
    }

    /** Options that need code, with what to hand to them. */
    Map<String, String> code() {
        return code;
    }

    /**
     * A message of a builder with its options called as keys are, {@code hold-down} for {@code holdDown()}: who wrote
     * keys need not know the builder. Options that are one plain word, such as {@code timeout}, are called so anyway.
     * Names that the user gave stay as they are: what is quoted, and what a pool or an endpoint is called.
     */
    String inKeys(String message) {
        Map<String, String> said = new HashMap<>();
        for (Setting setting : settings) {
            String key = setting.name().split("[.\\[]", 2)[0];
            for (String option : setting.options()) {
                if (!option.equals(option.toLowerCase(Locale.ROOT))) {
                    said.put(option, key);
                    said.put(option + "()", setting.form() == Form.SWITCH ? key + "=true" : key);
                }
            }
        }
        return WORD.matcher(message)
                .replaceAll(word -> Matcher.quoteReplacement(said.getOrDefault(word.group(), word.group())));
    }

    Optional<Setting> find(Shape shape) {
        return Optional.ofNullable(byShape.get(shape.text()));
    }

    /** What an option that needs code wants, if that is what somebody tried to say by a key. */
    Optional<String> needsCode(Shape shape) {
        return code.entrySet().stream()
                .filter(option -> shape.text().startsWith(WrittenKey.squashed(option.getKey())))
                .map(option -> option.getKey() + " needs code: " + option.getValue())
                .findFirst();
    }

    /** The key that looks most like it: one that it is the beginning of, or one that differs in the fewest letters. */
    Setting nearest(Shape shape) {
        String wanted = shape.text().substring(0, Math.min(shape.text().length(), LONGEST_COMPARED));
        return settings.stream()
                .min(Comparator.comparingInt(setting -> difference(wanted, Shape.ofName(setting.name()))))
                .orElseThrow();
    }

    private static int difference(String wanted, String shape) {
        return shape.startsWith(wanted) ? 0 : distance(wanted, shape);
    }

    /** How many letters must be put in, left out or changed (Levenshtein). */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int changed = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(changed, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }
}
