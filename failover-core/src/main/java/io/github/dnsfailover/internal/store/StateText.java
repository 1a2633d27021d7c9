package io.github.dnsfailover.internal.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.github.dnsfailover.StateStore.Entry;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The text of a state file: printable ASCII, one line for each pool, so that an operator can read it.
 *
 * <pre>
 * dnsfailover-state 1
 * www&lt;tab&gt;7&lt;tab&gt;the pool's text
 * end 5d3b8a1f
 * </pre>
 *
 * <p>The number in the first line is that of the format; the last line holds the CRC-32C of everything before it,
 * which finds every change of up to 32 bits in a row, and a file that was cut short lacks it. Whatever is not
 * printable ASCII, and the backslash, is written as a backslash, 'u' and the four hexadecimal digits of its UTF-16
 * unit.
 */
final class StateText {

    private static final String MAGIC = "dnsfailover-state ";
    private static final int FORMAT = 1;
    private static final String END = "end ";
    private static final int END_LENGTH = END.length() + 8 + 1; // the checksum in hexadecimal and the line's end

    private StateText() {}

    /** The file's content cannot be used; the message says what it is and what to do. */
    static final class UnreadableException extends Exception {

        private static final long serialVersionUID = 1L;

        UnreadableException(String message) {
            super(message);
        }
    }

    static byte[] write(Map<String, Entry> entries) {
        StringBuilder out = new StringBuilder(MAGIC).append(FORMAT).append('\n');
        new TreeMap<>(entries)
                .forEach((pool, entry) -> out.append(escaped(pool))
                        .append('\t')
                        .append(entry.version())
                        .append('\t')
                        .append(escaped(entry.text()))
                        .append('\n'));
        String body = out.toString();
        return (body + end(body)).getBytes(ISO_8859_1);
    }

    static SortedMap<String, Entry> read(byte[] content) throws UnreadableException {
        String text = new String(content, ISO_8859_1);
        if (!text.startsWith(MAGIC)) {
            throw MAGIC.startsWith(text) ? torn() : foreign();
        }
        int format = format(text);
        if (format > FORMAT) {
            throw new UnreadableException("is of format " + format + ", and this version of the library reads format "
                    + FORMAT + "; use the version that wrote it, or a newer one");
        }
        String body = text.substring(0, Math.max(0, text.length() - END_LENGTH));
        if (format < FORMAT || !body.endsWith("\n") || !text.equals(body + end(body))) {
            throw torn();
        }
        TreeMap<String, Entry> entries = new TreeMap<>();
        String[] lines = body.split("\n", -1);
        for (int i = 1; i < lines.length - 1; i++) {
            readLine(lines[i], entries);
        }
        return Collections.unmodifiableSortedMap(entries);
    }

    /** The number in the first line; 0 if it is not whole. */
    private static int format(String text) {
        int lineEnd = text.indexOf('\n');
        String digits = lineEnd < 0 ? "" : text.substring(MAGIC.length(), lineEnd);
        return digits.matches("[1-9][0-9]{0,8}") ? Integer.parseInt(digits) : 0;
    }

    private static void readLine(String line, Map<String, Entry> entries) throws UnreadableException {
        String[] fields = line.split("\t", -1);
        if (fields.length != 3 || !fields[1].matches("[1-9][0-9]{0,17}")) {
            throw torn();
        }
        Entry entry = new Entry(Long.parseLong(fields[1]), unescaped(fields[2]));
        if (entries.put(unescaped(fields[0]), entry) != null) {
            throw torn();
        }
    }

    private static String end(String body) {
        CRC32C crc = new CRC32C();
        crc.update(body.getBytes(ISO_8859_1));
        return END + String.format(Locale.ROOT, "%08x", crc.getValue()) + '\n';
    }

    private static String escaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c <= '~' && c != '\\') {
                out.append(c);
            } else {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return out.toString();
    }

    private static String unescaped(String text) throws UnreadableException {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            String unit = text.length() < i + 6 ? "" : text.substring(i + 1, i + 6);
            if (!unit.matches("u[0-9a-f]{4}")) {
                throw torn();
            }
            out.append((char) Integer.parseInt(unit.substring(1), 16));
            i += 5;
        }
        return out.toString();
    }

    private static UnreadableException torn() {
        return new UnreadableException(
                "is torn or damaged; restore it, or delete it if what operators said may be forgotten");
    }

    private static UnreadableException foreign() {
        return new UnreadableException(
                "was not written by this library; name another file for the state, or move this one away");
    }
}
