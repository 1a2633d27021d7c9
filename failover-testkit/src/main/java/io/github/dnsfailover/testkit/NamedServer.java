package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.rfc2136.TsigKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Assumptions;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;

/**
 * A real BIND 9 on a loopback port, run as a plain process with files of its own in a temporary folder, for one zone.
 *
 * <pre>{@code
 * try (NamedServer bind = NamedServer.of("example.com").key("k1", secret).start()) { ... }
 * }</pre>
 *
 * <p>Where {@code named} is not installed, {@link Builder#start} says so on standard error and skips the test; with the
 * system property {@code real.required=true} it fails it. Thread-safe once started.
 */
public final class NamedServer implements AutoCloseable {

    private static final List<String> PLACES =
            List.of("/usr/sbin/named", "/usr/local/sbin/named", "/usr/bin/named", "/opt/homebrew/sbin/named");
    private static final Pattern VERSION = Pattern.compile("BIND (\\d+\\.\\d+\\.\\d+)");

    /** The server answers within a tenth of this; a busy machine needs more. */
    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    /** After TERM it writes its zone out, which takes 1 to 2 s. */
    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(20);
    private static final int START_TRIES = 3;

    private final DnsName zone;
    private final Path folder;
    private final Process process;
    private final int port;
    private final String version;
    private final Optional<TSIG> key;

    private NamedServer(Builder builder, Path folder, Process process, int port, String version) {
        this.zone = builder.zone;
        this.folder = folder;
        this.process = process;
        this.port = port;
        this.version = version;
        this.key = builder.keys.stream().findFirst().map(Key::signer);
    }

    /** Whether {@code named} is there to be started. */
    public static boolean isInstalled() {
        return find(PLACES).isPresent();
    }

    private static Optional<Path> find(List<String> places) {
        return places.stream().map(Path::of).filter(Files::isExecutable).findFirst();
    }

    /** Starts a description; the zone takes no updates until a key is named. */
    public static Builder of(String zone) {
        return new Builder(DnsName.of(zone));
    }

    /** Where it listens, UDP and TCP. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** The port, UDP and TCP. */
    public int port() {
        return port;
    }

    /** What {@code named -v} says, such as {@code 9.18.49}. */
    public String version() {
        return version;
    }

    /** The process, for tests that end it by its id. */
    public long pid() {
        return process.pid();
    }

    /** Sets records by an update of its own, whatever stands there; an empty set removes. Needs a key. */
    public void put(RecordSet set) throws IOException {
        List<Record> records = new ArrayList<>();
        for (String value : set.values()) {
            records.add(record(set.key(), set.ttl(), value));
        }
        replace(name(set.key().name()), Type.value(set.key().type().name()), records);
    }

    /**
     * Sets records written as in a zone file, by an update of its own: types that the library does not manage, and
     * forms that it does not write. Needs a key.
     */
    public void put(String owner, String type, Duration ttl, String... rdata) throws IOException {
        Name name = name(DnsName.of(owner));
        List<Record> records = new ArrayList<>();
        for (String each : rdata) {
            records.add(Record.fromString(name, Type.value(type), DClass.IN, ttl.toSeconds(), each, Name.root));
        }
        replace(name, Type.value(type), records);
    }

    private void replace(Name name, int type, List<Record> records) throws IOException {
        Update update = new Update(name(zone));
        update.delete(name, type);
        records.forEach(update::add);
        Message answer = PlainClient.exchange(address(), update, key);
        if (answer.getRcode() != Rcode.NOERROR) {
            throw new IOException("named answered " + Rcode.string(answer.getRcode()) + " to " + records);
        }
    }

    private static Record record(RecordKey key, Duration ttl, String value) throws IOException {
        Name name = name(key.name());
        if (key.type() == RecordType.TXT) {
            return new TXTRecord(name, DClass.IN, ttl.toSeconds(), value.replace("\\", "\\\\"));
        }
        return Record.fromString(name, Type.value(key.type().name()), DClass.IN, ttl.toSeconds(), value, Name.root);
    }

    /** The set that it holds, asked over TCP. TXT records must have one printable character-string. */
    public RecordSet look(RecordKey key) throws IOException {
        List<Record> records = look(key.name().toString(), key.type().name());
        if (records.isEmpty()) {
            return RecordSet.absent(key);
        }
        List<String> values = records.stream().map(NamedServer::value).toList();
        return RecordSet.of(key, Duration.ofSeconds(records.get(0).getTTL()), values);
    }

    /** The records' data as in a zone file, sorted, of any type. */
    public List<String> data(String owner, String type) throws IOException {
        return look(owner, type).stream().map(Record::rdataToString).sorted().toList();
    }

    /** The serial of the zone's SOA. */
    public long serial() throws IOException {
        return look(zone.toString(), "SOA").stream()
                .map(record -> ((SOARecord) record).getSerial())
                .findFirst()
                .orElseThrow();
    }

    private List<Record> look(String owner, String type) throws IOException {
        Name name = name(DnsName.of(owner));
        int number = Type.value(type);
        Message question = Message.newQuery(Record.newRecord(name, number, DClass.IN));
        return PlainClient.exchange(address(), question, Optional.empty()).getSection(Section.ANSWER).stream()
                .filter(record -> record.getType() == number && record.getName().equals(name))
                .toList();
    }

    private static String value(Record record) {
        if (record instanceof TXTRecord txt) {
            return new String(txt.getStringsAsByteArrays().get(0), StandardCharsets.ISO_8859_1);
        }
        return record.rdataToString();
    }

    private static Name name(DnsName name) {
        return ZoneRecords.name(name);
    }

    /** Ends the process, waits until it has gone, and removes its folder. */
    @Override
    public void close() {
        end(process);
        remove(folder);
    }

    private static void end(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its version and address. */
    @Override
    public String toString() {
        return "BIND " + version + " at " + address();
    }

    private record Key(DnsName name, TsigKey.Algorithm algorithm, String secret, boolean granted) {

        TSIG signer() {
            String mac = algorithm.name().replace("HMAC_", "Hmac");
            SecretKeySpec spec = new SecretKeySpec(Base64.getDecoder().decode(secret), mac);
            return new TSIG(TSIG.algorithmToName(mac), NamedServer.name(name), spec);
        }

        String statement() {
            return "key \"" + name + "\" { algorithm " + algorithm + "; secret \"" + secret + "\"; };\n";
        }

        @Override
        public String toString() {
            return name + " " + algorithm;
        }
    }

    /** Describes a {@link NamedServer}; confined to one thread. */
    public static final class Builder {

        private final DnsName zone;
        private final List<Key> keys = new ArrayList<>();

        private Builder(DnsName zone) {
            this.zone = zone;
        }

        /** A hmac-sha256 key that may change the zone; the secret in base64. */
        public Builder key(String name, String secret) {
            return key(name, TsigKey.Algorithm.HMAC_SHA256, secret);
        }

        /** A key that may change the zone; the secret in base64. */
        public Builder key(String name, TsigKey.Algorithm algorithm, String secret) {
            keys.add(new Key(DnsName.of(name), algorithm, Objects.requireNonNull(secret, "secret"), true));
            return this;
        }

        /** A hmac-sha256 key that the server knows, and that may change nothing. */
        public Builder keyWithoutGrant(String name, String secret) {
            keys.add(new Key(DnsName.of(name), TsigKey.Algorithm.HMAC_SHA256, secret, false));
            return this;
        }

        /**
         * Starts the server and waits until it answers.
         *
         * @throws IOException if it does not, with what it said
         */
        public NamedServer start() throws IOException {
            Path program = program(PLACES);
            String version = version(program);
            IOException last = new IOException("named was not started");
            for (int i = 0; i < START_TRIES; i++) {
                try {
                    return start(program, version);
                } catch (IOException e) {
                    last = e; // most likely somebody took the port in between
                }
            }
            throw last;
        }

        /** Skips the calling test if the program is in none of the places, or fails it. */
        static Path program(List<String> places) {
            Optional<Path> found = find(places);
            if (found.isPresent()) {
                return found.get();
            }
            String message = "BIND 9 (named) is not installed: what is tested against a real server is NOT tested here";
            System.err.println("*** " + message + " ***");
            if (Boolean.getBoolean("real.required")) {
                throw new AssertionError(message + ", although real.required=true");
            }
            Assumptions.abort(message);
            throw new AssertionError(message);
        }

        private static String version(Path program) throws IOException {
            Process process = new ProcessBuilder(program.toString(), "-v")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher matcher = VERSION.matcher(said);
            return matcher.find() ? Objects.requireNonNull(matcher.group(1)) : said.trim();
        }

        private NamedServer start(Path program, String version) throws IOException {
            int port = freePort();
            Path folder = Files.createTempDirectory("failover-named");
            Files.writeString(folder.resolve("named.conf"), configuration(folder, port));
            Files.writeString(folder.resolve("zone.db"), zoneFile());
            Path log = folder.resolve("named.log");
            Process process = new ProcessBuilder(
                            program.toString(),
                            "-g",
                            "-c",
                            folder.resolve("named.conf").toString(),
                            "-p",
                            Integer.toString(port))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            NamedServer server = new NamedServer(this, folder, process, port, version);
            if (server.answersSoon()) {
                return server;
            }
            String said = Files.readString(log);
            server.close();
            throw new IOException("named did not start; it said:\n" + said);
        }

        private static int freePort() throws IOException {
            try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    DatagramSocket udp =
                            new DatagramSocket(new InetSocketAddress(tcp.getInetAddress(), tcp.getLocalPort()))) {
                return udp.getLocalPort();
            }
        }

        private String configuration(Path folder, int port) {
            StringBuilder text = new StringBuilder();
            keys.forEach(key -> text.append(key.statement()));
            text.append("controls { };\noptions {\n");
            text.append("  listen-on port ").append(port).append(" { 127.0.0.1; };\n  listen-on-v6 { none; };\n");
            text.append("  directory \"").append(folder).append("\";\n");
            text.append("  session-keyfile \"").append(folder).append("/session.key\";\n");
            text.append("  managed-keys-directory \"").append(folder).append("\";\n");
            text.append("  pid-file none;\n  lock-file none;\n");
            text.append("  recursion no;\n  dnssec-validation no;\n  notify no;\n};\n");
            text.append("zone \"").append(zone).append("\" {\n  type primary;\n  file \"zone.db\";\n");
            if (!keys.isEmpty()) {
                text.append("  update-policy {\n");
                keys.stream()
                        .filter(Key::granted)
                        .forEach(key ->
                                text.append("    grant ").append(key.name()).append(" zonesub ANY;\n"));
                text.append("  };\n");
            }
            return text.append("};\n").toString();
        }

        private String zoneFile() {
            return "$ORIGIN " + zone + "\n$TTL 3600\n"
                    + "@ SOA ns1 hostmaster 1 3600 600 86400 60\n"
                    + "@ NS ns1\n"
                    + "ns1 A 127.0.0.1\n"
                    + "mail A 192.0.2.25\n";
        }
    }

    private boolean answersSoon() {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (process.isAlive() && end - System.nanoTime() > 0) {
            try {
                if (serial() > 0) {
                    return true;
                }
            } catch (IOException | NoSuchElementException e) {
                // Not yet.
            }
            try {
                if (process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                    return false;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return false;
    }
}
