package io.github.dnsfailover.testkit;

import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What may go wrong in a simulated world, one thing at a time. */
final class SimulatedTroubles {

    /** A thing that goes wrong, or right again, and how often it does among the others. */
    enum Trouble {
        PLACE_FAILS_OR_RETURNS(8),
        CHECK_TAKES_A_MOOD(3),
        CHECKS_ARE_CALM(3),
        PROVIDER_FAILS(3),
        PROVIDER_REFUSES_CHANGES(1),
        PROVIDER_IS_OUT_OF_REACH(1),
        PROVIDER_IS_WELL(3),
        CLOCK_STEPS(1),
        PROCESS_STANDS_STILL(1),
        WORLD_STANDS_STILL(1),
        RESTART(1),
        CRASH(1),
        OPERATOR_SPEAKS(4),
        SOMEBODY_EDITS(2),
        LEAD_MOVES(2),
        LEADERSHIP_TAKES_A_MOOD(1),
        LEADERSHIP_IS_CALM(1),
        PLACE_IS_OUT_OF_SIGHT(2),
        NETWORK_IS_CUT(2),
        IPV6_OF_A_PLACE_FAILS_OR_RETURNS(4),
        IPV6_IS_CUT(2),
        NETWORK_IS_WELL(3),
        CONTROL_FAILS_OR_RETURNS(2),
        CONTROL_TAKES_A_MOOD(1),
        LANE_IS_SLOW(1),
        LANE_IS_FULL(1),
        LANES_ARE_FREE(2),
        STORE_FAILS(1),
        WAY_TO_THE_STORE_TAKES_A_MOOD(2),
        STORE_IS_WELL(2),
        POLICY_TAKES_A_MOOD(1),
        POLICY_IS_CALM(2),
        SERVER_TAKES_A_MOOD(1),
        LISTENER_TAKES_A_MOOD(1),
        STORE_IS_COPIED(3),
        STORE_GOES_BACK(2),
        STORE_IS_WIPED(1),
        STORE_PAUSES(2),
        STORE_RESTARTS(2),
        STORE_IS_RESTLESS(2),
        MACHINE_IS_SUSPENDED(3),
        FREEZE_OUTLIVES_ITS_ENGINE(2),
        LEADER_CANNOT_HEAR_A_FREEZE(3);

        private final int weight;

        /** Whether it makes good what another one did. */
        private final boolean isRelief;

        /** Whether only worlds with the real lease know it. */
        final boolean isOfLeases;

        /** Whether every world knows it. */
        private final boolean isDaily;

        Trouble(int weight) {
            this.weight = weight;
            this.isRelief = name().endsWith("_IS_CALM") || name().endsWith("_IS_WELL") || name().contains("_ARE_");
            this.isOfLeases = List.of(
                            "STORE_IS_COPIED",
                            "STORE_GOES_BACK",
                            "STORE_IS_WIPED",
                            "STORE_PAUSES",
                            "STORE_RESTARTS",
                            "STORE_IS_RESTLESS",
                            "MACHINE_IS_SUSPENDED",
                            "FREEZE_OUTLIVES_ITS_ENGINE",
                            "LEADER_CANNOT_HEAR_A_FREEZE")
                    .contains(name());
            this.isDaily = name().startsWith("PLACE_FAILS") || name().equals("PROVIDER_FAILS");
        }
    }

    private final SimulatedWorld world;
    private final SimulatedEditor editor;
    private final List<Trouble> hat = new ArrayList<>();

    /** Each world knows about half of all troubles: where everything goes wrong at once, little gets far. */
    SimulatedTroubles(SimulatedWorld world, SimulatedEditor editor) {
        this.world = world;
        this.editor = editor;
        for (Trouble trouble : Trouble.values()) {
            if (!mayHappen(trouble)) {
                continue;
            }
            boolean known = trouble.isRelief || trouble.isDaily || world.random.nextBoolean();
            for (int i = 0; i < trouble.weight && known; i++) {
                hat.add(trouble);
            }
        }
    }

    private boolean mayHappen(Trouble trouble) {
        SimulatedLeases leases = world.leases;
        if (leases == null) {
            return !trouble.isOfLeases;
        }
        return switch (trouble) {
            case LEAD_MOVES, LEADERSHIP_TAKES_A_MOOD, LEADERSHIP_IS_CALM -> false;
            case STORE_IS_COPIED, STORE_GOES_BACK, STORE_IS_WIPED -> leases.goesBack();
            case MACHINE_IS_SUSPENDED -> leases.suspends();
            case CLOCK_STEPS -> leases.stepsClocks();
            default -> true;
        };
    }

    /** Lets one thing go wrong. */
    void next() {
        Trouble trouble = hat.get(world.random.nextInt(hat.size()));
        world.transcript.count("trouble " + trouble);
        SimulatedEngine some = world.anyEngine();
        SimulatedPool pool = world.anyPool();
        switch (trouble) {
            case PLACE_FAILS_OR_RETURNS -> world.places.toggle(pool.anybody().id());
            case CHECK_TAKES_A_MOOD -> world.places.mood(pool.anybody().id());
            case CHECKS_ARE_CALM -> world.places.calm();
            case PROVIDER_FAILS ->
                some.cannotTrustItsProvider(
                        pool.zone, List.of(0.05, 0.3, 0.9, 1.0).get(world.random.nextInt(4)));
            case PROVIDER_REFUSES_CHANGES -> some.mayNotChange(pool.zone);
            case PROVIDER_IS_OUT_OF_REACH ->
                world.engines.stream()
                        .filter(each -> world.random.nextBoolean())
                        .forEach(each -> each.cannotReach(pool.zone));
            case PROVIDER_IS_WELL -> world.engines.forEach(engine -> engine.trustsItsProvider());
            case CLOCK_STEPS -> {
                Duration by = Duration.ofMinutes(world.random.nextInt(600) - 300);
                say("the clock of " + some + " steps by " + by);
                some.stepClock(by);
            }
            case PROCESS_STANDS_STILL -> {
                Duration span = Duration.ofMillis(world.random.nextInt(90_000));
                say("the process of " + some + " stands still for " + span);
                some.process().standStill(span);
            }
            case WORLD_STANDS_STILL -> {
                say("everything stands still");
                world.time.standStill(Duration.ofMillis(world.random.nextInt(90_000)));
            }
            case RESTART -> restart(some);
            case CRASH -> crash(some);
            case OPERATOR_SPEAKS -> operatorSpeaks(some, pool);
            case SOMEBODY_EDITS -> editor.edit(pool);
            case LEAD_MOVES -> world.handOverLead();
            case LEADERSHIP_TAKES_A_MOOD -> say("the leadership of " + some + ": " + some.leadership.takeMood());
            case LEADERSHIP_IS_CALM -> world.engines.forEach(engine -> engine.leadership.calm());
            case PLACE_IS_OUT_OF_SIGHT -> some.losesSightOf(pool.anybody());
            case NETWORK_IS_CUT -> some.losesNetwork();
            case IPV6_OF_A_PLACE_FAILS_OR_RETURNS -> {
                if (pool.withdrawsIpv6()) {
                    world.places.toggle(pool.anybody().id() + SimulatedPlaces.IPV6);
                }
            }
            case IPV6_IS_CUT -> {
                if (pool.withdrawsIpv6()) {
                    say(some + " has lost IPv6");
                    some.losesIpv6();
                }
            }
            case NETWORK_IS_WELL -> world.engines.forEach(SimulatedEngine::regainsNetwork);
            case CONTROL_FAILS_OR_RETURNS -> world.places.toggle(world.anyControl());
            case CONTROL_TAKES_A_MOOD -> world.places.mood(world.anyControl());
            case LANE_IS_SLOW -> slowLane(some);
            case LANE_IS_FULL -> {
                Lane lane = anyLane();
                say("the lane " + lane + " of " + some + " is full");
                some.process().fill(lane);
            }
            case LANES_ARE_FREE ->
                world.engines.forEach(engine -> engine.process().freeLanes());
            case STORE_FAILS -> {
                say("the state store fails");
                world.store.fail();
            }
            case WAY_TO_THE_STORE_TAKES_A_MOOD -> say("the way of " + some + " to the store: " + some.store.takeMood());
            case STORE_IS_WELL -> {
                world.store.heal();
                world.engines.forEach(engine -> engine.store.calm());
            }
            case POLICY_TAKES_A_MOOD -> say("the policy of " + pool.id + ": " + pool.takeMood());
            case POLICY_IS_CALM -> world.pools.forEach(SimulatedPool::calm);
            case SERVER_TAKES_A_MOOD -> serverTakesMood();
            case LISTENER_TAKES_A_MOOD -> some.listenerTurns(world.random.nextBoolean());
            case STORE_IS_COPIED,
                    STORE_GOES_BACK,
                    STORE_IS_WIPED,
                    STORE_PAUSES,
                    STORE_RESTARTS,
                    STORE_IS_RESTLESS,
                    MACHINE_IS_SUSPENDED -> ofLeases(trouble, some, Objects.requireNonNull(world.leases));
            case FREEZE_OUTLIVES_ITS_ENGINE -> freezeAndCrash(some, pool);
            case LEADER_CANNOT_HEAR_A_FREEZE -> freezeBesideTheLeader(some, pool);
        }
    }

    private void ofLeases(Trouble trouble, SimulatedEngine some, SimulatedLeases leases) {
        Duration span = Duration.ofMillis(world.random.nextInt(10_000));
        switch (trouble) {
            case STORE_IS_COPIED -> leases.copyTheStore();
            case STORE_GOES_BACK -> leases.storeGoesBack();
            case STORE_IS_WIPED -> leases.storeIsWiped();
            case STORE_PAUSES -> {
                say("the store pauses for " + span);
                world.engines.forEach(each -> each.store.pause(span));
            }
            case STORE_RESTARTS -> {
                say("the store restarts in " + span);
                world.engines.forEach(each -> each.store.refuse(span));
            }
            case STORE_IS_RESTLESS -> {
                say("ways to the store are restless");
                world.engines.forEach(each -> each.store.becomesRestless());
            }
            case MACHINE_IS_SUSPENDED -> some.suspend(Duration.ofMillis(world.random.nextInt(60_000)));
            default -> throw new AssertionError(trouble);
        }
    }

    private void say(String line) {
        world.transcript.say(line);
    }

    private Lane anyLane() {
        return List.of(Lane.values()).get(world.random.nextInt(Lane.values().length));
    }

    private void slowLane(SimulatedEngine engine) {
        Lane lane = anyLane();
        Duration by = Duration.ofMillis(world.random.nextInt(lane == Lane.CHECKS ? 3_000 : 60_000));
        say("the lane " + lane + " of " + engine + " is slow by " + by);
        engine.process().delay(lane, by);
    }

    private void restart(SimulatedEngine engine) {
        say(engine + " is restarted");
        engine.close();
        world.time.advance(Duration.ofSeconds(world.random.nextInt(30)));
        engine.begin();
    }

    private void crash(SimulatedEngine engine) {
        say(engine + " crashes");
        engine.crash();
        world.time.advance(Duration.ofSeconds(world.random.nextInt(30)));
        engine.begin();
    }

    /** A freeze is taken, whoever took it dies, and places fail. */
    private void freezeAndCrash(SimulatedEngine engine, SimulatedPool pool) {
        engine.say(pool, freeze(pool));
        world.time.advance(Duration.ofMillis(world.random.nextInt(6_000)));
        crash(engine);
        if (world.isFrozen(pool.id)) {
            world.transcript.count("a freeze outlived its engine");
        }
        pool.endpoints.stream()
                .filter(each -> world.random.nextBoolean())
                .forEach(each -> world.places.toggle(each.id()));
    }

    private OperatorIntent freeze(SimulatedPool pool) {
        return OperatorIntent.freeze(pool.id)
                .by("alice")
                .because("a change of the network")
                .lasting(Duration.ofSeconds(60 + world.random.nextInt(600)));
    }

    /** The leader is cut off from the store when a freeze is said elsewhere, and is about to move the records. */
    private void freezeBesideTheLeader(SimulatedEngine engine, SimulatedPool pool) {
        List<SimulatedEngine> leaders = world.engines.stream()
                .filter(each ->
                        each != engine && each.believes(pool.zone.scope()).isPresent())
                .toList();
        pool.endpoints.stream()
                .filter(each -> world.random.nextBoolean())
                .forEach(each -> world.places.toggle(each.id()));
        world.time.advance(Duration.ofMillis(world.random.nextInt(20_000)));
        leaders.forEach(each -> each.store.cut());
        engine.say(pool, freeze(pool));
        world.time.advance(Duration.ofSeconds(8));
        leaders.forEach(each -> each.store.calm());
    }

    private void serverTakesMood() {
        MemoryServer server = world.anyZone().dns.server(world.random.nextBoolean() ? "ns1" : "ns2");
        switch (world.random.nextInt(4)) {
            case 0 -> server.keepOld();
            case 1 -> server.goUnreachable();
            case 2 -> server.loseAuthority();
            default -> server.follow();
        }
    }

    private void operatorSpeaks(SimulatedEngine engine, SimulatedPool pool) {
        String some = pool.anybody().id();
        OperatorIntent intent = switch (world.random.nextInt(7)) {
            case 0 -> OperatorIntent.freeze(pool.id);
            case 1 -> OperatorIntent.pin(pool.id, some);
            case 2 -> OperatorIntent.up(pool.id, some);
            case 3 -> OperatorIntent.down(pool.id, some);
            case 4 -> OperatorIntent.failback(pool.id);
            default -> OperatorIntent.clear(pool.id);
        };
        Duration span = Duration.ofSeconds(1 + world.random.nextInt(1800));
        OperatorIntent complete = intent.by("alice").because("a drill").lasting(span);
        OperatorIntent bold = world.random.nextInt(4) == 0 ? complete.evenIfUnproven() : complete;
        boolean answersForIt = bold.kind() == OperatorIntent.Kind.UP || bold.kind() == OperatorIntent.Kind.PIN;
        if (answersForIt) {
            world.places.excuse(
                    bold.endpoint(), span.multipliedBy(10)); // clocks that jump back and restarts prolong it
        }
        engine.say(pool, bold);
    }
}
