package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.event.ForeignEdit;
import io.github.dnsfailover.event.LeadershipChanged;
import io.github.dnsfailover.event.ProviderRecovered;
import io.github.dnsfailover.event.ReadFailed;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.UnknownResolved;
import io.github.dnsfailover.event.VantageBlind;
import io.github.dnsfailover.event.VantageSane;
import io.github.dnsfailover.event.WriteConflict;
import io.github.dnsfailover.event.WriteFailed;
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

        assertThat(stage.only(WriteFailed.class).outcome()).isEqualTo(Outcome.UNKNOWN);
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

        assertThat(stage.only(WriteFailed.class).summary()).isEqualTo("write failed (UNKNOWN): apply returned null");
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

        assertThat(stage.only(WriteFailed.class).outcome()).isEqualTo(Outcome.NOT_APPLIED);
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

        assertThat(stage.only(WriteFailed.class).summary())
                .isEqualTo("write failed (UNKNOWN): the call has not returned within PT30S");
        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(stage.last(RecordsChanged.class).accepted())
                .isAfterOrEqualTo(stage.only(WriteFailed.class).at());
    }

    @Test
    void aWriteThatIgnoresTheInterruptAndIsMadeMinutesLaterIsSeenByTheNextRead() {
        FaultyDnsProvider deaf =
                FaultyDnsProvider.around(stage.memory, stage.runtime::schedule, stage.runtime::elapseDeaf);
        stage.provider(deaf).start();

        deaf.next(new Fate(Fault.TIMED_OUT_AFTER, Duration.ofMinutes(5), Duration.ZERO));
        primaryDies();
        stage.advance(600);

        assertThat(stage.only(WriteFailed.class).outcome()).isEqualTo(Outcome.UNKNOWN);
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

        assertThat(stage.only(ReadFailed.class).summary())
                .isEqualTo("read failed: the call has not returned within PT30S");
        assertThat(stage.only(ProviderRecovered.class).summary()).isEqualTo("memory answers again");
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    void whatAReadThrowsUncheckedIsAnEventAndTheRecordStays() {
        stage.start();

        stage.dns.nextRead(Fault.UNCHECKED);
        stage.advance(120);

        assertThat(stage.only(ReadFailed.class).detail()).contains("IllegalStateException");
        assertThat(stage.all(ProviderRecovered.class)).hasSize(1);
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    void nullFromAReadIsAFailedRead() {
        stage.start();

        stage.dns.nextRead(Fault.NULL);
        stage.advance(120);

        assertThat(stage.only(ReadFailed.class).summary()).isEqualTo("read failed: read returned null");
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    void anAnswerToAnotherQuestionIsAFailedRead() {
        Answering answering = new Answering(stage.memory);
        stage.provider(answering).start();

        answering.read = keys -> List.of(RecordSet.absent(keys.get(0)));
        stage.advance(100);
        assertThat(stage.only(ReadFailed.class).detail()).startsWith("the answer does not fit the question: ");

        answering.read = keys -> {
            List<RecordSet> turned = new ArrayList<>(stage.zone.get(keys));
            Collections.reverse(turned);
            return turned;
        };
        stage.advance(100);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.snapshot().blind()).as("three failures in a row").isTrue();
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

        assertThat(stage.only(ReadFailed.class).detail()).startsWith("the answer does not fit the question: [null");
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    void whoCannotReachItsProviderIsBlindUntilItAnswersAndHasBeenSaneForAWhile() {
        Answering answering = new Answering(stage.memory);
        stage.provider(answering).start();

        answering.failure = DnsProviderException.notApplied("no route to the vendor");
        primaryDies();
        stage.advance(60);

        assertThat(stage.only(VantageBlind.class).detail())
                .isEqualTo("the provider cannot be reached: no route to the vendor");
        assertThat(stage.www()).containsExactly(Stage.DC1);

        answering.failure = null;
        stage.advance(120);

        assertThat(stage.all(VantageSane.class)).hasSize(1);
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

        assertThat(stage.only(WriteFailed.class).retryIn()).isEqualTo(Duration.ofSeconds(20));
        assertThat(answering.writes - before).isEqualTo(2);
    }

    @Test
    void aFullLaneLosesTheLeadUntilThereIsRoomAgain() {
        stage.start();
        stage.check.fails("dc1", "refused");

        stage.runtime.fillLane(Lane.PROVIDER);
        stage.advance(20);

        assertThat(stage.last(LeadershipChanged.class).summary())
                .startsWith("does not lead: the leadership failed: ")
                .endsWith("lane PROVIDER is full");
        assertThat(stage.www()).containsExactly(Stage.DC1);

        stage.runtime.freeLane(Lane.PROVIDER);
        stage.advance(60);

        assertThat(stage.www()).containsExactly(Stage.AWS);
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
        stage.provider(one)
                .engine(engine -> engine.pool(other(one, "a"))
                        .pool(other(one, "b"))
                        .pool(other(one, "c"))
                        .pool(other(one, "d")));

        stage.start();
        stage.advance(300);

        assertThat(stage.all(ReadFailed.class))
                .extracting(ReadFailed::detail)
                .contains("java.util.concurrent.CancellationException: called off while it waited");
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
