package io.github.dnsfailover.rfc2136;

import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.internal.wire.Answers;
import io.github.dnsfailover.internal.wire.Messages;
import io.github.dnsfailover.internal.wire.Records;
import io.github.dnsfailover.internal.wire.WireException;
import io.github.dnsfailover.rfc2136.UpdateRequest.Neighbour;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * What stands at the primary master, asked in one conversation. Confined to one call.
 *
 * <p>What a server answers is not always what stands there. A wildcard answers for names that have no records; BIND
 * with inline signing answers from a copy that is signed a little later; PowerDNS answers in one form what it keeps
 * in another. An UPDATE that only demands is compared with what stands, so each answer that is new is asked about in
 * this way; a server, or a front before it, that was not seen to compare is asked by questions alone.
 */
final class Standing {

    /**
     * How often a set is read until what is answered stands. BIND's signed copy was seen to be 3 ms late, 21 ms at
     * most, and 260 ms while a large zone was being signed; with the pauses below, the tries span two seconds.
     */
    private static final int SETTLE_TRIES = 15;

    /** So many are 12 KB long, and as much as their few names: a whole name is written once, then a pointer to it. */
    private static final int NEIGHBOURS_AT_ONCE = 1_000;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(200);

    /** What a question that is an UPDATE has brought. */
    enum Told {
        YES,
        /** A prerequisite was not met. */
        NO,
        /** The server did not compare. */
        NOTHING
    }

    private final DnsName zone;
    private final Conversation conversation;
    private final Refusal refusal;
    private final Learned learned;

    /** Names of which an answer has shown that they lie in our zone. */
    private final Set<DnsName> ours = new HashSet<>();

    Standing(DnsName zone, Conversation conversation, Refusal refusal, Learned learned) {
        this.zone = zone;
        this.conversation = conversation;
        this.refusal = refusal;
        this.learned = learned;
    }

    /** Asks whether all these sets stand as the server itself compares them. */
    Reply ask(List<RecordSet> sets) throws WireException {
        return conversation.ask(Prerequisites.question(zone, sets));
    }

    Told holds(List<RecordSet> sets) throws WireException {
        return believed(ask(sets));
    }

    private boolean holds(Update question) throws WireException {
        return believed(conversation.ask(question)) == Told.YES;
    }

    /** A yes of a server that says yes to anything is none. */
    private Told believed(Reply reply) throws WireException {
        Told told = told(reply);
        return told == Told.YES && !compares() ? Told.NOTHING : told;
    }

    /** Whether the server was seen to compare what is demanded. */
    boolean compares() throws WireException {
        return unmet() == Told.NO;
    }

    /** Whether the server says yes even to a demand that is never met. */
    boolean saysYesToAll() throws WireException {
        return unmet() == Told.YES;
    }

    /** Asked in each call until the server was seen to say no. */
    private Told unmet() throws WireException {
        if (learned.compares()) {
            return Told.NO;
        }
        Told told = told(conversation.ask(Prerequisites.unmet(zone)));
        if (told == Told.NO) {
            learned.thatItCompares();
        }
        return told;
    }

    /** Whether these sets stand: as the server compares them, or as it answers where it does not compare. */
    boolean stand(List<RecordSet> sets) throws WireException, DnsProviderException {
        Told told = holds(sets);
        return told == Told.NOTHING ? sameValues(settled(sets), sets) : told == Told.YES;
    }

    /** What is answered: these sets, or what stays in their place for as long as a signed copy may be late. */
    List<RecordSet> settled(List<RecordSet> wanted) throws WireException, DnsProviderException {
        List<RecordKey> keys = wanted.stream().map(RecordSet::key).toList();
        Pauses pauses = new Pauses();
        List<RecordSet> answered = answered(keys);
        while (!sameValues(answered, wanted) && pauses.next(conversation)) {
            answered = answered(keys);
        }
        return answered;
    }

    /**
     * Makes sure that clients get these sets.
     *
     * @throws DnsProviderException if other ones are answered, and go on to be
     */
    void requireAnswered(List<RecordSet> sets) throws WireException, DnsProviderException {
        List<RecordSet> answered = sets.isEmpty() ? sets : settled(sets);
        if (!sameValues(answered, sets)) {
            throw refusal.ofOtherAnswer(answered);
        }
    }

    static boolean sameValues(List<RecordSet> some, List<RecordSet> others) {
        return IntStream.range(0, some.size()).allMatch(i -> some.get(i).sameValues(others.get(i)));
    }

    static Told told(Reply reply) {
        if (reply.trusted() && reply.rcode() == Rcode.NOERROR) {
            return Told.YES;
        }
        return reply.trusted() && isPrerequisite(reply.rcode()) ? Told.NO : Told.NOTHING;
    }

    /** RFC 2136 section 2.2: the codes that say that a prerequisite was not met, and so that nothing was changed. */
    private static boolean isPrerequisite(int rcode) {
        return rcode == Rcode.NXRRSET || rcode == Rcode.YXRRSET || rcode == Rcode.NXDOMAIN || rcode == Rcode.YXDOMAIN;
    }

    /**
     * Reads what stands. A server that does not compare for us, since we may not write, is taken by its word.
     *
     * @throws DnsProviderException if it answers with something else than stands, and goes on to
     */
    List<RecordSet> read(List<RecordKey> keys) throws WireException, DnsProviderException {
        Pauses pauses = new Pauses();
        while (true) {
            List<RecordSet> answered = answered(keys);
            if (learned.cover(answered)) {
                return answered;
            }
            for (RecordKey key : keys) {
                requireOurZone(key.name());
            }
            Optional<List<RecordSet>> standing = standing(answered);
            if (standing.isPresent()) {
                return standing.get();
            }
            if (!pauses.next(conversation)) {
                throw refusal.ofOtherAnswer(answered);
            }
        }
    }

    /** The pauses between the tries. */
    private static final class Pauses {

        private int made;
        private Duration pause = FIRST_PAUSE;

        /** Lets the next one pass, if there is one. */
        private boolean next(Conversation conversation) throws WireException {
            if (++made == SETTLE_TRIES) {
                return false;
            }
            conversation.pause(pause);
            pause = pause.multipliedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
            return true;
        }
    }

    /** Empty if something else stands than was answered. */
    private Optional<List<RecordSet>> standing(List<RecordSet> answered) throws WireException {
        Told told = holds(answered);
        if (told == Told.NOTHING) {
            return Optional.of(answered);
        }
        List<RecordSet> standing = told == Told.YES ? answered : withoutWildcards(answered);
        if (told == Told.NO && (standing.equals(answered) || holds(standing) != Told.YES)) {
            return Optional.empty();
        }
        learned.add(standing);
        return Optional.of(standing);
    }

    /** A wildcard answers only for names at which nothing stands at all (RFC 4592 section 2.2.1). */
    private List<RecordSet> withoutWildcards(List<RecordSet> answered) throws WireException {
        Set<DnsName> unused = new HashSet<>();
        for (RecordSet set : answered) {
            DnsName name = set.key().name();
            if (!set.isEmpty() && !unused.contains(name) && holds(Prerequisites.unused(zone, Messages.name(name)))) {
                unused.add(name);
            }
        }
        return answered.stream()
                .map(set -> unused.contains(set.key().name()) ? RecordSet.absent(set.key()) : set)
                .toList();
    }

    private List<RecordSet> answered(List<RecordKey> keys) throws WireException, DnsProviderException {
        List<RecordSet> sets = new ArrayList<>();
        for (RecordKey key : keys) {
            Name name = Messages.name(key.name());
            Message message = question(name, Records.type(key.type()));
            Answer answer = Answers.judge(message, key);
            if (answer instanceof Answer.Authoritative authoritative) {
                noteZone(message, key.name());
                sets.add(authoritative.set());
            } else {
                throw refusal.ofRead(key, answer);
            }
        }
        return List.copyOf(sets);
    }

    private Message question(Name name, int type) throws WireException, DnsProviderException {
        Reply reply = conversation.ask(Messages.question(name, type));
        if (!reply.trusted() || reply.tsigError() != Rcode.NOERROR) {
            throw refusal.ofQuestion(reply);
        }
        return reply.message();
    }

    /** Updates of a zone do not reach what a zone below it answers for, although the server may have both. */
    private void noteZone(Message answer, DnsName name) throws DnsProviderException {
        Name asked = Messages.name(name);
        Optional<Name> hider = Answers.hiddenBelow(answer, asked);
        if (hider.isPresent()) {
            throw refusal.ofHidden(asked, hider.get());
        }
        Optional<Name> apex = Answers.apex(answer);
        if (apex.isPresent() && !apex.get().equals(Messages.name(zone))) {
            throw refusal.ofOtherZone(asked, apex.get());
        }
        if (apex.isPresent()) {
            ours.add(name);
        }
    }

    /**
     * Asks for the SOA record of a name for which no answer has shown its zone. A name that has a CNAME is no apex,
     * so it lies in the zone of the name above it. A server that shows no zone is taken by its word.
     */
    private void requireOurZone(DnsName name) throws WireException, DnsProviderException {
        DnsName at = name;
        while (!ours.contains(at) && !at.equals(zone)) {
            Message answer = question(Messages.name(at), Type.SOA);
            noteZone(answer, at);
            if (!Answers.isAlias(answer, Messages.name(at))) {
                break;
            }
            at = above(at);
        }
        ours.add(name);
    }

    private static DnsName above(DnsName name) {
        String text = name.toString();
        return DnsName.of(text.substring(text.indexOf('.') + 1));
    }

    /**
     * One of these sets that is there, found by halving: a question for each type would be several hundred, and a
     * question for all types (QTYPE ANY) is answered by Knot with one of them (RFC 8482).
     */
    Optional<Neighbour> anyOf(List<Neighbour> sets) throws WireException {
        for (int from = 0; from < sets.size(); from += NEIGHBOURS_AT_ONCE) {
            List<Neighbour> some = sets.subList(from, Math.min(sets.size(), from + NEIGHBOURS_AT_ONCE));
            Optional<Neighbour> found = anyOfSome(some);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Neighbour> anyOfSome(List<Neighbour> sets) throws WireException {
        if (told(conversation.ask(Prerequisites.absent(zone, sets))) != Told.NO) {
            return Optional.empty();
        }
        if (sets.size() == 1) {
            return Optional.of(sets.get(0));
        }
        int half = sets.size() / 2;
        Optional<Neighbour> first = anyOfSome(sets.subList(0, half));
        return first.isPresent() ? first : anyOfSome(sets.subList(half, sets.size()));
    }
}
