package io.github.dnsfailover.internal.engine;

import static io.github.dnsfailover.internal.engine.Pools.BACKUP;
import static io.github.dnsfailover.internal.engine.Pools.atPrimary;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.ForeignOwner;
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

        assertThat(world.events(ForeignOwner.class)).isEmpty();
        assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
    }
}
