package io.github.dnsfailover.testkit;

import io.github.dnsfailover.AllDown;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.FailoverPolicy;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Chance;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fault;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whole engines in a hostile world, in virtual time on one thread: checks that lie, hang and throw; a provider that loses
 * answers, applies late and refuses; clocks that jump; restarts; a leadership that wanders; an operator; somebody who edits
 * the zone by hand. Rules that must always hold are looked at at each call and each change. At the end all faults stop, and the
 * record must be right within the bound that the pool itself computes.
 *
 * <pre>{@code
 * new Simulation(seed).run(Duration.ofHours(6));
 * }</pre>
 *
 * <p>The same seed gives the same run. Confined to one thread.
 */
public final class Simulation {

    private static final int TRANSCRIPT = 120;
    private static final String NAME = "www.example.com";
    private static final Duration SLOWEST_CALL = Duration.ofSeconds(20);

    private static final Fault[] FAULTS =
            Stream.of(Fault.values()).filter(fault -> fault != Fault.NONE).toArray(Fault[]::new);

    private final long seed;
    private final Random random;
    private final VirtualRuntime runtime;
    private final MemoryZone zone = MemoryZone.of("example.com");
    private final SimulatedPlaces places;
    private final FaultyDnsProvider dns;
    private final SharedStateStore store = new SharedStateStore();
    private final Deque<String> transcript = new ArrayDeque<>();
    private final List<String> complaints = new ArrayList<>();
    private final List<Instance> instances = new ArrayList<>();
    private final List<Endpoint> endpoints;
    private final boolean several;
    private final boolean marked;
    private final boolean serveAll;
    private final Failback failback;
    private final AllDown allDown;
    private final EndpointPool.ForeignEdits foreignEdits;
    private final EndpointPool.TakeOver takeOver;
    private final Duration interval;
    private final Duration ttl;
    private long newestTerm;
    private boolean foreignHand;
    private int moves;

    /** One engine and what belongs to it; its engine is replaced at a restart. */
    private static final class Instance {
        private final String name;
        private final ScriptedLeadership leadership = new ScriptedLeadership();
        private final Set<String> outOfSight = new HashSet<>();

        /** Null until it began. */
        private @Nullable EndpointPool pool;

        /** Null until it began. */
        private @Nullable FailoverEngine engine;

        Instance(String name) {
            this.name = name;
        }

        EndpointPool pool() {
            return Objects.requireNonNull(pool);
        }

        FailoverEngine engine() {
            return Objects.requireNonNull(engine);
        }
    }

    /** Lays out a world; everything random in it follows from the seed. */
    public Simulation(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.runtime = new VirtualRuntime(seed);
        this.several = random.nextInt(3) == 0;
        this.marked = several || random.nextInt(4) > 0;
        this.serveAll = random.nextInt(3) == 0;
        this.failback = random.nextInt(3) == 0
                ? Failback.manual()
                : random.nextBoolean() ? Failback.automatic() : Failback.after(Duration.ofSeconds(random.nextInt(120)));
        this.endpoints = endpoints();
        this.allDown = List.of(
                        AllDown.keep(),
                        AllDown.publishAll(),
                        AllDown.lastResort(endpoints.get(endpoints.size() - 1).id()))
                .get(random.nextInt(3));
        this.foreignEdits =
                random.nextInt(4) == 0 ? EndpointPool.ForeignEdits.YIELD : EndpointPool.ForeignEdits.REASSERT_ONCE;
        this.takeOver = random.nextBoolean() ? EndpointPool.TakeOver.ADOPT : EndpointPool.TakeOver.REFUSE_FOREIGN;
        this.interval = Duration.ofSeconds(1 + random.nextInt(20));
        this.ttl = Duration.ofSeconds(10 + random.nextInt(50));
        this.places = new SimulatedPlaces(runtime, random);
        ProviderTraits traits = ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                .label("simulated")
                .slowestCall(SLOWEST_CALL)
                .build();
        MemoryDnsProvider memory = MemoryDnsProvider.of(zone).traits(traits);
        this.dns = FaultyDnsProvider.around(memory, runtime::schedule, this::takeTime);
        zone.onChange(this::zoneChanged);
    }

    private void takeTime(Duration time) {
        if (time.compareTo(SLOWEST_CALL) > 0 && random.nextBoolean()) {
            runtime.elapseDeaf(time);
        } else {
            runtime.elapse(time);
        }
    }

    private List<Endpoint> endpoints() {
        List<Endpoint> list = new ArrayList<>();
        boolean dual = random.nextInt(3) == 0;
        int count = 2 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            String v4 = "192.0.2." + (i + 1);
            String v6 = "2001:db8::" + (i + 1);
            boolean both = dual && (i == 0 || random.nextBoolean());
            Endpoint endpoint = both ? Endpoint.primary("e" + i, v4, v6) : Endpoint.primary("e" + i, v4);
            list.add(endpoint.priority(i));
        }
        return list;
    }

    /** How many changes of the zone engines have made. */
    public int moves() {
        return moves;
    }

    /**
     * Lets this much virtual time pass in the hostile world, then heals it and waits for the record to be right.
     *
     * @throws AssertionError if a rule was broken; the message holds the seed and the last lines of what happened
     */
    public void run(Duration time) {
        firstRecords();
        int engines = several ? 2 : 1;
        for (int i = 0; i < engines; i++) {
            instances.add(new Instance("engine" + i));
        }
        instances.forEach(this::begin);
        handOverLead();
        long end = runtime.passed().plus(time).toNanos();
        while (runtime.passed().toNanos() < end) {
            runtime.advance(Duration.ofMillis(500 + random.nextInt(240_000)));
            check();
            disturb();
        }
        heal();
        Duration bound = instances.get(0).pool().convergence().total();
        runtime.advance(bound);
        check();
        mustBeRight(bound);
        instances.forEach(instance -> instance.engine().close());
        runtime.advance(Duration.ofMinutes(5));
        check();
    }

    private void firstRecords() {
        foreignHand = true;
        switch (random.nextInt(4)) {
            case 0 -> {}
            case 1 -> put(RecordType.A, "203.0.113.9");
            default -> put(RecordType.A, endpoints.get(0).values(RecordType.A).get(0));
        }
        foreignHand = false;
    }

    private void put(RecordType type, String... values) {
        RecordKey key = RecordKey.of(NAME, type);
        Duration longTtl = Duration.ofSeconds(random.nextBoolean() ? 3600 : ttl.toSeconds());
        zone.put(values.length == 0 ? RecordSet.absent(key) : RecordSet.of(key, longTtl, values));
    }

    // the engines

    private void begin(Instance instance) {
        Leadership leadership = several ? instance.leadership : Leadership.singleInstance();
        Witness witness = new Witness(
                dns,
                new Witness.Facts(
                        runtime,
                        leadership,
                        places::sinceLastPass,
                        places::isExcused,
                        text -> complain(instance.name + ": " + text)));
        EndpointPool.Builder pool = EndpointPool.named("www")
                .name(NAME)
                .allowDifferentFamilies()
                .ttl(ttl)
                .interval(interval)
                .failback(failback)
                .allDown(allDown)
                .foreignEdits(foreignEdits)
                .takeOver(takeOver)
                .policy(serveAll ? FailoverPolicy.serveAllHealthy(1) : FailoverPolicy.orderedPriority())
                .check((target, timeout) -> instance.outOfSight.contains(target.endpoint())
                        ? HealthResult.unhealthy("out of sight")
                        : places.check(target, timeout))
                .provider(witness);
        endpoints.forEach(pool::endpoint);
        EndpointPool built = marked ? pool.build() : pool.markless().build();
        witness.watches(built);
        FailoverEngine engine = FailoverEngine.builder()
                .pool(built)
                .leadership(leadership)
                .stateStore(store)
                .runtime(runtime)
                .withoutLogging()
                .listener(event -> note(instance, event))
                .build();
        engine.start();
        instance.pool = built;
        instance.engine = engine;
        say(instance.name + " starts");
    }

    private void note(Instance instance, FailoverEvent event) {
        say(instance.name + " " + event.getClass().getSimpleName() + " " + event.summary());
    }

    private void say(String line) {
        transcript.add(String.format(Locale.ROOT, "%10.3f %s", runtime.passed().toNanos() / 1e9, line));
        if (transcript.size() > TRANSCRIPT) {
            transcript.remove();
        }
    }

    private void complain(String text) {
        say("BROKEN " + text);
        complaints.add(text);
    }

    private void check() {
        if (!complaints.isEmpty()) {
            throw failed(complaints.toString());
        }
        for (Instance instance : instances) {
            if (instance.engine().snapshot().toString().isBlank()) {
                complain(instance.name + " has nothing to say of itself");
            }
        }
    }

    private AssertionError failed(String text) {
        return new AssertionError("seed " + seed + ": " + text + "\n" + this + "\n"
                + transcript.stream().collect(Collectors.joining("\n")) + "\n" + zone + "\n"
                + instances.stream().map(i -> i.engine().snapshot().toString()).collect(Collectors.joining("\n")));
    }

    // what must hold at each change of the zone

    private MemoryZone.Version before = zone.current();

    private void zoneChanged(MemoryZone.Version after) {
        say("zone " + (foreignHand ? "(somebody) " : "") + after.sets());
        if (!foreignHand) {
            moves++;
            if (!after.leadsSomewhere(DnsName.of(NAME))) {
                complain("the name leads nowhere");
            }
            compareMarks(after);
        }
        before = after;
    }

    private void compareMarks(MemoryZone.Version after) {
        RecordKey key = RecordKey.of("_failover." + NAME, RecordType.TXT);
        String old = before.get(key).values().toString();
        String now = after.get(key).values().toString();
        boolean both = old.contains("gen=") && now.contains("gen=");
        if (both && number(now, "gen") <= number(old, "gen")) {
            complain("the generation went from " + number(old, "gen") + " to " + number(now, "gen"));
        }
        if (both && number(now, "term") < number(old, "term")) {
            complain("the term went from " + number(old, "term") + " to " + number(now, "term"));
        }
        if (marked && !now.contains("gen=")) {
            complain("a change without a mark");
        }
    }

    private static long number(String mark, String field) {
        int from = mark.indexOf(field + "=") + field.length() + 1;
        int to = mark.indexOf(' ', from);
        return Long.parseLong(mark.substring(from, to));
    }

    // what may go wrong

    private void disturb() {
        Instance some = instances.get(random.nextInt(instances.size()));
        switch (random.nextInt(15)) {
            case 0, 1, 2 -> places.toggle(any());
            case 3 -> places.mood(any());
            case 4 -> places.calm();
            case 5 -> dns.plan(chance(List.of(0.05, 0.3, 0.9, 1.0).get(random.nextInt(4))));
            case 6 -> dns.heal();
            case 7 -> runtime.stepClock(Duration.ofMinutes(random.nextInt(600) - 300));
            case 8 -> {
                say("the process stands still");
                runtime.standStill(Duration.ofMillis(random.nextInt(90_000)));
            }
            case 9 -> restart(some);
            case 10 -> operatorSpeaks(some);
            case 11 -> somebodyEdits();
            case 12 -> handOverLead();
            case 13 -> {
                some.outOfSight.clear();
                some.outOfSight.add(any());
            }
            default -> {
                runtime.delayLane(Lane.CHECKS, Duration.ofMillis(random.nextInt(3) == 0 ? random.nextInt(3000) : 0));
                if (random.nextInt(8) == 0) {
                    store.fail();
                } else {
                    store.heal();
                }
            }
        }
    }

    private FaultyDnsProvider.Plan chance(double share) {
        say("the provider fails " + share);
        Chance usual = Chance.of(random, share)
                .faults(FAULTS)
                .longest(Duration.ofSeconds(15))
                .latest(Duration.ofSeconds(4));
        return call -> {
            FaultyDnsProvider.Fate fate = usual.next(call);
            boolean endless = random.nextInt(20) == 0;
            return endless
                    ? new FaultyDnsProvider.Fate(fate.fault(), Duration.ofSeconds(19 + random.nextInt(60)), fate.late())
                    : fate;
        };
    }

    private String any() {
        return endpoints.get(random.nextInt(endpoints.size())).id();
    }

    private void restart(Instance instance) {
        say(instance.name + " is restarted");
        instance.engine().close();
        runtime.advance(Duration.ofSeconds(random.nextInt(30)));
        begin(instance);
    }

    private void operatorSpeaks(Instance instance) {
        OperatorIntent intent = switch (random.nextInt(7)) {
            case 0 -> OperatorIntent.freeze("www");
            case 1 -> OperatorIntent.pin("www", any());
            case 2 -> OperatorIntent.up("www", any());
            case 3 -> OperatorIntent.down("www", any());
            case 4 -> OperatorIntent.failback("www");
            default -> OperatorIntent.clear("www");
        };
        Duration time = Duration.ofSeconds(1 + random.nextInt(1800));
        OperatorIntent complete = intent.by("alice").because("a drill").lasting(time);
        OperatorIntent bold = random.nextInt(4) == 0 ? complete.evenIfUnproven() : complete;
        boolean answersForIt = bold.kind() == OperatorIntent.Kind.UP || bold.kind() == OperatorIntent.Kind.PIN;
        if (answersForIt) {
            places.excuse(bold.endpoint(), time.multipliedBy(10)); // clocks that jump back and restarts prolong it
        }
        CompletableFuture<Void> unused =
                instance.engine().say(bold).thenAccept(outcome -> say(bold + " -> " + outcome));
    }

    private void somebodyEdits() {
        foreignHand = true;
        RecordKey mark = RecordKey.of("_failover." + NAME, RecordType.TXT);
        switch (random.nextInt(6)) {
            case 0 -> put(RecordType.A, "203.0.113.9");
            case 1 -> put(RecordType.A);
            case 2 -> zone.remove(mark);
            case 3 -> put(RecordType.AAAA, "2001:db8::99");
            default ->
                put(
                        RecordType.A,
                        endpoints
                                .get(random.nextInt(endpoints.size()))
                                .values(RecordType.A)
                                .get(0));
        }
        foreignHand = false;
    }

    private void handOverLead() {
        if (several) {
            Instance next = instances.get(random.nextInt(instances.size()));
            boolean oldOneNotices = random.nextBoolean();
            instances.stream()
                    .filter(other -> other != next && oldOneNotices)
                    .forEach(other -> other.leadership.follow());
            newestTerm++;
            next.leadership.lead(newestTerm);
            say(next.name + " leads term " + newestTerm + (oldOneNotices ? "" : ", the other does not know"));
        }
    }

    // the end

    private void heal() {
        say("all faults stop");
        places.heal(random);
        instances.forEach(instance -> instance.outOfSight.clear());
        dns.heal();
        store.heal();
        runtime.delayLane(Lane.CHECKS, Duration.ZERO);
        instances.forEach(instance -> instance.leadership.follow());
        newestTerm++;
        instances.get(0).leadership.lead(newestTerm);
        runtime.advance(Duration.ofSeconds(90)); // calls and changes under way end, resigned engines may lead again
        instances.get(0).leadership.lead(newestTerm);
        runtime.advance(Duration.ofSeconds(30));
        CompletableFuture<Void> unused = instances
                .get(0)
                .engine()
                .say(OperatorIntent.clear("www").by("alice").because("all is well"))
                .thenAccept(outcome -> say("clear -> " + outcome));
    }

    private void mustBeRight(Duration bound) {
        List<String> published = published();
        List<String> healthy =
                endpoints.stream().map(Endpoint::id).filter(places::isUp).toList();
        boolean waitsForPerson = waitsForPerson();
        boolean right = waitsForPerson
                || (healthy.isEmpty() ? rightWhenAllAreDown(published) : rightWhenSomeServe(published, healthy));
        if (!right) {
            throw failed("after " + bound + " without faults " + published + " is published, healthy are " + healthy);
        }
        RecordSet a = zone.get(RecordKey.of(NAME, RecordType.A));
        boolean lowTtl = a.isEmpty() || a.ttl().compareTo(ttl) <= 0;
        if (!waitsForPerson && !healthy.isEmpty() && !lowTtl) {
            throw failed("the TTL is still " + a.ttl());
        }
    }

    /** Take-over of foreign values was refused, or the engine yields to a foreign edit: right as it is. */
    private boolean waitsForPerson() {
        String snapshot = instances.get(0).engine().snapshot().toString();
        boolean refused = takeOver == EndpointPool.TakeOver.REFUSE_FOREIGN
                && snapshot.contains("the names hold values that are not of this pool");
        boolean yields = foreignEdits == EndpointPool.ForeignEdits.YIELD && snapshot.contains("yielding");
        return refused || yields;
    }

    private boolean rightWhenSomeServe(List<String> published, List<String> healthy) {
        boolean someServe = !published.isEmpty() && healthy.containsAll(published);
        boolean automatic = failback.soak(ttl).isPresent();
        if (!automatic) {
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

    /** The endpoints in the record, or a text that is none of them where other values stand there. */
    private List<String> published() {
        TreeSet<String> ids = new TreeSet<>();
        for (RecordType type : List.of(RecordType.A, RecordType.AAAA)) {
            for (String value : zone.get(RecordKey.of(NAME, type)).values()) {
                ids.add(endpoints.stream()
                        .filter(endpoint -> endpoint.values(type).contains(value))
                        .map(Endpoint::id)
                        .findFirst()
                        .orElse("stranger " + value));
            }
        }
        return List.copyOf(ids);
    }

    /** The seed and the rules of this world. */
    @Override
    public String toString() {
        return "seed " + seed + ", " + (several ? "two engines" : "one engine") + (marked ? "" : ", markless") + ", "
                + (serveAll ? "serve all" : "ordered") + ", failback " + failback + ", all down " + allDown + ", "
                + foreignEdits + ", " + takeOver + ", interval " + interval + ", ttl " + ttl + ", " + endpoints;
    }
}
