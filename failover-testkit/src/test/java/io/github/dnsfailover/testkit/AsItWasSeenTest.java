package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.IntentOutcome.Kind;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.PoolSnapshot.ServerStatus;
import io.github.dnsfailover.PoolSnapshot.ServerStatus.Gives;
import io.github.dnsfailover.PoolSnapshot.StandingIntent;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who decides by what he saw: the version of a pool, the words that stand, what servers give. */
class AsItWasSeenTest {

    private static final String CHANGED =
            "REFUSED: the pool has changed since it was looked at; look, and say it again";

    private final Stage stage = new Stage();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void aWordThatWasSaidByWhatStillIsIsTaken() {
        stage.start();
        String seen = stage.snapshot().version();
        stage.check.fails("aws", "refused");
        stage.advance(60);
        stage.check.passes("aws");
        stage.advance(60);

        assertThat(stage.say(OperatorIntent.pin("www", "aws").ifStill(seen)).kind())
                .as("health that comes and goes is no part of it")
                .isEqualTo(Kind.DONE);
        assertThat(stage.www()).containsExactly(Stage.AWS);
    }

    @Test
    void aWordThatWasSaidBeforeAMoveIsRefused() {
        stage.start();
        String seen = stage.snapshot().version();
        stage.check.fails("dc1", "refused");
        stage.advance(60);
        assertThat(stage.www()).containsExactly(Stage.AWS);

        assertThat(stage.say(OperatorIntent.freeze("www").ifStill(seen))).hasToString(CHANGED);
        assertThat(stage.snapshot().intents()).isEmpty();
    }

    @Test
    void aWordThatWasSaidBeforeAnotherWordIsRefused() {
        stage.start();
        String seen = stage.snapshot().version();
        stage.say(OperatorIntent.freeze("www"));

        assertThat(stage.say(OperatorIntent.clear("www").ifStill(seen))).hasToString(CHANGED);
        assertThat(stage.snapshot().frozen()).isNotEmpty();
        assertThat(stage.say(OperatorIntent.clear("www")
                                .ifStill(stage.snapshot().version()))
                        .kind())
                .isEqualTo(Kind.DONE);
    }

    @Test
    void ofTwoWhoSawTheSameOnlyTheFirstIsHeard() {
        stage.start();
        String seen = stage.snapshot().version();
        var first = stage.running()
                .say(OperatorIntent.down("www", "aws")
                        .by("alice")
                        .because("a drill")
                        .ifStill(seen));
        var second = stage.running()
                .say(OperatorIntent.pin("www", "aws")
                        .by("bob")
                        .because("I like it")
                        .ifStill(seen));

        stage.advance(10);

        assertThat(first.join().kind()).isEqualTo(Kind.DONE);
        assertThat(second.join()).hasToString(CHANGED);
    }

    @Test
    void instancesThatKnowTheSameGiveTheSameVersionAndOneHearsWhatAnotherGave() {
        Fleet fleet = Fleet.ofRanks(1, 1).start();
        Fleet.Instance leader = fleet.instances.get(0).leads("x1") ? fleet.instances.get(0) : fleet.instances.get(1);
        Fleet.Instance follower = fleet.instances.get(leader == fleet.instances.get(0) ? 1 : 0);
        String seen = follower.engine.snapshot().pool("x1").version();
        assertThat(leader.engine.snapshot().pool("x1").version()).isEqualTo(seen);

        assertThat(leader.says(OperatorIntent.freeze("x1").ifStill(seen)).kind())
                .isNotEqualTo(Kind.REFUSED);

        assertThat(follower.says(OperatorIntent.clear("x1").ifStill(seen))).hasToString(CHANGED);
        fleet.each(Fleet.Instance::close);
    }

    @Test
    void aFailbackThatCannotGoBackIsRefusedByFollowersTooAndThePinStays() {
        Fleet fleet = Fleet.ofRanks(1, 1).start();
        Fleet.Instance follower = fleet.instances.get(fleet.instances.get(0).leads("x1") ? 1 : 0);
        follower.says(OperatorIntent.pin("x1", "x1-backup"));
        fleet.dies("x1-primary");
        fleet.time.advance(Duration.ofMinutes(2));

        assertThat(follower.says(OperatorIntent.failback("x1")).toString())
                .startsWith("REFUSED: clients get [x1-backup], and nothing better is proven healthy");

        assertThat(follower.engine.snapshot().pool("x1").intent()).startsWith("pin x1-backup");
        fleet.lives("x1-primary");
        fleet.time.advance(Duration.ofMinutes(2));
        assertThat(follower.says(OperatorIntent.failback("x1")).kind()).isEqualTo(Kind.DONE);
        fleet.each(Fleet.Instance::close);
    }

    @Test
    void whatWasSaidIsShownWordByWordUntilItEnds() {
        stage.start();
        stage.say(OperatorIntent.down("www", "aws").lasting(Duration.ofMinutes(10)));
        stage.say(OperatorIntent.freeze("www"));

        List<StandingIntent> intents = stage.snapshot().intents();

        assertThat(intents)
                .extracting(StandingIntent::kind)
                .containsExactly(OperatorIntent.Kind.DOWN, OperatorIntent.Kind.FREEZE);
        StandingIntent down = intents.get(0);
        assertThat(down.endpoint()).isEqualTo("aws");
        assertThat(down.who()).isEqualTo("alice");
        assertThat(down.why()).isEqualTo("a drill");
        assertThat(down.until()).hasValue(down.said().plus(Duration.ofMinutes(10)));
        assertThat(intents.get(1).until()).isEmpty();
        stage.advance(601);
        assertThat(stage.snapshot().intents()).hasSize(1);
    }

    @Test
    void aFailbackStandsUntilItWasMadeAndAClearNever() {
        stage.start();
        stage.say(OperatorIntent.pin("www", "aws"));
        stage.say(OperatorIntent.failback("www"));
        stage.advance(30);
        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.snapshot().intents()).isEmpty();

        stage.say(OperatorIntent.clear("www"));

        assertThat(stage.snapshot().intents()).isEmpty();
    }

    @Test
    void anEngineThatWasNotStartedSaysThatAndNothingOfLeaders() {
        String told = stage.build().explain("www").toString();

        assertThat(told)
                .contains("What clients get is not known here: this engine was not started.")
                .contains("in the way  This engine was not started.")
                .contains("next        Nothing: this engine was not started.")
                .doesNotContain("lead");
    }

    @Test
    void serversAreShownOneByOneAfterAChange() {
        stage.start();

        assertThat(stage.snapshot().servers()).isNotEmpty().allSatisfy(server -> {
            assertThat(server.gives()).isEqualTo(Gives.NEW);
            assertThat(server.since()).isPresent();
            assertThat(server.detail()).isEmpty();
        });
    }

    @Test
    void aServerThatLagsSaysWhatItGives() {
        MemoryDnsProvider two = MemoryDnsProvider.of(stage.zone).servers("ns1", "ns2");
        stage.provider(two).start();
        two.server("ns2").keepOld();
        stage.check.fails("dc1", "refused");

        stage.advance(60);

        List<ServerStatus> servers = stage.snapshot().servers();
        assertThat(servers).extracting(ServerStatus::server).containsExactly("ns1", "ns2");
        assertThat(servers).extracting(ServerStatus::gives).containsExactly(Gives.NEW, Gives.OTHER);
        assertThat(servers.get(1).detail()).isEqualTo("lags, it answers www.example.com. A [192.0.2.22]");
        assertThat(servers.get(1).since()).isEmpty();
    }

    /** It would be a word without the condition that somebody meant to give. */
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n"})
    void anEmptyVersionIsNone(String version) {
        assertThatThrownBy(() -> OperatorIntent.freeze("www").ifStill(version))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ifStill: the version of a snapshot is needed");
    }

    @Test
    void aVersionThatNobodyGaveIsRefused() {
        stage.start();

        assertThat(stage.say(OperatorIntent.freeze("www").ifStill("x".repeat(100_000))))
                .hasToString(CHANGED);
    }
}
