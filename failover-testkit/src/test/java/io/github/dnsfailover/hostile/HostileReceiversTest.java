package io.github.dnsfailover.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.notify.TellsInSmallHeap;
import io.github.dnsfailover.testkit.HostileServer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Receivers of alerts that answer without an end, in a JVM with a small heap. */
@Timeout(300)
class HostileReceiversTest {

    private static final String LONG = "x".repeat(8_192);
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String WARNINGS = "\u0015\u0003\u0003\0\u0002\u0001Z";
    private static final String EMPTY_RECORDS = "\u0016\u0003\u0003\0\0";

    @Test
    void noPartOfAnAnswerToAWebhookIsReadWithoutABound() throws Exception {
        Map<String, Sent> answers = new LinkedHashMap<>();
        answers.put("status line", new Sent("HTTP/1.1 500 ", LONG));
        answers.put("headers", new Sent("HTTP/1.1 500 x\r\n", "X: y\r\n"));
        answers.put("interim answers", new Sent("", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"));
        answers.put("negative length", new Sent("HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\n", LONG));

        Map<String, String> ends = told("webhook", answers);

        assertThat(ends)
                .containsOnlyKeys(answers.keySet())
                .allSatisfy((name, end) -> assertThat(end).as(name).startsWith("later 127.0.0.1: "));
    }

    @Test
    void theBodyOfAnAnswerToAWebhookIsNoDanger() throws Exception {
        Map<String, Sent> answers = new LinkedHashMap<>();
        answers.put("chunk extension", new Sent(CHUNKED + "5;", LONG));
        answers.put("chunk size", new Sent(CHUNKED, "0".repeat(8_192)));
        answers.put("body", new Sent("HTTP/1.1 200 OK\r\n\r\n", LONG));

        Map<String, String> ends = told("webhook", answers);

        assertThat(ends)
                .containsOnlyKeys(answers.keySet())
                .allSatisfy((name, end) -> assertThat(end).as(name).isEqualTo("delivered"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mail", "mail-starttls"})
    void noLineOfAMailServerIsReadWithoutABound(String kind) throws Exception {
        Map<String, Sent> answers = new LinkedHashMap<>();
        answers.put("greeting line", new Sent("220 ", LONG));
        answers.put("greeting lines", new Sent("", "220-x\r\n"));
        answers.put("answer line", new Sent("220 x\r\n250-", LONG));
        answers.put("answer lines", new Sent("220 x\r\n", "250-x\r\n"));
        answers.put("empty lines", new Sent("220 x\r\n", "\r\n"));

        Map<String, String> ends = told(kind, answers);

        assertThat(ends)
                .containsOnlyKeys(answers.keySet())
                .allSatisfy((name, end) -> assertThat(end).as(name).startsWith("later 127.0.0.1:"));
        assertThat(ends.get("greeting line")).endsWith("BudgetSpentException: more than 262144 bytes were sent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mail-tls", "webhook-tls"})
    void recordsOfTlsAreNotReadWithoutABound(String kind) throws Exception {
        Map<String, Sent> answers = new LinkedHashMap<>();
        answers.put("warnings", new Sent("", WARNINGS));
        answers.put("empty records", new Sent("", EMPTY_RECORDS));

        Map<String, String> ends = told(kind, answers);

        assertThat(ends)
                .containsOnlyKeys(answers.keySet())
                .allSatisfy((name, end) -> assertThat(end).as(name).startsWith("later 127.0.0.1"));
    }

    private static Map<String, String> told(String kind, Map<String, Sent> answers) throws Exception {
        return SmallHeapRun.of(
                TellsInSmallHeap.class,
                kind,
                answers,
                sent -> kind.startsWith("mail") && !kind.equals("mail-tls")
                        ? HostileServer.endlessFromTheStart(sent.beginning(), sent.rest())
                        : HostileServer.endless(sent.beginning(), sent.rest()));
    }
}
