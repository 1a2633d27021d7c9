package io.github.dnsfailover.internal.machine;

import static io.github.dnsfailover.internal.machine.Pools.BACKUP;
import static io.github.dnsfailover.internal.machine.Pools.PRIMARY;
import static io.github.dnsfailover.internal.machine.Pools.STRANGER;
import static io.github.dnsfailover.internal.machine.Pools.atPrimary;
import static io.github.dnsfailover.internal.machine.Pools.failedOver;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.ForeignEdit;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the hold-down damps, and what it does not: it is 60 s here, and the records are read each 60 s or so. */
class HoldDownTest {

    /** The records are read at most so long after an edit, with the jitter of a tenth. */
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(66);

    private static final Duration A_MOMENT = Duration.ofSeconds(1);

    private static Duration until(World world, String address) {
        Duration from = world.time();
        while (!world.values(RecordType.A).equals(List.of(address))
                && world.time().minus(from).compareTo(Duration.ofMinutes(5)) < 0) {
            world.run(0.1);
        }
        return world.time().minus(from);
    }

    private static World pinnedToBackup() {
        World world = atPrimary().begin().run(700);
        world.say(OperatorIntent.pin("www", "ec2"));
        world.run(6);
        assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
        return world;
    }

    // Foreign edits

    @Test
    void anEditThatLeadsToADeadEndpointIsUndoneOnceItIsSeenAndTheEscapeFloorIsOver() {
        World world = failedOver().begin().run(100);

        Duration taken = until(world.records(RecordType.A, 30, PRIMARY), BACKUP);

        assertThat(world.events(ForeignEdit.class)).hasSize(1);
        assertThat(taken)
                .isLessThanOrEqualTo(SEEN_WITHIN
                        .plus(Duration.ofNanos(world.spec().escapeFloor))
                        .plus(A_MOMENT));
    }

    @Test
    void anEditToTwoDeadEndpointsAndNothingElseIsUndoneAsSoon() {
        World world = new World(pool -> Pools.two(pool).endpoint(Endpoint.backup("gcp", "192.0.2.77")));
        Pools.marked(world, "ec2", BACKUP).fails("cloudhelix").fails("gcp");
        world.begin().run(100);

        Duration taken = until(world.records(RecordType.A, 30, PRIMARY, "192.0.2.77"), BACKUP);

        assertThat(taken)
                .isLessThanOrEqualTo(SEEN_WITHIN
                        .plus(Duration.ofNanos(world.spec().escapeFloor))
                        .plus(A_MOMENT));
    }

    @Test
    void whatTheEditWaitsForIsToldAsItIs() {
        World world = failedOver().begin().run(100);
        world.records(RecordType.A, 30, PRIMARY);
        while (world.begun(Kind.FOREIGN_EDIT).isEmpty()) {
            world.run(0.1);
        }

        assertThat(world.begun(Kind.FOREIGN_EDIT).get(0).text()).startsWith("to be undone after the escape floor: ");
    }

    @Test
    void anEditToAStrangerWaitsForTheHoldDown() {
        World world = failedOver().begin().run(100);

        Duration taken = until(world.records(RecordType.A, 30, STRANGER), BACKUP);

        assertThat(taken)
                .isBetween(
                        Duration.ofSeconds(60),
                        SEEN_WITHIN.plus(Duration.ofSeconds(60)).plus(A_MOMENT));
    }

    // Clear

    @Test
    void clearOfAPinWaitsForTheHoldDown() {
        World world = pinnedToBackup();

        world.say(OperatorIntent.clear("www"));

        assertThat(until(world, PRIMARY)).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
    }

    @Test
    void failbackOfAPinDoesNot() {
        World world = pinnedToBackup();

        world.say(OperatorIntent.failback("www"));

        assertThat(until(world, PRIMARY)).isLessThanOrEqualTo(A_MOMENT);
    }

    @Test
    void aPinThatEndsByItselfWaitsForTheHoldDown() {
        World world = atPrimary().begin().run(700);
        world.say(OperatorIntent.pin("www", "ec2").lasting(Duration.ofSeconds(10)));
        world.run(12);

        assertThat(until(world, PRIMARY)).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(60));
    }

    @Test
    void clearMovesNothingThatHasNotSoaked() {
        World world = failedOver().begin().run(100);
        world.passes("cloudhelix").run(60);

        world.say(OperatorIntent.clear("www"));
        world.run(60);

        assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
    }

    /** Whoever says it has so long to pin what stands there, should the edit have been right. */
    @Test
    void clearOfASecondEditHasItUndoneAfterTheHoldDown() {
        World world = twiceEdited(STRANGER);

        world.say(OperatorIntent.clear("www"));
        world.run(1);

        assertThat(Explaining.of(world.scene()).toString()).contains("At 00:0").contains("cloudhelix");
        assertThat(until(world, PRIMARY)).isBetween(Duration.ofSeconds(58), Duration.ofSeconds(60));
    }

    @Test
    void anEditThatWasRightIsPinnedAfterAClearAndNothingMoves() {
        World world = twiceEdited(BACKUP);

        world.say(OperatorIntent.clear("www"));
        world.run(20);
        world.say(OperatorIntent.pin("www", "ec2"));

        world.afterEach(then -> assertThat(then.values(RecordType.A)).containsExactly(BACKUP));
        world.run(200);
    }

    @Test
    void clearOfASecondEditThatLeadsToADeadEndpointHasItUndoneAfterTheEscapeFloor() {
        World world = failedOver().begin().run(100);
        for (int i = 0; i < 2; i++) {
            world.records(RecordType.A, 30, PRIMARY).run(200);
        }
        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);

        world.say(OperatorIntent.clear("www"));

        assertThat(until(world, BACKUP)).isLessThanOrEqualTo(Duration.ofSeconds(6));
    }

    private static World twiceEdited(String address) {
        World world = atPrimary().begin().run(20);
        for (int i = 0; i < 2; i++) {
            world.records(RecordType.A, 30, address).run(200);
        }
        assertThat(world.values(RecordType.A)).containsExactly(address);
        assertThat(world.events(ForeignEdit.class)).hasSize(2);
        return world;
    }
}
