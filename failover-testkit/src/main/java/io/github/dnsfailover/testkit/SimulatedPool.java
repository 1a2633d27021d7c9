package io.github.dnsfailover.testkit;

import io.github.dnsfailover.AllDown;
import io.github.dnsfailover.Decision;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverPolicy;
import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.PoolView;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One pool of a simulated world: its rules, drawn by chance, and what right records are. */
final class SimulatedPool {

    static final List<RecordType> SERVING = List.of(RecordType.A, RecordType.AAAA, RecordType.CNAME);

    /** How the policy behaves. */
    private enum Mood {
        HONEST,
        THROWS,
        BREAKS,
        ANSWERS_NULL,
        ASKS_FOR_A_STRANGER,
        ASKS_FOR_ANYBODY,
        ASKS_FOR_ALL,
        ASKS_FOR_A_LAST_RESORT
    }

    final String id;
    final SimulatedZone zone;
    final List<DnsName> names;
    final List<Endpoint> endpoints;
    final boolean marked;
    final Duration ttl;
    private final Random random;
    private final boolean serveAll;
    private final Failback failback;
    private final AllDown allDown;
    private final EndpointPool.ForeignEdits foreignEdits;
    private final EndpointPool.TakeOver takeOver;
    private final Duration interval;
    private final int fall;
    private final int rise;
    private final boolean withdraws;
    private final FailoverPolicy honest;

    /** A pool of somebody's own, which keeps its rules; null if they were drawn. */
    private final @Nullable EndpointPool own;

    private Mood mood = Mood.HONEST;

    /** Whether somebody has said clear since the mark was garbled: what is no mark at all may then be replaced. */
    boolean garbleCleared;

    SimulatedPool(String id, List<String> names, SimulatedWorld world, SimulatedZone zone) {
        this.zone = zone;
        this.id = id;
        this.names = names.stream().map(DnsName::of).toList();
        this.random = world.random;
        this.marked = world.several || random.nextInt(4) > 0;
        boolean cname = random.nextInt(6) == 0 && this.names.stream().noneMatch(name -> name.equals(zone.name));
        this.serveAll = !cname && random.nextInt(3) == 0;
        this.failback = random.nextInt(3) == 0
                ? Failback.manual()
                : random.nextBoolean() ? Failback.automatic() : Failback.after(Duration.ofSeconds(random.nextInt(120)));
        this.endpoints = cname ? aliases() : addresses();
        boolean dual = endpoints.stream().anyMatch(SimulatedPool::hasBothFamilies);
        this.withdraws = dual && world.controlled && random.nextInt(3) > 0;
        AllDown all = cname ? AllDown.keep() : AllDown.publishAll();
        AllDown last = AllDown.lastResort(endpoints.get(endpoints.size() - 1).id());
        this.allDown = List.of(AllDown.keep(), all, last).get(random.nextInt(3));
        this.foreignEdits =
                random.nextInt(4) == 0 ? EndpointPool.ForeignEdits.YIELD : EndpointPool.ForeignEdits.REASSERT_ONCE;
        this.takeOver = random.nextBoolean() ? EndpointPool.TakeOver.ADOPT : EndpointPool.TakeOver.REFUSE_FOREIGN;
        this.interval = Duration.ofSeconds(1 + random.nextInt(20));
        this.ttl = Duration.ofSeconds(10 + random.nextInt(50));
        this.fall = 1 + random.nextInt(4);
        this.rise = 1 + random.nextInt(3);
        this.honest = serveAll ? FailoverPolicy.serveAllHealthy(1) : FailoverPolicy.orderedPriority();
        this.own = null;
    }

    /** A pool of somebody's own in a simulated zone. */
    SimulatedPool(EndpointPool own, Random random, SimulatedZone zone) {
        this.own = own;
        this.zone = zone;
        this.id = own.pool();
        this.names = own.names();
        this.random = random;
        this.marked = own.isMarked();
        this.serveAll = false;
        this.failback = own.failback();
        this.endpoints = own.endpoints();
        this.allDown = own.allDown();
        this.foreignEdits = own.foreignEdits();
        this.takeOver = own.takeOver();
        this.interval = own.timings().interval();
        this.ttl = own.timings().ttl();
        this.fall = own.timings().fall();
        this.rise = own.timings().rise();
        this.withdraws = own.withdrawsFamily();
        this.honest = own.policy();
    }

    private List<Endpoint> addresses() {
        List<Endpoint> list = new ArrayList<>();
        boolean dual = random.nextInt(3) == 0;
        int count = 2 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            String v4 = "192.0.2." + (id.charAt(0) % 16 * 10 + i + 1);
            String v6 = "2001:db8::" + id.charAt(0) % 16 + ":" + (i + 1);
            boolean both = dual && (i == 0 || random.nextBoolean());
            String name = id + i;
            Endpoint endpoint = both ? Endpoint.primary(name, v4, v6) : Endpoint.primary(name, v4);
            Endpoint placed = endpoint.priority(i);
            list.add(both && random.nextInt(3) == 0 ? placed.anyAddressSuffices() : placed);
        }
        return list;
    }

    private List<Endpoint> aliases() {
        List<Endpoint> list = new ArrayList<>();
        int count = 2 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            list.add(Endpoint.primaryCname(id + i, id + i + ".places.example.net")
                    .priority(i));
        }
        return list;
    }

    EndpointPool build(DnsProvider provider, HealthCheck check) {
        if (own != null) {
            return own.toBuilder()
                    .provider(provider)
                    .check(check)
                    .policy(this::decide)
                    .scope(zone.scope())
                    .build();
        }
        EndpointPool.Builder pool = EndpointPool.named(id)
                .allowDifferentFamilies()
                .ttl(ttl)
                .interval(interval)
                .fall(fall)
                .rise(rise)
                .failback(failback)
                .allDown(allDown)
                .foreignEdits(foreignEdits)
                .takeOver(takeOver)
                .policy(this::decide)
                .check(check)
                .provider(provider);
        names.forEach(name -> pool.name(name.toString()));
        endpoints.forEach(pool::endpoint);
        if (withdraws) {
            pool.withdrawFamily();
        }
        return marked ? pool.build() : pool.markless().build();
    }

    // the policy

    String takeMood() {
        mood = Mood.values()[random.nextInt(Mood.values().length)];
        return mood.name();
    }

    void calm() {
        mood = Mood.HONEST;
    }

    @SuppressWarnings("NullAway") // one of the moods is to break the rule that null is never returned
    private Decision decide(PoolView view) {
        return switch (mood) {
            case HONEST -> honest.decide(view);
            case THROWS -> throw new IllegalStateException("scripted");
            case BREAKS -> throw new AssertionError("scripted");
            case ANSWERS_NULL -> null;
            case ASKS_FOR_A_STRANGER ->
                new Decision.Publish(List.of(Endpoint.primary("stranger", "203.0.113.66")), "scripted");
            case ASKS_FOR_ANYBODY -> new Decision.Publish(List.of(anybody()), "scripted");
            case ASKS_FOR_ALL -> new Decision.Publish(endpoints, "scripted");
            case ASKS_FOR_A_LAST_RESORT -> new Decision.LastResort(List.of(anybody()), "scripted");
        };
    }

    private static boolean hasBothFamilies(Endpoint endpoint) {
        return !endpoint.values(RecordType.A).isEmpty()
                && !endpoint.values(RecordType.AAAA).isEmpty();
    }

    boolean withdrawsIpv6() {
        return withdraws;
    }

    /** Whether the IPv6 addresses of an endpoint may be withdrawn. */
    boolean mayLoseIpv6(Endpoint endpoint) {
        return withdraws && hasBothFamilies(endpoint);
    }

    Endpoint anybody() {
        return endpoints.get(random.nextInt(endpoints.size()));
    }

    boolean failsBackByItself() {
        return failback.soak(ttl).isPresent();
    }

    RecordKey markKey() {
        return RecordKey.of(names.get(0).child("_failover"), RecordType.TXT);
    }

    boolean refusesForeignValues() {
        return takeOver == EndpointPool.TakeOver.REFUSE_FOREIGN;
    }

    /**
     * Whether one endpoint or some of them stand at every name, whole, or without IPv6 where that may be withdrawn, and
     * alone; or nothing at all.
     */
    boolean holdsWholeMembers() {
        List<String> ids = published(names.get(0));
        List<Endpoint> there =
                endpoints.stream().filter(e -> ids.contains(e.id())).toList();
        for (DnsName name : names) {
            for (RecordType type : SERVING) {
                TreeSet<String> whole = new TreeSet<>();
                there.stream()
                        .filter(e -> type != RecordType.AAAA || !mayLoseIpv6(e) || publishesIpv6(names.get(0), e))
                        .forEach(e -> whole.addAll(e.values(type)));
                if (!whole.equals(
                        new TreeSet<>(zone.zone.get(RecordKey.of(name, type)).values()))) {
                    return false;
                }
            }
        }
        return true;
    }

    // the end

    /** Says what is wrong with the records once all faults have stopped; empty if nothing is. */
    String verdict(SimulatedPlaces places) {
        boolean ttlMatters = zone.dns.traits().setsTtl();
        List<String> healthy =
                endpoints.stream().map(Endpoint::id).filter(places::isUp).toList();
        for (DnsName name : names) {
            List<String> published = published(name);
            boolean right = healthy.isEmpty() ? rightWhenAllAreDown(published) : rightWhenSomeServe(published, healthy);
            if (!right) {
                return name + " publishes " + published + ", healthy are " + healthy;
            }
            String ipv6 = healthy.isEmpty() ? "" : verdictOnIpv6(name, published, places);
            if (!ipv6.isEmpty()) {
                return ipv6;
            }
            for (RecordType type : SERVING) {
                RecordSet set = zone.zone.get(RecordKey.of(name, type));
                boolean low = set.isEmpty() || set.ttl().compareTo(ttl) <= 0;
                if (ttlMatters && !low && !healthy.isEmpty()) {
                    return "the TTL is still that of " + set;
                }
            }
        }
        return "";
    }

    private String verdictOnIpv6(DnsName name, List<String> published, SimulatedPlaces places) {
        for (Endpoint endpoint : endpoints) {
            if (published.contains(endpoint.id()) && mayLoseIpv6(endpoint)) {
                boolean there = publishesIpv6(name, endpoint);
                boolean up = places.isUp(endpoint.id() + SimulatedPlaces.IPV6);
                if (there ? !up : up && failsBackByItself()) {
                    return name + (there ? " has" : " lacks") + " IPv6 of " + endpoint.id() + ", which is "
                            + (up ? "up" : "down");
                }
            }
        }
        return "";
    }

    private boolean publishesIpv6(DnsName name, Endpoint endpoint) {
        RecordSet set = zone.zone.get(RecordKey.of(name, RecordType.AAAA));
        return set.values().containsAll(endpoint.values(RecordType.AAAA));
    }

    private boolean rightWhenSomeServe(List<String> published, List<String> healthy) {
        boolean someServe = !published.isEmpty() && healthy.containsAll(published);
        boolean anyOfThem = own != null && !own.policy().equals(FailoverPolicy.orderedPriority());
        if (!failsBackByItself() || anyOfThem) {
            return someServe;
        }
        return serveAll ? published.equals(healthy) : published.equals(List.of(healthy.get(0)));
    }

    private boolean rightWhenAllAreDown(List<String> published) {
        return switch (allDown.mode()) {
            case KEEP -> true;
            case PUBLISH_ALL -> published.size() == endpoints.size();
            case LAST_RESORT -> published.equals(List.of(allDown.endpoint()));
        };
    }

    /** The endpoints at a name, or a text that is none of them where other values stand there. */
    private List<String> published(DnsName name) {
        TreeSet<String> ids = new TreeSet<>();
        for (RecordType type : SERVING) {
            for (String value : zone.zone.get(RecordKey.of(name, type)).values()) {
                ids.add(endpoints.stream()
                        .filter(endpoint -> endpoint.values(type).contains(value))
                        .map(Endpoint::id)
                        .findFirst()
                        .orElse("stranger " + value));
            }
        }
        return List.copyOf(ids);
    }

    @Override
    public String toString() {
        return id + " " + names + (marked ? "" : ", markless") + (withdraws ? ", withdraws IPv6" : "") + ", "
                + (serveAll ? "serve all" : "ordered")
                + ", failback " + failback + ", all down " + allDown + ", " + foreignEdits + ", " + takeOver
                + ", interval " + interval + ", fall " + fall + ", rise " + rise + ", ttl " + ttl + ", " + endpoints;
    }
}
