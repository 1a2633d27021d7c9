package io.github.dnsfailover.internal.config;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.AllDown;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.EndpointPool.ForeignEdits;
import io.github.dnsfailover.EndpointPool.ForeignMarks;
import io.github.dnsfailover.EndpointPool.TakeOver;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverPolicy;
import io.github.dnsfailover.Target.Network;
import io.github.dnsfailover.check.HttpCheck;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each key of a pool does what the method of the builder does, told side by side. */
class EveryPoolKeyTest {

    static Stream<Arguments> keysAndTheSameInCode() {
        return Stream.of(
                same(
                        Map.of("names", "www.example.com, example.com"),
                        b -> b.name("www.example.com").name("example.com")),
                same(
                        Map.ofEntries(
                                entry("endpoints[0].id", "dc1"),
                                entry("endpoints[0].addresses", "192.0.2.1,2001:db8::1"),
                                entry("endpoints[0].site", "dc1 in town"),
                                entry("endpoints[0].probe-at", "10.0.0.1"),
                                entry("endpoints[0].any-address-suffices", "true"),
                                entry("endpoints[1].id", "aws"),
                                entry("endpoints[1].addresses[0]", "198.51.100.1"),
                                entry("endpoints[2].id", "last"),
                                entry("endpoints[2].addresses", "198.51.100.2"),
                                entry("endpoints[2].priority", "7")),
                        b -> b.endpoint(Endpoint.primary("dc1", "192.0.2.1", "2001:db8::1")
                                        .site("dc1 in town")
                                        .probeAt("10.0.0.1")
                                        .anyAddressSuffices())
                                .endpoint(Endpoint.backup("aws", "198.51.100.1"))
                                .endpoint(
                                        Endpoint.backup("last", "198.51.100.2").priority(7))),
                same(
                        Map.of("endpoints[0].id", "dc1", "endpoints[0].cname", "dc1.example.net"),
                        b -> b.endpoint(Endpoint.primaryCname("dc1", "dc1.example.net"))),
                same(
                        Map.of(
                                "endpoints[0].id", "dc1",
                                "endpoints[0].alias", "lb.example.net Z1",
                                "endpoints[0].resolved-by", "192.0.2.53, [2001:db8::53]:5353,2001:db8::54"),
                        b -> b.endpoint(Endpoint.primaryAlias("dc1", "lb.example.net Z1")
                                .resolvedBy(
                                        new InetSocketAddress("192.0.2.53", 53),
                                        new InetSocketAddress("2001:db8::53", 5353),
                                        new InetSocketAddress("2001:db8::54", 53)))),
                same(
                        Map.of("check.kind", "http", "check.path", "/health"),
                        b -> b.check(HttpCheck.get("/health").build())),
                same(Map.of("policy.kind", "ordered-priority"), b -> b.policy(FailoverPolicy.orderedPriority())),
                same(
                        Map.of("policy.kind", "serve-all-healthy", "policy.minimum", "2"),
                        b -> b.policy(FailoverPolicy.serveAllHealthy(2))),
                same(Map.of("policy.kind", "serve-all-healthy"), b -> b.policy(FailoverPolicy.serveAllHealthy(1))),
                same(Map.of("failback.mode", "automatic"), b -> b.failback(Failback.automatic())),
                same(Map.of("failback.mode", "manual"), b -> b.failback(Failback.manual())),
                same(
                        Map.of("failback.mode", "after", "failback.delay", "90m"),
                        b -> b.failback(Failback.after(Duration.ofMinutes(90)))),
                same(Map.of("all-down.mode", "keep"), b -> b.allDown(AllDown.keep())),
                same(Map.of("all-down.mode", "publish-all"), b -> b.allDown(AllDown.publishAll())),
                same(
                        Map.of("all-down.mode", "last-resort", "all-down.endpoint", "aws"),
                        b -> b.allDown(AllDown.lastResort("aws"))),
                same(Map.of("ttl", "60s"), b -> b.ttl(Duration.ofSeconds(60))),
                same(Map.of("interval", "5s"), b -> b.interval(Duration.ofSeconds(5))),
                same(Map.of("interval-when-down", "1 min"), b -> b.intervalWhenDown(Duration.ofMinutes(1))),
                same(Map.of("timeout", "1500ms"), b -> b.timeout(Duration.ofMillis(1500))),
                same(Map.of("recheck", "PT0.5S"), b -> b.recheck(Duration.ofMillis(500))),
                same(Map.of("fall", "5"), b -> b.fall(5)),
                same(Map.of("rise", "4"), b -> b.rise(4)),
                same(Map.of("forgive", "10"), b -> b.forgive(10)),
                same(Map.of("minimum-unhealthy-span", "2s"), b -> b.minimumUnhealthySpan(Duration.ofSeconds(2))),
                same(Map.of("freshness", "40s"), b -> b.freshness(Duration.ofSeconds(40))),
                same(Map.of("hold-down", "2m"), b -> b.holdDown(Duration.ofMinutes(2))),
                same(Map.of("escape-floor", "4s"), b -> b.escapeFloor(Duration.ofSeconds(4))),
                same(Map.of("read-every", "30s"), b -> b.readEvery(Duration.ofSeconds(30))),
                same(Map.of("settle-limit", "1h"), b -> b.settleLimit(Duration.ofHours(1))),
                same(Map.of("take-over", "adopt"), b -> b.takeOver(TakeOver.ADOPT)),
                same(Map.of("foreign-edits", "yield"), b -> b.foreignEdits(ForeignEdits.YIELD)),
                same(Map.of("foreign-marks", "reassert-once"), b -> b.foreignMarks(ForeignMarks.REASSERT_ONCE)),
                same(Map.of("markless", "true"), EndpointPool.Builder::markless),
                same(Map.of("markless", "false"), b -> b),
                same(Map.of("scope", "shop"), b -> b.scope("shop")),
                same(Map.of("importance", "-3"), b -> b.importance(-3)),
                same(Map.of("allow-different-families", "true"), EndpointPool.Builder::allowDifferentFamilies),
                same(Map.of("withdraw-family", "true"), EndpointPool.Builder::withdrawFamily),
                same(
                        Map.of("names-may-lead-to", "private, loopback"),
                        b -> b.namesMayLeadTo(Network.PRIVATE, Network.LOOPBACK)));
    }

    @ParameterizedTest
    @MethodSource("keysAndTheSameInCode")
    void aKeyDoesWhatTheBuilderDoes(Map<String, String> keys, UnaryOperator<EndpointPool.Builder> code) {
        EndpointPool.Builder byKeys = EndpointPool.fromProperties("www", prefixed("www", keys));

        assertThat(byKeys)
                .usingRecursiveComparison()
                .ignoringFields("origin")
                .isEqualTo(code.apply(EndpointPool.named("www")));
    }

    @Test
    void aPoolIsNamedByItsKeyOrByItsPrefix() {
        assertThat(EndpointPool.fromProperties("pools.www", Map.of()))
                .usingRecursiveComparison()
                .ignoringFields("origin")
                .isEqualTo(EndpointPool.named("www"));
        assertThat(EndpointPool.fromProperties("pools[0]", Map.of("pools[0].pool", "shop")))
                .usingRecursiveComparison()
                .ignoringFields("origin")
                .isEqualTo(EndpointPool.named("shop"));
    }

    @Test
    void eachKeyOfTheTableIsAmongThese() {
        List<String> tried = new ArrayList<>(List.of("pool"));
        keysAndTheSameInCode()
                .forEach(each -> ((Map<?, ?>) each.get()[0])
                        .keySet()
                        .forEach(key -> tried.add(key.toString().replaceAll("addresses\\[0]", "addresses"))));

        assertThat(tried.stream().map(key -> key.replaceAll("\\[[0-9]]", "[]")))
                .containsAll(PoolKeys.TABLE.settings().stream()
                        .map(Setting::name)
                        .filter(name -> !name.startsWith("check."))
                        .toList());
    }

    @Test
    void aDefaultOnThePageIsTheDefaultOfTheBuilder() {
        List<String> compared = new ArrayList<>();
        for (Setting setting : PoolKeys.TABLE.settings()) {
            boolean value = setting.fallback().matches("[0-9]+s?|[a-z]+(-[a-z]+)*")
                    && !setting.name().contains("check.");
            if (value && !setting.name().contains("[]") && !setting.name().equals("policy.minimum")) {
                compared.add(setting.name());
                assertThat(EndpointPool.fromProperties("www", Map.of("www." + setting.name(), setting.fallback())))
                        .as(setting.name())
                        .usingRecursiveComparison()
                        .ignoringFields("origin")
                        .isEqualTo(EndpointPool.named("www"));
            }
        }

        assertThat(compared).contains("ttl", "fall", "take-over", "markless", "names-may-lead-to", "failback.mode");
    }

    static Map<String, String> prefixed(String prefix, Map<String, String> keys) {
        Map<String, String> all = new HashMap<>();
        keys.forEach((key, value) -> all.put(prefix + "." + key, value));
        return all;
    }

    private static Arguments same(Map<String, String> keys, UnaryOperator<EndpointPool.Builder> code) {
        return Arguments.of(keys, code);
    }
}
