package io.github.dnsfailover.rfc2136;

import io.github.dnsfailover.internal.wire.Messages;
import io.github.dnsfailover.internal.wire.TcpSession;
import io.github.dnsfailover.internal.wire.WireException;
import io.github.dnsfailover.internal.wire.WireException.Reach;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.xbill.DNS.Message;
import org.xbill.DNS.TSIG;

/** Requests to the primary master over one TCP session, each signed and its answer verified if there is a key. */
final class Conversation implements AutoCloseable {

    /** Closes the session, or keeps its connection. */
    private final Consumer<TcpSession> end;

    private final TcpSession session;
    private final Optional<TSIG> signer;
    private boolean answered;
    private Optional<Duration> clockAhead = Optional.empty();

    Conversation(TcpSession session, Consumer<TcpSession> end, Optional<TSIG> signer) {
        this.session = session;
        this.end = end;
        this.signer = signer;
    }

    /** Asks what may be asked again if the server hangs up between two answers. */
    Reply ask(Message question) throws WireException {
        return reply(session.ask(signed(question)), question);
    }

    /** Sends what must not be sent twice. */
    Reply send(Message update) throws WireException {
        return reply(session.send(signed(update)), update);
    }

    /** Lets time pass before the next question. */
    void pause(Duration time) throws WireException {
        session.pause(time);
    }

    /**
     * Nothing is sent cut: to a limit, dnsjava leaves away whole sections of what does not fit, and an UPDATE of half
     * of its parts is another change.
     */
    private byte[] signed(Message request) throws WireException {
        signer.ifPresent(tsig -> tsig.apply(request, null));
        byte[] octets = request.toWire();
        if (octets.length > Message.MAXLENGTH) {
            throw new WireException(
                    Reach.NOTHING_SENT,
                    "a message of " + octets.length + " octets is needed, a DNS message has " + Message.MAXLENGTH);
        }
        return octets;
    }

    /** Whether the server was reached: it has answered, even if only with a refusal or garbage. */
    boolean answered() {
        return answered;
    }

    /**
     * How far this host's clock is ahead of the server's, by the last answer with a good signature; empty before one.
     */
    Optional<Duration> clockAhead() {
        return clockAhead;
    }

    /** What is no answer, or may come from anybody, is the last that is heard over its connection. */
    private Reply reply(byte[] octets, Message request) throws WireException {
        answered = true;
        boolean trusted = false;
        try {
            Reply reply = believed(Messages.answer(octets, request), octets, request);
            trusted = reply.trusted();
            return reply;
        } finally {
            if (!trusted) {
                session.distrust();
            }
        }
    }

    private Reply believed(Message answer, byte[] octets, Message request) {
        if (signer.isEmpty()) {
            return new Reply(answer, Reply.Trust.WAIVED);
        }
        signer.get().verify(answer, octets, request.getTSIG());
        Reply reply = new Reply(answer, answer.isVerified() ? Reply.Trust.VERIFIED : Reply.Trust.NONE);
        if (reply.trusted()) {
            clockAhead = Optional.of(reply.clockAhead(request.getTSIG()));
        }
        return reply;
    }

    @Override
    public void close() {
        end.accept(session);
    }
}
