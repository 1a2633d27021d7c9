package io.github.dnsfailover.rfc2136;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.internal.wire.Messages;
import io.github.dnsfailover.internal.wire.Records;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.xbill.DNS.Name;
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
 *   <li>in the place of addresses: everything at the name is deleted at once, signatures included, after a look that
 *       nothing else stood there.
 * </ul>
 */
final class UpdateRequest {

    /**
     * The types of which none may stand where a CNAME takes the place of other sets. A prerequisite can say that a
     * name has no record, or none of a type; it cannot say "these and nothing else". So all types are named that
     * there are, more than 50 that are given out next (one after the other, RFC 6895 section 3.1), and those for
     * private use, where servers keep inventions of their own. KEY might stay beside a CNAME (RFC 4035 section 2.5),
     * but not where all is deleted.
     */
    private static final int[] OTHER_TYPES = Stream.of(
                    IntStream.rangeClosed(1, 127), // those from 128 to 255 are of messages, such as ANY
                    IntStream.rangeClosed(256, 319),
                    IntStream.of(32_768, Type.DLV),
                    IntStream.rangeClosed(65_280, 65_534))
            .flatMapToInt(Function.identity())
            .filter(type -> type != Type.CNAME && type != Type.OPT)
            .filter(type -> type != Type.RRSIG && type != Type.NSEC && type != Type.NSEC3) // the server's own
            .toArray();

    /** Name and type of a record set that must not be there for the change to take effect. */
    record Neighbour(Name name, int type) {
        @Override
        public String toString() {
            return name + " " + Type.string(type);
        }
    }

    private final Update message;
    private final List<Neighbour> neighbours = new ArrayList<>();
    private final Set<Neighbour> stated = new HashSet<>();

    /** The transitions of each name that write something there, or delete. */
    private final Map<DnsName, List<Transition>> effects = new LinkedHashMap<>();

    /**
     * Makes the message.
     *
     * @throws DnsProviderException if the change wants a CNAME beside another set; a server would drop one of them
     */
    UpdateRequest(DnsName zone, RecordChange change) throws DnsProviderException {
        message = new Update(Messages.name(zone));
        for (Transition transition : change.transitions()) {
            stated.add(new Neighbour(name(transition), type(transition)));
            Prerequisites.stands(message, transition.expected());
            if (!transition.isCondition()) {
                effects.computeIfAbsent(transition.key().name(), name -> new ArrayList<>())
                        .add(transition);
            }
        }
        requireLoneAliases(change);
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

    /** The message to send, unsigned. */
    Update message() {
        return message;
    }

    /** The sets, other than those of the change itself, that it demands to be absent. */
    List<Neighbour> neighbours() {
        return List.copyOf(neighbours);
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
        for (int type : way == Way.NO_ALIAS ? new int[] {Type.CNAME} : way.alone() ? OTHER_TYPES : new int[0]) {
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
