package io.github.dnsfailover.dyn.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dyn.internal.UpdateAnswer.Asked;
import io.github.dnsfailover.dyn.internal.UpdateAnswer.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpdateAnswerTest {

    private static Asked asked(int hosts) {
        return new Asked(hosts, List.of("198.51.100.1"), List.of("hunter2"));
    }

    @ParameterizedTest
    @CsvSource({
        "good 198.51.100.1, CHANGED",
        "good, CHANGED",
        "GOOD 198.51.100.1, CHANGED",
        "good 203.0.113.77, ELSEWHERE",
        "good 198.51.100.1 203.0.113.77, ELSEWHERE",
        "nochg 203.0.113.77, ELSEWHERE",
        "nochg 127.0.0.1, ELSEWHERE",
        "good 2001:db8::1, ELSEWHERE",
        "good since 12:30, CHANGED",
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
        assertThat(UpdateAnswer.read(200, line + "\n", asked(1)).get(0).verdict())
                .isEqualTo(verdict);
    }

    @Test
    void theLoopbackAddressIsFineForWhoAskedForIt() {
        assertThat(UpdateAnswer.read(200, "good 127.0.0.1", new Asked(1, List.of("127.0.0.1"), List.of()))
                        .get(0)
                        .verdict())
                .isEqualTo(Verdict.CHANGED);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 401, 403, 500})
    void aCodeCountsWhateverTheStatusOfHttp(int status) {
        assertThat(UpdateAnswer.read(status, "nohost", asked(1)).get(0))
                .isEqualTo(new UpdateAnswer(Verdict.STOP, "nohost"));
    }

    @ParameterizedTest
    @CsvSource({"401, STOP", "500, LATER", "503, LATER", "404, LATER"})
    void withoutACodeTheStatusCounts(int status, Verdict verdict) {
        assertThat(UpdateAnswer.read(status, "<html>", asked(1)).get(0).verdict())
                .isEqualTo(verdict);
        assertThat(UpdateAnswer.read(status, "", asked(2))).hasSize(2).allMatch(answer -> answer.verdict() == verdict);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "good 198.51.100.1,2001:db8::1",
                "good 198.51.100.1, 2001:DB8:0:0::1",
                "good 2001:db8::1\ngood 198.51.100.1",
                "nochg 198.51.100.1\ngood 2001:db8::1",
                "good 198.51.100.1\nThank you."
            })
    void bothFamiliesStandIfEachIsSaidToOrNeither(String body) {
        Asked both = new Asked(1, List.of("198.51.100.1", "2001:db8::1"), List.of());

        assertThat(UpdateAnswer.read(200, body, both)).hasSize(1).allMatch(UpdateAnswer::stands);
    }

    @ParameterizedTest
    @CsvSource({
        "good 198.51.100.1, dnserr, LATER",
        "dnserr, good 2001:db8::1, LATER",
        "good 198.51.100.1, 911, LATER",
        "nochg 198.51.100.1, good 2001:db8::2, ELSEWHERE",
        "good 198.51.100.1, nohost, STOP_OF_ONE",
        "nohost, good 2001:db8::1, STOP_OF_ONE",
        "badauth, badauth, STOP",
    })
    void ofTwoLinesForOneHostTheWorseOneCounts(String first, String second, Verdict verdict) {
        Asked both = new Asked(1, List.of("198.51.100.1", "2001:db8::1"), List.of());

        assertThat(UpdateAnswer.read(200, first + "\n" + second + "\n", both))
                .extracting(UpdateAnswer::verdict)
                .containsExactly(verdict);
    }

    @Test
    void aLineTooManyIsTrueOfEveryHost() {
        assertThat(UpdateAnswer.read(200, "good\ngood\ngood\ndnserr", asked(2)))
                .extracting(UpdateAnswer::verdict)
                .containsExactly(Verdict.LATER, Verdict.LATER);
    }

    @Test
    void linesAreOfHostsInTheirOrder() {
        List<UpdateAnswer> answers = UpdateAnswer.read(200, "good 198.51.100.1\r\nnohost\r\nnochg\r\n", asked(3));

        assertThat(answers)
                .extracting(UpdateAnswer::verdict)
                .containsExactly(Verdict.CHANGED, Verdict.STOP, Verdict.UNCHANGED);
    }

    @Test
    void oneLineIsForAllHosts() {
        assertThat(UpdateAnswer.read(200, "badauth", asked(3)))
                .hasSize(3)
                .containsOnly(new UpdateAnswer(Verdict.STOP, "badauth"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nohost", "notfqdn", "abuse", "!yours", "!active"})
    void oneLineOfAHostSaysOfSeveralThatOneOfThemIsToBlame(String code) {
        assertThat(UpdateAnswer.read(200, code, asked(2)))
                .hasSize(2)
                .containsOnly(new UpdateAnswer(Verdict.STOP_OF_ONE, code));
    }

    @Test
    void aLineThatIsMissingSaysNothing() {
        assertThat(UpdateAnswer.read(200, "good\ngood", asked(3)).get(2).verdict())
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(UpdateAnswer.read(200, "", asked(1)).get(0).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void whatFollowsAnEmptyLineIsNotForUs() {
        assertThat(UpdateAnswer.read(200, "good\n\nbadauth", asked(1)).get(0).verdict())
                .isEqualTo(Verdict.CHANGED);
    }

    @Test
    void whatIsNotUnderstoodIsShownCut() {
        UpdateAnswer answer =
                UpdateAnswer.read(200, "x".repeat(100) + "\u0007", asked(1)).get(0);

        assertThat(answer.code()).hasSize(45).endsWith("...\"");
    }

    @Test
    void aSecretIsHiddenBeforeTheRestIsCut() {
        String line = "x".repeat(36) + "hunter2";

        assertThat(UpdateAnswer.read(200, line, asked(1)).get(0).code()).doesNotContain("hunt");
        assertThat(asked(1)).hasToString("1 hosts, [198.51.100.1]");
    }
}
