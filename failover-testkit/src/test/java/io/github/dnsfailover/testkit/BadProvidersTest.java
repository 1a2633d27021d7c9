package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.ForeignEdit;
import io.github.dnsfailover.event.LeadershipChanged;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.event.TroubleChanged;
import io.github.dnsfailover.event.TroubleEnded;
import io.github.dnsfailover.event.UnknownResolved;
import io.github.dnsfailover.event.WriteConflict;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fate;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Providers on bad days: what becomes of a failover that needs them. */
class BadProvidersTest {

    private final Stage stage = new Stage();
    private int overlaps;
    private Duration busyUntil = Duration.ZERO;

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void anUncheckedExceptionOfAWriteIsOfUnknownOutcome() {
        stage.start();

        stage.dns.next(Fault.UNCHECKED);
        primaryDies();

        assertThat(stage.only(Kind.WRITE_FAILS).text()).startsWith("outcome unknown: java.lang.IllegalStateException");
        assertThat(stage.all(UnknownResolved.class))
                .as("a read has shown what became of it")
                .hasSize(1);
        assertThat(stage.www()).containsExactly(Stage.AWS);
    }

    @Test
    void nullFromAWriteIsOfUnknownOutcome() {
        stage.start();

        stage.dns.next(Fault.NULL);
        primaryDies();

        assertThat(stage.only(Kind.WRITE_FAILS).text()).isEqualTo("outcome unknown: apply returned null");
        assertThat(stage.www()).containsExactly(Stage.AWS);
    }

    @Test
    void aTimeOutAfterTheChangeWasMadeIsFoundOut() {
        stage.start();

        stage.dns.next(Fault.TIMED_OUT_AFTER);
        primaryDies();

        assertThat(stage.only(UnknownResolved.class).applied()).isTrue();
        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(stage.moves()).hasSize(3);
    }

    @Test
    void aRefusalIsTriedAgainAndToldOnce() {
        stage.start();

        stage.dns.next(Fault.REFUSED, Fault.REFUSED);
        primaryDies();

        assertThat(stage.only(Kind.WRITE_FAILS).text()).isEqualTo("scripted: refused");
        assertThat(stage.ended(Kind.WRITE_FAILS)).hasSize(1);
        assertThat(stage.www()).containsExactly(Stage.AWS);
    }

    @Test
    void aConflictThatIsNoneIsPlannedAnew() {
        stage.start();

        stage.dns.next(Fault.CONFLICT);
        primaryDies();
        stage.advance(60);

        assertThat(stage.all(WriteConflict.class)).hasSize(1);
        assertThat(stage.www()).containsExactly(Stage.AWS);
    }

    @Test
    void aWriteThatBlocksPastTheSlowestCallIsGivenUpAndNothingElseIsCalledUntilItCannotActAnyMore() {
        stage.start();

        stage.dns.next(new Fate(Fault.TIMED_OUT_BEFORE, Duration.ofMinutes(10), Duration.ZERO));
        primaryDies();
        stage.advance(120);

        assertThat(stage.only(Kind.WRITE_FAILS).text())
                .isEqualTo("outcome unknown: the call has not returned within 30 s");
        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(stage.last(RecordsChanged.class).accepted())
                .isAfterOrEqualTo(stage.only(Kind.WRITE_FAILS).since());
    }

    @Test
    void aWriteThatIgnoresTheInterruptAndIsMadeMinutesLaterIsSeenByTheNextRead() {
        FaultyDnsProvider deaf =
                FaultyDnsProvider.around(stage.memory, stage.runtime::schedule, stage.runtime::elapseDeaf);
        stage.provider(deaf).start();

        deaf.next(new Fate(Fault.TIMED_OUT_AFTER, Duration.ofMinutes(5), Duration.ZERO));
        primaryDies();
        stage.advance(600);

        assertThat(stage.only(Kind.WRITE_FAILS).text()).startsWith("outcome unknown: ");
        assertThat(stage.all(ForeignEdit.class)).isEmpty();
        assertThat(stage.www()).containsExactly(Stage.AWS);
    }

    @Test
    void aReadThatBlocksIsGivenUpAndTriedAgain() {
        FaultyDnsProvider deaf =
                FaultyDnsProvider.around(stage.memory, stage.runtime::schedule, stage.runtime::elapseDeaf);
        stage.provider(deaf).start();

        deaf.plan(call -> new Fate(Fault.NONE, Duration.ofSeconds(70), Duration.ZERO));
        stage.advance(100);
        deaf.heal();
        stage.advance(200);

        assertThat(stage.only(Kind.PROVIDER_UNREACHABLE).text()).isEqualTo("memory: a call has not returned for 20 s");
        assertThat(stage.ended(Kind.PROVIDER_UNREACHABLE)).hasSize(1);
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    void aReadThatFailsOnceMayBeALostPacketAndIsNotTold() {
        stage.start();

        stage.dns.nextRead(Fault.UNCHECKED);
        stage.advance(120);

        assertThat(stage.all(TroubleBegan.class)).isEmpty();
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    void whatReadsThrowUncheckedIsATroubleAndTheRecordStays() {
        stage.start();

        stage.dns.nextRead(Fault.UNCHECKED, Fault.UNCHECKED);
        stage.advance(120);

        assertThat(stage.only(Kind.PROVIDER_UNREACHABLE).text()).contains("IllegalStateException");
        assertThat(stage.ended(Kind.PROVIDER_UNREACHABLE)).hasSize(1);
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    void nullFromAReadIsAFailedRead() {
        stage.start();

        stage.dns.nextRead(Fault.NULL, Fault.NULL);
        stage.advance(120);

        assertThat(stage.only(Kind.PROVIDER_UNREACHABLE).text()).isEqualTo("memory: read returned null");
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    void anAnswerToAnotherQuestionIsAFailedRead() {
        Answering answering = new Answering(stage.memory);
        stage.provider(answering).start();

        answering.read = keys -> List.of(RecordSet.absent(keys.get(0)));
        stage.advance(100);
        assertThat(stage.only(Kind.READ_REFUSED).text()).startsWith("the answer does not fit the question: ");

        answering.read = keys -> {
            List<RecordSet> turned = new ArrayList<>(stage.zone.get(keys));
            Collections.reverse(turned);
            return turned;
        };
        stage.advance(100);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.wrong()).as("it answers, though nothing of use").containsExactly(Kind.READ_REFUSED);
    }

    @Test
    void aSetThatIsNullIsAFailedRead() {
        Answering answering = new Answering(stage.memory);
        stage.provider(answering).start();

        answering.read = keys -> {
            List<RecordSet> holed = new ArrayList<>(stage.zone.get(keys));
            holed.set(0, null);
            return holed;
        };
        stage.advance(100);

        assertThat(stage.only(Kind.READ_REFUSED).text()).startsWith("the answer does not fit the question: [null");
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    void whoCannotReachItsProviderMovesNothingUntilThatHasAnsweredForAWhile() {
        Answering answering = new Answering(stage.memory);
        stage.provider(answering).start();

        answering.failure = DnsProviderException.notApplied("no route to the vendor");
        primaryDies();
        stage.advance(60);

        Trouble unreachable = stage.only(Kind.PROVIDER_UNREACHABLE);
        assertThat(unreachable.text()).isEqualTo("memory: no route to the vendor");
        assertThat(unreachable.name()).isEqualTo("memory");
        assertThat(stage.all(LeadershipChanged.class))
                .as("the only engine there is keeps the lead")
                .hasSize(1);
        assertThat(stage.www()).containsExactly(Stage.DC1);

        answering.failure = null;
        stage.advance(120);

        TroubleEnded answersAgain = stage.ended(Kind.PROVIDER_UNREACHABLE).get(0);
        assertThat(stage.ended(Kind.PROVIDER_UNREACHABLE)).hasSize(1);
        assertThat(stage.last(RecordsChanged.class).accepted())
                .isBetween(answersAgain.at().plusSeconds(10), answersAgain.at().plusSeconds(15));
        assertThat(stage.www()).containsExactly(Stage.AWS);
    }

    @Test
    void aVendorThatAsksForPatienceGetsIt() {
        Answering answering = new Answering(stage.memory);
        stage.provider(answering).start();

        answering.failure = DnsProviderException.notApplied("slow down").retryAfter(Duration.ofSeconds(20));
        int before = answering.writes;
        primaryDies();
        stage.advance(40);

        assertThat(stage.only(Kind.WRITE_FAILS).text()).isEqualTo("slow down");
        assertThat(answering.writes - before).isEqualTo(2);
    }

    @Test
    void aFullLaneForTheLeadershipLosesTheLeadUntilThereIsRoomAgain() {
        stage.start();
        stage.check.fails("dc1", "refused");

        stage.runtime.fillLane(Lane.COORDINATION);
        stage.advance(20);

        assertThat(stage.last(LeadershipChanged.class).summary())
                .startsWith("does not lead example.com.: the leadership failed: ")
                .endsWith("lane COORDINATION is full");
        assertThat(stage.www()).containsExactly(Stage.DC1);

        stage.runtime.freeLane(Lane.COORDINATION);
        stage.advance(60);

        assertThat(stage.www()).containsExactly(Stage.AWS);
    }

    @Test
    void aFullLaneForProvidersIsOurOwnSicknessAndKeepsAMoveBack() {
        stage.start();
        stage.check.fails("dc1", "refused");

        stage.runtime.fillLane(Lane.PROVIDER);
        stage.advance(20);

        assertThat(stage.wrong()).containsExactlyInAnyOrder(Kind.ENDPOINT_DOWN, Kind.MOVE_BLOCKED);
        assertThat(stage.only(Kind.MOVE_BLOCKED).text())
                .startsWith("this engine has more calls of providers waiting than it can make: ");
        assertThat(stage.only(Kind.MOVE_BLOCKED).severity()).isEqualTo(Severity.ALARM);
        assertThat(stage.snapshot().term()).isPresent();
        assertThat(stage.www()).containsExactly(Stage.DC1);

        stage.runtime.freeLane(Lane.PROVIDER);
        stage.advance(5);

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(stage.wrong()).containsExactly(Kind.ENDPOINT_DOWN);
    }

    @Test
    void aProviderThatTakesOneCallAtATimeGetsOneAndAFailoverOvertakesWaitingReads() {
        Answering one = oneAtATime(Duration.ofSeconds(20), Duration.ofSeconds(30));
        stage.provider(one)
                .engine(engine ->
                        engine.pool(other(one, "a")).pool(other(one, "b")).pool(other(one, "c")));
        stage.start();
        stage.advance(300);

        stage.check.fails("dc1", "refused");
        stage.advance(90);

        RecordsChanged failover = stage.last(RecordsChanged.class);
        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(Duration.between(failover.decided(), failover.accepted()))
                .as("it waits for the call under way, and takes as long as that one")
                .isLessThanOrEqualTo(Duration.ofSeconds(40));
        assertThat(overlaps).isZero();
    }

    @Test
    void aCallThatWaitsTooLongInTheQueueIsCalledOff() {
        Answering one = oneAtATime(Duration.ofMillis(9500), Duration.ofSeconds(10));
        EndpointPool last = EndpointPool.named("last")
                .name("last.example.com")
                .endpoint(Endpoint.primary("one", "192.0.2.201"))
                .endpoint(Endpoint.backup("two", "192.0.2.202"))
                .check(stage.check)
                .provider(one)
                .build();
        stage.provider(one)
                .engine(engine -> engine.pool(other(one, "a"))
                        .pool(other(one, "b"))
                        .pool(other(one, "c"))
                        .pool(last));
        stage.start();
        stage.advance(300);

        stage.check.fails("one", "refused");
        stage.runtime.standStill(Duration.ofMinutes(1)); // then every pool reads
        stage.advance(300);

        assertThat(stage.all(TroubleChanged.class))
                .filteredOn(event -> event.trouble().kind() == Kind.MOVE_BLOCKED)
                .extracting(event -> event.pools() + ": " + event.trouble().text())
                .contains("[last]: the call waited too long for its turn and was called off");
        assertThat(stage.zone
                        .get(RecordKey.of("last.example.com", RecordType.A))
                        .values())
                .containsExactly("192.0.2.202");
        assertThat(overlaps).isZero();
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    private Answering oneAtATime(Duration takes, Duration slowestCall) {
        Answering one =
                new Answering(stage.memory.traits(ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                        .slowestCall(slowestCall)
                        .oneWriteAtATime()
                        .build()));
        one.takes = () -> {
            overlaps += stage.runtime.passed().compareTo(busyUntil) < 0 ? 1 : 0;
            busyUntil = stage.runtime.passed().plus(takes);
            stage.runtime.elapse(takes);
        };
        return one;
    }

    private EndpointPool other(DnsProvider dns, String label) {
        return EndpointPool.named(label)
                .name(label + ".example.com")
                .endpoint(Endpoint.primary("other", "192.0.2.200"))
                .check(new ScriptedCheck())
                .provider(dns)
                .build();
    }

    private void primaryDies() {
        stage.check.fails("dc1", "refused");
        stage.advance(90);
    }
}
