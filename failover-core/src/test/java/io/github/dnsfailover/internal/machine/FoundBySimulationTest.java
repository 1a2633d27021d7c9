package io.github.dnsfailover.internal.machine;

import static io.github.dnsfailover.internal.machine.Pools.BACKUP;
import static io.github.dnsfailover.internal.machine.Pools.PRIMARY;
import static io.github.dnsfailover.internal.machine.Pools.atPrimary;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Decision;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.ForeignEdit;
import io.github.dnsfailover.event.LeadershipChanged;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Holes that the simulation found, each as the shortest world that falls into it. */
class FoundBySimulationTest {

    @Test
    void aStaleReadAtTheStartDoesNotMakeTheTrueMarkThatOfANewerEngine() {
        World world = atPrimary();
        world.reads(World.Reads.STALE);
        Pools.mark(world, "acme", "prod", 8, 6, "cloudhelix");
        world.begin().run(20);

        world.reads(World.Reads.WORK).fails("cloudhelix").run(60);

        assertThat(world.begun(Trouble.Kind.FENCED)).isEmpty();
        assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
    }

    @Test
    void anOperatorsPinDoesNotHurryARepair() {
        World world = atPrimary().begin().run(20);
        world.say(OperatorIntent.pin("www", "ec2"));
        world.run(1);
        Duration moved = world.time();

        world.records(RecordType.A, 3600, BACKUP).run(120);

        assertThat(world.writes).hasSize(2);
        assertThat(Duration.between(World.BEGIN.plus(moved), world.writes.get(1).decided()))
                .isGreaterThan(Duration.ofSeconds(50));
    }

    @Test
    void aProviderThatKeepsATtlOfItsOwnIsAskedEverMoreRarely() {
        World world = atPrimary().begin().run(20);
        world.afterEach(after -> after.records(RecordType.A, 300, PRIMARY));

        world.run(Duration.ofHours(12));

        assertThat(world.writes).hasSizeBetween(8, 20);
    }

    @Test
    void aRepairThatLastsMakesTheNextOneNoLater() {
        World world = atPrimary().begin().run(20);

        for (int i = 0; i < 5; i++) {
            world.records(RecordType.A, 3600, PRIMARY).run(300);
        }

        assertThat(world.writes).hasSize(5);
        assertThat(world.current().get(0).ttl()).isEqualTo(Duration.ofSeconds(30));
    }

    /** Seeds 341, 1436 and 1749: half an hour of refusals made the setting right of an edit wait for an hour. */
    @Test
    void aRepairThatWasRefusedManyTimesComesSoonAfterTheRefusalsEnd() {
        World world = atPrimary().begin().run(20);
        world.faults.addAll(Collections.nCopies(100, World.Fault.REFUSE));
        Pools.markGone(world).run(Duration.ofMinutes(30));

        world.faults.clear();
        world.say(OperatorIntent.clear("www"));
        world.run(180);

        assertThat(world.zone.get(Pools.MARK).values()).hasSize(1);
    }

    @Test
    void aCheckThatAlwaysHangsIsReportedOnce() {
        World world = atPrimary().begin().run(20);

        for (int i = 0; i < 10; i++) {
            world.take(new Input.CheckBroken(0, "did not end"));
            world.fails("cloudhelix").run(20);
        }
        world.passes("cloudhelix").run(60);
        world.take(new Input.CheckBroken(0, "did not end"));

        assertThat(world.begun(Trouble.Kind.CHECK_BROKEN)).hasSize(2);
    }

    @Test
    void aWriteThatIsOutdatedWhenItsTurnComesIsPlannedAnew() {
        World world = atPrimary().begin().run(20);
        world.outdatesNextWrite().fails("cloudhelix").run(60);

        assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
        assertThat(world.events(LeadershipChanged.class)).hasSize(1);
        assertThat(world.writes).hasSize(1);
    }

    @Test
    void theWordThatAnEndpointIsUpDoesNotHurryTheWayAwayFromIt() {
        AtomicInteger wanted = new AtomicInteger();
        World world = atPrimary(pool -> pool.failback(Failback.after(Duration.ZERO))
                        .policy(view -> new Decision.Publish(
                                List.of(view.endpoints().get(wanted.get()).endpoint()), "as told")))
                .begin()
                .run(20);
        world.say(OperatorIntent.up("www", "cloudhelix"));
        wanted.set(1);
        world.run(15);
        wanted.set(0);
        world.run(15);

        wanted.set(1);
        world.run(120);

        assertThat(world.writes).hasSize(3);
        assertThat(Duration.between(
                        world.writes.get(0).decided(), world.writes.get(1).decided()))
                .isLessThan(Duration.ofSeconds(30));
        assertThat(Duration.between(
                        world.writes.get(1).decided(), world.writes.get(2).decided()))
                .isGreaterThanOrEqualTo(Duration.ofSeconds(60));
    }

    /** Lease seeds 3275 and 7705: two engines passed the lead to and fro for hours after the refusals had ended. */
    @Test
    void aRefusalOfAnEarlierTermIsNoReasonToGiveUpTheLeadInThisOne() {
        World world = yielding(Leadership.Instances.SEVERAL);
        world.faults.addAll(Collections.nCopies(100, World.Fault.REFUSE));
        world.fails("cloudhelix").run(25).follows();
        world.faults.clear();
        world.records(RecordType.A, 30);

        world.leads(2).run(Duration.ofMinutes(5));

        assertThat(world.log).noneMatch(line -> line.contains("-> resign"));
        assertThat(world.state().outlook().obstacle().kind()).isEqualTo(Obstacle.Kind.YIELDING);
    }

    private static World yielding(Leadership.Instances instances) {
        World world =
                new World(Pools.two(pool -> pool.foreignEdits(EndpointPool.ForeignEdits.YIELD)), instances, false);
        return Pools.marked(world, "cloudhelix", PRIMARY).begin().run(20);
    }

    @Test
    void aRefusalIsNoReasonToGiveUpTheLeadOnceSomethingElseIsInTheWay() {
        World world = yielding(Leadership.Instances.SEVERAL);
        world.faults.addAll(Collections.nCopies(100, World.Fault.REFUSE));
        world.fails("cloudhelix").run(20);
        assertThat(world.begun(Trouble.Kind.WRITE_FAILS)).hasSize(1);

        world.say(OperatorIntent.freeze("www"));
        world.run(Duration.ofMinutes(5));

        assertThat(world.log).noneMatch(line -> line.contains("-> resign"));
    }

    @Test
    void anEditThatIsSeenInTwoTermsIsOneEdit() {
        World world = atPrimary(Leadership.Instances.SEVERAL).begin().run(20);
        edit(world).run(40);

        world.leads(2).run(30);

        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
        assertThat(world.events(ForeignEdit.class))
                .extracting(ForeignEdit::response)
                .containsExactly(ForeignEdit.Response.REASSERT, ForeignEdit.Response.REASSERT);
    }

    /** Runs until a stranger in the record is seen. */
    private static World edit(World world) {
        world.records(RecordType.A, 30, Pools.STRANGER);
        for (int second = 0; second < 120 && !world.state().custody().edits().isPresent(); second++) {
            world.run(1);
        }
        return world;
    }

    @Test
    void anEditThatComesAgainInAnotherTermIsTheSecond() {
        World world = atPrimary(Leadership.Instances.SEVERAL).begin().run(20);
        edit(world).run(120);
        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);

        edit(world.leads(2).run(20)).run(120);

        assertThat(world.values(RecordType.A)).containsExactly(Pools.STRANGER);
        assertThat(world.state().custody().edits().isFrozen()).isTrue();
    }

    @Test
    void aClearedEditIsNotYieldedToAgainInTheNextTerm() {
        World world = edit(yielding(Leadership.Instances.SEVERAL));
        world.say(OperatorIntent.clear("www"));
        world.run(40);
        assertThat(world.values(RecordType.A)).containsExactly(Pools.STRANGER);

        world.leads(2).run(30);

        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
    }

    /** It may have been said, obeyed and taken out of the store between two looks. */
    @Test
    void aFreezeAfterAnEditEndsWithAClearThatAnotherEngineObeyed() {
        World world = atPrimary(Leadership.Instances.SEVERAL).begin().run(20);
        edit(world).run(120);
        edit(world).run(20);
        assertThat(world.stored().of("www").edited()).isPresent();
        world.follows().run(10);

        WordBook cleared = world.stored().with(OperatorIntent.clear("www").by("bob"), world.wall(), null);
        world.hears(cleared.without(List.of(cleared.last())));
        world.leads(3).run(90);

        assertThat(world.stored().of("www").edited()).isEmpty();
        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
    }

    @Test
    void aClearThatAnotherEngineObeysForgetsHowOftenSomebodyEdited() {
        World world = atPrimary(Leadership.Instances.SEVERAL).begin().run(20);
        edit(world).run(120);
        world.follows().sayElsewhere(OperatorIntent.clear("www"));
        world.run(10);
        world.hears(world.stored().without(List.of(world.stored().last())));

        edit(world.leads(3).run(20)).run(120);

        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
    }
}
