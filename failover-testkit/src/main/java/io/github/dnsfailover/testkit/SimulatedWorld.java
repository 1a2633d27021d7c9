package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a simulation is made of, drawn by chance, and the rules that hold at each change of the zone. One thread. */
final class SimulatedWorld {

    static final String ZONE = "example.com";
    static final Duration SLOWEST_CALL = Duration.ofSeconds(20);
    static final List<String> CONTROLS = List.of("router", "resolver");

    final Random random;
    final VirtualRuntime time;
    final Transcript transcript;
    final MemoryZone zone = MemoryZone.of(ZONE);
    final MemoryDnsProvider dns;
    final SimulatedPlaces places;
    final SharedStateStore store = new SharedStateStore();
    final boolean several;

    /** Whether engines have control targets. */
    final boolean controlled;

    final List<SimulatedPool> pools;
    final List<SimulatedEngine> engines = new ArrayList<>();
    private MemoryZone.Version before = zone.current();
    private long newestTerm;
    private boolean foreignHand;
    private int moves;

    SimulatedWorld(long seed) {
        random = new Random(seed);
        time = new VirtualRuntime(seed);
        transcript = new Transcript(time);
        several = random.nextInt(3) == 0;
        controlled = random.nextBoolean();
        pools = drawPools();
        places = new SimulatedPlaces(time, random, transcript);
        ProviderTraits.Builder traits = ProviderTraits.of(ZONE, ProviderTraits.Consistency.ATOMIC)
                .label("simulated")
                .slowestCall(SLOWEST_CALL);
        traits = random.nextInt(5) == 0 ? traits.oneWriteAtATime() : traits;
        traits = random.nextInt(6) == 0 ? traits.keepsOwnTtl() : traits;
        dns = MemoryDnsProvider.of(zone).traits(traits.build()).servers("ns1", "ns2");
        zone.onChange(this::zoneChanged);
        int count = several ? 2 + random.nextInt(2) : 1;
        for (int i = 0; i < count; i++) {
            engines.add(new SimulatedEngine(this, "engine" + i));
        }
    }

    private List<SimulatedPool> drawPools() {
        List<String> names = List.of(
                        List.of("www.example.com"),
                        List.of("www.example.com", "example.com"),
                        List.of("www.example.com", "api.example.com"))
                .get(Math.max(0, random.nextInt(6) - 3));
        List<SimulatedPool> drawn = new ArrayList<>();
        drawn.add(new SimulatedPool("www", names, random, several));
        if (random.nextInt(4) == 0) {
            drawn.add(new SimulatedPool("shop", List.of("shop.example.com"), random, several));
        }
        return drawn;
    }

    SimulatedEngine anyEngine() {
        return engines.get(random.nextInt(engines.size()));
    }

    SimulatedPool anyPool() {
        return pools.get(random.nextInt(pools.size()));
    }

    String anyControl() {
        return CONTROLS.get(random.nextInt(CONTROLS.size()));
    }

    int moves() {
        return moves;
    }

    /** Changes the zone as somebody else would. */
    void byForeignHand(Runnable edit) {
        foreignHand = true;
        try {
            edit.run();
        } finally {
            foreignHand = false;
        }
    }

    // the lead

    /** Gives the lead to one of several engines; the one before may not hear of it. */
    void handOverLead() {
        if (several) {
            SimulatedEngine next = anyEngine();
            boolean oldOneNotices = random.nextBoolean();
            engines.stream()
                    .filter(other -> other != next && oldOneNotices)
                    .forEach(other -> other.leadership.follow());
            giveLead(next);
            transcript.say(oldOneNotices ? "the others know" : "the others do not know");
        }
    }

    void giveLead(SimulatedEngine next) {
        newestTerm++;
        next.leadership.lead(newestTerm);
        transcript.say(next + " leads term " + newestTerm);
    }

    /** After an engine gave up its lead or died: some time later another one leads, if none does by then. */
    void electLater() {
        time.schedule(Duration.ofSeconds(1 + random.nextInt(15)), () -> {
            if (engines.stream().noneMatch(engine -> engine.leadership.leads())) {
                transcript.count("election");
                giveLead(anyEngine());
            }
        });
    }

    // what must hold at each change of the zone

    private void zoneChanged(MemoryZone.Version after) {
        transcript.say("zone " + (foreignHand ? "(somebody) " : "") + after.sets());
        if (!foreignHand) {
            moves++;
            for (SimulatedPool pool : pools) {
                compare(pool, after);
            }
        }
        before = after;
    }

    private void compare(SimulatedPool pool, MemoryZone.Version after) {
        for (DnsName name : pool.names) {
            if (before.leadsSomewhere(name) && !after.leadsSomewhere(name)) {
                transcript.complain(name + " leads nowhere");
            }
        }
        boolean touched = pool.names.stream()
                .flatMap(name -> SimulatedPool.SERVING.stream().map(type -> RecordKey.of(name, type)))
                .anyMatch(key -> !before.get(key).equals(after.get(key)));
        String old = before.get(pool.markKey()).values().toString();
        String now = after.get(pool.markKey()).values().toString();
        boolean ours = old.equals("[]") || old.contains("owner=dnsfailover env=default");
        if (pool.marked && touched && !ours) {
            transcript.complain("a change of " + pool.id + " beside the mark of somebody else, " + old);
        }
        if (pool.marked && touched && (old.equals(now) || !now.contains("gen="))) {
            transcript.complain("a change of " + pool.id + " without a new mark");
        }
        boolean both = old.contains("gen=") && now.contains("gen=") && !old.equals(now);
        if (both && number(now, "gen") <= number(old, "gen")) {
            transcript.complain("the generation went from " + number(old, "gen") + " to " + number(now, "gen"));
        }
        if (both && number(now, "term") < number(old, "term")) {
            transcript.complain("the term went from " + number(old, "term") + " to " + number(now, "term"));
        }
    }

    private static long number(String mark, String field) {
        int from = mark.indexOf(field + "=") + field.length() + 1;
        int to = mark.indexOf(' ', from);
        return Long.parseLong(mark.substring(from, to));
    }
}
