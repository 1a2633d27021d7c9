package io.github.dnsfailover.testkit;

import com.sun.net.httpserver.HttpServer;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Later;
import io.github.dnsfailover.testkit.Route53Xml.ZoneLine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Amazon Route 53 inside the JVM, as far as a program that changes records meets it: its REST interface of 2013-04-01
 * over HTTP on the loopback address, for one hosted zone, and the zone as the world sees it.
 *
 * <pre>{@code
 * try (Route53Server aws = Route53Server.of("example.com").start();
 *         NameServer dns = NameServer.of(aws.published()).start()) {
 *     DnsProvider provider = Route53Provider.zone("example.com", aws.zoneId()).endpoint(aws.uri())
 *             .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create(aws.accessKey(), "any")))
 *             .authorities(Authorities.at(List.of(dns.address()))) // or the real zone's servers are asked
 *             .build();
 * }
 * }</pre>
 *
 * <p><b>What it keeps to:</b> batches are taken as a whole or not at all, one change after the other; a DELETE must
 * give every value, the TTL, and of an alias whether target health is evaluated; a refused batch lists every reason
 * in one message, or has the older form; a list begins at a name and does not end with it, has pages, writes {@code
 * *} as {@code \052} and an alias with an empty {@code ResourceRecords}; a list shows changes that are pending;
 * throttling is answered with 400, and so is a second change while one is being made. A change is {@code PENDING}
 * until it has propagated, and only then {@link #published} shows it, where an alias is a set of the addresses that
 * {@link #target} gave.
 *
 * <p><b>What it does not:</b> it checks the credential's scope and key id but no signature, knows no health checks,
 * and of several sets with a routing policy it publishes the first.
 *
 * <p>Thread-safe.
 */
public final class Route53Server implements AutoCloseable {

    /** What a program asks for. */
    public enum Operation {
        /** ChangeResourceRecordSets. */
        CHANGE,
        /** ListResourceRecordSets. */
        LIST,
        /** GetChange. */
        GET_CHANGE,
        /** ListHostedZonesByName. */
        LIST_ZONES
    }

    /** What may go wrong with a request. */
    public enum Fault {
        /** Nothing. */
        NONE,
        /** 400 {@code Throttling}; nothing happens. */
        THROTTLED,
        /** 400 {@code PriorRequestNotComplete}; nothing happens. */
        ZONE_BUSY,
        /** 403 {@code AccessDenied}; nothing happens. */
        DENIED,
        /** 500 {@code InternalError}; nothing happens. */
        ERROR_BEFORE,
        /** 500 {@code InternalError}, although it was done. */
        ERROR_AFTER,
        /** The connection ends without an answer; nothing happens. */
        LOST_BEFORE,
        /** The connection ends without an answer, although it was done. */
        LOST_AFTER,
        /** The connection ends without an answer, and it is done later, if it still fits then. */
        LATE,
        /** 504 and a page from something in between; a change is done later, if it still fits then. */
        GATEWAY_LATE,
        /** 200 with half an answer; it was done. */
        GARBLED
    }

    /**
     * The target of an alias.
     *
     * @param dnsName whose addresses clients get
     * @param hostedZoneId of that name
     * @param evaluateTargetHealth whether its health counts
     */
    public record Alias(String dnsName, String hostedZoneId, boolean evaluateTargetHealth) {
        /** Makes the name canonical. */
        public Alias {
            dnsName = Route53Set.bare(dnsName);
        }
    }

    private static final Duration TTL_BEHIND_ALIAS = Duration.ofSeconds(60);
    private static final Duration LATE = Duration.ofSeconds(5);

    private final String zoneId;
    private final String accessKey;
    private final DnsName name;
    private final MemoryZone published;
    private final HttpServer http;
    private final ExecutorService threads;
    private final Route53Answers answers;

    private Route53Server(Builder builder) throws IOException {
        zoneId = builder.zoneId;
        accessKey = builder.accessKey;
        name = builder.zone;
        published = MemoryZone.of(name.toString());
        answers = new Route53Answers(new Route53Zone(name), builder, this::publish);
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "route53-server");
            thread.setDaemon(true);
            return thread;
        });
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/", answers::handle);
        http.start();
    }

    /** Starts the description of a server for one hosted zone, which holds its NS and SOA sets. */
    public static Builder of(String zone) {
        return new Builder(DnsName.of(zone));
    }

    /** Where it listens, for an endpoint override. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /** The id of its hosted zone. */
    public String zoneId() {
        return zoneId;
    }

    /** The access key id that it knows; any secret goes with it. */
    public String accessKey() {
        return accessKey;
    }

    /** The zone as its name servers have it: what has propagated. Serve it with a {@link NameServer}. */
    public MemoryZone published() {
        return published;
    }

    /** Sets a simple set as another program would, at once everywhere; an empty set removes what is there. */
    public void put(RecordSet set) {
        put(zone -> {
            zone.removeAll(set.key().name().toString(), set.key().type().name());
            if (!set.isEmpty()) {
                zone.put(Route53Set.of(set));
            }
        });
    }

    /**
     * Sets a simple set with values as they stand in XML, such as an MX, or a CNAME in capitals.
     *
     * @param key where; the type is that of the zone file
     * @param type such as MX
     */
    public void put(DnsName key, String type, Duration ttl, String... values) {
        put(zone -> {
            zone.removeAll(key.toString(), type);
            zone.put(Route53Set.simple(key.toString(), type, ttl.toSeconds(), List.of(values)));
        });
    }

    /** Sets an alias for one family in place of whatever stands there. */
    public void putAlias(RecordKey key, Alias alias) {
        put(zone -> {
            zone.removeAll(key.name().toString(), key.type().name());
            zone.put(Route53Set.of(key.name(), key.type(), alias));
        });
    }

    /**
     * Adds a set with a routing policy beside those that stand there.
     *
     * @param identifier its SetIdentifier
     * @param policy an element and its text, such as {@code Weight=10}, {@code Failover=PRIMARY} or {@code
     *     HealthCheckId=..}
     */
    public void putRouted(RecordSet set, String identifier, String policy) {
        TreeMap<String, String> more = new TreeMap<>();
        more.put(policy.substring(0, policy.indexOf('=')), policy.substring(policy.indexOf('=') + 1));
        Route53Set plain = Route53Set.of(set);
        put(zone -> zone.put(
                new Route53Set(plain.name(), plain.type(), identifier, more, plain.ttl(), plain.values(), null)));
    }

    private void put(Consumer<Route53Zone> edit) {
        answers.edit(edit);
    }

    /** The simple set of a key as the interface would list it; the empty set if there is none. */
    public RecordSet look(RecordKey key) {
        return answers.sets(key.name().toString(), key.type().name()).stream()
                .flatMap(set -> set.understood().stream())
                .findFirst()
                .orElse(RecordSet.absent(key));
    }

    /** The alias of a family; empty if there is none. */
    public Optional<Alias> alias(RecordKey key) {
        return answers.sets(key.name().toString(), key.type().name()).stream()
                .flatMap(set -> Optional.ofNullable(set.alias()).stream())
                .findFirst();
    }

    /** How many sets stand at a name and type, whatever they are. */
    public int count(DnsName owner, String type) {
        return answers.sets(owner.toString(), type).size();
    }

    /** Says which addresses the name behind an alias has. */
    public void target(String dnsName, String... addresses) {
        answers.target(dnsName, List.of(addresses));
    }

    /** What goes wrong from now on, asked for each request on a thread of the server. */
    public void faults(Function<Operation, Fault> plan) {
        answers.plan(plan);
    }

    /** What goes wrong with the next changes, one after the other; then nothing. */
    public void nextChanges(Fault... faults) {
        Deque<Fault> queue = new ArrayDeque<>(Arrays.asList(faults));
        faults(operation -> {
            synchronized (queue) {
                return operation == Operation.CHANGE && !queue.isEmpty() ? queue.remove() : Fault.NONE;
            }
        });
    }

    /** Sends refused batches in the documentation's form from now on, without a code. */
    public void oldErrorForm() {
        answers.oldErrorForm();
    }

    /** How many requests of a kind there were, whatever became of them. */
    public int requests(Operation operation) {
        return answers.requests(operation);
    }

    /** Calls the listener for each request, on a thread of the server. */
    public void onRequest(Consumer<Operation> listener) {
        answers.onRequest(listener);
    }

    /** The comments of all batches that were taken, in their order, late ones included. */
    public List<String> comments() {
        return answers.comments();
    }

    /** Makes the published zone what the sets say. */
    private void publish(List<Route53Set> sets, Function<Alias, List<String>> targets) {
        List<RecordSet> all = new ArrayList<>();
        List<MemoryZone.Foreign> foreign = new ArrayList<>();
        for (Route53Set set : sets) {
            Alias alias = set.alias();
            if (alias != null) {
                behind(set, targets.apply(alias)).ifPresent(all::add);
            } else if (List.of("A", "AAAA", "CNAME", "TXT").contains(set.type())) {
                set.understood().ifPresent(all::add);
            } else if (!List.of("NS", "SOA").contains(set.type())) {
                Duration ttl = Duration.ofSeconds(Objects.requireNonNull(set.ttl()));
                foreign.add(new MemoryZone.Foreign(DnsName.of(set.name()), set.type(), ttl, set.values()));
            }
        }
        published.edit(draft -> {
            MemoryZone.Version before = draft.version(0);
            before.sets().forEach(set -> draft.put(RecordSet.absent(set.key())));
            before.names().forEach(at -> before.foreign(at).forEach(old -> draft.removeForeign(at, old.type())));
            all.forEach(draft::put);
            foreign.forEach(draft::put);
            return draft;
        });
    }

    private static Optional<RecordSet> behind(Route53Set set, List<String> addresses) {
        boolean six = set.type().equals("AAAA");
        List<String> own = addresses.stream()
                .filter(address -> address.contains(":") == six)
                .toList();
        RecordKey key = RecordKey.of(set.name(), RecordType.valueOf(set.type()));
        return own.isEmpty() ? Optional.empty() : Optional.of(RecordSet.of(key, TTL_BEHIND_ALIAS, own));
    }

    /** Stops listening. */
    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }

    /** Its zone and address; no secret. */
    @Override
    public String toString() {
        return "Route 53 of " + name + " (" + zoneId + ") at " + uri();
    }

    /** Describes a {@link Route53Server}; confined to one thread. */
    public static final class Builder {

        final DnsName zone;
        final List<ZoneLine> otherZones = new ArrayList<>();
        String zoneId = "Z0FAKE53ZONE";
        String accessKey = "AKIDFAKE53";
        Later later = Later.never();
        LongSupplier nanoTime = System::nanoTime;
        Duration propagation = Duration.ZERO;
        Duration changeTakes = Duration.ZERO;
        Duration lateBy = LATE;
        int pageSize = 300;
        int burst = Integer.MAX_VALUE;
        double perSecond = 1;

        private Builder(DnsName zone) {
            this.zone = zone;
        }

        /** The id of the zone. */
        public Builder zoneId(String value) {
            zoneId = value;
            return this;
        }

        /** Another public zone of the account, seen only by its name. */
        public Builder publicZone(String id, String zoneName) {
            otherZones.add(new ZoneLine(id, Route53Set.bare(zoneName), false));
            return this;
        }

        /** A private zone of the account, seen only by its name. */
        public Builder privateZone(String id, String zoneName) {
            otherZones.add(new ZoneLine(id, Route53Set.bare(zoneName), true));
            return this;
        }

        /** The clock for limits, and how to do things later; default the system's clock, and never. */
        public Builder time(LongSupplier nanos, Later scheduler) {
            nanoTime = Objects.requireNonNull(nanos, "nanos");
            later = Objects.requireNonNull(scheduler, "scheduler");
            return this;
        }

        /** How long a change is pending; default not at all. */
        public Builder propagation(Duration value) {
            propagation = Objects.requireNonNull(value, "propagation");
            return this;
        }

        /** How long after a change its zone refuses another one; default not at all. */
        public Builder changeTakes(Duration value) {
            changeTakes = Objects.requireNonNull(value, "changeTakes");
            return this;
        }

        /** When changes with {@link Fault#LATE} and {@link Fault#GATEWAY_LATE} are made; default 5 s. */
        public Builder lateBy(Duration value) {
            lateBy = Objects.requireNonNull(value, "lateBy");
            return this;
        }

        /** The most sets or zones in one answer; default 300. */
        public Builder pageSize(int value) {
            pageSize = value;
            return this;
        }

        /** A limit for all requests together, beyond which they are throttled; default none. */
        public Builder throttle(int requestsAtOnce, double requestsPerSecond) {
            burst = requestsAtOnce;
            perSecond = requestsPerSecond;
            return this;
        }

        /**
         * Starts the server on a free port.
         *
         * @throws IOException if there is none
         */
        public Route53Server start() throws IOException {
            return new Route53Server(this);
        }
    }
}
