package io.github.dnsfailover.check;

import java.io.IOException;
import java.net.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One reply of a mail server (RFC 5321 section 4.2).
 *
 * @param lines what stands after the code, one or several
 */
record SmtpReply(int code, List<String> lines) {

    private static final int LONGEST_LINE = 2_048; // RFC 5321 section 4.5.3.1.5 allows 512, and servers write more
    private static final int MOST_LINES = 100; // an answer to EHLO has some fifteen
    private static final Pattern LINE = Pattern.compile("[2-5][0-9]{2}([ -].*)?", Pattern.DOTALL);

    static SmtpReply read(ProbeConnection connection) throws IOException {
        List<String> lines = new ArrayList<>();
        while (lines.size() < MOST_LINES) {
            String line = connection.readLine(LONGEST_LINE);
            if (!LINE.matcher(line).matches()) {
                throw new ProtocolException("no proper SMTP reply: " + line);
            }
            lines.add(line.length() > 4 ? line.substring(4) : "");
            boolean last = line.length() == 3 || line.charAt(3) == ' ';
            if (last) {
                return new SmtpReply(Integer.parseInt(line.substring(0, 3)), List.copyOf(lines));
            }
        }
        throw new ProtocolException("no proper SMTP reply: more than " + MOST_LINES + " lines");
    }

    boolean contains(String text) {
        return lines.stream().anyMatch(line -> line.contains(text));
    }

    /** Whether a service extension is offered in this answer to EHLO. */
    boolean offers(String keyword) {
        return lines.stream()
                .skip(1) // the greeting
                .map(line -> line.split(" ", 2)[0].toUpperCase(Locale.ROOT))
                .anyMatch(keyword::equals);
    }

    /** For people: the code and the lines; what a refusal is for may stand in the last. */
    @Override
    public String toString() {
        return DetailText.foreign(code + " " + String.join(" / ", lines));
    }
}
