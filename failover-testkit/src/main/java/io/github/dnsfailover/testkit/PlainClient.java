package io.github.dnsfailover.testkit;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import org.xbill.DNS.Message;
import org.xbill.DNS.TSIG;

/** One DNS message over TCP and its answer, checked in no way but its signature. */
final class PlainClient {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private PlainClient() {}

    /** The answer; {@link Message#isVerified} tells whether a signed request got a signed answer. */
    static Message exchange(InetSocketAddress server, Message request, Optional<TSIG> key) throws IOException {
        key.ifPresent(tsig -> tsig.apply(request, null));
        byte[] octets = exchange(server, request.toWire(Message.MAXLENGTH));
        Message answer = new Message(octets);
        key.ifPresent(tsig -> tsig.verify(answer, octets, request.getTSIG()));
        return answer;
    }

    static byte[] exchange(InetSocketAddress server, byte[] request) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(server, (int) LIMIT.toMillis());
            socket.setSoTimeout((int) LIMIT.toMillis());
            ByteBuffer framed = ByteBuffer.allocate(2 + request.length);
            framed.putShort((short) request.length).put(request);
            socket.getOutputStream().write(framed.array());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answer = new byte[in.readUnsignedShort()];
            in.readFully(answer);
            return answer;
        }
    }
}
