package io.github.dnsfailover.route53.internal;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProviderException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.HostedZone;
import software.amazon.awssdk.services.route53.model.ListHostedZonesByNameResponse;

/** Finds hosted zones by their name. An account may have several of one name, public and private ones. */
public final class ZoneSearch {

    private static final int MOST_PAGES = 10; // of a hundred zones of one and the same name

    private ZoneSearch() {}

    /** The id of the only zone of a name. */
    public static String only(Route53Client client, DnsName name) throws DnsProviderException {
        List<HostedZone> found;
        try {
            found = all(client, name);
        } catch (SdkException e) {
            Failure failure = Failure.of(e);
            throw failure.of(DnsProviderException.notApplied("hosted zones cannot be listed: " + failure.text()));
        }
        if (found.isEmpty()) {
            throw DnsProviderException.notApplied("this account has no hosted zone " + name)
                    .answered();
        }
        if (found.size() > 1) {
            String ids = found.stream()
                    .map(zone -> bareId(zone) + (isPrivate(zone) ? " (private)" : " (public)"))
                    .collect(Collectors.joining(", "));
            throw DnsProviderException.notApplied("this account has " + found.size() + " hosted zones " + name + ": "
                            + ids + "; name one by its id")
                    .answered();
        }
        return bareId(found.get(0));
    }

    /** The list begins at the name and goes on with others. */
    private static List<HostedZone> all(Route53Client client, DnsName name) {
        List<HostedZone> found = new ArrayList<>();
        String fromName = name.toString();
        String fromId = null;
        for (int page = 0; page < MOST_PAGES; page++) {
            String atName = fromName;
            String atId = fromId;
            ListHostedZonesByNameResponse answer = client.listHostedZonesByName(
                    request -> request.dnsName(atName).hostedZoneId(atId));
            List<HostedZone> own = answer.hostedZones().stream()
                    .filter(zone -> Texts.isName(zone.name(), name))
                    .toList();
            found.addAll(own);
            boolean more = Boolean.TRUE.equals(answer.isTruncated())
                    && own.size() == answer.hostedZones().size();
            if (!more) {
                break;
            }
            fromName = answer.nextDNSName();
            fromId = answer.nextHostedZoneId();
        }
        return found;
    }

    private static String bareId(HostedZone zone) {
        return AliasWords.zoneId("id", zone.id());
    }

    private static boolean isPrivate(HostedZone zone) {
        return zone.config() != null && Boolean.TRUE.equals(zone.config().privateZone());
    }
}
