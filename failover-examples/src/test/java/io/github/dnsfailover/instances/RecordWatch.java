package io.github.dnsfailover.instances;

import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.internal.machine.Mark;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * A client of the name: asks the name server for its address and for the mark over UDP, again and again, and counts
 * the answers that have no address. Thread-safe.
 */
final class RecordWatch implements AutoCloseable {

    private static final int PAUSE_MILLIS = 50;
    private static final int PATIENCE_MILLIS = 2_000;
    private static final RecordKey MARK = RecordKey.of(Mark.LABEL + "." + Instance.NAME, RecordType.TXT);

    private final InetSocketAddress server;
    private final Pulse pulse;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread = new Thread(this::poll, "record-watch");
    private final SortedMap<Long, Long> firstOfTerm = new TreeMap<>();
    private String address = "";
    private Optional<Mark> mark = Optional.empty();
    private long asked;
    private long empty;
    private long lost;

    RecordWatch(InetSocketAddress server, Pulse pulse) {
        this.server = server;
        this.pulse = pulse;
        thread.setDaemon(true);
        thread.start();
    }

    synchronized String address() {
        return address;
    }

    /** How many changes were written so far, and by whom the last. */
    synchronized Optional<Mark> mark() {
        return mark;
    }

    synchronized long generation() {
        return mark.map(Mark::generation).orElse(0L);
    }

    synchronized long term() {
        return mark.map(Mark::term).orElse(0L);
    }

    /** When the first mark of a term above this one was seen; empty if there was none. */
    synchronized Optional<Long> firstAbove(long term) {
        return firstOfTerm.tailMap(term + 1).values().stream().findFirst();
    }

    synchronized long asked() {
        return asked;
    }

    /** Answers without an address. */
    synchronized long empty() {
        return empty;
    }

    /** Questions without an answer. */
    synchronized long lost() {
        return lost;
    }

    private void poll() {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            while (!ended.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                ask(socket, Instance.NAME + ".", Type.A).ifPresent(this::addresses);
                ask(socket, MARK.name().toString(), Type.TXT).ifPresent(this::marks);
                pulse.beat();
            }
        } catch (IOException | InterruptedException e) {
            addresses(List.of());
        }
    }

    private synchronized void addresses(List<Record> records) {
        asked++;
        Optional<String> one = records.stream()
                .filter(ARecord.class::isInstance)
                .map(Record::rdataToString)
                .findFirst();
        empty += one.isEmpty() ? 1 : 0;
        address = one.orElse("");
    }

    private synchronized void marks(List<Record> records) {
        mark = records.stream()
                .filter(TXTRecord.class::isInstance)
                .flatMap(record -> ((TXTRecord) record).getStrings().stream())
                .findFirst()
                .flatMap(text -> Mark.in(RecordSet.of(MARK, Duration.ofSeconds(1), text)));
        mark.ifPresent(one -> firstOfTerm.putIfAbsent(one.term(), System.nanoTime()));
    }

    private Optional<List<Record>> ask(DatagramSocket socket, String name, int type) throws IOException {
        Message question = Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN));
        byte[] request = question.toWire();
        socket.send(new DatagramPacket(request, request.length, server));
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        try {
            do {
                socket.receive(packet);
            } while (id(packet.getData()) != question.getHeader().getID()); // a late answer to an earlier question
        } catch (SocketTimeoutException e) {
            synchronized (this) {
                lost++;
            }
            return Optional.empty(); // a lost datagram is no empty answer
        }
        return Optional.of(new Message(Arrays.copyOf(packet.getData(), packet.getLength())).getSection(Section.ANSWER));
    }

    private static int id(byte[] message) {
        return (message[0] & 0xff) << 8 | (message[1] & 0xff);
    }

    @Override
    public void close() {
        ended.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
