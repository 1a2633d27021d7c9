package io.github.dnsfailover.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Leadership.Calls;
import io.github.dnsfailover.Leadership.Candidate;
import io.github.dnsfailover.Leadership.Leader;
import io.github.dnsfailover.Leadership.Sighting;
import io.github.dnsfailover.StateStore.Entry;
import io.github.dnsfailover.internal.lease.Lease.Save;
import io.github.dnsfailover.internal.lease.Lease.Saved;
import io.github.dnsfailover.internal.machine.Mark;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule of the lease; defaults: 15 s, held for 12 s, renewed after 5 s. */
class LeaseTest {

    private final Instance.Cell store = new Instance.Cell();
    private final Instance a = new Instance(store, "a");
    private final Instance b = new Instance(store, "b");

    private void pass(int seconds) {
        store.pass(Duration.ofSeconds(seconds));
    }

    /** Lets so much time pass, with a look each second, that a may take the lead in its next round. */
    private void aMayTake() {
        a.round().rounds(14);
        pass(1);
    }

    private void aLeads() {
        a.round().rounds(15);
        assertThat(a.term()).hasValue(1);
    }

    // Taking

    @Test
    void whereNothingStandsAWholeLeasePassesFirst() {
        a.round().rounds(14);

        assertThat(a.term()).isEmpty();
        assertThat(store.entry).isEqualTo(Entry.NONE);

        a.rounds(1);

        assertThat(a.term()).hasValue(1);
        assertThat(store.entry.text()).isEqualTo("lead 1 term=1 holder=aaaaaaaaaaaa lease=15000 by=a");
    }

    @Test
    void whoIsNotAskedTakesNothing() {
        a.turn();
        pass(20);
        a.turn();

        assertThat(store.entry).isEqualTo(Entry.NONE);
    }

    @Test
    void whoWasAskedTooLongAgoTakesNothing() {
        a.round();
        pass(15);
        a.turn();

        assertThat(store.entry).isEqualTo(Entry.NONE);
    }

    @Test
    void ofTwoThatTakeAtOnceOneLeads() {
        for (int i = 0; i < 16; i++) {
            a.ask().look();
            b.ask().look();
            store.pass(Duration.ofMillis(950));
        }
        a.ask().look();
        b.ask().look();
        Save ofA = a.due().orElseThrow();
        Save ofB = b.due().orElseThrow();

        b.saved(store.save(ofB) ? Saved.YES : Saved.NO);
        a.saved(store.save(ofA) ? Saved.YES : Saved.NO);

        assertThat(b.term()).hasValue(1);
        assertThat(a.term()).isEmpty();
    }

    @Test
    void aFollowerTakesOverAfterAWholeLeaseWithoutASignOfLife() {
        aLeads();
        b.round().rounds(14);
        assertThat(b.term()).isEmpty();

        b.rounds(1);

        assertThat(b.term()).hasValue(2);
        assertThat(a.term()).isEmpty();
        assertThat(b.lease.right().orElseThrow().before()).isEqualTo(Calls.MAY_BE_OUT);
    }

    @Test
    void eachRenewalIsASignOfLife() {
        aLeads();
        for (int i = 0; i < 100; i++) {
            a.rounds(1);
            b.round();
        }

        assertThat(a.term()).hasValue(1);
        assertThat(b.term()).isEmpty();
        assertThat(store.entry.version()).isBetween(18L, 22L);
    }

    @Test
    void theLongerLeaseCounts() {
        aLeads();
        Instance hasty = new Instance(store, "c", Duration.ofSeconds(3));
        hasty.round().rounds(14);
        assertThat(hasty.term()).isEmpty();
        hasty.rounds(1);
        assertThat(hasty.term()).hasValue(2);

        Instance patient = new Instance(store, "d", Duration.ofSeconds(60));
        patient.round().rounds(59);
        assertThat(patient.term()).isEmpty();
        patient.rounds(1);
        assertThat(patient.term()).hasValue(3);
    }

    // Holding

    @Test
    void theLeadEndsAFifthBeforeTheLeaseAsCountedFromTheSending() {
        aMayTake();
        a.ask().look();
        Save save = a.due().orElseThrow();
        pass(2);
        a.saved(store.save(save) ? Saved.YES : Saved.NO);
        assertThat(a.term()).hasValue(1);

        store.pass(Duration.ofSeconds(10).minusNanos(1));
        assertThat(a.term()).hasValue(1);

        store.pass(Duration.ofNanos(1));
        assertThat(a.term()).isEmpty();
    }

    @Test
    void aTermThatWasOnceOverIsNeverHeldAgain() {
        aLeads();
        pass(5);
        a.ask().look();
        Save renewal = a.due().orElseThrow();
        pass(7);
        assertThat(a.term()).isEmpty();

        a.saved(store.save(renewal) ? Saved.YES : Saved.NO);

        assertThat(a.term()).isEmpty();
        a.ask().due().ifPresent(save -> a.saved(store.save(save) ? Saved.YES : Saved.NO));
        assertThat(a.term()).hasValue(2);
    }

    @Test
    void aRenewalThatAnswersAfterTheEndBurnsTheTermAlsoIfNobodyLooked() {
        aLeads();
        pass(5);
        a.ask().look();
        Save renewal = a.due().orElseThrow();
        pass(7);

        a.saved(store.save(renewal) ? Saved.YES : Saved.NO);

        assertThat(a.term()).isEmpty();
    }

    @Test
    void aRenewalThatAnotherSaveOvertookEndsTheLeadAtOnce() {
        aLeads();
        pass(5);
        a.ask().look();
        assertThat(a.due()).isPresent();
        a.saved(Saved.NO);

        assertThat(a.term()).isEmpty();
        assertThat(a.due()).isEmpty(); // before it has looked
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lead 1 term=9 holder=bbbbbbbbbbbb lease=15000 by=b",
                "lead 1 term=1 holder=aaaaaaaaaaaa lease=15000 by=a",
                "lead 1 term=9 holder=- lease=15000 calls=0 by=b",
                "lead 2 whatever",
                ""
            })
    void anythingElseInItsPlaceEndsTheLeadAtOnce(String text) {
        aLeads();
        store.put(text);
        pass(1);
        a.look();

        assertThat(a.term()).isEmpty();
    }

    @Test
    void aStoreThatWasWipedEndsTheLeadAndIsLeftAloneForALease() {
        aLeads();
        store.entry = Entry.NONE;
        pass(1);
        a.round();
        b.round();
        assertThat(a.term()).isEmpty();

        a.rounds(14);
        assertThat(store.entry).isEqualTo(Entry.NONE);

        a.rounds(1);
        assertThat(a.term()).hasValue(2);
    }

    @Test
    void anEmptyStoreThatWasNotWatchedMayHaveBeenWiped() {
        a.round();
        pass(10);
        a.round().rounds(14);
        assertThat(store.entry).isEqualTo(Entry.NONE);

        a.rounds(1);

        assertThat(a.term()).hasValue(1);
    }

    @Test
    void aLeadThatWasGivenUpInAStoreThatWentBackMayBeHeld() {
        aLeads();
        a.resign(Calls.ENDED);
        a.turn();
        Entry free = store.entry;
        b.round();
        assertThat(b.term()).hasValue(2);
        a.round();
        Instance c = new Instance(store, "c");
        c.round();

        store.entry = free;
        c.rounds(15);

        assertThat(c.term()).isEmpty();
        c.rounds(1);
        assertThat(c.term()).hasValue(3);
    }

    @Test
    void aMachineThatWasSuspendedFindsItsLeadOver() {
        aLeads();
        store.wallMillis += 3_000;
        assertThat(a.term()).hasValue(1);

        store.wallMillis += 1;

        assertThat(a.term()).isEmpty();
    }

    @Test
    void aWallClockThatGoesBackEndsNothing() {
        aLeads();
        store.wallMillis -= 100_000_000;

        assertThat(a.term()).hasValue(1);
    }

    // Unknown outcomes

    @Test
    void afterAnUnknownOutcomeTheStoreIsReadBeforeTheNextSave() {
        aLeads();
        pass(5);
        a.ask().look();
        assertThat(a.due()).isPresent();
        a.saved(Saved.UNKNOWN);

        assertThat(a.term()).hasValue(1);
        assertThat(a.due()).isEmpty();
        a.look();
        assertThat(a.due()).isPresent();
    }

    @Test
    void aRenewalWhoseReplyWasLostCountsFromItsSending() {
        aLeads();
        pass(5);
        a.ask().look();
        store.save(a.due().orElseThrow());
        a.saved(Saved.UNKNOWN);
        pass(1);
        a.look();

        assertThat(a.lease.right().orElseThrow().sent().nanos())
                .isEqualTo(store.nanos - Duration.ofSeconds(1).toNanos());
        assertThat(a.term()).hasValue(1);
    }

    @Test
    void aTakeOverThatLandedLateIsOursAndIsTakenAnewAtOnce() {
        aMayTake();
        a.ask().look();
        Save lost = a.due().orElseThrow();
        a.saved(Saved.UNKNOWN);
        a.look();
        pass(20);
        store.save(lost);

        a.ask().turn();

        assertThat(a.term()).hasValue(2);
    }

    @Test
    void theFirstOfSeveralUnknownSavesCounts() {
        aLeads();
        pass(5);
        a.ask().look();
        assertThat(a.due()).isPresent();
        a.saved(Saved.UNKNOWN);
        pass(3);
        a.ask().look();
        store.save(a.due().orElseThrow());
        a.saved(Saved.UNKNOWN);
        a.look();

        store.pass(Duration.ofSeconds(9).minusNanos(1));
        assertThat(a.term()).hasValue(1);
        store.pass(Duration.ofNanos(1));
        assertThat(a.term()).isEmpty();
    }

    @Test
    void ourIdAloneMakesNothingOurs() {
        store.put("lead 1 term=4 holder=aaaaaaaaaaaa lease=15000 by=a");
        a.round().rounds(14);
        assertThat(a.term()).isEmpty();

        a.rounds(1);

        assertThat(a.term()).hasValue(5);
    }

    @Test
    void aLoadThatASaveOvertookTellsNothing() {
        aLeads();
        pass(5);
        Lease before = a.ask().lease;
        Entry old = store.entry;
        a.turn();
        a.lease = a.lease.loaded(store.now(), before.saves(), old);

        assertThat(a.term()).hasValue(1);
    }

    @Test
    void aLoadThatBeganWhileASaveWasUnderWayTellsNothing() {
        aLeads();
        pass(5);
        Lease.Step renewal = a.ask().lease.due(store.now(), false);
        Entry old = store.entry;
        assertThat(renewal.save()).isPresent();
        long then = renewal.lease().saves();

        Lease after = renewal.lease().saved(store.now(), Lease.Saved.YES);
        a.lease = after.loaded(store.now(), then, old);

        assertThat(a.term()).hasValue(1);
    }

    // Giving up

    @Test
    void whoIsNotAskedAnyMoreGivesUp() {
        aLeads();
        pass(4);
        a.turn();
        assertThat(a.term()).hasValue(1);

        pass(1);
        a.turn();

        assertThat(a.term()).isEmpty();
        assertThat(store.entry.text()).isEqualTo("lead 1 term=1 holder=- lease=15000 calls=1 by=a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ENDED", "MAY_BE_OUT"})
    void aLeadThatWasGivenUpIsTakenAtOnceAndTellsOfCalls(Calls calls) {
        aLeads();
        b.round();
        a.resign(calls);
        assertThat(a.term()).isEmpty();
        a.turn();

        pass(1);
        b.round();

        assertThat(b.term()).hasValue(2);
        assertThat(b.lease.right().orElseThrow().before()).isEqualTo(calls);
        b.rounds(30);
        assertThat(b.lease.right().orElseThrow().before()).isEqualTo(calls);
    }

    @Test
    void whoGaveUpLetsOthersGoFirst() {
        aLeads();
        a.resign(Calls.ENDED);
        a.turn();
        a.rounds(2);
        assertThat(a.term()).isEmpty();

        a.rounds(1);

        assertThat(a.term()).hasValue(2);
    }

    @Test
    void givingUpDuringASaveGivesUpAfterIt() {
        aMayTake();
        a.ask().look();
        Save save = a.due().orElseThrow();
        a.resign(Calls.ENDED);
        a.saved(store.save(save) ? Saved.YES : Saved.NO);
        assertThat(a.term()).isEmpty();
        assertThat(a.lease.isBusy()).isTrue();

        a.turn();

        assertThat(a.text().holder()).isEqualTo("-");
        assertThat(a.lease.isBusy()).isFalse();
    }

    @Test
    void aGivingUpWhoseReplyWasLostIsDoneOnceItIsSeen() {
        aLeads();
        a.resign(Calls.ENDED);
        store.save(a.due().orElseThrow());
        a.saved(Saved.UNKNOWN);
        assertThat(a.lease.isBusy()).isTrue();

        a.turn();

        assertThat(a.lease.isBusy()).isFalse();
        a.rounds(1);
        assertThat(a.term()).isEmpty(); // others first
    }

    @Test
    void aGivingUpThatDidNotArriveIsRepeated() {
        aLeads();
        a.resign(Calls.ENDED);
        assertThat(a.due()).isPresent();
        a.saved(Saved.UNKNOWN);

        a.turn();

        assertThat(a.text().holder()).isEqualTo("-");
    }

    @Test
    void givingUpNothingSavesNothing() {
        a.round();
        a.resign(Calls.ENDED);

        assertThat(a.lease.isBusy()).isFalse();
        assertThat(a.due()).isEmpty();
    }

    @Test
    void aTakeOverThatLandsAfterItWasGivenUpIsGivenUp() {
        aMayTake();
        a.ask().look();
        Save lost = a.due().orElseThrow();
        a.saved(Saved.UNKNOWN);
        a.resign(Calls.ENDED);
        a.turn();
        store.save(lost);

        a.turn();

        assertThat(a.term()).isEmpty();
        assertThat(a.text().holder()).isEqualTo("-");
    }

    // Terms

    @Test
    void aTermBelowThatOfAMarkIsTakenAnewAboveIt() {
        aLeads();
        a.lease = a.lease.atLeast(41);
        assertThat(a.term()).isEmpty();

        a.turn();

        assertThat(a.term()).hasValue(42);
        assertThat(a.lease.right().orElseThrow().before()).isEqualTo(Calls.MAY_BE_OUT);
    }

    @Test
    void anEqualTermOfAnotherIsTakenAnewAboveIt() {
        aLeads();
        a.lease = a.lease.atLeast(1);
        a.turn();

        assertThat(a.term()).hasValue(2);
    }

    @Test
    void aLowerTermOfAMarkChangesNothing() {
        aLeads();
        a.lease = a.lease.atLeast(0);

        assertThat(a.term()).hasValue(1);
    }

    @Test
    void aFollowerKnowsTheHighestTermToo() {
        aLeads();
        b.lease = b.lease.atLeast(7);
        b.round().rounds(15);

        assertThat(b.term()).hasValue(8);
    }

    @Test
    void termsEndBelowTheBoundOfMarks() {
        aLeads();
        a.lease = a.lease.atLeast(Mark.LIMIT - 2);
        a.turn();
        assertThat(a.term()).hasValue(Mark.LIMIT - 1);

        a.lease = a.lease.atLeast(Long.MAX_VALUE);
        a.turn();

        assertThat(a.term()).isEmpty();
        assertThat(a.lease.obstacle()).contains("10^15");
        assertThat(LeadText.parse(store.entry.text())).isPresent();
        a.resign(Calls.ENDED);
        a.turn();
        assertThat(LeadText.parse(store.entry.text())).isPresent();
    }

    // What is none of ours

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "lead 2 term=1", "lead 1 term=1 holder=aaaaaaaaaaaa", "freeze\nby alice"})
    void whatIsNoneOfOursIsNeverReplaced(String text) {
        store.put(text);
        a.round().rounds(100);

        assertThat(store.entry).isEqualTo(new Entry(1, text));
        assertThat(a.lease.obstacle()).contains("another program");

        store.entry = Entry.NONE;
        a.rounds(1);
        assertThat(a.lease.obstacle()).isEmpty();
        a.rounds(15);
        assertThat(a.term()).hasValue(1);
    }

    // What is seen

    @Test
    void somebodyIsSeenAsLongAsThereAreSignsOfLife() {
        assertThat(b.sighting()).isEqualTo(Sighting.UNKNOWN);
        b.look();
        assertThat(b.sighting()).isEqualTo(Sighting.UNKNOWN);
        aLeads();
        assertThat(a.sighting()).isEqualTo(Sighting.SOMEBODY);
        b.look();
        assertThat(b.sighting()).isEqualTo(Sighting.SOMEBODY);
        pass(5);
        assertThat(b.sighting()).isEqualTo(Sighting.UNKNOWN);
        pass(9);
        b.look();
        assertThat(b.sighting()).isEqualTo(Sighting.SOMEBODY);
        pass(1);
        b.look();
        assertThat(b.sighting()).isEqualTo(Sighting.NOBODY);
    }

    @Test
    void whileALeadIsHandedOverItIsNotSaidThatNobodyLeads() {
        aLeads();
        a.resign(Calls.ENDED);
        a.turn();
        b.look();
        assertThat(b.sighting()).isEqualTo(Sighting.UNKNOWN);

        pass(3);
        b.look();

        assertThat(b.sighting()).isEqualTo(Sighting.NOBODY);
    }

    // What the leader says of itself

    @Test
    void whatTheLeaderSaysIsReadByOthers() {
        a.says = new Candidate(7, "90c1d2aa07fe", 12, List.of("www/dc1", "api/dc1", Candidate.MORE));
        aLeads();

        b.look();

        assertThat(store.entry.text())
                .isEqualTo("lead 1 term=1 holder=aaaaaaaaaaaa lease=15000 by=a rank=7 cfg=90c1d2aa07fe words=12"
                        + " down=www/dc1,api/dc1,+");
        assertThat(b.leader()).contains(new Leader(1, false, "a", a.says, Duration.ofSeconds(15)));
        assertThat(a.leader()).contains(new Leader(1, true, "a", a.says, Duration.ofSeconds(12)));
    }

    @Test
    void newsOfTheLeaderDoNotWaitForARenewal() {
        aLeads();
        long before = store.entry.version();
        a.rounds(1);
        assertThat(store.entry.version()).isEqualTo(before);

        a.says = new Candidate(0, "", 13);
        a.rounds(1);

        assertThat(store.entry.version()).isEqualTo(before + 1);
        assertThat(a.text().says().words()).isEqualTo(13);
        assertThat(a.term()).hasValue(1);
    }

    @Test
    void newsAreSavedOnceAndRenewalsGoOn() {
        a.says = new Candidate(0, "", 13);
        aLeads();
        long before = store.entry.version();

        a.rounds(10);

        assertThat(store.entry.version()).isEqualTo(before + 2);
    }

    @Test
    void nobodyIsNamedWhoseLeadIsOverOrGivenUp() {
        aLeads();
        b.look();
        pass(11);
        b.look();
        assertThat(b.leader()).map(Leader::left).contains(Duration.ofSeconds(4));
        pass(4);
        b.look();
        assertThat(b.leader()).isEmpty();
        assertThat(a.leader()).isEmpty();

        a.resign(Calls.ENDED);
        a.turn();
        b.look();
        assertThat(b.leader()).isEmpty();
    }

    @Test
    void anOldViewNamesNobody() {
        aLeads();
        b.look();
        pass(5);

        assertThat(b.leader()).isEmpty();
    }

    @Test
    void whatCannotBeReadOfALeaderIsNotSaid() {
        store.put("lead 1 term=4 holder=cccccccccccc lease=15000 by=c rank=x cfg=NOHEX words=99999999999999999999");
        b.look();

        assertThat(b.leader()).contains(new Leader(4, false, "c", Candidate.SILENT, Duration.ofSeconds(15)));
    }

    /** The text of the version before, and words that a later one may add. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "lead 1 term=4 holder=cccccccccccc lease=15000 by=c",
                "lead 1 term=4 holder=cccccccccccc lease=15000 by=c rank=2 cfg=0a words=3 mood=fine"
            })
    void versionsBeforeAndAfterAreRead(String text) {
        store.put(text);
        b.look();

        assertThat(b.leader()).map(Leader::term).contains(4L);
        assertThat(b.leader()).map(Leader::name).contains("c");
    }

    @Test
    void whoIsOutrankedTakesNoLead() {
        a.outranked = true;
        a.round().rounds(40);
        assertThat(store.entry).isEqualTo(Entry.NONE);

        a.outranked = false;
        a.rounds(1);

        assertThat(a.term()).hasValue(1);
    }

    @Test
    void whoIsOutrankedKeepsWhatHeHasUntilHeGivesItUp() {
        aLeads();
        a.outranked = true;
        a.rounds(40);
        assertThat(a.term()).hasValue(1);

        a.resign(Calls.ENDED);
        a.turn();

        assertThat(a.text().holder()).isEqualTo("-");
    }
}
