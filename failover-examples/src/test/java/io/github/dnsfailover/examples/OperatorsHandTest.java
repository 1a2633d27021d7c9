package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.IntentOutcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OperatorsHandTest {

    private final Lab lab = new Lab();

    @Test
    void aPinMovesTheRecordAndAFailbackBringsItHome() {
        try (FailoverEngine engine = lab.started()) {
            assertThat(lab.published()).containsExactly(Lab.PRIMARY);

            IntentOutcome moved = lab.soon(OperatorsHand.moveAway(engine));

            assertThat(moved.kind()).isEqualTo(IntentOutcome.Kind.DONE);
            assertThat(lab.published()).containsExactly(Lab.BACKUP);

            IntentOutcome back = lab.soon(OperatorsHand.moveBack(engine));

            assertThat(back.kind()).isEqualTo(IntentOutcome.Kind.DONE);
            assertThat(lab.published()).containsExactly(Lab.PRIMARY);
        }
    }

    @Test
    void aFrozenPoolDoesNotMoveUntilTheFreezeIsCleared() {
        try (FailoverEngine engine = lab.started()) {
            lab.soon(OperatorsHand.holdStill(engine));
            lab.check.fails("cloudhelix", "on fire");
            lab.runtime.advance(Duration.ofMinutes(10));
            assertThat(lab.published()).containsExactly(Lab.PRIMARY);

            lab.soon(OperatorsHand.forgetAll(engine));

            assertThat(lab.published()).containsExactly(Lab.BACKUP);
        }
    }
}
