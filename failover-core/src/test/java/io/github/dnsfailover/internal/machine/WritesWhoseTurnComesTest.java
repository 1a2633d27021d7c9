package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.AllDown;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A write that waited for its turn is looked at once more before it is sent. */
class WritesWhoseTurnComesTest {

    /** The primary is dead, and the move waits in the queue. */
    private static World waiting() {
        World world = Pools.atPrimary().begin().run(20);
        world.faults.add(World.Fault.QUEUED);
        world.fails("cloudhelix").run(14);
        assertThat(world.writes).hasSize(1);
        return world;
    }

    private static boolean maySend(World world) {
        return maySend(world, Duration.ZERO);
    }

    private static boolean maySend(World world, Duration later) {
        return world.state().maySend(world.spec(), world.writes.get(0), world.nanos() + later.toNanos());
    }

    @Test
    void oneThatIsAsGoodAsItWasIsSent() {
        assertThat(maySend(waiting())).isTrue();
    }

    @Test
    void aFreezeStopsIt() {
        World world = waiting();

        world.say(OperatorIntent.freeze("www"));

        assertThat(maySend(world)).isFalse();
    }

    @Test
    void theFreezeAfterAnEditStopsIt() {
        World world = waiting();

        world.hears(world.stored().withEdited("www", "twice", world.wall()));

        assertThat(maySend(world)).isFalse();
    }

    @Test
    void oneThatHadNoRoomIsNotSent() {
        World world = waiting();

        world.take(new Input.CallDropped(world.lastCall(), "the queue is full"));

        assertThat(maySend(world)).isFalse();
    }

    @Test
    void oneToAnEndpointWhoseProofHasGrownOldMeanwhileIsNotSent() {
        World world = waiting();

        assertThat(maySend(world, Duration.ofMinutes(5))).isFalse();
    }

    @Test
    void anEngineThatIsBlindMeanwhileSendsOnlyWhatAnOperatorSaid() {
        World move = waiting();
        World pin = Pools.atPrimary().begin().run(20);
        pin.faults.add(World.Fault.QUEUED);
        pin.say(OperatorIntent.pin("www", "ec2").evenIfUnproven());
        pin.run(1);

        for (World world : new World[] {move, pin}) {
            world.standStill(Duration.ofSeconds(4));
            world.run(0.1);
            assertThat(world.state().sight().isBlind()).isTrue();
        }

        assertThat(maySend(move)).isFalse();
        assertThat(maySend(pin)).isTrue();
    }

    @Test
    void whatAnOperatorAnswersForNeedsNoProof() {
        World world = Pools.atPrimary().begin().run(20);
        world.faults.add(World.Fault.QUEUED);

        world.say(OperatorIntent.pin("www", "ec2").evenIfUnproven());
        world.run(1);

        assertThat(maySend(world, Duration.ofMinutes(5))).isTrue();
    }

    @Test
    void aLastResortNeedsNoProof() {
        UnaryOperator<EndpointPool.Builder> lastResort = pool -> pool.allDown(AllDown.lastResort("ec2"));
        World world = Pools.atPrimary(lastResort).begin().run(20);
        world.faults.add(World.Fault.QUEUED);

        world.fails("cloudhelix").fails("ec2").run(30);

        assertThat(world.writes).hasSize(1);
        assertThat(world.writes.get(0).to()).containsExactly("ec2");
        assertThat(maySend(world)).isTrue();
    }

    @Test
    void whoeverLeadsIsAtWorkWhileACallIsUnderWayOrNear() {
        World idle = Pools.atPrimary().begin().run(20);
        World follower = Pools.atPrimary(Leadership.Instances.SEVERAL).begin(0).run(20);

        assertThat(idle.state().isWorking()).isFalse();
        assertThat(follower.state().isWorking()).isFalse();
        assertThat(waiting().state().isWorking()).isTrue();
    }

    @Test
    void aReadThatHasToWaitAfterAFailureIsNotNear() {
        World world = Pools.atPrimary().readsFail(true).begin();
        assertThat(world.state().isWorking()).isTrue();

        world.run(30);

        assertThat(world.state().exchange().phase().isCalling()).isFalse();
        assertThat(world.state().isWorking()).isFalse();
    }
}
