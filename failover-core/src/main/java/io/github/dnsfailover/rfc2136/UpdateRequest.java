package io.github.dnsfailover.rfc2136;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.internal.wire.Messages;
import io.github.dnsfailover.internal.wire.Records;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * A change as one UPDATE message (RFC 2136 section 2): all prerequisites, all deletions, all additions, in that order.
 *
 * <p>A server skips an addition that its rules forbid, such as an A beside a CNAME, and still answers NOERROR (section
 * 3.4.2.2). So a set that is created demands that no record stands there that would keep it out.
 */
final class UpdateRequest {

    /** The types that may stand at a name in common use, and beside which no CNAME may (RFC 1034 section 3.6.2). */
    private static final int[] COMMON_TYPES = {
        Type.A,
        Type.AAAA,
        Type.TXT,
        Type.MX,
        Type.NS,
        Type.SRV,
        Type.CAA,
        Type.PTR,
        Type.TLSA,
        Type.SSHFP,
        Type.NAPTR,
        Type.SVCB,
        Type.HTTPS,
        Type.DNAME,
        Type.LOC,
        Type.URI
    };

    /** Name and type of a record set that must not be there for the change to take effect. */
    record Neighbour(Name name, int type) {
        @Override
        public String toString() {
            return name + " " + Type.string(type);
        }
    }

    private final Update message;
    private final List<Neighbour> neighbours = new ArrayList<>();

    UpdateRequest(DnsName zone, RecordChange change) {
        message = new Update(Messages.name(zone));
        Set<Neighbour> stated = new HashSet<>();
        for (Transition transition : change.transitions()) {
            stated.add(new Neighbour(name(transition), type(transition)));
            requireExpected(transition);
        }
        for (Transition transition : change.transitions()) {
            requireNoNeighbour(transition, stated);
        }
        for (Transition transition : change.transitions()) {
            if (!transition.expected().isEmpty() && !transition.isCondition()) {
                message.delete(name(transition), type(transition));
            }
        }
        for (Transition transition : change.transitions()) {
            if (!transition.isCondition()) {
                addDesired(transition.desired());
            }
        }
    }

    private void addDesired(RecordSet desired) {
        for (Record record : Records.of(desired, desired.ttl().toSeconds())) {
            message.add(record);
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

    /** Value for value (RFC 2136 section 2.4.2), or absent (section 2.4.3). A prerequisite's TTL must be zero. */
    private void requireExpected(Transition transition) {
        if (transition.expected().isEmpty()) {
            message.absent(name(transition), type(transition));
        }
        for (Record record : Records.of(transition.expected(), 0)) {
            message.present(record);
        }
    }

    private void requireNoNeighbour(Transition transition, Set<Neighbour> stated) {
        if (transition.desired().isEmpty() || transition.isCondition()) {
            return;
        }
        boolean alias = transition.key().type() == RecordType.CNAME;
        if (alias && !transition.expected().isEmpty()) {
            return; // where a CNAME stands, nothing else does
        }
        for (int type : alias ? COMMON_TYPES : new int[] {Type.CNAME}) {
            Neighbour neighbour = new Neighbour(name(transition), type);
            if (stated.add(neighbour)) {
                neighbours.add(neighbour);
                message.absent(neighbour.name(), neighbour.type());
            }
        }
    }

    private static Name name(Transition transition) {
        return Messages.name(transition.key().name());
    }

    private static int type(Transition transition) {
        return Records.type(transition.key().type());
    }
}
