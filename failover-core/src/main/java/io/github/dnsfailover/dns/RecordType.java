package io.github.dnsfailover.dns;

import java.util.Locale;

/** The types of record that the library reads and writes. */
public enum RecordType {
    /** An IPv4 address; values are dotted decimals. */
    A,
    /** An IPv6 address; values are in the form of RFC 5952. */
    AAAA,
    /** An alias to another name; the one value is a name with its final dot. */
    CNAME,
    /** Text; used for the mark. Values are unquoted printable ASCII of at most 255 characters. */
    TXT;

    /**
     * The canonical form of a value of this type; every {@link RecordSet} holds values in this form only.
     *
     * @throws IllegalArgumentException if the text is no value of this type
     */
    public String canonical(String value) {
        return switch (this) {
            case A -> IpText.canonical4(value);
            case AAAA -> IpText.canonical6(value);
            case CNAME -> DnsName.of(value).toString();
            case TXT -> canonicalText(value);
        };
    }

    private static String canonicalText(String value) {
        if (value.length() > 255) {
            throw new IllegalArgumentException("TXT value: " + value.length() + " characters; at most 255 are allowed");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~') {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "TXT value: character U+%04X at %d; printable ASCII is allowed", (int) c, i));
            }
        }
        return value;
    }
}
