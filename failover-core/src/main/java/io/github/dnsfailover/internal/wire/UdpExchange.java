package io.github.dnsfailover.internal.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Arrays;
import org.xbill.DNS.Message;

/** One question to one server over UDP. Confined to one thread. */
public final class UdpExchange implements AutoCloseable {

    private static final int LONGEST_DATAGRAM = 65_535;

    private final DatagramChannel channel;
    private final Readiness readiness;
    private boolean sent;

    /**
     * Connects, so that the kernel drops what comes from any other address and reports a closed port.
     *
     * @throws NoSocketException if this process may open no socket
     */
    public UdpExchange(InetSocketAddress server) throws IOException {
        channel = NoSocketException.open(DatagramChannel::open);
        try {
            channel.connect(server);
            readiness = new Readiness(channel);
        } catch (UnresolvedAddressException | UnsupportedAddressTypeException e) {
            channel.close();
            throw new IOException("address " + server + " cannot be used from here", e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Sends the question and waits for its answer; datagrams that are no answer to it are passed over.
     *
     * @throws WireException with {@link WireException.Reach#NOTHING_SENT} if this host would not send it
     */
    public Message ask(Message question, Deadline deadline) throws IOException {
        send(question.toWire());
        ByteBuffer in = ByteBuffer.allocate(LONGEST_DATAGRAM);
        while (true) {
            readiness.await(SelectionKey.OP_READ, deadline);
            in.clear();
            int length = channel.read(in);
            try {
                return Messages.answer(Arrays.copyOf(in.array(), Math.max(0, length)), question);
            } catch (WireException e) {
                // Garbage, or somebody guessing (RFC 5452 section 4): the true answer may still come.
            }
        }
    }

    /** Before anything was sent, no error can have come back from elsewhere: the first one is this host's own. */
    private void send(byte[] question) throws IOException {
        try {
            channel.write(ByteBuffer.wrap(question));
            sent = true;
        } catch (IOException e) {
            throw sent ? e : new WireException(WireException.Reach.NOTHING_SENT, TcpSession.reason(e), e);
        }
    }

    /** Whether this host has a way to the address at all; nothing is sent. */
    static boolean isRouted(InetSocketAddress address) {
        try {
            new UdpExchange(address).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        readiness.close();
        channel.close();
    }
}
