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
import org.xbill.DNS.Rcode;

/**
 * Looks whether a change that was answered with NOERROR stands, since a server may skip a part of it in silence: a
 * CNAME beside other records (RFC 2136 section 3.4.2.2), or what a Lua policy of PowerDNS forbids. Goes back where it
 * does not stand: no name stays empty because of it, and no mark tells of a move that was not made. Confined to one
 * call.
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
     * @throws DnsProviderException as not applied if the server skipped a part and what stood before stands again; as
     *     unknown if it is not clear what stands
     */
    void requireStanding(RecordChange change) throws DnsProviderException {
        String said = server + " answered NOERROR to " + change.transitions();
        String unclear;
        try {
            List<RecordSet> desired =
                    change.transitions().stream().map(Transition::desired).toList();
            Told told = standing.holds(desired);
            if (told == Told.YES) {
                return;
            }
            List<RecordSet> actual = standing.read(change.keys());
            if (sameValues(actual, desired)) {
                return; // the server compares for nobody, or somebody else was there in between
            }
            said = said + ", then " + actual + " stood";
            unclear = told == Told.NO ? goBack(change, actual) : "it does not say what it compares with";
        } catch (WireException | DnsProviderException e) {
            throw DnsProviderException.unknown(
                    said + ", and then it was not to be learned what stands: " + e.getMessage(), e);
        }
        if (!unclear.isEmpty()) {
            throw DnsProviderException.unknown(said + ": " + unclear);
        }
        throw DnsProviderException.notApplied(
                "it skipped a part, and what stood before stands again (" + said + "); its log may say why, such as"
                        + " a policy that forbids it"); // the cause first: subjects of mails are cut
    }

    private static boolean sameValues(List<RecordSet> some, List<RecordSet> others) {
        return IntStream.range(0, some.size()).allMatch(i -> some.get(i).sameValues(others.get(i)));
    }

    /** What keeps it from going back; empty if what stood before stands again. */
    private String goBack(RecordChange change, List<RecordSet> actual) throws DnsProviderException, WireException {
        List<Transition> back = new ArrayList<>();
        for (int i = 0; i < actual.size(); i++) {
            Transition made = change.transitions().get(i);
            RecordSet there = actual.get(i);
            if (there.sameValues(made.expected())) {
                continue;
            }
            if (!there.sameValues(made.desired()) && !there.isEmpty()) {
                return "somebody else is writing there, too";
            }
            back.add(new Transition(there, made.expected()));
        }
        if (back.isEmpty()) {
            return "";
        }
        Reply reply = conversation.send(new UpdateRequest(zone, RecordChange.of(back)).message());
        List<RecordSet> before =
                change.transitions().stream().map(Transition::expected).toList();
        boolean stands = Standing.told(reply) == Told.YES && standing.holds(before) == Told.YES;
        return stands ? "" : "writing back what stood before was answered " + Rcode.string(reply.rcode());
    }
}
