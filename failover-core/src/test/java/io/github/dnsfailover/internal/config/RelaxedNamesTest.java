package io.github.dnsfailover.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.StillZone;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** However a framework writes a key, it is the same key. */
class RelaxedNamesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "failover.www.hold-down",
                "failover.www.holdDown",
                "failover.www.hold_down",
                "failover.www.HOLD_DOWN",
                "failover.www.holddown",
                "failover.www.hold.down", // what Spring makes of FAILOVER_WWW_HOLD_DOWN when it fills a map
                "Failover.WWW.hold-down",
                "fail-over.www.hold-down",
                "FAILOVER_WWW_HOLDDOWN", // Spring's way
                "FAILOVER_WWW_HOLD_DOWN" // MicroProfile's
            })
    void oneOptionIsWrittenInManyWays(String key) {
        assertThat(pool("failover.www", Map.of(key, "7m")).timings().holdDown()).isEqualTo(Duration.ofMinutes(7));
    }

    @ParameterizedTest
    @CsvSource({
        "failover.www.endpoints[0].probe-at[0]",
        "failover.www.endpoints.0.probeAt.0", // what Spring makes of it when it fills a map
        "failover.www.endpoints[0]probe-at", // what SmallRye Config makes of FAILOVER_WWW_ENDPOINTS_0_PROBE_AT
        "failover.www.endpoints[0].probe_at",
        "FAILOVER_WWW_ENDPOINTS_0_PROBEAT_0",
        "FAILOVER_WWW_ENDPOINTS_0_PROBE_AT",
        "FAILOVER_WWW_ENDPOINTS_0__PROBE_AT_0_" // MicroProfile's way: each of "[", "]" and "." becomes "_"
    })
    void anIndexIsWrittenInManyWays(String key) {
        Map<String, String> keys = new HashMap<>(
                Map.of("failover.www.endpoints[0].id", "dc1", "failover.www.endpoints[0].addresses", "192.0.2.1"));
        keys.put(key, "10.0.0.1");

        EndpointPool pool = EndpointPool.fromProperties("failover.www", keys)
                .name("www.example.com")
                .check((target, timeout) -> HealthResult.healthy())
                .provider(new StillZone())
                .build();

        assertThat(pool.endpoints())
                .containsExactly(Endpoint.primary("dc1", "192.0.2.1").probeAt("10.0.0.1"));
    }

    @ParameterizedTest
    @CsvSource({
        "failover.pools[2],     failover.pools[2].ttl",
        "failover.pools[2],     failover.pools.2.ttl",
        "failover.pools[2],     FAILOVER_POOLS_2_TTL",
        "failover.pools[2],     FAILOVER_POOLS_2__TTL",
        "failover.www-two,      failover.www-two.ttl",
        "failover.www-two,      FAILOVER_WWWTWO_TTL",
        "failover.www-two,      FAILOVER_WWW_TWO_TTL",
        "failover.www.,         failover.www.ttl",
        "FAILOVER_WWW,          failover.www.ttl",
        "'',                    ttl",
        "'',                    TTL",
    })
    void aPrefixIsWrittenInManyWaysToo(String prefix, String key) {
        EndpointPool.Builder pool = EndpointPool.fromProperties(prefix, Map.of(key, "77s", named(prefix), "www"));

        assertThat(built(pool).timings().ttl()).isEqualTo(Duration.ofSeconds(77));
    }

    private static String named(String prefix) {
        return prefix.isEmpty() ? "pool" : prefix.replaceAll("\\.$", "").replace('_', '.') + ".pool";
    }

    @Test
    void aMapAsSpringFillsItIsRead() {
        Map<String, String> bound = new LinkedHashMap<>();
        bound.put("pool", "www");
        bound.put("names.0", "www.example.com");
        bound.put("names.1", "example.com");
        bound.put("endpoints.0.id", "dc1");
        bound.put("endpoints.0.addresses.0", "192.0.2.1");
        bound.put("endpoints.0.anyAddressSuffices", "false");
        bound.put("endpoints.1.id", "aws");
        bound.put("endpoints.1.addresses", "198.51.100.1");
        bound.put("check.kind", "HTTP");
        bound.put("hold-down", "5m"); // from a file,
        bound.put("holddown", "5m"); // and from the environment, which Spring has both times

        EndpointPool pool =
                EndpointPool.fromProperties("", bound).provider(new StillZone()).build();

        assertThat(pool.names()).hasToString("[www.example.com., example.com.]");
        assertThat(pool.endpoints()).extracting(Endpoint::id).containsExactly("dc1", "aws");
        assertThat(pool.timings().holdDown()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void propertiesAreReadWithTheirDefaults() throws IOException {
        Properties defaults = new Properties();
        defaults.load(new StringReader("failover.www.ttl = 45s \nfailover.www.fall = 4\n"));
        Properties properties = new Properties(defaults);
        properties.load(new StringReader("failover.www.fall: 5\nother.www.ttl = nonsense\n"));

        EndpointPool pool = built(EndpointPool.fromProperties("failover.www", properties));

        assertThat(pool.timings().ttl()).isEqualTo(Duration.ofSeconds(45));
        assertThat(pool.timings().fall()).isEqualTo(5);
    }

    @Test
    void theEnvironmentOverrulesFiles() {
        Map<String, String> all = new HashMap<>(Map.of("failover.www.ttl", "30s", "failover.www.fall", "4"));
        all.putAll(Map.of("FAILOVER_WWW_TTL", "77s", "PATH", "/bin", "FAILOVER_WWWISH", "1"));

        EndpointPool pool = pool("failover.www", all);

        assertThat(pool.timings().ttl()).isEqualTo(Duration.ofSeconds(77));
        assertThat(pool.timings().fall()).isEqualTo(4);
    }

    @Test
    void aMapAsSmallRyeConfigFillsItIsRead() {
        Map<String, String> all = Map.of(
                "failover.www.hold-down", "2m", // from a file,
                "failover.www.holddown", "7m", // what it makes of the environment,
                "FAILOVER_WWW_HOLDDOWN", "7m"); // and the environment

        assertThat(pool("failover.www", all).timings().holdDown()).isEqualTo(Duration.ofMinutes(7));
    }

    @Test
    void numbersAndBooleansAsAYamlParserMakesThemAreTexts() {
        Map<String, Object> parsed = Map.of("www.fall", 5, "www.markless", true, "www.ttl", "30s");

        EndpointPool pool = built(EndpointPool.fromProperties("www", parsed));

        assertThat(pool.timings().fall()).isEqualTo(5);
        assertThat(pool.isMarked()).isFalse();
    }

    @Test
    void aKeyOfAnotherPoolIsNotLookedAt() {
        Map<String, String> all = Map.of(
                "failover.www.ttl", "77s",
                "failover.www-two.ttl", "nonsense",
                "failover.www2.ttl", "nonsense",
                "failover.wwwtwo.unknown", "nonsense",
                "FAILOVER_WWW2_TTL", "nonsense");

        assertThat(pool("failover.www", all).timings().ttl()).isEqualTo(Duration.ofSeconds(77));
    }

    @Test
    void twoKeysOfOneOptionMustAgree() {
        assertThatThrownBy(
                        () -> EndpointPool.fromProperties("www", Map.of("www.hold-down", "5s", "www.holdDown", "6s")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("www.hold-down=\"5s\" and www.holdDown=\"6s\": both say hold-down, and not the same");
        assertThatThrownBy(
                        () -> EndpointPool.fromProperties("www", Map.of("WWW_HOLD_DOWN", "5s", "WWW_HOLDDOWN", "6s")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("both say hold-down");
    }

    @Test
    void lettersOfOtherScriptsAreNotTakenForThoseThatLookLikeThem() {
        String kelvin = "check.\u212aind"; // its small form is 'k', by Unicode

        assertThatThrownBy(() -> EndpointPool.fromProperties("www", Map.of("www." + kelvin, "http")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("did you mean www.check.kind?");
    }

    @Test
    void namesOfTheEnvironmentAreTakenApartAsTheyWereMade() {
        for (Setting setting : PoolKeys.TABLE.settings()) {
            String name = setting.name().replace("[]", "[0]");
            List<String> parts = WrittenKey.of(environmentName("failover.www." + name))
                    .below(WrittenKey.of("failover.www"))
                    .orElseThrow();

            assertThat(PoolKeys.TABLE.find(Shape.of(parts))).contains(setting);
        }
    }

    private static EndpointPool pool(String prefix, Map<String, String> keys) {
        return built(EndpointPool.fromProperties(prefix, keys));
    }

    private static EndpointPool built(EndpointPool.Builder builder) {
        return builder.name("www.example.com")
                .endpoint(Endpoint.primary("dc1", "192.0.2.1"))
                .endpoint(Endpoint.backup("aws", "198.51.100.1"))
                .check((target, timeout) -> HealthResult.healthy())
                .provider(new StillZone())
                .build();
    }

    /** In capitals with '_', as Spring Boot wants it. */
    static String environmentName(String key) {
        return key.replaceAll("[.\\[]", "_").replaceAll("[-\\]]", "").toUpperCase(Locale.ROOT);
    }
}
