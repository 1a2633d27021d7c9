package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.rfc2136.TsigKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.Update;
import org.xbill.DNS.ZoneTransferException;
import org.xbill.DNS.ZoneTransferIn;

/**
 * A real name server on a loopback port, run as a plain process with files of its own in a temporary folder, for one
 * zone.
 *
 * <p>Where its program is not installed, {@link Builder#start} says so on standard error and skips the test; with the
 * system property {@code real.required=true} it fails it. Thread-safe once started.
 */
public abstract sealed class RealServer implements AutoCloseable permits KnotServer, NamedServer, PowerDnsServer {

    /** The servers answer within a tenth of this; a busy machine needs more. */
    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    /** After TERM, BIND writes its zones out, which takes 1 to 2 s. */
    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    /** BIND signs what it was told within milliseconds after it has answered; a busy machine needs more. */
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration SHORT_POLL = Duration.ofMillis(2);
    private static final int START_TRIES = 3;
    private static final int MOST_CHANGES = 10_000;

    private final DnsName zone;
    private final Signing signing;
    private final Optional<TSIG> key;
    private final Run run;
    private final boolean keepsHistory;

    /** Texts that were written to see whether the signed copy follows. */
    private final AtomicInteger settled = new AtomicInteger();

    /** The serial of a zone that is signed into a copy, when last looked. */
    private final AtomicLong changes = new AtomicLong(1);

    /** Null until it answers. */
    private MemoryZone.@Nullable Version base;

    /** Whether, and how, the zone is signed. */
    enum Signing {
        NONE,
        /** Signatures are made within the update. */
        AT_ONCE,
        /** The server answers from a signed copy, which follows a little later. */
        INLINE
    }

    /** A process and where it lives. */
    record Run(Path folder, Process process, int port, String version) {}

    RealServer(Builder<?> builder, Run run) {
        this.zone = builder.zone;
        this.signing = builder.signing;
        this.key = builder.keys.stream().findFirst().map(Key::signer);
        this.run = run;
        this.keepsHistory = !builder.ownConfiguration;
    }

    /** Where it listens, UDP and TCP. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), run.port());
    }

    /** The port, UDP and TCP. */
    public int port() {
        return run.port();
    }

    /** What the program says of itself, such as {@code 9.18.49}. */
    public String version() {
        return run.version();
    }

    /** The process, for tests that end it by its id. */
    public long pid() {
        return run.process().pid();
    }

    /** The apex of its zone. */
    public DnsName zone() {
        return zone;
    }

    /** Everything that it has written to its log. */
    public String log() throws IOException {
        return Files.readString(run.folder().resolve("log"));
    }

    Path folder() {
        return run.folder();
    }

    /**
     * Sets records by an update of its own, whatever stands there; an empty set removes. Needs a key.
     *
     * @throws IOException if the server refused it, or did something else
     */
    public void put(RecordSet set) throws IOException {
        List<Record> records = new ArrayList<>();
        for (String value : set.values()) {
            records.add(record(set.key(), set.ttl(), value));
        }
        replace(name(set.key().name()), Type.value(set.key().type().name()), records);
        RecordSet there = look(set.key());
        if (!there.equals(set)) {
            throw new IOException(this + " was told " + set + " and holds " + there);
        }
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
        settle();
    }

    /** A CNAME replaces the one before it; deleted first, Knot would drop it where the zone is signed. */
    private void replace(Name name, int type, List<Record> records) throws IOException {
        Update update = new Update(name(zone));
        if (type != Type.CNAME || records.isEmpty()) {
            update.delete(name, type);
        }
        records.forEach(update::add);
        Message answer = PlainClient.exchange(address(), update, key);
        if (answer.getRcode() != Rcode.NOERROR) {
            throw new IOException(this + " answered " + Rcode.string(answer.getRcode()) + " to " + records);
        }
    }

    private static Record record(RecordKey key, Duration ttl, String value) throws IOException {
        Name name = name(key.name());
        if (key.type() == RecordType.TXT) {
            return new TXTRecord(name, DClass.IN, ttl.toSeconds(), value.replace("\\", "\\\\"));
        }
        return Record.fromString(name, Type.value(key.type().name()), DClass.IN, ttl.toSeconds(), value, Name.root);
    }

    /**
     * The set that it answers with over TCP; one that signs a little later is asked until it has. TXT records must
     * have one printable character-string.
     */
    public RecordSet look(RecordKey key) throws IOException {
        return set(key, look(key.name().toString(), key.type().name()));
    }

    private static RecordSet set(RecordKey key, List<Record> records) {
        if (records.isEmpty()) {
            return RecordSet.absent(key);
        }
        List<String> values = records.stream().map(RealServer::value).toList();
        return RecordSet.of(key, Duration.ofSeconds(records.get(0).getTTL()), values);
    }

    /** The records' data as in a zone file, sorted, of any type. */
    public List<String> data(String owner, String type) throws IOException {
        return look(owner, type).stream().map(Record::rdataToString).sorted().toList();
    }

    /** The serial of the zone's SOA, as it is answered. */
    public long serial() throws IOException {
        List<Record> records = ask(name(zone), Type.SOA);
        if (records.isEmpty()) {
            throw new IOException(this + " has no SOA of " + zone);
        }
        return ((SOARecord) records.get(0)).getSerial();
    }

    /**
     * A figure that grows with each change of the zone: its serial. Where the zone is signed into a copy, it is the
     * serial of the zone itself, which is not answered: it is found by demanding one after the other.
     */
    public long changes() throws IOException {
        if (signing != Signing.INLINE) {
            return serial();
        }
        SOARecord soa = (SOARecord) ask(name(zone), Type.SOA).get(0);
        for (int i = 0; i < MOST_CHANGES; i++) {
            Update question = new Update(name(zone));
            question.present(new SOARecord(
                    soa.getName(),
                    DClass.IN,
                    0,
                    soa.getHost(),
                    soa.getAdmin(),
                    changes.get(),
                    soa.getRefresh(),
                    soa.getRetry(),
                    soa.getExpire(),
                    soa.getMinimum()));
            if (PlainClient.exchange(address(), question, key).getRcode() == Rcode.NOERROR) {
                return changes.get();
            }
            changes.incrementAndGet();
        }
        throw new IOException(this + " has more than " + MOST_CHANGES + " changes");
    }

    private List<Record> look(String owner, String type) throws IOException {
        settle();
        return ask(name(DnsName.of(owner)), Type.value(type));
    }

    private List<Record> ask(Name name, int type) throws IOException {
        return answer(name, type).getSection(Section.ANSWER).stream()
                .filter(record -> record.getType() == type && record.getName().equals(name))
                .toList();
    }

    private Message answer(Name name, int type) throws IOException {
        Message question = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        question.addRecord(new OPTRecord(1232, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
        return PlainClient.exchange(address(), question, Optional.empty());
    }

    /**
     * Waits until the signed copy has followed, if there is one: a text that was just written is answered then, and
     * so is all that was written before it.
     */
    private void settle() throws IOException {
        if (signing != Signing.INLINE || key.isEmpty()) {
            return;
        }
        Name at = Name.fromString("_settled", name(zone));
        String text = Integer.toString(settled.incrementAndGet());
        replace(at, Type.TXT, List.of(new TXTRecord(at, DClass.IN, 60, text)));
        long end = System.nanoTime() + SETTLE_LIMIT.toNanos();
        while (ask(at, Type.TXT).stream().map(RealServer::value).noneMatch(text::equals)) {
            if (end - System.nanoTime() < 0) {
                throw new IOException(this + " has not signed what it was told");
            }
            pause(SHORT_POLL);
        }
    }

    /**
     * What the zone held under each serial since the server was started, the oldest first, rebuilt from what the
     * server itself has kept of its changes; records of types that the library does not manage are left out.
     */
    public List<MemoryZone.Version> history() throws IOException {
        ReplayedSets sets = new ReplayedSets(Objects.requireNonNull(base, "base"));
        List<MemoryZone.Version> versions = new ArrayList<>(List.of(sets.version()));
        for (Change change : changesSince(versions.get(0).serial())) {
            change.deletions().forEach(sets::remove);
            change.additions().forEach(sets::add);
            versions.add(sets.version());
        }
        return versions;
    }

    /** From one serial to the next. */
    record Change(List<Record> deletions, List<Record> additions) {}

    /** The changes since a serial, by an incremental transfer (RFC 1995). */
    List<Change> changesSince(long serial) throws IOException {
        try {
            ZoneTransferIn transfer = ZoneTransferIn.newIXFR(name(zone), serial, false, address(), null);
            transfer.run();
            if (transfer.isCurrent()) {
                return List.of();
            }
            if (!transfer.isIXFR()) {
                throw new IOException(this + " has not kept its changes since " + serial);
            }
            return transfer.getIXFR().stream()
                    .map(delta -> new Change(delta.deletes, delta.adds))
                    .toList();
        } catch (ZoneTransferException e) {
            throw new IOException(this + " answers no IXFR: " + e.getMessage(), e);
        }
    }

    private MemoryZone.Version transferred() throws IOException {
        try {
            ZoneTransferIn transfer = ZoneTransferIn.newAXFR(name(zone), address(), null);
            transfer.run();
            ReplayedSets sets = ReplayedSets.none();
            transfer.getAXFR().forEach(sets::add);
            return sets.version();
        } catch (ZoneTransferException e) {
            throw new IOException(this + " answers no AXFR: " + e.getMessage(), e);
        }
    }

    static String value(Record record) {
        if (record instanceof TXTRecord txt) {
            return new String(txt.getStringsAsByteArrays().get(0), StandardCharsets.ISO_8859_1);
        }
        return record.rdataToString();
    }

    static Name name(DnsName name) {
        return ZoneRecords.name(name);
    }

    /** Ends the process, waits until it has gone, and removes its folder. */
    @Override
    public void close() {
        end(run.process());
        remove(run.folder());
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

    /** Whether it answers soon, signed if it is to sign. */
    private boolean answersSoon() {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (run.process().isAlive() && end - System.nanoTime() > 0) {
            try {
                if (serial() > 0 && (signing == Signing.NONE || isSigned())) {
                    base = keepsHistory ? transferred() : null;
                    return true;
                }
            } catch (IOException e) {
                // Not yet.
            }
            pause(POLL);
        }
        return false;
    }

    private boolean isSigned() throws IOException {
        return answer(Name.fromString("ns1", name(zone)), Type.A).getSection(Section.ANSWER).stream()
                .anyMatch(record -> record.getType() == Type.RRSIG);
    }

    /** Lets time pass while the process lives. */
    private void pause(Duration time) {
        try {
            run.process().waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A key as the server's configuration has it. */
    record Key(DnsName name, TsigKey.Algorithm algorithm, String secret, boolean granted) {

        TSIG signer() {
            String mac = algorithm.name().replace("HMAC_", "Hmac");
            SecretKeySpec spec = new SecretKeySpec(Base64.getDecoder().decode(secret), mac);
            return new TSIG(TSIG.algorithmToName(mac), RealServer.name(name), spec);
        }

        /** Its name without the final dot, as most configurations want it. */
        String bareName() {
            return name.toString().substring(0, name.toString().length() - 1);
        }

        @Override
        public String toString() {
            return name + " " + algorithm;
        }
    }

    /**
     * Describes a real server; confined to one thread.
     *
     * @param <B> the builder's own type
     */
    public abstract static class Builder<B extends Builder<B>> {

        final DnsName zone;
        final List<DnsName> others = new ArrayList<>();
        final List<Key> keys = new ArrayList<>();
        Signing signing = Signing.NONE;

        /** Whether the configuration is the test's own, which need not let changes be transferred. */
        boolean ownConfiguration;

        Builder(DnsName zone) {
            this.zone = zone;
        }

        abstract B self();

        /** A hmac-sha256 key that may change the zone; the secret in base64. */
        public B key(String name, String secret) {
            return key(name, TsigKey.Algorithm.HMAC_SHA256, secret);
        }

        /** A key that may change the zone; the secret in base64. */
        public B key(String name, TsigKey.Algorithm algorithm, String secret) {
            keys.add(new Key(DnsName.of(name), algorithm, Objects.requireNonNull(secret, "secret"), true));
            return self();
        }

        /** A hmac-sha256 key that the server knows, and that may change nothing. */
        public B keyWithoutGrant(String name, String secret) {
            keys.add(new Key(DnsName.of(name), TsigKey.Algorithm.HMAC_SHA256, secret, false));
            return self();
        }

        /** Signs the zone (DNSSEC) with a new key. */
        public B signed() {
            signing = Signing.AT_ONCE;
            return self();
        }

        /** Serves one more zone, with the same keys. */
        public B alsoServing(String other) {
            others.add(DnsName.of(other));
            return self();
        }

        List<DnsName> zones() {
            return Stream.concat(Stream.of(zone), others.stream()).toList();
        }

        List<Key> granted() {
            return keys.stream().filter(Key::granted).toList();
        }

        /** The program's name, as a sentence has it. */
        abstract String program();

        /** Writes the files and starts the process. */
        abstract Process start(Path folder, int port) throws IOException;

        abstract RealServer running(Run run);

        /** What finds the version in what the program says of itself. */
        abstract Pattern version();

        abstract List<String> versionCommand();

        /** Starts the server and waits until it answers. */
        RealServer startReal() throws IOException {
            String version = versionOf(versionCommand());
            IOException last = new IOException(program() + " was not started");
            for (int i = 0; i < START_TRIES; i++) {
                try {
                    return startOnce(version);
                } catch (IOException e) {
                    last = e; // most likely somebody took the port in between
                }
            }
            throw last;
        }

        private RealServer startOnce(String version) throws IOException {
            Path folder = Files.createTempDirectory("failover-real");
            int port = FreePort.find();
            RealServer server = running(new Run(folder, start(folder, port), port, version));
            if (server.answersSoon()) {
                return server;
            }
            String said = server.log();
            server.close();
            throw new IOException(program() + " did not start; it said:\n" + said);
        }

        private String versionOf(List<String> command) throws IOException {
            String said = outputOf(
                    new ProcessBuilder(command).redirectErrorStream(true).start());
            Matcher matcher = version().matcher(said);
            return matcher.find() ? Objects.requireNonNull(matcher.group(1)) : said.trim();
        }

        private static String outputOf(Process process) throws IOException {
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }

        /** Starts a process that writes to the folder's log. */
        static Process logging(Path folder, String... command) throws IOException {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
        }

        /** What a command says, once it has ended. */
        static String run(List<String> command) throws IOException {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = outputOf(process);
            try {
                if (process.waitFor() != 0) {
                    throw new IOException(command + " failed: " + said);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            return said;
        }

        static String zoneFile(DnsName zone) {
            return "$ORIGIN " + zone + "\n$TTL 3600\n"
                    + "@ 3600 IN SOA ns1 hostmaster 1 3600 600 86400 60\n"
                    + "@ 3600 IN NS ns1\n"
                    + "ns1 3600 IN A 127.0.0.1\n"
                    + "mail 3600 IN A 192.0.2.25\n";
        }

        static Optional<Path> find(List<String> places) {
            return places.stream().map(Path::of).filter(Files::isExecutable).findFirst();
        }

        /** Skips the calling test if the program is in none of the places, or fails it. */
        static Path program(String what, List<String> places) {
            Optional<Path> found = find(places);
            if (found.isPresent()) {
                return found.get();
            }
            String message = what + " is not installed: what is tested against a real server is NOT tested here";
            System.err.println("*** " + message + " ***");
            if (Boolean.getBoolean("real.required")) {
                throw new AssertionError(message + ", although real.required=true");
            }
            Assumptions.abort(message);
            throw new AssertionError(message);
        }
    }
}
