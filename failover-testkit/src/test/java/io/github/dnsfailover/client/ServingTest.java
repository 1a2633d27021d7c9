package io.github.dnsfailover.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dnsfailover.client.Serving.State;
import io.github.dnsfailover.testkit.VirtualRuntime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Where a place stands. */
class ServingTest {

    private final VirtualRuntime runtime = new VirtualRuntime(1);
    private final FakeEngine engine = new FakeEngine(runtime);
    private final Serving dc1 = Serving.of(engine, FakeEngine.WWW, "dc1");
    private final Serving aws = Serving.of(engine, FakeEngine.WWW, "aws");

    @Test
    void withoutConfirmedKnowledgeItIsUnknown() {
        assertThat(dc1.state()).isEqualTo(State.UNKNOWN);
        assertThat(dc1.state().isLeft()).isFalse();
    }

    @Test
    void knowledgeThatIsLostMakesItUnknownAgain() {
        engine.moves("dc1", "aws");
        engine.knowsNothing();

        assertThat(dc1.state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    void aPlaceThatTheRecordsLeadToIsPublished() {
        engine.publishes("dc1");

        assertThat(dc1.state()).isEqualTo(State.PUBLISHED);
    }

    @Test
    void aPlaceThatTheRecordsNeverLedToIsLeft() {
        engine.publishes("dc1");

        assertThat(aws.state()).isEqualTo(State.LEFT);
    }

    @Test
    void aPlaceIsBeingLeftUntilTheHorizonOfAProvedChange() {
        engine.moves("dc1", "aws");
        engine.proves("dc1", "aws");

        runtime.advance(Duration.ofSeconds(29));
        assertThat(dc1.state()).isEqualTo(State.LEAVING);
        runtime.advance(Duration.ofSeconds(1));
        assertThat(dc1.state()).isEqualTo(State.LEFT);
    }

    @Test
    void aPlaceIsBeingLeftForTenMinutesAtMostWhileTheChangeIsNotProved() {
        engine.moves("dc1", "aws");

        runtime.advance(Duration.ofMinutes(9));
        assertThat(dc1.state()).isEqualTo(State.LEAVING);
        runtime.advance(Duration.ofMinutes(1));
        assertThat(dc1.state()).as("whoever was to prove it may be gone").isEqualTo(State.LEFT);
    }

    @Test
    void theNewPlaceIsPublishedAtOnce() {
        engine.moves("dc1", "aws");

        assertThat(aws.state()).isEqualTo(State.PUBLISHED);
    }

    @Test
    void aPlaceThatIsBeingLeftIsLeftForItsWrites() {
        assertThat(State.LEAVING.isLeft()).isTrue();
        assertThat(State.LEFT.isLeft()).isTrue();
        assertThat(State.PUBLISHED.isLeft()).isFalse();
    }

    @Test
    void anEndpointThatThePoolDoesNotHaveIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Serving.of(engine, FakeEngine.WWW, "dc7"))
                .withMessage("endpoint: dc7 is none of pool www's [dc1, aws]");
    }
}
