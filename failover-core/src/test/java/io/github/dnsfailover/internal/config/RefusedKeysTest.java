package io.github.dnsfailover.internal.config;

import static io.github.dnsfailover.internal.config.EveryPoolKeyTest.prefixed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.StillZone;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A refusal names the whole key, the value and the rule, and the rule is the builder's own. */
class RefusedKeysTest {

    @ParameterizedTest
    @CsvSource({
        "www.holdDwn,                www.hold-down",
        "www.name,                   www.names",
        "www.endpoint.id,            www.endpoints[0].id",
        "www.endpoints[3].adresses,  www.endpoints[3].addresses",
        "www.check.patch,            www.check.path",
        "www.failback,               www.failback.mode",
        "www.check.headers[1].key,   www.check.headers[1].name",
        "WWW_INTERVALL,              www.interval",
        "www.ttl[0],                 www.ttl",
        "www.names[1000],            www.names",
        "www,                        www.pool",
    })
    void anUnknownKeyIsRefusedWithTheNearestKnownOne(String key, String near) {
        assertThatThrownBy(() -> EndpointPool.fromProperties("www", Map.of(key, "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(key + ": there is no such key; did you mean " + near + "?");
    }

    @Test
    void whatNeedsCodeIsSaidToNeedIt() {
        assertThatThrownBy(() -> EndpointPool.fromProperties("www", Map.of("www.provider.server", "ns1.example.com")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("www.provider.server: provider needs code: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ttl=30 | a number with a unit is needed, as in 30s",
                "ttl=soon | a number with a unit is needed, as in 30s",
                "ttl=1500ms | pool www: ttl: PT1.5S; whole seconds from 1 to 2^31-1 are allowed (RFC 2181 section 8)",
                "ttl=0s | pool www: ttl: PT0S; whole seconds from 1 to 2^31-1 are allowed (RFC 2181 section 8)",
                "ttl=PT9223372036854775807S | pool www: ttl: ",
                "interval=5ms | pool www: interval: PT0.005S; PT0.01S to PT720H is allowed",
                "hold-down=-1s | pool www: holdDown: PT-1S; PT0S to PT720H is allowed",
                "settle-limit=31d | pool www: settleLimit: PT744H; PT0S to PT720H is allowed",
                "fall=0 | pool www: fall: 0; at least 1 is needed",
                "fall=three | a whole number of at most 18 digits is needed",
                "fall=4294967299 | the number is too large",
                "forgive=101 | pool www: forgive: 101; 1 to 100 is allowed",
                "importance=2000 | importance: 2000; -1000 to 1000 are allowed",
                "scope=_voice | scope: \"_voice\"; 1 to 64 letters",
                "markless=yes | true or false is needed",
                "take-over=grab | allowed are refuse-foreign, adopt",
                "names-may-lead-to[0]=everywhere | allowed are public, private, loopback",
                "names=a..example.com | name: \"a..example.com\" is no domain name",
                "pool=no spaces | pool no spaces: name of the pool: \"no spaces\"; 1 to 32 letters",
                "failback.delay=5m | it goes with www.failback.mode=after only",
                "all-down.endpoint=aws | it goes with www.all-down.mode=last-resort only",
                "policy.minimum=2 | it goes with www.policy.kind=serve-all-healthy only",
                "policy.kind=random | allowed are ordered-priority, serve-all-healthy",
            })
    void aValueThatBreaksARuleIsToldWithItsWholeKey(String given, String rule) {
        String[] keyAndValue = given.split("=", 2);

        assertThatThrownBy(() -> EndpointPool.fromProperties("www", Map.of("www." + keyAndValue[0], keyAndValue[1])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("www." + keyAndValue[0] + "=\"" + keyAndValue[1] + "\": " + rule);
    }

    @Test
    void anItemOfAListIsToldAlone() {
        assertRefused(
                Map.of("names", "www.example.com, -bad name-"), "www.names=\"-bad name-\": name: \"-bad name-\" has");
        assertRefused(Map.of("names", "www.example.com,"), "www.names=\"\": name: \"\" is empty");
    }

    @Test
    void anEndpointIsToldByTheKeyThatIsWrong() {
        assertRefused(
                Map.of("endpoints[0].id", "no spaces", "endpoints[0].addresses", "192.0.2.1"),
                "www.endpoints[0].id=\"no spaces\": endpoint id: \"no spaces\"; 1 to 32");
        assertRefused(Map.of("endpoints[0].addresses", "192.0.2.1"), "www.endpoints[0].id: none given");
        assertRefused(
                Map.of("endpoints[0].id", "dc1"),
                "www.endpoints[0].addresses: 0 of addresses, cname and alias are given; one is needed");
        assertRefused(
                Map.of("endpoints[0].id", "dc1", "endpoints[0].addresses", "192.0.2.1", "endpoints[0].cname", "a.b"),
                "www.endpoints[0].addresses: 2 of addresses, cname and alias are given; one is needed");
        assertRefused(
                Map.of("endpoints[0].id", "dc1", "endpoints[0].addresses", "192.0.2.1,192.0.2.256"),
                "www.endpoints[0].addresses=\"192.0.2.256\": endpoint dc1: \"192.0.2.256\" is no IP address");
        assertRefused(
                Map.of("endpoints[0].id", "dc1", "endpoints[0].addresses", "192.0.2.1,192.0.2.1"),
                "www.endpoints[0].addresses: endpoint dc1: an address is given twice");
        assertRefused(
                Map.of(
                        "endpoints[0].id", "dc1",
                        "endpoints[0].addresses", "192.0.2.1",
                        "endpoints[0].resolved-by", "192.0.2.53"),
                "www.endpoints[0].resolved-by: endpoint dc1: resolvedBy; only the target of an alias is looked up");
        assertRefused(
                Map.of(
                        "endpoints[0].id", "dc1",
                        "endpoints[0].alias", "lb.example.net Z1",
                        "endpoints[0].resolved-by", "ns1.example.com"),
                "www.endpoints[0].resolved-by=\"ns1.example.com\": an address is needed");
    }

    @Test
    void anIndexThatIsLeftOutIsToldAndSoIsAListThatIsGivenTwice() {
        assertRefused(
                Map.of("endpoints[0].id", "dc1", "endpoints[0].cname", "a.b", "endpoints[2].id", "aws"),
                "www.endpoints[2].id=\"aws\": there is no index 1; count from 0 without a gap");
        assertRefused(
                Map.of("names[1]", "www.example.com"), "www.names[1]=\"www.example.com\": there is no index 0; count");
        assertRefused(
                Map.of("names", "a.example.com", "names[0]", "b.example.com"),
                "www.names=\"a.example.com\": the list is given by index, too, as www.names[0]");
    }

    @Test
    void failbackAfterATimeNeedsTheTime() {
        assertRefused(Map.of("failback.mode", "after"), "www.failback.delay: none given");
        assertRefused(
                Map.of("failback.mode", "after", "failback.delay", "400d"),
                "www.failback.delay=\"400d\": failback: delay PT9600H; at most");
        assertRefused(Map.of("all-down.mode", "last-resort"), "www.all-down.endpoint: none given");
    }

    @Test
    void aRuleBetweenOptionsIsToldWithThePrefixWhenThePoolIsBuilt() {
        EndpointPool.Builder pool = EndpointPool.fromProperties(
                        "failover.www", Map.of("failover.www.timeout", "20s", "failover.www.interval", "10s"))
                .name("www.example.com")
                .endpoint(Endpoint.primary("dc1", "192.0.2.1"))
                .check((target, timeout) -> HealthResult.healthy())
                .provider(new StillZone());

        assertThatThrownBy(pool::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("failover.www: pool www: timeout: PT20S is longer than interval PT10S, which cannot work");
        assertThat(pool.interval(Duration.ofSeconds(30)).build().timings().interval())
                .hasSeconds(30);
    }

    @Test
    void aRuleBetweenOptionsNamesKeysWhereThePoolCameFromKeys() {
        Map<String, String> keys = Map.of(
                "www.names",
                "www.example.com",
                "www.endpoints[0].id",
                "dc1",
                "www.endpoints[0].addresses",
                "192.0.2.1",
                "www.endpoints[1].id",
                "aws",
                "www.endpoints[1].addresses",
                "2001:db8::1");
        EndpointPool.Builder pool = EndpointPool.fromProperties("www", keys)
                .check((target, timeout) -> HealthResult.healthy())
                .provider(new StillZone());

        assertThatThrownBy(pool::build)
                .hasMessage("www: pool www: endpoint aws offers [AAAA] and endpoint dc1 offers [A]; say"
                        + " allow-different-families=true if the records of a missing family may be deleted at a"
                        + " move");
        assertThatThrownBy(pool.holdDown(Duration.ofSeconds(4))::build)
                .hasMessage("www: pool www: escape-floor: PT5S is longer than hold-down PT4S, which cannot work");
        assertThatThrownBy(() -> EndpointPool.fromProperties("www", keys).build())
                .hasMessage("www: pool www: check: none given; check(..) or the key check.kind says one");
    }

    @Test
    void namesThatTheUserGaveAreNoOptions() {
        EndpointPool.Builder pool = EndpointPool.fromProperties(
                        "shop",
                        Map.of(
                                "shop.pool", "holdDown",
                                "shop.names", "www.example.com",
                                "shop.endpoints[0].id", "readEvery",
                                "shop.endpoints[0].addresses", "192.0.2.1",
                                "shop.endpoints[1].id", "aws",
                                "shop.endpoints[1].addresses", "2001:db8::1"))
                .check((target, timeout) -> HealthResult.healthy())
                .provider(new StillZone());

        assertThatThrownBy(pool::build)
                .hasMessageStartingWith(
                        "shop: pool holdDown: endpoint aws offers [AAAA] and endpoint readEvery offers [A]; say"
                                + " allow-different-families=true");
    }

    @Test
    void whatIsMissingForWantOfAnyKeyIsToldWithThePrefix() {
        Map<String, String> mistyped = Map.of("failover.pool.www.ttl", "30s");

        assertThatThrownBy(() -> EndpointPool.fromProperties("failover.pools.www", mistyped)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("failover.pools.www (there is no key that begins with it): pool www: ");
    }

    @Test
    void aPrefixNeedsALetterAndAPoolAName() {
        assertThatThrownBy(() -> EndpointPool.fromProperties("._.", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("prefix: \"._\" has no letter");
        assertThatThrownBy(() -> EndpointPool.fromProperties("", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pool: none given, and the prefix \"\" ends with no name");
        assertThatThrownBy(() -> EndpointPool.fromProperties("pools[0]", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pools[0].pool: none given, and the prefix \"pools[0]\" ends with no name");
        assertThatThrownBy(() -> EndpointPool.fromProperties("a.pool name", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a.pool name: pool pool name: name of the pool: ");
    }

    @Test
    void whatIsNoTextIsRefusedBelowThePrefixAndPassedOverElsewhere() {
        Map<String, Object> tree = new HashMap<>(Map.of("other", List.of(), "www.names", List.of("www.example.com")));

        assertThatThrownBy(() -> EndpointPool.fromProperties("www", tree))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("www.names: a java.util.ImmutableCollections")
                .hasMessageEndingWith(
                        "; a text is needed, and lists and maps by keys of their own, as in endpoints[0].id");
        assertThatThrownBy(() -> EndpointPool.fromProperties("www", Collections.singletonMap("www.ttl", null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("www.ttl: null; a text is needed");
    }

    @Test
    void aVeryLongValueIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> EndpointPool.fromProperties("www", Map.of("www.scope", "x".repeat(5_000))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("www.scope: the value has 5000 characters; at most 4096 are allowed");
    }

    @Test
    void controlCharactersOfAKeyDoNotReachAMessage() {
        assertThatThrownBy(() -> EndpointPool.fromProperties("www", Map.of("www.ttl", "1\u001b[31m\n2")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("www.ttl=\"1 [31m 2\": a number with a unit");
    }

    private static void assertRefused(Map<String, String> keys, String message) {
        assertThatThrownBy(() -> EndpointPool.fromProperties("www", prefixed("www", keys)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
