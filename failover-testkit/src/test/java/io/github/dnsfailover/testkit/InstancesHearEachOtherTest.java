package io.github.dnsfailover.testkit;

import static io.github.dnsfailover.testkit.Fleet.X;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dnsfailover.EngineSnapshot;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.IntentOutcome;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.event.LeaderSeen;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fate;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a leader says of itself in the text of its lead: who it is, which words it has heard, and its rank. */
@DisplayName("instances with a lease in a store that they share")
class InstancesHearEachOtherTest {

    private static final String PRIMARY = "192.0.2.1";
    private static final String BACKUP = "198.51.100.1";

    private static EngineSnapshot.Lead lead(Fleet.Instance instance) {
        return instance.engine.snapshot().leads().get(0);
    }

    private static List<Trouble.Kind> troubles(Fleet.Instance instance) {
        return instance.engine.snapshot().troubles().stream().map(Trouble::kind).toList();
    }

    private static CompletableFuture<IntentOutcome> say(Fleet.Instance instance, OperatorIntent intent) {
        return instance.engine.say(intent.by("alice").because("test"));
    }

    private static void away(Fleet.Instance instance) {
        instance.at(X).plan(call -> new Fate(Fault.TIMED_OUT_BEFORE, Duration.ofSeconds(5), Duration.ZERO));
    }

    // Who leads

    @Test
    void everyInstanceShowsWhoLeadsSinceWhenAndUntilWhen() {
        Fleet fleet = Fleet.ofRanks(0, 0, 0).start();
        Fleet.Instance leader = fleet.leader("x1");
        int number = fleet.instances.indexOf(leader);

        fleet.each(instance -> {
            EngineSnapshot.Lead seen = lead(instance);
            assertThat(seen.scope()).isEqualTo("example.com.");
            assertThat(seen.own()).isEqualTo(instance == leader);
            assertThat(seen.name()).isEqualTo("instance" + number);
            assertThat(seen.term()).hasValue(1);
            assertThat(seen.since()).get().matches(since -> since.isBefore(fleet.time.now()));
            assertThat(seen.until()).get().matches(until -> until.isAfter(fleet.time.now()));
            assertThat(seen.says().configuration()).hasSize(12);
            assertThat(instance.engine.snapshot().toString())
                    .contains("example.com. is led by " + (instance == leader ? "this engine (" : ""));
        });
    }

    @Test
    void anotherLeaderIsTold() {
        Fleet fleet = Fleet.ofRanks(0, 0, 0).start();
        Fleet.Instance first = fleet.leader("x1");
        first.engine.close();
        fleet.run(Duration.ofSeconds(30));

        Fleet.Instance second = fleet.instances.stream()
                .filter(instance -> instance != first && instance.leads("x1"))
                .findFirst()
                .orElseThrow();
        Fleet.Instance third = fleet.instances.stream()
                .filter(instance -> instance != first && instance != second)
                .findFirst()
                .orElseThrow();

        assertThat(third.events)
                .filteredOn(LeaderSeen.class::isInstance)
                .extracting(event -> event.summary())
                .containsExactly(
                        "instance" + fleet.instances.indexOf(first) + " leads example.com. with term 1",
                        "instance" + fleet.instances.indexOf(second) + " leads example.com. with term 2");
        assertThat(lead(third).term()).hasValue(2);
    }

    // Words

    @Test
    void whatIsSaidAtAFollowerIsDoneOnceTheLeaderHasHeardIt() {
        Fleet fleet = Fleet.ofRanks(0, 0).start();
        Fleet.Instance leader = fleet.leader("x1");

        CompletableFuture<IntentOutcome> outcome = say(fleet.follower("x1"), OperatorIntent.pin("x1", "x1-backup"));
        fleet.run(Duration.ofSeconds(5));

        assertThat(outcome).isCompleted();
        assertThat(outcome.join().kind()).isEqualTo(IntentOutcome.Kind.DONE);
        assertThat(outcome.join().text())
                .isEqualTo("stored, and instance" + fleet.instances.indexOf(leader)
                        + ", which leads example.com., has heard it and acts on it");
        assertThat(fleet.addresses("x1", X)).containsExactly(BACKUP);
    }

    @Test
    void aLeaderThatDoesNotHearItIsNamed() {
        Fleet fleet = Fleet.ofRanks(0, 0).start();
        Fleet.Instance leader = fleet.leader("x1");
        leader.store.hang();

        CompletableFuture<IntentOutcome> outcome = say(fleet.follower("x1"), OperatorIntent.down("x1", "x1-primary"));
        fleet.run(Duration.ofSeconds(3));
        assertThat(outcome).as("it is not known yet").isNotCompleted();
        fleet.run(Duration.ofSeconds(20));

        assertThat(outcome.join().kind())
                .as("the leader gives up, and this engine leads and obeys: %s", outcome.join())
                .isEqualTo(IntentOutcome.Kind.DONE);
        assertThat(fleet.addresses("x1", X)).containsExactly(BACKUP);
    }

    @Test
    void whereTheLeaderIsGoneItIsSaidThatNobodyHasHeardIt() {
        Fleet fleet = Fleet.ofRanks(0, 0, 0).start();
        Fleet.Instance follower = fleet.follower("x1");
        fleet.each(instance -> {
            if (instance != follower) {
                instance.engine.close();
            }
        });
        away(follower);
        fleet.run(Duration.ofSeconds(60));

        CompletableFuture<IntentOutcome> outcome = say(follower, OperatorIntent.down("x1", "x1-primary"));
        fleet.run(Duration.ofSeconds(20));

        assertThat(outcome.join().kind()).isEqualTo(IntentOutcome.Kind.WAITING);
        assertThat(outcome.join().text())
                .isEqualTo("stored; nobody is seen to lead example.com.; whoever does will hear it");
    }

    // Ranks

    @Test
    void theHigherRankTakesTheLeadFromALivingLowerOne() {
        Fleet fleet = Fleet.ofRanks(7, 7).start();
        Fleet.Instance old = fleet.leader("x1");

        Fleet.Instance young = fleet.join(8);
        fleet.run(Duration.ofSeconds(40));

        assertThat(young.leads("x1")).isTrue();
        assertThat(old.leads("x1")).isFalse();
        assertThat(troubles(old)).contains(Trouble.Kind.CONFIGURATION_OUTDATED);
        assertThat(old.engine.snapshot().troubles().toString())
                .contains("it is left to instance2 of rank 8, this engine has rank 7");
        assertThat(troubles(young)).isEmpty();
        fleet.run(Duration.ofMinutes(10));
        assertThat(young.leads("x1")).isTrue();
        assertThat(lead(old).says().rank()).isEqualTo(8);
    }

    @Test
    void aHigherRankThatDiesIsFollowedByTheLowerOneThreeLeasesLater() {
        Fleet fleet = Fleet.ofRanks(7, 8).start();
        Fleet.Instance old = fleet.instances.get(0);
        Fleet.Instance young = fleet.instances.get(1);
        assertThat(young.leads("x1")).isTrue();

        young.way.fail(); // it cannot say that it goes
        young.close();
        fleet.dies("x1-primary");
        fleet.run(Duration.ofSeconds(30));
        assertThat(old.leads("x1")).as("it may come back").isFalse();
        fleet.run(Duration.ofSeconds(40));

        assertThat(old.leads("x1")).isTrue();
        assertThat(fleet.addresses("x1", X)).containsExactly(BACKUP);
        assertThat(troubles(old)).doesNotContain(Trouble.Kind.CONFIGURATION_OUTDATED);
    }

    @Test
    void aHigherRankThatIsClosedLeavesTheLeadInSeconds() {
        Fleet fleet = Fleet.ofRanks(7, 8).start();

        fleet.instances.get(1).close();
        fleet.run(Duration.ofSeconds(8));

        assertThat(fleet.instances.get(0).leads("x1")).isTrue();
    }

    @Test
    void aHigherRankThatCannotReachItsProviderLeavesTheLeadToTheLowerOne() {
        Fleet fleet = Fleet.ofRanks(7, 8).start();
        Fleet.Instance old = fleet.instances.get(0);
        Fleet.Instance young = fleet.instances.get(1);
        away(young);
        fleet.dies("x1-primary");

        fleet.run(Duration.ofMinutes(3));

        assertThat(old.leads("x1")).isTrue();
        assertThat(fleet.addresses("x1", X)).containsExactly(BACKUP);
        assertThat(fleet.addresses("x1", X)).doesNotContain(PRIMARY);
    }

    @Test
    void aHigherRankWhoseWritesAreRefusedLeavesTheLeadToTheLowerOne() {
        Fleet fleet = Fleet.ofRanks(7, 8).start();
        Fleet.Instance old = fleet.instances.get(0);
        fleet.instances
                .get(1)
                .at(X)
                .plan(call -> new Fate(
                        call == FaultyDnsProvider.Call.APPLY ? Fault.REFUSED : Fault.NONE,
                        Duration.ZERO,
                        Duration.ZERO));

        fleet.dies("x1-primary");
        fleet.run(Duration.ofMinutes(2));

        assertThat(old.leads("x1")).isTrue();
        assertThat(fleet.addresses("x1", X)).containsExactly(BACKUP);
    }

    @Test
    void aDryRunHasNoRank() {
        Fleet fleet = Fleet.ofRanks(7);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> FailoverEngine.builder()
                        .pool(fleet.anyPool())
                        .leadership(Leadership.singleInstance())
                        .rank(3)
                        .dryRun()
                        .build())
                .withMessage("rank: 3; a dry run writes nothing, so no other may wait for it");
    }

    // A store that goes back

    @Test
    void aFreezeOutlivesAStoreThatWasWiped() {
        Fleet fleet = Fleet.ofRanks(0, 0, 0).start();
        CompletableFuture<IntentOutcome> frozen = say(fleet.follower("x1"), OperatorIntent.freeze("x1"));
        fleet.run(Duration.ofSeconds(5));
        assertThat(frozen.join().kind()).isEqualTo(IntentOutcome.Kind.DONE);

        fleet.shared.wipe();
        fleet.run(Duration.ofSeconds(1));
        fleet.dies("x1-primary");
        fleet.run(Duration.ofMinutes(5));

        assertThat(fleet.addresses("x1", X)).containsExactly(PRIMARY);
        fleet.each(instance -> assertThat(troubles(instance)).contains(Trouble.Kind.STORE_WENT_BACK));
        Fleet.Instance late = fleet.join(0);
        fleet.run(Duration.ofSeconds(10));
        assertThat(late.engine.snapshot().pool("x1").intent()).contains("freeze by alice");
        fleet.run(Duration.ofMinutes(20));
        fleet.each(instance -> assertThat(troubles(instance)).doesNotContain(Trouble.Kind.STORE_WENT_BACK));
    }

    @Test
    void aClearSaidAfterAWipeIsObeyed() {
        Fleet fleet = Fleet.ofRanks(0, 0).start();
        CompletableFuture<IntentOutcome> frozen = say(fleet.follower("x1"), OperatorIntent.freeze("x1"));
        fleet.run(Duration.ofSeconds(5));
        assertThat(frozen.join().kind()).isEqualTo(IntentOutcome.Kind.DONE);
        fleet.shared.wipe();
        fleet.run(Duration.ofSeconds(30));

        CompletableFuture<IntentOutcome> clear = say(fleet.follower("x1"), OperatorIntent.clear("x1"));
        fleet.dies("x1-primary");
        fleet.run(Duration.ofMinutes(1));

        assertThat(clear.join().kind()).isEqualTo(IntentOutcome.Kind.DONE);
        assertThat(fleet.addresses("x1", X)).containsExactly(BACKUP);
    }

    /** What the leader had heard before is no word on what is said now. */
    @Test
    void afterAWipeAnOldAcknowledgementIsNone() {
        Fleet fleet = Fleet.ofRanks(0, 0).start();
        for (int i = 0; i < 5; i++) {
            CompletableFuture<IntentOutcome> up = say(fleet.follower("x1"), OperatorIntent.up("x1", "x1-primary"));
            fleet.run(Duration.ofSeconds(5));
            assertThat(up).isCompleted();
        }
        fleet.shared.wipe();
        fleet.run(Duration.ofSeconds(30));
        fleet.leader("x1").store.hang();

        CompletableFuture<IntentOutcome> down = say(fleet.follower("x1"), OperatorIntent.down("x1", "x1-primary"));
        fleet.run(Duration.ofSeconds(4));

        assertThat(down).isNotCompleted();
    }

    // An entry that stops all

    @Test
    void anEntryThatAPersonTypesStopsEveryInstanceWithinTwoSeconds() throws Exception {
        Fleet fleet = Fleet.ofRanks(0, 0, 0).start();
        fleet.shared.save("stop:dnsfailover/default", 0, "alice: the storage is moved");
        fleet.run(Duration.ofSeconds(2));

        fleet.dies("x1-primary");
        fleet.run(Duration.ofMinutes(10));

        assertThat(fleet.addresses("x1", X)).containsExactly(PRIMARY);
        fleet.each(instance -> assertThat(instance.engine.snapshot().troubles())
                .filteredOn(trouble -> trouble.kind() == Trouble.Kind.STOP_ENTRY)
                .extracting(Trouble::text)
                .containsExactly("stop:dnsfailover/default stands in the state store: alice: the storage is moved"));
        assertThat(fleet.leader("x1").engine.snapshot().pool("x1").frozen()).contains("alice");
    }

    @Test
    void noWordIsDoneThatItForbids() throws Exception {
        Fleet fleet = Fleet.ofRanks(0, 0).start();
        fleet.shared.save("stop:dnsfailover/default", 0, "alice");
        fleet.run(Duration.ofSeconds(5));

        CompletableFuture<IntentOutcome> clear = say(fleet.follower("x1"), OperatorIntent.clear("x1"));
        fleet.run(Duration.ofSeconds(5));
        CompletableFuture<IntentOutcome> pin = say(fleet.follower("x1"), OperatorIntent.pin("x1", "x1-backup"));
        fleet.run(Duration.ofSeconds(5));

        assertThat(clear.join().toString())
                .startsWith("WAITING: every instance has heard it; but nothing is written: stop:dnsfailover/default");
        assertThat(pin.join().toString())
                .startsWith("WAITING: stored, and instance")
                .contains("; but nothing is written: stop:dnsfailover/default stands in the state store: alice");
    }

    @Test
    void whoComesWhileItStandsIsStoppedToo() throws Exception {
        Fleet fleet = Fleet.ofRanks(0);
        fleet.shared.save("stop:dnsfailover/default", 0, "");
        fleet.start();
        fleet.dies("x1-primary");
        fleet.run(Duration.ofMinutes(10));

        assertThat(fleet.addresses("x1", X)).isEmpty();
    }

    @Test
    void onceItIsGoneTheyGoOn() throws Exception {
        Fleet fleet = Fleet.ofRanks(0, 0).start();
        fleet.shared.save("stop:dnsfailover/default", 0, "alice");
        fleet.dies("x1-primary");
        fleet.run(Duration.ofMinutes(1));
        assertThat(fleet.addresses("x1", X)).containsExactly(PRIMARY);

        fleet.shared.wipe();
        fleet.run(Duration.ofMinutes(1));

        assertThat(fleet.addresses("x1", X)).containsExactly(BACKUP);
    }
}
