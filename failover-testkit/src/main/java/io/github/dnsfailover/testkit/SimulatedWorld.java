package io.github.dnsfailover.testkit;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.dns.DnsName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a simulation is made of, drawn by chance. One thread. */
final class SimulatedWorld {

    static final Duration SLOWEST_CALL = Duration.ofSeconds(20);
    private static final List<String> CONTROLS = List.of("router", "resolver");
    private static final String IPV6_CONTROL = "router6";

    final Random random;
    final VirtualRuntime time;
    final Transcript transcript;
    final List<SimulatedZone> zones = new ArrayList<>();
    final SimulatedPlaces places;
    final SharedStateStore store = new SharedStateStore();
    final SimulatedElection election;

    /** Null where the election is one that wanders. */
    final @Nullable SimulatedLeases leases;

    final boolean several;

    /** Whether engines have control targets. */
    final boolean controlled;

    final List<SimulatedPool> pools = new ArrayList<>();
    final List<SimulatedEngine> engines = new ArrayList<>();

    /** Until when nothing may be written for a pool, since a freeze was taken and nothing has touched it since. */
    private final Map<String, Duration> frozen = new HashMap<>();

    /**
     * Everything is drawn at random. If a test brings its own pools, no others are drawn.
     *
     * @param aroundLease what is laid around the lease of each engine; null for an election that wanders
     */
    SimulatedWorld(long seed, List<EndpointPool> own, @Nullable UnaryOperator<Leadership> aroundLease) {
        random = new Random(seed);
        time = new VirtualRuntime(seed);
        transcript = new Transcript(time);
        boolean drawnSeveral = random.nextInt(3) == 0 && own.stream().allMatch(EndpointPool::isMarked);
        several = drawnSeveral || aroundLease != null;
        boolean ownNeed = own.stream().anyMatch(EndpointPool::withdrawsFamily);
        controlled = random.nextBoolean() || ownNeed;
        if (own.isEmpty()) {
            drawZones();
        } else {
            own.forEach(this::place);
        }
        places = new SimulatedPlaces(time, random, transcript);
        election = new SimulatedElection(time, random, this::elected);
        leases = SimulatedLeases.of(this, aroundLease);
        zones.forEach(zone -> zone.termsAreFenced = several);
        int count = leases != null ? 1 + random.nextInt(3) : several ? 2 + random.nextInt(2) : 1;
        for (int i = 0; i < count; i++) {
            engines.add(new SimulatedEngine(this, i));
        }
    }

    /** The way of an engine to the store. */
    StateStore store(String engine) {
        return engines.stream()
                .filter(each -> each.toString().equals(engine))
                .map(each -> each.store)
                .findFirst()
                .orElseThrow();
    }

    private void place(EndpointPool pool) {
        DnsName name = pool.provider().traits().zone();
        SimulatedZone zone = zones.stream()
                .filter(there -> there.name.equals(name))
                .findFirst()
                .orElseGet(() -> new SimulatedZone(name.toString(), random, transcript));
        if (!zones.contains(zone)) {
            zones.add(zone);
        }
        add(new SimulatedPool(pool, random, zone));
    }

    private void drawZones() {
        zones.add(new SimulatedZone("example.com", random, transcript));
        if (random.nextInt(3) == 0) {
            zones.add(new SimulatedZone("example.net", random, transcript));
        }
        drawPools();
    }

    private void drawPools() {
        List<String> names = List.of(
                        List.of("www.example.com"),
                        List.of("www.example.com", "example.com"),
                        List.of("www.example.com", "api.example.com"))
                .get(Math.max(0, random.nextInt(6) - 3));
        add(new SimulatedPool("www", names, this, zones.get(0)));
        if (random.nextInt(4) == 0) {
            add(new SimulatedPool("shop", List.of("shop.example.com"), this, zones.get(0)));
        }
        if (zones.size() > 1) {
            add(new SimulatedPool("mail", List.of("mail.example.net"), this, zones.get(1)));
        }
    }

    private void add(SimulatedPool pool) {
        pools.add(pool);
        pool.zone.pools.add(pool);
    }

    SimulatedEngine anyEngine() {
        return engines.get(random.nextInt(engines.size()));
    }

    SimulatedPool anyPool() {
        return pools.get(random.nextInt(pools.size()));
    }

    SimulatedZone anyZone() {
        return zones.get(random.nextInt(zones.size()));
    }

    /** The control targets by name and address; one of IPv6 where a pool needs it. */
    Map<String, String> controls() {
        Map<String, String> controls = new LinkedHashMap<>();
        CONTROLS.forEach(name -> controls.put(name, "203.0.113." + (1 + controls.size())));
        if (pools.stream().anyMatch(SimulatedPool::withdrawsIpv6)) {
            controls.put(IPV6_CONTROL, "2001:db8:c::1");
        }
        return controls;
    }

    String anyControl() {
        List<String> names = List.copyOf(controls().keySet());
        return names.get(random.nextInt(names.size()));
    }

    int moves() {
        return zones.stream().mapToInt(SimulatedZone::moves).sum();
    }

    // the lead

    /** Gives a lead to one of several engines; the one before may not hear of it. */
    void handOverLead() {
        if (several) {
            SimulatedEngine next = anyEngine();
            SimulatedZone zone = anyZone();
            boolean oldOneNotices = random.nextBoolean();
            transcript.say(oldOneNotices ? "the others know" : "the others do not know");
            election.handOver(zone.scope(), next.leadership, oldOneNotices);
        }
    }

    private void elected(String scope, SimulatedElection.Member member) {
        transcript.say(member + " leads " + scope + " in term "
                + member.believes(scope).orElse(0));
        transcript.count("election");
    }

    // what operators said

    /** From now on nobody begins a write for this pool, whoever was told. */
    void freeze(SimulatedPool pool, Duration until) {
        frozen.put(pool.id, until);
    }

    boolean isFrozen(String pool) {
        return time.passed().compareTo(frozen.getOrDefault(pool, Duration.ZERO)) < 0;
    }

    /** It is no longer known for sure that the pool is frozen. */
    void forgetFreeze(SimulatedPool pool) {
        frozen.remove(pool.id);
    }
}
