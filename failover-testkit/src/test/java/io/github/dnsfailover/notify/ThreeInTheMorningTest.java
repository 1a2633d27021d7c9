package io.github.dnsfailover.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.ScriptedCheck;
import io.github.dnsfailover.testkit.SharedStateStore;
import io.github.dnsfailover.testkit.TestEvents;
import io.github.dnsfailover.testkit.VirtualRuntime;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is received by those who are woken: the mail at a mail server, the page and the card at a web server. */
class ThreeInTheMorningTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final GreenMail mailServer = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final MockWebServer webServer = new MockWebServer();
    private final VirtualRuntime runtime = new VirtualRuntime(6);
    private final ScriptedCheck check = new ScriptedCheck();
    private final MemoryZone zone = MemoryZone.of("example.com");
    private final Recipient mail = new Recipient("mail");

    @BeforeEach
    void startServers() throws Exception {
        mailServer.start();
        webServer.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return new MockResponse.Builder().code(202).build();
            }
        });
        webServer.start();
    }

    @AfterEach
    void endServers() {
        mailServer.stop();
        webServer.close();
    }

    private EndpointPool pool(String name, Failback failback) {
        return EndpointPool.named(name)
                .name(name + ".example.com")
                .endpoint(Endpoint.primary("siteA", "192.0.2.22"))
                .endpoint(Endpoint.backup("siteB", "198.51.100.109"))
                .check(check)
                .failback(failback)
                .provider(MemoryDnsProvider.of(zone).servers("ns1.example.net"))
                .build();
    }

    private Alerts alerts(EndpointPool... pools) {
        Alerts.Builder builder = Alerts.builder()
                .notifier(mail)
                .source("shop")
                .zone(ZoneId.of("UTC"))
                .runtime(runtime);
        List.of(pools).forEach(builder::pool);
        return builder.build();
    }

    private FailoverEngine started(Alerts alerts, EndpointPool... pools) {
        FailoverEngine.Builder builder = FailoverEngine.builder()
                .leadership(Leadership.singleInstance())
                .listener(alerts)
                .withoutLogging()
                .runtime(runtime);
        List.of(pools).forEach(builder::pool);
        FailoverEngine engine = builder.build();
        alerts.snapshotFrom(engine::snapshot);
        engine.start();
        runtime.advance(Duration.ofMinutes(5));
        return engine;
    }

    private Alert last() {
        return mail.got.get(mail.got.size() - 1);
    }

    /** Sends the last alert for real, and compares what arrives. */
    private void assertReceived(String name) throws Exception {
        Alert alert = last();
        MailNotifier.to("ops@example.com")
                .from("failover@example.com")
                .host("127.0.0.1")
                .port(mailServer.getSmtp().getPort())
                .withoutEncryption()
                .build()
                .send(alert, alert.at());
        MimeMessage received = mailServer.getReceivedMessages()[0];
        String text =
                (String) ((MimeMultipart) received.getContent()).getBodyPart(0).getContent();
        Golden.check(name + "-mail.txt", "Subject: " + received.getSubject() + "\n\n" + text.replace("\r\n", "\n"));
        String url = webServer.url("/hook").toString();
        WebhookNotifier.pagerDuty(() -> "R0UT1NG").url(() -> url).build().send(alert, alert.at());
        Golden.check(name + "-page.json", posted(webServer.getRequestCount()));
        WebhookNotifier.teams(() -> url).build().send(alert, alert.at());
        Golden.check(name + "-card.json", posted(1));
    }

    private String posted(int requests) throws Exception {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            String body = webServer.takeRequest().getBody().utf8();
            bodies.add(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree(body)));
        }
        return String.join("\n", bodies) + "\n";
    }

    /** Down for half a minute in each round. */
    private void backupComesAndGoes(int rounds, Duration up) {
        for (int i = 0; i < rounds; i++) {
            check.fails("siteB", "HTTP 503");
            runtime.advance(Duration.ofSeconds(30));
            check.passes("siteB");
            runtime.advance(up);
        }
    }

    // B.6: what flaps

    @Test
    void aBackupThatComesAndGoesIsToldAsFlappingAndThenNoMore() throws Exception {
        EndpointPool www = pool("www", Failback.automatic());
        Alerts alerts = alerts(www);
        try (FailoverEngine engine = started(alerts, www)) {
            backupComesAndGoes(200, Duration.ofSeconds(30));

            assertThat(mail.got).hasSize(7);
            assertReceived("flapping");
            assertThat(engine.snapshot().pools()).hasSize(1);
        }
    }

    @Test
    void aDayOfThatIsAHandfulOfMails() {
        EndpointPool www = pool("www", Failback.automatic());
        Alerts alerts = alerts(www);
        try (FailoverEngine engine = started(alerts, www)) {
            backupComesAndGoes(24 * 60, Duration.ofSeconds(30));

            assertThat(mail.got).hasSizeBetween(10, 15); // every 4 h once, and seven at the beginning
            assertThat(mail.subjects().get(mail.got.size() - 1))
                    .startsWith("[failover] reminder: www.example.com backup siteB is flapping: ");
            assertThat(engine.snapshot().pools()).hasSize(1);
        }
    }

    @Test
    void whatFlapsAndIsWellIsNotCalledDownWhereSomethingElseIsWrong() {
        EndpointPool www = pool("www", Failback.automatic());
        Alerts alerts = alerts(www);
        try (FailoverEngine engine = started(alerts, www)) {
            backupComesAndGoes(10, Duration.ofSeconds(60));

            check.fails("siteA", "connection refused");
            runtime.advance(Duration.ofSeconds(60));

            String text = last().text();
            assertThat(engine.snapshot().pool("www").records().get(0).values()).containsExactly("198.51.100.109");
            assertThat(text)
                    .contains("backup siteB is flapping: ")
                    .contains(", now up (last time 198.51.100.109: HTTP 503)")
                    .doesNotContain("endpoint down siteB");
            Instant since = Instant.parse(last().reports().get(0).facts().get("since"));
            assertThat(Duration.between(since, last().at()))
                    .as("how long the trouble lasts that people are told of")
                    .isLessThan(Duration.ofSeconds(60));
        }
    }

    @Test
    void howItStandsInTheEndIsTold() {
        EndpointPool www = pool("www", Failback.automatic());
        Alerts alerts = alerts(www);
        try (FailoverEngine engine = started(alerts, www)) {
            backupComesAndGoes(10, Duration.ofSeconds(30));
            runtime.advance(Duration.ofMinutes(20));
            assertThat(last().status()).isEqualTo(Alert.Status.RECOVERY);
            for (int i = 0; i < 10; i++) {
                check.passes("siteB");
                runtime.advance(Duration.ofSeconds(30));
                check.fails("siteB", "HTTP 503");
                runtime.advance(Duration.ofSeconds(30));
            }
            runtime.advance(Duration.ofMinutes(20));

            assertThat(mail.subjects())
                    .contains("[failover] www.example.com: backup siteB failed 4 checks (HTTP 503); clients do not get "
                            + "it");
            assertThat(last().status()).isEqualTo(Alert.Status.TROUBLE);
            assertThat(engine.snapshot().pools()).hasSize(1);
        }
    }

    @Test
    void aMoveIsToldHoweverMuchFlaps() {
        EndpointPool www = pool("www", Failback.automatic());
        Alerts alerts = alerts(www);
        try (FailoverEngine engine = started(alerts, www)) {
            backupComesAndGoes(10, Duration.ofSeconds(30));

            check.fails("siteA", "connection refused");
            runtime.advance(MINUTE);

            assertThat(last().subject()).startsWith("[failover] www.example.com moved to siteB: primary siteA failed");
            assertThat(engine.snapshot().pools()).hasSize(1);
        }
    }

    @Test
    void anotherTroubleIsToldHoweverMuchFlaps() {
        Alerts alerts = alerts();
        for (int i = 0; i < 10; i++) {
            TestEvents www = TestEvents.of("www", runtime.now());
            Trouble down = www.trouble(Trouble.Kind.ENDPOINT_DOWN, "siteB", "HTTP 503");
            alerts.on(www.troubleBegan(down));
            alerts.on(www.troubleEnded(down));
            runtime.advance(MINUTE);
        }
        int before = mail.got.size();
        TestEvents www = TestEvents.of("www", runtime.now());

        alerts.on(www.troubleBegan(www.trouble(Trouble.Kind.ALL_DOWN, "every endpoint is unhealthy; hold")));
        runtime.advance(MINUTE);

        assertThat(mail.got).hasSize(before + 1);
        assertThat(last().subject()).startsWith("[failover] ALARM: pool www: every endpoint is unhealthy");
    }

    @Test
    void aCauseThatWaversWithoutEndIsNotToldWithoutEnd() {
        Alerts alerts = alerts();
        TestEvents www = TestEvents.of("www", runtime.now());
        Trouble before = www.trouble(Trouble.Kind.READ_REFUSED, "error 0");
        alerts.on(www.troubleBegan(before));
        for (int i = 1; i < 200; i++) {
            runtime.advance(MINUTE);
            TestEvents now = TestEvents.of("www", runtime.now());
            Trouble after = now.trouble(Trouble.Kind.READ_REFUSED, "error " + i);
            alerts.on(now.troubleChanged(before, after));
            before = after;
        }

        assertThat(mail.got).hasSizeLessThan(8);
        runtime.advance(Duration.ofMinutes(20));
        assertThat(last().subject()).contains("error 199");
    }

    @Test
    void theSameCauseInOtherWordsIsNoMailAndNoRound() {
        Alerts alerts = alerts();
        TestEvents www = TestEvents.of("www", runtime.now());
        Trouble before = www.trouble(Trouble.Kind.MOVE_BLOCKED, "timed out");
        alerts.on(www.troubleBegan(before));
        for (int i = 0; i < 20; i++) {
            runtime.advance(MINUTE);
            TestEvents now = TestEvents.of("www", runtime.now());
            Trouble after =
                    now.trouble(Trouble.Kind.MOVE_BLOCKED, i % 2 == 0 ? "no connection: timed out" : "timed out");
            alerts.on(now.troubleChanged(before, after));
            before = after;
        }

        assertThat(mail.got).hasSize(1);
    }

    @Test
    void aTroubleThatCameTwiceAndChangedItsWordsIsNotFlapping() {
        Alerts alerts = alerts();
        for (int i = 0; i < 2; i++) {
            TestEvents www = TestEvents.of("www", runtime.now());
            Trouble begun = www.trouble(Trouble.Kind.NOT_PROVED, "2 of 3 servers lag");
            Trouble changed = www.trouble(Trouble.Kind.NOT_PROVED, "1 of 3 servers lags");
            alerts.on(www.troubleBegan(begun));
            runtime.advance(MINUTE);
            alerts.on(www.troubleChanged(begun, changed));
            runtime.advance(MINUTE);
            alerts.on(www.troubleEnded(changed));
            runtime.advance(MINUTE);
        }

        assertThat(mail.subjects()).noneMatch(subject -> subject.contains("flapping"));
    }

    @Test
    void theFirstAlarmIsToldHoweverOftenItCameAsAWarning() {
        Alerts alerts = alerts();
        for (int i = 0; i < 5; i++) {
            TestEvents www = TestEvents.of("www", runtime.now());
            Trouble warning = www.trouble(Trouble.Kind.MOVE_BLOCKED, "hold-down");
            alerts.on(www.troubleBegan(warning));
            runtime.advance(MINUTE);
            alerts.on(www.troubleEnded(warning));
            runtime.advance(MINUTE);
        }
        TestEvents www = TestEvents.of("www", runtime.now());

        alerts.on(
                www.troubleBegan(www.trouble(Trouble.Kind.MOVE_BLOCKED, "", "refused", FailoverEvent.Severity.ALARM)));
        runtime.advance(MINUTE);

        assertThat(last().subject()).startsWith("[failover] ALARM: pool www: move blocked: refused");
    }

    @Test
    void atTheCloseTheLastWordOnWhatFlapsIsTold() {
        Alerts alerts = alerts();
        for (int i = 0; i < 10; i++) {
            TestEvents www = TestEvents.of("www", runtime.now());
            Trouble down = www.trouble(Trouble.Kind.ENDPOINT_DOWN, "siteB", "HTTP 503");
            alerts.on(www.troubleBegan(down));
            runtime.advance(MINUTE);
            alerts.on(www.troubleEnded(down));
            runtime.advance(MINUTE);
        }
        assertThat(last().status()).isEqualTo(Alert.Status.TROUBLE);

        CompletableFuture<Void> drained = alerts.drain();
        runtime.advance(MINUTE);

        assertThat(drained).isCompleted();
        assertThat(last().status()).isEqualTo(Alert.Status.RECOVERY);
    }

    // B.7: what pages, and what does not

    @Test
    void aProvedMoveIsAWarning() throws Exception {
        EndpointPool www = pool("www", Failback.automatic());
        Alerts alerts = alerts(www);
        try (FailoverEngine engine = started(alerts, www)) {
            check.fails("siteA", "connection refused");
            runtime.advance(MINUTE);

            assertThat(last().severity()).isEqualTo(FailoverEvent.Severity.WARNING);
            assertReceived("move");
            assertThat(engine.snapshot().pools()).hasSize(1);
        }
    }

    @Test
    void tenMinutesWithoutAnyPlaceToGoAreAnAlarm() throws Exception {
        EndpointPool www = pool("www", Failback.automatic());
        Alerts alerts = alerts(www);
        try (FailoverEngine engine = started(alerts, www)) {
            check.fails("siteB", "HTTP 503");
            runtime.advance(Duration.ofMinutes(11));

            assertThat(mail.got)
                    .extracting(Alert::severity)
                    .containsExactly(FailoverEvent.Severity.WARNING, FailoverEvent.Severity.ALARM);
            assertReceived("nowhere-to-go");
            assertThat(engine.snapshot().pools()).hasSize(1);
        }
    }

    @Test
    void theEndOfAnAlarmIsToldThoughSomethingElseIsStillWrong() {
        EndpointPool www = pool("www", Failback.manual());
        Alerts alerts = alerts(www);
        try (FailoverEngine engine = started(alerts, www)) {
            check.fails("siteA", "connection refused").fails("siteB", "HTTP 503");
            runtime.advance(Duration.ofMinutes(2));
            assertThat(last().severity()).isEqualTo(FailoverEvent.Severity.ALARM);

            check.passes("siteB");
            runtime.advance(Duration.ofMinutes(2));

            assertThat(last().severity()).isEqualTo(FailoverEvent.Severity.WARNING);
            assertThat(last().reports().get(0).endsAlarm()).isTrue();
            assertThat(engine.snapshot().pools()).hasSize(1);
        }
    }

    // B.8: words that misled

    @Test
    void onlyPoolsThatMovedAreSaidToHave() throws Exception {
        Alerts alerts = alerts();
        alerts.on(new Happenings("www").failover(runtime.now()));
        new Happenings("api").fails(runtime.now(), "ec2", "HTTP 503").forEach(alerts::on);
        runtime.advance(MINUTE);

        assertThat(last().subject()).contains("www.example.com moved to ec2").endsWith("(other news: 1 pool)");
        assertReceived("two-pools");
    }

    @Test
    void aFrozenPoolAtADeadPlaceIsSaidToBeFrozenAndHowItGoesOn() throws Exception {
        EndpointPool www = pool("www", Failback.automatic());
        Alerts alerts = alerts(www);
        try (FailoverEngine engine = started(alerts, www)) {
            assertThat(engine.say(OperatorIntent.freeze("www").by("alice").because("the router is replaced")))
                    .isNotCancelled();
            runtime.advance(MINUTE);
            check.fails("siteA", "connection refused");
            runtime.advance(Duration.ofMinutes(2));

            assertThat(last().subject()).startsWith("[failover] www.example.com is frozen at DEAD siteA");
            assertThat(last().severity()).isEqualTo(FailoverEvent.Severity.WARNING);
            assertReceived("frozen");
            assertThat(engine.snapshot().pools()).hasSize(1);
        }
    }

    /** The first three lines of the last report. */
    private List<String> firstLines() {
        return last().reports().get(0).lines().stream()
                .limit(3)
                .map(line -> line.label() + ": " + line.value())
                .toList();
    }

    @Test
    void aPinAtADeadPlaceSaysThatThePlaceIsDownWhoHoldsItAndWhatLetsItGo() throws Exception {
        EndpointPool www = pool("www", Failback.automatic());
        try (FailoverEngine engine = started(alerts(www), www)) {
            assertThat(engine.say(OperatorIntent.pin("www", "siteA").by("alice").because("the router is replaced")))
                    .isNotCancelled();
            runtime.advance(MINUTE);
            check.fails("siteA", "connection refused");
            runtime.advance(Duration.ofMinutes(2));

            assertThat(last().subject())
                    .startsWith("[failover] ALARM: www.example.com: held at dead place: pinned at DEAD siteA");
            assertThat(firstLines().get(0))
                    .isEqualTo("Clients get: www.example.com A 192.0.2.22 (siteA, which is DOWN)");
            assertThat(firstLines().get(1)).startsWith("Next: nothing will move as long as that word stands");
            assertThat(firstLines().get(2))
                    .contains("OperatorIntent.clear(\"www\")")
                    .endsWith("lets it move");
        }
    }

    @Test
    void anEngineThatIsClosedWhileClientsAreAtADeadPlaceResolvesNothing() throws Exception {
        EndpointPool www = pool("www", Failback.automatic());
        FailoverEngine engine = started(alerts(www), www);
        check.fails("siteA", "connection refused").fails("siteB", "connection refused");
        runtime.advance(Duration.ofMinutes(2));
        int before = mail.got.size();

        engine.close();
        runtime.advance(Duration.ofMinutes(2));

        assertThat(mail.got).hasSize(before);
        assertThat(last().subject()).contains("every endpoint is unhealthy");
    }

    /** Somebody else changed the record, and the primary died before that was undone: clients are led elsewhere. */
    @Test
    void aMoveAmidAForeignEditIsToldAsOneAndIsOverWhenClientsAreHome() throws Exception {
        EndpointPool www = pool("www", Failback.manual());
        try (FailoverEngine engine = started(alerts(www), www)) {
            zone.put(
                    RecordSet.of(RecordKey.of("www.example.com", RecordType.A), Duration.ofSeconds(30), "203.0.113.9"));
            check.fails("siteA", "connection refused");
            runtime.advance(Duration.ofMinutes(3));

            assertThat(mail.subjects()).anyMatch(subject -> subject.contains("www.example.com moved to siteB"));
            check.passes("siteA");
            runtime.advance(Duration.ofMinutes(30));
            assertThat(mail.got).noneMatch(alert -> alert.status() == Alert.Status.RECOVERY);

            assertThat(engine.say(OperatorIntent.failback("www").by("alice").because("it is well")))
                    .isNotCancelled();
            runtime.advance(Duration.ofMinutes(5));
            assertThat(last().status()).isEqualTo(Alert.Status.RECOVERY);
            assertThat(last().subject()).contains("is back on siteA");
        }
    }

    /** Clients were at the backup by a pin, and it died: at the primary nobody waits for a way back. */
    @Test
    void aForcedMoveToTheBetterPlaceIsNoWayFromHome() throws Exception {
        EndpointPool www = pool("www", Failback.automatic());
        try (FailoverEngine engine = started(alerts(www), www)) {
            assertThat(engine.say(OperatorIntent.pin("www", "siteB").by("alice").because("patching")))
                    .isNotCancelled();
            runtime.advance(MINUTE);
            check.fails("siteB", "connection refused");
            runtime.advance(MINUTE);
            assertThat(engine.say(OperatorIntent.clear("www").by("alice").because("done")))
                    .isNotCancelled();
            runtime.advance(Duration.ofMinutes(5));
            assertThat(engine.snapshot().pool("www").records().get(0).values()).containsExactly("192.0.2.22");
            check.passes("siteB");
            runtime.advance(Duration.ofMinutes(10));
            assertThat(last().status()).isEqualTo(Alert.Status.RECOVERY);
            int quiet = mail.got.size();
            runtime.advance(Duration.ofHours(9));
            assertThat(mail.got).as("no reminders").hasSize(quiet);

            check.fails("siteA", "connection refused");
            runtime.advance(Duration.ofMinutes(2));
            assertThat(last().status()).isEqualTo(Alert.Status.TROUBLE);
            assertThat(last().subject()).contains("moved to siteB");
            check.passes("siteA");
            runtime.advance(MINUTE);
            assertThat(last().status()).as("clients are at the backup").isNotEqualTo(Alert.Status.RECOVERY);
            runtime.advance(Duration.ofMinutes(10));
            assertThat(last().subject()).contains("is back on siteA");
        }
    }

    /** One address of an endpoint was dead for a moment while something else is told. */
    @Test
    void whatIsOverWhenPeopleAreToldIsNotTheSubject() throws Exception {
        EndpointPool www = pool("www", Failback.automatic());
        Alerts alerts = alerts(www);
        try (FailoverEngine engine = started(alerts, www)) {
            check.fails("siteB", "HTTP 503");
            runtime.advance(Duration.ofMinutes(2));
            TestEvents now = TestEvents.of("www", runtime.now());
            Trouble moment = now.trouble(Trouble.Kind.WRITE_FAILS, "a lost packet");
            alerts.on(now.troubleBegan(moment));
            alerts.on(now.after(Duration.ofSeconds(1)).troubleEnded(moment));
            runtime.advance(Duration.ofMinutes(1));

            assertThat(last().subject()).doesNotContain("a lost packet");
            assertThat(last().text()).contains("a lost packet").contains("write fails: over after");
            assertThat(engine.snapshot().pools()).hasSize(1);
        }
    }

    /** What was known at an earlier move says nothing of the record after a close. */
    @Test
    void afterACloseNothingIsSaidThatWasSoOnce() throws Exception {
        EndpointPool www = pool("www", Failback.automatic());
        FailoverEngine engine = started(alerts(www), www);
        check.fails("siteA", "connection refused");
        runtime.advance(Duration.ofMinutes(2));
        check.passes("siteA");
        runtime.advance(Duration.ofMinutes(10));
        check.fails("siteB", "HTTP 503");
        runtime.advance(Duration.ofSeconds(20));

        engine.close();
        runtime.advance(Duration.ofMinutes(2));

        assertThat(last().subject()).contains("backup siteB");
        assertThat(firstLines())
                .startsWith(
                        "Clients get: what the record holds; this engine is closed and does not look",
                        "Next: nothing: this engine is closed, and the rest is as it was then",
                        "To stop it: it is closed, and changes nothing");
    }

    @Test
    void factsOfAnEarlierMoveAreNotThoseOfABackupThatFailsLater() throws Exception {
        EndpointPool www = pool("www", Failback.automatic());
        try (FailoverEngine engine = started(alerts(www), www)) {
            check.fails("siteA", "connection refused");
            runtime.advance(Duration.ofMinutes(2));
            assertThat(last().reports().get(0).facts()).containsEntry("cause", "FAILOVER");
            check.passes("siteA");
            runtime.advance(Duration.ofMinutes(10));
            assertThat(last().reports().get(0).facts()).containsEntry("cause", "FAILBACK");

            check.fails("siteB", "HTTP 503");
            runtime.advance(Duration.ofMinutes(2));

            assertThat(last().subject()).contains("backup siteB");
            assertThat(last().reports().get(0).facts()).doesNotContainKeys("cause", "from", "to", "reason");
            assertThat(engine.snapshot().pools()).hasSize(1);
        }
    }

    @Test
    void whenEverythingIsDownNeitherAWayHomeAfterASoakNorAFreezeIsOffered() throws Exception {
        EndpointPool www = pool("www", Failback.automatic());
        try (FailoverEngine engine = started(alerts(www), www)) {
            check.fails("siteA", "connection refused");
            runtime.advance(MINUTE);
            check.fails("siteB", "connection refused");
            runtime.advance(Duration.ofMinutes(2));

            assertThat(last().subject()).startsWith("[failover] ALARM: www.example.com: every endpoint is unhealthy");
            assertThat(firstLines().get(0)).contains("(siteB, which is DOWN)");
            assertThat(firstLines().get(1)).contains("the first endpoint that is proven healthy is published");
            assertThat(firstLines().get(2))
                    .doesNotContain("OperatorIntent.freeze")
                    .startsWith("To stop it: not now");
            assertThat(engine.snapshot().pools()).hasSize(1);
        }
    }

    @Test
    void whenEverythingIsDownAPinStaysWhatIsDone() throws Exception {
        EndpointPool www = pool("www", Failback.automatic());
        try (FailoverEngine engine = started(alerts(www), www)) {
            assertThat(engine.say(OperatorIntent.pin("www", "siteA").by("alice").because("the router is replaced")))
                    .isNotCancelled();
            runtime.advance(MINUTE);
            check.fails("siteA", "connection refused").fails("siteB", "connection refused");
            runtime.advance(Duration.ofMinutes(2));

            assertThat(last().subject()).startsWith("[failover] ALARM: www.example.com: every endpoint is unhealthy");
            assertThat(last().text()).doesNotContain("the first endpoint that is proven healthy is published");
        }
    }

    @Test
    void anEndpointThatServesIsNotSaidToBeDeadSinceAnOperatorTookItOut() throws Exception {
        EndpointPool www = pool("www", Failback.automatic());
        try (FailoverEngine engine = started(alerts(www), www)) {
            assertThat(engine.say(OperatorIntent.freeze("www").by("alice").because("the router is replaced")))
                    .isNotCancelled();
            runtime.advance(MINUTE);
            assertThat(engine.say(
                            OperatorIntent.down("www", "siteA").by("alice").because("maintenance")))
                    .isNotCancelled();
            check.fails("siteB", "connection refused");
            runtime.advance(Duration.ofMinutes(2));

            assertThat(last().text())
                    .contains("siteA")
                    .doesNotContain("DEAD siteA")
                    .doesNotContain("siteA, which is DOWN");
        }
    }

    @Test
    void anEndpointWithAnotherAddressIsToldWithBoth() throws Exception {
        Alerts alerts = alerts();
        RecordKey key = RecordKey.of("www.example.com", RecordType.A);
        Duration ttl = Duration.ofSeconds(30);
        Transition renumbered =
                new Transition(RecordSet.of(key, ttl, "192.0.2.22"), RecordSet.of(key, ttl, "192.0.2.77"));
        alerts.on(TestEvents.of("www", runtime.now())
                .recordsChanged(Cause.FAILOVER, List.of(), List.of("siteA"), renumbered));
        runtime.advance(MINUTE);

        assertThat(last().text()).doesNotContain("[]");
        assertReceived("renumbered");
    }

    @Test
    void anEngineThatIsBlindSaysThatNothingWillMove() throws Exception {
        Alerts alerts = alerts();
        TestEvents engine = TestEvents.of("www", runtime.now());
        alerts.on(engine.troubleBegan(engine.trouble(Trouble.Kind.BLIND, "every control target fails")));
        runtime.advance(MINUTE);

        assertThat(last().text()).contains("nothing will move until this is over: blind");
        assertReceived("blind");
    }

    @Test
    void beforeTheFirstDecisionNoneIsSaidToBeWanted() {
        EndpointPool www = pool("www", Failback.automatic());
        Alerts alerts = alerts(www);
        try (FailoverEngine engine = FailoverEngine.builder()
                .pool(www)
                .leadership(scope -> OptionalLong.empty())
                .stateStore(new SharedStateStore())
                .listener(alerts)
                .withoutLogging()
                .runtime(runtime)
                .build()) {
            alerts.snapshotFrom(engine::snapshot);
            engine.start();
            check.fails("siteA", "connection refused");
            runtime.advance(Duration.ofMinutes(2));

            assertThat(mail.got).isNotEmpty();
            assertThat(mail.got).allSatisfy(alert -> assertThat(alert.text()).doesNotContain("wants to none"));
        }
    }

    @Test
    void aWayBackThatWasGivenUpIsToldAsThat() throws Exception {
        Alerts alerts = alerts();
        Happenings www = new Happenings("www");
        alerts.on(www.failover(runtime.now()));
        runtime.advance(Duration.ofMinutes(10));

        alerts.on(www.failback(runtime.now()));
        runtime.advance(Duration.ofSeconds(8));
        www.fails(runtime.now()).forEach(alerts::on);
        alerts.on(www.failover(runtime.now()));
        runtime.advance(MINUTE);

        assertThat(last().subject())
                .startsWith("[failover] www.example.com is on ec2 again, after 8 s back on cloudhelix: ");
        assertReceived("failback-given-up");
    }
}
