package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusSetTest {

    @ParameterizedTest
    @CsvSource({"199,false", "200,true", "299,true", "300,false", "-1,false", "100000,false"})
    void successIs2xx(int status, boolean contained) {
        assertThat(StatusSet.SUCCESS.contains(status)).isEqualTo(contained);
    }

    @Test
    void addingLeavesTheFirstSetAlone() {
        StatusSet more = StatusSet.SUCCESS.and(404, 404);

        assertThat(more.contains(404)).isTrue();
        assertThat(StatusSet.SUCCESS.contains(404)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "200,299,2xx",
        "200,200,200",
        "301,303,301-303",
        "200,300,'2xx, 300'",
        "100,599,'1xx, 2xx, 3xx, 4xx, 5xx'"
    })
    void printsAsPeopleWriteIt(int first, int last, String text) {
        assertThat(StatusSet.NONE.and(first, last)).hasToString(text);
    }
}
