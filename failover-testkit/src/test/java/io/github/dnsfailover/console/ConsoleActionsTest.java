package io.github.dnsfailover.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.PoolSnapshot;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.testkit.FaultyDnsProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody who may act says, and what of it the engine hears. */
class ConsoleActionsTest {

    private static final Visitor ALICE = Visitor.acting("alice");

    private final Shown shown = new Shown().start();

    @AfterEach
    void close() {
        shown.close();
    }

    /** Fields as they stand in JSON, with a reason and the version of now. */
    private String body(String fields) {
        return "{\"because\":\"patching\",\"version\":\"" + shown.www().version() + "\"," + fields + "}";
    }

    private ConsoleAnswer act(String fields) {
        return shown.act(ALICE, "www", body(fields));
    }

    private List<String> said() {
        return shown.www().intents().stream()
                .map(each -> each.kind() + " " + each.endpoint() + " by " + each.who() + " because " + each.why())
                .toList();
    }

    private void nothingWasSaid() {
        assertThat(shown.www().intents()).isEmpty();
        assertThat(shown.published()).containsExactly("192.0.2.22");
    }

    @Test
    void aPinMovesTrafficAndSaysWhoAndWhy() {
        ConsoleAnswer answer = act("\"kind\":\"PIN\",\"endpoint\":\"aws\",\"lasting\":\"PT2H\"");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(Shown.json(answer).path("outcome").asText()).isEqualTo("DONE");
        assertThat(Shown.json(answer).path("text").asText()).isNotEmpty();
        assertThat(shown.published()).containsExactly("198.51.100.109");
        assertThat(said()).containsExactly("PIN aws by alice because patching");
        assertThat(shown.www().intents().get(0).until())
                .contains(shown.www().intents().get(0).said().plus(Duration.ofHours(2)));
    }

    @ParameterizedTest
    @CsvSource({
        "FREEZE, '', FREEZE",
        "DOWN, ',\"endpoint\":\"aws\"', DOWN aws",
        "UP, ',\"endpoint\":\"aws\",\"lasting\":\"30m\"', UP aws",
        "PIN, ',\"endpoint\":\"dc1\",\"evenIfUnproven\":true', PIN dc1"
    })
    void whatIsSaidStands(String kind, String more, String stands) {
        ConsoleAnswer answer = act("\"kind\":\"" + kind + "\"" + more);

        assertThat(answer.status()).as(Shown.text(answer)).isEqualTo(200);
        assertThat(said()).singleElement().asString().startsWith(stands).endsWith("by alice because patching");
    }

    /** What was shown just before is not shown again, although it is not a quarter of a second old. */
    @Test
    void whatAnActionCameToIsShownAtOnce() {
        String path = "/api/v1/pools/www";
        JsonNode before = Shown.json(shown.get(ALICE, path));
        String moment = shown.engine.snapshot().at().toString();

        act("\"kind\":\"FREEZE\"");

        assertThat(shown.engine.snapshot().at().toString()).isEqualTo(moment);
        assertThat(before.path("frozen").asText()).isEmpty();
        assertThat(Shown.json(shown.get(ALICE, path)).path("frozen").asText()).contains("alice");
        assertThat(Shown.json(shown.get(ALICE, "/api/v1/engine"))
                        .at("/pools/0/frozen")
                        .asText())
                .contains("alice");
    }

    @Test
    void aFailbackLiftsAPin() {
        shown.say(OperatorIntent.pin("www", "aws"));

        ConsoleAnswer answer = act("\"kind\":\"FAILBACK\",\"endpoint\":null,\"lasting\":null,\"lifts\":null");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(shown.published()).containsExactly("192.0.2.22");
    }

    @Test
    void whatTheEngineRefusesIsToldAsThat() {
        shown.check.fails("aws", "refused");
        shown.advance(60);

        ConsoleAnswer answer = act("\"kind\":\"PIN\",\"endpoint\":\"aws\"");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(Shown.json(answer).path("outcome").asText()).isEqualTo("REFUSED");
        nothingWasSaid();
    }

    @Test
    void whoeverSawAnOlderStateIsTold() {
        String old = body("\"kind\":\"PIN\",\"endpoint\":\"aws\"");
        shown.say(OperatorIntent.down("www", "aws"));

        ConsoleAnswer answer = shown.act(ALICE, "www", old);

        assertThat(answer.status()).isEqualTo(409);
        assertThat(Shown.error(answer)).contains("has changed since it was looked at");
        assertThat(said()).containsExactly("DOWN aws by bob because a drill");
    }

    /** The console looked when all was as before; the engine hears bob first. */
    @Test
    void whoeverIsOvertakenAtTheLastMomentIsTold() {
        shown.begin(OperatorIntent.down("www", "aws"));

        ConsoleAnswer answer = act("\"kind\":\"FREEZE\"");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(Shown.error(answer)).contains("changed since it was looked at");
        assertThat(said()).containsExactly("DOWN aws by bob because a drill");
    }

    @Test
    void aClearNamesWhatItLifts() {
        shown.say(OperatorIntent.down("www", "aws"));
        shown.say(OperatorIntent.freeze("www"));

        List<ConsoleAnswer> wrong = List.of(
                act("\"kind\":\"CLEAR\",\"lifts\":[]"),
                act("\"kind\":\"CLEAR\",\"lifts\":[\"freeze\"]"),
                act("\"kind\":\"CLEAR\",\"lifts\":[\"freeze\",\"down aws\",\"pin aws\"]"),
                act("\"kind\":\"CLEAR\",\"lifts\":[\"freeze\",\"freeze\",\"down aws\"]"));
        int stood = said().size();
        ConsoleAnswer right = act("\"kind\":\"CLEAR\",\"lifts\":[\"freeze\",\"down aws\"]");

        assertThat(wrong).extracting(ConsoleAnswer::status).containsOnly(409);
        assertThat(Shown.error(wrong.get(0))).contains("[down aws, freeze]");
        assertThat(stood).isEqualTo(2);
        assertThat(right.status()).isEqualTo(200);
        assertThat(said()).isEmpty();
    }

    @Test
    void aClearNamesTheFreezeAfterAnEdit() {
        for (int i = 0; i < 2; i++) {
            shown.zone.put(RecordSet.of(Shown.WWW, Duration.ofSeconds(30), "198.51.100.109"));
            shown.advance(300);
        }
        JsonNode pool = Shown.json(shown.get(ALICE, "/api/v1/pools/www"));

        ConsoleAnswer without = act("\"kind\":\"CLEAR\",\"lifts\":[]");
        ConsoleAnswer with = act("\"kind\":\"CLEAR\",\"lifts\":[\"frozenAfterEdit\"]");

        assertThat(pool.path("frozenAfterEdit").asBoolean()).isTrue();
        assertThat(without.status()).isEqualTo(409);
        assertThat(with.status()).isEqualTo(200);
        assertThat(shown.www().frozen()).isEmpty();
    }

    @Test
    void anEngineThatTakesLongIsNotWaitedFor() {
        shown.dns.plan(call -> new FaultyDnsProvider.Fate(
                FaultyDnsProvider.Fault.TIMED_OUT_BEFORE, Duration.ofSeconds(20), Duration.ZERO));

        ConsoleAnswer answer = act("\"kind\":\"PIN\",\"endpoint\":\"aws\"");

        assertThat(Shown.json(answer).path("outcome").asText()).isEqualTo("PENDING");
    }

    @Test
    void anEngineThatDoesNotRunHearsNothing() {
        String body = body("\"kind\":\"FREEZE\"");
        shown.engine.close();
        shown.advance(5);
        String now = body.replaceFirst(
                "version\":\"[^\"]*", "version\":\"" + shown.www().version());

        ConsoleAnswer answer = shown.act(ALICE, "www", now);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(Shown.json(shown.get(ALICE, "/api/v1/engine"))
                        .path("running")
                        .asBoolean())
                .isFalse();
    }

    // What a request must be

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"kind\":\"CLEAR\" | lifts: what the clear lifts is needed",
                "\"kind\":\"PIN\" | endpoint: an endpoint of the pool is needed",
                "\"kind\":\"PIN\",\"endpoint\":\"gone\" | endpoint: an endpoint of the pool is needed",
                "\"kind\":\"PIN\",\"endpoint\":\"\" | endpoint: an endpoint of the pool is needed",
                "\"kind\":\"PIN\",\"endpoint\":7 | endpoint: no field has a value of this type",
                "\"kind\":\"PIN\",\"endpoint\":[\"aws\"] | endpoint: a text is needed",
                "\"kind\":\"PIN\",\"endpoint\":{} | endpoint: no field has a value of this type",
                "\"kind\":\"FREEZE\",\"endpoint\":\"aws\" | endpoint: it goes with DOWN, UP and PIN only",
                "\"kind\":\"freeze\" | kind: one of",
                "\"kind\":null | kind: a text is needed",
                "\"endpoint\":\"aws\" | kind: a text is needed",
                "\"kind\":\"FREEZE\",\"pool\":\"api\" | pool: there is no such field",
                "\"kind\":\"FREEZE\",\"who\":\"bob\" | who: there is no such field",
                "\"kind\":\"FREEZE\",\"kind\":\"CLEAR\" | at or after the field kind",
                "\"kind\":\"FREEZE\",\"because\":\"other\" | at or after the field",
                "\"kind\":\"FREEZE\",\"lasting\":\"soon\" | lasting: a duration",
                "\"kind\":\"FREEZE\",\"lasting\":\"-2h\" | lasting: a duration",
                "\"kind\":\"FREEZE\",\"lasting\":\"0s\" | lasting: a duration",
                "\"kind\":\"FREEZE\",\"lasting\":\"P99999999D\" | lasting: a duration",
                "\"kind\":\"FREEZE\",\"lasting\":7200 | lasting: no field has a value of this type",
                "\"kind\":\"FAILBACK\",\"lasting\":\"2h\" | lasting: a failback and a clear have no end",
                "\"kind\":\"FREEZE\",\"evenIfUnproven\":true | evenIfUnproven: it goes with UP and PIN only",
                "\"kind\":\"UP\",\"endpoint\":\"aws\",\"evenIfUnproven\":\"true\" | evenIfUnproven: true or false",
                "\"kind\":\"FREEZE\",\"lifts\":[\"freeze\"] | lifts: it goes with CLEAR only",
                "\"kind\":\"CLEAR\",\"lifts\":\"freeze\" | lifts: a list of texts is needed",
                "\"kind\":\"CLEAR\",\"lifts\":[[[[[[]]]]]] | lifts: a list of texts is needed",
                "\"kind\":\"CLEAR\",\"lifts\":[1] | lifts: a list of texts is needed",
                "\"kind\":\"CLEAR\",\"lifts\":[null] | lifts: a list of texts is needed",
                "\"kind\":\"FREEZE\"}{ | more follows the JSON object",
                "\"kind\":\"FREEZE\"}} | no JSON object",
                "\"kind\":\"FREEZE\", | at or after the field kind",
                "\"kind\":\"FREEZE | at or after the field kind",
                "kind:FREEZE | no JSON object",
                "'kind':'FREEZE' | no JSON object",
                "\"kind\":NaN | at or after the field version",
                "/* */\"kind\":\"FREEZE\" | no JSON object"
            })
    void aBodyThatIsNotWhatItShouldBeIsRefusedByTheNameOfItsField(String fields, String words) {
        ConsoleAnswer answer = act(fields);

        assertThat(answer.status()).as(Shown.text(answer)).isEqualTo(400);
        assertThat(Shown.error(answer)).contains(words).doesNotContain("jackson", "Exception");
        nothingWasSaid();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "\"x\"", "7", "{", "{}", "\u0000", "\ufeff{}", "[[[[[[[["})
    void aBodyThatIsNoActionIsRefused(String body) {
        assertThat(shown.act(ALICE, "www", body).status()).isEqualTo(400);
        nothingWasSaid();
    }

    @Test
    void aReasonAndAVersionAreNeeded() {
        String version = shown.www().version();
        List<String> bodies = List.of(
                "{\"kind\":\"FREEZE\",\"version\":\"" + version + "\"}",
                "{\"kind\":\"FREEZE\",\"because\":\" \\n\\t \",\"version\":\"" + version + "\"}",
                "{\"kind\":\"FREEZE\",\"because\":\"" + "x".repeat(1_001) + "\",\"version\":\"" + version + "\"}",
                "{\"kind\":\"FREEZE\",\"because\":\"x\"}",
                "{\"kind\":\"FREEZE\",\"because\":\"x\",\"version\":\"\"}",
                "{\"kind\":\"FREEZE\",\"because\":\"x\",\"version\":null}");

        String words = bodies.stream()
                .map(body -> shown.act(ALICE, "www", body))
                .map(answer -> answer.status() + " " + Shown.error(answer).split(":", 2)[0])
                .collect(Collectors.joining(", "));

        assertThat(words).isEqualTo("400 because, 400 because, 400 because, 400 version, 400 version, 400 version");
        nothingWasSaid();
    }

    @Test
    void theLongestReasonInItsLongestSpellingIsTaken() {
        ConsoleAnswer answer = shown.act(
                ALICE,
                "www",
                "{\"kind\":\"FREEZE\",\"version\":\"" + shown.www().version() + "\",\"because\":\""
                        + "\\u00e9".repeat(1_000) + "\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(shown.www().intents().get(0).why()).isEqualTo("\u00e9".repeat(1_000));
    }

    @Test
    void aBodyBeyondItsBoundIsNotRead() {
        CountedBody endless = new CountedBody();

        ConsoleAnswer answer = shown.console.answer(
                shown.action(ALICE, "www", "").body(endless).build());

        assertThat(answer.status()).isEqualTo(413);
        assertThat(endless.read).isLessThanOrEqualTo(Actions.LARGEST_BODY + 1L);
        nothingWasSaid();
    }

    @Test
    void aBodyThatBreaksOffIsRefused() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("reset");
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                throw new IOException("reset");
            }
        };

        ConsoleAnswer answer =
                shown.console.answer(shown.action(ALICE, "www", "").body(broken).build());

        assertThat(answer.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data",
                "application/jsonx",
                "text/plain; application/json",
                ""
            })
    void whatAFormCouldSendIsNoAction(String type) {
        Shown.Page page = shown.page(ALICE);
        ConsoleRequest request = shown.by(ALICE, "POST", "/api/v1/pools/www/intents")
                .header("Cookie", page.cookie())
                .header("X-Failover-Token", page.token())
                .header("Content-Type", type)
                .body(new ByteArrayInputStream(body("\"kind\":\"FREEZE\"").getBytes(StandardCharsets.UTF_8)))
                .build();

        assertThat(shown.console.answer(request).status()).isEqualTo(415);
        nothingWasSaid();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "https://ops.example.com.evil.example",
                "https://ops.example.com@evil.example",
                "null",
                "",
                "ops.example.com",
                "file://",
                "chrome-extension://ops.example.com",
                "https://"
            })
    void aPageOfAnotherOriginCannotAct(String origin) {
        ConsoleRequest request = shown.action(ALICE, "www", body("\"kind\":\"FREEZE\""))
                .header("Origin", origin)
                .build();

        ConsoleAnswer answer = shown.console.answer(request);

        assertThat(answer.status()).isEqualTo(403);
        assertThat(Shown.error(answer)).contains("another origin");
        nothingWasSaid();
    }

    @Test
    void whereTwoHostsAreNamedNeitherIsTheOrigin() {
        ConsoleRequest request = shown.action(ALICE, "www", body("\"kind\":\"FREEZE\""))
                .header("Host", "evil.example")
                .build();

        assertThat(shown.console.answer(request).status()).isEqualTo(403);
        nothingWasSaid();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cross-site", "same-site", "none", ""})
    void whatTheBrowserCallsForeignCannotAct(String site) {
        ConsoleRequest request = shown.action(ALICE, "www", body("\"kind\":\"FREEZE\""))
                .header("Sec-Fetch-Site", site)
                .build();

        assertThat(shown.console.answer(request).status()).isEqualTo(403);
        nothingWasSaid();
    }

    @Test
    void aProgramWithoutABrowserMayAct() {
        Shown.Page page = shown.page(ALICE);
        ConsoleRequest request = shown.by(ALICE, "POST", "/api/v1/pools/www/intents")
                .header("Cookie", "theme=dark; " + page.cookie() + "; other=1")
                .header("X-Failover-Token", page.token())
                .header("Content-Type", "application/json; charset=utf-8")
                .body(new ByteArrayInputStream(body("\"kind\":\"FREEZE\"").getBytes(StandardCharsets.UTF_8)))
                .build();

        assertThat(shown.console.answer(request).status()).isEqualTo(200);
    }

    @Test
    void aTokenWorksForItsVisitorAndItsCookieOnly() {
        Visitor bob = Visitor.acting("bob");
        Shown.Page alices = shown.page(ALICE);
        Shown.Page bobs = shown.page(bob);
        String number = alices.cookie();

        assertThat(status(ALICE, number, bobs.token())).as("bob's token").isEqualTo(403);
        assertThat(status(bob, number, alices.token())).as("said by bob").isEqualTo(403);
        assertThat(status(ALICE, bobs.cookie(), alices.token()))
                .as("bob's cookie")
                .isEqualTo(403);
        assertThat(status(ALICE, "", alices.token())).as("no cookie").isEqualTo(403);
        assertThat(status(ALICE, number, "")).as("no token").isEqualTo(403);
        assertThat(status(ALICE, number, number.split("=", -1)[1]))
                .as("the cookie for a token")
                .isEqualTo(403);
        assertThat(status(ALICE, number + "x", alices.token())).as("no number").isEqualTo(403);
        assertThat(status(ALICE, number, alices.token() + "x")).as("too long").isEqualTo(403);
        nothingWasSaid();
        assertThat(status(ALICE, number, alices.token())).as("her own").isEqualTo(200);
    }

    @Test
    void aTokenOfAnotherConsoleDoesNotWork() {
        try (Console other = new Console(shown.engine, shown.runtime, outcome -> Optional.empty())) {
            ConsoleAnswer page =
                    other.answer(shown.by(ALICE, "GET", "/api/v1/engine").build());
            String cookie = page.headers().getOrDefault("Set-Cookie", "").split(";", -1)[0];

            assertThat(status(
                            ALICE, cookie, Shown.json(page).at("/visitor/token").asText()))
                    .isEqualTo(403);
        }
    }

    private int status(Visitor visitor, String cookie, String token) {
        ConsoleRequest request = shown.by(visitor, "POST", "/api/v1/pools/www/intents")
                .header("Content-Type", "application/json")
                .header("Cookie", cookie)
                .header("X-Failover-Token", token)
                .body(new ByteArrayInputStream(body("\"kind\":\"FREEZE\"").getBytes(StandardCharsets.UTF_8)))
                .build();
        return shown.console.answer(request).status();
    }

    /** A page of the engine and one of a pool may have got a cookie each, for different paths. */
    @Test
    void oneOfSeveralCookiesIsEnough() {
        Shown.Page one = shown.page(ALICE);
        Shown.Page two = shown.page(ALICE);

        assertThat(status(ALICE, two.cookie() + "; " + one.cookie(), one.token()))
                .isEqualTo(200);
    }

    @Test
    void theCookieIsForThisSiteAloneAndForNoScript() {
        ConsoleAnswer plain = shown.get(ALICE, "/api/v1/engine");
        ConsoleAnswer secure = shown.console.answer(
                shown.by(ALICE, "GET", "/api/v1/engine").secure().build());
        ConsoleAnswer again = shown.console.answer(shown.by(ALICE, "GET", "/api/v1/engine")
                .header("Cookie", plain.headers().getOrDefault("Set-Cookie", "").split(";", -1)[0])
                .build());

        assertThat(plain.headers().get("Set-Cookie"))
                .matches("failover-console=[A-Za-z0-9_-]{22}; SameSite=Strict; HttpOnly");
        assertThat(secure.headers().get("Set-Cookie"))
                .matches("failover-console=[A-Za-z0-9_-]{22}; SameSite=Strict; HttpOnly; Secure");
        assertThat(again.headers()).doesNotContainKey("Set-Cookie");
        assertThat(Shown.json(again).at("/visitor/token"))
                .isEqualTo(Shown.json(plain).at("/visitor/token"));
    }

    @Test
    void lookingChangesNothing() {
        PoolSnapshot before = shown.www();
        for (String path :
                List.of("/", "/pools/www", "/api/v1/engine", "/api/v1/pools/www", "/api/v1/pools/www/intents")) {
            for (String method : List.of("GET", "HEAD")) {
                shown.console.answer(shown.by(ALICE, method, path)
                        .query("kind=FREEZE&because=x&_method=POST")
                        .header("X-HTTP-Method-Override", "POST")
                        .body(new ByteArrayInputStream(
                                body("\"kind\":\"FREEZE\"").getBytes(StandardCharsets.UTF_8)))
                        .build());
            }
        }

        shown.advance(1);
        assertThat(shown.www().version()).isEqualTo(before.version());
        nothingWasSaid();
    }

    @Test
    void anActionForAPoolThatThereIsNotIsNothing() {
        assertThat(shown.act(ALICE, "gone", body("\"kind\":\"FREEZE\"")).status())
                .isEqualTo(404);
    }

    /** Whatever is read of it is counted. */
    private static final class CountedBody extends InputStream {

        private long read;

        @Override
        public int read() {
            read++;
            return ' ';
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            read += length;
            return length;
        }
    }
}
