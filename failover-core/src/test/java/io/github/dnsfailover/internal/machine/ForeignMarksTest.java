package io.github.dnsfailover.internal.machine;

import static io.github.dnsfailover.internal.machine.Pools.BACKUP;
import static io.github.dnsfailover.internal.machine.Pools.PRIMARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.EndpointPool.ForeignMarks;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Leadership.Instances;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever may write TXT records beside the names: what he can stop, and what the pool has said to that. */
class ForeignMarksTest {

    private static final String NO_MARK = "no mark of anybody";

    /** It stands at the backup, by a write of its own. */
    private static World world(ForeignMarks choice) {
        return Pools.atPrimary(pool -> pool.foreignMarks(choice).failback(Failback.manual()))
                .begin()
                .run(20)
                .fails("cloudhelix")
                .run(120)
                .passes("cloudhelix")
                .run(60);
    }

    /** Replaces a part of the mark that stands there. */
    private static void forge(World world, String pattern, String by) {
        String mark = world.zone.get(Pools.MARK).values().get(0);
        String forged = mark.replaceAll(pattern, by);
        assertThat(forged).isNotEqualTo(mark);
        world.zone.put(Pools.MARK, RecordSet.of(Pools.MARK, Duration.ofSeconds(30), forged));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "owner=[^ ]+/owner=evil",
                " term=[0-9]+/ term=900",
                " term=[0-9]+/ term=9223372036854775807",
                " gen=[0-9]+/ gen=9223372036854775807"
            })
    void byDefaultAForeignMarkStopsThePoolWithAnAlarm(String forgery) {
        World world = world(ForeignMarks.STAND_STILL);
        String[] parts = forgery.split("/", -1);

        forge(world, parts[0], parts[1]);
        world.run(90).fails("ec2").run(300);

        assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
        Kind kind = forgery.endsWith("900") ? Kind.FENCED : Kind.FOREIGN_OWNER; // above the bound it is no mark
        assertThat(world.begun(kind))
                .singleElement()
                .satisfies(trouble -> assertThat(trouble.severity()).isEqualTo(Severity.ALARM));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"owner=[^ ]+/owner=evil", " term=[0-9]+/ term=900", " term=[0-9]+/ term=9223372036854775807"})
    void aPoolThatWantsThatSetsAForeignMarkRightOnceAndMovesOn(String forgery) {
        World world = world(ForeignMarks.REASSERT_ONCE);
        String[] parts = forgery.split("/", -1);

        forge(world, parts[0], parts[1]);
        world.run(300);
        String mended = world.zone.get(Pools.MARK).values().get(0);
        world.fails("ec2").run(300);

        assertThat(mended).doesNotContain("evil").doesNotContain("900").doesNotContain("9223372036854775807");
        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
    }

    @Test
    void theSecondForeignMarkIsLeftToAPerson() {
        World world = world(ForeignMarks.REASSERT_ONCE);

        forge(world, "owner=[^ ]+", "owner=evil");
        world.run(300);
        forge(world, "owner=[^ ]+", "owner=evil");
        world.run(300);

        assertThat(world.zone.get(Pools.MARK).values().get(0)).contains("owner=evil");
        assertThat(world.begun(Kind.FOREIGN_EDIT)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {".+/" + NO_MARK, " term=[0-9]+/ term=1000000000000000", " gen=[0-9]+/ gen=9999999999999999"})
    void clearReplacesWhatIsNoMarkAtAll(String forgery) {
        World world = world(ForeignMarks.STAND_STILL);
        String[] parts = forgery.split("/", -1);
        forge(world, parts[0], parts[1]);
        world.run(90);

        world.say(OperatorIntent.clear("www"));
        world.run(120).fails("ec2").run(300);

        assertThat(world.zone.get(Pools.MARK).values().get(0)).startsWith("v=1 ");
        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
    }

    /** What was said of one text holds for that one: the same pool once stood beside a text that nobody had cleared. */
    @Test
    void clearSaysNothingOfATextThatComesLater() {
        World world = world(ForeignMarks.STAND_STILL);
        forge(world, ".+", NO_MARK);
        world.run(90);
        world.faults.addAll(Collections.nCopies(100, World.Fault.REFUSE));
        world.say(OperatorIntent.clear("www"));
        world.run(60);

        forge(world, ".+", "somebody else's text");
        world.faults.clear();
        world.run(60).fails("ec2").run(300);

        assertThat(world.zone.get(Pools.MARK).values()).containsExactly("somebody else's text");
        assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
    }

    /** Seed 1248: the store hung, and what was said of one text was stored when another stood there. */
    @Test
    void clearThatTheStoreTookLateSaysNothingOfTheTextThatCameMeanwhile() {
        World world = world(ForeignMarks.STAND_STILL);
        forge(world, ".+", NO_MARK);
        world.run(90);
        Runnable stored = world.saySlowly(OperatorIntent.clear("www"));

        forge(world, ".+", "somebody else's text");
        world.run(90);
        stored.run();
        world.run(120).fails("ec2").run(300);

        assertThat(world.zone.get(Pools.MARK).values()).containsExactly("somebody else's text");
    }

    /** Seed 761: a word of the process before was read minutes after its start. */
    @Test
    void clearOfALifeBeforeSaysNothingOfATextThatNobodyHadSeen() {
        World world = world(ForeignMarks.STAND_STILL).storeFails(true);
        Runnable stored = world.saySlowly(OperatorIntent.clear("www"));
        world.restart().run(20);
        forge(world, ".+", NO_MARK);
        world.run(90);

        world.storeFails(false);
        stored.run();
        world.run(300);

        assertThat(world.zone.get(Pools.MARK).values()).containsExactly(NO_MARK);
    }

    @Test
    void clearThatWasSaidOfATextHoldsForItAlthoughItIsReadAnewFirst() {
        World world = world(ForeignMarks.STAND_STILL);
        forge(world, ".+", NO_MARK);
        world.run(90);

        Runnable stored = world.saySlowly(OperatorIntent.clear("www"));
        world.restart();
        stored.run();
        world.run(300);

        assertThat(world.zone.get(Pools.MARK).values().get(0)).startsWith("v=1 ");
    }

    /** An instance that does not lead has read nothing, so its word does not tell what it is about. */
    @ParameterizedTest
    @CsvSource({"90, true", "30, false"})
    void clearFromAnotherInstanceMeansATextThatWasKnownForAMinute(int secondsAgo, boolean replaced) {
        World world = Pools.atPrimary(Instances.SEVERAL).begin().run(20);
        forge(world, ".+", NO_MARK);
        while (world.begun(Kind.FOREIGN_OWNER).isEmpty()) {
            world.run(1);
        }
        world.run(secondsAgo);

        world.sayElsewhere(OperatorIntent.clear("www"));
        world.run(120);

        assertThat(world.zone.get(Pools.MARK).values().get(0).equals(NO_MARK)).isEqualTo(!replaced);
    }

    @Test
    void clearFromAnotherInstanceThatTookLongDoesNotMeanATextThatCameAfterIt() {
        World world = Pools.atPrimary(Instances.SEVERAL).begin().run(20);
        WordBook said =
                world.stored().with(OperatorIntent.clear("www").by("bob").because("test"), world.wall(), null);
        forge(world, ".+", NO_MARK);
        world.run(200);

        world.hears(said);
        world.run(120);

        assertThat(world.zone.get(Pools.MARK).values()).containsExactly(NO_MARK);
    }

    @Test
    void clearThatTheStoreTookLateDoesNotTakeTheRecordsFromAnEngineThatCameMeanwhile() {
        World world = world(ForeignMarks.STAND_STILL);
        Runnable stored = world.saySlowly(OperatorIntent.clear("www"));
        forge(world, " term=[0-9]+", " term=900");
        world.run(90);

        stored.run();
        world.run(120);

        assertThat(world.ended(Kind.FENCED)).isEmpty();
    }

    /** Whoever wrote the first was known to be gone; of the second nobody has said that. */
    @Test
    void clearTakesTheRecordsFromTheEngineThatWasKnownAndFromNoLaterOne() {
        World world = world(ForeignMarks.STAND_STILL);
        forge(world, " term=[0-9]+", " term=900");
        world.run(90);
        world.faults.addAll(Collections.nCopies(100, World.Fault.REFUSE));
        world.say(OperatorIntent.clear("www"));
        world.run(30);
        assertThat(world.ended(Kind.FENCED)).hasSize(1);

        world.faults.clear();
        forge(world, " term=[0-9]+", " term=950");
        world.run(90).fails("ec2").run(300);

        assertThat(world.begun(Kind.FENCED)).hasSize(2);
        assertThat(world.zone.get(Pools.MARK).values().get(0)).contains(" term=950 ");
    }

    @Test
    void clearDoesNotTakeTheRecordsOfAnotherOwner() {
        World world = world(ForeignMarks.STAND_STILL);
        forge(world, "owner=[^ ]+", "owner=them");
        world.run(90);

        world.say(OperatorIntent.clear("www"));
        world.run(300);

        assertThat(world.zone.get(Pools.MARK).values().get(0)).contains("owner=them");
    }
}
