package io.github.dnsfailover.notify;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends alerts to a syslog server in the form of RFC 5424, with the facts as structured data: one message for each
 * pool.
 *
 * <pre>{@code
 * Notifier log = SyslogNotifier.tls("logs.example.com").build();
 * }</pre>
 *
 * <p>Over TCP and TLS messages are framed by counting octets (RFC 6587, RFC 5425), with one connection for each
 * alert. Syslog has no answers: over UDP nothing is known of arrival, over TCP and TLS only that the connection stood
 * until everything was sent. Needs nothing beside the library. Thread-safe.
 */
public final class SyslogNotifier implements Notifier {

    private enum Transport {
        UDP,
        TCP,
        TLS
    }

    /** How long to look whether the server resets the connection rather than taking what was sent. */
    private static final int LAST_LOOK_MILLIS = 500;

    private final String name;
    private final Transport transport;
    private final String host;
    private final int port;
    private final int facility;
    private final String hostName;
    private final int timeoutMillis;

    /** Null unless by TLS. */
    private final @Nullable SSLSocketFactory sockets;

    private SyslogNotifier(Builder builder) {
        this.name = builder.name;
        this.transport = builder.transport;
        this.host = builder.host;
        this.port = builder.port;
        this.facility = builder.facility;
        this.hostName = builder.hostName;
        this.timeoutMillis = (int) builder.timeout.toMillis();
        this.sockets = builder.sockets;
    }

    /** By UDP, to port 514 unless said otherwise. */
    public static Builder udp(String host) {
        return new Builder(Transport.UDP, host, 514);
    }

    /** By TCP, to port 601 unless said otherwise. */
    public static Builder tcp(String host) {
        return new Builder(Transport.TCP, host, 601);
    }

    /** By TLS, to port 6514 unless said otherwise; the certificate must be valid for the host. */
    public static Builder tls(String host) {
        Builder builder = new Builder(Transport.TLS, host, 6514);
        builder.sockets = (SSLSocketFactory) SSLSocketFactory.getDefault();
        return builder;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void send(Alert alert, Instant now) throws NotDeliveredException {
        List<byte[]> messages = SyslogMessage.of(alert, facility, hostName);
        try {
            if (transport == Transport.UDP) {
                sendDatagrams(messages);
            } else {
                sendFrames(frames(messages));
            }
        } catch (IOException e) {
            throw NotDeliveredException.forNow(
                    Words.line(host + ":" + port + ": " + e.getClass().getSimpleName() + ": " + e.getMessage(), 200));
        }
    }

    private void sendDatagrams(List<byte[]> messages) throws IOException {
        InetAddress address = InetAddress.getByName(host);
        try (DatagramSocket socket = new DatagramSocket()) {
            for (byte[] message : messages) {
                socket.send(new DatagramPacket(message, message.length, address, port));
            }
        }
    }

    private static byte[] frames(List<byte[]> messages) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            all.writeBytes((message.length + " ").getBytes(StandardCharsets.US_ASCII));
            all.writeBytes(message);
        }
        return all.toByteArray();
    }

    private void sendFrames(byte[] frames) throws IOException {
        try (SocketChannel channel = SocketChannel.open()) { // other sockets do not end by an interrupt
            Socket tcp = channel.socket();
            tcp.connect(new InetSocketAddress(host, port), timeoutMillis);
            tcp.setSoTimeout(timeoutMillis);
            SSLSocketFactory factory = sockets;
            if (factory == null) {
                sendOver(tcp, frames);
            } else {
                try (SSLSocket tls = (SSLSocket) factory.createSocket(tcp, host, port, true)) {
                    SSLParameters parameters = tls.getSSLParameters();
                    parameters.setEndpointIdentificationAlgorithm(
                            "HTTPS"); // RFC 5425, section 5.2: the name is checked
                    tls.setSSLParameters(parameters);
                    tls.startHandshake();
                    sendOver(tls, frames);
                }
            }
        }
    }

    private static void sendOver(Socket socket, byte[] frames) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(frames);
        out.flush();
        socket.shutdownOutput();
        socket.setSoTimeout(LAST_LOOK_MILLIS);
        try {
            int answer = socket.getInputStream().read();
            if (answer >= 0) {
                throw new IOException("the server answered; syslog servers do not");
            }
        } catch (SocketTimeoutException e) {
            return; // it keeps the connection, and did not reset it
        }
    }

    /** The name and the server. */
    @Override
    public String toString() {
        return name + " by " + transport + " to " + host + ":" + port;
    }

    /** Builds a {@link SyslogNotifier}; confined to one thread. */
    public static final class Builder {

        private static final int HIGHEST_FACILITY = 23;
        private static final int LOCAL0 = 16;
        private static final Pattern HOST_NAME = Pattern.compile("[!-~]{1,255}"); // RFC 5424, section 6: PRINTUSASCII
        private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(30);

        private final Transport transport;
        private final String host;
        private String name = "syslog";
        private String hostName = "-"; // RFC 5424, section 6.2.4: unknown
        private int port;
        private int facility = LOCAL0;
        private Duration timeout = Duration.ofSeconds(10);

        /** Null unless by TLS. */
        private @Nullable SSLSocketFactory sockets;

        private Builder(Transport transport, String host, int port) {
            this.transport = transport;
            this.host = Rules.host(host);
            this.port = port;
        }

        /** What it is called in events and logs; default {@code syslog}. */
        public Builder name(String value) {
            name = Rules.name(value);
            return this;
        }

        /** The port of the server. */
        public Builder port(int value) {
            port = Rules.port(value);
            return this;
        }

        /**
         * The facility by its number; default 16, which is local0.
         *
         * @throws IllegalArgumentException unless it is 0 to 23
         */
        public Builder facility(int value) {
            if (value < 0 || value > HIGHEST_FACILITY) {
                throw new IllegalArgumentException(
                        "facility: " + value + "; 0 to " + HIGHEST_FACILITY + " are allowed");
            }
            facility = value;
            return this;
        }

        /** The name of this machine in the messages; default {@code -}, which leaves it to the server. */
        public Builder hostName(String value) {
            if (!HOST_NAME.matcher(value).matches()) {
                throw new IllegalArgumentException(
                        "hostName: \"" + Words.line(value, 60) + "\"; 1 to 255 printable ASCII characters are allowed");
            }
            hostName = value;
            return this;
        }

        /**
         * How long connecting may take, and a TLS handshake; default 10 s.
         *
         * @throws IllegalArgumentException unless it is 100 ms to 30 s
         */
        public Builder timeout(Duration value) {
            timeout = Rules.timeout(value, LONGEST_TIMEOUT);
            return this;
        }

        /** Verifies certificates by these sockets instead of the JVM's trust store. */
        public Builder trust(SSLSocketFactory value) {
            if (transport != Transport.TLS) {
                throw new IllegalArgumentException("trust: set, but " + transport + " is not encrypted; say tls(host)");
            }
            sockets = Objects.requireNonNull(value, "trust");
            return this;
        }

        /** Makes the notifier; nothing is connected yet. */
        public SyslogNotifier build() {
            return new SyslogNotifier(this);
        }
    }
}
