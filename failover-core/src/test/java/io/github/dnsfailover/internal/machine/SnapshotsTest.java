package io.github.dnsfailover.internal.machine;

import static io.github.dnsfailover.internal.machine.Pools.atPrimary;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Health;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.PoolSnapshot.EndpointStatus;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A state as people see it. */
class SnapshotsTest {

    private static EndpointStatus backup(World world) {
        return Snapshots.of(world.scene(), List.of()).endpoints().get(1);
    }

    @Test
    void anEndpointThatIsSaidToBeDownIsDownSinceThatWasSaid() {
        World world = atPrimary().begin().run(100);
        Instant healthy = backup(world).since();
        Instant said = world.wall();

        world.say(OperatorIntent.down("www", "ec2"));
        world.run(100);

        assertThat(backup(world).health()).isEqualTo(Health.UNHEALTHY);
        assertThat(backup(world).since()).isEqualTo(said);
        assertThat(backup(world).toString()).contains("by its checks HEALTHY since " + Snapshots.second(healthy));
    }

    @Test
    void aWordThatSaysTheSameAsTheChecksIsNoNewerOpinion() {
        World world = atPrimary().begin().run(100);
        Instant healthy = backup(world).since();

        world.say(OperatorIntent.up("www", "ec2"));
        world.run(10);

        assertThat(backup(world).since()).isEqualTo(healthy);
    }
}
