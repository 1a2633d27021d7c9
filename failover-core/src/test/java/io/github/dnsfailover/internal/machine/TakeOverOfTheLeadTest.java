package io.github.dnsfailover.internal.machine;

import static io.github.dnsfailover.internal.machine.Pools.BACKUP;
import static io.github.dnsfailover.internal.machine.Pools.PRIMARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.ProviderTraits.Consistency;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a new leader does about calls of the one before it, which may still land. */
class TakeOverOfTheLeadTest {

    private static final Duration SLOWEST = Duration.ofSeconds(40);
    private static final Duration FLOOR = Duration.ofSeconds(50);

    private static World leader(World world) {
        return world.leads(5);
    }

    private static World atomic() {
        return Pools.atPrimary(Leadership.Instances.SEVERAL).expired();
    }

    private static World bestEffort() {
        PoolSpec.Identity identity =
                new PoolSpec.Identity("acme", "prod", Leadership.Instances.SEVERAL, "me", false, false);
        World world = new World(
                pool -> Pools.two(pool)
                        .provider(World.provider(traits -> ProviderTraits.of("example.com", Consistency.BEST_EFFORT)
                                .slowestCall(SLOWEST))),
                identity);
        return Pools.marked(world, "cloudhelix", PRIMARY).expired();
    }

    private static List<Cause> causes(World world) {
        return world.events(RecordsChanged.class).stream()
                .map(RecordsChanged::cause)
                .toList();
    }

    private static Mark mark(World world) {
        return Mark.in(world.zone.get(Pools.MARK)).orElseThrow();
    }

    @Test
    void theMarkAloneIsWrittenSoThatTheirsFail() {
        World world = leader(atomic().begin()).run(20);

        assertThat(causes(world)).containsExactly(Cause.NEW_LEADER);
        RecordChange change = world.writes.get(0).change();
        assertThat(change.transitions())
                .allMatch(transition -> transition.key().type() == RecordType.TXT)
                .hasSize(1);
        assertThat(mark(world).term()).isEqualTo(5);
        assertThat(change.urgency()).isEqualTo(RecordChange.Urgency.REPAIR);
    }

    @Test
    void nothingIsWrittenIfTheySaidThatTheirsHaveEnded() {
        World world = Pools.atPrimary(Leadership.Instances.SEVERAL).begin();

        leader(world).run(20);

        assertThat(world.writes).isEmpty();
    }

    @Test
    void theOnlyEngineThereIsWritesNothing() {
        World world = Pools.atPrimary().expired().begin().run(20);

        assertThat(world.writes).isEmpty();
    }

    @Test
    void aFreezeKeepsTheMarkBackUntilItIsOver() {
        World world = atomic().begin();
        world.say(OperatorIntent.freeze("www"));
        leader(world).run(30);
        assertThat(world.writes).isEmpty();

        world.say(OperatorIntent.clear("www"));
        world.run(5);

        assertThat(causes(world)).containsExactly(Cause.NEW_LEADER);
    }

    @Test
    void aDryRunWritesNoMark() {
        World world = Pools.marked(new World(Pools::two, Leadership.Instances.SEVERAL, true), "cloudhelix", PRIMARY)
                .expired();

        leader(world.begin()).run(30);

        assertThat(world.writes).isEmpty();
    }

    @Test
    void aFailoverDoesNotWaitSinceTheMarkWasWritten() {
        World world = untilTheMarkIsWritten(patient());

        assertThat(movesAfter(world)).isLessThan(FLOOR);

        assertThat(causes(world)).containsExactly(Cause.NEW_LEADER, Cause.FAILOVER);
    }

    /** One change a minute, however urgent. */
    private static World patient() {
        World world = new World(pool -> Pools.two(pool).escapeFloor(FLOOR), Leadership.Instances.SEVERAL, false);
        return Pools.marked(world, "cloudhelix", PRIMARY).expired();
    }

    private static World untilTheMarkIsWritten(World world) {
        leader(world.begin());
        for (int second = 0; second < 60 && world.writes.isEmpty(); second++) {
            world.run(1);
        }
        assertThat(world.writes).hasSize(1);
        return world;
    }

    private static Duration movesAfter(World world) {
        world.fails("cloudhelix");
        for (int second = 1; second < 60; second++) {
            world.run(1);
            if (world.zone
                    .get(RecordKey.of("www.example.com", RecordType.A))
                    .values()
                    .equals(List.of(BACKUP))) {
                return Duration.ofSeconds(second);
            }
        }
        throw new AssertionError("it has not moved");
    }

    @Test
    void aFailoverMakesTheMarkAloneNeedless() {
        World world = leader(atomic().fails("cloudhelix").begin()).run(60);

        assertThat(causes(world)).containsExactly(Cause.FAILOVER);
        assertThat(mark(world).term()).isEqualTo(5);
    }

    @Test
    void aMarkThatIsRefusedIsTriedAgainAfterAPause() {
        World world = atomic().begin();
        world.faults.add(World.Fault.REFUSE);
        world.faults.add(World.Fault.REFUSE);

        leader(world).run(40);

        assertThat(world.writes).hasSize(3);
        assertThat(causes(world)).containsExactly(Cause.NEW_LEADER);
    }

    @Test
    void aLostAnswerIsNoReasonForAFailoverToWait() {
        World world = patient();
        world.faults.add(World.Fault.LOST_AFTER);

        assertThat(movesAfter(untilTheMarkIsWritten(world))).isLessThan(FLOOR);
    }

    @Test
    void whereChangesAreMadeInPartsNothingIsWrittenUntilTheirsMustHaveEnded() {
        World world = leader(bestEffort().fails("cloudhelix").begin());

        world.run((int) SLOWEST.toSeconds() - 1);
        assertThat(world.writes).isEmpty();
        assertThat(world.state().outlook().lasting().kind()).isEqualTo(Obstacle.Kind.EARLIER_CALLS);
        world.run(3);

        assertThat(causes(world)).containsExactly(Cause.FAILOVER);
    }

    @Test
    void whereChangesAreMadeInPartsTheMarkIsNotWrittenAlone() {
        World world = leader(bestEffort().begin()).run(120);

        assertThat(world.writes).isEmpty();
    }

    @Test
    void callsMayBeOutUntilTheMarkStands() {
        World world = atomic().begin();
        world.say(OperatorIntent.freeze("www"));
        leader(world).run(30);
        assertThat(mayHaveCallsOut(world)).isTrue();

        world.say(OperatorIntent.clear("www"));
        world.run(5);

        assertThat(mayHaveCallsOut(world)).isFalse();
    }

    @Test
    void callsMayBeOutUntilTheirsMustHaveEnded() {
        World world = leader(bestEffort().begin());

        assertThat(mayHaveCallsOut(world.run(39))).isTrue();
        assertThat(mayHaveCallsOut(world.run(2))).isFalse();
    }

    @Test
    void aChangeOfOurOwnThatIsUnderWayIsOut() {
        World world = Pools.atPrimary(Leadership.Instances.SEVERAL).begin();
        leader(world).run(20);
        assertThat(mayHaveCallsOut(world)).isFalse();
        world.faults.add(World.Fault.QUEUED);

        world.fails("cloudhelix").run(14);

        assertThat(world.writes).hasSize(1);
        assertThat(mayHaveCallsOut(world)).isTrue();
    }

    @Test
    void aFreezeSaysThatAChangeWhichHasBegunMayStillLand() {
        World world = Pools.atPrimary().begin().run(20);
        world.faults.add(World.Fault.QUEUED);
        world.fails("cloudhelix").run(14);
        OperatorIntent freeze = OperatorIntent.freeze("www").by("alice").because("test");
        world.say(OperatorIntent.freeze("www"));

        assertThat(Compliance.of(world.spec(), world.state(), freeze).toString())
                .contains("a change that had begun may still land");
    }

    private static boolean mayHaveCallsOut(World world) {
        return world.state().mayHaveCallsOut(world.spec(), world.nanos());
    }

    @Test
    void aMarkOfAnotherEngineInTheSameTermMakesThisOneStandStill() {
        PoolSpec.Identity identity =
                new PoolSpec.Identity("acme", "prod", Leadership.Instances.SEVERAL, "a1", false, false);
        World world = new World(Pools::two, identity);
        Pools.marked(world, "cloudhelix", PRIMARY);
        RecordSet ours = world.zone.get(Pools.MARK);
        String rivals = ours.values().get(0).replace("term=1", "term=5") + " by=b2";
        Pools.markText(world, rivals);

        leader(world.fails("cloudhelix").begin()).run(30);

        assertThat(world.writes).isEmpty();
        assertThat(String.join("\n", world.log)).contains("-> raise the term above 5");
    }

    @Test
    void itsOwnMarkInTheSameTermIsItsOwn() {
        PoolSpec.Identity identity =
                new PoolSpec.Identity("acme", "prod", Leadership.Instances.SEVERAL, "a1", false, false);
        World world = Pools.marked(new World(Pools::two, identity), "cloudhelix", PRIMARY);

        leader(world.fails("cloudhelix").begin()).run(40);
        world.answers("cloudhelix", HealthResult.healthy()).run(600);

        assertThat(mark(world).by()).isEqualTo("a1");
        assertThat(causes(world)).containsExactly(Cause.FAILOVER, Cause.FAILBACK);
    }
}
