package io.github.dnsfailover.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.notify.PagerDutyServer.Incident;
import io.github.dnsfailover.notify.SharedInstances.Instance;
import io.github.dnsfailover.testkit.VirtualRuntime;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A site is lost, and with it many pools: whoever is on call has one incident, until the last of them is well. */
class OneIncidentTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final VirtualRuntime runtime = new VirtualRuntime(11);
    private final SharedInstances all = new SharedInstances(runtime);
    private final PagerDutyServer pagerDuty;

    OneIncidentTest() throws IOException {
        pagerDuty = new PagerDutyServer();
    }

    @AfterEach
    void stop() {
        pagerDuty.close();
    }

    private void start(int count, int pools) {
        IntStream.range(0, count).forEach(number -> all.add("node-" + number, pools, pagerDuty.notifier()));
        runtime.advance(MINUTE.multipliedBy(5));
    }

    private void minutes(int count) {
        runtime.advance(MINUTE.multipliedBy(count));
    }

    /** Three instances, 300 pools, one follower whose own view comes and goes while the site is gone. */
    @Test
    void aLostSiteIsOneIncidentUntilAllIsWell() {
        start(3, 300);
        Instance confused = all.followers().get(0);

        all.dead.add("siteA");
        minutes(3);
        for (int i = 0; i < 3; i++) {
            all.dead.remove("siteA");
            all.instances.forEach(instance -> instance.deadHere().add("siteA"));
            confused.deadHere().clear();
            minutes(1);
            confused.deadHere().add("siteA");
            minutes(1);
        }

        assertThat(pagerDuty.incidents()).singleElement().satisfies(incident -> {
            assertThat(incident.isOpen()).isTrue();
            assertThat(incident.key()).isEqualTo("dnsfailover/shop/site/dc1/example.com.");
            assertThat(incident.pools()).hasSize(300).contains("www0", "www299");
            assertThat(incident.summary())
                    .matches("dc1: \\d+ pools in trouble: www\\d+.example.com moved to siteB: .*");
        });
        all.instances.forEach(instance -> instance.deadHere().clear());
        minutes(10);
        assertThat(pagerDuty.incidents()).singleElement().matches(incident -> !incident.isOpen());
    }

    @Test
    void itEndsWithTheLastPoolAndNotBefore() {
        start(1, 3);
        all.dead.add("siteA");
        minutes(3);

        all.dead.remove("siteA");
        all.dead.add("siteA/www2");
        minutes(5); // after ten it is an alarm that nothing could take over
        assertThat(pagerDuty.incidents()).singleElement().matches(Incident::isOpen);
        all.dead.clear();
        minutes(10);

        assertThat(pagerDuty.incidents()).singleElement().matches(incident -> !incident.isOpen());
    }

    /** Both sites fail: that is an alarm, and beside it the incident of the site that failed first stays what it is. */
    @Test
    void anAlarmIsAnIncidentBesideItForAllPoolsToo() {
        start(2, 20);
        all.dead.add("siteA");
        minutes(3);

        all.dead.add("siteB");
        minutes(3);

        assertThat(keys()).containsExactly("site/dc1/example.com.", "site/dc1/example.com./alarm");
        assertThat(pagerDuty.incidents()).allMatch(Incident::isOpen);
        all.dead.clear();
        minutes(20);
        assertThat(pagerDuty.incidents()).noneMatch(Incident::isOpen);
    }

    @Test
    void aPoolThatLeavesOneSitesIncidentForAnotherEndsBoth() {
        start(1, 2);
        all.dead.add("siteB");
        minutes(3);
        all.dead.add("siteA/www1");
        minutes(1);
        all.dead.remove("siteB");
        minutes(5);

        assertThat(pagerDuty.incidents().get(0))
                .as("the backup's site is well")
                .matches(incident -> incident.key().endsWith("site/aws/example.com."))
                .matches(incident -> !incident.isOpen());
        assertThat(pagerDuty.incidents()).anyMatch(Incident::isOpen);
        all.dead.clear();
        minutes(20);
        assertThat(pagerDuty.incidents()).noneMatch(Incident::isOpen);
    }

    @Test
    void theNextLeaderEndsWhatTheLastOneBegan() {
        start(3, 20);
        all.dead.add("siteA");
        minutes(10);

        Instance first = all.leader();
        first.dies();
        all.instances.remove(first);
        minutes(2);
        assertThat(pagerDuty.incidents()).singleElement().matches(Incident::isOpen);
        all.dead.clear();
        runtime.advance(Duration.ofSeconds(55));
        assertThat(pagerDuty.incidents())
                .as("the primary is well, and the records still lead to the backup")
                .singleElement()
                .matches(Incident::isOpen);
        minutes(20);

        assertThat(pagerDuty.incidents()).singleElement().matches(incident -> !incident.isOpen());
    }

    /** The primary is well by then, and is waited for: all the next leader finds is that the records are elsewhere. */
    @Test
    void theNextLeaderWaitsForTheWayBackToo() {
        start(3, 20);
        all.dead.add("siteA");
        minutes(10);
        Instance first = all.leader();
        all.dead.clear();
        runtime.advance(Duration.ofSeconds(20));

        first.dies();
        all.instances.remove(first);
        runtime.advance(Duration.ofSeconds(50));
        assertThat(pagerDuty.incidents()).singleElement().matches(Incident::isOpen);
        minutes(20);

        assertThat(pagerDuty.incidents()).singleElement().matches(incident -> !incident.isOpen());
    }

    /** The same leader, which lost the lead for a while: what it had moved it no longer knew. */
    @Test
    void aStallOfTheStoreWhileItIsWaitedForLosesNoIncident() {
        start(1, 3);
        all.dead.add("siteA");
        minutes(10);
        all.dead.clear();
        runtime.advance(Duration.ofSeconds(15));
        all.instances.get(0).way().fail();
        runtime.advance(Duration.ofSeconds(30));
        all.instances.get(0).way().heal();
        minutes(20);

        assertThat(pagerDuty.incidents()).noneMatch(Incident::isOpen);
    }

    /** Nobody knows any more what was told. */
    @Test
    void aRestartWhileItIsWaitedForLeavesNoIncidentOpen() {
        start(1, 3);
        all.dead.add("siteA");
        minutes(10);
        all.dead.clear();
        runtime.advance(Duration.ofSeconds(15));
        Instance first = all.instances.remove(0);
        first.engine().close();
        first.alerts().close();
        all.add("node-1", 3, pagerDuty.notifier());
        minutes(30);

        assertThat(pagerDuty.incidents()).isNotEmpty().noneMatch(Incident::isOpen);
    }

    /** The second site that fails would have been the next leader's word for it. */
    @Test
    void theNextLeaderEndsAlsoWhatItWouldHaveCalledOtherwise() {
        start(3, 3);
        all.dead.add("siteB");
        minutes(3);
        all.dead.add("siteA/www1");
        minutes(1);
        Instance first = all.leader();
        first.dies();
        all.instances.remove(first);
        all.dead.clear();
        minutes(30);

        assertThat(pagerDuty.incidents()).isNotEmpty().noneMatch(Incident::isOpen);
    }

    /** The name is cut within what stands for one letter of it. */
    @Test
    void aSiteOfAnyNameIsTold() {
        all.siteA = "x北京数据中心一号";
        start(1, 3);
        all.dead.add("siteA");
        minutes(3);

        assertThat(pagerDuty.incidents())
                .singleElement()
                .matches(incident -> incident.summary().startsWith("x北京数据中心一号: "));
        all.dead.clear();
        minutes(20);
        assertThat(pagerDuty.incidents()).noneMatch(Incident::isOpen);
    }

    /** Of two instances that have lost the store one is well again, and the other one is not. */
    @Test
    void anInstancesOwnTroubleIsItsOwnIncident() {
        start(3, 1);
        Instance one = all.followers().get(0);
        Instance other = all.followers().get(1);
        one.way().fail();
        other.way().fail();
        minutes(2);
        one.way().heal();
        minutes(2);

        assertThat(pagerDuty.incidents())
                .hasSizeGreaterThan(1)
                .anyMatch(Incident::isOpen)
                .anyMatch(each -> !each.isOpen());
        other.way().heal();
        minutes(5);
        assertThat(pagerDuty.incidents()).noneMatch(Incident::isOpen);
    }

    /** Whoever spoke for all is gone when it ends. */
    @Test
    void theEndOfWhatAllSeeIsToldAlsoIfTheSpeakerIsGone() {
        start(3, 1);
        all.outage(true);
        minutes(3);
        assertThat(keys()).contains("pool/*/alarm");
        Instance speaker = all.instances.stream()
                .filter(instance ->
                        instance.engine().snapshot().speaker().orElseThrow().own())
                .findFirst()
                .orElseThrow();

        speaker.dies();
        all.instances.remove(speaker);
        runtime.advance(Duration.ofSeconds(5));
        all.outage(false);
        minutes(10);

        assertThat(pagerDuty.incidents())
                .noneMatch(incident -> incident.isOpen() && incident.key().contains("*"));
    }

    /** What was refused is sent as things are by then. */
    @Test
    void aReceiverThatIsBusyGetsItLater() {
        start(1, 20);
        pagerDuty.refuse(5);
        all.dead.add("siteA");
        minutes(1);
        all.dead.remove("siteA");
        all.dead.add("siteA/www3");
        minutes(8);

        assertThat(pagerDuty.incidents()).singleElement().matches(Incident::isOpen);
        all.dead.clear();
        pagerDuty.refuse(3);
        minutes(20);
        assertThat(pagerDuty.incidents()).singleElement().matches(incident -> !incident.isOpen());
    }

    private List<String> keys() {
        return pagerDuty.incidents().stream()
                .map(incident -> incident.key().replace("dnsfailover/shop/", ""))
                .toList();
    }
}
