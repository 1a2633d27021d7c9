package io.github.dnsfailover.examples.clients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dnsfailover.examples.Installed;
import io.github.dnsfailover.examples.Program;
import io.github.dnsfailover.examples.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What arrives at each address and port, counted by nftables and read every 100 ms: SYNs, and packets with data. Also
 * drops the SYNs to an address. Thread-safe.
 */
final class PacketCounts implements AutoCloseable {

    static final Duration POLL = Duration.ofMillis(100);

    /** An ACK without data is of 52 bytes where timestamps are used, as everywhere on Linux, and a RST of 40. */
    private static final int WITHOUT_DATA = 52;

    /** All counters at one time. */
    record Sample(long nanos, Map<String, Long> packets) {

        long syns(String address, int port) {
            return packets.getOrDefault("s_" + key(address, port), 0L);
        }

        long sent(String address, int port) {
            return syns(address, port) + packets.getOrDefault("d_" + key(address, port), 0L);
        }
    }

    private final String nft = Installed.get("nft", "nftables");
    private final ObjectMapper json = new ObjectMapper();
    private final List<Sample> samples = new CopyOnWriteArrayList<>();
    private final Thread reader = new Thread(this::read, "packet-counts");
    private volatile boolean closed;

    PacketCounts(List<String> addresses, List<Integer> ports, Path work) throws IOException {
        StringBuilder counters = new StringBuilder();
        StringBuilder rules = new StringBuilder();
        for (String address : addresses) {
            for (int port : ports) {
                String key = key(address, port);
                counters.append("  counter s_" + key + " {}\n  counter d_" + key + " {}\n");
                String to = "    ip daddr " + address + " tcp dport " + port;
                rules.append(to + " tcp flags & (syn | ack) == syn counter name s_" + key + " accept\n");
                rules.append(to + " tcp flags & syn == 0 ip length > " + WITHOUT_DATA + " counter name d_" + key
                        + " accept\n");
            }
        }
        Path file = work.resolve("counts.nft");
        Files.writeString(
                file,
                "table ip bench {\n" + counters + "  set dropped { type ipv4_addr; }\n"
                        + "  chain count {\n    type filter hook prerouting priority 0;\n" + rules + "  }\n"
                        + "  chain silence {\n    type filter hook input priority 10;\n"
                        + "    ip daddr @dropped tcp dport 18080-18099 tcp flags & (syn | ack) == syn drop\n  }\n}\n");
        Program.output(nft, "-f", file.toString());
        reader.setDaemon(true);
        reader.start();
    }

    private static String key(String address, int port) {
        return address.replace('.', '_') + "_" + port;
    }

    private void read() {
        while (!closed) {
            samples.add(sample());
            Waiting.pause(POLL);
        }
    }

    private Sample sample() {
        try {
            JsonNode all = json.readTree(Program.output(nft, "-j", "list", "counters", "table", "ip", "bench"));
            Map<String, Long> packets = new HashMap<>();
            for (JsonNode each : all.path("nftables")) {
                JsonNode counter = each.path("counter");
                if (!counter.isMissingNode()) {
                    packets.put(
                            counter.path("name").asText(),
                            counter.path("packets").asLong());
                }
            }
            return new Sample(System.nanoTime(), packets);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void dropSyns(String address) throws IOException {
        Program.output(nft, "add", "element", "ip", "bench", "dropped", "{ " + address + " }");
    }

    void dropNothing() throws IOException {
        Program.output(nft, "flush", "set", "ip", "bench", "dropped");
    }

    /** When something was last sent to a place until the second time, in seconds after the first, or less than 0. */
    double lastSent(String address, int port, long since, long until) {
        Sample before = null;
        long last = since - Duration.ofSeconds(1).toNanos();
        for (Sample each : samples) {
            if (before != null && each.nanos() - until <= 0 && each.sent(address, port) > before.sent(address, port)) {
                last = each.nanos();
            }
            before = each;
        }
        return (last - since) / 1e9;
    }

    /** How many SYNs came between two times. */
    long syns(String address, int port, long since, long until) {
        return at(until).syns(address, port) - at(since).syns(address, port);
    }

    /** The most SYNs in any second between two times. */
    long mostSynsInASecond(String address, int port, long since, long until) {
        long most = 0;
        int first = 0;
        for (int i = 0; i < samples.size(); i++) {
            Sample each = samples.get(i);
            if (each.nanos() - since < 0 || each.nanos() - until > 0) {
                continue;
            }
            while (each.nanos() - samples.get(first).nanos()
                    > Duration.ofMillis(1_050).toNanos()) {
                first++;
            }
            most = Math.max(most, each.syns(address, port) - samples.get(first).syns(address, port));
        }
        return most;
    }

    private Sample at(long nanos) {
        Sample found = samples.get(0);
        for (Sample each : samples) {
            if (each.nanos() - nanos > 0) {
                break;
            }
            found = each;
        }
        return found;
    }

    @Override
    public void close() {
        closed = true;
    }
}
