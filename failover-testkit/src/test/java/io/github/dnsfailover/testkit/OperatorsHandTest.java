package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.EngineSnapshot;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.IntentOutcome;
import io.github.dnsfailover.IntentOutcome.Kind;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.PoolSnapshot;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.ChangeWithheld;
import io.github.dnsfailover.event.IntentChanged;
import io.github.dnsfailover.event.RecordsChanged;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What operators say to a whole engine, what they are answered, and what they see. */
class OperatorsHandTest {

    private final Stage stage = new Stage();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void aPinMovesTrafficAndTheAnswerSaysSo() {
        stage.start();

        assertThat(stage.say(OperatorIntent.pin("www", "aws")))
                .hasToString("DONE: publish [aws]: pin aws by alice because a drill");
        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(stage.last(RecordsChanged.class).cause()).isEqualTo(RecordsChanged.Cause.OPERATOR);
        assertThat(stage.last(IntentChanged.class).summary()).startsWith("intent SAID: pin aws by alice");
    }

    @Test
    void downLeavesAnEndpointAndUpTakesItAgain() {
        stage.start();

        assertThat(stage.say(OperatorIntent.down("www", "dc1")).kind()).isEqualTo(Kind.DONE);
        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(stage.snapshot().endpoints().get(0).health()).isEqualTo(Health.UNHEALTHY);

        assertThat(stage.say(OperatorIntent.up("www", "dc1")).kind()).isEqualTo(Kind.DONE);
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    void aFreezeIsDoneAtOnceAndKeepsTrafficWhereItIs() {
        stage.start();

        assertThat(stage.say(OperatorIntent.freeze("www")).kind()).isEqualTo(Kind.DONE);
        stage.check.fails("dc1", "refused");
        stage.advance(300);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.snapshot().waitsFor()).startsWith("freeze by alice because a drill");

        assertThat(stage.say(OperatorIntent.clear("www")).kind()).isEqualTo(Kind.DONE);
        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(stage.last(IntentChanged.class).change()).isEqualTo(IntentChanged.Change.CLEARED);
        assertThat(stage.snapshot().intent()).isEqualTo("none");
    }

    @Test
    void downIsNotDoneWhileItsEndpointStaysPublishedForWantOfAnother() {
        stage.start();
        stage.check.fails("dc1", "refused");
        stage.advance(60);
        assertThat(stage.www()).containsExactly(Stage.AWS);

        assertThat(stage.say(OperatorIntent.down("www", "aws")).toString())
                .startsWith("WAITING: aws stays published, there is nowhere better to go: hold: ");
        assertThat(stage.say(OperatorIntent.down("www", "dc1")).kind()).isEqualTo(Kind.DONE);
    }

    @Test
    void aPinIsNotDoneWhileItsEndpointIsSaidToBeDown() {
        stage.start();
        stage.say(OperatorIntent.down("www", "aws"));

        assertThat(stage.say(OperatorIntent.pin("www", "aws").evenIfUnproven()).toString())
                .startsWith("WAITING: clients get [dc1], not aws: ");
    }

    @Test
    void aFreezeSaysWhatClientsGetAndNotWhatTheEngineWanted() {
        stage.start();
        stage.say(OperatorIntent.freeze("www"));
        stage.check.fails("dc1", "refused");
        stage.advance(60);

        assertThat(stage.say(OperatorIntent.freeze("www")))
                .hasToString("DONE: nothing is written until clear is said; clients get [dc1]");
        assertThat(stage.say(OperatorIntent.pin("www", "dc1").evenIfUnproven()).toString())
                .startsWith("DONE: publish [dc1]: pin dc1 by alice")
                .endsWith("; and nothing more is written: freeze by alice because a drill");
        assertThat(stage.say(OperatorIntent.clear("www")).toString())
                .startsWith("DONE: nothing that was said stands; publish [aws]: ");
    }

    @Test
    void aSnapshotTellsAWordFromWhatTheChecksSay() {
        stage.start();
        stage.say(OperatorIntent.down("www", "aws"));

        assertThat(stage.snapshot().endpoints().get(1).toString())
                .startsWith("aws UNHEALTHY as an operator said, by its checks HEALTHY since ");
    }

    @Test
    void aPinUnderAFreezeWaits() {
        stage.start();
        stage.say(OperatorIntent.freeze("www"));

        assertThat(stage.say(OperatorIntent.pin("www", "aws")).kind()).isEqualTo(Kind.WAITING);
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    void failbackGoesHomeAlthoughFailbackIsManual() {
        stage.pool(pool -> pool.failback(Failback.manual()));
        stage.start();
        stage.check.fails("dc1", "refused");
        stage.advance(60);
        stage.check.passes("dc1");
        stage.advance(3600);
        assertThat(stage.www()).containsExactly(Stage.AWS);

        assertThat(stage.say(OperatorIntent.failback("www")).kind()).isEqualTo(Kind.DONE);
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    void failbackThatCannotGoBackIsRefusedAndLiftsNothing() {
        stage.stands(Stage.DC1).start();
        stage.say(OperatorIntent.pin("www", "aws"));
        stage.say(OperatorIntent.down("www", "dc1").lasting(Duration.ofMinutes(10)));
        stage.advance(120);
        assertThat(stage.www()).containsExactly(Stage.AWS);

        assertThat(stage.say(OperatorIntent.failback("www")))
                .hasToString("REFUSED: clients get [aws], and nothing better is proven healthy (dc1 is UNHEALTHY);"
                        + " nothing was changed, so say it again when one is");
        assertThat(stage.snapshot().intent()).startsWith("pin aws by alice");

        stage.advance(600);
        assertThat(stage.say(OperatorIntent.failback("www")).kind()).isEqualTo(Kind.DONE);
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    void failbackLiftsAPin() {
        stage.start();
        stage.say(OperatorIntent.pin("www", "aws"));

        assertThat(stage.say(OperatorIntent.failback("www")).kind()).isEqualTo(Kind.DONE);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.snapshot().intent()).isEqualTo("none");
    }

    @Test
    void whatCannotBeTakenIsRefusedAndNothingChanges() {
        FailoverEngine engine = stage.start();
        stage.check.fails("aws", "refused");
        stage.advance(60);

        assertThat(stage.say(OperatorIntent.pin("www", "gcp")))
                .hasToString("REFUSED: pool www has no endpoint \"gcp\"");
        assertThat(stage.say(OperatorIntent.down("www", "")).text()).isEqualTo("pool www has no endpoint \"\"");
        assertThat(stage.say(OperatorIntent.pin("www", "aws")).text())
                .isEqualTo("endpoint aws is not proven healthy (UNHEALTHY); to have it all the same, say it with"
                        + " evenIfUnproven");
        assertThat(stage.say(OperatorIntent.freeze("www").until(stage.runtime.now()))
                        .text())
                .startsWith("until 2026-01-01T00:01:30Z is over");
        assertThat(engine.say(OperatorIntent.freeze("www").by(" ").because("work")))
                .satisfies(answer -> stage.advance(1))
                .isCompletedWithValueMatching(end -> end.text().startsWith("who and why are needed"));
        assertThatThrownBy(() -> engine.say(OperatorIntent.freeze("shop")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pool: shop is none of this engine's pools [www]");
        assertThat(stage.all(IntentChanged.class)).isEmpty();
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    void anUnprovenEndpointIsPinnedByAWord() {
        stage.start();
        stage.check.fails("aws", "refused");
        stage.advance(60);

        assertThat(stage.say(OperatorIntent.pin("www", "aws").evenIfUnproven()).kind())
                .isEqualTo(Kind.DONE);
        assertThat(stage.www()).containsExactly(Stage.AWS);
    }

    @Test
    void aFollowerStoresAWordAndSaysWhatIsInTheWay() {
        SharedStateStore store = new SharedStateStore();
        ScriptedLeadership leadership = new ScriptedLeadership();
        stage.leadership(leadership).engine(engine -> engine.stateStore(store));
        stage.start();

        assertThat(stage.say(OperatorIntent.pin("www", "aws")))
                .hasToString(
                        "WAITING: stored; this engine does not lead example.com., and whoever does hears it within 2 "
                                + "s");

        leadership.lead(1);
        stage.advance(30);
        assertThat(stage.www()).containsExactly(Stage.AWS);
    }

    @Test
    void aStoreThatFailsRefusesAWord() {
        SharedStateStore store = new SharedStateStore();
        stage.engine(engine -> engine.stateStore(store));
        stage.start();

        store.fail();

        assertThat(stage.say(OperatorIntent.pin("www", "aws")).text())
                .isEqualTo("it could not be stored: scripted: the store is out of reach;" + " look whether it stands");
        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.troubles(Trouble.Kind.STORE_FAILS)).hasSize(1);
    }

    @Test
    void twoWordsAtTheSameTimeAreNotMixedUp() {
        SharedStateStore store = new SharedStateStore();
        stage.engine(engine -> engine.stateStore(store));
        stage.start();
        FailoverEngine other = FailoverEngine.builder()
                .pool(stage.newPool())
                .leadership(new ScriptedLeadership())
                .stateStore(store)
                .runtime(stage.runtime)
                .withoutLogging()
                .build();
        other.start();
        stage.advance(30);

        CompletableFuture<IntentOutcome> first =
                other.say(OperatorIntent.freeze("www").by("bob").because("work"));

        assertThat(stage.say(OperatorIntent.pin("www", "aws")).text())
                .isEqualTo("another instance said something at the same time; look, and say it again");
        stage.advance(5);
        assertThat(first).isCompletedWithValueMatching(end -> end.kind() == Kind.DONE);
        assertThat(stage.www()).containsExactly(Stage.DC1);
        other.close();
        assertThat(stage.say(OperatorIntent.clear("www")).kind()).isEqualTo(Kind.DONE);
        assertThat(stage.say(OperatorIntent.pin("www", "aws")).kind()).isEqualTo(Kind.DONE);
    }

    @Test
    void anExpiredWordIsForgottenInTheStoreToo() throws IOException {
        SharedStateStore store = new SharedStateStore();
        stage.engine(engine -> engine.stateStore(store));
        stage.start();
        stage.say(OperatorIntent.pin("www", "aws").lasting(Duration.ofMinutes(1)));

        stage.advance(600);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.last(IntentChanged.class).change()).isEqualTo(IntentChanged.Change.EXPIRED);
        assertThat(stage.snapshot().intent()).isEqualTo("none");
        assertThat(store.load("words:dnsfailover/default").text()).doesNotContain("alice");
        assertThat(stage.say(OperatorIntent.freeze("www")).kind())
                .as("versions still fit")
                .isEqualTo(Kind.DONE);
    }

    @Test
    void anExpiryThatCannotBeStoredIsForgottenAtTheNextStart() {
        SharedStateStore store = new SharedStateStore();
        stage.engine(engine -> engine.stateStore(store));
        stage.start();
        stage.say(OperatorIntent.pin("www", "aws").lasting(Duration.ofMinutes(1)));

        store.fail();
        stage.advance(600);
        assertThat(stage.www()).containsExactly(Stage.DC1);

        store.heal();
        stage.advance(60);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.snapshot().intent()).isEqualTo("none");
    }

    @Test
    void aSnapshotShowsThePoolAndReadsLikeAReport() {
        FailoverEngine engine = stage.start();
        stage.check.fails("dc1", "refused");
        stage.advance(60);

        EngineSnapshot snapshot = engine.snapshot();
        PoolSnapshot pool = snapshot.pool("www");

        assertThat(pool.decision()).isEqualTo("publish [aws]");
        assertThat(pool.waitsFor()).isEmpty();
        assertThat(pool.term()).hasValue(1);
        assertThat(pool.troubles()).extracting(Trouble::kind).containsExactly(Trouble.Kind.ENDPOINT_DOWN);
        assertThat(snapshot.troubles()).isEqualTo(pool.troubles());
        assertThat(pool.lastChange()).isPresent();
        assertThat(pool.records()).contains(stage.zone.get(Stage.WWW));
        assertThat(pool.endpoints()).extracting(each -> each.published()).containsExactly(false, true);
        assertThat(snapshot.toString())
                .startsWith("2026-01-01T00:01:30Z example.com. is led by this engine with term 1 since ")
                .contains("Z\npool www\n  endpoint  dc1 UNHEALTHY since 2026-01-01T00:00:")
                .contains(", not proven (192.0.2.22: UNHEALTHY (refused))\n  endpoint  aws HEALTHY since ")
                .contains(", proven, published\n")
                .contains("\n  record    www.example.com. A 30 [198.51.100.109]\n")
                .contains("\n  decision  publish [aws]: aws is the best that may serve\n"
                        + "  trouble   endpoint down dc1: 192.0.2.22: refused, since 2026-01-01T00:00:")
                .contains("Z\n  intent    none\n")
                .contains("\n  leads     term 1 of example.com.\n  changed   2026-01-01T00:00:")
                .contains("\n  looks again by 2026-01-01T00:01:")
                .doesNotContain("waits for", "blind");
        assertThatThrownBy(() -> snapshot.pool("shop"))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("no pool shop");
    }

    @Test
    void aSnapshotBeforeTheStartKnowsNothing() {
        FailoverEngine engine = stage.build();

        PoolSnapshot pool = engine.snapshot().pool("www");

        assertThat(pool.records()).isEmpty();
        assertThat(pool.lastChange()).isEqualTo(Optional.empty());
        assertThat(pool.toString()).contains("\n  leads     no\n", "\n  changed   nothing yet\n");
    }

    @Test
    void aSnapshotSaysWhatIsInTheWay() {
        stage.start();

        stage.runtime.standStill(Duration.ofMinutes(1));
        stage.check.answers("dc1", (target, timeout) -> null);
        stage.advance(5);

        assertThat(stage.snapshot().toString()).contains("\n  trouble   blind: the engine was late by ");

        stage.say(OperatorIntent.freeze("www"));
        stage.check.fails("dc1", "refused");
        stage.advance(60);

        assertThat(stage.snapshot().toString()).contains("\n  waits     freeze by alice");
    }

    /** The mark of each plan holds times that grow; that alone is no news. */
    @Test
    void aDryRunTellsOnceOfAChangeThatStaysTheSame() {
        stage.zone.put(RecordSet.of(Stage.WWW, Duration.ofHours(1), Stage.DC1));
        stage.engine(engine -> engine.dryRun());

        stage.start();
        stage.advance(3600);

        assertThat(stage.all(ChangeWithheld.class)).hasSize(1);
        stage.check.fails("dc1", "refused");
        stage.advance(600);
        assertThat(stage.all(ChangeWithheld.class)).hasSize(2);
        assertThat(stage.last(ChangeWithheld.class).to()).containsExactly("aws");
    }

    @Test
    void aDryRunDoesEverythingButWrite() {
        stage.stands(Stage.DC1).engine(engine -> engine.dryRun());
        MemoryZone.Version before = stage.zone.current();

        stage.start();
        stage.check.fails("dc1", "refused");
        stage.advance(300);

        assertThat(stage.zone.current()).isSameAs(before);
        ChangeWithheld withheld = stage.last(ChangeWithheld.class);
        assertThat(withheld.to()).containsExactly("aws");
        assertThat(withheld.plan()).contains("www.example.com. A 30 [192.0.2.22] -> 30 [198.51.100.109]");
        assertThat(stage.all(ChangeWithheld.class))
                .as("one for the mark, one for the move")
                .hasSize(2);
        assertThat(stage.snapshot().waitsFor()).isEqualTo("this is a dry run");
        assertThat(stage.say(OperatorIntent.pin("www", "aws"))).hasToString("WAITING: this is a dry run");
    }

    @Test
    void aForeignEditIsFrozenTheSecondTimeUntilAnOperatorClears() {
        stage.start();
        stage.stands(Stage.STRANGER);
        stage.advance(300);
        assertThat(stage.www()).containsExactly(Stage.DC1);

        stage.zone.put(
                RecordSet.of(RecordKey.of("www.example.com", RecordType.A), Duration.ofSeconds(30), Stage.STRANGER));
        stage.advance(600);
        assertThat(stage.www()).containsExactly(Stage.STRANGER);
        assertThat(stage.say(OperatorIntent.pin("www", "aws")).kind()).isEqualTo(Kind.WAITING);

        stage.say(OperatorIntent.clear("www"));
        stage.advance(300);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.moves())
                .isEqualTo(List.of(
                        List.of(),
                        List.of(Stage.DC1),
                        List.of(Stage.STRANGER),
                        List.of(Stage.DC1),
                        List.of(Stage.STRANGER),
                        List.of(Stage.DC1)));
    }
}
