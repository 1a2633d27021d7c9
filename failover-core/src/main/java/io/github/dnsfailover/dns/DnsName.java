package io.github.dnsfailover.dns;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fully qualified domain name in the one form that this library uses: A-labels, lower case, with the final dot.
 *
 * <p>International names are turned into A-labels (RFC 3490) here, before any DNS software sees them. The few
 * characters for which the older and the newer standard (RFC 5891) lead to different domains are refused: write such
 * a name in A-labels. Two names that DNS takes for the same (RFC 4343) are equal. Immutable.
 */
public final class DnsName implements Comparable<DnsName> {

    private static final int LONGEST_NAME =
            254; // 253 characters and the final dot: 255 octets on the wire, RFC 1035 2.3.4
    private static final int LONGEST_LABEL = 63;

    /**
     * Sharp s, final sigma, and the joiners: RFC 3490 maps them or drops them, RFC 5891 keeps them, so they name two
     * domains.
     */
    private static final Pattern AMBIGUOUS = Pattern.compile("[\u00df\u1e9e\u03c2\u200c\u200d]");

    private final String text;

    private DnsName(String text) {
        this.text = text;
    }

    /**
     * Reads a name; the final dot is optional.
     *
     * @throws IllegalArgumentException if the text is no domain name; the message says why
     */
    public static DnsName of(String name) {
        String ascii = toAscii(name).toLowerCase(Locale.ROOT);
        String bare = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
        if (bare.isEmpty()) {
            throw new IllegalArgumentException("name: \"" + name + "\" is empty; a domain name is needed");
        }
        for (String label : bare.split("\\.", -1)) {
            checkLabel(label, name);
        }
        String text = bare + ".";
        if (text.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("name: \"" + name + "\" is longer than 253 characters (RFC 1035 2.3.4)");
        }
        return new DnsName(text);
    }

    private static String toAscii(String name) {
        Matcher ambiguous = AMBIGUOUS.matcher(name);
        if (ambiguous.find()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "name: \"%s\" has the character U+%04X, which leads to different domains by RFC 3490 and RFC 5891;"
                            + " write the name in A-labels (xn--)",
                    name,
                    (int) name.charAt(ambiguous.start())));
        }
        try {
            return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("name: \"" + name + "\" is no domain name: " + e.getMessage(), e);
        }
    }

    private static void checkLabel(String label, String name) {
        if (label.isEmpty() || label.length() > LONGEST_LABEL) {
            throw new IllegalArgumentException(
                    "name: \"" + name + "\" has a label of " + label.length() + " characters; 1 to 63 are allowed");
        }
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            if (!plain && !label.equals("*")) {
                throw new IllegalArgumentException("name: \"" + name + "\" has the character '" + c
                        + "'; letters, digits, '-' and '_' are allowed, and '*' as a whole label");
            }
        }
    }

    /** Whether this name is the zone itself or lies below it. */
    public boolean isWithin(DnsName zone) {
        return text.equals(zone.text) || text.endsWith("." + zone.text);
    }

    /**
     * The name one label below this one: {@code of("example.com").child("www")} is {@code www.example.com.}
     *
     * @throws IllegalArgumentException if it is not one label, or the name grows too long
     */
    public DnsName child(String label) {
        DnsName child = of(label + "." + text);
        if (child.labels() != labels() + 1) {
            throw new IllegalArgumentException("label: \"" + label + "\" is more than one label");
        }
        return child;
    }

    private long labels() {
        return text.chars().filter(c -> c == '.').count();
    }

    /** Compares by text. */
    @Override
    public int compareTo(DnsName other) {
        return text.compareTo(other.text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DnsName name && text.equals(name.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The name with its final dot. */
    @Override
    public String toString() {
        return text;
    }
}
