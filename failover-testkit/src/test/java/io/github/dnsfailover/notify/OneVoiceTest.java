package io.github.dnsfailover.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.EngineSnapshot;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.notify.Alert.Report;
import io.github.dnsfailover.notify.Alert.Status;
import io.github.dnsfailover.notify.SharedInstances.Instance;
import io.github.dnsfailover.testkit.TestEvents;
import io.github.dnsfailover.testkit.VirtualRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Several instances, each with alerts of its own to the same people: whoever leads speaks. */
class OneVoiceTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final VirtualRuntime runtime = new VirtualRuntime(11);
    private final SharedInstances all = new SharedInstances(runtime);
    private final Set<String> dead = all.dead;
    private final List<Instance> instances = all.instances;

    private void start(int count, int pools) {
        IntStream.range(0, count).forEach(number -> all.add("node-" + number, pools, new Recipient("node-" + number)));
        runtime.advance(Duration.ofMinutes(5));
    }

    private Instance leader() {
        return all.leader();
    }

    private List<Instance> followers() {
        return all.followers();
    }

    private static List<Report> reports(Instance instance) {
        return recipient(instance).got.stream()
                .flatMap(alert -> alert.reports().stream())
                .filter(report -> report.pool().startsWith("www"))
                .toList();
    }

    private static Recipient recipient(Instance instance) {
        return (Recipient) instance.notifier();
    }

    private List<Status> statuses() {
        return instances.stream()
                .flatMap(instance -> reports(instance).stream())
                .map(Report::status)
                .toList();
    }

    @Test
    void aMoveAndItsEndAreToldOnce() {
        start(3, 1);
        Instance leader = leader();

        dead.add("siteA");
        runtime.advance(MINUTE.multipliedBy(5));
        dead.clear();
        runtime.advance(MINUTE.multipliedBy(10));

        assertThat(statuses()).containsExactly(Status.TROUBLE, Status.RECOVERY);
        assertThat(reports(leader)).hasSize(2);
    }

    @Test
    void aFollowerWhoseOwnViewFlapsEndsNothing() {
        start(3, 20);
        Instance leader = leader();
        Instance confused = followers().get(0);

        dead.add("siteA");
        runtime.advance(MINUTE.multipliedBy(3));
        for (int i = 0; i < 3; i++) { // less than ten minutes in all: then they are told of what is new
            dead.remove("siteA");
            instances.forEach(instance -> instance.deadHere().add("siteA"));
            confused.deadHere().clear();
            runtime.advance(MINUTE);
            confused.deadHere().add("siteA");
            runtime.advance(MINUTE);
        }

        assertThat(reports(confused)).isEmpty();
        assertThat(statuses()).hasSize(20).containsOnly(Status.TROUBLE);
        instances.forEach(instance -> instance.deadHere().clear());
        runtime.advance(MINUTE.multipliedBy(10));
        assertThat(statuses()).hasSize(40);
        assertThat(reports(leader)).hasSize(40);
    }

    @Test
    void whatOnlyAFollowerSeesIsNotToldByIt() {
        start(2, 1);

        followers().get(0).deadHere().add("siteB");
        runtime.advance(MINUTE.multipliedBy(10));

        assertThat(statuses()).isEmpty();
    }

    /** What waits to be told goes out at the close, and others run. */
    @Test
    void anInstanceThatIsClosedDoesNotSayThatNoneRuns() {
        start(3, 1);
        dead.add("siteA");
        runtime.advance(Duration.ofSeconds(20));
        Instance first = leader();

        first.engine().close();
        first.alerts().close();
        runtime.advance(Duration.ofSeconds(5));

        assertThat(recipient(first).got)
                .isNotEmpty()
                .allSatisfy(alert -> assertThat(alert.text()).doesNotContain("start an engine"))
                .anySatisfy(alert -> assertThat(alert.text()).contains("whoever leads next goes on"));
    }

    /** One of the two sees the endpoint through a path that is broken: the follower says so, and wakes nobody. */
    @Test
    void whereAFollowerSeesSomethingElseThanTheLeaderItShows() {
        start(2, 1);
        Instance follower = followers().get(0);

        leader().deadHere().add("siteB");
        runtime.advance(MINUTE.multipliedBy(3));

        EngineSnapshot seen = follower.engine().snapshot();
        assertThat(seen.leads().get(0).says().down()).containsExactly("www0/siteB");
        assertThat(seen.troubles())
                .filteredOn(trouble -> trouble.kind() == Trouble.Kind.VIEWS_DIFFER)
                .extracting(Trouble::text)
                .containsExactly("www0/siteB is not UNHEALTHY here; by "
                        + seen.leads().get(0).name() + ", which leads, it is not so");
        assertThat(leader().engine().snapshot().troubles())
                .noneMatch(trouble -> trouble.kind() == Trouble.Kind.VIEWS_DIFFER);
        assertThat(recipient(follower).got).isEmpty();
        leader().deadHere().clear();
        runtime.advance(MINUTE.multipliedBy(3));
        assertThat(follower.engine().snapshot().troubles()).isEmpty();
        assertThat(follower.engine().snapshot().leads().get(0).says().down()).isEmpty();
    }

    @Test
    void ifTheLeaderDiesWithTheSiteTheNextOneTells() {
        start(3, 1);
        Instance first = leader();

        dead.add("siteA");
        first.dies();
        runtime.advance(MINUTE.multipliedBy(5));

        assertThat(reports(first)).isEmpty();
        assertThat(statuses()).containsExactly(Status.TROUBLE);
        dead.clear();
        runtime.advance(MINUTE.multipliedBy(10));
        assertThat(statuses()).containsExactly(Status.TROUBLE, Status.RECOVERY);
    }

    @Test
    void whatWasToldLongAgoIsNotToldAgainByTheNextLeaderAndItsEndIs() {
        start(3, 1);
        Instance first = leader();
        dead.add("siteB");
        runtime.advance(MINUTE.multipliedBy(10));
        assertThat(reports(first)).extracting(Report::status).containsExactly(Status.TROUBLE);

        first.engine().close();
        first.alerts().close();
        instances.remove(first);
        runtime.advance(MINUTE.multipliedBy(10));
        assertThat(statuses()).isEmpty();

        dead.clear();
        runtime.advance(MINUTE.multipliedBy(5));
        assertThat(statuses()).containsExactly(Status.RECOVERY);
    }

    /** The leader paged, and is gone when it is over; nobody else would ever resolve that. */
    @Test
    void whatEndsWhileTheLeadChangesIsTold() {
        start(3, 1);
        Instance first = leader();
        dead.add("siteB");
        runtime.advance(MINUTE.multipliedBy(10));

        first.dies();
        instances.remove(first);
        runtime.advance(Duration.ofSeconds(2));
        dead.clear();
        runtime.advance(MINUTE.multipliedBy(3));

        assertThat(statuses()).containsExactly(Status.RECOVERY);
    }

    @Test
    void whileNobodyLeadsItWaitsForWhoeverDoes() {
        start(3, 1);
        instances.forEach(instance -> instance.way().fail());
        runtime.advance(Duration.ofSeconds(30));

        dead.add("siteB");
        runtime.advance(MINUTE);
        assertThat(statuses()).isEmpty();
        assertThat(instances)
                .as("that nobody leads is told")
                .allSatisfy(
                        instance -> assertThat(recipient(instance).subjects()).isNotEmpty());
        instances.forEach(instance -> instance.way().heal());
        runtime.advance(MINUTE.multipliedBy(2));

        assertThat(statuses()).containsExactly(Status.TROUBLE);
        assertThat(reports(leader())).hasSize(1);
    }

    /** The store is away for longer than people wait for a leader, and so is everybody's lead. */
    @Test
    void whatEndsWhileNobodyLeadsForLongIsToldByWhoeverLeadsThen() {
        start(3, 1);
        Instance first = leader();
        dead.add("siteB");
        runtime.advance(MINUTE.multipliedBy(10));
        assertThat(reports(first)).extracting(Report::status).containsExactly(Status.TROUBLE);

        instances.forEach(instance -> instance.way().fail());
        runtime.advance(MINUTE.multipliedBy(2));
        dead.clear();
        first.dies();
        instances.remove(first);
        runtime.advance(MINUTE.multipliedBy(10));
        instances.forEach(instance -> instance.way().heal());
        runtime.advance(MINUTE.multipliedBy(3));

        assertThat(statuses()).containsExactly(Status.RECOVERY);
    }

    @Test
    void whatBeganRightBeforeTheLeaderDiedIsToldHoweverLongNobodyLeads() {
        start(3, 1);
        Instance first = leader();
        dead.add("siteB");
        runtime.advance(Duration.ofSeconds(8));
        first.dies();
        instances.remove(first);
        instances.forEach(instance -> instance.way().fail());
        runtime.advance(MINUTE.multipliedBy(10));
        instances.forEach(instance -> instance.way().heal());
        runtime.advance(MINUTE.multipliedBy(3));

        assertThat(statuses()).containsExactly(Status.TROUBLE);
    }

    /** As a follower it had counted how often the primary came and went, for longer than anybody waits. */
    @Test
    void aMoveIsToldByTheNextLeaderHoweverOftenThePrimaryCameAndWentBefore() {
        start(2, 1);
        Instance first = leader();
        Instance second = followers().get(0);
        for (int i = 0; i < 6; i++) {
            second.deadHere().add("siteA");
            runtime.advance(MINUTE);
            second.deadHere().clear();
            runtime.advance(MINUTE);
        }
        second.deadHere().add("siteA");
        runtime.advance(MINUTE.multipliedBy(10));

        first.dies();
        instances.remove(first);
        dead.add("siteA");
        runtime.advance(MINUTE.multipliedBy(2));

        assertThat(recipient(second).subjects()).anyMatch(subject -> subject.contains("moved to siteB"));
    }

    /** No instance can write: none is a candidate, each sees that, and the store is well. */
    @Test
    void thatNobodyLeadsIsToldByOne() {
        start(3, 1);

        all.outage(true);
        runtime.advance(MINUTE.multipliedBy(3));

        assertThat(told("no instance leads")).isEqualTo(1);
        Instance speaker = instances.stream()
                .filter(instance ->
                        instance.engine().snapshot().speaker().orElseThrow().own())
                .findFirst()
                .orElseThrow();
        speaker.dies();
        instances.remove(speaker);
        runtime.advance(MINUTE.multipliedBy(2));
        assertThat(told("no instance leads")).as("the next one tells it, too").isEqualTo(1);
        all.outage(false);
        runtime.advance(MINUTE.multipliedBy(3));
        assertThat(told("nobody leads")).as("its end").isEqualTo(1);
    }

    @Test
    void anEntryThatStopsAllIsToldByOne() throws Exception {
        start(3, 1);

        all.stopAll("by alice");
        runtime.advance(MINUTE.multipliedBy(3));
        assertThat(subjects()).singleElement().asString().contains("stop");
    }

    private List<String> subjects() {
        return instances.stream()
                .flatMap(instance -> recipient(instance).subjects().stream())
                .toList();
    }

    private long told(String words) {
        return subjects().stream().filter(subject -> subject.contains(words)).count();
    }

    @Test
    void whatIsWrongWithAFollowerItselfItTells() {
        start(2, 1);
        Instance follower = followers().get(0);

        follower.way().fail();
        runtime.advance(MINUTE);

        assertThat(recipient(follower).subjects()).isNotEmpty();
    }

    /** An election that tells nothing of leaders: each instance speaks, as before. */
    @Test
    void withoutALeaderThatIsKnownEachSpeaks() {
        Recipient recipient = new Recipient("mail");
        Alerts alerts = Alerts.builder().notifier(recipient).runtime(runtime).build();
        TestEvents www = TestEvents.of("www", runtime.now());

        alerts.on(www.leadsNoMore("example.com.", "lost"));
        alerts.on(www.troubleBegan(www.trouble(Trouble.Kind.ENDPOINT_DOWN, "down")));
        runtime.advance(MINUTE);
        assertThat(recipient.got).hasSize(1);

        alerts.on(www.leaderSeen("example.com.", "node-2", 7));
        alerts.on(www.troubleBegan(www.trouble(Trouble.Kind.ALL_DOWN, "all")));
        runtime.advance(MINUTE);
        assertThat(recipient.got).hasSize(1);
        assertThat(Stream.of(recipient.got.get(0).reports().get(0).status())).containsExactly(Status.TROUBLE);
    }
}
