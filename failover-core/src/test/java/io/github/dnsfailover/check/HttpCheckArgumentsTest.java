package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.dnsfailover.Target;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCheckArgumentsTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "health", "http://www.example.com/", " /"})
    void aPathMustBeginWithASlash(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCheck.get(path))
                .withMessageStartingWith("path: \"" + path + "\"; it must begin with '/'");
    }

    @ParameterizedTest
    @CsvSource({
        "/a b,/a%20b",
        "/a#b,/a",
        "/a/../b,/b",
        "/ä,/%C3%A4",
        "/?q=a b,/?q=a%20b",
        "'/a\\b',/a/b",
    })
    void aPathMustBeWrittenAsItIsSent(String path, String sent) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCheck.get(path))
                .withMessage("path: \"" + path + "\" would be sent as \"" + sent + "\"; write it so");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "//x", "/a/b.html", "/a%20b", "/?q=%C3%A4&r", "/a;b=c", "/~x/:y@z!$&'()*+,="})
    void wellFormedPathsAreTaken(String path) {
        assertThatCode(() -> HttpCheck.get(path).build()).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "www.example.com:80",
                "192.0.2.22",
                "1.2",
                "2001:db8::1",
                "[::1]",
                "a b",
                "*.example.com",
                "a..b",
                "http://a"
            })
    void aHostMustBeAName(String host) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCheck.get("/").host(host))
                .withMessageContaining("\"" + host + "\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65_536, 100_000})
    void aPortMustBeInRange(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCheck.get("/").port(port))
                .withMessage("port: " + port + "; 1 to 65535 are allowed");
    }

    @ParameterizedTest
    @ValueSource(ints = {-200, 0, 99, 600})
    void aStatusMustBeInRange(int status) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCheck.get("/").accept(status))
                .withMessage("accept: " + status + "; statuses from 100 to 599 are allowed");
    }

    @ParameterizedTest
    @CsvSource({"99,200", "200,600", "300,200"})
    void aRangeOfStatusesMustBeOne(int first, int last) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCheck.get("/").acceptRange(first, last))
                .withMessage("accept: " + first + " to " + last + "; statuses from 100 to 599 are allowed");
    }

    @Test
    void acceptNeedsAStatus() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCheck.get("/").accept())
                .withMessageStartingWith("accept: no status given");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "get", "G T", "CONNECT", "TRACE", "ABCDEFGHIJKLMNOPQRSTU"})
    void aMethodMustBeOneForChecks(String method) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCheck.get("/").method(method))
                .withMessageStartingWith("method: \"" + method + "\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X Probe", "X:Probe", "X-Prübe", "X\nProbe"})
    void aHeaderNameMustBeAToken(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCheck.get("/").header(name, "v"))
                .withMessage("header: the first argument is no header name (RFC 9110 section 5.6.2)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host",
                "host",
                "User-Agent",
                "Accept-Encoding",
                "Connection",
                "Content-Length",
                "Transfer-Encoding"
            })
    void headersThatTheCheckSetsAreRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCheck.get("/").header(name, "v"))
                .withMessage("header: " + name + " is set by the check; see host() and userAgent()");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX: y", "ä", "\u0000", "\u007f"})
    void aHeaderValueMustBePrintable(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCheck.get("/").header("X-Probe", value))
                .withMessageMatching("header X-Probe: character U\\+[0-9A-F]{4} at \\d; printable ASCII is allowed");
    }

    @Test
    void aRefusedHeaderValueIsNotShown() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCheck.get("/").header("Authorization", "secret\n"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb"})
    void aUserAgentMustBeText(String agent) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCheck.get("/").userAgent(agent))
                .withMessageStartingWith("userAgent");
    }

    @Test
    void theTextMustNotBeEmpty() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCheck.get("/").bodyContains(""))
                .withMessage("bodyContains: \"\"; some text is needed");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, 16_777_217})
    void theLimitMustBeSensible(int limit) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCheck.get("/").bodyLimit(limit))
                .withMessage("bodyLimit: " + limit + "; more than 0 bytes and at most 16777216 are needed");
    }

    @Test
    void theTextMustFitIntoTheLimit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        HttpCheck.get("/").bodyContains("Köln").bodyLimit(4).build())
                .withMessage("bodyContains: a text of 5 bytes is longer than bodyLimit, 4");
    }

    @Test
    void headHasNoBodyToSearch() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCheck.head("/").bodyContains("x").build())
                .withMessageStartingWith("bodyContains, bodyMatches, jsonEquals: an answer to HEAD has no body");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> HttpCheck.head("/").bodyContains(target -> "x").build())
                .withMessageStartingWith("bodyContains, bodyMatches, jsonEquals: an answer to HEAD has no body");
    }

    @Test
    void certificatesNeedTls() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCheck.get("/").tls(Tls.trustingJvm()).build())
                .withMessage("tls: set, but the check does not use TLS; say https() too");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCheck.get("/")
                        .certificateValidFor(Duration.ofDays(1))
                        .build())
                .withMessage("certificateValidFor: set, but the check does not use TLS; say https() too");
    }

    @Test
    @SuppressWarnings("NullAway")
    void whomToTrustMustBeGiven() {
        assertThatNullPointerException()
                .isThrownBy(() -> HttpCheck.get("/").tls(null))
                .withMessage("tls");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "P1DT1S"})
    void aTimeoutMustBeSensible(Duration timeout) {
        Target target = RawServer.target();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpCheck.get("/").build().check(target, timeout))
                .withMessageStartingWith("timeout: " + timeout);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TcpCheck.port(80).check(target, timeout))
                .withMessageStartingWith("timeout: " + timeout);
    }
}
