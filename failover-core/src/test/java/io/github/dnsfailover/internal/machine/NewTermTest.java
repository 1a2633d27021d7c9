package io.github.dnsfailover.internal.machine;

import static io.github.dnsfailover.internal.machine.Pools.BACKUP;
import static io.github.dnsfailover.internal.machine.Pools.PRIMARY;
import static io.github.dnsfailover.internal.machine.Pools.STRANGER;
import static io.github.dnsfailover.internal.machine.Pools.atPrimary;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.ForeignEdit;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a pool forgets when the lead changes, and what it keeps. */
class NewTermTest {

    private static World newTerm(World world) {
        return world.leads(9);
    }

    @Nested
    @DisplayName("a new term forgets")
    class Forgets {

        @Test
        void whatWasFoundAndThatItIsManagedAndStanding() {
            World world = atPrimary().begin().reads(World.Reads.HANG).run(20);

            newTerm(world);

            assertThat(world.state().custody().found()).isNull();
            assertThat(world.state().custody().isManaged()).isFalse();
            assertThat(world.state().custody().standing()).isEmpty();
        }

        @Test
        void thatTheMarkWasSeen() {
            World world = atPrimary().begin().run(20);
            assertThat(world.state().custody().hasSeenMark()).isTrue();

            newTerm(world.reads(World.Reads.HANG));

            assertThat(world.state().custody().hasSeenMark()).isFalse();
        }

        @Test
        void whatItClaimed() {
            World world = atPrimary(pool -> pool.markless()).begin().run(20);
            world.records(RecordType.A, 30, BACKUP);

            newTerm(world).run(1);

            assertThat(world.events(ForeignEdit.class)).isEmpty();
        }

        @Test
        void thatAnEditStandsThere() {
            World world = atPrimary().begin().run(20);
            world.records(RecordType.A, 30, STRANGER).run(60);
            assertThat(world.state().custody().edits().isPresent()).isTrue();

            newTerm(world.reads(World.Reads.HANG));

            assertThat(world.state().custody().edits().isPresent()).isFalse();
        }

        @Test
        void aLateWriteThatMayLand() {
            World world = atPrimary().begin().run(20);
            world.faults.add(World.Fault.LATE);
            world.fails("cloudhelix");
            while (world.state().custody().changes().mayLand() == null) {
                world.run(0.1);
            }

            newTerm(world);

            assertThat(world.state().custody().changes().mayLand()).isNull();
        }
    }

    @Nested
    @DisplayName("a new term keeps")
    class Keeps {

        @Test
        void theCallUnderWay() {
            World world = atPrimary().begin().run(20);
            world.reads(World.Reads.SLOW);
            while (!world.state().exchange().phase().isReading()) {
                world.run(1);
            }

            newTerm(world);

            assertThat(world.state().exchange().phase().isReading()).isTrue();
        }

        @Test
        void aStrayCall() {
            World world = atPrimary().begin().run(20);
            world.reads(World.Reads.HANG);
            while (!world.state().exchange().phase().isStray()) {
                world.run(1);
            }

            newTerm(world);

            assertThat(world.state().exchange().phase().isStray()).isTrue();
        }

        @Test
        void aWriteOfUnknownOutcome() {
            World world = atPrimary().begin().run(20);
            world.reads(World.Reads.FAIL).faults.add(World.Fault.LOST_AFTER);
            world.fails("cloudhelix").run(10);
            assertThat(world.state().exchange().unresolved()).isNotNull();

            newTerm(world);

            assertThat(world.state().exchange().unresolved()).isNotNull();
        }

        @Test
        void theHoldDown() {
            World world = atPrimary().begin().run(20);
            world.fails("cloudhelix").run(10);
            assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
            world.say(OperatorIntent.failback("www"));

            newTerm(world.passes("cloudhelix").fails("ec2")).run(3.9);

            assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
        }

        @Test
        void aFailbackThatNobodyHasObeyed() {
            World world = atPrimary().begin().run(20);
            world.reads(World.Reads.HANG).say(OperatorIntent.failback("www"));
            assertThat(world.state().said().failback()).isPresent();

            newTerm(world);

            assertThat(world.state().said().failback()).isPresent();
        }

        @Test
        void theFreezeAfterASecondEdit() {
            World world = atPrimary().begin().run(20);
            world.records(RecordType.A, 30, STRANGER).run(180);
            assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
            world.records(RecordType.A, 30, STRANGER).run(90);
            assertThat(world.state().custody().edits().isFrozen()).isTrue();

            newTerm(world).run(Duration.ofMinutes(10));

            assertThat(world.state().custody().edits().isFrozen()).isTrue();
            assertThat(world.values(RecordType.A)).containsExactly(STRANGER);
        }
    }
}
