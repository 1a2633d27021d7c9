package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.AllDown;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Leadership.Instances;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.ForeignEdit;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Changes of a provider that writes set by set, broken off after the first of them. */
class HalfMadeTest {

    private static final String SECOND = "example.com";

    /** Writes that stop behind their first set, and lose their answer, as long as this is above zero. */
    private int halves;

    private World world(UnaryOperator<EndpointPool.Builder> pool, Instances instances) {
        return world(pool, new PoolSpec.Identity("acme", "prod", instances, "", false, false));
    }

    private World world(UnaryOperator<EndpointPool.Builder> pool, PoolSpec.Identity identity) {
        World world = new World(
                builder -> pool.apply(builder.provider(World.provider(traits -> traits.setBySet()))), identity);
        int[] seen = {0};
        world.afterEach(now -> {
            for (; seen[0] < now.writes.size(); seen[0]++) {
                if (halves > 0) {
                    halves--;
                    Transition first =
                            now.writes.get(seen[0]).change().transitions().get(0);
                    now.zone.put(first.key(), first.desired());
                }
            }
        });
        return world;
    }

    private static EndpointPool.Builder twoNames(EndpointPool.Builder pool) {
        return pool.name("www.example.com")
                .name(SECOND)
                .endpoint(Endpoint.primary("cloudhelix", Pools.PRIMARY))
                .endpoint(Endpoint.backup("ec2", Pools.BACKUP));
    }

    private World twoNames(UnaryOperator<EndpointPool.Builder> more, Instances instances) {
        return at(world(pool -> more.apply(twoNames(pool)), instances), "cloudhelix", Pools.PRIMARY);
    }

    private static World at(World world, String endpoint, String address) {
        both(world, address);
        return Pools.mark(world, "acme", "prod", 1, 1, endpoint);
    }

    private static void both(World world, String address) {
        world.records(RecordType.A, 30, address).records(SECOND, RecordType.A, 30, address);
    }

    /** The next write is broken off. */
    private void breakOff(World world) {
        halves = 1;
        world.faults.add(World.Fault.LOST_BEFORE);
    }

    private static void refuse(World world, int writes) {
        for (int i = 0; i < writes; i++) {
            world.faults.add(World.Fault.REFUSE);
        }
    }

    private static void untilAnotherWrite(World world) {
        int before = world.writes.size();
        for (int i = 0; i < 6_000 && world.writes.size() == before; i++) {
            world.run(0.1);
        }
        assertThat(world.writes).hasSizeGreaterThan(before);
    }

    private static List<Cause> causes(World world) {
        return world.events(RecordsChanged.class).stream()
                .map(RecordsChanged::cause)
                .toList();
    }

    private static List<String> second(World world) {
        return world.zone.get(RecordKey.of(SECOND, RecordType.A)).values();
    }

    private static void queueAll(World world) {
        world.faults.clear();
        for (int i = 0; i < 50; i++) {
            world.faults.add(World.Fault.QUEUED);
        }
    }

    @Test
    void theRestMayBeSentAsALastResort() {
        World world = twoNames(pool -> pool.allDown(AllDown.lastResort("ec2")), Instances.ONE)
                .begin()
                .run(60);
        breakOff(world);
        world.fails("cloudhelix");
        untilAnotherWrite(world);
        world.fails("ec2");
        refuse(world, 50);
        world.run(20);
        assertThat(world.state().outlook().isAllDown()).isTrue();
        queueAll(world);
        untilAnotherWrite(world);

        PlannedWrite rest = world.writes.get(world.writes.size() - 1);

        assertThat(rest.cause()).isEqualTo(Cause.FAILOVER);
        assertThat(world.state().maySend(world.spec(), rest, world.nanos())).isTrue();
    }

    @Test
    void theRestMayBeSentByABlindEngineIfAnOperatorWantsIt() {
        PoolSpec.Identity controlled = new PoolSpec.Identity("acme", "prod", Instances.ONE, "", false, true);
        World world = at(world(HalfMadeTest::twoNames, controlled), "cloudhelix", Pools.PRIMARY)
                .begin()
                .run(60);
        breakOff(world);
        world.fails("cloudhelix");
        untilAnotherWrite(world);
        world.fails("ec2").controlsAnswer(false);
        refuse(world, 50);
        world.run(20);
        assertThat(world.state().sight().isBlind()).isTrue();
        queueAll(world);

        world.say(OperatorIntent.pin("www", "ec2").evenIfUnproven());
        world.run(15);

        PlannedWrite rest = world.writes.get(world.writes.size() - 1);
        assertThat(world.state().maySend(world.spec(), rest, world.nanos())).isTrue();
    }

    @Test
    void aWriteThatFitsNoMoreEachTimeItsTurnComesDoesNotSpin() {
        World world = twoNames(pool -> pool, Instances.ONE).begin().run(60);
        queueAll(world);
        world.fails("cloudhelix");
        untilAnotherWrite(world);

        int skips = 0;
        for (int i = 0; i < 600; i++) {
            PlannedWrite last = world.writes.get(world.writes.size() - 1);
            while (world.state().exchange().phase().writing(last.id()) != null && skips < 1_000) {
                world.take(new Input.WriteSkipped(last.id()));
                skips++;
                last = world.writes.get(world.writes.size() - 1);
            }
            world.run(0.1);
        }

        assertThat(skips).isBetween(2, 15);
    }

    @Test
    void whatStandsInPartIsNoEditInALaterTermEither() {
        World world = twoNames(pool -> pool, Instances.SEVERAL).begin(5).run(60);
        breakOff(world);
        refuse(world, 500);
        world.fails("cloudhelix").run(60);

        world.leads(6).run(60);
        world.leads(7).run(60);

        assertThat(world.events(ForeignEdit.class)).isEmpty();
        assertThat(world.state().said().intents().edited()).isEmpty();
    }

    @Test
    void anInstanceThatFindsAChangeInPartMakesItWholeAtOnce() {
        World world = twoNames(pool -> pool, Instances.SEVERAL);
        world.records(RecordType.A, 30, Pools.BACKUP);
        world.fails("cloudhelix").begin(0).run(60);

        world.leads(6).run(2);

        assertThat(world.events(ForeignEdit.class)).isEmpty();
        assertThat(causes(world)).containsExactly(Cause.FAILOVER);
        assertThat(second(world)).containsExactly(Pools.BACKUP);
    }

    @Test
    void withoutAMarkWhatStandsInPartIsTakenOver() {
        World world = world(pool -> twoNames(pool).markless(), Instances.SEVERAL);
        both(world, Pools.PRIMARY);
        world.records(RecordType.A, 30, Pools.BACKUP);

        world.fails("cloudhelix").begin(5).run(60);

        assertThat(world.begun(Trouble.Kind.FOREIGN_VALUES)).isEmpty();
        assertThat(second(world)).containsExactly(Pools.BACKUP);
    }

    @Test
    void aNameThatStillLeadsToTheDeadPlaceIsAMoveThatIsBlocked() {
        World world = twoNames(pool -> pool, Instances.ONE).begin().run(60);
        breakOff(world);
        refuse(world, 500);

        world.fails("cloudhelix").run(120);

        assertThat(world.begun(Trouble.Kind.MOVE_BLOCKED)).hasSize(1);
        assertThat(world.state().troubles().present())
                .anyMatch(
                        trouble -> trouble.kind() == Trouble.Kind.MOVE_BLOCKED && trouble.severity() == Severity.ALARM);
    }

    @Test
    void afterAFailoverWhoseMarkIsMissingAManualFailbackStaysManual() {
        World world = Pools.marked(
                        world(pool -> Pools.two(pool).failback(Failback.manual()), Instances.ONE),
                        "cloudhelix",
                        Pools.PRIMARY)
                .begin()
                .run(60);
        breakOff(world);
        refuse(world, 3);
        world.fails("cloudhelix");
        untilAnotherWrite(world);
        world.run(8);

        world.passes("cloudhelix").run(400);

        assertThat(causes(world)).containsExactly(Cause.FAILOVER);
        assertThat(world.values(RecordType.A)).containsExactly(Pools.BACKUP);
    }

    @Test
    void aRepairInPartDoesNotUndoAManualFailbackInTheNextTerm() {
        World world = at(
                        world(pool -> twoNames(pool).failback(Failback.manual()), Instances.SEVERAL),
                        "ec2",
                        Pools.BACKUP)
                .begin(5)
                .run(300);
        both(world, Pools.PRIMARY);
        breakOff(world);
        untilAnotherWrite(world);
        world.run(0.5);

        world.leads(6).run(400);

        assertThat(causes(world)).containsExactly(Cause.REPAIR);
        assertThat(world.values(RecordType.A)).containsExactly(Pools.BACKUP);
        assertThat(second(world)).containsExactly(Pools.BACKUP);
    }

    @Test
    void whatSomebodyAddsBesideItIsAnEdit() {
        World world = Pools.marked(
                        world(pool -> Pools.two(pool).foreignEdits(EndpointPool.ForeignEdits.YIELD), Instances.ONE),
                        "cloudhelix",
                        Pools.PRIMARY)
                .begin()
                .run(60);
        breakOff(world);
        refuse(world, 8);
        world.fails("cloudhelix").run(100);

        world.records(RecordType.AAAA, 30, "2001:db8::66").run(600);

        assertThat(world.events(ForeignEdit.class)).hasSize(1);
        assertThat(world.values(RecordType.AAAA)).containsExactly("2001:db8::66");
    }

    @Test
    void theRestOfAFailoverWaitsForTheFloorOnlyWhereOneFamilyLeavesNothing() {
        World world = world(
                pool -> pool.name("www.example.com")
                        .endpoint(Endpoint.primary("cloudhelix", Pools.PRIMARY, "2001:db8::1"))
                        .endpoint(Endpoint.backup("ec2", Pools.BACKUP))
                        .allowDifferentFamilies(),
                Instances.ONE);
        world.records(RecordType.A, 30, Pools.PRIMARY).records(RecordType.AAAA, 30, "2001:db8::1");
        Pools.mark(world, "acme", "prod", 1, 1, "cloudhelix").begin().run(60);
        breakOff(world);

        world.fails("cloudhelix");
        untilAnotherWrite(world);
        world.run(6);

        assertThat(world.values(RecordType.AAAA)).isEmpty();
        assertThat(causes(world)).containsExactly(Cause.FAILOVER);
    }
}
