package io.github.dnsfailover.dyn;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.testkit.DynServer;
import io.github.dnsfailover.testkit.DynServer.Fault;
import io.github.dnsfailover.testkit.DynServer.SerialStyle;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.ScriptedCheck;
import io.github.dnsfailover.testkit.VirtualRuntime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * An engine with one or two pools that share a {@link DynProvider}, and a Dyn at which any request may fail in any
 * way. Time is virtual, HTTP is real. Everything follows from the seed.
 */
final class ChaosWorld implements AutoCloseable {

    private static final Duration TTL = Duration.ofSeconds(30);
    private static final Duration HOSTILE = Duration.ofMinutes(30);
    private static final int TRANSCRIPT = 80;
    private static final List<Fault> FAULTS = List.of(Fault.values());

    private final long seed;
    private final Random random;
    private final VirtualRuntime runtime;
    private final TestTime time = new TestTime();
    private final MemoryZone zone = MemoryZone.of("example.com");
    private final ScriptedCheck check = new ScriptedCheck();
    private final Deque<String> transcript = new ArrayDeque<>();
    private final List<String> complaints = new ArrayList<>();
    private final List<EndpointPool> pools = new ArrayList<>();

    /** What a pool's names hold while they lead to an endpoint, by both their names. */
    private final Map<String, List<RecordSet>> expected = new HashMap<>();

    private final Endpoint primary;
    private final Endpoint backup;
    private final double share;
    private final DynServer dyn;
    private final DynProvider provider;
    private final FailoverEngine engine;
    private boolean hostile;
    private int faults;

    ChaosWorld(long seed) throws IOException {
        this.seed = seed;
        random = new Random(seed);
        runtime = new VirtualRuntime(seed);
        share = List.of(0.05, 0.15, 0.3).get(random.nextInt(3));
        boolean dual = random.nextBoolean();
        primary = dual ? Endpoint.primary("dc1", "192.0.2.1", "2001:db8::1") : Endpoint.primary("dc1", "192.0.2.1");
        backup =
                dual ? Endpoint.backup("aws", "198.51.100.1", "2001:db8:1::1") : Endpoint.backup("aws", "198.51.100.1");
        DynServer.Builder server = DynServer.of(zone)
                .account("acme", "failover", FakeDyn.PASSWORD)
                .clock(time)
                .serialStyle(List.of(SerialStyle.values()).get(random.nextInt(4)))
                .idleLimit(Duration.ofMinutes(1 + random.nextInt(20)))
                .jobTime(seconds(30))
                .taskTime(seconds(20))
                .provisionTime(seconds(5));
        dyn = (random.nextBoolean() ? server.hidesQueuedEdits() : server).start();
        provider = DynProvider.zone("example.com")
                .url(dyn.url())
                .credentials(DynCredentials.managed("acme", "failover", FakeDyn.PASSWORD))
                .authorities(MemoryDnsProvider.of(zone).authorities())
                .ticker(time)
                .build();
        dyn.plan(this::fate);
        engine = engine();
        zone.onChange(this::changed);
    }

    private Duration seconds(int most) {
        return Duration.ofMillis(random.nextInt(most * 1000));
    }

    private FailoverEngine engine() {
        DnsProvider timed = new Timed();
        boolean two = random.nextInt(3) == 0;
        pools.add(pool("www", timed).name("www.example.com").name("example.com").build());
        if (two) {
            pools.add(pool("api", timed).name("api.example.com").build());
        }
        FailoverEngine.Builder builder = FailoverEngine.builder()
                .leadership(Leadership.singleInstance())
                .runtime(runtime)
                .listener(event -> say(event.getClass().getSimpleName() + " " + event.summary()));
        pools.forEach(builder::pool);
        for (EndpointPool pool : pools) {
            expected.put(pool.pool() + " dc1", setsOf(pool, primary));
            expected.put(pool.pool() + " aws", setsOf(pool, backup));
            setsOf(pool, primary).forEach(zone::put);
        }
        return builder.build();
    }

    private EndpointPool.Builder pool(String name, DnsProvider timed) {
        return EndpointPool.named(name)
                .ttl(TTL)
                .endpoint(primary)
                .endpoint(backup)
                .readEvery(Duration.ofMinutes(5))
                .check(check)
                .provider(timed);
    }

    /** Asked on the fake's thread while the engine's waits for the answer. */
    private Fault fate(String method, String resource) {
        if (!hostile) {
            return Fault.NONE;
        }
        time.pass(Duration.ofMillis(random.nextInt(1000)));
        Fault fault = random.nextDouble() < share ? FAULTS.get(random.nextInt(FAULTS.size())) : Fault.NONE;
        if (fault != Fault.NONE) {
            faults++;
            say(method + " " + resource + " meets " + fault);
        }
        return fault;
    }

    // the story

    /** One failover and one failback. */
    void run() {
        engine.start();
        runtime.advance(Duration.ofMinutes(2));
        mustStand(primary);
        hostile = true;
        check.fails("dc1", "down");
        becomes(backup);
        hostile = true;
        check.passes("dc1");
        becomes(primary);
        runtime.advance(Duration.ofMinutes(6)); // long enough for a read, and for whatever might still move them
        mustStand(primary);
        engine.close();
        runtime.advance(Duration.ofMinutes(1));
        provider.close();
        look();
        if (dyn.sessions() > 0 || dyn.hasQueuedEdits()) {
            throw failed(dyn.sessions() + " sessions were left open, edits queued: " + dyn.hasQueuedEdits());
        }
    }

    /** In the hostile world for as long as it takes, up to a limit; then in a friendly one, within the pools' bound. */
    private void becomes(Endpoint endpoint) {
        runtime.advanceUntil(() -> stands(endpoint), HOSTILE);
        runtime.advance(Duration.ofSeconds(random.nextInt(120)));
        say("all faults stop");
        hostile = false;
        runtime.advanceUntil(() -> stands(endpoint), pools.get(0).convergence().total());
        mustStand(endpoint);
    }

    private boolean stands(Endpoint endpoint) {
        return pools.stream().allMatch(pool -> leadsTo(endpoint, pool, zone.current()));
    }

    private boolean leadsTo(Endpoint endpoint, EndpointPool pool, MemoryZone.Version version) {
        return expected.get(pool.pool() + " " + endpoint.id()).stream()
                .allMatch(set -> version.get(set.key()).sameValues(set));
    }

    private void mustStand(Endpoint endpoint) {
        look();
        if (!stands(endpoint)) {
            throw failed("not all names lead to " + endpoint.id());
        }
    }

    private static List<RecordSet> setsOf(EndpointPool pool, Endpoint endpoint) {
        List<RecordSet> sets = new ArrayList<>();
        for (DnsName name : pool.names()) {
            for (RecordType type : List.of(RecordType.A, RecordType.AAAA)) {
                if (!endpoint.values(type).isEmpty()) {
                    sets.add(RecordSet.of(RecordKey.of(name, type), TTL, endpoint.values(type)));
                }
            }
        }
        return sets;
    }

    // what must always hold

    private void changed(MemoryZone.Version version) {
        say("zone " + version.sets());
        for (EndpointPool pool : pools) {
            if (!leadsTo(primary, pool, version) && !leadsTo(backup, pool, version)) {
                complaints.add("the names of " + pool.pool() + " are not of one endpoint: " + version.sets());
            }
        }
    }

    private void look() {
        if (dyn.mostSessions() > 1) {
            complaints.add(dyn.mostSessions() + " sessions at a time");
        }
        if (dyn.mostAtOnce() > 1) {
            complaints.add(dyn.mostAtOnce() + " requests at a time");
        }
        if (dyn.busiestSecond() > 4 || dyn.busiestMinute() > 240 || dyn.refusedByRate() > 0) {
            complaints.add(dyn.busiestSecond() + " requests in a second, " + dyn.busiestMinute() + " in a minute");
        }
        if (!complaints.isEmpty()) {
            throw failed(complaints.toString());
        }
    }

    int requests() {
        return dyn.requests();
    }

    int faults() {
        return faults;
    }

    private synchronized void say(String line) {
        transcript.add(runtime.passed() + " " + line);
        if (transcript.size() > TRANSCRIPT) {
            transcript.remove();
        }
    }

    private AssertionError failed(String text) {
        return new AssertionError("seed " + seed + ": " + text + "\n"
                + transcript.stream().collect(Collectors.joining("\n")) + "\n" + zone + "\n" + engine.snapshot());
    }

    @Override
    public void close() {
        dyn.close();
    }

    /** The provider, whose calls take as much of the engine's time as they took of its own. */
    private final class Timed implements DnsProvider {

        @Override
        public ProviderTraits traits() {
            return provider.traits();
        }

        @Override
        public Authorities authorities() {
            return provider.authorities();
        }

        private Duration begin() {
            time.pass(Duration.ofNanos(
                    Math.max(0, runtime.passed().minus(time.passed()).toNanos())));
            return time.passed();
        }

        private void end(Duration began) {
            runtime.elapse(time.passed().minus(began));
        }

        @Override
        public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
            Duration began = begin();
            try {
                return provider.read(keys);
            } finally {
                end(began);
            }
        }

        @Override
        public WriteResult apply(RecordChange change) throws DnsProviderException {
            Duration began = begin();
            try {
                return provider.apply(change);
            } finally {
                end(began);
            }
        }

        @Override
        public boolean propagated(String receipt) throws DnsProviderException {
            Duration began = begin();
            try {
                return provider.propagated(receipt);
            } finally {
                end(began);
            }
        }
    }
}
