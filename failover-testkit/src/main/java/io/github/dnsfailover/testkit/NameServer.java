package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.rfc2136.TsigKey;
import io.github.dnsfailover.testkit.Responder.Updates;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;

/**
 * An authoritative name server inside the JVM, for one {@link MemoryZone}: UDP and TCP on one port of the loopback
 * address, questions with authority, dynamic updates (RFC 2136) signed with TSIG (RFC 8945). In what the library meets,
 * it behaves as BIND does.
 *
 * <pre>{@code
 * try (NameServer server = NameServer.of(zone).key("k1", secret).start()) {
 *     DnsProvider dns = Rfc2136Provider.zone("example.com").server("127.0.0.1", server.port())
 *             .key(TsigKey.of("k1", secret))
 *             .build();
 * }
 * }</pre>
 *
 * <p>It has no delegations, DNSSEC or zone transfers. Thread-safe.
 */
public final class NameServer implements AutoCloseable {

    /** Each connection has a thread; a test that needs more is a load test. */
    private static final int MOST_CONNECTIONS = 256;

    /** As RFC 7766 section 6.2.3 has it, in seconds; a client that stays silent for longer is cut off. */
    private static final Duration IDLE_LIMIT = Duration.ofSeconds(10);

    /** A free port for TCP may be taken for UDP. */
    private static final int PORT_TRIES = 20;

    private static final Duration END_LIMIT = Duration.ofSeconds(5);

    /** Ways in which some servers differ from BIND. */
    public enum Quirk {
        /**
         * Drops a CNAME that follows the deletion of a set at its name in the same update, and answers NOERROR, as
         * Knot does where it signs: the signatures of the name still stand, unless everything there was deleted at
         * once.
         */
        SIGNS_LIKE_KNOT,
        /** Skips every addition of a CNAME in silence, and answers NOERROR. */
        SKIPS_CNAMES,
        /**
         * Answers NOERROR to an update that changes nothing, whatever it demands, as a front may that hands on only
         * what it takes for work.
         */
        SAYS_YES_TO_DEMANDS,
        /**
         * Has one word for all that is wrong with a key, as PowerDNS has: REFUSED to an update and NOTAUTH to a
         * question, not signed and without a reason.
         */
        REFUSES_KEYS_LIKE_POWERDNS,
        /**
         * Answers BADKEY to a key without a grant, and NOTAUTH to an update without a key or of a zone that it does
         * not have, the latter not signed, as Knot does.
         */
        REFUSES_KEYS_LIKE_KNOT
    }

    private final MemoryZone zone;
    private final Responder responder;
    private final Updates usually;
    private final InetAddress address;
    private final Map<String, AtomicLong> answers = new ConcurrentHashMap<>();
    private final AtomicLong questions = new AtomicLong();
    private final AtomicLong updates = new AtomicLong();
    private volatile Duration latency;
    private volatile int port;

    /** Guards {@link #run}. */
    private final Object lock = new Object();

    private @Nullable Run run; // null while stopped

    private NameServer(Builder builder) {
        zone = builder.zone;
        address = builder.address;
        port = builder.port;
        latency = builder.latency;
        usually = builder.updates();
        responder = new Responder(builder.zones, builder.keys, builder.clock, builder.quirks());
        responder.updates(usually);
    }

    /** Starts a server's description: loopback, a free port, and no updates until a key is named. */
    public static Builder of(MemoryZone zone) {
        return new Builder(zone);
    }

    /** Starts answering, at the same port as before if it was stopped; no effect if it runs. */
    public void resume() throws IOException {
        synchronized (lock) {
            if (run == null) {
                run = open();
                port = run.tcp.getLocalPort();
                run.begin();
            }
        }
    }

    private Run open() throws IOException {
        IOException last = new IOException("no port");
        for (int i = 0; i < PORT_TRIES; i++) {
            ServerSocket tcp = new ServerSocket();
            try {
                tcp.setReuseAddress(true);
                tcp.bind(new InetSocketAddress(address, port), MOST_CONNECTIONS);
                return new Run(tcp, new DatagramSocket(new InetSocketAddress(address, tcp.getLocalPort())));
            } catch (IOException e) {
                tcp.close();
                last = e;
                if (port != 0) {
                    break;
                }
            }
        }
        throw last;
    }

    /** Stops answering and closes the port; {@link #resume} opens it again. The zone stays. */
    public void stop() {
        Run ended;
        synchronized (lock) {
            ended = run;
            run = null;
        }
        if (ended != null) {
            ended.end();
        }
    }

    /** Stops it for good. */
    @Override
    public void close() {
        stop();
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress(address, port);
    }

    /** The port, UDP and TCP. */
    public int port() {
        return port;
    }

    /** What it serves. */
    public MemoryZone zone() {
        return zone;
    }

    /** Refuses every update from here on, as a frozen or static zone does. */
    public void freeze() {
        responder.updates(Updates.REFUSED);
    }

    /** Takes updates again as it did at first. */
    public void thaw() {
        responder.updates(usually);
    }

    /** Keeps every answer back for so long. */
    public void latency(Duration value) {
        latency = Objects.requireNonNull(value, "latency");
    }

    /** How many questions it has answered. */
    public long questions() {
        return questions.get();
    }

    /** How many updates it has answered, whatever the answer. */
    public long updates() {
        return updates.get();
    }

    /**
     * How many requests it has answered with a code.
     *
     * @param rcode its name, such as {@code NXRRSET}
     */
    public long answers(String rcode) {
        AtomicLong count = answers.get(rcode.toUpperCase(Locale.ROOT));
        return count == null ? 0 : count.get();
    }

    private Optional<byte[]> respond(byte[] octets, boolean udp) {
        Optional<Responder.Response> response = responder.respond(octets, udp);
        response.ifPresent(this::count);
        return response.map(Responder.Response::octets);
    }

    private void count(Responder.Response response) {
        (response.opcode() == Opcode.UPDATE ? updates : questions).incrementAndGet();
        answers.computeIfAbsent(Rcode.string(response.rcode()), rcode -> new AtomicLong())
                .incrementAndGet();
    }

    /** Its zone and address. */
    @Override
    public String toString() {
        return "name server of " + zone.name() + " at " + address();
    }

    /** From one start to one stop. */
    private final class Run {

        private final ServerSocket tcp;
        private final DatagramSocket udp;
        private final CountDownLatch ended = new CountDownLatch(1);
        private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
        private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

        private Run(ServerSocket tcp, DatagramSocket udp) {
            this.tcp = tcp;
            this.udp = udp;
        }

        private void begin() {
            thread("udp", this::serveUdp);
            thread("tcp", this::accept);
        }

        private void thread(String role, Runnable task) {
            Thread thread = new Thread(
                    () -> {
                        try {
                            task.run();
                        } finally {
                            threads.remove(Thread.currentThread());
                        }
                    },
                    "name-server-" + port + "-" + role);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }

        private void serveUdp() {
            byte[] buffer = new byte[65_535];
            while (ended.getCount() > 0) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                try {
                    udp.receive(packet);
                    byte[] request = Arrays.copyOf(packet.getData(), packet.getLength());
                    if (latency.isZero()) {
                        answerUdp(request, packet.getSocketAddress());
                    } else if (threads.size() < MOST_CONNECTIONS) {
                        SocketAddress client = packet.getSocketAddress();
                        thread("late", () -> answerUdp(request, client));
                    }
                } catch (IOException e) {
                    // Closed, or a client that is gone already; the loop's condition tells.
                }
            }
        }

        private void answerUdp(byte[] request, SocketAddress client) {
            if (delayed()) {
                return;
            }
            try {
                Optional<byte[]> answer = respond(request, true);
                if (answer.isPresent()) {
                    udp.send(new DatagramPacket(answer.get(), answer.get().length, client));
                }
            } catch (IOException e) {
                // The client is gone; it will ask again if it wants to know.
            }
        }

        private void accept() {
            while (ended.getCount() > 0) {
                try {
                    Socket connection = tcp.accept();
                    if (connections.size() >= MOST_CONNECTIONS) {
                        connection.close();
                    } else {
                        connections.add(connection);
                        thread("connection", () -> serve(connection));
                    }
                } catch (IOException e) {
                    // Closed; the loop's condition tells.
                }
            }
        }

        private void serve(Socket connection) {
            try (connection) {
                connection.setTcpNoDelay(true);
                connection.setSoTimeout((int) IDLE_LIMIT.toMillis());
                DataInputStream in = new DataInputStream(connection.getInputStream());
                while (ended.getCount() > 0) {
                    byte[] request = new byte[in.readUnsignedShort()];
                    in.readFully(request);
                    if (delayed()) {
                        return;
                    }
                    Optional<byte[]> answer = respond(request, false);
                    if (answer.isEmpty()) {
                        return;
                    }
                    byte[] octets = answer.get();
                    ByteBuffer framed = ByteBuffer.allocate(2 + octets.length);
                    framed.putShort((short) octets.length).put(octets);
                    connection.getOutputStream().write(framed.array());
                }
            } catch (EOFException | SocketException e) {
                // The client is done.
            } catch (IOException e) {
                // Idle for too long.
            } finally {
                connections.remove(connection);
            }
        }

        /** Waits for the latency to pass; whether the server was stopped meanwhile. */
        private boolean delayed() {
            try {
                return ended.await(latency.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        }

        private void end() {
            ended.countDown();
            udp.close();
            closeQuietly(tcp);
            connections.forEach(Run::closeQuietly);
            boolean interrupted = false;
            for (Thread thread : threads) {
                try {
                    thread.join(END_LIMIT.toMillis());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        private static void closeQuietly(AutoCloseable resource) {
            try {
                resource.close();
            } catch (Exception e) {
                // Nothing can be done about it, and nothing depends on it.
            }
        }
    }

    /** Describes a {@link NameServer}; confined to one thread. */
    public static final class Builder {

        private final MemoryZone zone;
        private final List<ServerKey> keys = new ArrayList<>();
        private InetAddress address = InetAddress.getLoopbackAddress();
        private int port;
        private Clock clock = Clock.systemUTC();
        private Duration latency = Duration.ZERO;
        private boolean open;
        private final List<MemoryZone> zones = new ArrayList<>();
        private final Set<Quirk> quirks = EnumSet.noneOf(Quirk.class);
        private final Set<RecordType> skipped = EnumSet.noneOf(RecordType.class);
        private final Set<RecordKey> otherTexts = new HashSet<>();
        private Duration signingLag = Duration.ZERO;

        private Builder(MemoryZone zone) {
            this.zone = Objects.requireNonNull(zone, "zone");
            zones.add(zone);
        }

        /** Serves one more zone, which may lie below the first: then the first is not asked about its names. */
        public Builder alsoServing(MemoryZone other) {
            zones.add(other);
            return this;
        }

        /** Where to listen; default the loopback address. */
        public Builder address(InetAddress value) {
            address = Objects.requireNonNull(value, "address");
            return this;
        }

        /** The port, UDP and TCP; default a free one. */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /** A hmac-sha256 key that may change the zone; the secret in base64. */
        public Builder key(String name, String secret) {
            return key(name, TsigKey.Algorithm.HMAC_SHA256, secret);
        }

        /** A key that may change the zone; the secret in base64. */
        public Builder key(String name, TsigKey.Algorithm algorithm, String secret) {
            keys.add(new ServerKey(ZoneRecords.name(DnsName.of(name)), algorithm, secret, true));
            return this;
        }

        /** A hmac-sha256 key that the server knows, and that may change nothing. */
        public Builder keyWithoutGrant(String name, String secret) {
            keys.add(new ServerKey(ZoneRecords.name(DnsName.of(name)), TsigKey.Algorithm.HMAC_SHA256, secret, false));
            return this;
        }

        /** Takes updates from anybody. */
        public Builder openUpdates() {
            open = true;
            return this;
        }

        /** The server's clock, by which signatures are old or new. */
        public Builder clock(Clock value) {
            clock = Objects.requireNonNull(value, "clock");
            return this;
        }

        /** Keeps every answer back for so long; default not at all. */
        public Builder latency(Duration value) {
            latency = Objects.requireNonNull(value, "latency");
            return this;
        }

        /** Lets it differ from BIND. */
        public Builder quirk(Quirk value) {
            quirks.add(value);
            return this;
        }

        /**
         * Answers from a copy that follows each change so much later, as BIND does with inline signing, and compares
         * what an update demands with the zone itself.
         */
        public Builder signingLag(Duration value) {
            signingLag = Objects.requireNonNull(value, "signingLag");
            return this;
        }

        /**
         * Skips additions and deletions of a type in silence and makes the rest of an update, as PowerDNS does with
         * what its Lua policy forbids.
         */
        public Builder skipsInSilence(RecordType type) {
            skipped.add(type);
            return this;
        }

        /**
         * Keeps a set's values in another form than it answers with, and compares what an update demands with that
         * form, as PowerDNS does with IPv6 addresses: the values of the set are never as demanded.
         */
        public Builder keepsInAnotherText(RecordKey key) {
            otherTexts.add(key);
            return this;
        }

        private Quirks quirks() {
            return new Quirks(quirks, signingLag, skipped, otherTexts);
        }

        private Updates updates() {
            return open ? Updates.OPEN : keys.isEmpty() ? Updates.REFUSED : Updates.BY_KEY;
        }

        /**
         * Starts the server.
         *
         * @throws IOException if the port is taken
         */
        public NameServer start() throws IOException {
            NameServer server = new NameServer(this);
            server.resume();
            return server;
        }
    }
}
