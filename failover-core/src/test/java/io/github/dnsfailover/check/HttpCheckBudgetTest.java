package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.HealthResult;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.Protocol;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the budgets of a probe must let pass, and framing that is none. Answers without an end are failover-testkit's.
 */
@Timeout(60)
class HttpCheckBudgetTest {

    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final String TEXT = "Example Shop";

    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void startServer() throws IOException {
        server.start(InetAddress.getLoopbackAddress(), 0);
    }

    @AfterEach
    void closeServer() {
        server.close();
    }

    @Test
    void aTextAtTheEndOfTheLargestBodyIsFound() {
        int limit = 16 << 20;
        server.enqueue(new MockResponse.Builder()
                .body("x".repeat(limit - TEXT.length()) + TEXT)
                .build());

        assertThat(probe(HttpCheck.get("/").bodyLimit(limit).bodyContains(TEXT)))
                .isEqualTo(HealthResult.healthy());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8_192})
    void aTextInChunksOfAnySizeIsFound(int size) {
        server.enqueue(new MockResponse.Builder()
                .chunkedBody("x".repeat(65_536 - TEXT.length()) + TEXT, size)
                .build());

        assertThat(probe(HttpCheck.get("/").bodyContains(TEXT))).isEqualTo(HealthResult.healthy());
    }

    @Test
    void aTextInABodyMuchLargerThanTheLimitIsFoundOverHttp2() {
        server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
        server.enqueue(new MockResponse.Builder()
                .body("x".repeat(60_000) + TEXT + "x".repeat(8 << 20))
                .build());

        assertThat(probe(HttpCheck.get("/").http2().bodyContains(TEXT))).isEqualTo(HealthResult.healthy());
    }

    @Test
    void aTextAtTheEndOfTheLargestBodyIsFoundOverHttp2() {
        int limit = 15 << 20;
        server.setProtocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE));
        server.enqueue(new MockResponse.Builder()
                .body(new Buffer().writeUtf8("x".repeat(limit - TEXT.length()) + TEXT))
                .build());

        assertThat(probe(HttpCheck.get("/").http2().bodyLimit(limit).bodyContains(TEXT)))
                .isEqualTo(HealthResult.healthy());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-3", "+3", "0x3", "three", "", "3, 4", "99999999999999999999"})
    void aLengthThatIsNoneIsNoProperAnswer(String length) throws Exception {
        assertThat(probe("Content-Length: " + length + "\r\n"))
                .isEqualTo(HealthResult.unhealthy(
                        "no proper HTTP answer: content-Length is no length, or there are several"));
    }

    @Test
    void twoLengthsAreNoProperAnswer() throws Exception {
        assertThat(probe("Content-Length: 12\r\nContent-Length: 13\r\n"))
                .isEqualTo(HealthResult.unhealthy(
                        "no proper HTTP answer: content-Length is no length, or there are several"));
    }

    @Test
    void theSameLengthTwiceIsOne() throws Exception {
        assertThat(probe("Content-Length: 12\r\nContent-Length: 12\r\n")).isEqualTo(HealthResult.healthy());
    }

    private static HealthResult probe(String header) throws Exception {
        try (RawServer raw = RawServer.answering("HTTP/1.1 200 OK\r\n" + header + "\r\n" + TEXT)) {
            HttpCheck check =
                    HttpCheck.get("/").port(raw.port()).bodyContains(TEXT).build();
            return check.check(RawServer.target(), AMPLE);
        }
    }

    private HealthResult probe(HttpCheck.Builder check) {
        return check.port(server.getPort()).build().check(RawServer.target(), AMPLE);
    }
}
