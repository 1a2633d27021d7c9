package io.github.dnsfailover.internal.machine;

import static io.github.dnsfailover.internal.machine.Pools.BACKUP;
import static io.github.dnsfailover.internal.machine.Pools.PRIMARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverPolicy;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.dns.RecordChange.Urgency;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What a change is called, how urgent it is, and since when it was needed. */
class PlannedChangesTest {

    private static Instant healthSince(World world, int endpoint) {
        return world.state().diagnosis().endpoint(endpoint).sinceWall();
    }

    private static PlannedWrite last(World world) {
        return world.writes.get(world.writes.size() - 1);
    }

    @Test
    void aFailoverIsUrgentAndWasNeededSinceWhatServedWentDown() {
        World world = Pools.atPrimary().begin().run(20);
        world.faults.add(World.Fault.REFUSE);

        world.fails("cloudhelix").run(60);

        assertThat(world.writes).hasSize(2);
        assertThat(last(world).cause()).isEqualTo(Cause.FAILOVER);
        assertThat(last(world).change().urgency()).isEqualTo(Urgency.FAILOVER);
        assertThat(last(world).detected())
                .isEqualTo(healthSince(world, 0))
                .isBefore(last(world).decided());
    }

    @Test
    void aFailbackIsUrgentAndWasNeededSinceWhatComesIsHealthy() {
        World world = Pools.failedOver(pool -> pool.failback(Failback.after(Duration.ofSeconds(30))))
                .begin()
                .run(100);

        world.passes("cloudhelix").run(120);

        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
        assertThat(last(world).cause()).isEqualTo(Cause.FAILBACK);
        assertThat(last(world).change().urgency()).isEqualTo(Urgency.FAILOVER);
        assertThat(last(world).detected())
                .isEqualTo(healthSince(world, 0))
                .isBefore(last(world).decided());
    }

    @Test
    void aRepairCanWaitAndWasNeededAMomentAgo() {
        World world = Pools.atPrimary().begin().run(20);

        world.records(RecordType.A, 3600, PRIMARY).run(200);

        assertThat(last(world).cause()).isEqualTo(Cause.REPAIR);
        assertThat(last(world).repair()).isTrue();
        assertThat(last(world).change().urgency()).isEqualTo(Urgency.REPAIR);
        assertThat(last(world).detected()).isEqualTo(last(world).decided());
    }

    @Test
    void settingAnEditRightIsUrgentIfItLeadsClientsToADeadPlace() {
        World world = Pools.failedOver().begin().run(100);

        world.records(RecordType.A, 30, PRIMARY).run(200);

        assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
        assertThat(last(world).cause()).isEqualTo(Cause.REPAIR);
        assertThat(last(world).repair()).isFalse();
        assertThat(last(world).change().urgency()).isEqualTo(Urgency.FAILOVER);
    }

    @Test
    void awayFromWhereItWasBeforeAnEditIsAFailoverAndNoRepair() {
        World world = Pools.atPrimary().begin().run(100);

        world.records(RecordType.A, 30, "203.0.113.9").fails("cloudhelix").run(200);

        assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
        assertThat(last(world).cause()).isEqualTo(Cause.FAILOVER);
        assertThat(last(world).from()).containsExactly("cloudhelix");
        assertThat(last(world).reason()).startsWith("cloudhelix failed (");
        assertThat(last(world).detected()).isEqualTo(healthSince(world, 0));
    }

    /** Found by the simulation (seed 163): it was called a failback, and no failback is so quick. */
    @Test
    void whereSomebodyDeletedTheAddressesWhatIsMadeAnewIsARepairThoughOneMoreServesByThen() {
        World world = Pools.atPrimary(pool -> pool.policy(FailoverPolicy.serveAllHealthy(1)))
                .fails("ec2")
                .begin()
                .run(60)
                .passes("ec2")
                .run(60);
        long soaked = world.state().diagnosis().endpoint(1).since() + world.spec().soak;
        world.run(Duration.ofNanos(soaked - world.nanos()).toMillis() / 1_000.0 - 0.5);
        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);

        world.records(RecordType.A, 30).run(20);

        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY, BACKUP);
        assertThat(last(world).cause()).isEqualTo(Cause.REPAIR);
    }

    @Test
    void settingAnEditRightThatLeadsClientsToAHealthyPlaceCanWait() {
        World world = Pools.atPrimary().begin().run(100);

        world.records(RecordType.A, 30, BACKUP).run(200);

        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
        assertThat(last(world).change().urgency()).isEqualTo(Urgency.REPAIR);
    }

    @Test
    void anAdoptionCanWaitAndWasNeededAMomentAgo() {
        World world = new World(Pools::two).records(RecordType.A, 300, PRIMARY);

        world.begin().run(100);

        assertThat(last(world).cause()).isEqualTo(Cause.ADOPTION);
        assertThat(last(world).change().urgency()).isEqualTo(Urgency.REPAIR);
        assertThat(last(world).detected()).isEqualTo(last(world).decided());
    }

    @Test
    void whatAnOperatorSaysIsUrgentAndWasNeededAMomentAgo() {
        World world = Pools.atPrimary().begin().run(100);

        world.say(OperatorIntent.pin("www", "ec2"));
        world.run(1);

        assertThat(last(world).cause()).isEqualTo(Cause.OPERATOR);
        assertThat(last(world).change().urgency()).isEqualTo(Urgency.FAILOVER);
        assertThat(last(world).detected()).isEqualTo(last(world).decided());
    }
}
