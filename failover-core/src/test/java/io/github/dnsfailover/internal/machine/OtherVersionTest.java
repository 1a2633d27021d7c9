package io.github.dnsfailover.internal.machine;

import static io.github.dnsfailover.internal.machine.Pools.BACKUP;
import static io.github.dnsfailover.internal.machine.Pools.PRIMARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An engine takes the lead over from one of another version of the application, whose pool has other endpoints. */
class OtherVersionTest {

    private static final String OLD_ADDRESS = "192.0.2.11";
    private static final Duration HOLD_DOWN = Duration.ofSeconds(60);

    private static World world(Leadership.Instances instances) {
        String self = instances == Leadership.Instances.ONE ? "" : "a1";
        return new World(Pools::two, new PoolSpec.Identity("acme", "prod", instances, self, false, false));
    }

    /** The records are those of an engine whose primary had another address. */
    private static World renumbered(Leadership.Instances instances) {
        return Pools.marked(world(instances), "cloudhelix", OLD_ADDRESS);
    }

    private static List<Cause> causes(World world) {
        return world.events(RecordsChanged.class).stream()
                .map(RecordsChanged::cause)
                .toList();
    }

    @Test
    void whatItPublishedStaysForAHoldDown() {
        World world = renumbered(Leadership.Instances.SEVERAL).begin();

        world.leads(5).run(HOLD_DOWN.minusSeconds(1));

        assertThat(world.values(RecordType.A)).containsExactly(OLD_ADDRESS);
        assertThat(world.writes).isEmpty();
        assertThat(world.state().outlook().obstacle().text())
                .isEqualTo("hold-down, since another version of this pool wrote the records: [192.0.2.11]");
    }

    @Test
    void thenTheRecordsFollowThisPoolAndThatIsNoFailover() {
        World world = renumbered(Leadership.Instances.SEVERAL).begin();

        world.leads(5).run(HOLD_DOWN.plusSeconds(5));

        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
        assertThat(causes(world)).containsExactly(Cause.CONFIGURATION);
        assertThat(world.events(RecordsChanged.class).get(0).summary())
                .isEqualTo("CONFIGURATION from [192.0.2.11] to [cloudhelix] [192.0.2.22]: another version of this pool"
                        + " wrote the records; cloudhelix is the best that may serve");
    }

    @Test
    void leadsThatChangeOftenDoNotPutItOff() {
        World world = renumbered(Leadership.Instances.SEVERAL).begin();

        for (int term = 5; term < 25; term++) {
            world.leads(term).run(10);
            world.follows().run(10);
        }

        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
        assertThat(causes(world)).containsExactly(Cause.CONFIGURATION);
    }

    @Test
    void twoVersionsThatLeadInTurnMoveTheRecordAtMostOnceAHoldDown() {
        World world = renumbered(Leadership.Instances.SEVERAL).begin();
        world.leads(5).run(HOLD_DOWN.plusSeconds(5));
        world.follows().run(10);
        Pools.marked(world, "cloudhelix", OLD_ADDRESS);

        world.leads(6).run(HOLD_DOWN.minusSeconds(5));
        assertThat(world.values(RecordType.A)).containsExactly(OLD_ADDRESS);

        world.run(10);
        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
    }

    /** The version before had one name; the address is known here, and known to be dead. */
    @Test
    void aDeadPlaceThatIsKnownIsLeftWithoutAHoldDown() {
        World world = new World(
                Pools.two(pool -> pool.name("example.com")),
                new PoolSpec.Identity("acme", "prod", Leadership.Instances.SEVERAL, "a1", false, false));
        world.records(RecordType.A, 30, PRIMARY);
        Pools.mark(world, "acme", "prod", 1, 1, "cloudhelix");

        world.fails("cloudhelix").begin().leads(5).run(20);

        assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
        assertThat(causes(world)).containsExactly(Cause.FAILOVER);
    }

    @Test
    void theOnlyEngineFollowsItsNewPoolAtOnce() {
        World world = renumbered(Leadership.Instances.ONE).begin().run(30);

        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
        assertThat(causes(world)).containsExactly(Cause.CONFIGURATION);
    }

    /** Its mark is of another pool, and so what: the value is a member of this one, too. */
    @Test
    void whatIsPublishedStaysIfItIsOfThisPoolToo() {
        World world = Pools.marked(world(Leadership.Instances.SEVERAL), "gone", BACKUP);
        String text = world.zone.get(Pools.MARK).values().get(0);
        Pools.markText(world, text + " by=b2 cfg=90c1d2aa07fe");

        world.fails("cloudhelix").begin().leads(5).run(300);

        assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
        assertThat(world.writes).isEmpty();
    }

    @Test
    void ifItIsDeadHereAFailoverDoesNotWait() {
        World world = Pools.marked(world(Leadership.Instances.SEVERAL), "gone", PRIMARY);
        String text = world.zone.get(Pools.MARK).values().get(0);
        Pools.markText(world, text + " by=b2 cfg=90c1d2aa07fe");

        world.fails("cloudhelix").begin().leads(5).run(30);

        assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
        assertThat(causes(world)).containsExactly(Cause.FAILOVER);
    }

    @Test
    void theMarkTellsOfWhichPoolItIs() {
        World world = renumbered(Leadership.Instances.SEVERAL).begin();

        world.leads(5).run(HOLD_DOWN.plusSeconds(5));

        Mark mark = Mark.in(world.zone.get(Pools.MARK)).orElseThrow();
        assertThat(mark.configuration()).isEqualTo(world.spec().configuration).hasSize(12);
        assertThat(mark.by()).isEqualTo("a1");
    }

    @Test
    void poolsDifferByNamesEndpointsAndValues() {
        World one = new World(Pools::two);
        World same = new World(Pools.two(pool -> pool.ttl(Duration.ofSeconds(77))));
        World another = new World(Pools.two(pool -> pool.name("example.com")));

        assertThat(same.spec().configuration).isEqualTo(one.spec().configuration);
        assertThat(another.spec().configuration).isNotEqualTo(one.spec().configuration);
    }
}
