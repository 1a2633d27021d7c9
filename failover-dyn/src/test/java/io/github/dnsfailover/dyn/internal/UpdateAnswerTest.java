package io.github.dnsfailover.dyn.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dyn.internal.UpdateAnswer.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateAnswerTest {

    private static final List<String> ASKED = List.of("198.51.100.1");

    @ParameterizedTest
    @CsvSource({
        "good 198.51.100.1, CHANGED",
        "good, CHANGED",
        "GOOD 203.0.113.9, CHANGED",
        "nochg 198.51.100.1, UNCHANGED",
        "good 127.0.0.1, STOP",
        "badauth, STOP",
        "!donator, STOP",
        "!yours, STOP",
        "911, LATER",
        "dnserr, LATER",
        "okay, UNKNOWN"
    })
    void theFirstWordDecides(String line, Verdict verdict) {
        assertThat(UpdateAnswer.read(200, line + "\n", 1, ASKED).get(0).verdict())
                .isEqualTo(verdict);
    }

    @Test
    void theLoopbackAddressIsFineForWhoAskedForIt() {
        assertThat(UpdateAnswer.read(200, "good 127.0.0.1", 1, List.of("127.0.0.1"))
                        .get(0)
                        .verdict())
                .isEqualTo(Verdict.CHANGED);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 401, 403, 500})
    void aCodeCountsWhateverTheStatusOfHttp(int status) {
        assertThat(UpdateAnswer.read(status, "nohost", 1, ASKED).get(0))
                .isEqualTo(new UpdateAnswer(Verdict.STOP, "nohost"));
    }

    @ParameterizedTest
    @CsvSource({"401, STOP", "500, LATER", "503, LATER", "404, LATER"})
    void withoutACodeTheStatusCounts(int status, Verdict verdict) {
        assertThat(UpdateAnswer.read(status, "<html>", 1, ASKED).get(0).verdict())
                .isEqualTo(verdict);
        assertThat(UpdateAnswer.read(status, "", 2, ASKED)).hasSize(2).allMatch(answer -> answer.verdict() == verdict);
    }

    @Test
    void linesAreOfHostsInTheirOrder() {
        List<UpdateAnswer> answers = UpdateAnswer.read(200, "good 198.51.100.1\r\nnohost\r\nnochg\r\n", 3, ASKED);

        assertThat(answers)
                .extracting(UpdateAnswer::verdict)
                .containsExactly(Verdict.CHANGED, Verdict.STOP, Verdict.UNCHANGED);
    }

    @Test
    void oneLineIsForAllHosts() {
        assertThat(UpdateAnswer.read(200, "badauth", 3, ASKED))
                .hasSize(3)
                .containsOnly(new UpdateAnswer(Verdict.STOP, "badauth"));
    }

    @Test
    void aLineThatIsMissingSaysNothing() {
        assertThat(UpdateAnswer.read(200, "good\ngood", 3, ASKED).get(2).verdict())
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(UpdateAnswer.read(200, "", 1, ASKED).get(0).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void whatFollowsAnEmptyLineIsNotForUs() {
        assertThat(UpdateAnswer.read(200, "good\n\nbadauth", 1, ASKED).get(0).verdict())
                .isEqualTo(Verdict.CHANGED);
    }

    @Test
    void whatIsNotUnderstoodIsShownCut() {
        UpdateAnswer answer =
                UpdateAnswer.read(200, "x".repeat(100) + "\u0007", 1, ASKED).get(0);

        assertThat(answer.code()).hasSize(45).endsWith("...\"");
    }
}
