package io.github.dnsfailover.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One connection of HTTP/1.1, and requests on it, byte by byte. */
final class KeptAlive implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final BufferedReader in;
    private final OutputStream out;

    KeptAlive(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        out = socket.getOutputStream();
    }

    int localPort() {
        return socket.getLocalPort();
    }

    /** The status line and the headers in lower case; the body is read. */
    List<String> ask(String method, String... headers) throws IOException {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        String request = method + " / HTTP/1.1\r\nHost: www.example.com\r\nContent-Length: 0\r\n" + more + "\r\n";
        out.write(request.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        List<String> lines = new ArrayList<>();
        int length = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            String small = line.toLowerCase(Locale.ROOT);
            lines.add(small);
            if (small.startsWith("content-length:")) {
                length = Integer.parseInt(small.substring(15).strip());
            }
        }
        for (int i = 0; i < length; i++) {
            in.read();
        }
        return lines;
    }

    /** Whether a header announces the end of the connection. */
    static boolean closes(String header) {
        return header.equals("connection: close");
    }

    /** Whether the server has ended the connection; it waits for that. */
    boolean ends() throws IOException {
        return in.read() < 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
