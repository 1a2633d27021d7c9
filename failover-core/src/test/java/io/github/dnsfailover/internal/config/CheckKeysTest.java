package io.github.dnsfailover.internal.config;

import static io.github.dnsfailover.internal.config.EveryPoolKeyTest.prefixed;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.StillZone;
import io.github.dnsfailover.Target;
import io.github.dnsfailover.check.DnsCheck;
import io.github.dnsfailover.check.HttpCheck;
import io.github.dnsfailover.check.SmtpCheck;
import io.github.dnsfailover.check.TcpCheck;
import io.github.dnsfailover.check.TlsCheck;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that are values are said by keys, each as the builder of its kind says it. */
class CheckKeysTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10); // generous: a probe of loopback takes milliseconds
    private static final Set<String> TRIED_AT_SERVERS = Set.of("tls.trust-pem", "headers[].secret", "send-secret");

    @TempDir
    Path folder;

    static Stream<Arguments> keysAndTheSameInCode() {
        return Stream.of(
                same(Map.of("kind", "http"), HttpCheck.get("/").build()),
                same(
                        Map.ofEntries(
                                entry("kind", "http"),
                                entry("path", "/health?deep=1"),
                                entry("method", "POST"),
                                entry("host", "www.example.com"),
                                entry("https", "true"),
                                entry("port", "8443"),
                                entry("certificate-valid-for", "1d"),
                                entry("user-agent", "probe"),
                                entry("http2", "true"),
                                entry("accept", "200, 300-399"),
                                entry("body-contains", "Example Shop, open"),
                                entry("body-matches[0]", "a{1,2}"),
                                entry("body-matches[1]", "b"),
                                entry("body-limit", "1000"),
                                entry("latency-at-most", "800ms"),
                                entry("headers[0].name", "Accept"),
                                entry("headers[0].value", "text/html, */*"),
                                entry("headers[1].name", "X-Probe"),
                                entry("headers[1].value", "1"),
                                entry("header-equals[0].name", "X-Shop"),
                                entry("header-equals[0].value", "open"),
                                entry("json-equals[0].pointer", "/status"),
                                entry("json-equals[0].value", "UP")),
                        HttpCheck.get("/health?deep=1")
                                .method("POST")
                                .host("www.example.com")
                                .https()
                                .port(8443)
                                .certificateValidFor(Duration.ofDays(1))
                                .userAgent("probe")
                                .http2()
                                .accept(200)
                                .acceptRange(300, 399)
                                .bodyContains("Example Shop, open")
                                .bodyMatches(Pattern.compile("a{1,2}"))
                                .bodyMatches(Pattern.compile("b"))
                                .bodyLimit(1000)
                                .latencyAtMost(Duration.ofMillis(800))
                                .header("Accept", "text/html, */*")
                                .header("X-Probe", "1")
                                .headerEquals("X-Shop", "open")
                                .jsonEquals("/status", "UP")
                                .build()),
                same(
                        Map.of("kind", "tcp", "port", "6379", "send", "PING\r\n", "expect", "+PONG"),
                        TcpCheck.port(6379).send("PING\r\n").expect("+PONG")),
                same(Map.of("kind", "tcp", "port", "22"), TcpCheck.port(22)),
                same(
                        Map.of(
                                "kind",
                                "tls",
                                "port",
                                "993",
                                "host",
                                "imap.example.com",
                                "certificate-valid-for",
                                "36h"),
                        TlsCheck.port(993)
                                .host("imap.example.com")
                                .certificateValidFor(Duration.ofHours(36))
                                .build()),
                same(
                        Map.of(
                                "kind", "smtp",
                                "port", "25",
                                "start-tls", "true",
                                "host", "mx.example.com",
                                "ehlo", "probe.example.com",
                                "banner-contains", "ESMTP"),
                        SmtpCheck.port(25)
                                .startTls()
                                .host("mx.example.com")
                                .ehlo("probe.example.com")
                                .bannerContains("ESMTP")
                                .build()),
                same(
                        Map.of(
                                "kind", "dns",
                                "query", "example.com",
                                "type", "MX",
                                "port", "5353",
                                "recursion-desired", "true",
                                "rcode", "NOERROR",
                                "answer-contains", "10 mx.example.com"),
                        DnsCheck.query("example.com")
                                .type("MX")
                                .port(5353)
                                .recursionDesired()
                                .rcode("NOERROR")
                                .answerContains("10 mx.example.com")
                                .build()));
    }

    @ParameterizedTest
    @MethodSource("keysAndTheSameInCode")
    void aCheckIsWhatItsBuilderMakes(Map<String, String> keys, HealthCheck code) {
        HealthCheck byKeys = check(keys);

        assertThat(byKeys).hasToString(code.toString());
        assertThat(byKeys)
                .usingRecursiveComparison()
                .withEqualsForType((a, b) -> a.pattern().equals(b.pattern()), Pattern.class)
                .isEqualTo(code);
    }

    @Test
    void eachKeyOfEachKindIsAmongThese() {
        for (CheckKeys.Kind kind : CheckKeys.KINDS) {
            Set<String> tried = new HashSet<>(TRIED_AT_SERVERS);
            keysAndTheSameInCode()
                    .map(each -> (Map<?, ?>) each.get()[0])
                    .filter(keys -> keys.get("kind").equals(kind.word()))
                    .forEach(keys -> keys.keySet()
                            .forEach(key -> tried.add(key.toString()
                                    .replaceAll("body-matches\\[[0-9]]", "body-matches")
                                    .replaceAll("\\[[0-9]]", "[]"))));

            assertThat(tried)
                    .containsAll(kind.settings().stream().map(Setting::name).toList());
        }
    }

    @Test
    void aTextOfEachEndpointIsWantedFromThatEndpoint() throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.start(InetAddress.getLoopbackAddress(), 0);
            server.enqueue(new MockResponse.Builder().body("served by dc1").build());
            server.enqueue(new MockResponse.Builder().body("served by dc1").build());
            HealthCheck check = check(Map.of(
                    "kind", "http",
                    "port", Integer.toString(server.getPort()),
                    "body-contains", "served by {endpoint}"));

            HealthResult there = check.check(loopback("dc1"), TIMEOUT);
            HealthResult elsewhere = check.check(loopback("aws"), TIMEOUT);

            assertThat(there.verdict()).isEqualTo(HealthResult.Verdict.HEALTHY);
            assertThat(elsewhere.verdict()).isEqualTo(HealthResult.Verdict.UNHEALTHY);
        }
    }

    @Test
    void aSecretIsNamedByTheKeyAndSentByTheCheck() throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.start(InetAddress.getLoopbackAddress(), 0);
            server.enqueue(new MockResponse.Builder().build());
            Map<String, String> keys = Map.of(
                    "www.check.kind", "http",
                    "www.check.port", Integer.toString(server.getPort()),
                    "www.check.headers[0].name", "Authorization",
                    "www.check.headers[0].secret", "secret:probe/token");

            HealthCheck check = complete(EndpointPool.fromProperties("www", keys, CheckKeysTest::secret))
                    .check();
            check.check(loopback("dc1"), TIMEOUT);

            assertThat(server.takeRequest().getHeaders().get("Authorization")).isEqualTo("Bearer hunter2");
            assertThat(check.toString()).doesNotContain("hunter2");
        }
    }

    private static Optional<String> secret(String name) {
        return name.equals("probe/token") ? Optional.of("Bearer hunter2") : Optional.empty();
    }

    @Test
    void whatIsSentOverTcpMayBeASecret() {
        Map<String, String> keys = Map.of(
                "www.check.kind", "tcp", "www.check.port", "6379", "www.check.send-secret", "secret:probe/token");

        HealthCheck check = complete(EndpointPool.fromProperties("www", keys, CheckKeysTest::secret))
                .check();

        assertThat(check)
                .usingRecursiveComparison()
                .isEqualTo(TcpCheck.port(6379).send("Bearer hunter2"));
    }

    @ParameterizedTest
    @CsvSource({
        "hunter2",
        "secret:",
        "secret:hunter2!",
        "Secret:hunter2",
        "'secret:hunter2 '",
        "secret:hunter2", // a name that the application does not know may be a secret that was put there
    })
    void aLiteralInThePlaceOfAReferenceIsRefusedAndNotPrinted(String literal) {
        for (Map<String, String> keys : List.of(
                Map.of("kind", "tcp", "port", "1", "send-secret", literal),
                Map.of("kind", "http", "headers[0].name", "Authorization", "headers[0].secret", literal))) {
            assertThatThrownBy(() ->
                            EndpointPool.fromProperties("www", prefixed("www.check", keys), CheckKeysTest::secret))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageMatching("www\\.check\\.(send-secret|headers\\[0]\\.secret)=\\(not shown\\): .*")
                    .satisfies(e -> assertThat(stack(e)).doesNotContain("hunter2"));
        }
    }

    @ParameterizedTest
    @CsvSource({"Authorization", "proxy-authorization", "Cookie", "X-Api-Key", "X-Auth-Token", "Private-Token", "JWT"})
    void aHeaderThatCarriesACredentialHasNoLiteralValue(String header) {
        assertThatThrownBy(
                        () -> check(Map.of("kind", "http", "headers[0].name", header, "headers[0].value", "hunter2")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("www.check.headers[0].value=(not shown): the header " + header
                        + " carries a credential; name it by www.check.headers[0].secret")
                .satisfies(e -> assertThat(stack(e)).doesNotContain("hunter2"));
    }

    @Test
    void noSecretAndNoPrivateTextReachesAMessage() {
        assertHides(Map.of("kind", "http", "headers[0].name", "X-Probe", "headers[0].value", "hunter2\n"));
        assertHides(Map.of("kind", "http", "headers[0].name", "X Probe", "headers[0].value", "hunter2"));
        assertHides(Map.of("kind", "http", "header-equals[0].name", "X-A", "header-equals[0].value", "hunter2\n"));
        assertHides(Map.of("kind", "tcp", "port", "0", "send", "hunter2"));
        assertHides(Map.of("kind", "tcp", "port", "1", "send", "hunter2", "send-secret", "secret:a"));
        assertHides(Map.of("kind", "tcp", "port", "1", "send", "hunter2".repeat(1_000)));
        assertHides(Map.of("kind", "ping", "send", "hunter2"));
        assertHides(Map.of("kind", "tcp", "port", "1", "send", "hunter2", "Send", "hunter22"));
    }

    @Test
    void aFunctionForSecretsThatThrowsIsToldByItsKindAlone() {
        Map<String, String> keys =
                Map.of("www.check.kind", "tcp", "www.check.port", "1", "www.check.send-secret", "secret:token");

        assertThatThrownBy(() -> EndpointPool.fromProperties("www", keys, name -> {
                    throw new IllegalStateException("cannot decrypt hunter2");
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("www.check.send-secret=(not shown): the application's function for secrets threw "
                        + "java.lang.IllegalStateException")
                .satisfies(e -> assertThat(stack(e)).doesNotContain("hunter2"));
        assertThatThrownBy(() -> EndpointPool.fromProperties("www", keys))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("the application has no secret of that name");
    }

    @Test
    void authoritiesAreReadFromAFile() throws Exception {
        HeldCertificate authority =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        HeldCertificate held = new HeldCertificate.Builder()
                .signedBy(authority)
                .addSubjectAlternativeName("www.example.com")
                .build();
        Path pem = Files.writeString(folder.resolve("ca.pem"), authority.certificatePem());
        try (MockWebServer server = new MockWebServer()) {
            server.useHttps(new HandshakeCertificates.Builder()
                    .heldCertificate(held)
                    .build()
                    .sslSocketFactory());
            server.start(InetAddress.getLoopbackAddress(), 0);
            server.enqueue(new MockResponse.Builder().build());
            HealthCheck check = check(Map.of(
                    "kind", "http",
                    "https", "true",
                    "host", "www.example.com",
                    "port", Integer.toString(server.getPort()),
                    "tls.trust-pem", pem.toString()));

            HealthResult result = check.check(loopback("dc1"), TIMEOUT);

            assertThat(result.verdict()).as(result.detail()).isEqualTo(HealthResult.Verdict.HEALTHY);
        }
    }

    @Test
    void aFileWithoutAuthoritiesIsRefused() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        Path missing = folder.resolve("missing.pem");

        assertRefused(
                Map.of("kind", "http", "https", "true", "tls.trust-pem", empty.toString()),
                "www.check.tls.trust-pem=\"" + empty + "\": trustingPem: " + empty + " holds no certificate");
        assertRefused(
                Map.of("kind", "tls", "port", "1", "tls.trust-pem", missing.toString()),
                "www.check.tls.trust-pem=\"" + missing + "\": the file cannot be read: ");
        assertRefused(
                Map.of("kind", "http", "https", "true", "tls.trust-pem", "\u0000"), "www.check.tls.trust-pem=\"\": ");
    }

    @Test
    void aCheckHasAKindAndOnlyKeysOfThatKind() {
        assertRefused(Map.of("path", "/"), "www.check.kind: none given; one of http, tcp, tls, smtp, dns, ping");
        assertRefused(Map.of("kind", "udp"), "www.check.kind=\"udp\": allowed are http, tcp, tls, smtp, dns, ping");
        assertRefused(
                Map.of("kind", "dns", "query", "example.com", "path", "/"),
                "www.check.path=\"/\": path is not for a check of kind dns");
        assertRefused(
                Map.of("kind", "ping", "port", "7"), "www.check.port=\"7\": port is not for a check of kind ping");
        assertRefused(Map.of("kind", "tcp"), "www.check.port: none given; 1 to 65535");
        assertRefused(Map.of("kind", "dns"), "www.check.query: none given");
    }

    @ParameterizedTest
    @CsvSource({"command", "heartbeat", "combined", "inverted", "cached", "Heartbeat"})
    void aKindThatNeedsCodeIsRefusedByName(String kind) {
        assertThatThrownBy(() -> check(Map.of("kind", kind)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("www.check.kind=\"" + kind + "\": a check of this kind needs code: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "path=health | path: \"health\"; it must begin with '/'",
                "method=get | method: \"get\"; 1 to 20 upper case letters",
                "host=www.example.com:80 | host: \"www.example.com:80\"; a host name is needed",
                "port=65536 | port: 65536; 1 to 65535 are allowed",
                "accept=2xx | a status or a range is needed, as in 200 or 200-299",
                "accept=999 | ",
                "body-matches=( | Unclosed group near index 1",
                "body-limit=0 | bodyLimit: 0; more than 0 bytes",
                "latency-at-most=0s | latencyAtMost: PT0S; more than zero",
                "json-equals[0].pointer=status | ",
                "headers[0].name=Host | header: Host is set by the check",
            })
    void theRulesAreThoseOfTheBuilder(String given, String rule) {
        String[] keyAndValue = given.split("=", 2);
        Map<String, String> keys = new HashMap<>(Map.of("kind", "http", keyAndValue[0], keyAndValue[1]));
        if (keyAndValue[0].contains("].")) {
            keys.put(keyAndValue[0].replaceAll("\\.[a-z]+$", ".value"), "1");
        }

        assertRefused(
                keys, "www.check." + keyAndValue[0] + "=\"" + keyAndValue[1] + "\": " + (rule == null ? "" : rule));
    }

    @Test
    void rulesBetweenKeysAreToldWithTheGroup() {
        assertRefused(
                Map.of("kind", "http", "method", "HEAD", "body-contains", "shop"),
                "www.check: bodyContains, bodyMatches, jsonEquals: an answer to HEAD has no body");
        assertRefused(
                Map.of("kind", "http", "certificate-valid-for", "1d"),
                "www.check: certificateValidFor: set, but the check does not use TLS");
        assertRefused(Map.of("kind", "smtp", "port", "25", "host", "mx.example.com"), "www.check: host: set, but");
        assertRefused(
                Map.of(
                        "kind",
                        "http",
                        "headers[0].name",
                        "X-A",
                        "headers[0].value",
                        "1",
                        "headers[0].secret",
                        "secret:a"),
                "www.check.headers[0].secret=(not shown): there is a value, too, as www.check.headers[0].value");
        assertRefused(Map.of("kind", "http", "headers[0].name", "X-A"), "www.check.headers[0].value: none given");
    }

    @Test
    void aPatternThatIsAllBracketsIsReadOrRefused() {
        assertRefused(
                Map.of("kind", "http", "body-matches", "(".repeat(501)),
                "www.check.body-matches=\"" + "(".repeat(197) + "...\": a pattern of at most 500 characters");
        assertThat(check(Map.of("kind", "http", "body-matches", "(".repeat(249) + "a" + ")".repeat(249))))
                .isInstanceOf(HttpCheck.class);
    }

    @Test
    void pingIsMadeIfThisSystemHasItAndRefusedOtherwise() {
        try {
            assertThat(check(Map.of("kind", "ping"))).hasToString("ping");
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith("www.check.kind=\"ping\": ping: ");
        }
    }

    private static Arguments same(Map<String, String> keys, HealthCheck code) {
        return Arguments.of(keys, code);
    }

    private static Target loopback(String endpoint) {
        return Target.of("www", endpoint, InetAddress.getLoopbackAddress());
    }

    private static HealthCheck check(Map<String, String> keys) {
        return complete(EndpointPool.fromProperties("www", prefixed("www.check", keys)))
                .check();
    }

    private static EndpointPool complete(EndpointPool.Builder builder) {
        return builder.name("www.example.com")
                .endpoint(Endpoint.primary("dc1", "192.0.2.1"))
                .provider(new StillZone())
                .build();
    }

    private static void assertRefused(Map<String, String> keys, String message) {
        assertThatThrownBy(() -> check(keys))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    private static void assertHides(Map<String, String> keys) {
        assertThatThrownBy(() -> check(keys))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(stack(e)).doesNotContain("hunter2"));
    }

    /** All that a log would show of it. */
    private static String stack(Throwable thrown) {
        StringWriter out = new StringWriter();
        thrown.printStackTrace(new PrintWriter(out, true));
        return out.toString();
    }
}
