package io.github.dnsfailover.internal.machine;

import static io.github.dnsfailover.internal.machine.Pools.BACKUP;
import static io.github.dnsfailover.internal.machine.Pools.PRIMARY;
import static io.github.dnsfailover.internal.machine.Pools.atPrimary;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.PoolStarted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a pool does whose calls wait for their turn in the budget of an account. */
class TurnsTest {

    private static final long SECOND = 1_000_000_000L;
    private static final String CANCEL = "-> cancel the call";
    private static final String HASTEN = "-> hasten the read";

    /** The primary is dead, and the move waits: its turn is expected in so many seconds. */
    private static World waiting(long seconds) {
        World world = atPrimary().begin().run(20);
        world.faults.add(World.Fault.QUEUED);
        world.fails("cloudhelix").run(14);
        assertThat(world.writes).hasSize(1);
        world.take(new Input.CallWaits(world.lastCall(), world.nanos() + seconds * SECOND));
        return world;
    }

    private static World at(PoolSpec.Share share) {
        PoolSpec.Identity identity = new PoolSpec.Identity("acme", "prod", Leadership.Instances.ONE, "", false, false);
        PoolSpec.Place place = new PoolSpec.Place(0, 0, new PoolSpec.Scouts(0, 1), share);
        return Pools.marked(new World(Pools::two, identity, place), "cloudhelix", PRIMARY);
    }

    @Test
    void aMoveThatWaitsForItsTurnIsNeitherToldAsBlockedNorCalledOff() {
        World world = waiting(100);

        world.run(100);

        assertThat(world.begun(Kind.MOVE_BLOCKED)).isEmpty();
        assertThat(world.log).noneMatch(line -> line.endsWith(CANCEL));
    }

    @Test
    void aMoveThatWaitsForItsTurnIsNotSentOnceTheStopFileExists() {
        World world = waiting(100);
        PlannedWrite move = world.writes.get(0);
        assertThat(world.state().maySend(world.spec(), move, world.nanos())).isTrue();

        world.take(new EngineInput.StopFileWatched("/run/stop"));
        world.take(new EngineInput.StopFileSeen(true));
        world.run(1);

        assertThat(world.state().maySend(world.spec(), move, world.nanos())).isFalse();
    }

    @Test
    void aPauseThatTheProviderAsksForIsNoQueueOfOursAndIsToldAtOnce() {
        World world = waiting(100);

        Wait asked = Wait.asked(Duration.ofSeconds(60));
        world.take(new Input.CallWaits(world.lastCall(), world.nanos() + 60 * SECOND, asked));
        world.run(90);

        assertThat(world.begun(Kind.MOVE_BLOCKED))
                .singleElement()
                .satisfies(trouble ->
                        assertThat(trouble.text()).isEqualTo("the provider asks us to wait for 60 s (too many calls)"));
        assertThat(world.log).noneMatch(line -> line.endsWith(CANCEL));
    }

    @Test
    void whatAQueuedMoveWaitsForIsSaid() {
        World world = waiting(100);

        assertThat(world.state().outlook().obstacle().text()).startsWith("the call waits for its turn");
    }

    @Test
    void oneWhoseTurnIsOverdueIsToldAndCalledOffInTheEnd() {
        World world = waiting(20);

        world.run(31);
        assertThat(world.begun(Kind.MOVE_BLOCKED)).hasSize(1);
        assertThat(world.log).noneMatch(line -> line.endsWith(CANCEL));
        world.run(40);

        assertThat(world.log).anyMatch(line -> line.endsWith(CANCEL));
    }

    @Test
    void aTurnThatMovesBackMovesEverythingBack() {
        World world = waiting(20);
        world.run(15);

        world.take(new Input.CallWaits(world.lastCall(), world.nanos() + 60 * SECOND));
        world.run(60);

        assertThat(world.begun(Kind.MOVE_BLOCKED)).isEmpty();
    }

    @Test
    void whatIsRefusedIsToldThoughTheNextTryWaitsForItsTurn() {
        World world = atPrimary().begin().run(20);
        world.faults.add(World.Fault.REFUSE);
        world.faults.add(World.Fault.QUEUED);
        world.fails("cloudhelix").run(15);
        world.take(new Input.CallWaits(world.lastCall(), world.nanos() + 100 * SECOND));

        world.run(50);

        assertThat(world.begun(Kind.MOVE_BLOCKED)).hasSize(1);
        assertThat(world.ended(Kind.MOVE_BLOCKED)).isEmpty();
    }

    @Test
    void aCallThatWasThrottledIsAwaitedAnew() {
        World world = waiting(5);
        long id = world.lastCall();
        world.run(4);
        world.take(new Input.CallStarted(id));

        world.take(new Input.CallReturned(id));
        world.take(new Input.CallWaits(id, world.nanos() + 30 * SECOND));
        world.run(30);
        assertThat(world.log).noneMatch(line -> line.endsWith(CANCEL));
        world.take(new Input.CallStarted(id));
        world.take(new Input.WriteApplied(id, ""));

        assertThat(world.state().exchange().phase().writing(id)).isNull();
        assertThat(world.begun(Kind.MOVE_BLOCKED)).isEmpty();
    }

    @Test
    void whenItsTurnComesAMoveIsMadeOnlyIfItWouldBeDecidedStill() {
        World world = waiting(60);
        PlannedWrite move = world.writes.get(0);
        assertThat(world.state().maySend(world.spec(), move, world.nanos())).isTrue();

        world.passes("cloudhelix").run(15);

        assertThat(world.state().maySend(world.spec(), move, world.nanos())).isFalse();
        world.take(new Input.WriteSkipped(move.id()));
        world.run(5);
        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
        assertThat(world.writes).hasSize(1);
    }

    @Test
    void aMoveThatIsWantedStillIsMade() {
        World world = waiting(60);
        PlannedWrite move = world.writes.get(0);

        world.run(50);

        assertThat(world.state().maySend(world.spec(), move, world.nanos())).isTrue();
        world.take(new Input.WriteSkipped(move.id())); // for another reason
        world.run(1);
        assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
    }

    @Test
    void aReadIsHastenedOnceWhenAMoveWaitsForIt() {
        World world = atPrimary().begin().run(20);
        world.reads(World.Reads.QUEUED);
        world.take(new Input.ValuesDiffer());
        world.take(new Input.CallWaits(world.lastCall(), world.nanos() + 100 * SECOND));

        world.fails("cloudhelix").run(30);

        assertThat(world.log.stream().filter(line -> line.endsWith(HASTEN))).hasSize(1);
        assertThat(world.begun(Kind.MOVE_BLOCKED)).isEmpty();
    }

    @Test
    void poolsThatShareAnAccountHaveJitterOnTheirBackOffsAndOneAloneHasNone() {
        PoolSpec.Share shared = new PoolSpec.Share("", 2, 0);

        assertThat(pausesOfFailingReads(PoolSpec.Share.WHOLE)).startsWith(1_000L, 2_000L, 4_000L, 8_000L);
        assertThat(pausesOfFailingReads(shared))
                .satisfies(pauses -> assertThat(pauses.get(1)).isBetween(2_001L, 2_500L))
                .satisfies(pauses -> assertThat(pauses.get(2)).isBetween(4_001L, 5_000L));
    }

    private static List<Long> pausesOfFailingReads(PoolSpec.Share share) {
        World world = at(share);
        world.reads(World.Reads.REFUSED).begin();
        List<Long> pauses = new ArrayList<>();
        int reads = world.reads();
        Duration last = world.time();
        for (int i = 0; i < 20_000; i++) {
            world.run(Duration.ofMillis(1));
            if (world.reads() > reads) {
                pauses.add(world.time().minus(last).toMillis());
                last = world.time();
                reads = world.reads();
            }
        }
        return pauses;
    }

    @Test
    void anAccountThatCannotBearThemIsReadLessOftenAndThatIsSaid() {
        World world = at(new PoolSpec.Share("acme:4711", 300, 300 * SECOND));

        world.begin().run(60 * 60);

        assertThat(world.reads()).isBetween(10, 15);
        assertThat(world.proofs.size()).isBetween(0, 15);
        assertThat(world.events(PoolStarted.class).get(0).convergence())
                .endsWith("the records are read every 5 min, not every 1 min, since 300 pools share the calls of"
                        + " acme:4711");
    }
}
