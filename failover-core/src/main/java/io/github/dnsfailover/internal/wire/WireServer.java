package io.github.dnsfailover.internal.wire;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.Authorities.Signatures;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/**
 * One server at one address, asked over UDP, then over TCP. It is asked as resolvers ask, with EDNS and the DO bit
 * (RFC 3225), and then as others do: a cache in front of a server, such as dnsdist's, keeps one answer for each.
 * Thread-safe: each question has its own socket.
 */
final class WireServer implements Authorities.Server {

    /** A lost datagram is sent once more; then TCP gets what is left, about half of the time. */
    private static final int UDP_TRIES = 2;

    /** What a server that is older than EDNS, or knows another version, says (RFC 6891 section 7). */
    private static final Set<Integer> NO_EDNS = Set.of(Rcode.FORMERR, Rcode.NOTIMP, Rcode.BADVERS);

    private final String name;
    private final InetSocketAddress address;
    private final Validation.Delegation delegation;

    /** A server of a zone of which it is not known whether its parent has a DS record. */
    WireServer(String name, InetSocketAddress address) {
        this(name, address, deadline -> Optional.empty());
    }

    WireServer(String name, InetSocketAddress address, Validation.Delegation delegation) {
        this.name = name;
        this.address = address;
        this.delegation = delegation;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Answer ask(RecordKey key, Duration timeout) {
        if (key.type() == RecordType.ALIAS) {
            return new Answer.Unreadable("no server can be asked for an alias: " + key);
        }
        Deadline deadline = Deadline.in(timeout);
        Message question = Messages.resolversQuestion(Messages.name(key.name()), Records.type(key.type()));
        Message answer;
        try {
            answer = exchange(question, deadline);
        } catch (IOException e) {
            return new Answer.Unreachable(TcpSession.reason(e));
        }
        if (NO_EDNS.contains(answer.getRcode())) {
            return askPlainly(key, deadline);
        }
        Answer toResolvers = Answers.judge(answer, key);
        return toResolvers instanceof Answer.Unreadable
                ? toResolvers
                : together(toResolvers, askPlainly(key, deadline));
    }

    private Answer askPlainly(RecordKey key, Deadline deadline) {
        try {
            Message question = Messages.question(Messages.name(key.name()), Records.type(key.type()));
            return Answers.judge(exchange(question, deadline), key);
        } catch (IOException e) {
            return new Answer.Unreachable(TcpSession.reason(e));
        }
    }

    /** Behind a cache the TTL is another one each time, and says nothing. */
    private static String shown(RecordSet set) {
        return set.isEmpty() ? set.toString() : set.key() + " " + set.values();
    }

    /** What resolvers get is the answer, as long as others do not get another one. */
    private static Answer together(Answer toResolvers, Answer toOthers) {
        if (!(toOthers instanceof Answer.Authoritative others)) {
            return toResolvers;
        }
        if (toResolvers instanceof Answer.NotAuthoritative failure) {
            return new Answer.NotAuthoritative(
                    failure.detail() + " to a question with EDNS and DO, as resolvers ask, and " + shown(others.set())
                            + " to one without");
        }
        boolean same = !(toResolvers instanceof Answer.Authoritative resolvers)
                || resolvers.set().sameValues(others.set());
        return same
                ? toResolvers
                : new Answer.Unreadable("two answers, " + shown(((Answer.Authoritative) toResolvers).set())
                        + " to resolvers (EDNS, DO) and " + shown(others.set()) + " to others");
    }

    @Override
    public Signatures signatures(List<RecordKey> keys, Instant at, Duration timeout) {
        Validation validation = new Validation(this::exchange, delegation, at, Deadline.in(timeout));
        Signatures worst = new Signatures(Signatures.State.VERIFIED, "");
        for (RecordKey key : keys) {
            try {
                Signatures each = validation.of(Messages.name(key.name()), Records.type(key.type()));
                worst = each.state().compareTo(worst.state()) > 0 ? each : worst;
            } catch (IOException e) {
                String detail = key + ": " + TcpSession.reason(e);
                worst = worst.areBad() ? worst : new Signatures(Signatures.State.UNANSWERED, detail);
            }
        }
        return worst;
    }

    /** The answer, whole; over TCP if UDP was silent, closed or had no room. */
    Message exchange(Message question, Deadline deadline) throws IOException {
        Optional<Message> answer = overUdp(question, deadline);
        if (answer.isPresent() && !answer.get().getHeader().getFlag(Flags.TC)) {
            return answer.get();
        }
        try (TcpSession session = TcpSession.open(resolved(), deadline)) {
            return Messages.answer(session.send(question.toWire()), question);
        }
    }

    private Optional<Message> overUdp(Message question, Deadline deadline) throws InterruptedIOException {
        try (UdpExchange exchange = new UdpExchange(resolved())) {
            for (int parts = 2 * UDP_TRIES; parts > UDP_TRIES; parts--) {
                try {
                    return Optional.of(exchange.ask(question, deadline.share(parts)));
                } catch (SocketTimeoutException e) {
                    // Silence: once more, then TCP.
                }
            }
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            return Optional.empty(); // the port is closed, or there is no way for datagrams; TCP will say more
        }
        return Optional.empty();
    }

    /** A host that could not be looked up when the address was made is looked up again. */
    private InetSocketAddress resolved() {
        return address.isUnresolved() ? new InetSocketAddress(address.getHostString(), address.getPort()) : address;
    }

    @Override
    public String toString() {
        return name;
    }
}
