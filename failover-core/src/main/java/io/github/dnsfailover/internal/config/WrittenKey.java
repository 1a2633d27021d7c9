package io.github.dnsfailover.internal.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A key as somebody wrote it, taken apart so that all ways to write it are equal: {@code hold-down}, {@code holdDown},
 * {@code hold_down}, {@code HOLD_DOWN}; {@code endpoints[0].id}, {@code endpoints.0.id}, {@code ENDPOINTS_0_ID}. Pure.
 *
 * @param isEnvironment whether it is written as the name of an environment variable: capitals, digits and '_' alone
 * @param parts between its dots, brackets or, in the other form, underscores: small letters and digits, mostly
 */
record WrittenKey(boolean isEnvironment, List<String> parts) {

    private static final Pattern ENVIRONMENT = Pattern.compile("[0-9_]*[A-Z][A-Z0-9_]*");

    static WrittenKey of(String text) {
        boolean environment = ENVIRONMENT.matcher(text).matches();
        List<String> parts = Arrays.stream(text.split(environment ? "_" : "[.\\[\\]]", -1))
                .map(WrittenKey::squashed)
                .filter(part -> !part.isEmpty())
                .toList();
        return new WrittenKey(environment, parts);
    }

    /** Without what may stand between words, and in small letters; of other scripts than ASCII nothing is equal. */
    static String squashed(String name) {
        StringBuilder out = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                out.append((char) (c - 'A' + 'a'));
            } else if ("-_].[".indexOf(c) < 0) {
                out.append(c);
            }
        }
        return out.toString();
    }

    /**
     * Its parts below a prefix; empty if it is not below it. Dots are boundaries: {@code shop-two.ttl} is not below
     * {@code shop}. {@code SHOP_TWO_TTL} is, since there nobody can tell.
     */
    Optional<List<String>> below(WrittenKey prefix) {
        int start = isEnvironment ? start(String.join("", prefix.parts)) : prefix.parts.size();
        boolean within = start >= 0
                && start <= parts.size()
                && (isEnvironment || parts.subList(0, start).equals(prefix.parts));
        return within ? Optional.of(parts.subList(start, parts.size())) : Optional.empty();
    }

    /** How many parts make this text; -1 if no number does. */
    private int start(String wanted) {
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i <= parts.size(); i++) {
            if (joined.toString().equals(wanted)) {
                return i;
            }
            if (i == parts.size() || joined.length() > wanted.length()) {
                return -1;
            }
            joined.append(parts.get(i));
        }
        return -1;
    }
}
