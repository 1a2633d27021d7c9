package io.github.dnsfailover.testkit;

import static io.github.dnsfailover.testkit.Fleet.X;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.MoveReaction;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.Published;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.ReactionFailed;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import io.github.dnsfailover.leader.LeaseLeadership;
import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fate;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fault;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every instance knows to be published, and what an application does when that changes. */
class KnownToAllTest {

    private static final String KEY = "notice:dnsfailover/default/example.com.";
    private static final int SCOPES = 24;
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** What a reaction was told, in order. */
    private static final class Told implements MoveReaction {

        private final VirtualRuntime time;
        private final List<MoveReaction.Stage> stages = new ArrayList<>();
        private final List<Published> all = new ArrayList<>();
        private final List<Instant> when = new ArrayList<>();

        Told(VirtualRuntime time) {
            this.time = time;
        }

        @Override
        public void moved(Published now, MoveReaction.Stage stage) {
            stages.add(stage);
            all.add(now);
            when.add(time.now());
        }
    }

    private static List<String> ids(List<Endpoint> endpoints) {
        return endpoints.stream().map(Endpoint::id).toList();
    }

    private static List<String> at(Optional<Published> published) {
        return published.map(now -> ids(now.endpoints())).orElse(List.of());
    }

    @Nested
    @DisplayName("the only engine")
    class Alone {

        private final Stage stage = new Stage();
        private final Told told = new Told(stage.runtime);

        private Optional<Published> published() {
            return stage.running().published("www");
        }

        @Test
        void knowsWhatItHasPublished() {
            stage.build();
            assertThat(published()).as("before it starts").isEmpty();
            stage.running().start();
            stage.advance(30);

            assertThat(at(published())).containsExactly("dc1");
            assertThat(published().orElseThrow().values(RecordType.A)).containsExactly(Stage.DC1);
            assertThat(published().orElseThrow().values(RecordType.AAAA)).isEmpty();
            assertThat(published().orElseThrow().has("aws")).isFalse();

            stage.close();
            assertThat(published()).as("once it is closed").isEmpty();
        }

        @Test
        void tellsOfAMoveWhenItIsAcceptedAndAgainWhenItIsProved() {
            stage.start().onMove("www", told);
            stage.advance(60);
            assertThat(told.stages).as("what stands there is no move").isEmpty();

            stage.check.fails("dc1", "refused");
            stage.advance(60);

            assertThat(told.stages).containsExactly(MoveReaction.Stage.ACCEPTED, MoveReaction.Stage.PROVED);
            RecordsChanged change = stage.last(RecordsChanged.class);
            Published.Move move = told.all.get(0).move().orElseThrow();
            assertThat(move.cause()).contains(Cause.FAILOVER);
            assertThat(ids(move.left())).containsExactly("dc1");
            assertThat(move.accepted()).isEqualTo(change.accepted());
            assertThat(move.proved()).isFalse();
            assertThat(told.when.get(0)).as("at once").isEqualTo(change.accepted());
            assertThat(told.all.get(1).move().orElseThrow().proved()).isTrue();
            assertThat(told.all.get(1).horizon()).get().matches(until -> until.isAfter(change.accepted()));
            stage.close();
        }

        @Test
        void doesNotKnowWhileSomebodyElseMayChangeTheRecords() {
            stage.start();

            stage.say(OperatorIntent.freeze("www"));
            stage.advance(2);
            assertThat(published()).as("frozen").isEmpty();

            stage.say(OperatorIntent.clear("www"));
            stage.advance(2);
            assertThat(at(published())).containsExactly("dc1");
            stage.close();
        }

        @Test
        void doesNotKnowAfterAForeignEditUntilItIsSetRight() {
            stage.start().onMove("www", told);

            stage.stands(Stage.STRANGER);
            boolean seen = stage.runtime.advanceUntil(() -> published().isEmpty(), Duration.ofMinutes(3));
            assertThat(seen).isTrue();
            stage.advance(300);

            assertThat(stage.www()).containsExactly(Stage.DC1);
            assertThat(at(published())).containsExactly("dc1");
            assertThat(told.stages)
                    .as("nothing has moved for whoever went by what it knew")
                    .isEmpty();
            stage.close();
        }

        @Test
        void doesNotKnowWhileAChangeIsOfUnknownOutcome() {
            stage.start();
            stage.dns.plan(call -> new Fate(Fault.TIMED_OUT_BEFORE, Duration.ofSeconds(5), Duration.ZERO));

            stage.check.fails("dc1", "refused");
            stage.advance(60);

            assertThat(published()).isEmpty();
            stage.close();
        }

        /** The provider has made the change, and answers only after 18 s. */
        @Test
        void doesNotKnowWhileAChangeIsOutForLong() {
            stage.start();
            stage.dns.plan(call -> new Fate(Fault.NONE, Duration.ofSeconds(9), Duration.ZERO));
            stage.check.fails("dc1", "refused");
            boolean moved = stage.runtime.advanceUntil(
                    () -> stage.www().equals(List.of(Stage.AWS))
                            && !at(published()).equals(List.of("aws")),
                    Duration.ofMinutes(1));

            stage.advance(3);

            assertThat(moved).isTrue();
            assertThat(published()).isEmpty();
            stage.advance(20);
            assertThat(at(published())).containsExactly("aws");
            stage.close();
        }

        @Test
        void doesNotKnowInADryRun() {
            stage.engine(engine -> engine.dryRun());
            stage.stands(Stage.DC1);
            stage.start();

            assertThat(published()).isEmpty();
            stage.close();
        }

        @Test
        void tellsOfAMoveThatWasMadeWhileItDidNotKnow() {
            stage.start().onMove("www", told);
            stage.say(OperatorIntent.freeze("www"));
            stage.advance(5);

            stage.check.fails("dc1", "refused");
            stage.say(OperatorIntent.clear("www"));
            stage.advance(60);

            assertThat(told.stages).containsExactly(MoveReaction.Stage.ACCEPTED, MoveReaction.Stage.PROVED);
            stage.close();
        }

        @Test
        void refusesAPoolThatItDoesNotHave() {
            stage.start();

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> stage.running().published("ww"));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> stage.running().onMove("ww", told))
                    .withMessage("pool: ww is none of this engine's pools [www]");
            stage.close();
        }
    }

    @Nested
    @DisplayName("a reaction")
    class OfTheApplication {

        private final Stage stage = new Stage();
        private final Told told = new Told(stage.runtime);

        private void failOver() {
            stage.check.fails("dc1", "refused");
            stage.advance(60);
        }

        @Test
        void thatThrowsIsToldAndCalledAgain() {
            stage.start().onMove("www", (now, how) -> {
                told.moved(now, how);
                throw new IOException("no pool");
            });

            failOver();

            assertThat(told.stages).containsExactly(MoveReaction.Stage.ACCEPTED, MoveReaction.Stage.PROVED);
            List<ReactionFailed> failures = stage.all(ReactionFailed.class);
            assertThat(failures).hasSize(2);
            assertThat(failures.get(0).detail()).isEqualTo("java.io.IOException: no pool");
            assertThat(failures.get(0).reaction()).isEqualTo("a lambda of " + OfTheApplication.class.getName());
            assertThat(failures.get(0).pool()).isEqualTo("www");
            stage.close();
        }

        @Test
        void thatHangsIsInterruptedAfterTenSecondsAndHoldsUpNobody() {
            stage.start().onMove("www", (now, how) -> stage.runtime.elapse(Duration.ofMinutes(5)));
            stage.running().onMove("www", told);

            failOver();

            assertThat(told.stages).containsExactly(MoveReaction.Stage.ACCEPTED, MoveReaction.Stage.PROVED);
            assertThat(stage.all(ReactionFailed.class))
                    .extracting(ReactionFailed::detail)
                    .containsExactly("it took longer than 10 s", "it took longer than 10 s");
            stage.close();
        }

        @Test
        void thatDoesNotHeedTheInterruptIsNotCalledAgainBeforeItReturns() {
            stage.start().onMove("www", (now, how) -> {
                told.moved(now, how);
                stage.runtime.elapseDeaf(Duration.ofMinutes(2));
            });

            failOver();
            assertThat(told.stages).containsExactly(MoveReaction.Stage.ACCEPTED);
            stage.advance(300);

            assertThat(told.stages).containsExactly(MoveReaction.Stage.ACCEPTED, MoveReaction.Stage.PROVED);
            stage.close();
        }

        @Test
        void thatIsBusyWhileTheRecordMovesAgainHearsNoMoreOfTheMoveBefore() {
            stage.start().onMove("www", (now, how) -> {
                told.moved(now, how);
                if (told.stages.size() == 1) {
                    stage.runtime.elapseDeaf(Duration.ofMinutes(5));
                }
            });

            failOver();
            stage.check.passes("dc1");
            stage.advance(30);
            stage.check.fails("aws", "refused");
            stage.advance(400);

            assertThat(told.stages)
                    .containsExactly(
                            MoveReaction.Stage.ACCEPTED, MoveReaction.Stage.ACCEPTED, MoveReaction.Stage.PROVED);
            stage.close();
        }

        @Test
        void thatHasToWaitForTheLaneIsCalledThoughLate() {
            stage.start().onMove("www", told);
            stage.runtime.delayLane(Lane.REACTIONS, Duration.ofSeconds(15));

            failOver();

            assertThat(told.stages).contains(MoveReaction.Stage.PROVED);
            assertThat(stage.all(ReactionFailed.class)).isEmpty();
            stage.close();
        }

        @Test
        void thatIsTakenOutIsCalledNoMore() {
            Cancellable registration = stage.start().onMove("www", told);
            registration.cancel();

            failOver();

            assertThat(told.stages).isEmpty();
            stage.close();
        }
    }

    @Nested
    @DisplayName("instances that share a store")
    class Several {

        private final Fleet fleet = Fleet.ofRanks(0, 0, 0).start();

        private void failOver() {
            fleet.dies("x1-primary");
            fleet.run(Duration.ofSeconds(40));
            assertThat(fleet.addresses("x1", X)).containsExactly("198.51.100.1");
        }

        @Test
        void allKnowWhatIsPublished() {
            fleet.each(
                    instance -> assertThat(at(instance.engine.published("x1"))).containsExactly("x1-primary"));
        }

        @Test
        void allLearnOfAMoveWithinTwoSeconds() {
            List<Told> all = new ArrayList<>();
            fleet.each(instance -> {
                Told told = new Told(fleet.time);
                instance.engine.onMove("x1", told);
                all.add(told);
            });

            failOver();

            Instant accepted = fleet.leader("x1").events.stream()
                    .filter(RecordsChanged.class::isInstance)
                    .map(event -> ((RecordsChanged) event).accepted())
                    .reduce((one, other) -> other)
                    .orElseThrow();
            for (Told told : all) {
                assertThat(told.stages).containsExactly(MoveReaction.Stage.ACCEPTED, MoveReaction.Stage.PROVED);
                assertThat(told.when.get(0)).isBetween(accepted, accepted.plusSeconds(2));
                Published.Move move = told.all.get(0).move().orElseThrow();
                assertThat(move.cause()).contains(Cause.FAILOVER);
                assertThat(ids(move.left())).containsExactly("x1-primary");
                assertThat(move.accepted()).isBetween(accepted.minusSeconds(2), accepted.plusSeconds(2));
            }
        }

        @Test
        void whoeverIsCutOffFromTheStoreKnowsNothingAfterFiveSeconds() {
            Fleet.Instance follower = fleet.follower("x1");
            follower.store.cut();

            fleet.run(Duration.ofSeconds(4));
            assertThat(at(follower.engine.published("x1"))).containsExactly("x1-primary");
            fleet.run(Duration.ofSeconds(2));
            assertThat(follower.engine.published("x1")).isEmpty();

            Told told = new Told(fleet.time);
            follower.engine.onMove("x1", told);
            failOver();
            assertThat(told.stages).isEmpty();
            follower.store.calm();
            fleet.run(Duration.ofSeconds(3));
            assertThat(at(follower.engine.published("x1"))).containsExactly("x1-backup");
            assertThat(told.stages)
                    .as("it hears of it late")
                    .containsExactly(MoveReaction.Stage.ACCEPTED, MoveReaction.Stage.PROVED);
        }

        @Test
        void afterALeaderThatIsSilentNothingIsKnownUntilAnotherLeads() {
            Fleet.Instance leader = fleet.leader("x1");
            leader.store.cut();
            leader.way.fail();

            fleet.run(Duration.ofSeconds(7));
            Fleet.Instance follower = fleet.follower("x1");
            assertThat(follower.engine.published("x1")).isEmpty();

            fleet.run(Duration.ofSeconds(60));
            assertThat(fleet.instances.stream()
                            .filter(instance -> instance != leader)
                            .map(instance -> at(instance.engine.published("x1"))))
                    .containsExactly(List.of("x1-primary"), List.of("x1-primary"));
        }

        @Test
        void aFreezeIsKnownEverywhereToEndWhatIsKnown() {
            fleet.follower("x1").says(OperatorIntent.freeze("x1"));
            fleet.run(Duration.ofSeconds(3));

            fleet.each(instance -> assertThat(instance.engine.published("x1")).isEmpty());
        }

        @Test
        void theNoticeSaysWhatIsPublishedAndNothingElse() throws IOException {
            failOver();

            StateStore.Entry entry = fleet.shared.load(KEY);

            assertThat(entry.text().split("\n")).hasSize(2).satisfies(lines -> {
                assertThat(lines[0]).isEqualTo("notice 1 term=1");
                assertThat(lines[1])
                        .matches("x1 set=[0-9a-f]{12} at=x1-backup cause=FAILOVER left=x1-primary age=[0-9]+ proved=1"
                                + "( horizon=[0-9]+)?");
            });
        }

        /** Saves of notices end when the test says; all else is as in the store that is shared. */
        private StateStore savingNotices(SharedStateStore shared, Runnable save) {
            return new StateStore() {
                @Override
                public Entry load(String key) throws IOException {
                    return shared.load(key);
                }

                @Override
                public boolean save(String key, long expectedVersion, String text) throws IOException {
                    if (key.startsWith("notice:")) {
                        save.run();
                    }
                    return shared.save(key, expectedVersion, text);
                }

                @Override
                public Reach reach() {
                    return Reach.SHARED;
                }
            };
        }

        private FailoverEngine ofManyScopes(VirtualRuntime time, SharedStateStore shared, StateStore store) {
            MemoryDnsProvider dns = MemoryDnsProvider.of(MemoryZone.of("example.com"));
            FailoverEngine.Builder builder = FailoverEngine.builder()
                    .leadership(LeaseLeadership.in(shared.again(), "fleet")
                            .runtime(new SimulatedProcess(time, Duration.ZERO))
                            .build())
                    .stateStore(store)
                    .runtime(time)
                    .withoutLogging();
            for (int i = 0; i < SCOPES; i++) {
                builder.pool(EndpointPool.named("pool" + i)
                        .name("pool" + i + ".example.com")
                        .scope("scope" + i)
                        .endpoint(Endpoint.primary("dc1", Stage.DC1))
                        .endpoint(Endpoint.backup("aws", Stage.AWS))
                        .check((target, timeout) -> HealthResult.healthy())
                        .provider(dns)
                        .build());
            }
            FailoverEngine engine = builder.build();
            engine.start();
            return engine;
        }

        /** The lane is for the election and for what operators say, too. */
        @Test
        void noticesThatHangKeepThreeThreadsHoweverManyScopesThereAre() {
            VirtualRuntime time = new VirtualRuntime(1);
            SharedStateStore shared = new SharedStateStore();
            AtomicInteger begun = new AtomicInteger();
            StateStore hanging = savingNotices(shared, () -> {
                begun.incrementAndGet();
                time.elapseDeaf(Duration.ofHours(1));
            });
            FailoverEngine engine = ofManyScopes(time, shared, hanging);

            time.advance(Duration.ofMinutes(2));

            assertThat(begun.get())
                    .as("two that hang, and one when the first was given up")
                    .isBetween(1, 3);
            assertThat(engine.snapshot().pools())
                    .allSatisfy(pool -> assertThat(pool.term()).isPresent());
            engine.close();
        }

        @Test
        void whereSavesAreSlowEveryScopeHasItsTurn() throws IOException {
            VirtualRuntime time = new VirtualRuntime(1);
            SharedStateStore shared = new SharedStateStore();
            FailoverEngine engine =
                    ofManyScopes(time, shared, savingNotices(shared, () -> time.elapse(Duration.ofMillis(800))));
            time.advance(Duration.ofMinutes(1));

            List<Long> before = versions(shared);
            time.advance(SECOND.multipliedBy(20)); // two at once, 0.8 s each: 50 saves in all

            List<Long> after = versions(shared);
            for (int i = 0; i < SCOPES; i++) {
                assertThat(after.get(i) - before.get(i)).as("scope%d", i).isBetween(1L, 3L);
            }
            engine.close();
        }

        private static List<Long> versions(SharedStateStore shared) throws IOException {
            List<Long> versions = new ArrayList<>();
            for (int i = 0; i < SCOPES; i++) {
                versions.add(shared.load("notice:dnsfailover/default/scope" + i).version());
            }
            return versions;
        }

        /** A store that was restored, or that lags: what it says was true once. */
        @Test
        void anOlderNoticeIsNoMove() throws IOException {
            StateStore.Entry old = fleet.shared.load(KEY);
            failOver();
            List<Told> all = new ArrayList<>();
            fleet.each(instance -> {
                Told told = new Told(fleet.time);
                instance.engine.onMove("x1", told);
                all.add(told);
            });

            Map<String, StateStore.Entry> restored = new HashMap<>(fleet.shared.copy());
            restored.put(KEY, old);
            fleet.shared.goBackTo(restored);
            fleet.run(Duration.ofSeconds(1));
            List<List<String>> then = fleet.instances.stream()
                    .filter(instance -> !instance.leads("x1"))
                    .map(instance -> at(instance.engine.published("x1")))
                    .toList();
            fleet.run(Duration.ofSeconds(30));

            assertThat(then).containsOnly(List.of());
            assertThat(all).allSatisfy(told -> assertThat(told.stages).isEmpty());
            fleet.each(
                    instance -> assertThat(at(instance.engine.published("x1"))).containsExactly("x1-backup"));
        }

        @Test
        void whatIsNoNoticeIsNotBelievedAndReplacedByWhoeverLeads() throws IOException {
            StateStore.Entry entry = fleet.shared.load(KEY);
            fleet.shared.save(KEY, entry.version(), "notice 1 term=99999\nx1 set=000000000000 at=x1-backup");

            fleet.run(SECOND);
            fleet.run(Duration.ofSeconds(4));

            fleet.each(
                    instance -> assertThat(at(instance.engine.published("x1"))).containsExactly("x1-primary"));
            assertThat(fleet.shared.load(KEY).text()).startsWith("notice 1 term=1\n");
        }
    }
}
