package io.github.dnsfailover.check;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** A name server on loopback that answers over UDP as it is told, from one daemon thread. Thread-safe. */
final class RawDnsServer implements AutoCloseable {

    /** What the server does with a question. */
    interface Behaviour {
        void serve(Message question, Sender sender) throws IOException;
    }

    /** Sends a datagram to whoever asked. */
    interface Sender {
        void send(byte[] octets) throws IOException;
    }

    private final DatagramSocket socket;
    private final Behaviour behaviour;
    private final AtomicInteger questions = new AtomicInteger();

    RawDnsServer(Behaviour behaviour) throws IOException {
        this(new DatagramSocket(0, InetAddress.getLoopbackAddress()), behaviour);
    }

    private RawDnsServer(DatagramSocket socket, Behaviour behaviour) {
        this.socket = socket;
        this.behaviour = behaviour;
        RawServer.daemon(this::serve).start();
    }

    /** Says "too long" over UDP on the port on which the other server listens for TCP. */
    static RawDnsServer truncatingBeside(RawServer tcp) throws IOException {
        return new RawDnsServer(
                new DatagramSocket(tcp.port(), InetAddress.getLoopbackAddress()), (question, sender) -> {
                    Message answer = answer(question, Rcode.NOERROR);
                    answer.getHeader().setFlag(Flags.TC);
                    sender.send(answer.toWire());
                });
    }

    /** An answer without records. */
    static Message answer(Message question, int rcode) {
        Message answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setRcode(rcode);
        answer.addRecord(question.getQuestion(), Section.QUESTION);
        return answer;
    }

    int port() {
        return socket.getLocalPort();
    }

    int questions() {
        return questions.get();
    }

    private void serve() {
        byte[] buffer = new byte[65_535];
        while (!socket.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                questions.incrementAndGet();
                Message question = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                behaviour.serve(
                        question,
                        octets -> socket.send(new DatagramPacket(octets, octets.length, packet.getSocketAddress())));
            } catch (IOException e) {
                questions.get(); // the test is over, or the other side left
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
