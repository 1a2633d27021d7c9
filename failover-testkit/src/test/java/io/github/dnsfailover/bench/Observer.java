package io.github.dnsfailover.bench;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.Predicate;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Asks one server for the name every 20 ms, the same way for every system. Confined to one thread. */
final class Observer {

    static final Duration POLL = Duration.ofMillis(20);
    private static final int ANSWER_LIMIT_MILLIS = 1_000;

    private final InetSocketAddress server;
    private final Name name;

    Observer(InetSocketAddress server, Name name) {
        this.server = server;
        this.name = name;
    }

    /**
     * What a server said.
     *
     * @param address the first one; a dash if there was no answer, or none with an address
     * @param ttl in seconds
     */
    record Answer(String address, long ttl) {

        private static final Answer NONE = new Answer("-", 0);
    }

    /** The first address; a dash if there is no answer, or none with an address. */
    String answer() {
        return ask().address();
    }

    /** Asks once, and waits for at most a second. */
    Answer ask() {
        try (DatagramSocket socket = new DatagramSocket()) {
            Message query = Message.newQuery(Record.newRecord(name, Type.A, DClass.IN));
            byte[] bytes = query.toWire();
            socket.setSoTimeout(ANSWER_LIMIT_MILLIS);
            socket.connect(server); // so that a server that is not there is known at once
            socket.send(new DatagramPacket(bytes, bytes.length, server));
            byte[] buffer = new byte[1232];
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            socket.receive(packet);
            Message answer = new Message(Arrays.copyOf(buffer, packet.getLength()));
            return answer.getSection(Section.ANSWER).stream()
                    .filter(ARecord.class::isInstance)
                    .map(record -> new Answer(((ARecord) record).getAddress().getHostAddress(), record.getTTL()))
                    .findFirst()
                    .orElse(Answer.NONE);
        } catch (IOException e) {
            return Answer.NONE;
        }
    }

    /** Seconds from {@code since} until the answer is the wanted one; NaN beyond the limit. */
    double secondsUntil(String wanted, long since, Duration limit) {
        return secondsUntil(wanted::equals, since, limit);
    }

    private double secondsUntil(Predicate<String> wanted, long since, Duration limit) {
        while (System.nanoTime() - since < limit.toNanos()) {
            boolean there = wanted.test(answer());
            double seconds = (System.nanoTime() - since) / 1e9;
            if (there) {
                return seconds;
            }
            Programs.pause(POLL);
        }
        return Double.NaN;
    }

    /** How often the answer leaves the address within this time. */
    int departures(String from, Duration time) {
        long begun = System.nanoTime();
        String last = from;
        int departures = 0;
        while (System.nanoTime() - begun < time.toNanos()) {
            String now = answer();
            departures += last.equals(from) && !now.equals(from) ? 1 : 0;
            last = now;
            Programs.pause(POLL);
        }
        return departures;
    }
}
