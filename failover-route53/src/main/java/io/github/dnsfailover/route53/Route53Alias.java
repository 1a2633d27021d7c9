package io.github.dnsfailover.route53;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.route53.internal.AliasWords;
import io.github.dnsfailover.route53.internal.AliasWords.Health;
import java.util.EnumSet;
import java.util.Set;

/**
 * An alias record of Route 53: the way to publish a load balancer, a CloudFront distribution or another AWS resource,
 * also at the top of a zone.
 *
 * <pre>{@code
 * pool.endpoint(Route53Alias.of("dualstack.web-1.eu-west-1.elb.amazonaws.com", "Z32O12XQLNTSW2")
 *             .dualStack()
 *             .primary("dublin"))
 *     .endpoint(Route53Alias.of("dualstack.web-2.us-east-2.elb.amazonaws.com", "Z3AADJGX6KTTL2")
 *             .dualStack()
 *             .backup("ohio"))
 * }</pre>
 *
 * <p>It is an A record unless {@link #dualStack} says otherwise. The health of the target, as Route 53 sees it, does
 * not count unless {@link #evaluateTargetHealth} says so: which of several places to publish is decided here, and a
 * target that Route 53 finds unhealthy has no better place in a simple record set anyway.
 *
 * <p>Immutable; the methods that change something return a changed copy.
 */
public final class Route53Alias {

    private final AliasWords words;

    private Route53Alias(AliasWords words) {
        this.words = words;
    }

    /**
     * An alias for IPv4 whose target's health does not count.
     *
     * @param dnsName of the target, as AWS shows it
     * @param hostedZoneId of the target, not of the zone that the alias stands in: the load balancer's canonical one,
     *     or for a record of the same zone the zone's own
     * @throws IllegalArgumentException if either is not of its form
     */
    public static Route53Alias of(String dnsName, String hostedZoneId) {
        return new Route53Alias(
                new AliasWords(DnsName.of(dnsName), EnumSet.of(RecordType.A), hostedZoneId, Health.IGNORED));
    }

    /** With an AAAA record beside the A record. */
    public Route53Alias dualStack() {
        Set<RecordType> both = EnumSet.of(RecordType.A, RecordType.AAAA);
        return new Route53Alias(new AliasWords(words.target(), both, words.zoneId(), words.health()));
    }

    /**
     * With EvaluateTargetHealth.
     *
     * @throws IllegalArgumentException if the target is a CloudFront distribution
     */
    public Route53Alias evaluateTargetHealth() {
        return new Route53Alias(new AliasWords(words.target(), words.families(), words.zoneId(), Health.EVALUATED));
    }

    /** The preferred place, published as this alias; see {@link Endpoint#primaryAlias}. */
    public Endpoint primary(String id) {
        return Endpoint.primaryAlias(id, text());
    }

    /** A place to go to when better ones fail, published as this alias; see {@link Endpoint#backupAlias}. */
    public Endpoint backup(String id) {
        return Endpoint.backupAlias(id, text());
    }

    /** As a value of {@link RecordType#ALIAS}, such as {@code lb.example.net. A AAAA zone=Z123 health=ignored}. */
    public String text() {
        return words.text();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Route53Alias alias && words.equals(alias.words);
    }

    @Override
    public int hashCode() {
        return words.hashCode();
    }

    @Override
    public String toString() {
        return text();
    }
}
