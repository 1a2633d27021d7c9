package io.github.dnsfailover.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How a line of the table judges. */
class RowTest {

    private static final Duration PROMISED = Duration.ofSeconds(30);

    @Test
    void isAsExpectedUpToThePromise() {
        Row row = Row.within("a step", "page from B", PROMISED, PROMISED);

        assertThat(row).isEqualTo(new Row("a step", "page from B within 30.0 s", "30.0 s", true));
    }

    @Test
    void isNotAsExpectedBeyondThePromise() {
        assertThat(Row.within("a step", "page from B", PROMISED, Duration.ofMillis(30_001))
                        .asExpected())
                .isFalse();
        assertThat(Row.tightly("a step", "page from B", PROMISED, Duration.ofMillis(30_001))
                        .asExpected())
                .isFalse();
    }

    @Test
    void aPromiseMustNotBeMuchLongerThanItTookAtTheWorstMoment() {
        assertThat(Row.tightly("a step", "page from B", PROMISED, Duration.ofSeconds(20))
                        .asExpected())
                .isTrue();
        assertThat(Row.tightly("a step", "page from B", PROMISED, Duration.ofSeconds(19))
                        .asExpected())
                .isFalse();
    }

    @Test
    void whatNeverCameIsNotAsExpected() {
        Row row = Row.missed("a step", "page from B", PROMISED, Duration.ofSeconds(90));

        assertThat(row.asExpected()).isFalse();
        assertThat(row.measured()).isEqualTo("not within 90.0 s, then given up");
    }

    @Test
    void staysOneLineOfATableWhateverItsTextHolds() {
        Row row = new Row("a step", "one | two", "three\nfour", false);

        assertThat(row.markdown()).isEqualTo("| a step | one \\| two | three four | **NOT as expected** |");
    }
}
