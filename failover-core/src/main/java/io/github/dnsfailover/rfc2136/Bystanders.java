package io.github.dnsfailover.rfc2136;

import io.github.dnsfailover.internal.wire.Messages;
import io.github.dnsfailover.internal.wire.WireException;
import io.github.dnsfailover.rfc2136.UpdateRequest.Neighbour;
import java.util.Optional;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A look for records of types that no prerequisite names, before a CNAME takes the place of all that stands at a name.
 * BIND and PowerDNS answer a question for all types (QTYPE ANY) over TCP with all that they have; Knot answers with
 * one set (RFC 8482), so there such a record may stay unseen. It is a look and no more: what comes between it and the
 * update is not seen either.
 */
final class Bystanders {

    private Bystanders() {}

    /** One that stands there, and which the update would delete. */
    static Optional<Neighbour> find(UpdateRequest request, Conversation conversation) throws WireException {
        for (Name name : request.cleared()) {
            Reply reply = conversation.ask(Messages.question(name, Type.ANY));
            Optional<Neighbour> found = reply.trusted() && reply.rcode() == Rcode.NOERROR
                    ? among(reply.message(), name, request)
                    : Optional.empty();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<Neighbour> among(Message answer, Name name, UpdateRequest request) {
        return Messages.records(answer, Section.ANSWER).stream()
                .filter(record -> record.getName().equals(name))
                .map(record -> new Neighbour(name, record.getType()))
                .filter(neighbour -> !isServersOwn(neighbour.type()) && !request.speaksOf(neighbour))
                .findFirst();
    }

    /** What a server that signs keeps for itself; the HINFO of RFC 8482 is of a type that the update speaks of. */
    private static boolean isServersOwn(int type) {
        return type == Type.RRSIG || type == Type.NSEC || type == Type.NSEC3;
    }
}
