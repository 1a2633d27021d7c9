package io.github.dnsfailover.rfc2136;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.internal.wire.WireException;
import io.github.dnsfailover.rfc2136.Standing.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Rcode;

/**
 * Looks whether a change that was answered with NOERROR stands, since a server may skip a part of it in silence: a CNAME
 * beside other records (RFC 2136 section 3.4.2.2), or what a Lua policy of PowerDNS forbids. Goes back where it does not
 * stand: no name stays empty because of it, and no mark tells of a move that was not made. Confined to one call.
 */
final class ReadBack {

    private final DnsName zone;
    private final Conversation conversation;
    private final Standing standing;
    private final String server;

    ReadBack(DnsName zone, Conversation conversation, Standing standing, String server) {
        this.zone = zone;
        this.conversation = conversation;
        this.standing = standing;
        this.server = server;
    }

    /**
     * Returns if the change stands.
     *
     * @throws DnsProviderException as not applied if the server skipped a part and what stood before stands again; as unknown
     *     if it is not clear what stands
     */
    void requireStanding(RecordChange change) throws DnsProviderException {
        List<RecordSet> desired =
                change.transitions().stream().map(Transition::desired).toList();
        try {
            Told told = standing.holds(desired);
            if (told == Told.YES) {
                return;
            }
            List<RecordSet> actual = standing.read(change.keys());
            if (told == Told.NO) {
                goBack(change, actual);
            } else if (!sameValues(actual, desired)) {
                throw unclear("and then answers " + actual, null);
            }
        } catch (WireException e) {
            throw unclear("and then no more: " + e.getMessage(), e);
        }
    }

    private static boolean sameValues(List<RecordSet> some, List<RecordSet> others) {
        return IntStream.range(0, some.size()).allMatch(i -> some.get(i).sameValues(others.get(i)));
    }

    private void goBack(RecordChange change, List<RecordSet> actual) throws DnsProviderException, WireException {
        List<Transition> back = new ArrayList<>();
        boolean reached = true;
        for (int i = 0; i < actual.size(); i++) {
            Transition made = change.transitions().get(i);
            RecordSet there = actual.get(i);
            reached &= there.sameValues(made.desired());
            if (there.sameValues(made.expected())) {
                continue;
            }
            if (!there.sameValues(made.desired()) && !there.isEmpty()) {
                throw unclear("but now " + actual + " stand: somebody else is writing there, too", null);
            }
            back.add(new Transition(there, made.expected()));
        }
        if (reached) {
            return; // somebody else was there in between, and it is as it should be
        }
        if (!back.isEmpty()) {
            Reply reply = conversation.send(new UpdateRequest(zone, RecordChange.of(back)).message());
            List<RecordSet> before =
                    change.transitions().stream().map(Transition::expected).toList();
            if (Standing.told(reply) != Told.YES || standing.holds(before) != Told.YES) {
                throw unclear(
                        "but " + actual + " stand, and writing back what stood before was answered "
                                + Rcode.string(reply.rcode()),
                        null);
            }
        }
        throw DnsProviderException.notApplied(server + " answered NOERROR to " + change.transitions()
                + " and skipped a part of it: " + actual
                + " stood then, and what stood before stands again; its log may say"
                + " why, such as a policy that forbids it");
    }

    private DnsProviderException unclear(String what, @Nullable WireException cause) {
        String text = server + " answered NOERROR to the update, " + what;
        return cause == null ? DnsProviderException.unknown(text) : DnsProviderException.unknown(text, cause);
    }
}
