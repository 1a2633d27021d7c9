package io.github.dnsfailover.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.testkit.HostileServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers without an end, of every part that an answer has, to checks in a JVM with a small heap. */
@Timeout(300)
class HostileAnswersTest {

    private static final String LONG = "x".repeat(8_192);
    private static final int PREFACE = 24; // "PRI * HTTP/2.0..."
    private static final int STREAM = 3; // the first that OkHttp opens
    private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

    @Test
    void noPartOfAnAnswerOverHttpIsReadWithoutABound() throws Exception {
        Map<String, Sent> answers = new LinkedHashMap<>();
        answers.put("status line", new Sent("HTTP/1.1 200 ", LONG));
        answers.put("header line", new Sent("HTTP/1.1 200 OK\r\nX: ", LONG));
        answers.put("headers", new Sent("HTTP/1.1 200 OK\r\n", "X: y\r\n"));
        answers.put("interim answers", new Sent("", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"));
        answers.put("continue", new Sent("", "HTTP/1.1 100 Continue\r\n\r\n"));
        answers.put("chunk extension", new Sent(CHUNKED + "5;", LONG));
        answers.put("chunk size", new Sent(CHUNKED, "0".repeat(8_192)));
        answers.put("end of chunk", new Sent(CHUNKED + "1\r\na", LONG));
        answers.put("small chunks of large lines", new Sent(CHUNKED, "1;" + LONG.repeat(10) + "\r\na\r\n"));
        answers.put("small chunks", new Sent(CHUNKED, "1\r\na\r\n"));
        answers.put("trailer", new Sent(CHUNKED + "1\r\na\r\n0\r\nX: ", LONG));
        answers.put("trailers", new Sent(CHUNKED + "1\r\na\r\n0\r\n", "X: y\r\n"));
        answers.put("body", new Sent("HTTP/1.1 200 OK\r\n\r\n", LONG));

        Map<String, String> ends = probed("http", answers);

        assertThat(ends)
                .containsOnlyKeys(answers.keySet())
                .allSatisfy((name, end) -> assertThat(end).as(name).startsWith("UNHEALTHY"));
        assertThat(ends.get("chunk extension"))
                .isEqualTo("UNHEALTHY broken body: more than 262144 bytes were sent with nothing of use in them");
    }

    @Test
    void aLargeBodyLimitIsNoBudgetForLines() throws Exception {
        Map<String, Sent> answers = new LinkedHashMap<>();
        answers.put("chunk extension", new Sent(CHUNKED + "5;", LONG));
        answers.put("small chunks of large lines", new Sent(CHUNKED, "1;" + LONG.repeat(30) + "\r\na\r\n"));

        Map<String, String> ends = probed("large", answers);

        assertThat(ends.get("chunk extension"))
                .isEqualTo("UNHEALTHY broken body: more than 262144 bytes were sent with nothing of use in them");
        assertThat(ends.get("small chunks of large lines"))
                .isEqualTo("UNHEALTHY broken body: more than 67371008 bytes were sent");
    }

    @Test
    void aBodyThatNobodyWantsIsNoDanger() throws Exception {
        Map<String, String> ends = probed("status", Map.of("chunks", new Sent(CHUNKED + "5;", LONG)));

        assertThat(ends).containsExactly(Map.entry("chunks", "HEALTHY "));
    }

    @Test
    void recordsOfTlsAreNotReadWithoutABound() throws Exception {
        byte[] handshake = record(22, new byte[16_384]);
        byte[] helloRequests = record(22, new byte[16_380]);
        byte[] changes = record(20, new byte[] {1});
        byte[] warnings = record(21, new byte[] {1, 90});
        byte[] data = record(23, new byte[16_384]);
        byte[] empty = record(22, new byte[0]);
        Map<String, Sent> answers = new LinkedHashMap<>();
        answers.put("handshake", Sent.bytes(new byte[0], handshake));
        answers.put("hello requests", Sent.bytes(new byte[0], helloRequests));
        answers.put("change cipher specs", Sent.bytes(new byte[0], changes));
        answers.put("warnings", Sent.bytes(new byte[0], warnings));
        answers.put("data", Sent.bytes(new byte[0], data));
        answers.put("empty records", Sent.bytes(new byte[0], empty));

        Map<String, String> https = probed("https", answers);
        Map<String, String> tls = probed("tls", answers);

        assertThat(https)
                .containsOnlyKeys(answers.keySet())
                .allSatisfy((name, end) -> assertThat(end).as(name).startsWith("UNHEALTHY"));
        assertThat(tls)
                .containsOnlyKeys(answers.keySet())
                .allSatisfy((name, end) -> assertThat(end).as(name).startsWith("UNHEALTHY"));
    }

    @Test
    void framesOfHttp2AreNotReadWithoutABound() throws Exception {
        byte[] none = new byte[0];
        byte[] ok = frame(1, 4, STREAM, literal(":status", "200"));
        byte[] hints = frame(1, 4, STREAM, literal(":status", "103", "x", " " + "y".repeat(3_900)));
        byte[] sameHints = new byte[65]; // each octet is one header of the table
        Arrays.fill(sameHints, (byte) 0xbe);
        sameHints[0] = (byte) 0xbf;
        Map<String, Sent> answers = new LinkedHashMap<>();
        answers.put("settings", Sent.bytes(none, frame(4, 0, 0, new byte[600])));
        answers.put("pings", Sent.bytes(none, frame(6, 0, 0, new byte[8])));
        answers.put(
                "continuations", Sent.bytes(frame(1, 0, STREAM), frame(9, 0, STREAM, literal("a", "b".repeat(100)))));
        answers.put("empty continuations", Sent.bytes(frame(1, 0, STREAM), frame(9, 0, STREAM)));
        answers.put("interim answers", Sent.bytes(hints, frame(1, 4, STREAM, sameHints)));
        answers.put("unknown frames", Sent.bytes(none, frame(99, 0, 0, new byte[16_000])));
        answers.put("promises", Sent.bytes(none, frame(5, 4, STREAM, new byte[] {0, 0, 0, 2})));
        answers.put("padding", Sent.bytes(ok, frame(0, 8, STREAM, padded(200))));
        answers.put(
                "trailers",
                Sent.bytes(concat(ok, frame(0, 0, STREAM, new byte[1])), frame(1, 4, STREAM, literal("a", "b"))));
        answers.put("data", Sent.bytes(ok, frame(0, 0, STREAM, new byte[16_000])));

        Map<String, String> ends = probed("http2", answers);

        assertThat(ends)
                .containsOnlyKeys(answers.keySet())
                .allSatisfy((name, end) -> assertThat(end).as(name).startsWith("UNHEALTHY"));
    }

    @Test
    void linesOfOtherProtocolsAreNotReadWithoutABound() throws Exception {
        Map<String, Sent> answers = new LinkedHashMap<>();
        answers.put("one line", new Sent("220-", LONG));
        answers.put("lines", new Sent("", "220-x\r\n"));

        for (String kind : List.of("smtp", "tcp", "talk")) {
            Map<String, String> ends = probed(kind, answers);

            assertThat(ends)
                    .containsOnlyKeys(answers.keySet())
                    .allSatisfy(
                            (name, end) -> assertThat(end).as(kind + " " + name).startsWith("UNHEALTHY"));
        }
    }

    /** What came of probing a server for each of these answers. */
    private static Map<String, String> probed(String kind, Map<String, Sent> answers) throws Exception {
        return SmallHeapRun.of(ProbesInSmallHeap.class, kind, answers, sent -> server(kind, sent));
    }

    private static HostileServer server(String kind, Sent sent) throws IOException {
        if (kind.equals("http2")) {
            return HostileServer.serving((in, out) -> {
                out.write(frame(4, 0, 0));
                in.readNBytes(PREFACE);
                awaitRequest(in);
                out.write(sent.beginning().getBytes(ISO_8859_1));
                byte[] often =
                        sent.rest().repeat(1 + 10_000 / sent.rest().length()).getBytes(ISO_8859_1);
                while (true) {
                    out.write(often);
                }
            });
        }
        return List.of("smtp", "tcp", "talk").contains(kind)
                ? HostileServer.endlessFromTheStart(sent.beginning(), sent.rest())
                : HostileServer.endless(sent.beginning(), sent.rest());
    }

    /** Reads frames until one of headers has come. */
    private static void awaitRequest(InputStream in) throws IOException {
        int type = 0;
        while (type != 1) {
            byte[] head = in.readNBytes(9);
            type = head[3];
            in.skipNBytes(((head[0] & 0xff) << 16) | ((head[1] & 0xff) << 8) | (head[2] & 0xff));
        }
    }

    private static byte[] record(int type, byte[] content) {
        byte[] head = {(byte) type, 3, 3, (byte) (content.length >> 8), (byte) content.length};
        return concat(head, content);
    }

    private static byte[] frame(int type, int flags, int stream, byte[]... payloads) {
        byte[] payload = concat(payloads);
        byte[] head = {
            (byte) (payload.length >> 16),
            (byte) (payload.length >> 8),
            (byte) payload.length,
            (byte) type,
            (byte) flags,
            0,
            0,
            0,
            (byte) stream
        };
        return concat(head, payload);
    }

    /** Literal headers with indexing (RFC 7541 section 6.2.1), names and values in turn. */
    private static byte[] literal(String... namesAndValues) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            out.write(0x40);
            string(out, namesAndValues[i]);
            string(out, namesAndValues[i + 1]);
        }
        return out.toByteArray();
    }

    private static void string(ByteArrayOutputStream out, String text) {
        int length = text.length();
        if (length < 127) {
            out.write(length);
        } else {
            out.write(127);
            int rest = length - 127;
            while (rest >= 128) {
                out.write((rest & 127) | 128);
                rest >>= 7;
            }
            out.write(rest);
        }
        out.writeBytes(text.getBytes(ISO_8859_1));
    }

    private static byte[] padded(int padding) {
        byte[] payload = new byte[padding + 2];
        payload[0] = (byte) padding;
        return payload;
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
