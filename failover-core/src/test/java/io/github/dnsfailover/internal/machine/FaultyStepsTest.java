package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.event.TroubleBegan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is left of a pool whose step threw: what it knew, and doubt about what was under way. */
class FaultyStepsTest {

    private static PoolMachine.Step fault(World world, PoolState before) {
        return world.machine().afterFault(before, "an oversight", world.nanos(), world.wall());
    }

    private static List<Kind> begun(PoolMachine.Step step) {
        return step.effects().stream()
                .filter(Effect.Emit.class::isInstance)
                .map(effect -> ((Effect.Emit) effect).event())
                .filter(TroubleBegan.class::isInstance)
                .map(event -> ((TroubleBegan) event).trouble().kind())
                .toList();
    }

    /** A step a moment after the fault, as the next deadline asks for. */
    private static PoolState later(World world, PoolState before, long nanos) {
        return world.machine()
                .step(before, new Input.Tick(), before.sight().facts(), world.nanos() + nanos, world.wall())
                .state();
    }

    @Test
    void aPoolThatThrewIsLookedAtAgainEverMoreRarely() {
        World world = Pools.atPrimary().begin().run(20);
        PoolState state = world.state();

        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            state = fault(world, state).state();
            pauses.add(Duration.ofNanos(state.deadline() - world.nanos()).toSeconds());
        }

        assertThat(pauses).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L, 60L, 60L, 60L, 60L, 60L);
    }

    @Test
    void aStepThatEndsWellMakesTheNextPauseAShortOneAgain() {
        World world = Pools.atPrimary().begin().run(20);
        PoolState state = fault(world, fault(world, world.state()).state()).state();

        PoolState well = later(world, state, 0);
        PoolState again = fault(world, well).state();

        assertThat(again.deadline() - world.nanos())
                .isEqualTo(Duration.ofSeconds(1).toNanos());
        assertThat(well.troubles().present()).isEmpty();
    }

    @Test
    void itIsOneTroubleHoweverOftenItThrows() {
        World world = Pools.atPrimary().begin().run(20).fails("ec2").run(60);

        PoolMachine.Step first = fault(world, world.state());
        PoolMachine.Step second = fault(world, first.state());

        assertThat(begun(first)).containsExactly(Kind.ENGINE_FAULT);
        assertThat(begun(second)).isEmpty();
        assertThat(second.state().troubles().present())
                .extracting(trouble -> trouble.kind())
                .containsExactlyInAnyOrder(Kind.ENDPOINT_DOWN, Kind.ENGINE_FAULT);
    }

    @Test
    void aWriteThatWasUnderWayMayStillLandAndIsLookedForBeforeAnythingElse() {
        World world = Pools.atPrimary().begin().run(20);
        world.faults.add(World.Fault.HANG);
        world.fails("cloudhelix").run(14);
        PoolState before = world.state();
        PlannedWrite write = before.exchange().phase().call().write();

        PoolState after = fault(world, before).state();

        assertThat(after.exchange().unresolved()).isSameAs(write);
        assertThat(after.exchange().mustRead()).isTrue();
        assertThat(after.exchange().phase().isStray()).isTrue();
    }

    @Test
    void aCallThatWasUnderWayIsWaitedForTwiceAsLongAsTheSlowestTakes() {
        World world = Pools.atPrimary().begin().run(20);
        world.reads(World.Reads.HANG);
        while (!world.state().exchange().phase().isCalling()) {
            world.run(1);
        }

        PoolState after = fault(world, world.state()).state();
        long wait = 2 * World.SLOWEST_CALL.toNanos();

        assertThat(after.exchange().unresolved()).isNull();
        assertThat(later(world, after, wait - 1).exchange().phase().isStray()).isTrue();
        assertThat(later(world, after, wait).exchange().phase().isStray()).isFalse();
    }

    @Test
    void whereNothingWasUnderWayNothingIsInDoubt() {
        World world = Pools.atPrimary().begin().run(20);

        PoolState after = fault(world, world.state()).state();

        assertThat(after.exchange()).isSameAs(world.state().exchange());
    }
}
