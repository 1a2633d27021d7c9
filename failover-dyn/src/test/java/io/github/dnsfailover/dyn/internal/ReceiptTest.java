package io.github.dnsfailover.dyn.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReceiptTest {

    @ParameterizedTest
    @ValueSource(strings = {"serial=4294967295,task=230378639", "serial=1,task=", "serial=,task="})
    void itsTextCanBeReadBack(String text) {
        assertThat(Receipt.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "change-7", "serial=x,task=", "serial=1"})
    void anotherTextIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Receipt.parse(text))
                .withMessage("receipt: \"" + text + "\" is none of a Dyn provider");
    }

    @ParameterizedTest
    @CsvSource({
        "7, 7, true",
        "7, 6, false",
        "7, 8, true",
        "4294967295, 4294967295, true",
        "4294967295, 0, true",
        "0, 4294967295, false",
        "2601010001, 2601010000, false"
    })
    void serialsAreComparedByTheirOwnArithmetic(long published, long current, boolean reached) {
        assertThat(Receipt.parse("serial=" + published + ",task=").isReachedBy(current))
                .isEqualTo(reached);
    }

    @Test
    void withoutASerialEverySerialWillDo() {
        assertThat(Receipt.parse("serial=,task=5").isReachedBy(0)).isTrue();
    }
}
