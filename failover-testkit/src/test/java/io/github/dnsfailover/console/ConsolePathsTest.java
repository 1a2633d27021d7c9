package io.github.dnsfailover.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What leads where, and with which headers. */
class ConsolePathsTest {

    private static final Visitor LEA = Visitor.looking("lea");
    private static final Map<String, String> ON_EACH = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin");

    private final Shown shown = new Shown().start();

    @AfterEach
    void close() {
        shown.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/, text/html; charset=utf-8",
        "/pools/www, text/html; charset=utf-8",
        "/pools/%77w%77, text/html; charset=utf-8",
        "/assets/console.css, text/css; charset=utf-8",
        "/assets/icon.svg, image/svg+xml",
        "/api/v1/engine, application/json",
        "/api/v1/pools/www, application/json",
        "/api/v1/pools/w%77w, application/json",
        "/api/v1/schema.json, application/schema+json"
    })
    void eachPlaceHasItsType(String path, String type) {
        ConsoleAnswer answer = shown.get(LEA, path);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsEntry("Content-Type", type);
        assertThat(answer.headers()).containsEntry("Content-Length", Integer.toString(answer.body().length));
        assertThat(answer.body()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/index.html",
                "/assets",
                "/assets/",
                "/assets/../index.html",
                "/assets/%2e%2e/index.html",
                "/assets/..%2findex.html",
                "/assets/..%5cindex.html",
                "/assets/index.html",
                "/assets/pool.html",
                "/assets/assets.txt",
                "/assets/schema.json",
                "/assets/Console.class",
                "/assets/console%2ecss",
                "/assets/./console.css",
                "/assets//console.css",
                "//assets/console.css",
                "/assets/console.css/",
                "/assets/console.css;x=y",
                "/assets/console.css%00",
                "/assets/console.css%00.js",
                "/assets/CONSOLE.CSS",
                "/%61ssets/console.css",
                "/assets%2fconsole.css",
                "/assets\\console.css",
                "/assets/%c0%ae%c0%ae/index.html",
                "/assets/%e0%80%ae",
                "/api/v1/engine/",
                "/api/v1/engine;a=b",
                "/api/v1//engine",
                "/API/v1/engine",
                "/api/v1/%65ngine",
                "/api/v1/pools",
                "/api/v1/pools/",
                "/api/v1/pools/none",
                "/api/v1/pools/www/",
                "/api/v1/pools/www;x",
                "/api/v1/pools/www%00",
                "/api/v1/pools/www%2fintents",
                "/api/v1/pools/%2577ww",
                "/api/v1/pools/%",
                "/api/v1/pools/%7",
                "/api/v1/pools/ww%7",
                "/api/v1/pools/ww%zz",
                "/api/v1/pools/%c1%b7ww",
                "/api/v1/pools/../engine",
                "/api/v1/pools/www/intents/",
                "/pools/none",
                "/pools/www/x",
                "/pools/<script>",
                "/pools/\u0131",
                "/pools/www?pool=www",
                "pools/www",
                "/ "
            })
    void everythingElseIsNothing(String path) {
        assertThat(shown.get(LEA, path).status()).isEqualTo(404);
        assertThat(shown.console
                        .answer(shown.by(Visitor.acting("al"), "POST", path).build())
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aLongPathIsNothing() {
        assertThat(shown.get(LEA, "/pools/" + "w".repeat(100_000)).status()).isEqualTo(404);
        assertThat(shown.get(LEA, "/".repeat(100_000)).status()).isEqualTo(404);
    }

    @Test
    void theBareMountLeadsToThePageWhateverAProxyPutsBeforeIt() {
        ConsoleRequest.Builder request = shown.by(LEA, "GET", "").mount("/ops/failover");

        ConsoleAnswer answer = shown.console.answer(request.build());

        assertThat(answer.status()).isEqualTo(308);
        assertThat(URI.create("https://example.com/prefix/ops/failover")
                        .resolve(answer.headers().getOrDefault("Location", "")))
                .isEqualTo(URI.create("https://example.com/prefix/ops/failover/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "CONNECT", "", "POST"})
    void whereOneLooksNothingElseIsDone(String method) {
        for (String path : List.of("/", "/pools/www", "/assets/icon.svg", "/api/v1/engine", "/api/v1/stream")) {
            ConsoleAnswer answer =
                    shown.console.answer(shown.by(LEA, method, path).build());

            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.headers()).containsEntry("Allow", "GET, HEAD");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE"})
    void actionsArePosted(String method) {
        ConsoleAnswer answer = shown.console.answer(shown.by(Visitor.acting("al"), method, "/api/v1/pools/www/intents")
                .build());

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers()).containsEntry("Allow", "POST");
    }

    @Test
    void headIsGetWithoutABody() {
        for (String path : List.of("/", "/pools/www", "/assets/icon.svg", "/api/v1/schema.json", "/none")) {
            ConsoleAnswer get = shown.get(LEA, path);
            ConsoleAnswer head =
                    shown.console.answer(shown.by(LEA, "HEAD", path).build());

            assertThat(head.status()).as(path).isEqualTo(get.status());
            assertThat(head.headers()).isEqualTo(get.headers());
            assertThat(head.body()).isEmpty();
        }
    }

    @Test
    void headOfAStreamTakesNoPlace() {
        for (int i = 0; i < 100; i++) {
            ConsoleAnswer head =
                    shown.console.answer(shown.by(LEA, "HEAD", "/api/v1/stream").build());
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.streams()).isFalse();
        }
    }

    @Test
    void eachAnswerHasTheHeadersThatKeepOthersOut() {
        List<ConsoleAnswer> answers = List.of(
                shown.get(LEA, "/"),
                shown.get(LEA, ""),
                shown.get(LEA, "/pools/www"),
                shown.get(LEA, "/assets/icon.svg"),
                shown.get(LEA, "/api/v1/engine"),
                shown.get(LEA, "/api/v1/pools/www"),
                shown.get(LEA, "/api/v1/schema.json"),
                shown.get(LEA, "/api/v1/stream"),
                shown.get(LEA, "/none"),
                shown.get(Visitor.nobody(), "/"),
                shown.act(Visitor.acting("al"), "www", "{"),
                shown.console.answer(shown.by(LEA, "PUT", "/").build()));

        for (ConsoleAnswer answer : answers) {
            assertThat(answer.headers()).as(answer.toString()).containsAllEntriesOf(ON_EACH);
            assertThat(answer.headers().get("Cache-Control")).isIn("no-store", "no-cache");
        }
    }

    @Test
    void filesAreAskedForAgainAndSentOnlyWhenTheyChanged() {
        ConsoleAnswer first = shown.get(LEA, "/assets/console.css");
        String etag = first.headers().getOrDefault("ETag", "");

        ConsoleAnswer same = shown.console.answer(shown.by(LEA, "GET", "/assets/console.css")
                .header("If-None-Match", "\"other\", W/" + etag)
                .build());
        ConsoleAnswer other = shown.console.answer(shown.by(LEA, "GET", "/assets/console.css")
                .header("If-None-Match", "\"other\"")
                .build());

        assertThat(etag).matches("\"[0-9a-f]{24}\"");
        assertThat(first.headers()).containsEntry("Cache-Control", "no-cache");
        assertThat(same.status()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(same.headers()).containsEntry("ETag", etag).containsAllEntriesOf(ON_EACH);
        assertThat(other.status()).isEqualTo(200);
        assertThat(shown.get(LEA, "/").headers()).containsEntry("Cache-Control", "no-store");
    }

    /** What lies in the folder and is not in the list would be missed by a page that needs it. */
    @Test
    void theListHoldsEachFileOfThePage() throws Exception {
        Path folder = Path.of("../failover-core/src/main/resources/io/github/dnsfailover/console");
        try (Stream<Path> files = Files.list(folder)) {
            List<String> there = files.map(file -> file.getFileName().toString())
                    .filter(name -> !List.of("index.html", "pool.html", "assets.txt", "schema.json")
                            .contains(name))
                    .toList();

            assertThat(Files.readAllLines(folder.resolve("assets.txt"))).containsExactlyInAnyOrderElementsOf(there);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pool=none", "pool=", "pool", "x=www", "pool=www&pool=api", "pool=%00", "pool=%"})
    void aStreamOfNoPoolIsNothing(String query) {
        ConsoleAnswer answer = shown.console.answer(
                shown.by(LEA, "GET", "/api/v1/stream").query(query).build());

        assertThat(answer.status()).isEqualTo(404);
    }

    @Test
    void aBodyIsThereAtOnceOrStreams() {
        ConsoleAnswer answer = shown.get(LEA, "/");

        assertThat(answer.streams()).isFalse();
        assertThatThrownBy(() -> answer.stream(new ByteArrayOutputStream())).isInstanceOf(IllegalStateException.class);
    }
}
