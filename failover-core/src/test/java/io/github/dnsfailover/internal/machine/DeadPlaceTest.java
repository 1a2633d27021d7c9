package io.github.dnsfailover.internal.machine;

import static io.github.dnsfailover.internal.machine.Pools.atPrimary;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Leadership.Instances;
import io.github.dnsfailover.Leadership.Sighting;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Clients are at a dead place, and this engine can neither move them nor see that another one does. */
class DeadPlaceTest {

    private static final Duration AT_MOST = Duration.ofSeconds(15);

    private static World follower() {
        World world = atPrimary(Instances.SEVERAL).begin(0).seesLeader("web-2/4711", 7);
        world.run(20).take(new Input.PublishedHeard(List.of(0)));
        return world;
    }

    /** The store is gone, and with it what the election sees. */
    private static World loseStore(World world) {
        return world.storeFails(true).sees(Sighting.UNKNOWN);
    }

    /** How long it took, which is at most so much. */
    private static Duration until(World world, Duration limit, BooleanSupplier comes) {
        Duration from = world.time();
        while (!comes.getAsBoolean() && world.time().minus(from).compareTo(limit) <= 0) {
            world.run(0.1);
        }
        return world.time().minus(from);
    }

    private static boolean isAlarm(World world, Kind kind) {
        return world.begun(kind).stream().anyMatch(trouble -> trouble.severity() == Severity.ALARM);
    }

    @Test
    void aFollowerWithoutAStoreSaysThatClientsAreAtADeadPlace() {
        World world = follower();

        loseStore(world).fails("cloudhelix");
        Duration taken = until(world, AT_MOST, () -> isAlarm(world, Kind.NOBODY_LEADS));

        assertThat(taken).isLessThanOrEqualTo(AT_MOST);
        assertThat(world.begun(Kind.NOBODY_LEADS)).singleElement().satisfies(trouble -> {
            assertThat(trouble.text())
                    .isEqualTo("from here no instance is seen to lead " + world.spec().scope
                            + ", as the state store does not answer; www was last known to be at cloudhelix, "
                            + "which is UNHEALTHY, and ec2 could serve");
            assertThat(trouble.pools()).containsExactly("www");
        });
        assertThat(world.engine().speaker()).as("each instance speaks").isEmpty();
        world.storeFails(false).seesLeader("web-2/4711", 7).run(3);
        assertThat(world.ended(Kind.NOBODY_LEADS)).hasSize(1);
    }

    @Test
    void ifTheStoreIsLostAfterTheVerdictItTakesTenSeconds() {
        World world = follower();
        world.fails("cloudhelix").run(30);
        assertThat(world.begun(Kind.NOBODY_LEADS)).isEmpty();

        loseStore(world);
        Duration taken = until(world, AT_MOST, () -> isAlarm(world, Kind.NOBODY_LEADS));

        assertThat(taken).isBetween(Duration.ofSeconds(8), Duration.ofMillis(10_100));
    }

    @Test
    void aLeaderThatLosesItsLeadWithTheStoreSaysSo() {
        World world = atPrimary(Instances.SEVERAL).begin(7).run(20);

        loseStore(world).fails("cloudhelix").reads(World.Reads.HANG);
        world.faults.add(World.Fault.HANG);
        Duration taken =
                until(world, AT_MOST, () -> isAlarm(world, Kind.NOBODY_LEADS) || isAlarm(world, Kind.MOVE_BLOCKED));
        world.run(5);

        assertThat(taken).isLessThanOrEqualTo(AT_MOST);
        assertThat(world.state().custody().leads()).isFalse();
        assertThat(isAlarm(world, Kind.NOBODY_LEADS)).as("the lead is lost").isTrue();
    }

    @Test
    void aNewLeaderThatCannotReadTheRecordsSaysThatTheMoveIsBlocked() {
        World world = follower();
        world.fails("cloudhelix").run(20).reads(World.Reads.HANG).leads(8);

        Duration taken = until(world, AT_MOST, () -> isAlarm(world, Kind.MOVE_BLOCKED));

        assertThat(taken).isLessThanOrEqualTo(Duration.ofSeconds(4));
        assertThat(world.begun(Kind.MOVE_BLOCKED).get(0).text()).contains("has not returned for more than 3 s");
    }

    @Test
    void aStoreThatIsAwayForSixSecondsIsNoAlarmWhateverDies() {
        World world = follower();
        world.fails("cloudhelix").run(30);

        loseStore(world).run(6).storeFails(false).seesLeader("web-2/4711", 7).run(20);

        assertThat(world.begun(Kind.NOBODY_LEADS)).isEmpty();
    }

    @Test
    void aSilentStoreAloneIsToldNoSoonerThanBefore() {
        World world = follower();

        loseStore(world).run(44);

        assertThat(world.begun(Kind.NOBODY_LEADS)).isEmpty();
        world.run(3);
        assertThat(world.begun(Kind.NOBODY_LEADS)).hasSize(1);
    }

    @Test
    void aNormalChangeOfLeaderWhileThePrimaryDiesIsNoAlarm() {
        World world = follower();

        world.fails("cloudhelix").run(8).sees(Sighting.NOBODY).run(17).leads(8).run(20);

        assertThat(world.values(RecordType.A)).containsExactly(Pools.BACKUP);
        assertThat(world.begun(Kind.NOBODY_LEADS)).isEmpty();
        assertThat(world.begun(Kind.MOVE_BLOCKED)).isEmpty();
    }

    @Test
    void aBlindEngineSaysNothingOfIt() {
        PoolSpec.Identity controlled = new PoolSpec.Identity("acme", "prod", Instances.SEVERAL, "", false, true);
        World world = Pools.marked(new World(Pools::two, controlled), "cloudhelix", Pools.PRIMARY);
        world.begin(0).seesLeader("web-2/4711", 7).run(20).take(new Input.PublishedHeard(List.of(0)));

        loseStore(world).controlsAnswer(false).fails("cloudhelix").run(40);

        assertThat(world.begun(Kind.NOBODY_LEADS)).isEmpty();
    }

    @Test
    void whatAnOperatorFrozeIsNotToBeMoved() {
        World world = follower();
        world.say(OperatorIntent.freeze("www"));

        loseStore(world).fails("cloudhelix").run(40);

        assertThat(world.begun(Kind.NOBODY_LEADS)).isEmpty();
    }

    @Test
    void whatAnOperatorSaidIsDownIsNotDead() {
        World world = follower();
        world.say(OperatorIntent.down("www", "cloudhelix"));

        loseStore(world).run(40);

        assertThat(world.begun(Kind.NOBODY_LEADS)).isEmpty();
    }

    @Test
    void anElectionThatStillSeesALeaderRaisesNoAlarm() {
        World world = follower();

        world.storeFails(true).fails("cloudhelix").run(44);

        assertThat(world.begun(Kind.NOBODY_LEADS)).isEmpty();
        world.sees(Sighting.UNKNOWN);
        assertThat(until(world, AT_MOST, () -> isAlarm(world, Kind.NOBODY_LEADS)))
                .isLessThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void recordsOfAnotherOwnerAreNotThisPoolsToWorryAbout() {
        World world = atPrimary(Instances.SEVERAL);
        Pools.mark(world, "somebody-else", "prod", 1, 1, "cloudhelix").begin(7).run(20);

        loseStore(world).fails("cloudhelix").run(40);

        assertThat(world.begun(Kind.NOBODY_LEADS)).isEmpty();
    }

    @Test
    void whoeverLeadsSaysWhenItIsPublishedElsewhere() {
        World world = follower();
        world.fails("cloudhelix").run(30).take(new Input.PublishedHeard(List.of(1)));

        loseStore(world).run(40);

        assertThat(world.begun(Kind.NOBODY_LEADS)).isEmpty();
    }

    @Test
    void aLeaderThatCannotSayWhatIsPublishedHasNotTakenItBack() {
        World world = follower();
        world.take(new Input.PublishedHeard(List.of()));

        loseStore(world).fails("cloudhelix");

        assertThat(until(world, AT_MOST, () -> isAlarm(world, Kind.NOBODY_LEADS)))
                .isLessThanOrEqualTo(AT_MOST);
    }
}
