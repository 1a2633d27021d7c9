package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.Route53Server.Alias;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One ResourceRecordSet as Route 53 keeps it.
 *
 * @param name lower case with its final dot, unusual characters as they are and not as octal escapes
 * @param type such as A or MX
 * @param identifier empty for a simple set
 * @param more routing policy, health check and the like: element and text
 * @param ttl null for an alias
 * @param values as they are written in XML; TXT in quotes
 * @param alias null for a set with values
 */
record Route53Set(
        String name,
        String type,
        String identifier,
        TreeMap<String, String> more,
        @Nullable Long ttl,
        List<String> values,
        @Nullable Alias alias) {

    /** Elements that make a set more than a simple one. */
    static final List<String> MORE = List.of(
            "Weight",
            "Region",
            "GeoLocation",
            "Failover",
            "MultiValueAnswer",
            "CidrRoutingConfig",
            "GeoProximityLocation",
            "HealthCheckId",
            "TrafficPolicyInstanceId");

    Route53Set {
        name = bare(name);
        values = List.copyOf(values);
    }

    static Route53Set simple(String name, String type, long ttl, List<String> values) {
        return new Route53Set(name, type, "", new TreeMap<>(), ttl, values, null);
    }

    static Route53Set of(RecordSet set) {
        List<String> values = set.key().type() == RecordType.TXT
                ? set.values().stream().map(Route53Set::quoted).toList()
                : set.values();
        return simple(
                set.key().name().toString(), set.key().type().name(), set.ttl().toSeconds(), values);
    }

    static Route53Set of(DnsName name, RecordType family, Alias alias) {
        return new Route53Set(name.toString(), family.name(), "", new TreeMap<>(), null, List.of(), alias);
    }

    /** A name as the service compares it: without escapes, lower case, with the final dot. */
    static String bare(String name) {
        String plain = unescaped(name).toLowerCase(Locale.ROOT);
        return plain.endsWith(".") ? plain : plain + ".";
    }

    /** As the service writes names: a-z, 0-9, '-', '_' and '.' as they are, the rest as three octal digits. */
    static String escaped(String bare) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bare.length(); i++) {
            char c = bare.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
            text.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "\\%03o", (int) c));
        }
        return text.toString();
    }

    static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            boolean octal = text.charAt(i) == '\\'
                    && i + 3 < text.length()
                    && text.substring(i + 1, i + 4).matches("[0-7]{3}");
            plain.append(octal ? (char) Integer.parseInt(text.substring(i + 1, i + 4), 8) : text.charAt(i));
            i += octal ? 3 : 0;
        }
        return plain.toString();
    }

    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** The text in quotes; empty if there is more than one character-string or something else. */
    private static Optional<String> unquoted(String value) {
        if (value.length() < 2 || !value.startsWith("\"")) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder();
        int i = 1;
        while (i < value.length() && value.charAt(i) != '"') {
            boolean escape = value.charAt(i) == '\\' && i + 1 < value.length();
            boolean octal = escape && value.substring(i + 1).matches("(?s)[0-7]{3}.*");
            text.append(
                    octal
                            ? (char) Integer.parseInt(value.substring(i + 1, i + 4), 8)
                            : value.charAt(escape ? i + 1 : i));
            i += octal ? 4 : escape ? 2 : 1;
        }
        return i == value.length() - 1 ? Optional.of(text.toString()) : Optional.empty();
    }

    boolean isSimple() {
        return identifier.isEmpty();
    }

    /** Labels reversed, so that a zone comes before what lies below it; then the type, then the identifier. */
    String order() {
        List<String> labels = new ArrayList<>(List.of(name.split("\\.", -1)));
        Collections.reverse(labels);
        String reversed = String.join(".", labels.subList(1, labels.size())) + ".";
        return order(reversed, type, identifier);
    }

    static String order(String reversedName, String type, String identifier) {
        return reversedName + '\0' + type + '\0' + identifier;
    }

    /** Where a list from a name begins. */
    static String order(String name, String type) {
        return new Route53Set(name, type, "", new TreeMap<>(), null, List.of(), null).order();
    }

    /** Whether a DELETE of this set may take the other one away: everything as it is, values in any order. */
    boolean matches(Route53Set other) {
        return sameAs(other, new ArrayList<>(values), new ArrayList<>(other.values));
    }

    private boolean sameAs(Route53Set other, List<String> mine, List<String> theirs) {
        Collections.sort(mine);
        Collections.sort(theirs);
        boolean sameTtl = ttl == null ? other.ttl == null : ttl.equals(other.ttl);
        boolean sameAlias = alias == null ? other.alias == null : alias.equals(other.alias);
        return sameTtl && sameAlias && mine.equals(theirs) && more.equals(other.more);
    }

    /** What this library would call it; empty if it has no word for it. */
    Optional<RecordSet> understood() {
        boolean managed = List.of("A", "AAAA", "CNAME", "TXT").contains(type);
        if (!managed || ttl == null) {
            return Optional.empty();
        }
        List<String> plain = new ArrayList<>();
        for (String value : values) {
            Optional<String> text = type.equals("TXT") ? unquoted(value) : Optional.of(value);
            text.ifPresent(plain::add);
        }
        try {
            RecordKey key = RecordKey.of(name, RecordType.valueOf(type));
            boolean whole = plain.size() == values.size() && !plain.isEmpty();
            return whole ? Optional.of(RecordSet.of(key, Duration.ofSeconds(ttl), plain)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a name or a value that no RecordSet holds
        }
    }

    /** As the service names it in its messages. */
    String named() {
        String id = identifier.isEmpty() ? "" : ", set identifier='" + identifier + "'";
        return "[name='" + escaped(name) + "', type='" + type + "'" + id + "]";
    }
}
