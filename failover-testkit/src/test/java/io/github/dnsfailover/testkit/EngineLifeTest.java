package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.IntentOutcome;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.PreflightReport;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.LeadershipChanged;
import io.github.dnsfailover.event.PoolStarted;
import io.github.dnsfailover.event.PoolStopped;
import io.github.dnsfailover.event.TroubleEnded;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fate;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Building, starting, leading and closing, on good days and bad ones. */
class EngineLifeTest {

    /** The key of what operators say to the engine of a {@link Stage}; before, each pool had one of its own. */
    private static final String WORDS = "words:dnsfailover/default";

    private final Stage stage = new Stage();

    @AfterEach
    void close() {
        stage.close();
    }

    /** This JVM was started without the property, so it keeps look-ups for 30 s. */
    @Test
    void aJvmThatKeepsLookUpsLongerThanTheTtlIsToldAtTheStart() {
        stage.pool(pool -> pool.ttl(Duration.ofSeconds(10)));

        stage.start();

        Trouble told = stage.only(Kind.LOOK_UPS_KEPT);
        assertThat(told.pools()).containsExactly("www");
        assertThat(told.isInTheWay()).isFalse();
        assertThat(told.text()).contains("www has a TTL of 10 s");
        assertThat(stage.wrong()).containsExactly(Kind.LOOK_UPS_KEPT);
    }

    @Test
    void closingEndsWhatIsWrongAndDoesNotSayThatItIsOver() {
        FailoverEngine engine = stage.start();
        stage.check.fails("dc1", "refused").fails("aws", "refused");
        stage.advance(60);

        engine.close();
        stage.advance(10);

        assertThat(stage.ended(Trouble.Kind.ALL_DOWN)).singleElement().satisfies(end -> {
            assertThat(end.ending()).isEqualTo(TroubleEnded.Ending.ENGINE_CLOSED);
            assertThat(end.summary()).startsWith("all down: not watched any more, the engine was closed; it lasted ");
        });
        assertThat(stage.ended(Trouble.Kind.ENDPOINT_DOWN)).hasSize(2);
        assertThat(stage.wrong()).as("a snapshot shows how it was").contains(Trouble.Kind.ALL_DOWN);
        assertThat(stage.snapshot().nextDeadline()).isEmpty();
        assertThat(stage.snapshot().toString())
                .contains("decision  hold: the engine is closed", "waits     the engine is closed")
                .doesNotContain("looks again");
    }

    @Test
    void anEngineIsStartedOnce() {
        FailoverEngine engine = stage.start();

        assertThatThrownBy(engine::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the engine was started before");
        stage.advance(60);

        assertThat(stage.all(PoolStarted.class)).hasSize(1);
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    void aClosedEngineIsNotStarted() {
        FailoverEngine engine = stage.build();

        engine.close();

        assertThatThrownBy(engine::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the engine was closed before");
        assertThatThrownBy(engine::preflight)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the engine was closed before");
        stage.advance(60);
        assertThat(stage.events).isEmpty();
        assertThat(stage.www()).isEmpty();
    }

    @Test
    void nothingIsSaidToAnEngineThatDoesNotRun() {
        FailoverEngine engine = stage.build();
        OperatorIntent freeze = OperatorIntent.freeze("www").by("alice").because("work");

        assertThatThrownBy(() -> engine.say(freeze))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the engine does not run: BUILT");

        engine.start();
        engine.close();

        assertThatThrownBy(() -> engine.say(freeze))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the engine does not run: CLOSED");
    }

    @Test
    void closingLeavesDnsAsItIsAndGivesUpTheLead() {
        ScriptedLeadership leadership = new ScriptedLeadership();
        leadership.lead(7);
        stage.leadership(leadership).engine(engine -> engine.stateStore(new SharedStateStore()));
        FailoverEngine engine = stage.start();
        MemoryZone.Version before = stage.zone.current();

        engine.close();
        engine.close();
        stage.check.fails("dc1", "refused");
        stage.advance(600);

        assertThat(stage.zone.current()).isSameAs(before);
        assertThat(leadership.resignations()).isEqualTo(1);
        assertThat(stage.events.get(stage.events.size() - 1)).isInstanceOf(PoolStopped.class);
    }

    @Test
    void closingDuringAWriteNeitherCallsItBackNorFollowsItUp() {
        FailoverEngine engine = stage.start();
        stage.dns.next(new Fate(Fault.NONE, Duration.ofSeconds(20), Duration.ZERO));
        stage.check.fails("dc1", "refused");
        assertThat(stage.runtime.advanceUntil(
                        () -> stage.snapshot().waitsFor().equals("a call to the provider is under way"),
                        Duration.ofMinutes(1)))
                .isTrue();

        engine.close();
        stage.advance(120);

        assertThat(stage.moves().size()).as("made once, or not at all").isLessThanOrEqualTo(3);
        assertThat(stage.zone.get(Stage.MARK).isEmpty()).isFalse();
        assertThat(stage.events.get(stage.events.size() - 1)).isInstanceOf(PoolStopped.class);
    }

    @Test
    void whoWaitsForAnAnswerWhenTheEngineClosesGetsOne() {
        FailoverEngine engine = stage.start();
        stage.dns.plan(call -> new Fate(Fault.NONE, Duration.ofSeconds(20), Duration.ZERO));
        CompletableFuture<IntentOutcome> pin =
                engine.say(OperatorIntent.pin("www", "aws").by("alice").because("a drill"));
        stage.advance(1);
        CompletableFuture<IntentOutcome> freeze =
                engine.say(OperatorIntent.freeze("www").by("alice").because("a drill"));

        engine.close();
        stage.advance(60);

        assertThat(pin).isCompletedWithValueMatching(end -> end.kind() == IntentOutcome.Kind.WAITING);
        assertThat(freeze)
                .as("it was being stored")
                .isCompletedWithValueMatching(end -> end.kind() == IntentOutcome.Kind.WAITING);
    }

    /** What was said came after everybody had been answered, and was never answered itself. */
    @Test
    void whoSpeaksWhileAnotherThreadClosesTheEngineIsAnswered() {
        ClosingMeanwhile runtime = new ClosingMeanwhile(stage.runtime);
        FailoverEngine engine =
                stage.engine(builder -> builder.runtime(runtime)).start();
        runtime.meanwhile = engine::close;

        CompletableFuture<IntentOutcome> freeze =
                engine.say(OperatorIntent.freeze("www").by("alice").because("a drill"));
        stage.advance(60);

        assertThat(freeze).isCompletedWithValueMatching(end -> end.kind() == IntentOutcome.Kind.REFUSED);
    }

    @Test
    void whoAsksForAPreflightWhileAnotherThreadClosesTheEngineIsAnswered() {
        ClosingMeanwhile runtime = new ClosingMeanwhile(stage.runtime);
        stage.dns.plan(call -> new Fate(Fault.NONE, Duration.ofDays(30), Duration.ZERO));
        FailoverEngine engine =
                stage.engine(builder -> builder.runtime(runtime)).start();
        runtime.meanwhile = engine::close;

        CompletableFuture<PreflightReport> report = engine.preflight();
        stage.advance(60);

        assertThat(report).isCompletedExceptionally();
    }

    /** Between a look whether the engine runs and what is handed to its thread, another thread does something. */
    private static final class ClosingMeanwhile implements EngineRuntime {

        private final VirtualRuntime inner;
        private Runnable meanwhile = () -> {};

        private ClosingMeanwhile(VirtualRuntime inner) {
            this.inner = inner;
        }

        @Override
        public void execute(Runnable task) {
            Runnable once = meanwhile;
            meanwhile = () -> {};
            once.run();
            inner.execute(task);
        }

        @Override
        public long nanoTime() {
            return inner.nanoTime();
        }

        @Override
        public Instant now() {
            return inner.now();
        }

        @Override
        public long seed() {
            return inner.seed();
        }

        @Override
        public Cancellable schedule(Duration delay, Runnable task) {
            return inner.schedule(delay, task);
        }

        @Override
        public <T> Task submit(Lane lane, Work<T> work, Completion<T> completion) {
            return inner.submit(lane, work, completion);
        }

        @Override
        public void close() {
            inner.close();
        }
    }

    @Test
    void twoSingleInstancesOnOneRecordDoNotFight() {
        stage.start();
        List<FailoverEvent> told = new ArrayList<>();
        FailoverEngine second = FailoverEngine.builder()
                .pool(stage.newPool())
                .leadership(Leadership.singleInstance())
                .runtime(stage.runtime)
                .withoutLogging()
                .listener(told::add)
                .build();

        second.start();
        stage.advance(600);
        stage.check.fails("dc1", "refused");
        stage.advance(600);

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(stage.moves()).as("moved by one of them, once").hasSize(3);
        long writes = stage.zone.history().stream()
                .map(version -> version.get(Stage.MARK))
                .distinct()
                .count();
        assertThat(writes).as("marks").isLessThanOrEqualTo(4);
        second.close();
    }

    @Test
    void theOlderOfTwoSingleInstancesFallsSilentOnceTheNewerHasWritten() {
        stage.start();
        FailoverEngine second = FailoverEngine.builder()
                .pool(stage.newPool())
                .leadership(Leadership.singleInstance())
                .runtime(stage.runtime)
                .withoutLogging()
                .build();
        second.start();
        stage.advance(30);

        CompletableFuture<IntentOutcome> said =
                second.say(OperatorIntent.pin("www", "aws").by("alice").because("a drill"));
        stage.advance(300);

        assertThat(said).isCompleted();
        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(stage.only(Kind.FENCED).text()).isEqualTo("a newer engine leads with term 2, this one has 1");
        assertThat(stage.snapshot().waitsFor()).isEqualTo("a newer engine leads with term 2, this one has 1");
        second.close();
    }

    @Test
    void twoEnginesOfOneLeadershipTakeTurns() {
        SharedStateStore store = new SharedStateStore();
        ScriptedLeadership one = new ScriptedLeadership();
        ScriptedLeadership two = new ScriptedLeadership();
        one.lead(1);
        stage.leadership(one).engine(engine -> engine.stateStore(store));
        FailoverEngine first = stage.start();
        List<FailoverEvent> told = new ArrayList<>();
        FailoverEngine second = FailoverEngine.builder()
                .pool(stage.newPool())
                .leadership(two)
                .stateStore(store)
                .runtime(stage.runtime)
                .withoutLogging()
                .listener(told::add)
                .build();
        second.start();

        first.close();
        stage.advance(5);
        two.lead(2);
        stage.check.fails("dc1", "refused");
        stage.advance(60);

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(told)
                .filteredOn(LeadershipChanged.class::isInstance)
                .extracting(FailoverEvent::summary)
                .containsExactly("leads example.com. with term 2");
        second.close();
    }

    @Test
    void aLeadershipThatThrowsOrAnswersNullDoesNotLead() {
        Leadership[] inner = {
            scope -> {
                throw new IllegalStateException("no quorum");
            }
        };
        stage.leadership(scope -> inner[0].term(scope)).engine(engine -> engine.stateStore(new SharedStateStore()));
        stage.start();
        assertThat(stage.www()).isEmpty();
        assertThat(stage.snapshot().waitsFor()).isEqualTo("this engine does not lead");

        assertThat(stage.only(Kind.LEADERSHIP_FAILS).text())
                .isEqualTo("the leadership failed: java.lang.IllegalStateException: no quorum");

        inner[0] = scope -> OptionalLong.of(3);
        stage.advance(10);
        assertThat(stage.www()).containsExactly(Stage.DC1);

        assertThat(stage.ended(Kind.LEADERSHIP_FAILS)).hasSize(1);

        inner[0] = scope -> null;
        stage.check.fails("dc1", "refused");
        stage.advance(60);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.last(LeadershipChanged.class).summary())
                .isEqualTo(
                        "does not lead example.com.: the leadership failed: it answered null; terms are 0 to 10^15 - "
                                + "1");
    }

    @Test
    void aLeadershipThatDoesNotAnswerDoesNotLead() {
        boolean[] hangs = {false};
        Leadership slow = scope -> {
            if (hangs[0]) {
                stage.runtime.elapseDeaf(Duration.ofMinutes(5));
            }
            return OptionalLong.of(3);
        };
        stage.leadership(slow).engine(engine -> engine.stateStore(new SharedStateStore()));
        stage.start();

        hangs[0] = true;
        stage.advance(30);

        assertThat(stage.last(LeadershipChanged.class).summary())
                .isEqualTo("does not lead example.com.: the leadership failed: java.util.concurrent.TimeoutException:"
                        + " no answer within 5 s");

        hangs[0] = false;
        stage.advance(330);

        assertThat(stage.last(LeadershipChanged.class).summary()).isEqualTo("leads example.com. with term 3");
        assertThat(stage.wrong()).isEmpty();
    }

    @Test
    void aTermThatEndsRightBeforeTheWriteKeepsItFromBeingSent() {
        int[] asked = {0};
        Leadership fickle = scope -> {
            boolean now = stage.snapshot().waitsFor().equals("a call to the provider is under way");
            asked[0] += now ? 1 : 0;
            return now && !stage.www().isEmpty() ? OptionalLong.empty() : OptionalLong.of(3);
        };
        stage.leadership(fickle).engine(engine -> engine.stateStore(new SharedStateStore()));
        stage.start();
        assertThat(stage.www()).containsExactly(Stage.DC1);

        stage.check.fails("dc1", "refused");
        stage.advance(20);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(asked[0]).isPositive();
        assertThat(stage.all(LeadershipChanged.class))
                .extracting(FailoverEvent::summary)
                .contains("does not lead example.com.: the term had ended when the write was to be sent");
    }

    @Test
    void aHostWithoutNetworkAtTheStartHoldsAndBeginsWhenThereIsOne() {
        Answering answering = new Answering(stage.memory);
        answering.failure = DnsProviderException.notApplied("network is unreachable");
        answering.authorities = () -> {
            throw new IOException("network is unreachable");
        };
        stage.check.answers("dc1", HealthResult.inconclusive("network is unreachable"));
        stage.check.answers("aws", HealthResult.inconclusive("network is unreachable"));
        stage.provider(answering);

        stage.start();
        stage.advance(300);

        assertThat(stage.www()).isEmpty();
        assertThat(stage.only(Kind.PROVIDER_UNREACHABLE).text()).isEqualTo("memory: network is unreachable");
        assertThat(stage.snapshot().endpoints())
                .allMatch(status -> status.detail().endsWith("INCONCLUSIVE (network is unreachable)"));

        answering.failure = null;
        answering.authorities = stage.memory.authorities();
        stage.check.passes("dc1").passes("aws");
        stage.advance(120);

        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    void aTornStateFileAtTheStartHoldsWithAnEventAndIsNotReplaced(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("state");
        StateStore.file(file).save(WORDS, 0, "something that was said");
        byte[] whole = Files.readAllBytes(file);
        byte[] torn = Arrays.copyOf(whole, whole.length / 2);
        Files.write(file, torn);
        stage.stands(Stage.AWS).engine(engine -> engine.stateStore(StateStore.file(file)));

        stage.start();
        stage.advance(60);

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(stage.only(Kind.STORE_FAILS).severity()).isEqualTo(FailoverEvent.Severity.WARNING);
        assertThat(stage.snapshot().waitsFor())
                .isEqualTo("the state store has not been read, so what operators said is not known");
        assertThat(stage.say(OperatorIntent.freeze("www")))
                .hasToString("REFUSED: the state store cannot be read, so what was said before is not known");
        assertThat(Files.readAllBytes(file)).isEqualTo(torn);

        Files.delete(file);
        stage.advance(600);

        assertThat(stage.ended(Kind.STORE_FAILS)).hasSize(1);
        assertThat(stage.www())
                .as("failed back, as it would have from the start")
                .containsExactly(Stage.DC1);
    }

    @Test
    void aStateFileOfAnotherProgramAtTheStartHoldsWithAnEvent(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("state");
        Files.writeString(file, "[alias]\n    co = checkout\n");
        stage.engine(engine -> engine.stateStore(StateStore.file(file)));

        stage.start();

        assertThat(stage.www()).isEmpty();
        assertThat(stage.troubles(Kind.STORE_FAILS)).hasSize(1);
        assertThat(file).hasContent("[alias]\n    co = checkout\n");
    }

    /** Whoever may write there could say that nothing is frozen, or that everything is. */
    @Test
    void aStateFileThatEverybodyMayWriteHoldsWithAnEventUntilThatIsMended(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("state");
        StateStore.file(file).save(WORDS, 0, "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        stage.engine(engine -> engine.stateStore(StateStore.file(file)));

        stage.start();
        stage.advance(60);

        assertThat(stage.www()).isEmpty();
        assertThat(stage.only(Kind.STORE_FAILS).text()).contains(file.toString());

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        stage.advance(60);

        assertThat(stage.ended(Kind.STORE_FAILS)).hasSize(1);
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @ParameterizedTest
    @ValueSource(strings = {WORDS, "www"})
    void aTextOfAnotherProgramInTheStoreHoldsWithAnEvent(String key) throws IOException {
        StateStore store = StateStore.memory();
        store.save(key, 0, "of a later version");
        stage.engine(engine -> engine.stateStore(store));

        stage.start();

        assertThat(stage.www()).isEmpty();
        assertThat(stage.troubles(Kind.STORE_FAILS)).hasSize(1);
    }

    @Test
    void whatWasSaidSurvivesARestart(@TempDir Path folder) {
        StateStore store = StateStore.file(folder.resolve("state"));
        stage.engine(engine -> engine.stateStore(store));
        FailoverEngine first = stage.start();
        stage.say(OperatorIntent.pin("www", "aws"));
        first.close();
        stage.advance(10);

        stage.start();
        stage.advance(600);

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(stage.snapshot().intent())
                .contains("pin aws")
                .contains("alice")
                .contains("a drill");
    }

    @Test
    void aPoolThatIsManyBatchesBehindBeginsAllTheSame() {
        for (int i = 0; i < 50; i++) {
            String label = "p" + i;
            stage.engine(engine -> engine.pool(EndpointPool.named(label)
                    .name(label + ".example.com")
                    .endpoint(Endpoint.primary("dc1", "192.0.2.1"))
                    .check(stage.check)
                    .provider(stage.dns)
                    .build()));
        }
        FailoverEngine engine = stage.build();

        engine.start();
        CompletableFuture<IntentOutcome> early =
                engine.say(OperatorIntent.freeze("p49").by("alice").because("not this one"));
        stage.advance(60);

        assertThat(early).isCompletedWithValueMatching(end -> end.kind() != IntentOutcome.Kind.WAITING);
        assertThat(engine.snapshot().pools())
                .hasSize(51)
                .allMatch(pool -> pool.term().isPresent());
        assertThat(stage.zone.get(RecordKey.of("p48.example.com", RecordType.A)).values())
                .containsExactly("192.0.2.1");
    }

    @Test
    void aForeignValueThatStandsThereIsNotTouched() {
        stage.stands(Stage.STRANGER);
        List<RecordSet> before = stage.zone.current().sets();

        stage.start();
        stage.advance(300);

        assertThat(stage.zone.current().sets()).isEqualTo(before);
        assertThat(stage.snapshot().waitsFor()).startsWith("found [www.example.com. A 30 [203.0.113.9], ");
        assertThat(stage.wrong()).containsExactly(Kind.FOREIGN_VALUES);
    }
}
