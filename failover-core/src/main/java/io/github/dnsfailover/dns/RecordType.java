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
    TXT,
    /**
     * No type of DNS, but what several vendors offer in place of addresses, also at the top of a zone: their servers
     * answer with the addresses of another name, which they look up themselves.
     *
     * <p>A value is that name with its final dot, then, each after one space, the words that the vendor needs
     * besides. The words {@code A} and {@code AAAA} mean the same everywhere: the alias answers for these families
     * only; without them it answers for both. A set of this type has no TTL, which is written as zero: resolvers see
     * the TTLs of the other name.
     *
     * <p>Only providers that name it in {@link ProviderTraits#types} know it. They read a name whose addresses come
     * from an alias as a set of this type, and as an empty set of the family that the alias answers for.
     */
    ALIAS;

    private static final int LONGEST_ALIAS = 1_024; // a name and a few words; keeps events readable

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
            case ALIAS -> canonicalAlias(value);
        };
    }

    private static String canonicalAlias(String value) {
        String[] words = value.split(" ", -1);
        words[0] = DnsName.of(words[0]).toString();
        for (String word : words) {
            if (word.isEmpty() || word.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                throw new IllegalArgumentException("alias: \"" + value
                        + "\"; a domain name and words of printable ASCII, each after one space, are allowed");
            }
        }
        String text = String.join(" ", words);
        if (text.length() > LONGEST_ALIAS) {
            throw new IllegalArgumentException(
                    "alias: " + text.length() + " characters; at most " + LONGEST_ALIAS + " are allowed");
        }
        return text;
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
