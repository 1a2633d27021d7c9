package io.github.dnsfailover.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in, and what he may. */
class ConsoleRightsTest {

    private static final List<String> ALL = List.of(
            "",
            "/",
            "/pools/www",
            "/assets/console.css",
            "/api/v1/engine",
            "/api/v1/pools/www",
            "/api/v1/stream",
            "/api/v1/schema.json",
            "/nothing");

    private final Shown shown = new Shown().start();

    @AfterEach
    void close() {
        shown.close();
    }

    @Test
    void withoutAFunctionThisHostLooksOnly() {
        ConsoleAnswer engine =
                shown.console.answer(shown.local("GET", "/api/v1/engine").build());
        ConsoleAnswer action = shown.console.answer(
                shown.local("POST", "/api/v1/pools/www/intents").build());

        assertThat(engine.status()).isEqualTo(200);
        assertThat(engine.headers()).doesNotContainKey("Set-Cookie");
        assertThat(Shown.json(engine).at("/visitor").toString())
                .isEqualTo("{\"name\":\"this host\",\"mayAct\":false,\"token\":null}");
        assertThat(action.status()).isEqualTo(403);
        assertThat(Shown.error(action)).isEqualTo("You may look at this console, and not act.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "10.0.0.1", "2001:db8::1", "0.0.0.0", "169.254.1.1"})
    void withoutAFunctionOtherHostsAreRefused(String address) throws Exception {
        ConsoleRequest.Builder request =
                ConsoleRequest.builder("GET", "/").header("Host", "localhost").remote(InetAddress.getByName(address));

        ConsoleAnswer answer = shown.console.answer(request.build());

        assertThat(answer.status()).isEqualTo(403);
        assertThat(Shown.error(answer)).contains("from its own host only");
    }

    @Test
    void withoutAFunctionNobodyIsTakenForThisHostWhoseAddressIsNotKnown() {
        ConsoleRequest request =
                ConsoleRequest.builder("GET", "/").header("Host", "localhost").build();

        assertThat(shown.console.answer(request).status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"})
    void everyLoopbackAddressIsThisHost(String address) throws Exception {
        ConsoleRequest.Builder request =
                ConsoleRequest.builder("GET", "/").header("Host", "localhost").remote(InetAddress.getByName(address));

        assertThat(shown.console.answer(request.build()).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Forwarded",
                "forwarded",
                "X-Forwarded-For",
                "X-FORWARDED-PROTO",
                "X-Forwarded-Prefix",
                "X-Real-IP",
                "Via"
            })
    void withoutAFunctionWhatCameThroughAProxyIsRefused(String header) {
        for (String path : ALL) {
            ConsoleAnswer answer = shown.console.answer(
                    shown.local("GET", path).header(header, "").build());

            assertThat(answer.status()).as(path).isEqualTo(403);
            assertThat(Shown.error(answer)).contains("through a proxy");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8081",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "127.evil.example",
                "localhost.",
                "localhost:8081:9",
                "localhost:x",
                "localhost, evil.example",
                "0.0.0.0",
                "[::]",
                "[::1",
                "192.0.2.1",
                "",
                ":8081"
            })
    void withoutAFunctionOtherNamesAreRefusedSinceTheyMayBeMadeToLeadHere(String host) {
        ConsoleRequest.Builder request =
                ConsoleRequest.builder("GET", "/").remote(Shown.LOOPBACK).header("Host", host);

        ConsoleAnswer answer = shown.console.answer(request.build());

        assertThat(answer.status()).isEqualTo(403);
        assertThat(Shown.error(answer)).contains("under localhost");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "LocalHost:80", "127.0.0.1:8081", "127.255.0.9", "[::1]", "[::1]:8081", "localhost:"
            })
    void loopbackHasManyNames(String host) {
        ConsoleRequest.Builder request =
                ConsoleRequest.builder("GET", "/").remote(Shown.LOOPBACK).header("Host", host);

        assertThat(shown.console.answer(request.build()).status()).isEqualTo(200);
    }

    @Test
    void withoutAFunctionAHostThatIsMissingOrThereTwiceIsRefused() {
        ConsoleRequest.Builder none = ConsoleRequest.builder("GET", "/").remote(Shown.LOOPBACK);
        ConsoleRequest.Builder two = shown.local("GET", "/").header("Host", "localhost");

        assertThat(shown.console.answer(none.build()).status()).isEqualTo(403);
        assertThat(shown.console.answer(two.build()).status()).isEqualTo(403);
    }

    @Test
    void nobodySeesAnything() {
        for (String method : List.of("GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE")) {
            for (String path : ALL) {
                ConsoleAnswer answer = shown.console.answer(
                        shown.by(Visitor.nobody(), method, path).build());

                assertThat(answer.status()).as(method + " " + path).isEqualTo(403);
                assertThat(answer.streams()).isFalse();
            }
        }
    }

    @Test
    void whoeverLooksDoesNotAct() {
        ConsoleAnswer answer = shown.act(Visitor.looking("lea"), "www", "{}");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(Shown.json(shown.get(Visitor.looking("lea"), "/api/v1/engine"))
                        .at("/visitor/token")
                        .isNull())
                .isTrue();
    }

    @Test
    void aVisitorBehindAProxyIsTheHostsBusiness() {
        ConsoleRequest.Builder request = shown.by(Visitor.looking("lea"), "GET", "/api/v1/engine")
                .header("X-Forwarded-For", "192.0.2.1")
                .header("Via", "1.1 haproxy");

        assertThat(shown.console.answer(request.build()).status()).isEqualTo(200);
    }

    @Test
    void aFunctionThatFailsIsNoWayIn() {
        ConsoleAnswer thrown = shown.console.answer(shown.by(
                        () -> {
                            throw new IllegalStateException("jdbc:secret");
                        },
                        "GET",
                        "/")
                .build());
        ConsoleAnswer none = shown.console.answer(
                shown.by(ConsoleRightsTest::none, "GET", "/").build());

        assertThat(thrown.status()).isEqualTo(500);
        assertThat(Shown.text(thrown)).doesNotContain("secret", "Illegal");
        assertThat(none.status()).isEqualTo(500);
    }

    /** slf4j-simple writes to System.err, and looks it up for each line. */
    @Test
    @ResourceLock(Resources.SYSTEM_ERR)
    void aFunctionThatFailsIsLoggedOnceUntilItHasWorked() {
        PrintStream err = System.err;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        AtomicBoolean fails = new AtomicBoolean(true);
        ConsoleRequest request = shown.by(() -> fails.get() ? none() : Visitor.looking("lea"), "GET", "/")
                .build();
        System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            shown.console.answer(request);
            shown.console.answer(request);
            fails.set(false);
            shown.console.answer(request);
            fails.set(true);
            shown.console.answer(request);
        } finally {
            System.setErr(err);
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains("visitors=fail")))
                .hasSize(2);
    }

    @SuppressWarnings("NullAway") // what a host's function does against its contract
    private static Visitor none() {
        return null;
    }

    @Test
    void namesOfVisitorsAreOneLineOfText() {
        assertThat(Visitor.acting("al\u202eice\n\u0000").name()).isEqualTo("al?ice");
        assertThat(Visitor.looking("x".repeat(500)).name()).hasSize(200);
        assertThatThrownBy(() -> Visitor.acting(" \n")).isInstanceOf(IllegalArgumentException.class);
    }

    /** A picture of many pools costs some milliseconds, and a word that is refused changes nothing. */
    @Test
    void whoeverMayNotActMakesNoNewPictures() {
        Visitor lea = Visitor.looking("lea");
        String before = Shown.json(shown.get(lea, "/api/v1/engine")).path("at").asText();
        shown.runtime.advance(Duration.ofMillis(50));

        ConsoleAnswer refused = shown.console.answer(
                shown.by(lea, "POST", "/api/v1/pools/www/intents").build());

        assertThat(refused.status()).isEqualTo(403);
        assertThat(Shown.json(shown.get(lea, "/api/v1/engine")).path("at").asText())
                .isEqualTo(before);
    }
}
