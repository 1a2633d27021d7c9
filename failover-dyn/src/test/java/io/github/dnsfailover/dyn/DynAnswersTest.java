package io.github.dnsfailover.dyn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are odd, foreign or hostile. */
class DynAnswersTest {

    private static final Duration TTL = Duration.ofSeconds(30);
    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordKey TXT = RecordKey.of("www.example.com", RecordType.TXT);
    private static final RecordSet OLD = RecordSet.of(A, TTL, "192.0.2.1");
    private static final RecordChange CHANGE = RecordChange.of(OLD, RecordSet.of(A, TTL, "198.51.100.1"));

    private Wiretap wire;
    private DynProvider provider;

    @BeforeEach
    void build() throws IOException {
        wire = new Wiretap();
        provider = wire.provider().build();
    }

    @AfterEach
    void close() {
        wire.close();
        provider.close();
    }

    private RecordSet read(RecordKey key) throws DnsProviderException {
        return provider.read(List.of(key)).get(0);
    }

    private DnsProviderException failureOfRead() {
        return catchThrowableOfType(DnsProviderException.class, () -> read(A));
    }

    private DnsProviderException failure() {
        return catchThrowableOfType(DnsProviderException.class, () -> provider.apply(CHANGE));
    }

    /** The change up to its publish. */
    private Wiretap upToThePublish() {
        return wire.session().noChanges().addresses(30, "192.0.2.1").success("[]");
    }

    // the form of answers

    @Test
    void numbersMayBeText() throws Exception {
        wire.session()
                .answer(
                        200,
                        "{\"msgs\":null, \"job_id\":null, \"data\":[{\"record_id\":\"7\",\"ttl\":\"30\","
                                + "\"rdata\":{\"address\":\"192.0.2.1\"},"
                                + "\"record_type\":\"A\",\"fqdn\":\"WWW.Example.com.\"}],"
                                + "\"status\" : \"Success\"}");

        assertThat(read(A)).isEqualTo(OLD);
    }

    @Test
    void theLongestTtlOfASetCounts() throws Exception {
        wire.session()
                .success("[{\"ttl\":30,\"rdata\":{\"address\":\"192.0.2.1\"},\"record_type\":\"A\","
                        + "\"fqdn\":\"www.example.com\"},{\"ttl\":600,\"rdata\":{\"address\":\"192.0.2.2\"},"
                        + "\"record_type\":\"A\",\"fqdn\":\"www.example.com\"}]");

        assertThat(read(A)).isEqualTo(RecordSet.of(A, Duration.ofMinutes(10), "192.0.2.1", "192.0.2.2"));
    }

    @Test
    void recordsWithoutTheirDetailsAreRefusedInWordsThatSaySo() {
        wire.session().success("[\"/REST/ARecord/example.com/www.example.com/7/\"]");

        assertThat(failureOfRead()).hasMessageContaining("which is the answer without detail=Y");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "null",
                "\"nothing\"",
                "[{\"ttl\":30,\"rdata\":{\"address\":\"192.0.2.1\"},"
                        + "\"record_type\":\"A\",\"fqdn\":\"other.example.com\"}]",
                "[{\"ttl\":30,\"rdata\":{\"address\":\"192.0.2.1\"},"
                        + "\"record_type\":\"MX\",\"fqdn\":\"www.example.com\"}]",
                "[{\"ttl\":30,\"rdata\":{\"cname\":\"a.b.\"},\"record_type\":\"A\",\"fqdn\":\"www.example.com\"}]",
                "[{\"ttl\":30,\"rdata\":{\"address\":\"nowhere\"},\"record_type\":\"A\",\"fqdn\":\"www.example.com\"}]",
                "[{\"rdata\":{\"address\":\"192.0.2.1\"},\"record_type\":\"A\",\"fqdn\":\"www.example.com\"}]",
                "[{}]"
            })
    void whatDoesNotFitTheQuestionIsNotTakenForAbsent(String data) {
        wire.session().success(data);

        assertThat(failureOfRead().outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=1 \\\"a\\\" b\\\\c semi\\;colon",
                "\"v=1 \\\"a\\\" b\\\\c semi\\;colon\"",
                "v=1 \\034a\\034 b\\092c semi;colon"
            })
    void textIsReadWithAndWithoutQuotes(String data) throws Exception {
        wire.session()
                .success("[{\"ttl\":30,\"rdata\":{\"txtdata\":"
                        + TextNode.valueOf(data)
                        + "},\"record_type\":\"TXT\",\"fqdn\":\"www.example.com\"}]");

        assertThat(read(TXT).values()).containsExactly("v=1 \"a\" b\\c semi;colon");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"one\" \"two\"", "\"open", "end\\"})
    void textThatASetCannotHoldFailsTheRead(String data) {
        wire.session()
                .success("[{\"ttl\":30,\"rdata\":{\"txtdata\":"
                        + TextNode.valueOf(data)
                        + "},\"record_type\":\"TXT\",\"fqdn\":\"www.example.com\"}]");

        DnsProviderException failure = catchThrowableOfType(DnsProviderException.class, () -> read(TXT));
        assertThat(failure).hasMessageContaining("TXT data");
        assertThat(failure.isUnreadable()).isTrue();
    }

    @Test
    void anEndlessAnswerIsNotReadToItsEnd() throws Exception {
        wire.session();
        String endless = " ".repeat((8 << 20) + 1);
        wire.answer(200, endless).answer(200, endless);

        assertThat(failureOfRead()).hasMessageContaining("an answer of more than 8388608 bytes");
    }

    @Test
    void longMessagesAreCutAndCleaned() {
        wire.session().failure("OPERATION_FAILED", "x".repeat(300) + "\\n");

        assertThat(failureOfRead().getMessage()).hasSizeLessThan(300).endsWith("...)");
    }

    @Test
    void aSecondaryZoneIsNotForUs() {
        wire.answer(200, "{\"status\":\"success\",\"data\":{\"token\":\"abc\"}}")
                .success("{\"zone\":\"example.com\",\"zone_type\":\"Secondary\",\"serial\":7}");

        assertThat(failureOfRead()).hasMessageContaining("of type Secondary");
    }

    // the publish

    @ParameterizedTest
    @ValueSource(strings = {"OPERATION_FAILED", "INTERNAL_ERROR", "UNKNOWN_ERROR", "SERVICE_UNAVAILABLE", "NOT_FOUND"})
    void aPublishThatFailedSomehowMayHaveWorked(String code) {
        upToThePublish().failure(code, "publish: something went wrong");

        assertThat(failure().outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INVALID_DATA",
                "ILLEGAL_OPERATION",
                "PERMISSION_DENIED",
                "MISSING_DATA",
                "INVALID_REQUEST",
                "RATE_LIMIT_EXCEEDED"
            })
    void aPublishThatWasRefusedHasNotWorked(String code) {
        upToThePublish().failure(code, "publish: no").success("{}").success("{}");

        assertThat(failure().outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    /** Old versions of the service warn of the notes, whatever becomes of the publish. */
    @ParameterizedTest
    @CsvSource({
        "WARN, INVALID_DATA, OPERATION_FAILED, UNKNOWN",
        "INFO, INVALID_DATA, INTERNAL_ERROR, UNKNOWN",
        "ERROR, INVALID_DATA, OPERATION_FAILED, UNKNOWN",
        "WARN, INVALID_DATA, PERMISSION_DENIED, NOT_APPLIED",
        "WARN, OPERATION_FAILED, ILLEGAL_OPERATION, NOT_APPLIED",
        "ERROR, MISSING_DATA, ILLEGAL_OPERATION, NOT_APPLIED",
        "WARN, INVALID_DATA, '', UNKNOWN"
    })
    void onlyErrorsSayWhetherAPublishWasRefused(String level, String first, String error, Outcome outcome) {
        upToThePublish()
                .answer(
                        400,
                        "{\"status\":\"failure\",\"data\":{},\"job_id\":4340980454,\"msgs\":["
                                + "{\"INFO\":\"notes: unnecessary field passed in\",\"SOURCE\":\"API-A\",\"ERR_CD\":\""
                                + first + "\",\"LVL\":\"" + level + "\"},"
                                + "{\"INFO\":\"publish: no\",\"SOURCE\":\"BLL\",\"ERR_CD\":\"" + error
                                + "\",\"LVL\":\"ERROR\"}]}")
                .success("{}")
                .success("{}");

        assertThat(failure().outcome()).isEqualTo(outcome);
    }

    /** The service goes away while the provider waits for its place in the rate, right before the publish. */
    @Test
    void aPublishThatCouldNotBeSentHasNotWorked() throws Exception {
        provider = wire.provider().requestsPerSecond(5).build();
        wire.session().noChanges().addresses(30, "192.0.2.1");
        wire.answer(new MockResponse.Builder()
                .addHeader("Connection", "close")
                .body("{\"status\":\"success\",\"data\":[],\"job_id\":7}")
                .build());
        wire.time.onPause(wire::close);

        DnsProviderException failure = failure();

        assertThat(failure).hasMessageStartingWith("PUT Zone/example.com: not sent: ");
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void aPublishWithoutSerialAndTaskIsOneToo() throws Exception {
        upToThePublish().success("{}");

        assertThat(provider.apply(CHANGE)).hasToString("Applied[receipt=serial=,task=]");
    }

    @Test
    void aServerThatAsksForAnImmediateRetryDoesNotGetOne() throws Exception {
        upToThePublish();
        wire.answer(new MockResponse.Builder()
                .code(503)
                .addHeader("Retry-After", "0")
                .build());
        wire.published();

        assertThat(failure().outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(wire.requests().stream().filter(line -> line.startsWith("PUT /REST/Zone/")))
                .hasSize(1);
    }

    @Test
    void theTimeNamedWithTooManyRequestsCounts() {
        wire.session();
        wire.answer(new MockResponse.Builder()
                .code(429)
                .addHeader("Retry-After", "7")
                .build());

        DnsProviderException failure = failureOfRead();

        assertThat(failure.retryAfter()).isEqualTo(Optional.of(Duration.ofSeconds(7)));
        assertThat(failure.isThrottled()).isTrue();
    }

    // jobs and redirects

    @Test
    void anAbsoluteAddressOfAJobAtTheSameServerIsFine() throws Exception {
        wire.session().answer(DynExchangesTest.redirect(wire.url() + "Job/77")).addresses(30, "192.0.2.1");

        assertThat(read(A)).isEqualTo(OLD);
        assertThat(wire.requests()).last().isEqualTo("GET /REST/Job/77/");
    }

    @Test
    void aJobNamedInTheBodyOnlyIsFine() throws Exception {
        wire.session()
                .answer(new MockResponse.Builder()
                        .code(307)
                        .addHeader("Content-Type", "text/html")
                        .body("/REST/Job/78")
                        .build())
                .addresses(30, "192.0.2.1");

        assertThat(read(A)).isEqualTo(OLD);
        assertThat(wire.requests()).last().isEqualTo("GET /REST/Job/78/");
    }

    @Test
    void theLastWordMayComeWithTheCodeOfARedirect() throws Exception {
        wire.session().answer(DynExchangesTest.redirect("/REST/Job/79"));
        wire.answer(
                307,
                "{\"status\":\"success\",\"data\":[{\"ttl\":30,\"rdata\":{\"address\":\"192.0.2.1\"},"
                        + "\"record_type\":\"A\",\"fqdn\":\"www.example.com\"}],\"job_id\":79}");

        assertThat(read(A)).isEqualTo(OLD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/REST/Zone/example.com/", "https://elsewhere.invalid/REST/Job/7", "//127.0.0.2/Job/7", ""})
    void noRedirectLeadsAnywhereElse(String place) throws Exception {
        wire.session().answer(DynExchangesTest.redirect(place));

        assertThat(failureOfRead()).hasMessageContaining("leads to no job of this service");
    }

    @Test
    void theTokenIsSentToNoOtherServer() throws Exception {
        try (MockWebServer elsewhere = new MockWebServer()) {
            elsewhere.start();
            wire.session();
            for (int code : List.of(301, 302, 303, 307, 308)) {
                MockResponse away = new MockResponse.Builder()
                        .code(code)
                        .addHeader("Location", elsewhere.url("/REST/Job/7").toString())
                        .build();
                wire.answer(away).answer(away);
                failureOfRead();
            }

            assertThat(elsewhere.getRequestCount()).isZero();
        }
    }

    @Test
    void anUnfinishedAnswerWithoutAJobIsNoSuccess() {
        wire.session().answer(200, "{\"status\":\"incomplete\",\"data\":null}");

        assertThat(failureOfRead()).hasMessageContaining("leads to no job");
    }

    // sessions

    @Test
    void aSessionThatIsRefusedWith401IsLost() throws Exception {
        wire.session()
                .answer(new MockResponse.Builder().code(401).build())
                .session()
                .addresses(30, "192.0.2.1");

        assertThat(read(A)).isEqualTo(OLD);
    }

    @Test
    void theBusySessionOf2013IsWaitedFor() throws Exception {
        wire.session()
                .answer(
                        400,
                        "{\"status\":\"running\",\"data\":{},\"job_id\":5,\"msgs\":[{\"INFO\":\"token: This session "
                                + "already has a job running\",\"SOURCE\":\"API-B\",\"ERR_CD\":\"OPERATION_FAILED\","
                                + "\"LVL\":\"ERROR\"}]}")
                .addresses(30, "192.0.2.1");

        assertThat(read(A)).isEqualTo(OLD);
        assertThat(wire.time.passed()).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"token\":null}", "{\"token\":\"two words\"}", "{\"token\":\"line\\nbreak\"}"})
    void aTokenThatCannotBeSentBackIsNone(String data) {
        wire.success(data);

        DnsProviderException failure = failureOfRead();

        assertThat(failure).hasMessageContaining("holds no token");
        assertThat(failure.getMessage()).doesNotContain("two words", "break");
    }

    @Test
    void anUpdaterIsToldWhatTheServiceSays() {
        wire.failure("ILLEGAL_OPERATION", "login: Updaters cannot login to Dynect");

        DnsProviderException failure = failureOfRead();

        assertThat(failure).hasMessageContaining("Updaters cannot login to Dynect");
        assertThat(failure.retryAfter()).isPresent();
        assertThat(failure.isThrottled()).isFalse();
    }

    @Test
    void aSickServiceIsNotABadPassword() {
        wire.failure("SERVICE_UNAVAILABLE", "login: come back later");

        assertThat(failureOfRead().retryAfter()).isEmpty();
    }

    @Test
    void aPasswordThatTheServiceRepeatsIsNotShown() {
        wire.failure("INVALID_DATA", "login: secret is wrong");

        assertThat(failureOfRead().getMessage()).doesNotContain("secret is").contains("[secret] is wrong");
    }

    @Test
    void aTokenThatTheServiceRepeatsIsNotShown() {
        wire.session().failure("OPERATION_FAILED", "bad: " + Wiretap.TOKEN);

        assertThat(failureOfRead().getMessage()).doesNotContain(Wiretap.TOKEN).contains("bad: [secret]");
    }
}
