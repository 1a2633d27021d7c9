package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FullHandshakesTest {

    private static final String NAME = "www.example.com";

    @Test
    void aSessionOfAProbeThatEndedMeanwhileIsNotResumed() throws Exception {
        CountingTrust trust = new CountingTrust();
        Tls tls = Tls.trusting(trust);
        SSLContext context = Certificates.context(Certificates.valid(NAME)); // one: the server would resume
        try (RawServer server = new RawServer(connection -> serve(connection, context));
                SSLSocket first = connected(tls, server);
                SSLSocket second = connected(tls, server)) {
            second.startHandshake();
            first.startHandshake();

            assertThat(trust.asked()).isEqualTo(2);
        }
    }

    private static void serve(RawServer.Connection connection, SSLContext context) throws Exception {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(connection.socket(), null, true);
        socket.startHandshake();
        connection.awaitClose();
    }

    /** Under TLS 1.2, where a session may be resumed as soon as the handshake has ended. */
    private static SSLSocket connected(Tls tls, RawServer server) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        SSLSocket secured = (SSLSocket) tls.sockets().createSocket(socket, NAME, server.port(), true);
        secured.setEnabledProtocols(new String[] {"TLSv1.2"});
        return secured;
    }
}
