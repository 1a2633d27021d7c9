package io.github.dnsfailover.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import io.github.dnsfailover.event.ResidualReport;
import io.github.dnsfailover.testkit.FaultyDnsProvider;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Call;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fate;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fault;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.ScriptedCheck;
import io.github.dnsfailover.testkit.TestEvents;
import io.github.dnsfailover.testkit.VirtualRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people read; the files of {@link Golden} are to be read too. */
class AlertsTextTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private final VirtualRuntime runtime = new VirtualRuntime(6);
    private final ScriptedCheck check = new ScriptedCheck();
    private final Recipient mail = new Recipient("mail");

    private static MemoryDnsProvider memory() {
        return MemoryDnsProvider.of(MemoryZone.of("example.com")).servers("ns1.example.net", "ns2.example.net");
    }

    private EndpointPool pool(String name) {
        return pool(name, memory());
    }

    private EndpointPool pool(String name, DnsProvider dns) {
        return EndpointPool.named(name)
                .name(name + ".example.com")
                .endpoint(Endpoint.primary("cloudhelix", "192.0.2.22").site("dc1"))
                .endpoint(Endpoint.backup("ec2", "198.51.100.109").site("aws"))
                .check(check)
                .provider(dns)
                .build();
    }

    private Alerts.Builder description() {
        return Alerts.builder()
                .notifier(mail)
                .source("shop")
                .zone(ZoneId.of("Europe/Berlin"))
                .runtime(runtime);
    }

    private FailoverEngine started(Alerts alerts, EndpointPool... pools) {
        return started(FailoverEngine.builder(), alerts, pools);
    }

    private FailoverEngine started(FailoverEngine.Builder builder, Alerts alerts, EndpointPool... pools) {
        builder.leadership(Leadership.singleInstance())
                .listener(alerts)
                .withoutLogging()
                .runtime(runtime);
        for (EndpointPool pool : pools) {
            builder.pool(pool);
        }
        FailoverEngine engine = builder.build();
        alerts.snapshotFrom(engine::snapshot);
        engine.start();
        runtime.advance(Duration.ofMinutes(5));
        return engine;
    }

    private FailoverEvent allDown(String pool, String decision) {
        return began(pool, Trouble.Kind.ALL_DOWN, "every endpoint is unhealthy; " + decision);
    }

    private FailoverEvent began(String pool, Trouble.Kind kind, String text) {
        TestEvents events = TestEvents.of(pool, runtime.now());
        return events.troubleBegan(events.trouble(kind, text));
    }

    private String last() {
        return Golden.read(mail.got.get(mail.got.size() - 1));
    }

    @Test
    void aFailoverAndItsEndAreToldWithAllThatIsKnown() throws Exception {
        EndpointPool www = pool("www");
        Alerts alerts = description().pool(www).build();
        try (FailoverEngine engine = started(alerts, www)) {
            assertThat(mail.got).isEmpty();

            check.fails("cloudhelix", "connection refused");
            runtime.advance(Duration.ofMinutes(2));
            Golden.check("failover.txt", last());
            Golden.check("failover.html", AlertText.html(mail.got.get(0)));

            runtime.advance(Duration.ofHours(5));
            assertThat(mail.subjects().get(1)).startsWith("[failover] ALARM: www.example.com: nowhere to go: ");
            Golden.check("reminder.txt", last());

            check.passes("cloudhelix");
            runtime.advance(Duration.ofMinutes(30));
            Golden.check("failback.txt", last());
            assertThat(mail.got).hasSize(5);
            assertThat(engine.snapshot().pool("www").waitsFor()).isEmpty();
        }
    }

    @Test
    void theFollowUpTellsWhoStayedAtTheOldPlace() throws Exception {
        EndpointPool www = pool("www");
        Alerts alerts = description().pool(www).build();
        try (FailoverEngine engine = started(alerts, www)) {
            check.fails("cloudhelix", "connection refused");
            runtime.advance(Duration.ofMinutes(2));
            engine.reportResidual(
                    "www",
                    ResidualReport.of("cloudhelix", runtime.now())
                            .before(42)
                            .gone(Map.of(50, Duration.ofSeconds(50), 95, Duration.ofMinutes(3)))
                            .shares(List.of(new ResidualReport.Share(Duration.ofMinutes(59), 0.021)))
                            .networks(List.of(new ResidualReport.Network("192.0.2.0/24", 170)), 12)
                            .build());
            runtime.advance(Duration.ofMinutes(1));
            assertThat(mail.got).as("it is no news of its own").hasSize(1);

            runtime.advance(Duration.ofHours(4));
            assertThat(last())
                    .contains("Old place     cloudhelix: 50 % gone after 50 s, 95 % after 3 min, of 42 requests a "
                            + "second; 2.1 % still came in the last minute, most from 192.0.2.0/24");

            check.passes("cloudhelix");
            runtime.advance(Duration.ofMinutes(30));
            assertThat(last()).as("the way back").doesNotContain("Old place");
        }
    }

    @Test
    void thePageInTheDocsShowsWhatArrives() throws Exception {
        String page = Files.readString(Path.of("../docs/alerts.md"));

        assertThat(page).contains(Golden.text("failover.txt"), Golden.text("webhook.json"));
    }

    @Test
    void allPoolsOfAnOutageAreInOneText() throws Exception {
        EndpointPool[] pools = {pool("api"), pool("img"), pool("www")};
        Alerts alerts =
                description().pool(pools[0]).pool(pools[1]).pool(pools[2]).build();
        try (FailoverEngine engine = started(alerts, pools)) {
            check.fails("cloudhelix", "no answer within 3 s");
            runtime.advance(Duration.ofMinutes(2));

            assertThat(mail.got.get(0).reports()).hasSize(3);
            assertThat(mail.got
                            .get(0)
                            .text()
                            .lines()
                            .limit(5)
                            .map(line -> line.substring(0, 14).strip()))
                    .as("a line for each pool, then what holds for the first")
                    .containsExactly("Clients get", "", "", "Next", "To stop it");
            Golden.check("burst.txt", Golden.read(mail.got.get(0)));
            assertThat(engine.snapshot().pools()).hasSize(3);
        }
    }

    @Test
    void aBackupThatFailsIsToldAsWhatClientsDoNotGet() {
        EndpointPool www = pool("www");
        Alerts alerts = description().pool(www).build();
        try (FailoverEngine engine = started(alerts, www)) {
            check.fails("ec2", "HTTP 503");
            runtime.advance(Duration.ofMinutes(2));

            assertThat(mail.subjects())
                    .containsExactly(
                            "[failover] www.example.com: backup ec2 failed 4 checks (HTTP 503); clients do not get it");
            assertThat(engine.snapshot().pool("www").endpoints()).hasSize(2);
        }
    }

    @Test
    void aMoveThatIsBlockedIsToldWithTheDeadEndpointAndWhatToDo() throws Exception {
        FaultyDnsProvider refusing = FaultyDnsProvider.around(memory(), runtime::schedule, runtime::elapse);
        EndpointPool www = pool("www", refusing);
        Alerts alerts = description().pool(www).build();
        try (FailoverEngine engine = started(alerts, www)) {
            refusing.plan(
                    call -> new Fate(call == Call.APPLY ? Fault.REFUSED : Fault.NONE, Duration.ZERO, Duration.ZERO));
            check.fails("cloudhelix", "connection refused");
            runtime.advance(MINUTE);

            Golden.check("blocked.txt", last());
            assertThat(engine.snapshot().pool("www").waitsFor()).isNotEmpty();
        }
    }

    @Test
    void aProviderOutOfReachIsToldOnceAndNamesThePoolsThatCannotMove() throws Exception {
        FaultyDnsProvider away = FaultyDnsProvider.around(memory(), runtime::schedule, runtime::elapse);
        EndpointPool[] pools = {pool("api", away), pool("www", away)};
        Alerts alerts = description().pool(pools[0]).pool(pools[1]).build();
        try (FailoverEngine engine = started(alerts, pools)) {
            away.plan(call -> new Fate(Fault.TIMED_OUT_BEFORE, Duration.ofSeconds(5), Duration.ZERO));
            runtime.advance(Duration.ofMinutes(5));

            assertThat(mail.got).hasSize(1);
            Golden.check("unreachable.txt", last());
            away.heal();
            runtime.advance(MINUTE);
            assertThat(mail.subjects()).last().asString().startsWith("[failover] engine is well again after ");
            assertThat(engine.snapshot().troubles()).isEmpty();
        }
    }

    @Test
    void anAlarmIsCalledToMindEveryQuarterOfAnHourAndThatIsAReminder() {
        EndpointPool www = pool("www");
        Alerts alerts = description().pool(www).build();
        try (FailoverEngine engine = started(alerts, www)) {
            check.fails("cloudhelix", "connection refused").fails("ec2", "HTTP 503");
            runtime.advance(Duration.ofMinutes(40));

            assertThat(mail.subjects())
                    .containsExactly(
                            "[failover] ALARM: www.example.com: every endpoint is unhealthy; hold",
                            "[failover] ALARM: reminder: www.example.com has had no healthy endpoint for 15 min",
                            "[failover] ALARM: reminder: www.example.com has had no healthy endpoint for 30 min");
            assertThat(engine.snapshot().pools()).hasSize(1);
        }
    }

    @Test
    void whoWantsNoRemindersGetsNoneOfAnAlarmEither() {
        EndpointPool www = pool("www");
        Alerts alerts = description().pool(www).withoutReminders().build();
        try (FailoverEngine engine = started(alerts, www)) {
            check.fails("cloudhelix", "connection refused").fails("ec2", "HTTP 503");
            runtime.advance(Duration.ofHours(2));

            assertThat(mail.got).hasSize(1);
            assertThat(engine.snapshot().pools()).hasSize(1);
        }
    }

    @Test
    void anAlarmThatNobodyKnowsOfYetIsNotCalledToMind() {
        Alerts alerts = description().delay(Duration.ofHours(1)).build();
        TestEvents www = TestEvents.of("www", runtime.now());
        Trouble down = www.trouble(Trouble.Kind.ALL_DOWN, "every endpoint is unhealthy; hold");

        alerts.on(www.troubleBegan(down));
        runtime.advance(Duration.ofMinutes(15));
        alerts.on(www.after(Duration.ofMinutes(15)).troubleChanged(down, down));
        runtime.advance(MINUTE);
        assertThat(mail.got).isEmpty();

        runtime.advance(Duration.ofHours(1));
        assertThat(mail.got).extracting(Alert::status).containsExactly(Alert.Status.TROUBLE);
    }

    @Test
    void whatIsDoneAboutAForeignEditIsInTheSubject() {
        MemoryZone zone = MemoryZone.of("example.com");
        EndpointPool www = pool("www", MemoryDnsProvider.of(zone));
        Alerts alerts = description().pool(www).build();
        try (FailoverEngine engine = started(alerts, www)) {
            for (int i = 0; i < 2; i++) {
                zone.put(RecordSet.of(
                        RecordKey.of("www.example.com", RecordType.A), Duration.ofSeconds(30), "203.0.113.9"));
                runtime.advance(Duration.ofMinutes(5));
            }

            assertThat(mail.subjects())
                    .containsExactly(
                            "[failover] www.example.com: foreign edit: to be undone after the hold-down: found"
                                    + " [www.example.com. A 30 [203.0.113.9]] instead of [www.example.com. A 30"
                                    + " [192.0.2.22]]",
                            "[failover] www.example.com is well again after 60 s",
                            "[failover] www.example.com: foreign edit: the second one, so nothing is written until an"
                                    + " operator clears it: found [www.example.com. A 30 [203.0.113.9]] instead of"
                                    + " [www.example.com. A 30 [192.0.2.22]]");
            assertThat(engine.snapshot().pools()).hasSize(1);
        }
    }

    @Test
    void aTroubleWhoseCauseChangedStandsInTheTextOnce() {
        Alerts alerts = description().build();
        TestEvents www = TestEvents.of("www", runtime.now());
        Trouble before = www.trouble(Trouble.Kind.WRITE_FAILS, "refused");
        Trouble now = www.trouble(Trouble.Kind.WRITE_FAILS, "the key is unknown");
        alerts.on(www.troubleBegan(before));
        runtime.advance(MINUTE);

        alerts.on(www.after(MINUTE).troubleChanged(before, now));
        runtime.advance(MINUTE);

        assertThat(mail.subjects()).last().isEqualTo("[failover] pool www: write fails: the key is unknown");
        assertThat(last().lines())
                .filteredOn(line -> line.contains("write fails"))
                .containsExactly(
                        "Subject: [failover] pool www: write fails: the key is unknown",
                        "Happened      00:01:00 UTC  write fails: the key is unknown; before: refused");
    }

    @Test
    void eventsAloneAreEnoughForAText() throws Exception {
        Alerts alerts =
                description().stopBy("https://wiki.example.com/stop-failover").build();
        Happenings www = new Happenings("www");

        www.fails(runtime.now()).forEach(alerts::on);
        alerts.on(www.failover(runtime.now()));
        runtime.advance(MINUTE);

        Golden.check("events-alone.txt", last());
    }

    @Test
    void theSubjectsOfADryRunSayThatItIsOne() {
        Alerts alerts = description().build();
        MemoryZone zone = MemoryZone.of("example.com");
        for (String name : List.of("api.example.com", "www.example.com")) {
            zone.put(RecordSet.of(RecordKey.of(name, RecordType.A), Duration.ofSeconds(30), "192.0.2.22"));
        }
        MemoryDnsProvider dns = MemoryDnsProvider.of(zone);
        try (FailoverEngine engine =
                started(FailoverEngine.builder().dryRun(), alerts, pool("api", dns), pool("www", dns))) {
            check.fails("192.0.2.22", "connection refused");
            runtime.advance(MINUTE);
            check.passes("192.0.2.22");
            runtime.advance(Duration.ofMinutes(20));

            assertThat(engine.snapshot().isDryRun()).isTrue();
            assertThat(mail.subjects())
                    .containsExactly(
                            "[failover] dry run: api.example.com: would publish cloudhelix: cloudhelix is the best "
                                    + "that may serve (other news: 1 pool)",
                            "[failover] dry run: api.example.com: primary cloudhelix failed 4 checks (connection "
                                    + "refused) (other news: 1 pool)",
                            "[failover] dry run: api.example.com is well again after 60 s (other news: 1 pool)");
        }
    }

    @Test
    void whyARecordMovedIsToldEvenIfTheCauseIsOverByThen() {
        Alerts alerts =
                description().about(event -> event instanceof RecordsChanged).build();
        Happenings www = new Happenings("www");

        www.fails(runtime.now()).forEach(alerts::on);
        alerts.on(www.failover(runtime.now()));
        www.recovers(runtime.now()).forEach(alerts::on);
        runtime.advance(MINUTE);

        assertThat(mail.subjects())
                .containsExactly(
                        "[failover] www.example.com moved to ec2: endpoint cloudhelix failed 3 checks (connection "
                                + "refused)");
        assertThat(last()).contains("cloudhelix at 192.0.2.22: UNHEALTHY (connection refused) in 3 ms");
    }

    @Test
    void whatNoLongerStandsInTheWayIsOverThoughNoEventSaysSo() {
        EndpointPool www = pool("www");
        Alerts alerts = description().pool(www).remindEvery(Duration.ofHours(1)).build();
        try (FailoverEngine engine = started(alerts, www)) {
            alerts.on(began("www", Trouble.Kind.WRITE_FAILS, "REFUSED"));

            runtime.advance(Duration.ofHours(4));

            assertThat(engine.snapshot().pool("www").waitsFor()).isEmpty();
            assertThat(mail.got).extracting(Alert::status).containsExactly(Alert.Status.TROUBLE, Alert.Status.RECOVERY);
        }
    }

    @Test
    void anEndpointThatIsNoLongerInThePoolIsNotRemindedOf() {
        assertEndsWithTheFirstReminder(www -> www.fails(runtime.now(), "scrapped", "HTTP 503"), "well again");
    }

    @Test
    void aRecordThatTheEngineKnowsToBeAtHomeIsNotRemindedOf() {
        assertEndsWithTheFirstReminder(www -> List.of(www.failover(runtime.now())), "well again");
    }

    @Test
    void aRecordWhoseHomeIsNoLongerInThePoolIsNotRemindedOf() {
        assertEndsWithTheFirstReminder(
                www -> List.of(www.change(runtime.now(), Cause.FAILOVER, "scrapped", "ec2")), "well again");
    }

    @Test
    void aPoolWithAHealthyEndpointIsNotSaidToHaveNone() {
        assertEndsWithTheFirstReminder(www -> List.of(allDown("www", "hold")), "well again");
    }

    private void assertEndsWithTheFirstReminder(Function<Happenings, List<FailoverEvent>> trouble, String end) {
        EndpointPool www = pool("www");
        Alerts alerts = description().pool(www).remindEvery(Duration.ofHours(1)).build();
        try (FailoverEngine engine = started(alerts, www)) {
            trouble.apply(new Happenings("www")).forEach(alerts::on);

            runtime.advance(Duration.ofDays(1));

            assertThat(mail.got).extracting(Alert::status).containsExactly(Alert.Status.TROUBLE, Alert.Status.RECOVERY);
            assertThat(mail.got.get(1).subject()).contains(end);
            assertThat(engine.snapshot().pools()).hasSize(1);
        }
    }

    @Test
    void aTroubleThatLastsIsNotEndedByLookingAtTheEngine() {
        EndpointPool www = pool("www");
        Alerts alerts = description().pool(www).remindEvery(Duration.ofHours(1)).build();
        try (FailoverEngine engine = started(alerts, www)) {
            check.fails("cloudhelix", "connection refused");

            runtime.advance(Duration.ofHours(3));

            assertThat(mail.got)
                    .extracting(Alert::status)
                    .containsExactly(
                            Alert.Status.TROUBLE, Alert.Status.TROUBLE, Alert.Status.REMINDER, Alert.Status.REMINDER);
            assertThat(engine.snapshot().pools()).hasSize(1);
        }
    }

    @Test
    void aPoolThatTheEngineDoesNotHaveIsNotRemindedOf() {
        EndpointPool www = pool("www");
        Alerts alerts = description().pool(www).remindEvery(Duration.ofHours(1)).build();
        try (FailoverEngine engine = started(alerts, www)) {
            alerts.on(new Happenings("scrapped").failover(runtime.now()));

            runtime.advance(Duration.ofDays(1));

            assertThat(mail.got).extracting(Alert::status).containsExactly(Alert.Status.TROUBLE);
            assertThat(engine.snapshot().pools()).hasSize(1);
        }
    }

    @Test
    void aTroubleThatEndedWhileTheProcessWasGoneIsToldToBeOverSoonAfterItsStart() {
        Path spool = folder.resolve("alerts.spool");
        Recipient before = new Recipient("mail");
        VirtualRuntime earlier = new VirtualRuntime(5);
        Alerts gone =
                Alerts.builder().notifier(before).spool(spool).runtime(earlier).build();
        new Happenings("www").fails(earlier.now()).forEach(gone::on);
        gone.on(new Happenings("www").failover(earlier.now()));
        gone.on(began("www", Trouble.Kind.STORE_FAILS, "disk full"));
        earlier.advance(MINUTE);
        earlier.close();
        EndpointPool www = pool("www");

        Alerts alerts = description().pool(www).withoutReminders().spool(spool).build();
        try (FailoverEngine engine = started(alerts, www)) {
            runtime.advance(MINUTE);

            assertThat(before.got).hasSize(1);
            assertThat(mail.got).extracting(Alert::status).containsExactly(Alert.Status.RECOVERY);
            assertThat(engine.snapshot().pools()).hasSize(1);
        }
    }

    @Test
    void aLastResortIsToldAsOne() throws Exception {
        Alerts alerts = description().build();
        Happenings www = new Happenings("www");

        www.fails(runtime.now()).forEach(alerts::on);
        alerts.on(allDown("www", "last resort [ec2]"));
        alerts.on(www.change(runtime.now(), Cause.LAST_RESORT, "cloudhelix", "ec2"));
        runtime.advance(MINUTE);

        Golden.check("last-resort.txt", last());
    }

    @Test
    void serversThatLagAreNamed() {
        Alerts alerts = description().build();
        Happenings www = new Happenings("www");
        alerts.on(www.failover(runtime.now()));
        runtime.advance(MINUTE);

        alerts.on(began("www", Trouble.Kind.NOT_PROVED, "[ns2.example.net: old] do not answer [ec2] after 60 s"));
        runtime.advance(MINUTE);

        assertThat(mail.got).hasSize(2);
        assertThat(last()).contains("Servers       [ns2.example.net: old] do not answer [ec2] after 60 s");
        assertThat(last()).as("what is not proved is no fact").contains("(ec2), as soon as every server gives it");
    }

    @Test
    void whatIsOfTheWholeEngineIsToldWithoutARecord() {
        Alerts alerts = description().build();

        alerts.on(TestEvents.of("www", runtime.now()).eventsDropped(3));
        runtime.advance(MINUTE);

        assertThat(mail.subjects()).containsExactly("[failover] engine: 3 events were dropped for a slow listener");
    }

    @Test
    void whatComesFromOutsideStaysTextOnALineOfItsOwn() throws Exception {
        Alerts alerts = description().build();
        String hostile =
                "refused\r\nBcc: all@example.com\n\n<script>alert('x')</script> \u202Eevil\u2028\u0000\u001B[31m & "
                        + "\"q\"";
        Happenings pool = new Happenings("www");

        pool.fails(runtime.now(), "cloudhelix", hostile).forEach(alerts::on);
        alerts.on(pool.failover(runtime.now()));
        runtime.advance(MINUTE);

        Alert alert = mail.got.get(0);
        assertThat(alert.subject()).doesNotContain("\r", "\n", "\u202E", "\u2028", "\u0000", "\u001B");
        assertThat(AlertText.html(alert)).doesNotContain("<script", "'x'");
        Golden.check("hostile.txt", last());
        Golden.check("hostile.html", AlertText.html(alert));
    }

    @Test
    void aPoolsNameCannotBreakALineEither() {
        Alerts alerts = description().build();
        String name = "www\r\nSubject: free money";

        alerts.on(allDown(name, "hold"));
        runtime.advance(MINUTE);

        assertThat(mail.subjects())
                .containsExactly("[failover] ALARM: pool www Subject: free money: every endpoint is unhealthy; hold");
    }

    @Test
    void aMoveIsTheSubjectHoweverMuchHappensAfterIt() {
        Alerts alerts = description().build();
        Happenings www = new Happenings("www");

        alerts.on(www.failover(runtime.now()));
        for (int i = 0; i < 50; i++) {
            www.fails(runtime.now(), "ec2", "HTTP " + i).forEach(alerts::on);
        }
        runtime.advance(MINUTE);

        assertThat(mail.subjects()).singleElement().asString().contains("moved to ec2");
        assertThat(mail.got.get(0).reports().get(0).history()).hasSize(20);
    }

    @Test
    void overlongDetailsAreCutAndTheWholeStaysReadable() {
        Alerts alerts = description().build();
        String endless = "\uD83D\uDE00 never ends ".repeat(1_000);

        for (int i = 0; i < 300; i++) {
            Happenings pool = new Happenings("pool" + i);
            pool.fails(runtime.now(), "cloudhelix", endless).forEach(alerts::on);
            alerts.on(pool.failover(runtime.now()));
        }
        runtime.advance(MINUTE);

        Alert alert = mail.got.get(0);
        assertThat(alert.reports()).hasSize(300);
        assertThat(alert.subject().length()).isLessThan(300);
        assertThat(alert.text().length()).isLessThan(300_000);
        assertThat(alert.text()).contains("and 90 more");
        List<Integer> lengths = new ArrayList<>();
        alert.text().lines().forEach(line -> lengths.add(line.codePointCount(0, line.length())));
        assertThat(lengths).allMatch(length -> length <= 520);
    }
}
