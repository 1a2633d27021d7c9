package io.github.dnsfailover.rfc2136;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.internal.wire.WireException;
import io.github.dnsfailover.rfc2136.Standing.Told;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.xbill.DNS.Rcode;

/**
 * Looks whether a change that was answered with NOERROR stands, since a server may skip a part of it in silence: a
 * CNAME beside other records (RFC 2136 section 3.4.2.2), or what a Lua policy of PowerDNS forbids. Goes back where it
 * does not stand: no name stays empty because of it, and no mark tells of a move that was not made. What it asks by
 * demands, it believes only of a server that was seen to compare them, and a CNAME must be answered, too. Confined to
 * one call.
 */
final class ReadBack {

    /**
     * What a server skipped once, it skips again until somebody changes its policy, and between each try and its way
     * back, clients get what it took. The longest pause that the engine lets a provider ask for.
     */
    static final Duration PAUSE_AFTER_A_PART = Duration.ofSeconds(60);

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
        List<RecordSet> actual;
        String unclear;
        try {
            List<RecordSet> desired =
                    change.transitions().stream().map(Transition::desired).toList();
            Told told = standing.holds(desired);
            if (told == Told.YES) {
                standing.requireAnswered(aliases(change));
                return;
            }
            actual = told == Told.NO ? standing.read(change.keys()) : standing.settled(desired);
            if (Standing.sameValues(actual, desired)) {
                return; // the server compares for nobody, or somebody else was there in between
            }
            unclear = goBack(change, actual, told);
        } catch (WireException | DnsProviderException e) {
            throw DnsProviderException.unknown(
                    server + " answered NOERROR to the change of " + change.keys()
                            + ", and then it was not to be learned what stands: " + e.getMessage(),
                    e);
        }
        if (!unclear.isEmpty()) {
            throw DnsProviderException.unknown(server + " answered NOERROR to the change of " + change.keys()
                    + ", then other records stood: " + withoutTexts(actual) + "; " + unclear);
        }
        throw Standing.sameValues(actual, before(change)) ? ofNothing(change) : ofPart(change, actual);
    }

    private DnsProviderException ofNothing(RecordChange change) {
        return DnsProviderException.notApplied(server + " answered NOERROR and made nothing of the change of "
                + change.keys() + "; its log may say why, such as a policy that forbids it");
    }

    private DnsProviderException ofPart(RecordChange change, List<RecordSet> actual) {
        return DnsProviderException.notApplied(server + " takes a part of the change and skips the rest: "
                        + skipped(change, actual) + " did not become what they should, although it answered NOERROR."
                        + " What stood before stands again; the next try comes after "
                        + PAUSE_AFTER_A_PART.toSeconds() + " s, since clients see each of them. Its policy may forbid"
                        + " the rest, and its log may say so")
                .retryAfter(PAUSE_AFTER_A_PART);
    }

    /** The mark's text has a number that is another at each try, and the same trouble should read the same. */
    private static List<RecordSet> withoutTexts(List<RecordSet> sets) {
        return sets.stream().filter(set -> set.key().type() != RecordType.TXT).toList();
    }

    private static List<RecordSet> before(RecordChange change) {
        return change.transitions().stream().map(Transition::expected).toList();
    }

    private static List<RecordSet> aliases(RecordChange change) {
        return change.transitions().stream()
                .map(Transition::desired)
                .filter(set -> set.key().type() == RecordType.CNAME && !set.isEmpty())
                .toList();
    }

    /** Without values, so that the same trouble reads the same at each try. */
    private static List<RecordKey> skipped(RecordChange change, List<RecordSet> actual) {
        return IntStream.range(0, actual.size())
                .filter(i ->
                        !actual.get(i).sameValues(change.transitions().get(i).desired()))
                .mapToObj(i -> actual.get(i).key())
                .toList();
    }

    /** What keeps it from going back; empty if what stood before stands again. */
    private String goBack(RecordChange change, List<RecordSet> actual, Told told)
            throws DnsProviderException, WireException {
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
            // what it answers may be a copy that is very late
            return told == Told.NO ? "" : "it does not compare what is demanded, and may answer late";
        }
        Reply reply =
                conversation.send(UpdateRequest.of(zone, RecordChange.of(back)).message());
        boolean stands = Standing.told(reply) == Told.YES && standing.stand(before(change));
        return stands ? "" : "writing back what stood before was answered " + Rcode.string(reply.rcode());
    }
}
