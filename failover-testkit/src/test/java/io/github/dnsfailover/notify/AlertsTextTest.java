package io.github.dnsfailover.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.event.AllEndpointsDown;
import io.github.dnsfailover.event.EventsDropped;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import io.github.dnsfailover.event.ServersLag;
import io.github.dnsfailover.event.StateStoreFailed;
import io.github.dnsfailover.event.WriteFailed;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.ScriptedCheck;
import io.github.dnsfailover.testkit.VirtualRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
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

    private EndpointPool pool(String name) {
        return EndpointPool.named(name)
                .name(name + ".example.com")
                .endpoint(Endpoint.primary("cloudhelix", "192.0.2.22").site("dc1"))
                .endpoint(Endpoint.backup("ec2", "198.51.100.109").site("aws"))
                .check(check)
                .provider(MemoryDnsProvider.of(MemoryZone.of("example.com"))
                        .servers("ns1.example.net", "ns2.example.net"))
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
        FailoverEngine.Builder builder = FailoverEngine.builder()
                .leadership(Leadership.singleInstance())
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
            Golden.check("reminder.txt", last());

            check.passes("cloudhelix");
            runtime.advance(Duration.ofMinutes(30));
            Golden.check("failback.txt", last());
            assertThat(mail.got).hasSize(3);
            assertThat(engine.snapshot().pool("www").obstacle()).isEmpty();
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
                            .limit(3)
                            .map(line -> line.substring(0, 14).strip()))
                    .containsExactly("Clients get", "Next", "To stop it");
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
    void eventsAloneAreEnoughForAText() throws Exception {
        Alerts alerts =
                description().stopBy("https://wiki.example.com/stop-failover").build();
        Happenings www = new Happenings("www");

        alerts.on(www.fails(runtime.now()));
        alerts.on(www.failover(runtime.now()));
        runtime.advance(MINUTE);

        Golden.check("events-alone.txt", last());
    }

    @Test
    void whyARecordMovedIsToldEvenIfTheCauseIsOverByThen() {
        Alerts alerts =
                description().about(event -> event instanceof RecordsChanged).build();
        Happenings www = new Happenings("www");

        alerts.on(www.fails(runtime.now()));
        alerts.on(www.failover(runtime.now()));
        alerts.on(www.recovers(runtime.now()));
        runtime.advance(MINUTE);

        assertThat(mail.subjects())
                .containsExactly(
                        "[failover] www.example.com moved to ec2: endpoint cloudhelix failed 3 checks (connection refused)");
        assertThat(last()).contains("cloudhelix at 192.0.2.22: UNHEALTHY (connection refused) in 3 ms");
    }

    @Test
    void whatNoLongerStandsInTheWayIsOverThoughNoEventSaysSo() {
        EndpointPool www = pool("www");
        Alerts alerts = description().pool(www).remindEvery(Duration.ofHours(1)).build();
        try (FailoverEngine engine = started(alerts, www)) {
            alerts.on(new WriteFailed(
                    "www", runtime.now(), DnsProviderException.Outcome.NOT_APPLIED, "REFUSED", Duration.ofSeconds(1)));

            runtime.advance(Duration.ofHours(4));

            assertThat(engine.snapshot().pool("www").obstacle()).isEmpty();
            assertThat(mail.got).extracting(Alert::status).containsExactly(Alert.Status.TROUBLE, Alert.Status.RECOVERY);
        }
    }

    @Test
    void anEndpointThatIsNoLongerInThePoolIsNotRemindedOf() {
        assertEndsWithTheFirstReminder(www -> www.fails(runtime.now(), "scrapped", "HTTP 503"), "well again");
    }

    @Test
    void aRecordThatTheEngineKnowsToBeAtHomeIsNotRemindedOf() {
        assertEndsWithTheFirstReminder(www -> www.failover(runtime.now()), "well again");
    }

    @Test
    void aRecordWhoseHomeIsNoLongerInThePoolIsNotRemindedOf() {
        assertEndsWithTheFirstReminder(
                www -> www.change(runtime.now(), Cause.FAILOVER, "scrapped", "ec2"), "well again");
    }

    @Test
    void aPoolWithAHealthyEndpointIsNotSaidToHaveNone() {
        assertEndsWithTheFirstReminder(www -> new AllEndpointsDown("www", runtime.now(), "hold"), "well again");
    }

    private void assertEndsWithTheFirstReminder(Function<Happenings, FailoverEvent> trouble, String end) {
        EndpointPool www = pool("www");
        Alerts alerts = description().pool(www).remindEvery(Duration.ofHours(1)).build();
        try (FailoverEngine engine = started(alerts, www)) {
            alerts.on(trouble.apply(new Happenings("www")));

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
                    .containsExactly(Alert.Status.TROUBLE, Alert.Status.REMINDER, Alert.Status.REMINDER);
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
        gone.on(new Happenings("www").fails(earlier.now()));
        gone.on(new Happenings("www").failover(earlier.now()));
        gone.on(new StateStoreFailed("www", earlier.now(), "disk full"));
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

        alerts.on(www.fails(runtime.now()));
        alerts.on(new AllEndpointsDown("www", runtime.now(), "last resort [ec2]"));
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

        alerts.on(new ServersLag("www", runtime.now(), List.of("ec2"), List.of("ns2.example.net: old"), MINUTE));
        runtime.advance(MINUTE);

        assertThat(mail.got).hasSize(2);
        assertThat(last()).contains("Servers       [ns2.example.net: old] do not answer [ec2] after 60 s");
        assertThat(last()).as("what is not proved is no fact").contains("(ec2), as soon as every server says so");
    }

    @Test
    void whatIsOfTheWholeEngineIsToldWithoutARecord() {
        Alerts alerts = description().build();

        alerts.on(new EventsDropped("", runtime.now(), 3));
        runtime.advance(MINUTE);

        assertThat(mail.subjects()).containsExactly("[failover] engine: 3 events were dropped for a slow listener");
    }

    @Test
    void whatComesFromOutsideStaysTextOnALineOfItsOwn() throws Exception {
        Alerts alerts = description().build();
        String hostile =
                "refused\r\nBcc: all@example.com\n\n<script>alert('x')</script> \u202Eevil\u2028\u0000\u001B[31m & \"q\"";
        Happenings pool = new Happenings("www");

        alerts.on(pool.fails(runtime.now(), "cloudhelix", hostile));
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

        alerts.on(new AllEndpointsDown(name, runtime.now(), "hold"));
        runtime.advance(MINUTE);

        assertThat(mail.subjects())
                .containsExactly("[failover] pool www??Subject: free money: every endpoint is unhealthy; hold");
    }

    @Test
    void aMoveIsTheSubjectHoweverMuchHappensAfterIt() {
        Alerts alerts = description().build();
        Happenings www = new Happenings("www");

        alerts.on(www.failover(runtime.now()));
        for (int i = 0; i < 50; i++) {
            alerts.on(www.fails(runtime.now(), "ec2", "HTTP " + i));
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
            alerts.on(pool.fails(runtime.now(), "cloudhelix", endless));
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
