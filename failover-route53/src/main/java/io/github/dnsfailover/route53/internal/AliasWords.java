package io.github.dnsfailover.route53.internal;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordType;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an alias at Route 53 is, and its form as a value of {@link RecordType#ALIAS}:
 * {@code lb.example.net. A AAAA zone=Z123 health=evaluated}. Immutable.
 *
 * @param target whose addresses clients get
 * @param families for which there is an alias record
 * @param zoneId the hosted zone of the target
 * @param health whether the health of the target counts
 */
public record AliasWords(DnsName target, Set<RecordType> families, String zoneId, Health health) {

    /** What EvaluateTargetHealth says. */
    public enum Health {
        /** False. */
        IGNORED,
        /** True. */
        EVALUATED
    }

    private static final Pattern ZONE_ID = Pattern.compile("[A-Z0-9]{1,32}");
    private static final String ZONE_PREFIX = "/hostedzone/";
    private static final String ZONE = "zone=";
    private static final String HEALTH = "health=";

    /** The hosted zone of all of CloudFront, for which the interface refuses to evaluate health. */
    private static final String CLOUDFRONT = "Z2FDTNDATAQYW2";

    private static final List<RecordType> FAMILIES = List.of(RecordType.A, RecordType.AAAA);

    /** Refuses what the vendor would refuse when it is too late. */
    public AliasWords {
        families = Collections.unmodifiableSet(EnumSet.copyOf(families));
        if (!FAMILIES.containsAll(families)) {
            throw new IllegalArgumentException("families: " + families + "; an alias is for A, AAAA or both");
        }
        zoneId = zoneId("hostedZoneId", zoneId);
        if (zoneId.equals(CLOUDFRONT) && health == Health.EVALUATED) {
            throw new IllegalArgumentException(
                    "evaluateTargetHealth: " + target + " is of CloudFront, whose health Route 53 does not evaluate");
        }
    }

    /**
     * The id of a hosted zone without the prefix that some tools print.
     *
     * @param field what to call it in a refusal
     * @throws IllegalArgumentException if it is none
     */
    public static String zoneId(String field, String text) {
        String id = text.startsWith(ZONE_PREFIX) ? text.substring(ZONE_PREFIX.length()) : text;
        if (!ZONE_ID.matcher(id).matches()) {
            throw new IllegalArgumentException(
                    field + ": \"" + text + "\"; the id of a hosted zone is up to 32 capital letters and digits");
        }
        return id;
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException if it lacks a word or has one that nobody knows
     */
    public static AliasWords parse(String value) {
        List<String> words = List.of(value.split(" ", -1));
        Set<RecordType> families = EnumSet.noneOf(RecordType.class);
        String zoneId = "";
        String health = "";
        for (String word : new HashSet<>(words.subList(1, words.size()))) {
            if (word.startsWith(ZONE) && zoneId.isEmpty()) {
                zoneId = word.substring(ZONE.length());
            } else if (word.startsWith(HEALTH) && health.isEmpty()) {
                health = word.substring(HEALTH.length());
            } else if (word.equals("A") || word.equals("AAAA")) {
                families.add(RecordType.valueOf(word));
            } else {
                throw wrong(value, "the word \"" + word + "\" is not known");
            }
        }
        boolean known = health.equals("evaluated") || health.equals("ignored");
        if (zoneId.isEmpty() || families.isEmpty() || !known) {
            throw wrong(value, "A, AAAA or both, zone= and health=evaluated or health=ignored are needed");
        }
        AliasWords alias = new AliasWords(
                DnsName.of(words.get(0)), families, zoneId, Health.valueOf(health.toUpperCase(Locale.ROOT)));
        if (!alias.text().equals(value)) {
            throw wrong(value, "it is written " + alias.text());
        }
        return alias;
    }

    private static IllegalArgumentException wrong(String value, String rule) {
        return new IllegalArgumentException("alias: \"" + value + "\": " + rule + "; Route53Alias makes such a text");
    }

    /** The value. */
    public String text() {
        StringBuilder text = new StringBuilder(target.toString());
        families.forEach(family -> text.append(' ').append(family));
        return text.append(' ')
                .append(ZONE)
                .append(zoneId)
                .append(' ')
                .append(HEALTH)
                .append(health.name().toLowerCase(Locale.ROOT))
                .toString();
    }
}
