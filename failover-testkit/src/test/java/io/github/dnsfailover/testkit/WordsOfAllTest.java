package io.github.dnsfailover.testkit;

import static io.github.dnsfailover.testkit.Fleet.X;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.IntentOutcome;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said at any instance is heard by all of them. */
@DisplayName("words at one of three instances")
class WordsOfAllTest {

    private static final String PRIMARY = "192.0.2.1";
    private static final String BACKUP = "198.51.100.1";

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aFreezeSaidAnywhereHoldsEverywhereOnceItIsDone(int instance) {
        Fleet fleet = new Fleet(3, 1, 0).start();

        IntentOutcome outcome = fleet.instances.get(instance).says(OperatorIntent.freeze("x1"));
        fleet.dies("x1-primary");
        fleet.run(Duration.ofMinutes(10));

        assertThat(outcome.kind()).isEqualTo(IntentOutcome.Kind.DONE);
        assertThat(fleet.addresses("x1", X)).containsExactly(PRIMARY);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aClearSaidAnywhereEndsAFreeze(int instance) {
        Fleet fleet = new Fleet(3, 1, 0).start();
        fleet.instances.get(0).says(OperatorIntent.freeze("x1"));
        fleet.dies("x1-primary");
        fleet.run(Duration.ofMinutes(1));

        IntentOutcome outcome = fleet.instances.get(instance).says(OperatorIntent.clear("x1"));
        fleet.run(Duration.ofSeconds(10));

        assertThat(outcome.kind()).isEqualTo(IntentOutcome.Kind.DONE);
        assertThat(outcome.text()).startsWith("every instance has heard it");
        assertThat(fleet.addresses("x1", X)).containsExactly(BACKUP);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aFailbackSaidAnywhereIsObeyedByTheLeaderOnce(int instance) {
        Fleet fleet = new Fleet(3, 1, 0).start();
        fleet.dies("x1-primary");
        fleet.run(Duration.ofMinutes(2));
        fleet.lives("x1-primary");
        fleet.run(Duration.ofSeconds(30));
        assertThat(fleet.addresses("x1", X)).containsExactly(BACKUP);

        Fleet.Instance said = fleet.instances.get(instance);
        IntentOutcome outcome = said.says(OperatorIntent.failback("x1"));
        fleet.run(Duration.ofSeconds(5));

        assertThat(outcome.kind()).isEqualTo(said.leads("x1") ? IntentOutcome.Kind.DONE : IntentOutcome.Kind.WAITING);
        assertThat(fleet.addresses("x1", X)).containsExactly(PRIMARY);
        fleet.dies("x1-primary");
        fleet.run(Duration.ofMinutes(2));
        fleet.lives("x1-primary");
        fleet.run(Duration.ofMinutes(2));
        assertThat(fleet.addresses("x1", X)).as("the word was used up").containsExactly(BACKUP);
    }

    @Test
    void aPinSaidAtAFollowerIsJudgedByTheLeadersOwnProof() {
        Fleet fleet = new Fleet(2, 1, 0).start();
        Fleet.Instance follower = fleet.follower("x1");

        IntentOutcome outcome = follower.says(OperatorIntent.pin("x1", "x1-backup"));
        fleet.run(Duration.ofSeconds(5));

        assertThat(outcome.kind()).isEqualTo(IntentOutcome.Kind.WAITING);
        assertThat(outcome.text()).contains("does not lead");
        assertThat(fleet.addresses("x1", X)).containsExactly(BACKUP);
    }

    @Test
    void wordsForDifferentPoolsAtTheSameMomentAreBothKept() {
        Fleet fleet = new Fleet(2, 2, 0).start();

        var one = fleet.instances
                .get(0)
                .engine
                .say(OperatorIntent.freeze("x1").by("alice").because("test"));
        var two = fleet.instances
                .get(1)
                .engine
                .say(OperatorIntent.freeze("x2").by("bob").because("test"));
        fleet.run(Duration.ofSeconds(5));

        assertThat(one.join().kind()).isEqualTo(IntentOutcome.Kind.DONE);
        assertThat(two.join().kind()).isEqualTo(IntentOutcome.Kind.DONE);
        fleet.each(instance -> {
            assertThat(instance.engine.snapshot().pool("x1").intent()).contains("by alice");
            assertThat(instance.engine.snapshot().pool("x2").intent()).contains("by bob");
        });
    }

    @Test
    void wordsForOnePoolAtTheSameMomentAreNotMixed() {
        Fleet fleet = new Fleet(2, 1, 0).start();

        var one = fleet.instances
                .get(0)
                .engine
                .say(OperatorIntent.freeze("x1").by("alice").because("test"));
        var two = fleet.instances
                .get(1)
                .engine
                .say(OperatorIntent.pin("x1", "x1-backup").by("bob").because("test"));
        fleet.run(Duration.ofSeconds(5));

        assertThat(one.join().kind()).isEqualTo(IntentOutcome.Kind.DONE);
        assertThat(two.join().kind()).isEqualTo(IntentOutcome.Kind.REFUSED);
        assertThat(two.join().text()).contains("another instance said something");
    }

    /** Lease seed 3947: the first clear was refused, and the second one lifted the freeze that the first had met. */
    @Test
    void aClearThatWaitsForItsTurnLiftsNoFreezeThatWasSaidMeanwhile() {
        Fleet fleet = new Fleet(2, 1, 0).start();
        Fleet.Instance other = fleet.instances.get(1);

        var freeze = fleet.instances
                .get(0)
                .engine
                .say(OperatorIntent.freeze("x1").by("alice").because("test"));
        List<CompletableFuture<IntentOutcome>> clears = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clears.add(other.engine.say(OperatorIntent.clear("x1").by("bob").because("test")));
        }
        fleet.run(Duration.ofSeconds(10));

        assertThat(freeze.join().kind()).isEqualTo(IntentOutcome.Kind.DONE);
        assertThat(clears)
                .allSatisfy(clear -> assertThat(clear.join().text())
                        .isEqualTo("another instance said something at the same time; look, and say it again"));
        fleet.each(instance ->
                assertThat(instance.engine.snapshot().pool("x1").intent()).startsWith("freeze"));
    }

    @Test
    void wordsInARowAtOneInstanceAreAllTakenAlsoIfItSeesThemStandBeforeItsStoreHasAnswered() {
        Fleet fleet = new Fleet(2, 1, 0).start();
        Fleet.Instance instance = fleet.instances.get(1);
        instance.store.slows();

        List<CompletableFuture<IntentOutcome>> outcomes = Stream.of(
                        OperatorIntent.freeze("x1"),
                        OperatorIntent.down("x1", "x1-backup"),
                        OperatorIntent.clear("x1"),
                        OperatorIntent.down("x1", "x1-backup"),
                        OperatorIntent.freeze("x1"))
                .map(intent -> instance.engine.say(intent.by("alice").because("test")))
                .toList();
        fleet.run(Duration.ofMinutes(1));

        assertThat(outcomes)
                .allSatisfy(outcome -> assertThat(outcome.join().kind()).isNotEqualTo(IntentOutcome.Kind.REFUSED));
        fleet.each(each -> assertThat(each.engine.snapshot().pool("x1").intent())
                .contains("down x1-backup")
                .contains("freeze"));
    }

    @Test
    void aWordsEndDoesNotFollowAWallClockThatJumps() {
        Fleet fleet = new Fleet(2, 1, 0).start();
        fleet.instances.get(0).says(OperatorIntent.freeze("x1").lasting(Duration.ofHours(2)));

        fleet.time.stepClock(Duration.ofHours(3));
        fleet.dies("x1-primary");
        fleet.run(Duration.ofMinutes(100));
        assertThat(fleet.addresses("x1", X)).containsExactly(PRIMARY);

        fleet.time.stepClock(Duration.ofHours(-12));
        fleet.run(Duration.ofMinutes(25));
        assertThat(fleet.addresses("x1", X)).containsExactly(BACKUP);
    }

    @Test
    void theFreezeAfterASecondEditIsHeardByTheNextLeader() {
        Fleet fleet = new Fleet(2, 1, 0).start();
        for (int i = 0; i < 2; i++) {
            fleet.edit("x1", X, "203.0.113.9");
            fleet.run(Duration.ofMinutes(4));
        }
        Fleet.Instance first = fleet.leader("x1");

        first.engine.close();
        fleet.run(Duration.ofMinutes(5));

        assertThat(fleet.leader("x1")).isNotSameAs(first);
        assertThat(fleet.addresses("x1", X)).containsExactly("203.0.113.9");
        assertThat(fleet.leader("x1").engine.snapshot().pool("x1").troubles())
                .extracting(Trouble::kind)
                .contains(Trouble.Kind.FOREIGN_EDIT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 20})
    void aLoneEngineFailsOverWhileItsStoreHangs(int pools) {
        Fleet fleet = new Fleet(1, pools, 0).start();
        fleet.each(instance -> instance.store.hang());
        fleet.run(Duration.ofMinutes(5));

        for (int i = 1; i <= pools; i++) {
            fleet.dies("x" + i + "-primary");
        }
        fleet.run(fleet.bound());

        for (int i = 1; i <= pools; i++) {
            assertThat(fleet.addresses("x" + i, X)).containsExactly("198.51.100." + i);
        }
        assertThat(fleet.instances.get(0).engine.snapshot().troubles())
                .extracting(Trouble::kind)
                .contains(Trouble.Kind.STORE_FAILS);
    }

    @Test
    void whoCannotHearGivesUpTheLeadToOneWhoCan() {
        Fleet fleet = new Fleet(2, 1, 0).start();
        Fleet.Instance first = fleet.leader("x1");

        first.store.hang();
        fleet.run(Duration.ofSeconds(13));

        assertThat(first.leads("x1")).isFalse();
        fleet.run(Duration.ofSeconds(5));
        assertThat(fleet.leader("x1")).isNotSameAs(first);
    }
}
