package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.ControlTarget;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.event.HealthChanged;
import io.github.dnsfailover.event.LeadershipChanged;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Control targets tell a dead endpoint from an engine that is cut off. */
class ControlsTest {

    private final Stage stage = new Stage();
    private final ScriptedCheck reach = new ScriptedCheck();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void whoIsCutOffIsBlindAndMovesNothing() {
        twoControls().start();

        cutOff();
        stage.advance(600);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.only(Kind.BLIND).text())
                .startsWith("every control target fails: router UNHEALTHY (no route)")
                .contains("resolver UNHEALTHY (no route)");
        assertThat(stage.all(HealthChanged.class)).as("only the first two").hasSize(2);
        assertThat(stage.wrong()).containsExactly(Kind.BLIND);
    }

    @Test
    void whoSeesAgainTellsSoAndMovesNothingInABurst() {
        twoControls().start();
        cutOff();
        stage.advance(600);
        long before = stage.check.probes();

        connected();
        stage.advance(5);
        long burst = stage.check.probes() - before;
        stage.advance(60);

        assertThat(burst).as("probes in the first seconds").isLessThanOrEqualTo(6);
        assertThat(stage.ended(Kind.BLIND)).hasSize(1);
        assertThat(stage.ended(Kind.BLIND).get(0).lasted()).isBetween(Duration.ofSeconds(590), Duration.ofSeconds(625));
        assertThat(stage.moves()).hasSize(2);
        assertThat(stage.wrong()).isEmpty();

        stage.check.fails("dc1", "refused");
        stage.advance(30);

        assertThat(stage.www()).containsExactly(Stage.AWS);
    }

    @Test
    void anInstanceThatIsCutOffGivesUpTheLeadAndTakesItAgainLater() {
        ScriptedLeadership leadership = new ScriptedLeadership();
        leadership.lead(7);
        twoControls().leadership(leadership).engine(engine -> engine.stateStore(new SharedStateStore()));
        stage.start();

        cutOff();
        stage.advance(60);

        assertThat(leadership.resignations()).isEqualTo(1);
        assertThat(stage.last(LeadershipChanged.class).summary())
                .startsWith("does not lead example.com.: gave up the lead: every control target fails");

        leadership.lead(8);
        stage.advance(60);
        assertThat(stage.snapshot().term()).as("still blind").isEmpty();

        connected();
        stage.advance(60);
        assertThat(stage.snapshot().term()).hasValue(8);
    }

    @Test
    void aControlThatPassesLetsTheFailoverHappenAtOnce() {
        Stage plain = new Stage();
        plain.start();
        twoControls().start();

        plain.check.fails("dc1", "refused");
        stage.check.fails("dc1", "refused");
        plain.advance(30);
        stage.advance(30);

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(Duration.between(
                                plain.last(HealthChanged.class).at(),
                                stage.last(HealthChanged.class).at())
                        .abs())
                .as("later than without controls")
                .isLessThan(Duration.ofSeconds(1));
        plain.close();
    }

    @Test
    void oneOfTwoControlsIsEnough() {
        twoControls().start();

        reach.fails("192.0.2.1", "no route");
        stage.check.fails("dc1", "refused");
        stage.advance(60);

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(stage.troubles(Kind.BLIND)).isEmpty();
    }

    @Test
    void controlsThatHangAreGivenUp() {
        twoControls().start();

        both((target, timeout) -> {
            stage.runtime.elapseDeaf(Duration.ofHours(1));
            return HealthResult.healthy();
        });
        stage.check.fails("dc1", "refused");
        stage.advance(120);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.only(Kind.BLIND).text())
                .isEqualTo("every control target fails: router has not answered; resolver has not answered");
    }

    @Test
    void aControlThatHangsIsNotAskedAgainBeforeItHasEnded() {
        twoControls().start();
        long before = reach.probes();

        reach.answers("router", (target, timeout) -> {
            stage.runtime.elapseDeaf(Duration.ofHours(1));
            return HealthResult.healthy();
        });
        reach.fails("resolver", "no route");
        stage.advance(600);
        long asked = reach.probes() - before;
        stage.check.fails("dc1", "refused");
        reach.passes("resolver");
        stage.advance(60);

        assertThat(stage.only(Kind.BLIND).text()).startsWith("every control target fails: ");
        assertThat(asked).as("probes of the resolver, and one of the router").isGreaterThan(20);
        assertThat(stage.www())
                .as("the resolver alone tells that the engine sees")
                .containsExactly(Stage.AWS);
    }

    @Test
    void silentNameServersNeitherBlindTheEngineNorDelayAFailover() {
        twoControls().start();

        stage.runtime.delayLane(Lane.VERIFICATION, Duration.ofMinutes(10));
        stage.runtime.fillLane(Lane.VERIFICATION);
        stage.check.fails("dc1", "refused");
        stage.advance(30);

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(stage.troubles(Kind.BLIND)).isEmpty();
    }

    @Test
    void controlsThatCannotBeAskedHaveNotFailed() {
        twoControls().start();

        stage.runtime.fillLane(Lane.CONTROLS);
        stage.check.fails("dc1", "refused");
        stage.advance(60);
        assertThat(stage.troubles(Kind.BLIND)).isEmpty();
        assertThat(stage.www())
                .as("nobody has seen that the engine is connected")
                .containsExactly(Stage.DC1);

        stage.runtime.freeLane(Lane.CONTROLS);
        stage.advance(60);
        assertThat(stage.www()).containsExactly(Stage.AWS);
    }

    @Test
    void controlsThatWaitForAThreadHaveNotFailed() {
        twoControls().start();

        stage.runtime.delayLane(Lane.CONTROLS, Duration.ofMinutes(1));
        stage.advance(600);

        assertThat(stage.troubles(Kind.BLIND)).isEmpty();
    }

    @Test
    void controlsThatThrowFail() {
        twoControls().start();

        both((target, timeout) -> {
            throw new IllegalStateException("no sockets left");
        });
        stage.advance(30);

        assertThat(stage.only(Kind.BLIND).text()).contains("router java.lang.IllegalStateException: no sockets left");
    }

    @Test
    void aPinMovesTrafficAlthoughTheEngineIsCutOff() {
        twoControls().start();
        cutOff();
        stage.advance(60);

        stage.say(OperatorIntent.pin("www", "aws").evenIfUnproven());

        assertThat(stage.www()).containsExactly(Stage.AWS);
    }

    @Test
    void aClosedEngineAsksNobody() {
        twoControls();
        FailoverEngine engine = stage.start();
        long before = reach.probes();
        assertThat(before).isPositive();

        engine.close();
        stage.advance(600);

        assertThat(reach.probes()).isEqualTo(before);
    }

    @Test
    void closingWhileControlsAreAskedTellsNothingMore() {
        twoControls();
        FailoverEngine engine = stage.start();
        both((target, timeout) -> {
            stage.runtime.elapse(Duration.ofSeconds(2));
            return HealthResult.unhealthy("no route");
        });
        long before = reach.probes();
        assertThat(stage.runtime.advanceUntil(() -> reach.probes() > before, Duration.ofMinutes(1)))
                .isTrue();

        engine.close();
        stage.advance(60);

        assertThat(stage.troubles(Kind.BLIND)).isEmpty();
    }

    @Test
    void twoControlsOfOneNameAreRefused() {
        stage.engine(engine -> engine.control(ControlTarget.at("router", "192.0.2.1", reach))
                .control(ControlTarget.at("router", "192.0.2.2", reach)));

        assertThatThrownBy(stage::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("control: two are called router");
    }

    private Stage twoControls() {
        return stage.engine(engine -> engine.control(
                        ControlTarget.at("router", "192.0.2.1", reach).timeout(Duration.ofSeconds(1)))
                .control(ControlTarget.at("resolver", "192.0.2.53", reach)));
    }

    private void both(HealthCheck answer) {
        reach.answers("router", answer).answers("resolver", answer);
    }

    private void cutOff() {
        both((target, timeout) -> HealthResult.unhealthy("no route"));
        stage.check.fails("dc1", "no route").fails("aws", "no route");
    }

    private void connected() {
        both((target, timeout) -> HealthResult.healthy());
        stage.check.passes("dc1").passes("aws");
    }
}
