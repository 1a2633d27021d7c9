package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.PreflightReport;
import io.github.dnsfailover.PreflightReport.Finding;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.leader.FollowingLeadership;
import io.github.dnsfailover.leader.LeaseLeadership;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a preflight says of the state store, of who leads, and of the sites where these lie. */
class PreflightOfInstancesTest {

    private static final String WORDS = "words:dnsfailover/default";

    private final Stage stage = new Stage();
    private final Sited store = new Sited();
    private final List<FailoverEngine> others = new ArrayList<>();

    /** A store that says where it lies, and counts how often its words are read. */
    private final class Sited implements StateStore {

        private final SharedStateStore entries = new SharedStateStore();
        private String site = "";
        private int looks;
        private boolean hangs;

        @Override
        public Entry load(String key) throws IOException {
            return entries.load(key);
        }

        @Override
        public Map<String, Entry> load(Collection<String> keys) throws IOException {
            looks += keys.contains(WORDS) ? 1 : 0;
            if (hangs && keys.contains(WORDS)) {
                stage.runtime.elapseDeaf(Duration.ofHours(1));
            }
            return entries.load(keys);
        }

        @Override
        public boolean save(String key, long expectedVersion, String text) throws IOException {
            return entries.save(key, expectedVersion, text);
        }

        @Override
        public Reach reach() {
            return Reach.SHARED;
        }

        @Override
        public String site() {
            return site;
        }

        @Override
        public String toString() {
            return "the store";
        }
    }

    @AfterEach
    void close() {
        others.forEach(FailoverEngine::close);
        stage.close();
    }

    @Test
    void whoLeadsIsNamedBeforeAnEngineStarts() {
        FailoverEngine leader = instance("web-1");
        leader.start();
        stage.advance(30);

        assertThat(lines(look(instance("web-2"))))
                .contains("OK www leadership: lease shop in the store: web-1 leads example.com. with term 1");
    }

    @Test
    void aFollowerThatRunsKnowsSinceWhen() {
        FailoverEngine leader = instance("web-1");
        FailoverEngine follower = instance("web-2");
        leader.start();
        stage.advance(5);
        follower.start();
        stage.advance(30);

        String since = leader.snapshot().leads().get(0).since().orElseThrow().toString();

        assertThat(lines(look(follower)))
                .anyMatch(line -> line.startsWith("OK www leadership: lease shop in the store: web-1 leads"
                        + " example.com. with term 1, seen since 20"));
        assertThat(lines(look(leader)))
                .contains("OK www leadership: lease shop in the store: this engine (web-1) leads example.com. with term"
                        + " 1, seen since " + since.replaceFirst("\\.[0-9]+Z", "Z"));
    }

    @Test
    void aLeaderInTheSiteThatIsPublishedIsToldAndIsNoWarning() {
        stage.engine(engine -> engine.site("dc1"));
        FailoverEngine leader = instance("web-1");
        leader.start();
        stage.advance(30);

        assertThat(lines(look(leader)))
                .anyMatch(line -> line.startsWith("OK www leadership: ")
                        && line.endsWith("; it lies in dc1, like what is published: when that site fails, another"
                                + " instance takes the lead once its lease is over"))
                .noneMatch(line -> line.startsWith("WARNING www leadership"));

        stage.check.fails("main", "refused");
        stage.advance(60);

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(lines(look(leader))).anyMatch(line -> line.endsWith("; it lies in dc1"));
    }

    @Test
    void thatNobodyLeadsIsSeenByWhoHasLookedForALease() {
        FailoverEngine engine = instance("web-1");

        assertThat(lines(look(engine)))
                .anyMatch(line -> line.startsWith("WARNING www leadership: does not see who leads example.com."));

        stage.advance(20);

        assertThat(lines(look(engine)))
                .contains("WARNING www leadership: lease shop in the store: nobody leads example.com., which is"
                        + " as it should be only before the first instance is started");
    }

    @Test
    void aStoreInTheSiteOfThePrimaryIsAWarning() {
        store.site = "dc1";

        assertThat(lines(look(instance("web-1"))))
                .contains(
                        "WARNING www site: state store lies in dc1, like main: when that site fails, nothing moves away"
                                + " from it; a store in the dying site is no store, so put it in a third place",
                        "WARNING www site: leadership lies in dc1, like main: when that site fails, nothing moves away"
                                + " from it; a store in the dying site is no store, so put it in a third place");
    }

    @Test
    void aStoreInTheSiteOfABackupIsAWarningOnceThatIsPublished() {
        store.site = "aws";
        FailoverEngine engine = instance("web-1");

        assertThat(lines(look(engine)))
                .contains("OK www site: state store lies in aws, like spare: if that site fails while traffic is there,"
                        + " nothing moves away from it");

        stage.stands(Stage.AWS);

        assertThat(lines(look(engine)))
                .contains("WARNING www site: state store lies in aws, like spare, published now: when that site fails,"
                        + " nothing moves away from it");
    }

    @Test
    void aStoreInAThirdPlaceIsAsItShouldBe() {
        store.site = "dc3";

        assertThat(lines(look(instance("web-1"))))
                .contains("OK www site: state store lies in dc3", "OK www site: leadership lies in dc3")
                .noneMatch(line -> line.startsWith("WARNING www site"));
    }

    @Test
    void whatNobodySaidIsOneLineAndNoWarning() {
        assertThat(lines(look(instance("web-1"))))
                .filteredOn(line -> line.contains(" site: "))
                .containsExactly(
                        "OK www site: not said of engine, leadership, provider, state store: site(..) of each says it,"
                                + " and then it is compared with those of the endpoints",
                        "OK www site: main in dc1, spare in aws");
    }

    @Test
    void anOnlyEngineNeedsItsStoreAtItsStart() {
        store.site = "dc1";
        FailoverEngine engine = stage.pool(pool -> sited())
                .engine(with -> with.stateStore(store))
                .build();

        assertThat(lines(look(engine)))
                .contains(
                        "WARNING www site: state store lies in dc1, like main: when that site fails, an engine that is"
                                + " started writes nothing");

        store.site = "aws";

        assertThat(lines(look(stage.build()))).contains("OK www site: state store lies in aws");
    }

    @Test
    void anElectionThatIsFollowedLiesWhereItsTermsDo() {
        store.site = "dc1";
        stage.pool(pool -> sited())
                .leadership(FollowingLeadership.of(() -> true, store))
                .engine(engine -> engine.stateStore(store));

        assertThat(lines(look(stage.build())))
                .anyMatch(line -> line.startsWith("WARNING www site: leadership lies in dc1, like main: "));
    }

    @Test
    void aStoreThatCanBeReadIsTold() throws Exception {
        FailoverEngine engine = instance("web-1");

        assertThat(lines(look(engine)))
                .contains("OK www store: the store can be read: no operator has said anything there; only a save shows"
                        + " whether it may be written");

        store.save(WORDS, 0, "");

        assertThat(lines(look(engine)))
                .contains("OK www store: the store can be read: what operators said stands there in version 1; only a"
                        + " save shows whether it may be written");
    }

    @Test
    void aStoreThatCannotBeReadIsAProblem() {
        store.entries.fail();

        PreflightReport report = look(instance("web-1"));

        assertThat(report.isReady()).isFalse();
        assertThat(lines(report))
                .contains("PROBLEM www store: the store cannot be read: scripted: the store is out of reach. An engine"
                        + " that starts writes nothing until it was read");
    }

    @Test
    void aStoreThatHangsIsAProblemAfterFiveSeconds() {
        store.hangs = true;

        PreflightReport report = look(instance("web-1"));

        assertThat(lines(report))
                .anyMatch(line -> line.startsWith(
                        "PROBLEM www store: the store cannot be read: TimeoutException: no answer within 5 s."));
    }

    @Test
    void anEntryThatStopsAllEnginesIsAProblem() throws Exception {
        store.save("stop:dnsfailover/default", 0, "alice: a drill");

        PreflightReport report = look(instance("web-1"));

        assertThat(report.isReady()).isFalse();
        assertThat(lines(report))
                .contains("PROBLEM www store: stop:dnsfailover/default stands in the state store: alice: a drill; no"
                        + " engine writes anything until that is deleted");
    }

    @Test
    void theStoreIsReadOnceForAllPools() {
        stage.zone.put(RecordSet.of(RecordKey.of("api.example.com", RecordType.A), Duration.ofSeconds(30), Stage.DC1));
        stage.engine(engine -> engine.pool(EndpointPool.named("api")
                .name("api.example.com")
                .endpoint(Endpoint.primary("main", Stage.DC1))
                .check(stage.check)
                .provider(stage.dns)
                .build()));

        PreflightReport report = look(instance("web-1"));

        assertThat(store.looks).isEqualTo(1);
        assertThat(lines(report))
                .filteredOn(line -> line.startsWith("OK www store: "))
                .hasSize(1);
        assertThat(lines(report)).noneMatch(line -> line.startsWith("OK api store: "));
        assertThat(lines(report))
                .filteredOn(line -> line.contains(" leadership: "))
                .hasSize(2);
    }

    private EndpointPool.Builder sited() {
        return EndpointPool.named("www")
                .name("www.example.com")
                .endpoint(Endpoint.primary("main", Stage.DC1).site("dc1"))
                .endpoint(Endpoint.backup("spare", Stage.AWS).site("aws"))
                .check(stage.check)
                .provider(stage.dns);
    }

    /** One of several, by a lease in the store. */
    private FailoverEngine instance(String name) {
        FailoverEngine engine = stage.pool(pool -> sited())
                .leadership(LeaseLeadership.in(store, "shop")
                        .instance(name)
                        .runtime(stage.runtime)
                        .build())
                .engine(with -> with.stateStore(store))
                .build();
        others.add(engine);
        return engine;
    }

    private PreflightReport look(FailoverEngine engine) {
        CompletableFuture<PreflightReport> report = engine.preflight();
        assertThat(stage.runtime.advanceUntil(report::isDone, Duration.ofMinutes(3)))
                .as("done in time")
                .isTrue();
        return report.join();
    }

    private static List<String> lines(PreflightReport report) {
        return report.findings().stream().map(Finding::toString).toList();
    }
}
