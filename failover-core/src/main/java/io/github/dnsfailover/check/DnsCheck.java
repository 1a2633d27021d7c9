package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.internal.wire.Deadline;
import io.github.dnsfailover.internal.wire.Query;
import io.github.dnsfailover.internal.wire.WireException;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;

/**
 * Asks a name server a question, over UDP, and over TCP if the answer has no room in a datagram.
 *
 * <pre>{@code
 * DnsCheck.query("example.com").type("SOA").build()
 * DnsCheck.query("canary.example.net").answerContains("192.0.2.1").recursionDesired().build()
 * }</pre>
 *
 * <p>Unless told otherwise, the server must answer NOERROR with at least one record of the type. It proves that the
 * server takes questions and knows this name; {@link Builder#answerContains} that it has the data that it should have.
 * A secondary that has stopped following its primary still gives its old answers with authority.
 *
 * <p><b>Traps.</b> Without {@link Builder#recursionDesired} the question is one for an authoritative server; a resolver
 * refuses it, or answers from its cache only. With it, the answer is also about the servers that the resolver asks in
 * turn: for many names, a dead zone far away looks like a dead resolver. Never ask for a name that this library moves.
 * Where a network sends all of port 53 to a resolver of its own, somebody else answers.
 *
 * <p>A datagram may be lost on the way, so the question is sent three times, evenly over the timeout, until one answer
 * comes. A target with a name only is resolved by the JVM; its addresses are asked one after the other, each for an
 * equal share of the timeout, until one answers. The look-up cannot be interrupted and is not counted in the timeout.
 *
 * <p><b>Inconclusive</b>: no route here, a firewall here that lets nothing out, no free port, no free file descriptor,
 * an interrupt, a failed look-up of the target. Silence, a closed port and every answer that is not the one wanted are
 * unhealthy. Datagrams from elsewhere, and those that do not fit the question, are ignored.
 *
 * <p>Immutable and thread-safe. A probe blocks the calling thread for at most the timeout; an interrupt ends it at
 * once, with the thread's flag left set. It starts no thread.
 */
public final class DnsCheck implements HealthCheck {

    private final Query query;
    private final int port;
    private final String rcode;
    private final boolean anyAnswer;
    private final String data;

    private DnsCheck(Builder builder) {
        this.query = builder.query();
        this.port = builder.port;
        this.rcode = builder.rcode;
        this.anyAnswer = builder.anyAnswer;
        this.data = builder.data;
    }

    /**
     * A check that asks for this name.
     *
     * @throws IllegalArgumentException if it is no domain name
     */
    public static Builder query(String name) {
        return new Builder(DnsName.of(name));
    }

    /**
     * Asks once.
     *
     * @throws IllegalArgumentException if the timeout is zero, negative or longer than a day
     */
    @Override
    public HealthResult check(Target target, Duration timeout) {
        Arguments.timeout(timeout);
        Lookup.Found found = Lookup.addresses(target);
        if (found.addresses().isEmpty()) {
            return found.none();
        }
        List<InetAddress> addresses = found.addresses();
        Deadline deadline = Deadline.in(timeout);
        HealthResult silent = HealthResult.inconclusive("not tried");
        for (int i = 0; i < addresses.size(); i++) {
            InetSocketAddress to = new InetSocketAddress(addresses.get(i), port);
            try {
                return judge(query.ask(to, deadline.share(addresses.size() - i)));
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    return HealthResult.inconclusive("interrupted");
                }
                silent = ConnectFailure.worse(silent, unanswered(to, e, timeout));
            }
        }
        return silent;
    }

    private static HealthResult unanswered(InetSocketAddress to, IOException failure, Duration timeout) {
        if (failure instanceof SocketTimeoutException) {
            return HealthResult.unhealthy("no answer within " + DetailText.of(timeout));
        }
        if (failure instanceof WireException wire && wire.reach() == WireException.Reach.NOTHING_SENT) {
            return HealthResult.inconclusive("this host does not send: " + DetailText.said(failure));
        }
        return failure instanceof EOFException
                ? HealthResult.unhealthy("answer too long for UDP, and TCP connection closed")
                : ConnectFailure.judge(to, failure);
    }

    private HealthResult judge(Query.Reply reply) {
        if (!reply.rcode().equals(rcode)) {
            return HealthResult.unhealthy("answered " + reply.rcode() + ", wanted " + rcode);
        }
        if (!data.isEmpty() && !reply.has(data)) {
            return HealthResult.unhealthy("answer lacks " + query + " " + data);
        }
        return anyAnswer || reply.hasRecords()
                ? HealthResult.healthy()
                : HealthResult.unhealthy("answered " + rcode + " without records");
    }

    /** As in {@code DNS port 53 example.com. SOA wants NOERROR}. */
    @Override
    public String toString() {
        return "DNS port " + port + " " + query + " wants " + rcode + (data.isEmpty() ? "" : " with " + data);
    }

    /** Settings of a {@link DnsCheck}. Confined to one thread. */
    public static final class Builder {

        private static final int DNS_PORT = 53;

        private final DnsName name;
        private String type = "A";
        private int port = DNS_PORT;
        private boolean recursion;
        private String rcode = "NOERROR";
        private boolean anyAnswer;
        private String data = "";

        private Builder(DnsName name) {
            this.name = name;
        }

        /**
         * The type that is asked for; default A.
         *
         * @throws IllegalArgumentException if it is no mnemonic of a type that records have, and no {@code TYPE123}
         *     either
         */
        public Builder type(String value) {
            Query.of(name, value); // refuses what is no type
            type = value;
            return this;
        }

        /**
         * The port; default 53.
         *
         * @throws IllegalArgumentException unless it is 1 to 65535
         */
        public Builder port(int value) {
            port = Arguments.port(value);
            return this;
        }

        /** Asks the server to find the answer elsewhere if it does not know it (the RD flag): for resolvers. */
        public Builder recursionDesired() {
            recursion = true;
            return this;
        }

        /**
         * Demands this response code, such as {@code NXDOMAIN}, and takes an answer without records.
         *
         * @throws IllegalArgumentException if it is no mnemonic of a response code
         */
        public Builder rcode(String value) {
            rcode = Query.rcode(value);
            anyAnswer = true;
            return this;
        }

        /**
         * Demands that one of the answer's records of the type have exactly this data, written as in a zone file, names
         * with a final dot or without: {@code 192.0.2.1}, {@code 10 mx.example.com}, or {@code "some text"} in quotes.
         * The aliases on the way do not matter.
         */
        public Builder answerContains(String rdata) {
            data = Arguments.text("answerContains", rdata);
            return this;
        }

        /**
         * Makes the check.
         *
         * @throws IllegalArgumentException if {@link #answerContains} is no data of the type
         */
        public DnsCheck build() {
            if (!data.isEmpty()) {
                try {
                    query().checkData(data);
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException("answerContains: " + e.getMessage(), e);
                }
            }
            return new DnsCheck(this);
        }

        private Query query() {
            Query query = Query.of(name, type);
            return recursion ? query.recursive() : query;
        }
    }
}
