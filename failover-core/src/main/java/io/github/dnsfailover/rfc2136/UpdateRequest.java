package io.github.dnsfailover.rfc2136;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.internal.wire.Messages;
import io.github.dnsfailover.internal.wire.Records;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * A change as one UPDATE message (RFC 2136 section 2): all prerequisites, all deletions, all additions, in that order.
 *
 * <p>A server skips an addition that its rules forbid, such as an A beside a CNAME, and still answers NOERROR
 * (section 3.4.2.2). So a set that is created demands that no record stands there that would keep it out. A CNAME
 * meets more of this than other types, and is written in one of three ways that BIND, Knot and PowerDNS all follow,
 * whether they sign or not:
 *
 * <ul>
 *   <li>in the place of a CNAME: by the addition alone, which replaces it. Where Knot signs, it drops an addition that
 *       comes after a deletion, since the signatures of the name still stand;
 *   <li>in the place of nothing: nothing may stand there, of whatever type;
 *   <li>in the place of addresses: everything at the name is deleted at once, signatures included, if no set of
 *       another type stands there. A prerequisite can say that a name has no record, or none of a type; it cannot say
 *       "these and nothing else". So types are named one by one, as many as there is room for; {@link Bystanders}
 *       looks for what is left.
 * </ul>
 */
final class UpdateRequest {

    /**
     * The types that are in use: all that were given out (IANA, 2026), the dozen that come next on each side of 256
     * (one after the other, RFC 6895 section 3.1), and what servers are known to have invented for themselves: WINS
     * of Windows, ALIAS and LUA of PowerDNS, and BIND's own two. 12 octets each, since the name is repeated by a
     * pointer: 1.4 KB for each name, so that 20 names leave a half of a message for their values. KEY might stay
     * beside a CNAME (RFC 4035 section 2.5), but not where all is deleted.
     */
    private static final int[] TYPES_IN_USE = types(
            IntStream.rangeClosed(1, 80),
            IntStream.rangeClosed(99, 109),
            IntStream.rangeClosed(256, 276),
            IntStream.of(32_768, Type.DLV, 65_281, 65_282, 65_401, 65_402, 65_533, 65_534));

    /** All that could be given out for a long time, and all for private use: 5.3 KB for each name. */
    private static final int[] TYPES_TO_COME = types(
            IntStream.rangeClosed(1, 127), // those from 128 to 255 are of messages, such as ANY
            IntStream.rangeClosed(256, 319),
            IntStream.of(32_768, Type.DLV),
            IntStream.rangeClosed(65_280, 65_534));

    private static int[] types(IntStream... some) {
        return Stream.of(some)
                .flatMapToInt(Function.identity())
                .filter(type -> type != Type.CNAME && type != Type.OPT)
                .filter(type -> type != Type.RRSIG && type != Type.NSEC && type != Type.NSEC3) // the server's own
                .toArray();
    }

    /** RFC 8945 section 4.2: a name of 255 octets, an algorithm's name, a MAC of 64, and 26 around them. */
    private static final int SIGNATURE = 384;

    /** What a message may have before it is signed. */
    static final int MOST_OCTETS = Message.MAXLENGTH - SIGNATURE;

    /** More values than this fit into no message; dnsjava counts no further than 65,535 records. */
    private static final int MOST_VALUES = 10_000;

    /** Name and type of a record set that must not be there for the change to take effect. */
    record Neighbour(Name name, int type) {
        @Override
        public String toString() {
            return name + " " + Type.string(type);
        }
    }

    private final Update message;
    private final int[] otherTypes;
    private final List<Neighbour> neighbours = new ArrayList<>();
    private final Set<Neighbour> stated = new HashSet<>();
    private final Set<Name> cleared = new LinkedHashSet<>();

    /** The transitions of each name that write something there, or delete. */
    private final Map<DnsName, List<Transition>> effects = new LinkedHashMap<>();

    /**
     * Makes the message, which names as many types as there is room for where a CNAME takes the place of other sets.
     *
     * @throws DnsProviderException if the change wants a CNAME beside another set, of which a server would drop one;
     *     or if it fits into no message, or the way back from it does not
     */
    static UpdateRequest of(DnsName zone, RecordChange change) throws DnsProviderException {
        requireLoneAliases(change);
        requireCountable(change);
        UpdateRequest request = fitting(zone, change);
        int octets = Math.max(request.octets(), fitting(zone, wayBack(change)).octets());
        if (octets > MOST_OCTETS) {
            throw DnsProviderException.notApplied("the change makes a message of " + (octets + SIGNATURE)
                    + " octets, with its signature and if it has to be taken back; a DNS message has "
                    + Message.MAXLENGTH);
        }
        return request;
    }

    private static UpdateRequest fitting(DnsName zone, RecordChange change) {
        UpdateRequest request = new UpdateRequest(zone, change, TYPES_TO_COME);
        return request.octets() <= MOST_OCTETS ? request : new UpdateRequest(zone, change, TYPES_IN_USE);
    }

    private static RecordChange wayBack(RecordChange change) {
        return RecordChange.of(
                change.transitions().stream().map(UpdateRequest::wayBack).toList());
    }

    private static Transition wayBack(Transition made) {
        RecordSet there = made.desired();
        RecordSet before = made.expected();
        return new Transition(there, before);
    }

    private UpdateRequest(DnsName zone, RecordChange change, int[] otherTypes) {
        this.otherTypes = otherTypes;
        message = new Update(Messages.name(zone));
        for (Transition transition : change.transitions()) {
            stated.add(new Neighbour(name(transition), type(transition)));
            Prerequisites.stands(message, transition.expected());
            if (!transition.isCondition()) {
                effects.computeIfAbsent(transition.key().name(), name -> new ArrayList<>())
                        .add(transition);
            }
        }
        effects.values().forEach(this::requireNoNeighbour);
        effects.values().forEach(this::delete);
        effects.values().stream()
                .flatMap(Collection::stream)
                .flatMap(
                        transition -> Records.of(
                                transition.desired(), transition.desired().ttl().toSeconds())
                                .stream())
                .forEach(message::add);
    }

    private static void requireLoneAliases(RecordChange change) throws DnsProviderException {
        Set<DnsName> aliases = new HashSet<>();
        Set<DnsName> others = new HashSet<>();
        for (Transition transition : change.transitions()) {
            if (!transition.desired().isEmpty()) {
                (isAlias(transition) ? aliases : others).add(transition.key().name());
            }
        }
        aliases.retainAll(others);
        if (!aliases.isEmpty()) {
            throw DnsProviderException.notApplied(
                    aliases + ": a CNAME stands beside nothing else, and the change wants it beside another set");
        }
    }

    private static void requireCountable(RecordChange change) throws DnsProviderException {
        long values = change.transitions().stream()
                .mapToLong(each -> each.expected().values().size()
                        + (long) each.desired().values().size())
                .sum();
        if (values > MOST_VALUES) {
            throw DnsProviderException.notApplied("the change names " + values
                    + " values, deleted and created ones together; " + MOST_VALUES + " are taken");
        }
    }

    /** How long the message is before it is signed. */
    private int octets() {
        return message.toWire().length;
    }

    /** What the update says of one set by itself: its deletion, if not by that of the whole name, and additions. */
    List<Record> updatesOf(Transition transition) {
        Update alone = new Update(message.getQuestion().getName());
        if (!transition.expected().isEmpty()) {
            alone.delete(name(transition), type(transition));
        }
        Records.of(transition.desired(), transition.desired().ttl().toSeconds()).forEach(alone::add);
        return alone.getSection(Section.UPDATE);
    }

    /** The message to send, unsigned. */
    Update message() {
        return message;
    }

    /** The sets, other than those of the change itself, that it demands to be absent. */
    List<Neighbour> neighbours() {
        return List.copyOf(neighbours);
    }

    /** The names at which all is deleted for a CNAME, whatever its type. */
    Set<Name> cleared() {
        return Collections.unmodifiableSet(cleared);
    }

    /** Whether the message itself makes sure that no such set is there, or says what it does with it. */
    boolean speaksOf(Neighbour neighbour) {
        return stated.contains(neighbour);
    }

    private void requireNoNeighbour(List<Transition> ofName) {
        List<Transition> written = ofName.stream()
                .filter(transition -> !transition.desired().isEmpty())
                .toList();
        if (written.isEmpty()) {
            return;
        }
        Name name = name(written.get(0));
        Way way = Way.of(ofName);
        for (int type : way == Way.NO_ALIAS ? new int[] {Type.CNAME} : way.alone() ? otherTypes : new int[0]) {
            Neighbour neighbour = new Neighbour(name, type);
            if (stated.add(neighbour)) {
                neighbours.add(neighbour);
                if (way != Way.ALIAS_OF_NOTHING) {
                    message.absent(name, type);
                }
            }
        }
        if (way == Way.ALIAS_OF_NOTHING) {
            message.absent(name);
        }
    }

    private void delete(List<Transition> ofName) {
        Way way = Way.of(ofName);
        if (way == Way.ALIAS_OF_SETS) {
            message.delete(name(ofName.get(0)));
            cleared.add(name(ofName.get(0)));
        }
        for (Transition transition : ofName) {
            if (way == Way.NO_ALIAS && !transition.expected().isEmpty()) {
                message.delete(name(transition), type(transition));
            }
        }
    }

    /** How the sets of one name are written. */
    private enum Way {
        /** No CNAME is written; one may be deleted. */
        NO_ALIAS,
        ALIAS_OF_ALIAS,
        ALIAS_OF_NOTHING,
        ALIAS_OF_SETS;

        static Way of(List<Transition> ofName) {
            boolean alias = ofName.stream()
                    .anyMatch(transition ->
                            isAlias(transition) && !transition.desired().isEmpty());
            if (!alias) {
                return NO_ALIAS;
            }
            List<Transition> there = ofName.stream()
                    .filter(transition -> !transition.expected().isEmpty())
                    .toList();
            if (there.isEmpty()) {
                return ALIAS_OF_NOTHING;
            }
            return there.stream().anyMatch(UpdateRequest::isAlias) ? ALIAS_OF_ALIAS : ALIAS_OF_SETS;
        }

        /** Whether nothing else may stand there; beside the CNAME of before nothing does. */
        boolean alone() {
            return this == ALIAS_OF_NOTHING || this == ALIAS_OF_SETS;
        }
    }

    private static boolean isAlias(Transition transition) {
        return transition.key().type() == RecordType.CNAME;
    }

    private static Name name(Transition transition) {
        return Messages.name(transition.key().name());
    }

    private static int type(Transition transition) {
        return Records.type(transition.key().type());
    }
}
