package io.github.dnsfailover.examples;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The tiny vendor of the example, with its client: it holds one zone in memory, hands it out with a version, and stores
 * a new one if the version is still the same, as an HTTP API with ETag and If-Match would. Data stand in it as in zone
 * files, a text in quotes. Like any vendor it has bad days, which a test may ask for. Thread-safe.
 */
final class AcmeZone {

    /** A request ended other than well. */
    static final class Failed extends Exception {

        private static final long serialVersionUID = 1L;

        private final int status;

        Failed(int status, String message) {
            super(message);
            this.status = status;
        }

        /** As in HTTP; 0 if no answer came. */
        int status() {
            return status;
        }
    }

    /** The records of one name and type. */
    record Data(long ttl, List<String> values) {}

    /** The zone at one moment. Immutable. */
    record Copy(long version, Map<String, Data> data) {

        Copy {
            data = Map.copyOf(data);
        }

        static String key(RecordKey key) {
            return key.name() + " " + key.type();
        }

        /** What stands under a key; without values if nothing does. */
        Data get(String key) {
            return data.getOrDefault(key, new Data(0, List.of()));
        }

        /** This copy with one set of records replaced, or removed if the new one is empty. */
        Copy with(String key, Data records) {
            Map<String, Data> changed = new TreeMap<>(data);
            changed.remove(key);
            if (!records.values().isEmpty()) {
                changed.put(key, records);
            }
            return new Copy(version, changed);
        }
    }

    /** A bad day of the vendor. */
    @FunctionalInterface
    interface Day {

        /**
         * Lets the next request fail, or not.
         *
         * @param work does what the request asks for, in case the answer only is to be lost
         */
        void befall(Runnable work) throws Failed;
    }

    /** What a request asks for. */
    @FunctionalInterface
    private interface Work<T> {
        T run() throws Failed;
    }

    private final DnsName name;
    private final String token;
    private volatile Day day = work -> {};
    private volatile boolean silent;
    private Copy current = new Copy(1, Map.of());

    AcmeZone(String name, String token) {
        this.name = DnsName.of(name);
        this.token = token;
    }

    DnsName name() {
        return name;
    }

    // what its client may ask; each blocks until there is an answer, for at most the timeout

    Copy fetch(String shown, Duration timeout) throws Failed, InterruptedException {
        return request(shown, timeout, () -> current);
    }

    /** Stores a changed copy, unless the zone has changed since it was fetched; whether it was stored. */
    boolean store(String shown, Copy changed, Duration timeout) throws Failed, InterruptedException {
        return request(shown, timeout, () -> {
            for (String key : changed.data().keySet()) {
                String owner = key.substring(0, key.indexOf(' ') + 1);
                boolean crowded = changed.data().keySet().stream()
                        .anyMatch(other -> other.startsWith(owner) && !other.equals(key));
                if (key.endsWith(" CNAME") && crowded) {
                    throw new Failed(422, key + " cannot stand beside other records");
                }
            }
            if (changed.version() != current.version()) {
                return false;
            }
            current = new Copy(current.version() + 1, changed.data());
            return true;
        });
    }

    private <T> T request(String shown, Duration timeout, Work<T> work) throws Failed, InterruptedException {
        if (silent) {
            new CountDownLatch(1).await(timeout.toNanos(), TimeUnit.NANOSECONDS);
            throw new Failed(0, "no answer within " + timeout);
        }
        synchronized (this) {
            if (!shown.equals(token)) {
                throw new Failed(401, "the token is not known");
            }
            day.befall(() -> quietly(work));
            return work.run();
        }
    }

    private static void quietly(Work<?> work) {
        try {
            work.run();
        } catch (Failed e) {
            // The client hears of nothing anyway.
        }
    }

    // for tests: another hand in the zone, and bad days

    synchronized Copy now() {
        return current;
    }

    synchronized void put(String key, Data records) {
        Copy changed = current.with(key, records);
        current = new Copy(current.version() + 1, changed.data());
    }

    /** What becomes of requests from now on. */
    void day(Day value) {
        day = value;
    }

    /** Takes requests from now on and answers none. */
    void fallSilent() {
        silent = true;
    }
}
