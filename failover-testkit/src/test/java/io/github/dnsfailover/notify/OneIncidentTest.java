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
        minutes(20);

        assertThat(pagerDuty.incidents()).singleElement().matches(incident -> !incident.isOpen());
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
