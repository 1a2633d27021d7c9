package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.OperatorIntent;
import org.junit.jupiter.api.Test;

/** What an operator says is refused at once if it cannot be meant. */
class AdmissionTest {

    private final World world = Pools.atPrimary().begin().run(20);

    private String refusal(OperatorIntent intent) {
        return Admission.refusal(world.scene(), intent);
    }

    @Test
    void whoAndWhyAreNeeded() {
        assertThat(refusal(OperatorIntent.freeze("www").by("alice"))).contains("who and why");
        assertThat(refusal(OperatorIntent.freeze("www").because("work"))).contains("who and why");
        assertThat(refusal(OperatorIntent.freeze("www").by("alice").because("work")))
                .isEmpty();
    }

    @Test
    void whatIsOverAlreadyIsRefused() {
        OperatorIntent freeze = OperatorIntent.freeze("www").by("alice").because("work");

        assertThat(refusal(freeze.until(world.wall()))).contains("is over");
        assertThat(refusal(freeze.until(World.BEGIN.minusNanos(123_456_789))))
                .as("people need no nanoseconds")
                .isEqualTo("until 2025-12-31T23:59:59Z is over");
        assertThat(refusal(freeze.until(world.wall().plusSeconds(1)))).isEmpty();
    }

    @Test
    void anEndpointMustBeOneOfThePool() {
        assertThat(refusal(OperatorIntent.down("www", "mars").by("alice").because("work")))
                .contains("has no endpoint \"mars\"");
        assertThat(refusal(OperatorIntent.down("www", "ec2").by("alice").because("work")))
                .isEmpty();
    }
}
