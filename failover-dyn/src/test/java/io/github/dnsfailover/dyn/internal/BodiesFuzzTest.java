package io.github.dnsfailover.dyn.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Bodies of both services, changed at random from proper ones: each is an answer or none, and its words for people are
 * short, printable and without the secret. 2,000 of each in a build, as many as {@code -Dfuzz.inputs} says by hand.
 */
@Timeout(1_800)
class BodiesFuzzTest {

    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 2_000);

    /** The seed to begin with: a failure is repeated by its own. */
    private static final int FIRST = Integer.getInteger("fuzz.first", 0);

    private static final String SECRET = "hunter2";

    private static final List<String> JSON = List.of(
            "{\"status\":\"success\",\"data\":{\"token\":\"abc=\",\"version\":\"3.7.5\"},\"job_id\":1,"
                    + "\"msgs\":[{\"INFO\":\"login: Login successful\",\"SOURCE\":\"BLL\",\"ERR_CD\":null,"
                    + "\"LVL\":\"INFO\"}]}",
            "{\"status\":\"failure\",\"data\":{},\"job_id\":9007199254740993,"
                    + "\"msgs\":[{\"INFO\":\"make: hunter2 is no key\",\"SOURCE\":\"BLL\","
                    + "\"ERR_CD\":\"INVALID_DATA\",\"LVL\":\"ERROR\"}]}",
            "{\"status\":\"incomplete\",\"data\":{},\"job_id\":\"42\",\"msgs\":[]}",
            "[{\"status\":\"success\",\"data\":[{\"zone\":\"example.com\",\"ttl\":30,"
                    + "\"rdata\":{\"address\":\"192.0.2.1\"}}]}]",
            "/REST/Job/12345");

    private static final List<String> LINES =
            List.of("good 192.0.2.22\nnochg 192.0.2.22\n", "badauth", "911", "nohost\r\n\r\n<html>hunter2</html>");

    private static final List<String> TOKENS = List.of(
            "\0",
            "\n",
            "\r\n",
            "\u001b[2J",
            "\u202e",
            "{",
            "[",
            "}",
            "]",
            "\"",
            "\\u0000",
            "\\",
            "null",
            "-1",
            "1e999999",
            "99999999999999999999999",
            "\"status\":\"failure\",",
            "hunter2",
            "good 127.0.0.1\n",
            "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[");

    private static String changed(List<String> proper, Random random) {
        StringBuilder text = new StringBuilder(proper.get(random.nextInt(proper.size())));
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            int at = random.nextInt(text.length() + 1);
            int end = Math.min(text.length(), at + random.nextInt(8));
            switch (random.nextInt(5)) {
                case 0 -> text.delete(at, end);
                case 1 -> text.insert(at, TOKENS.get(random.nextInt(TOKENS.size())));
                case 2 -> text.insert(at, text.substring(at, end).repeat(1 + random.nextInt(200)));
                case 3 -> text.replace(at, end, String.valueOf((char) random.nextInt(0x10000)));
                default -> text.setLength(Math.max(1, at));
            }
        }
        return text.toString();
    }

    @Test
    void everyBodyOfManagedDnsIsAnAnswerOrNone() {
        for (int seed = FIRST; seed < INPUTS; seed++) {
            int with = seed;
            Envelope.parse(changed(JSON, new Random(seed)), SECRET).ifPresent(envelope -> {
                assertThat(envelope.said())
                        .as("seed " + with)
                        .hasSizeLessThan(300)
                        .matches("[ -~]*")
                        .doesNotContain(SECRET);
                assertThat(envelope.isSuccess() && !envelope.isFinal())
                        .as("seed " + with)
                        .isFalse();
                envelope.job();
                envelope.data();
                envelope.sessionIsBusy();
                envelope.failsOnlyWith(List.of("NOT_FOUND"));
            });
        }
    }

    @Test
    void everyBodyOfTheUpdateProtocolAnswersForEachHost() {
        UpdateAnswer.Asked asked = new UpdateAnswer.Asked(2, List.of("192.0.2.22"), List.of(SECRET));
        for (int seed = FIRST; seed < INPUTS; seed++) {
            Random random = new Random(seed);
            int status = random.nextInt(4) == 0 ? 100 + random.nextInt(500) : 200;

            List<UpdateAnswer> answers = UpdateAnswer.read(status, changed(LINES, random), asked);

            assertThat(answers)
                    .as("seed " + seed)
                    .hasSize(2)
                    .allSatisfy(answer -> assertThat(answer.code())
                            .hasSizeLessThan(100)
                            .matches("[ -~]*")
                            .doesNotContain(SECRET));
        }
    }
}
