package io.github.dnsfailover.rfc2136;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.internal.wire.Messages;
import io.github.dnsfailover.internal.wire.Records;
import io.github.dnsfailover.internal.wire.WireException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.Message;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * Proves rights by adding exactly what stands: a server asks for the right before it sees that there is nothing to
 * do. That leaves the serial of BIND, Knot and PowerDNS alone, but not with a CNAME, which PowerDNS always writes.
 *
 * <p>Where nothing stands yet, a right cannot be proved without a change, but a missing one shows itself: an addition
 * that also demands what is never met is refused, as {@link RefusedSets} says. Thread-safe.
 */
final class RightsProof {

    /** A busy zone's serial moves by itself now and then; this often in a row, our additions move it. */
    private static final int MOVES_IN_A_ROW = 3;

    /** Of what is never made. */
    private static final Duration TTL = Duration.ofMinutes(1);

    private final DnsName zone;
    private final AtomicInteger moves = new AtomicInteger();

    RightsProof(DnsName zone) {
        this.zone = zone;
    }

    /** The sets that stand and whose right can be proved; none at a server that was seen to make a new serial of it. */
    private List<RecordSet> provable(List<RecordSet> sets) {
        if (moves.get() >= MOVES_IN_A_ROW) {
            return List.of();
        }
        return sets.stream()
                .filter(set -> !set.isEmpty() && set.key().type() != RecordType.CNAME)
                .toList();
    }

    /** Whether there is anything to ask about. */
    boolean asks(List<RecordSet> sets) {
        return sets.stream().anyMatch(RecordSet::isEmpty) || !provable(sets).isEmpty();
    }

    /**
     * Proves the rights for what stands; none if something else stands by now, be it another TTL, nor at a server that
     * does not compare what is demanded: it might add what does not stand any more, or say yes to all.
     */
    Set<RecordKey> prove(List<RecordSet> sets, Conversation conversation, Standing standing, Refusal refusal)
            throws WireException, DnsProviderException {
        List<RecordSet> provable = provable(sets);
        Set<RecordKey> proved =
                provable.isEmpty() ? Set.of() : proveStanding(provable, conversation, standing, refusal);
        List<RecordSet> absent = sets.stream()
                .filter(RecordSet::isEmpty)
                .limit(RefusedSets.MOST_QUESTIONS)
                .toList();
        if (!absent.isEmpty()) {
            requireNoneRefused(absent, conversation, standing, refusal);
        }
        return proved;
    }

    private Set<RecordKey> proveStanding(
            List<RecordSet> sets, Conversation conversation, Standing standing, Refusal refusal)
            throws WireException, DnsProviderException {
        List<RecordKey> keys = sets.stream().map(RecordSet::key).toList();
        if (standing.saysYesToAll() || !stillStand(sets, standing)) {
            return Set.of();
        }
        OptionalLong before = serial(conversation);
        Reply reply = conversation.ask(additions(sets));
        switch (Standing.told(reply)) {
            case NO -> {
                return Set.of();
            }
            case NOTHING -> throw refusal.ofProof(reply, refused(sets, conversation));
            case YES -> {
                boolean moved = !serial(conversation).equals(before);
                moves.updateAndGet(count -> moved ? count + 1 : 0);
                return new LinkedHashSet<>(keys);
            }
        }
        throw new AssertionError(reply.rcode());
    }

    /** What cannot be read is no missing right: reads tell of it themselves. */
    private static boolean stillStand(List<RecordSet> sets, Standing standing) throws WireException {
        try {
            return standing.read(sets.stream().map(RecordSet::key).toList()).equals(sets);
        } catch (DnsProviderException e) {
            return false;
        }
    }

    private Update additions(List<RecordSet> sets) {
        Update update = Prerequisites.question(zone, sets);
        for (RecordSet set : sets) {
            Records.of(set, set.ttl().toSeconds()).forEach(update::add);
        }
        return update;
    }

    private void requireNoneRefused(
            List<RecordSet> absent, Conversation conversation, Standing standing, Refusal refusal)
            throws WireException, DnsProviderException {
        if (!standing.compares()) {
            Reply reply = conversation.ask(Prerequisites.unmet(zone));
            if (Refusal.mayBeOfSets(reply)) { // to a key that may write nothing at all
                throw refusal.ofProof(reply, absent.stream().map(RecordSet::key).toList());
            }
            return; // it might make what it is asked about
        }
        List<RecordKey> refused = new ArrayList<>();
        Reply last = null;
        for (RecordSet set : absent) {
            Reply reply =
                    conversation.ask(RefusedSets.neverMade(zone, Records.of(something(set.key()), TTL.toSeconds())));
            if (Refusal.mayBeOfSets(reply)) {
                refused.add(set.key());
                last = reply;
            }
        }
        if (last != null) {
            throw refusal.ofProof(last, refused);
        }
    }

    /** A set that is never made, with values for documentation (RFC 5737, RFC 3849, RFC 2606). */
    private static RecordSet something(RecordKey key) {
        String value = switch (key.type()) {
            case A -> "192.0.2.1";
            case AAAA -> "2001:db8::1";
            case CNAME -> "example.com.";
            case TXT -> "may this be written?";
            case ALIAS -> throw new IllegalArgumentException("key: " + key + " is none of DNS");
        };
        return RecordSet.of(key, TTL, value);
    }

    /** Which of several are refused when each is asked about alone. */
    private List<RecordKey> refused(List<RecordSet> sets, Conversation conversation) throws WireException {
        List<RecordKey> refused = new ArrayList<>();
        for (RecordSet set : sets) {
            if (Standing.told(conversation.ask(additions(List.of(set)))) == Standing.Told.NOTHING) {
                refused.add(set.key());
            }
        }
        return refused;
    }

    private OptionalLong serial(Conversation conversation) throws WireException {
        Message answer = conversation
                .ask(Messages.question(Messages.name(zone), Type.SOA))
                .message();
        return Messages.records(answer, Section.ANSWER).stream()
                .filter(SOARecord.class::isInstance)
                .mapToLong(record -> ((SOARecord) record).getSerial())
                .findFirst();
    }
}
