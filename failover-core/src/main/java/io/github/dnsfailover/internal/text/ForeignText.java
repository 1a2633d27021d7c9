package io.github.dnsfailover.internal.text;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one door for text of others: what a provider, a server, a check, a policy, an operator or an exception says goes
 * through it before it becomes part of a value, so that no log, terminal, mail or console takes anything in it for
 * more than text, and nobody has to clean it again. Pure.
 */
public final class ForeignText {

    /** The longest text that is kept: some sentences. A page of HTML is no reason. */
    public static final int LONGEST = 1_000;

    /** The longest name that is kept: of an operator, a site, a provider. */
    public static final int LONGEST_NAME = 200;

    /** The longest text that is told: one that was put together of several such texts, as the plan of a change. */
    public static final int LONGEST_TOLD = 8_000;

    private static final String MORE = "...";

    private ForeignText() {}

    /** At most {@link #LONGEST} characters on one line. */
    public static String line(String text) {
        return line(text, LONGEST);
    }

    /** At most {@link #LONGEST_TOLD} characters on one line. */
    public static String told(String text) {
        return line(text, LONGEST_TOLD);
    }

    /** What a throwable says of itself, on one line; the name of its class if it says nothing, or throws at that. */
    public static String of(Throwable thrown) {
        @Nullable String text;
        try {
            text = thrown.toString(); // null, if that is what a class of somebody's answers
        } catch (RuntimeException e) {
            text = null;
        }
        return line(text == null ? thrown.getClass().getName() : text);
    }

    /** What an object calls itself; otherwise, where it has no more than the name that every object has. */
    public static String name(Object named, String otherwise) {
        String text = named.toString();
        boolean isItsOwn = text != null && !text.startsWith(named.getClass().getName() + "@");
        return isItsOwn ? line(text) : otherwise;
    }

    /** Each of them on one line. */
    public static List<String> lines(List<String> texts) {
        return texts.stream().map(ForeignText::line).toList();
    }

    /**
     * One line of at most so many characters: a row of line breaks and other control characters becomes one space, and
     * what is not to be seen or turns the direction of writing becomes '?'. What is in order stays the same object, so
     * a text that goes through twice is not changed twice.
     */
    public static String line(String text, int limit) {
        if (text.length() <= limit && isAllText(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(Math.min(text.length(), limit));
        int count = 0;
        boolean gap = false;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (isBreak(c)) {
                gap = !out.isEmpty();
                continue; // a space comes if more follows
            }
            if (gap && ++count <= limit) {
                out.append(' ');
            }
            gap = false;
            if (++count > limit) {
                out.setLength(out.offsetByCodePoints(out.length(), -Math.min(count - 1, MORE.length())));
                return out.append(MORE).toString();
            }
            out.appendCodePoint(isText(c) ? c : '?');
        }
        return out.toString();
    }

    private static boolean isAllText(String text) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (!isText(c)) {
                return false;
            }
            i += Character.charCount(c);
        }
        return true;
    }

    private static boolean isBreak(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static boolean isText(int c) {
        if (c >= ' ' && c <= '~') {
            return true; // nearly all of it, and every reason of a policy comes by here at each step
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
