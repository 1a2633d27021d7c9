package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.leader.FollowingLeadership;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An engine that leads where an election of the application's says so. */
class FollowingLeadershipTest {

    private static final String SCOPE = "example.com.";

    private final SharedStateStore store = new SharedStateStore();
    private final AtomicBoolean first = new AtomicBoolean(true);
    private final AtomicBoolean second = new AtomicBoolean();
    private final Leadership one = FollowingLeadership.of(first::get, store);
    private final Leadership two = FollowingLeadership.of(second::get, store.again());
    private final Stage stage = new Stage().stands(Stage.DC1);

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void eachWinHasATermAboveTheOneBefore() {
        assertThat(one.term(SCOPE)).hasValue(1);
        assertThat(one.term(SCOPE)).hasValue(1);
        assertThat(two.term(SCOPE)).isEmpty();

        first.set(false);
        second.set(true);

        assertThat(one.holds(SCOPE, 1)).isFalse();
        assertThat(one.term(SCOPE)).isEmpty();
        assertThat(two.term(SCOPE)).hasValue(2);
        second.set(false);
        first.set(true);
        assertThat(one.holds(SCOPE, 1))
                .as("won again, and asked for no term yet")
                .isFalse();
        assertThat(one.term(SCOPE)).hasValue(3);
    }

    @Test
    void whoeverWasOvertakenUnseenTakesANewTerm() {
        assertThat(one.term(SCOPE)).hasValue(1);
        second.set(true); // the election has two leaders for a moment
        assertThat(two.term(SCOPE)).hasValue(2);
        second.set(false);

        assertThat(one.term(SCOPE)).hasValue(3);
        assertThat(one.holds(SCOPE, 1)).isFalse();
    }

    @Test
    void aTermIsTakenAboveAMarkAndAnewAfterItWasGivenUp() {
        one.atLeast(SCOPE, 41);
        assertThat(one.term(SCOPE)).hasValue(42);

        one.resign(SCOPE);

        assertThat(one.holds(SCOPE, 42)).isFalse();
        assertThat(one.term(SCOPE)).hasValue(43);
    }

    /** As two leaders of one term are told: a store that lost a write has handed it out twice. */
    @Test
    void aMarkWithTheSameTermAsksForAHigherOneToo() {
        assertThat(one.term(SCOPE)).hasValue(1);

        one.atLeast(SCOPE, 1);

        assertThat(one.term(SCOPE)).hasValue(2);
        assertThat(one.holds(SCOPE, 1)).isFalse();
        assertThat(one.term(SCOPE)).hasValue(2);
    }

    @Test
    void aStoreThatFailsHandsOutNoTermAndTakesNoneAway() throws IOException {
        store.fail();
        assertThatThrownBy(() -> one.term(SCOPE)).hasMessageContaining("out of reach");
        store.heal();
        assertThat(one.term(SCOPE)).hasValue(1);

        store.fail();

        assertThat(one.term(SCOPE)).hasValue(1);
        store.heal();
        store.save("term:" + SCOPE, 1, "rubbish");
        assertThatThrownBy(() -> one.term(SCOPE)).hasMessageContaining("no term: \"rubbish\"");
    }

    @Test
    void aStoreThatOthersDoNotSeeIsRefused() {
        assertThatThrownBy(() -> FollowingLeadership.of(first::get, StateStore.memory()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("store: ");
    }

    @Test
    void anEngineMovesTrafficWhileTheElectionIsWonAndNotAfterwards() {
        stage.leadership(one).engine(engine -> engine.stateStore(store)).start();
        stage.advance(30);
        assertThat(stage.zone.get(Stage.MARK).values().get(0)).contains(" term=1 ");
        first.set(false);
        stage.check.fails("dc1", "refused");
        stage.advance(60);
        assertThat(stage.www()).containsExactly(Stage.DC1);

        first.set(true);
        stage.advance(60);

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(stage.zone.get(Stage.MARK).values().get(0)).contains(" term=2 ");
    }
}
