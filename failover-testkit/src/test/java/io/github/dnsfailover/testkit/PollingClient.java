package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.DnsName;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Asks one server for the addresses of some names over UDP, again and again, and keeps every answer that has none. */
final class PollingClient implements AutoCloseable {

    private static final int PAUSE_MILLIS = 2; // leaves a processor for the others
    private static final int PATIENCE_MILLIS = 2_000;

    private final InetSocketAddress server;
    private final List<DnsName> names;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicLong asked = new AtomicLong();
    private final List<String> empty = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::poll, "polling-client");

    PollingClient(InetSocketAddress server, List<DnsName> names) {
        this.server = server;
        this.names = names;
        thread.setDaemon(true);
        thread.start();
    }

    /** How many answers it had. */
    long asked() {
        return asked.get();
    }

    /** Those without an address and without a CNAME. */
    List<String> empty() {
        return List.copyOf(empty);
    }

    private void poll() {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            while (!ended.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                for (DnsName name : names) {
                    ask(socket, name);
                }
            }
        } catch (IOException | InterruptedException e) {
            empty.add(e.toString());
        }
    }

    private void ask(DatagramSocket socket, DnsName name) throws IOException {
        Record question = Record.newRecord(ZoneRecords.name(name), Type.A, DClass.IN);
        byte[] request = Message.newQuery(question).toWire();
        socket.send(new DatagramPacket(request, request.length, server));
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException e) {
            return; // a lost datagram is no empty answer
        }
        Message answer = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
        asked.incrementAndGet();
        boolean leads = answer.getSection(Section.ANSWER).stream()
                .anyMatch(record -> record.getType() == Type.A || record.getType() == Type.CNAME);
        if (!leads) {
            empty.add(name + " " + Rcode.string(answer.getRcode()));
        }
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
