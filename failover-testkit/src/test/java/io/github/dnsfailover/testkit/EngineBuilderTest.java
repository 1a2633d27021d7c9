package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.StateStore;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What makes no engine. */
class EngineBuilderTest {

    private final Stage stage = new Stage();

    @Test
    void aPoolAndALeadershipAreNeeded() {
        assertThatThrownBy(FailoverEngine.builder()::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("pool: none given");
        assertThatThrownBy(FailoverEngine.builder().pool(stage.newPool())::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("leadership: none given; say Leadership.singleInstance()");
    }

    @Test
    void poolsShareNeitherTheirIdNorAName() {
        EndpointPool shop = EndpointPool.named("shop")
                .name("WWW.example.com")
                .endpoint(Endpoint.primary("dc1", "192.0.2.1"))
                .check(stage.check)
                .provider(stage.dns)
                .build();

        refused("pool: two are called www", engine -> engine.pool(stage.newPool()));
        refused("pool shop: name www.example.com. is of another pool too", engine -> engine.pool(shop));
    }

    @Test
    void ownerAndEnvironmentAreWords() {
        refused("owner: \"a b\"; 1 to 32 letters, digits, '_', '.' or '-' are allowed", engine -> engine.owner("a b"));
        refused(
                "environment: \"\"; 1 to 32 letters, digits, '_', '.' or '-' are allowed",
                engine -> engine.environment(""));
    }

    @Test
    void severalInstancesNeedAStoreThatTheyShare() {
        stage.leadership(new ScriptedLeadership());

        assertThatThrownBy(stage.engine(engine -> engine.stateStore(StateStore.memory()))::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("stateStore: ")
                .hasMessageContaining(" is local, but the leadership is shared by several engines");
    }

    @Test
    void anEngineOfItsOwnRuntimeCanBeBuiltAndClosed() {
        FailoverEngine engine = FailoverEngine.builder()
                .pool(stage.newPool())
                .leadership(Leadership.singleInstance())
                .build();

        assertThat(engine.snapshot().pools()).hasSize(1);
        engine.close();
    }

    private void refused(String message, UnaryOperator<FailoverEngine.Builder> setting) {
        FailoverEngine.Builder builder =
                setting.apply(FailoverEngine.builder().pool(stage.newPool()).leadership(Leadership.singleInstance()));

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
