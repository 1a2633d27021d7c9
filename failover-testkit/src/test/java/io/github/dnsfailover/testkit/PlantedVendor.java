package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.DnsProviderContract.Mishap;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A vendor invented for {@link PlantedFaultsTest}: it lists its records in pages, gives the zone a version, stores sets
 * if the version is still the same, keeps texts as zone files have them, and has all the mishaps. Thread-safe.
 */
final class PlantedVendor {

    static final int PAGE = 12;
    static final String TOKEN = "tk-7c1f40ab";

    /** How a request can end other than well. */
    static final class Failure extends Exception {

        private static final long serialVersionUID = 1L;

        /** As in HTTP; 0 if there was no answer. */
        final int status;

        Failure(int status, String text) {
            super(text);
            this.status = status;
        }
    }

    /** One set, its values as in zone files; a type that nobody manages, such as MX, is a word. */
    record Line(DnsName name, String type, long ttl, List<String> rdata) {
        String key() {
            return name + " " + type;
        }
    }

    /** A page of the list, the zone's version, and where the next page begins; null if this is the last. */
    record Page(long version, List<Line> lines, @Nullable String next) {}

    private final DnsName zone;
    private final Map<String, Line> lines = new TreeMap<>();
    private long version = 1;
    private @Nullable Mishap mishap; // null while all is well
    private int goodRequests;
    private volatile boolean silent;
    private @Nullable Runnable hand; // null while nobody waits to write
    private int before;
    private final Object clients = new Object();

    PlantedVendor(DnsName zone) {
        this.zone = zone;
    }

    // what a client may ask

    /** What stands from a key on, "" for the first page. */
    Page list(String from) throws Failure, InterruptedException {
        return request(() -> {
            List<Line> all = lines.values().stream()
                    .filter(l -> l.key().compareTo(from) >= 0)
                    .toList();
            String next = all.size() > PAGE ? all.get(PAGE).key() : null;
            return new Page(version, all.stream().limit(PAGE).toList(), next);
        });
    }

    /** Stores the sets, those without values removed, if the zone has this version; a version of 0 fits always. */
    boolean store(long expected, List<Line> sets) throws Failure, InterruptedException {
        return request(() -> {
            if (expected != 0 && expected != version) {
                return false;
            }
            Map<String, Line> before = Map.copyOf(lines);
            sets.forEach(this::set);
            if (isTorn()) {
                lines.clear();
                lines.putAll(before);
                throw new Failure(409, "a CNAME stands alone");
            }
            version++;
            return true;
        });
    }

    private interface Work<T> {
        T run() throws Failure;
    }

    private <T> T request(Work<T> work) throws Failure, InterruptedException {
        if (silent) {
            new CountDownLatch(1).await(1, TimeUnit.HOURS);
        }
        synchronized (this) {
            Runnable now = hand;
            if (now != null && before-- <= 0) {
                hand = null;
                now.run();
            }
            if (mishap == null || goodRequests > 0) {
                goodRequests--;
                return work.run();
            }
            switch (mishap) {
                case ERROR -> throw new Failure(500, "internal error");
                case TOO_MANY -> throw new Failure(429, "too many requests");
                case DENIED -> throw new Failure(401, "not accepted");
                case LOST -> {
                    work.run();
                    throw new Failure(0, "connection reset");
                }
                case DONE_BUT_ERROR -> {
                    work.run();
                    throw new Failure(500, "internal error");
                }
            }
            throw new AssertionError(mishap);
        }
    }

    private void set(Line line) {
        lines.remove(line.key());
        if (!line.rdata().isEmpty()) {
            lines.put(line.key(), line);
        }
    }

    private boolean isTorn() {
        return lines.values().stream()
                .filter(line -> line.type().equals("CNAME"))
                .anyMatch(cname -> lines.values().stream()
                        .anyMatch(other -> other.name().equals(cname.name())
                                && !other.key().equals(cname.key())));
    }

    // the hand that does not go through a provider

    synchronized void put(Line line) {
        set(line);
        version++;
    }

    synchronized List<String> rdata(DnsName name, String type) {
        Line line = lines.get(name + " " + type);
        return line == null ? List.of() : line.rdata();
    }

    synchronized long version() {
        return version;
    }

    synchronized RecordSet look(RecordKey key) {
        Line line = lines.get(key.name() + " " + key.type());
        if (line == null) {
            return RecordSet.absent(key);
        }
        return RecordSet.of(
                key,
                Duration.ofSeconds(line.ttl()),
                line.rdata().stream()
                        .map(value -> key.type() == RecordType.TXT ? meaning(value) : value)
                        .toList());
    }

    /** The one string of the text, or what shows that there are several. */
    private static String meaning(String rdata) {
        List<String> strings = strings(rdata);
        return strings.size() == 1 ? strings.get(0) : strings.size() + " strings";
    }

    synchronized void befall(@Nullable Mishap value, int afterRequests) {
        mishap = value;
        goodRequests = afterRequests;
    }

    synchronized void meanwhile(@Nullable Runnable value, int afterRequests) {
        hand = value;
        before = afterRequests;
    }

    /** What clients of one process may hold; the vendor itself knows nothing of it. */
    Object lockOfItsClients() {
        return clients;
    }

    void fallSilent() {
        silent = true;
    }

    DnsName zone() {
        return zone;
    }

    // texts as in zone files (RFC 1035 section 5.1)

    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    static List<String> strings(String rdata) {
        List<String> strings = new ArrayList<>();
        StringBuilder string = new StringBuilder();
        boolean inside = false;
        for (int i = 0; i < rdata.length(); i++) {
            char c = rdata.charAt(i);
            if (inside && c == '\\') {
                i++;
                string.append(rdata.charAt(i));
            } else if (c == '"') {
                if (inside) {
                    strings.add(string.toString());
                    string.setLength(0);
                }
                inside = !inside;
            } else if (inside) {
                string.append(c);
            }
        }
        return strings;
    }

    static Comparator<Line> byKey() {
        return Comparator.comparing(Line::key);
    }
}
