package io.github.dnsfailover.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class ReadBudgetTest {

    @Test
    void whatFitsIsRead() throws Exception {
        InputStream in = new BudgetedStream(zeros(ReadBudget.STRETCH), ReadBudget.forTalk());

        assertThat(in.readAllBytes()).hasSize(ReadBudget.STRETCH);
    }

    @Test
    void oneByteMoreIsRefused() {
        InputStream in = new BudgetedStream(zeros(ReadBudget.STRETCH + 1), ReadBudget.forTalk());

        assertThatThrownBy(in::readAllBytes)
                .isInstanceOf(BudgetSpentException.class)
                .hasMessage("more than 262144 bytes were sent");
    }

    @Test
    void bytesThatAreReadOneByOneOrSkippedCount() throws Exception {
        InputStream in = new BudgetedStream(zeros(ReadBudget.STRETCH + 1), ReadBudget.forTalk());
        in.skipNBytes(ReadBudget.STRETCH);

        assertThatThrownBy(in::read).isInstanceOf(BudgetSpentException.class);
    }

    @Test
    void theEndCostsNothing() throws Exception {
        ReadBudget budget = ReadBudget.forTalk();
        budget.spend(ReadBudget.STRETCH);

        assertThat(new BudgetedStream(zeros(0), budget).read()).isEqualTo(-1);
    }

    @Test
    void aStretchWithNothingOfUseIsRefusedLongBeforeTheTotal() throws Exception {
        ReadBudget budget = ReadBudget.forAnswer(1 << 20);
        budget.spend(ReadBudget.STRETCH);
        budget.progress();
        budget.spend(ReadBudget.STRETCH);

        assertThatThrownBy(() -> budget.spend(1))
                .hasMessage("more than 262144 bytes were sent with nothing of use in them");
    }

    @Test
    void progressIsNoWayRoundTheTotal() throws Exception {
        ReadBudget budget = ReadBudget.forAnswer(ReadBudget.STRETCH);
        for (int i = 0; i < 5; i++) {
            budget.spend(ReadBudget.STRETCH);
            budget.progress();
        }

        assertThatThrownBy(() -> budget.spend(1)).hasMessage("more than 1310720 bytes were sent");
    }

    @Test
    void anotherExchangeHasAllOfItAgain() throws Exception {
        ReadBudget budget = ReadBudget.forMultiplexed(0);
        budget.spend(ReadBudget.STRETCH);
        budget.renew();

        assertThatCode(() -> budget.spend(ReadBudget.STRETCH)).doesNotThrowAnyException();
    }

    private static InputStream zeros(int length) {
        return new ByteArrayInputStream(new byte[length]);
    }
}
