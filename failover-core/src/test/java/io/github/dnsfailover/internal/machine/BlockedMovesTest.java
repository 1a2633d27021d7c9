package io.github.dnsfailover.internal.machine;

import static io.github.dnsfailover.internal.machine.Pools.BACKUP;
import static io.github.dnsfailover.internal.machine.Pools.PRIMARY;
import static io.github.dnsfailover.internal.machine.Pools.STRANGER;
import static io.github.dnsfailover.internal.machine.Pools.atPrimary;
import static io.github.dnsfailover.internal.machine.Pools.failedOver;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.TroubleChanged;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** MOVE_BLOCKED: the leader wants to move and may not. */
class BlockedMovesTest {

    private static void assertBlocked(World world, Severity severity, String text) {
        assertThat(world.begun(Kind.MOVE_BLOCKED)).singleElement().satisfies(trouble -> {
            assertThat(trouble.severity()).isEqualTo(severity);
            assertThat(trouble.text()).contains(text);
            assertThat(trouble.isInTheWay()).isTrue();
        });
    }

    @Test
    void aProviderThatRefusesIsToldAtOnceAndAsAnAlarm() {
        World world = atPrimary().begin().run(20);
        for (int i = 0; i < 20; i++) {
            world.faults.add(World.Fault.REFUSE);
        }

        world.fails("cloudhelix").run(6);

        assertBlocked(world, Severity.ALARM, "refused");
    }

    @Test
    void aFreezeAfterAnEditThatLeadsToADeadPlaceIsAnAlarm() {
        World world = atPrimary().begin().run(20);
        world.fails("ec2").run(20);
        for (int i = 0; i < 2; i++) {
            world.records(RecordType.A, 30, BACKUP).run(200);
        }

        assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
        assertBlocked(world, Severity.ALARM, "frozen after a second foreign edit");
    }

    @Test
    void anOperatorsOwnFreezeIsNoAlarm() {
        World world = atPrimary().begin().run(20);
        world.say(OperatorIntent.freeze("www"));

        world.fails("cloudhelix").run(30);

        assertBlocked(world, Severity.WARNING, "freeze by alice");
    }

    @Test
    void aBackupThatIsNotProvenIsTold() {
        World world = atPrimary().begin().run(20);
        world.answers("ec2", HealthResult.inconclusive("too many open files")).run(40);

        world.fails("cloudhelix").run(30);

        assertBlocked(world, Severity.ALARM, "");
        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
    }

    @Test
    void whenEverythingIsDownOnlyThatIsTold() {
        World world = atPrimary().begin().run(20);

        world.fails("cloudhelix").fails("ec2").run(120);

        assertThat(world.begun(Kind.ALL_DOWN)).hasSize(1);
        assertThat(world.begun(Kind.MOVE_BLOCKED)).isEmpty();
    }

    @Test
    void aBlindEngineIsNotBlocked() {
        World world = atPrimary().begin().run(20);
        world.fails("cloudhelix").standStill(Duration.ofSeconds(30));

        world.run(9.9);

        assertThat(world.begun(Kind.BLIND)).hasSize(1);
        assertThat(world.begun(Kind.MOVE_BLOCKED)).isEmpty();
    }

    @Test
    void aDryRunIsNotBlocked() {
        World world = new World(Pools::two, Leadership.Instances.ONE, true).records(RecordType.A, 30, PRIMARY);

        world.begin().run(20).fails("cloudhelix").run(120);

        assertThat(world.begun(Kind.MOVE_BLOCKED)).isEmpty();
    }

    @Test
    void aMoveThatGoesWellIsNeverToldAsBlocked() {
        World world = atPrimary().begin().run(20);

        world.fails("cloudhelix").run(60);
        world.passes("cloudhelix").run(400);

        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
        assertThat(world.begun(Kind.MOVE_BLOCKED)).isEmpty();
    }

    @Test
    void anEscapeThatWaitsForItsFloorIsNotToldAndALongHoldDownIs() {
        World quick = failedOver().begin().run(20);
        quick.passes("cloudhelix").run(310);
        assertThat(quick.values(RecordType.A)).containsExactly(PRIMARY);
        quick.fails("cloudhelix").run(30);
        assertThat(quick.begun(Kind.MOVE_BLOCKED)).isEmpty();

        World slow = atPrimary().begin().run(20);
        slow.reads(World.Reads.SLOW).fails("cloudhelix").run(60);

        assertThat(slow.values(RecordType.A)).containsExactly(BACKUP);
    }

    @Test
    void itIsRemindedOfEveryQuarterOfAnHour() {
        World world = atPrimary().begin().run(20);
        for (int i = 0; i < 1000; i++) {
            world.faults.add(World.Fault.REFUSE);
        }

        world.fails("cloudhelix").run(Duration.ofMinutes(46));

        assertThat(world.events(TroubleChanged.class))
                .filteredOn(event -> event.trouble().kind() == Kind.MOVE_BLOCKED)
                .extracting(TroubleChanged::reason)
                .containsExactly(
                        TroubleChanged.Reason.REMINDER, TroubleChanged.Reason.REMINDER, TroubleChanged.Reason.REMINDER);
    }

    @Test
    void aChangeThatFailsForHalfAMinuteIsHandedOver() {
        World world = atPrimary(Leadership.Instances.SEVERAL).begin(7).run(20);
        for (int i = 0; i < 100; i++) {
            world.faults.add(World.Fault.REFUSE);
        }

        world.sees(Leadership.Sighting.SOMEBODY).fails("cloudhelix").run(60);

        assertThat(world.log).anyMatch(line -> line.contains("-> resign: changes of www fail: refused"));
        assertThat(world.state().custody().leads()).isFalse();
        world.run(90).sees(Leadership.Sighting.UNKNOWN).run(20);
        assertThat(world.state().custody().leads()).as("after two minutes").isTrue();
    }

    @Test
    void whereNobodyElseLeadsItIsTriedAgainAfterTwoLooks() {
        World world = atPrimary(Leadership.Instances.SEVERAL).begin(7).run(20);
        for (int i = 0; i < 6; i++) {
            world.faults.add(World.Fault.REFUSE);
        }

        world.sees(Leadership.Sighting.NOBODY).fails("cloudhelix").run(120);

        assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
    }

    @Test
    void nobodyWhoLeadsIsToldOnceALeaseAndFiveSecondsAreOver() {
        World world = atPrimary(Leadership.Instances.SEVERAL).begin(0).sees(Leadership.Sighting.NOBODY);

        world.run(18);
        assertThat(world.begun(Kind.NOBODY_LEADS)).isEmpty();
        world.run(5);

        assertThat(world.begun(Kind.NOBODY_LEADS)).singleElement().satisfies(trouble -> {
            assertThat(trouble.severity()).isEqualTo(Severity.ALARM);
            assertThat(trouble.pools()).containsExactly("www");
        });
        world.leads(3).run(5);
        assertThat(world.ended(Kind.NOBODY_LEADS)).hasSize(1);
    }

    @Test
    void underAFreezeItStaysAWarningWhenTheBackupBeginsToFailToo() {
        World world = atPrimary().begin().run(20);
        world.say(OperatorIntent.freeze("www"));
        world.fails("cloudhelix").run(60);
        world.fails("ec2");

        for (int i = 0; i < 600; i++) {
            world.run(0.1);
            assertThat(world.state().troubles().present())
                    .filteredOn(trouble -> trouble.kind() == Kind.MOVE_BLOCKED)
                    .allMatch(trouble -> trouble.severity() == Severity.WARNING);
        }
    }

    @Test
    void aClearTakesTheRecordBackFromANewerEngine() {
        World world = atPrimary().begin().run(20);
        world.fails("cloudhelix").run(60);
        Pools.mark(world, "acme", "prod", 9, 5, "ec2");
        world.run(120);
        assertThat(world.begun(Kind.FENCED)).hasSize(1);

        world.say(OperatorIntent.clear("www"));
        world.run(5);

        assertThat(world.ended(Kind.FENCED)).hasSize(1);
        world.passes("cloudhelix").fails("ec2").run(60);
        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
        assertThat(world.zone.get(Pools.MARK).values().get(0)).contains(" term=6 ");
    }

    @Test
    void severalValuesAtTheMarkAreNoMarkInWhicheverOrderTheySort() {
        for (String other : new String[] {"a note", "v=9 owner=them", "zzz"}) {
            World world = atPrimary();
            String mark = world.zone.get(Pools.MARK).values().get(0);
            world.zone.put(Pools.MARK, RecordSet.of(Pools.MARK, Duration.ofSeconds(30), mark, other));

            world.begin().run(20).fails("cloudhelix").run(300);

            assertThat(world.writes).isEmpty();
            assertThat(world.begun(Kind.FOREIGN_OWNER))
                    .singleElement()
                    .extracting(Trouble::text)
                    .asString()
                    .startsWith("2 texts where one mark belongs");
        }
    }

    @Test
    void whatTheProviderSaysOfARecordIsARefusalAndNoLossOfSight() {
        World world = atPrimary(Leadership.Instances.SEVERAL).begin(7).run(20);
        world.take(new EngineInput.Tick());

        world.reads(World.Reads.REFUSED).run(300);

        assertThat(world.begun(Kind.READ_REFUSED))
                .singleElement()
                .extracting(Trouble::text)
                .isEqualTo("a strange record");
        assertThat(world.begun(Kind.PROVIDER_UNREACHABLE)).isEmpty();
        assertThat(world.state().custody().leads()).isTrue();
    }

    /** Whoever may write one text has stopped all moves, as with a mark that is no mark. */
    @Test
    void aRecordThatCannotBeUnderstoodIsAnAlarmBeforeAnythingIsDead() {
        World world = atPrimary(Leadership.Instances.SEVERAL).begin(7).run(20);
        world.take(new EngineInput.Tick());

        world.reads(World.Reads.UNREADABLE).run(300);

        assertThat(world.begun(Kind.READ_REFUSED)).singleElement().satisfies(trouble -> {
            assertThat(trouble.severity()).isEqualTo(Severity.ALARM);
            assertThat(trouble.isInTheWay()).isTrue();
        });
        world.reads(World.Reads.WORK).run(120);
        assertThat(world.ended(Kind.READ_REFUSED)).hasSize(1);
    }

    @Test
    void strangersAtTheRecordAreNoDeadPlace() {
        World world = atPrimary().begin().run(20);

        world.records(RecordType.A, 30, STRANGER).run(100);

        assertThat(world.begun(Kind.FOREIGN_EDIT)).hasSize(1);
        assertThat(world.begun(Kind.MOVE_BLOCKED)).isEmpty();
    }

    @Test
    void writesThatWereLostLongAgoMakeNoAlarmOfAFailoverThatWorks() {
        World world = atPrimary().begin().run(20);
        world.faults.addAll(Collections.nCopies(10, World.Fault.LOST_BEFORE));
        world.fails("cloudhelix").run(8).passes("cloudhelix").run(10);
        world.faults.clear();
        world.run(Duration.ofMinutes(5));
        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
        int before = world.begun(Kind.MOVE_BLOCKED).size();

        world.fails("cloudhelix").run(30);

        assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
        assertThat(world.begun(Kind.MOVE_BLOCKED)).hasSize(before);
    }

    @Test
    void thatEverythingIsDownEndsAlsoWhileAnEndpointIsPinned() {
        World world = atPrimary().begin().run(20);
        world.fails("cloudhelix").fails("ec2").run(60);
        assertThat(world.begun(Kind.ALL_DOWN)).hasSize(1);
        world.say(OperatorIntent.pin("www", "ec2").evenIfUnproven());

        world.passes("cloudhelix").passes("ec2").run(60);

        assertThat(world.ended(Kind.ALL_DOWN)).hasSize(1);
    }

    @Test
    void whatBeginsToFailWhileThereIsNowhereToGoIsToldOnceAsThatEverythingIsDown() {
        World world = atPrimary(pool -> pool.fall(20)).begin().run(20);

        world.fails("cloudhelix").run(5).fails("ec2").run(120);

        assertThat(world.begun(Kind.ALL_DOWN)).hasSize(1);
        assertThat(world.begun(Kind.MOVE_BLOCKED)).isEmpty();
    }

    @Test
    void aBackupInDoubtPutsABlockedMoveOffForTenSecondsAndNoLonger() {
        World world = atPrimary(pool -> pool.fall(21)).begin().run(20);
        world.fails("cloudhelix").run(15).fails("ec2");
        while (world.begun(Kind.ENDPOINT_DOWN).isEmpty()) {
            world.run(0.1);
        }

        world.run(9);
        int before = world.begun(Kind.MOVE_BLOCKED).size();
        world.run(2);

        assertThat(before).isZero();
        assertThat(world.begun(Kind.MOVE_BLOCKED)).hasSize(1);
        assertThat(world.begun(Kind.ALL_DOWN)).isEmpty();
    }
}
