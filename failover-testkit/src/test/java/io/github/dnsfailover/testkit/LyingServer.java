package io.github.dnsfailover.testkit;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Section;

/**
 * A name server that answers what a test wants, over UDP and TCP at one port of loopback, such as other things to those
 * who set the DO bit. One question after the other, so the answers need not be thread-safe.
 */
public final class LyingServer implements AutoCloseable {

    /** What makes an answer of a question. */
    @FunctionalInterface
    public interface Answers {
        Message to(Message question) throws IOException;
    }

    private static final int TRIES = 50;
    private static final int DATAGRAM = 65_535;

    private final Answers answers;
    private final ServerSocket tcp;
    private final DatagramSocket udp;

    /** Starts it. */
    public LyingServer(Answers answers) throws IOException {
        this.answers = answers;
        ServerSocket stream = null;
        DatagramSocket datagrams = null;
        for (int i = 0; i < TRIES && datagrams == null; i++) {
            stream = new ServerSocket(0, DATAGRAM, InetAddress.getLoopbackAddress());
            try {
                datagrams = new DatagramSocket(stream.getLocalPort(), InetAddress.getLoopbackAddress());
            } catch (SocketException e) {
                stream.close(); // somebody has the port for datagrams: another one
            }
        }
        if (stream == null || datagrams == null) {
            throw new IOException("no port is free for both UDP and TCP");
        }
        tcp = stream;
        udp = datagrams;
        start("udp", this::serveDatagrams);
        start("tcp", this::serveConnections);
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, "lying-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getLocalPort());
    }

    /** Whether a question was asked as resolvers ask. */
    public static boolean isOfResolver(Message question) {
        OPTRecord opt = question.getOPT();
        return opt != null && (opt.getFlags() & ExtendedFlags.DO) != 0;
    }

    /** An answer with authority and with nothing in it. */
    public static Message empty(Message question, int rcode) {
        Message answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.AA);
        answer.getHeader().setRcode(rcode);
        answer.addRecord(question.getQuestion(), Section.QUESTION);
        return answer;
    }

    private synchronized byte[] answer(byte[] question) throws IOException {
        return answers.to(new Message(question)).toWire(DATAGRAM);
    }

    private void serveDatagrams() {
        byte[] octets = new byte[DATAGRAM];
        while (!udp.isClosed()) {
            try {
                DatagramPacket in = new DatagramPacket(octets, octets.length);
                udp.receive(in);
                byte[] out = answer(Arrays.copyOf(octets, in.getLength()));
                udp.send(new DatagramPacket(out, out.length, in.getSocketAddress()));
            } catch (IOException e) {
                // Closed, or the question was none: the next one.
            }
        }
    }

    private void serveConnections() {
        while (!tcp.isClosed()) {
            try (Socket socket = tcp.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                byte[] question = new byte[in.readUnsignedShort()];
                in.readFully(question);
                byte[] out = answer(question);
                DataOutputStream stream = new DataOutputStream(socket.getOutputStream());
                stream.writeShort(out.length);
                stream.write(out);
                stream.flush();
            } catch (IOException e) {
                // Closed, or the asker has gone: the next one.
            }
        }
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
