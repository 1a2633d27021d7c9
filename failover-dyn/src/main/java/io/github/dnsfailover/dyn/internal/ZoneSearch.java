package io.github.dnsfailover.dyn.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dnsfailover.dns.DnsName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the zone of a name among those of the account: the longest that ends it, label by label. */
public final class ZoneSearch {

    private static final Pattern PLACE = Pattern.compile(".*/Zone/([^/]+)/?");

    private ZoneSearch() {}

    /** Asks the service in a session of its own, which it leaves even if its time is used up by then. */
    public static DnsName find(DnsName name, Session session, Errand errand, Ticker ticker)
            throws DynFailure, InterruptedException {
        try {
            session.open(errand);
            Envelope answer = session.call(ApiRequest.get("Zone"), errand);
            if (!answer.isSuccess()) {
                throw DynFailure.notDone("the list of zones: " + answer.said());
            }
            return longest(name, zones(answer.data()));
        } finally {
            session.leave(new Errand(errand.urgency(), Budget.of(ticker, ZoneWork.CLEANUP)));
        }
    }

    private static List<DnsName> zones(JsonNode places) {
        List<DnsName> zones = new ArrayList<>();
        for (JsonNode place : places) {
            Matcher matcher = PLACE.matcher(place.asText(""));
            if (matcher.matches()) {
                try {
                    zones.add(DnsName.of(matcher.group(1)));
                } catch (IllegalArgumentException e) {
                    // A zone whose name this library cannot hold is not the zone of a name that it holds.
                }
            }
        }
        return zones;
    }

    private static DnsName longest(DnsName name, List<DnsName> zones) throws DynFailure {
        return zones.stream()
                .filter(name::isWithin)
                .max(Comparator.comparingInt(zone -> zone.toString().length()))
                .orElseThrow(() ->
                        DynFailure.notDone("no zone of " + name + " among the " + zones.size() + " of the account"));
    }
}
