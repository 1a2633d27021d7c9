package io.github.dnsfailover.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import javax.net.ssl.SSLSocket;
import okhttp3.tls.HeldCertificate;

/** The server's end of the JDK's TLS on a connection of {@link RawServer}. */
final class JdkTlsServer {

    private final SSLSocket socket;

    private JdkTlsServer(SSLSocket socket) {
        this.socket = socket;
    }

    /** Makes the handshake. */
    static JdkTlsServer on(Socket plain, HeldCertificate certificate) throws IOException {
        SSLSocket socket = (SSLSocket)
                Certificates.context(certificate).getSocketFactory().createSocket(plain, null, plain.getPort(), true);
        socket.setUseClientMode(false);
        socket.startHandshake();
        return new JdkTlsServer(socket);
    }

    void write(String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(text.getBytes(ISO_8859_1));
        out.flush();
    }

    /** The next line with its end. */
    String readLine() throws IOException {
        return line(socket.getInputStream());
    }

    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int octet = in.read();
        while (octet >= 0 && octet != '\n') {
            line.append((char) octet);
            octet = in.read();
        }
        return line.toString().strip();
    }
}
