package io.github.dnsfailover.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.event.AlertLost;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.event.TroubleEnded;
import io.github.dnsfailover.notify.Alert.Status;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import io.github.dnsfailover.testkit.TestEvents;
import io.github.dnsfailover.testkit.VirtualRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When alerts are written, to whom they are carried, and what becomes of those that cannot be. */
class AlertsDeliveryTest {

    private static final Happenings WWW = new Happenings("www");
    private static final Happenings API = new Happenings("api");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final VirtualRuntime runtime = new VirtualRuntime(6);
    private final Recipient mail = new Recipient("mail");
    private final List<FailoverEvent> events = new ArrayList<>();

    @TempDir
    Path folder;

    private Alerts.Builder description() {
        return Alerts.builder()
                .notifier(mail)
                .zone(ZoneOffset.UTC)
                .listener(events::add)
                .runtime(runtime);
    }

    private void moves(Alerts alerts, Happenings pool) {
        pool.fails(runtime.now()).forEach(alerts::on);
        alerts.on(pool.failover(runtime.now()));
    }

    private void returns(Alerts alerts, Happenings pool) {
        pool.recovers(runtime.now()).forEach(alerts::on);
        alerts.on(pool.failback(runtime.now()));
    }

    @Test
    void poolsOfOneOutageAreOneAlert() {
        Alerts alerts = description().build();

        moves(alerts, WWW);
        runtime.advance(Duration.ofSeconds(5));
        moves(alerts, API);
        runtime.advance(MINUTE);

        assertThat(mail.subjects())
                .containsExactly("[failover] 2 pools moved to ec2 (www.example.com, api.example.com): endpoint"
                        + " cloudhelix failed 3 checks (connection refused)");
        assertThat(mail.got.get(0).reports()).extracting(Alert.Report::pool).containsExactly("www", "api");
    }

    @Test
    void theWindowIsNotMadeLongerByMoreNews() {
        Alerts alerts = description().build();

        for (int second = 0; second < 20; second++) {
            alerts.on(new Happenings("pool" + second).failover(runtime.now()));
            runtime.advance(Duration.ofSeconds(1));
        }

        assertThat(mail.got).isNotEmpty();
    }

    @Test
    void theEndOfATroubleIsToldWithItsLength() {
        Alerts alerts = description().build();
        moves(alerts, WWW);
        runtime.advance(Duration.ofMinutes(42));

        returns(alerts, WWW);
        runtime.advance(MINUTE);

        assertThat(mail.subjects()).last().isEqualTo("[failover] www.example.com is back on cloudhelix after 42 min");
        assertThat(mail.got).extracting(Alert::status).containsExactly(Status.TROUBLE, Status.RECOVERY);
    }

    @Test
    void anEndpointThatIsWellAgainEndsNothingWhileTheRecordIsElsewhere() {
        Alerts alerts = description().build();
        moves(alerts, WWW);
        runtime.advance(MINUTE);

        WWW.recovers(runtime.now()).forEach(alerts::on);
        runtime.advance(MINUTE);

        assertThat(mail.got).hasSize(1);
    }

    @Test
    void aPoolThatFlapsWithinTheDelayIsNotToldOf() {
        Alerts alerts = description().delay(Duration.ofMinutes(2)).build();

        for (int i = 0; i < 3; i++) {
            moves(alerts, WWW);
            runtime.advance(MINUTE);
            returns(alerts, WWW);
            runtime.advance(MINUTE);
        }
        assertThat(mail.got).isEmpty();

        moves(alerts, WWW);
        runtime.advance(Duration.ofMinutes(3));
        assertThat(mail.got).extracting(Alert::status).containsExactly(Status.TROUBLE);
    }

    @Test
    void moreNewsAfterTheDelayDoesNotKeepATroubleBackForAnotherOne() {
        Alerts alerts = description().delay(Duration.ofMinutes(2)).build();
        moves(alerts, WWW);
        runtime.advance(Duration.ofSeconds(125)); // the delay is over, the burst window is not

        WWW.fails(runtime.now(), "ec2", "HTTP 503").forEach(alerts::on);
        runtime.advance(Duration.ofSeconds(10));

        assertThat(mail.got).extracting(Alert::status).containsExactly(Status.TROUBLE);
    }

    @Test
    void aTroubleThatOutlastsTheDelayIsToldEvenIfItEndsWithinTheBurstWindow() {
        Alerts alerts = description().delay(Duration.ofMinutes(2)).build();
        moves(alerts, WWW);
        runtime.advance(Duration.ofSeconds(125));

        WWW.fails(runtime.now(), "ec2", "HTTP 503").forEach(alerts::on);
        alerts.on(WWW.change(runtime.now(), Cause.FAILBACK, "ec2", "cloudhelix"));
        WWW.recovers(runtime.now()).forEach(alerts::on);
        WWW.recovers(runtime.now(), "ec2").forEach(alerts::on);
        runtime.advance(Duration.ofSeconds(10));

        assertThat(mail.subjects()).containsExactly("[failover] www.example.com is back on cloudhelix after 2 min");
    }

    @Test
    void aTroubleThatLastsIsRemindedOfUntilItsEnd() {
        Alerts alerts = description().remindEvery(Duration.ofHours(1)).build();
        moves(alerts, WWW);
        runtime.advance(Duration.ofHours(2).plus(MINUTE));
        returns(alerts, WWW);

        runtime.advance(Duration.ofDays(1));

        assertThat(mail.got)
                .extracting(Alert::status)
                .containsExactly(Status.TROUBLE, Status.REMINDER, Status.REMINDER, Status.RECOVERY);
        assertThat(mail.subjects().get(2))
                .isEqualTo("[failover] reminder: www.example.com has been on ec2 for 2 h: endpoint cloudhelix failed 3"
                        + " checks (connection refused)");
    }

    @Test
    void whatIsNotWantedIsNotTold() {
        Alerts alerts = description().about(event -> false).build();

        moves(alerts, WWW);
        runtime.advance(MINUTE);

        assertThat(mail.got).isEmpty();
    }

    @Test
    void aFailbackThatIsNotWantedIsNotToldWithoutATrouble() {
        Alerts alerts = description().about(event -> false).build();

        alerts.on(WWW.failback(runtime.now()));
        runtime.advance(MINUTE);

        assertThat(mail.got).isEmpty();
    }

    @Test
    void aFailedAttemptIsRepeatedWithTheSameId() {
        Alerts alerts = description().build();
        mail.isDown();
        moves(alerts, WWW);
        runtime.advance(MINUTE);

        mail.works();
        runtime.advance(Duration.ofMinutes(10));

        assertThat(mail.attempts.size()).isBetween(3, 6);
        assertThat(mail.attempts)
                .extracting(Alert::id)
                .containsOnly(mail.got.get(0).id());
        assertThat(mail.got).hasSize(1);
        assertThat(events).hasSize(2);
        assertThat(events.get(0))
                .isInstanceOf(TroubleBegan.class)
                .hasToString("engine: alerting fails mail: nobody listens");
        assertThat(events.get(1)).isInstanceOf(TroubleEnded.class);
    }

    @Test
    void theWaitsBetweenAttemptsDoubleUpToFiveMinutesEachABitLongerOrShorterByChance() {
        List<Long> waits = waits(6);

        long base = 5_000;
        for (long wait : waits) {
            assertThat(wait).isBetween(base * 3 / 4, Math.min(300_000, base * 5 / 4));
            base = Math.min(320_000, base * 2);
        }
        assertThat(waits).hasSizeGreaterThan(10).isNotEqualTo(waits(Long.MAX_VALUE / 3));
    }

    private List<Long> waits(long seed) {
        VirtualRuntime other = new VirtualRuntime(seed);
        Recipient down = new Recipient("mail");
        List<Long> attempts = new ArrayList<>();
        down.behaves(alert -> {
            attempts.add(other.passed().toMillis());
            throw NotDeliveredException.forNow("nobody listens");
        });
        Alerts alerts = Alerts.builder().notifier(down).runtime(other).build();
        alerts.on(WWW.failover(other.now()));
        other.advance(Duration.ofHours(1));
        List<Long> waits = new ArrayList<>();
        for (int i = 1; i < attempts.size(); i++) {
            waits.add(attempts.get(i) - attempts.get(i - 1));
        }
        return waits;
    }

    @Test
    void aServerDownForAnHourLosesNothingThatStillMatters() {
        Alerts alerts = description().build();
        mail.isDown();
        moves(alerts, WWW);
        runtime.advance(Duration.ofMinutes(20));
        moves(alerts, API);
        runtime.advance(Duration.ofMinutes(20));
        returns(alerts, WWW);
        runtime.advance(Duration.ofMinutes(20));

        mail.works();
        runtime.advance(Duration.ofMinutes(6));

        assertThat(mail.got).hasSize(1);
        Alert alert = mail.got.get(0);
        assertThat(alert.reports()).extracting(Alert.Report::pool).containsExactly("api", "www");
        assertThat(alert.reports().get(1).subject()).isEqualTo("www.example.com is back on cloudhelix after 40 min");
        assertThat(alert.reports().get(1).history())
                .anyMatch(line -> line.contains("FAILOVER from [cloudhelix] to [ec2]"));
        assertThat(alert.reports().get(1).history()).last().asString().contains("FAILBACK");
    }

    @Test
    void aReceiverThatIsDownForWeeksCostsBoundedMemory() {
        Alerts alerts = description().build();
        mail.isDown();

        for (int i = 0; i < 500; i++) {
            moves(alerts, WWW);
            runtime.advance(Duration.ofMinutes(20));
            returns(alerts, WWW);
            runtime.advance(Duration.ofMinutes(20));
        }
        mail.works();
        runtime.advance(Duration.ofMinutes(6));

        assertThat(mail.got).hasSize(1);
        assertThat(mail.got.get(0).reports().get(0).history()).hasSize(20);
        assertThat(mail.got.get(0).status()).isEqualTo(Status.RECOVERY);
    }

    @Test
    void aNoticeDoesNotReplaceARecoveryThatNobodyGot() {
        Alerts alerts = description().build();
        moves(alerts, WWW);
        runtime.advance(MINUTE);
        mail.isDown();
        returns(alerts, WWW);
        runtime.advance(MINUTE);
        alerts.on(WWW.change(runtime.now(), Cause.OPERATOR, "cloudhelix", "ec2"));
        runtime.advance(MINUTE);

        mail.works();
        runtime.advance(Duration.ofMinutes(6));

        assertThat(mail.got).extracting(Alert::status).containsExactly(Status.TROUBLE, Status.RECOVERY);
        assertThat(mail.subjects()).last().asString().contains("moved to ec2 by an operator");
    }

    @Test
    void aRefusalForGoodIsNotRepeatedAndIsAnEventAndATrouble() {
        Alerts alerts = description().build();
        mail.behaves(alert -> {
            throw NotDeliveredException.forGood("no such user");
        });

        moves(alerts, WWW);
        runtime.advance(Duration.ofHours(1));

        assertThat(mail.attempts).hasSize(1);
        assertThat(events).hasSize(2).first().isInstanceOfSatisfying(AlertLost.class, lost -> {
            assertThat(lost.pools()).containsExactly("www");
            assertThat(lost.notifier()).isEqualTo("mail");
            assertThat(lost.summary()).contains("no such user", "moved to ec2");
        });
        assertThat(events).last().hasToString("engine: alerting fails mail: no such user");
        mail.works();
        returns(alerts, WWW);
        runtime.advance(MINUTE);
        assertThat(events).last().isInstanceOf(TroubleEnded.class);
    }

    @Test
    void whatAllArrivedIsNeitherSentAgainNorLostHoweverThatWasSaid() {
        Alerts alerts = description().build();
        mail.behaves(alert -> {
            throw NotDeliveredException.forNow("no answer to the last one").delivered(Set.of("www"));
        });

        moves(alerts, WWW);
        runtime.advance(Duration.ofMinutes(10));

        assertThat(mail.attempts).hasSize(1);
        assertThat(events).isEmpty();
    }

    @Test
    void anAlarmComesFirstAlsoWhereAWarningWasWaiting() {
        Alerts alerts = description().build();
        mail.isDown();
        moves(alerts, WWW);
        runtime.advance(MINUTE);
        TestEvents api = TestEvents.of("api", runtime.now());
        alerts.on(api.troubleBegan(api.trouble(Trouble.Kind.ALL_DOWN, "every endpoint is unhealthy; hold")));
        runtime.advance(MINUTE);

        mail.works();
        runtime.advance(Duration.ofMinutes(10));

        assertThat(mail.got.get(0).reports()).extracting(Alert.Report::pool).containsExactly("api", "www");
        assertThat(mail.got.get(0).subject()).contains("ALARM: ").contains("api");
    }

    @Test
    void anAlertThatNobodyTakesIsGivenUpInTheEndWithAnEvent() {
        Alerts alerts = description()
                .giveUpAfter(Duration.ofHours(2))
                .withoutReminders()
                .build();
        mail.isDown();
        moves(alerts, WWW);

        runtime.advance(Duration.ofHours(3));

        assertThat(events).hasSize(2);
        assertThat(events.get(1))
                .isInstanceOfSatisfying(
                        AlertLost.class, lost -> assertThat(lost.detail()).isEqualTo("not delivered within 2 h"));
        int attempts = mail.attempts.size();
        runtime.advance(Duration.ofHours(3));
        assertThat(mail.attempts).hasSize(attempts);
    }

    @Test
    void theOtherSideIsLeftAloneForAsLongAsItAsksWithinReason() {
        Alerts alerts = description().build();
        mail.behaves(alert -> {
            throw NotDeliveredException.forNow("busy", Duration.ofDays(3));
        });
        moves(alerts, WWW);

        runtime.advance(Duration.ofMinutes(4));
        assertThat(mail.attempts).hasSize(1);

        runtime.advance(Duration.ofMinutes(2));
        assertThat(mail.attempts).hasSize(2);
    }

    /** More nanoseconds than a long holds: the back-off threw, and nothing was sent until something else happened. */
    @Test
    void whoAsksToBeLeftAloneForEverIsAskedAgainAllTheSame() {
        Alerts alerts = description().build();
        mail.behaves(alert -> {
            throw NotDeliveredException.forNow("busy", Duration.ofSeconds(Long.MAX_VALUE));
        });
        moves(alerts, WWW);

        runtime.advance(Duration.ofMinutes(6));

        assertThat(mail.attempts).hasSize(2);
    }

    @Test
    void anAttemptThatHangsIsInterruptedAndKeepsNobodyElseWaiting() {
        Recipient chat = new Recipient("chat");
        Alerts alerts = description().notifier(chat).build();
        mail.behaves(alert -> {
            runtime.elapse(Duration.ofHours(5));
            throw new AssertionError("the other alert must not wait for this");
        });

        moves(alerts, WWW);
        runtime.advance(Duration.ofSeconds(20));
        assertThat(chat.got).hasSize(1);

        mail.works();
        runtime.advance(Duration.ofMinutes(3));
        assertThat(mail.got).hasSize(1);
    }

    @Test
    void anAttemptThatNothingEndsIsAnEventAndWhatItHoldsUpIsToldToBeLost() {
        Alerts alerts = description()
                .giveUpAfter(Duration.ofHours(2))
                .withoutReminders()
                .build();
        mail.behaves(alert -> {
            runtime.elapseDeaf(Duration.ofHours(5));
            throw NotDeliveredException.forGood("no such user");
        });
        moves(alerts, WWW);
        runtime.advance(Duration.ofMinutes(2));
        assertThat(events).singleElement().hasToString("engine: alerting fails mail: no answer within 90 s");

        moves(alerts, API);
        runtime.advance(Duration.ofHours(6));

        assertThat(events.stream()
                        .filter(AlertLost.class::isInstance)
                        .map(lost -> lost.pools() + ": " + ((AlertLost) lost).detail()))
                .containsExactly("[www]: not delivered within 2 h", "[api]: not delivered within 2 h");
        mail.works();
        returns(alerts, WWW);
        runtime.advance(MINUTE);
        assertThat(mail.got).hasSize(1);
    }

    @Test
    void whatANotifierThrowsIsNotRepeatedToPeople() {
        Alerts alerts = description().build();
        mail.behaves(alert -> {
            throw new IllegalStateException("https://hooks.example.com/secret");
        });

        moves(alerts, WWW);
        runtime.advance(MINUTE);

        assertThat(events.get(0)).hasToString("engine: alerting fails mail: java.lang.IllegalStateException");
    }

    @Test
    void aFullLaneIsAnAttemptThatFailed() {
        Alerts alerts = description().build();
        moves(alerts, WWW);
        runtime.fillLane(Lane.LISTENERS);
        runtime.advance(MINUTE);

        runtime.freeLane(Lane.LISTENERS);
        runtime.advance(MINUTE);

        assertThat(mail.got).hasSize(1);
    }

    @Test
    void aTestGoesToEachNotifierAndTellsWhatCameOfIt() {
        Recipient chat = new Recipient("chat");
        chat.isDown();
        Alerts alerts = description().notifier(chat).source("shop").build();

        CompletableFuture<Map<String, String>> result = alerts.sendTest();
        runtime.advance(MINUTE);

        assertThat(result).isCompletedWithValue(Map.of("mail", "", "chat", "nobody listens"));
        assertThat(mail.subjects()).containsExactly("[failover] test from shop: alerts arrive");
        assertThat(mail.got.get(0).status()).isEqualTo(Status.TEST);
        assertThat(chat.attempts).hasSize(1);
    }

    @Test
    void aTestOfClosedAlertsFails() {
        Alerts alerts = description().build();
        alerts.close();
        runtime.advance(MINUTE);

        CompletableFuture<Map<String, String>> result = alerts.sendTest();
        runtime.advance(MINUTE);

        assertThat(result).failsWithin(Duration.ZERO).withThrowableThat().withMessageContaining("alerts are closed");
        assertThat(mail.attempts).isEmpty();
    }

    @Test
    void closingDeliversWhatWaits() {
        Alerts alerts = description().build();
        moves(alerts, WWW);
        runtime.advance(Duration.ofSeconds(1));
        assertThat(mail.got).isEmpty();

        alerts.close();
        runtime.advance(Duration.ofSeconds(1));

        assertThat(mail.got).hasSize(1);
        assertThat(alerts.drain()).isCompleted();
    }

    @Test
    void closedAlertsRemindOfNothing() {
        Alerts alerts = description().build();
        moves(alerts, WWW);
        runtime.advance(Duration.ofSeconds(1));

        alerts.close();
        runtime.advance(Duration.ofDays(2));

        assertThat(mail.got).extracting(Alert::status).containsExactly(Status.TROUBLE);
    }

    @Test
    void closingTakesBoundedTimeAndTellsWhatIsLost() {
        Alerts alerts = description().closeLimit(Duration.ofSeconds(4)).build();
        mail.isDown();
        moves(alerts, WWW);
        runtime.advance(Duration.ofHours(1));

        CompletableFuture<Void> drained = alerts.drain();
        runtime.advance(Duration.ofSeconds(8));

        assertThat(drained).isCompleted();
        assertThat(events)
                .last()
                .isInstanceOfSatisfying(
                        AlertLost.class, lost -> assertThat(lost.detail()).isEqualTo("closed before it was delivered"));
        alerts.on(WWW.failback(runtime.now()));
        runtime.advance(Duration.ofHours(1));
        assertThat(mail.got).isEmpty();
    }

    @Test
    void whatABrokenSpoolDoesNotHoldIsToldToBeLostAtTheClose() throws Exception {
        Path spool = folder.resolve("alerts.spool");
        Files.writeString(spool, "dnsfailover-state 1\nmail\t1\talerts");
        Alerts alerts = description().spool(spool).build();
        mail.isDown();
        moves(alerts, WWW);
        runtime.advance(MINUTE);

        CompletableFuture<Void> drained = alerts.drain();
        runtime.advance(MINUTE);

        assertThat(drained).isCompleted();
        assertThat(events).last().isInstanceOf(AlertLost.class);
    }

    @Test
    void whatIsInTheSpoolIsLeftToTheNextProcessAtTheClose() {
        Alerts alerts = description().spool(folder.resolve("alerts.spool")).build();
        mail.isDown();
        moves(alerts, WWW);
        runtime.advance(MINUTE);

        alerts.close();
        runtime.advance(MINUTE);
        int attempts = mail.attempts.size();
        runtime.advance(Duration.ofHours(1));

        assertThat(mail.attempts).hasSize(attempts);
        assertThat(events).noneMatch(AlertLost.class::isInstance);
    }

    @Test
    void aCrashLosesNothingThatIsInTheSpool() {
        Path spool = folder.resolve("alerts.spool");
        mail.isDown();
        Alerts crashed = description().spool(spool).build();
        moves(crashed, WWW);
        runtime.advance(MINUTE);
        String id = mail.attempts.get(0).id();
        runtime.close(); // whatever was to come never comes

        VirtualRuntime later = new VirtualRuntime(7);
        Recipient again = new Recipient("mail");
        Alerts resumed = Alerts.builder()
                .notifier(again)
                .spool(spool)
                .runtime(later)
                .zone(ZoneOffset.UTC)
                .build();
        later.advance(MINUTE);

        assertThat(again.got).singleElement().satisfies(alert -> {
            assertThat(alert.id()).isEqualTo(id);
            assertThat(Golden.read(alert)).isEqualTo(Golden.read(mail.attempts.get(0)));
        });
        returns(resumed, WWW, later);
        assertThat(again.subjects())
                .last()
                .asString()
                .startsWith("[failover] www.example.com is back on cloudhelix after ");
        assertThat(again.got).hasSize(2);
    }

    @Test
    void aRecordThatWasBroughtHomeWhileNoEngineRanIsNotRemindedOf() {
        Path spool = folder.resolve("alerts.spool");
        Alerts stopped = description().spool(spool).build();
        moves(stopped, WWW);
        runtime.advance(MINUTE);
        runtime.close();
        VirtualRuntime later = new VirtualRuntime(7);
        Recipient again = new Recipient("mail");
        Alerts resumed =
                Alerts.builder().notifier(again).spool(spool).runtime(later).build();
        later.advance(MINUTE);

        resumed.on(WWW.at(later.now()).takenOver(List.of("cloudhelix")));
        WWW.recovers(later.now()).forEach(resumed::on);
        later.advance(Duration.ofDays(2));

        assertThat(again.got).extracting(Alert::status).containsExactly(Status.RECOVERY);
    }

    private static void returns(Alerts alerts, Happenings pool, VirtualRuntime later) {
        pool.recovers(later.now()).forEach(alerts::on);
        alerts.on(pool.failback(later.now()));
        later.advance(MINUTE);
    }

    @Test
    void aCrashWithinTheBurstWindowLosesNothing() {
        Path spool = folder.resolve("alerts.spool");
        Alerts crashed = description().spool(spool).build();
        moves(crashed, WWW);
        runtime.advance(Duration.ofSeconds(1));
        runtime.close();

        VirtualRuntime later = new VirtualRuntime(7);
        Recipient again = new Recipient("mail");
        Alerts.builder().notifier(again).spool(spool).runtime(later).build();
        later.advance(MINUTE);

        assertThat(mail.got).isEmpty();
        assertThat(again.subjects()).singleElement().asString().contains("www.example.com moved to ec2");
    }

    @Test
    void whatWasUntoldBeforeACrashIsToldOnce() {
        Path spool = folder.resolve("alerts.spool");
        Alerts crashed = description().spool(spool).build();
        moves(crashed, WWW);
        runtime.advance(Duration.ofSeconds(1));
        runtime.close();

        int told = 0;
        for (int restart = 0; restart < 3; restart++) {
            VirtualRuntime later = new VirtualRuntime(7 + restart);
            Recipient again = new Recipient("mail");
            Alerts.builder().notifier(again).spool(spool).runtime(later).build();
            later.advance(MINUTE);
            later.close();
            told += again.got.size();
        }

        assertThat(told).isEqualTo(1);
    }

    @Test
    void anEngineThatNoLongerLeadsDoesNotRemindOfARecordThatOthersMove() {
        Alerts alerts = description().remindEvery(Duration.ofHours(1)).build();
        moves(alerts, WWW);
        runtime.advance(MINUTE);

        alerts.on(WWW.at(runtime.now()).leadsNoMore("example.com.", "another one leads"));
        WWW.recovers(runtime.now()).forEach(alerts::on);
        runtime.advance(Duration.ofHours(5));

        assertThat(mail.got).extracting(Alert::status).containsExactly(Status.TROUBLE, Status.RECOVERY);
    }

    @Test
    void whatWasDeliveredIsNotInTheSpool() {
        Path spool = folder.resolve("alerts.spool");
        Alerts alerts = description().spool(spool).build();
        moves(alerts, WWW);
        runtime.advance(MINUTE);
        returns(alerts, WWW);
        runtime.advance(MINUTE);
        alerts.close();
        runtime.advance(MINUTE);

        VirtualRuntime later = new VirtualRuntime(7);
        Recipient again = new Recipient("mail");
        Alerts.builder().notifier(again).spool(spool).runtime(later).build();
        later.advance(Duration.ofDays(1));

        assertThat(mail.got).hasSize(2);
        assertThat(again.attempts).isEmpty();
    }

    @Test
    void aTornSpoolIsAnEventAndAlertsGoOn() throws Exception {
        Path spool = folder.resolve("alerts.spool");
        Files.writeString(spool, "dnsfailover-state 1\nmail\t1\talerts");
        Alerts alerts = description().spool(spool).build();

        moves(alerts, WWW);
        runtime.advance(MINUTE);

        assertThat(mail.got).hasSize(1);
        assertThat(events).singleElement().isInstanceOfSatisfying(TroubleBegan.class, failed -> {
            assertThat(failed.trouble().kind()).isEqualTo(Trouble.Kind.ALERTING_FAILS);
            assertThat(failed.trouble().subject()).isEqualTo("spool");
            assertThat(failed.trouble().text()).contains("torn or damaged");
        });
    }

    @Test
    void aSpoolThatCanBeReadLaterIsTakenUpThenBelowWhatHappenedSince() throws Exception {
        Path spool = folder.resolve("alerts.spool");
        mail.isDown();
        Alerts crashed = description().spool(spool).build();
        moves(crashed, WWW);
        moves(crashed, API);
        runtime.advance(MINUTE);
        runtime.close();
        byte[] kept = Files.readAllBytes(spool);
        Files.writeString(spool, "dnsfailover-state 1\nmail\t1\talerts");
        VirtualRuntime later = new VirtualRuntime(7);
        Recipient again = new Recipient("mail");
        again.isDown();
        Alerts resumed =
                Alerts.builder().notifier(again).spool(spool).runtime(later).build();
        API.recovers(later.now()).forEach(resumed::on);
        resumed.on(API.failback(later.now()));
        later.advance(MINUTE);

        Files.write(spool, kept);
        later.advance(MINUTE);
        again.works();
        later.advance(Duration.ofMinutes(6));

        assertThat(again.got).singleElement().satisfies(alert -> {
            assertThat(alert.reports()).extracting(Alert.Report::pool).containsExactly("www", "api");
            assertThat(alert.reports().get(1).subject()).contains("is back on cloudhelix");
        });
        later.advance(Duration.ofHours(5));
        assertThat(again.got.get(1).reports()).extracting(Alert.Report::pool).containsExactly("www");
    }

    @Test
    void anOperatorsMoveIsANoticeAndComingBackIsNone() {
        Alerts alerts = description().build();

        alerts.on(WWW.change(runtime.now(), Cause.OPERATOR, "cloudhelix", "ec2"));
        runtime.advance(MINUTE);

        assertThat(mail.got).singleElement().satisfies(alert -> {
            assertThat(alert.status()).isEqualTo(Status.NOTICE);
            assertThat(alert.subject()).contains("moved to ec2 by an operator");
        });
    }

    @Test
    void aMoveToWhatTheApplicationNamesNowIsANotice() {
        Alerts alerts = description().build();

        alerts.on(WWW.change(runtime.now(), Cause.CONFIGURATION, "cloudhelix", "ec2"));
        runtime.advance(MINUTE);

        assertThat(mail.got).singleElement().satisfies(alert -> {
            assertThat(alert.status()).isEqualTo(Status.NOTICE);
            assertThat(alert.subject()).contains("moved to ec2");
        });
    }

    @Test
    void alertsNeedANotifierAndANameForEach() {
        assertThatThrownBy(() -> Alerts.builder().build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("notifier: none given");
        assertThatThrownBy(() -> description().notifier(new Recipient("mail")).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"mail\" is the name of another one");
        assertThatThrownBy(() -> description().source("two\nlines"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("source: \"two lines\"");
    }
}
