package io.github.dnsfailover.internal.wire;

import io.github.dnsfailover.dns.DnsName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * A question of any type to any server, asked as clients ask: over UDP, and over TCP only if the answer had no room.
 * Immutable.
 */
public final class Query {

    /** A datagram may be lost on its way or on the way back. */
    private static final int SENDS = 3;

    private static final long ANY_TTL = 0;

    private final Name name;
    private final int type;
    private final boolean recursion;

    private Query(Name name, int type, boolean recursion) {
        this.name = name;
        this.type = type;
        this.recursion = recursion;
    }

    /**
     * A question for an authoritative server.
     *
     * @throws IllegalArgumentException if the type is no mnemonic of one that records have, nor {@code TYPE123}
     */
    public static Query of(DnsName name, String type) {
        int number = Type.value(type.toUpperCase(Locale.ROOT), true);
        if (number <= 0 || !Type.isRR(number)) {
            throw new IllegalArgumentException("type: \"" + type + "\" is no type of DNS records");
        }
        return new Query(Messages.name(name), number, false);
    }

    /** The same for a resolver: with the RD flag. */
    public Query recursive() {
        return new Query(name, type, true);
    }

    /**
     * The canonical form of a response code's mnemonic.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static String rcode(String mnemonic) {
        int number = Rcode.value(mnemonic.toUpperCase(Locale.ROOT));
        if (number < 0) {
            throw new IllegalArgumentException("rcode: \"" + mnemonic + "\" is no response code of DNS");
        }
        return Rcode.string(number);
    }

    /**
     * Makes sure that this could be a record's data, written as in a zone file.
     *
     * @throws IllegalArgumentException if it is no data of the type
     */
    public void checkData(String rdata) {
        record(rdata);
    }

    private Record record(String rdata) {
        try {
            return Record.fromString(name, type, DClass.IN, ANY_TTL, rdata, Name.root);
        } catch (IOException e) {
            throw new IllegalArgumentException(rdata + " is no data of a record of type " + Type.string(type), e);
        }
    }

    /**
     * Sends the question three times, evenly over the time, until an answer comes.
     *
     * @throws NoSocketException if this process may open no socket
     * @throws WireException with {@link WireException.Reach#NOTHING_SENT} if this host would not send it
     * @throws java.net.SocketTimeoutException if no answer comes
     * @throws IOException if the answer cannot be read, or its CNAMEs lead in a circle
     * @throws java.io.EOFException if the answer had no room in a datagram, and the server ended the TCP connection
     */
    public Reply ask(InetSocketAddress server, Deadline deadline) throws IOException {
        Message question = Messages.question(name, type);
        if (recursion) {
            question.getHeader().setFlag(Flags.RD);
        }
        Message answer = overUdp(question, server, deadline);
        boolean cut = answer.getHeader().getFlag(Flags.TC);
        return new Reply(cut ? overTcp(question, server, deadline) : answer);
    }

    private static Message overUdp(Message question, InetSocketAddress server, Deadline deadline) throws IOException {
        try (UdpExchange exchange = new UdpExchange(server)) {
            for (int left = SENDS; left > 1; left--) {
                try {
                    return exchange.ask(question, deadline.share(left));
                } catch (SocketTimeoutException e) {
                    // Lost, perhaps: once more. An answer to an earlier sending counts, too.
                }
            }
            return exchange.ask(question, deadline);
        }
    }

    /** RFC 1035 section 4.2.2: two octets of length before each message. */
    private static Message overTcp(Message question, InetSocketAddress server, Deadline deadline) throws IOException {
        byte[] request = question.toWire();
        ByteBuffer framed = ByteBuffer.allocate(2 + request.length);
        framed.putShort((short) request.length).put(request).flip();
        try (TcpConnection connection = TcpConnection.open(server, deadline)) {
            connection.write(framed, deadline);
            int length = ByteBuffer.wrap(connection.read(2, deadline)).getShort() & 0xffff;
            return Messages.answer(connection.read(length, deadline), question);
        }
    }

    /** As in {@code www.example.com. A}. */
    @Override
    public String toString() {
        return name + " " + Type.string(type);
    }

    /** What a server answered. Immutable. */
    public final class Reply {

        private final String rcode;
        private final List<Record> records;

        private Reply(Message answer) throws IOException {
            this.rcode = Rcode.string(answer.getHeader().getRcode());
            this.records = CnameChain.records(answer, type == Type.CNAME ? name : CnameChain.end(answer, name), type);
        }

        /** The response code's mnemonic. */
        public String rcode() {
            return rcode;
        }

        /** Whether there is any record of the type, of the name asked for or of one that its CNAMEs lead to. */
        public boolean hasRecords() {
            return !records.isEmpty();
        }

        /** Whether one of these records has this data. */
        public boolean has(String rdata) {
            byte[] wanted = record(rdata).rdataToWireCanonical();
            return records.stream().anyMatch(record -> Arrays.equals(record.rdataToWireCanonical(), wanted));
        }
    }
}
