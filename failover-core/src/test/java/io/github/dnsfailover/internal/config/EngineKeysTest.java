package io.github.dnsfailover.internal.config;

import static io.github.dnsfailover.internal.config.EveryPoolKeyTest.prefixed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.ControlTarget;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.StillZone;
import io.github.dnsfailover.check.HttpCheck;
import io.github.dnsfailover.check.TcpCheck;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each key of an engine does what the method of the builder does, and a refusal names key, value and rule. */
class EngineKeysTest {

    static Stream<Arguments> keysAndTheSameInCode() {
        return Stream.of(
                same(Map.of(), b -> b),
                same(Map.of("owner", "shop"), b -> b.owner("shop")),
                same(Map.of("environment", "test"), b -> b.environment("test")),
                same(Map.of("site", "dc1"), b -> b.site("dc1")),
                same(Map.of("rank", "20261130120000"), b -> b.rank(20261130120000L)),
                same(Map.of("dry-run", "TRUE"), FailoverEngine.Builder::dryRun),
                same(Map.of("dry-run", "false"), b -> b),
                same(Map.of("stop-file", "/run/failover.stop"), b -> b.stopFile(Path.of("/run/failover.stop"))),
                same(Map.of("without-logging", "true"), FailoverEngine.Builder::withoutLogging),
                same(Map.of("leadership", "single-instance"), b -> b.leadership(Leadership.singleInstance())),
                same(
                        Map.of("state-store.file", "/var/lib/failover.state"),
                        b -> b.stateStore(StateStore.file(Path.of("/var/lib/failover.state")))),
                same(
                        Map.of(
                                "controls[0].name", "resolver",
                                "controls[0].address", "192.0.2.53",
                                "controls[0].timeout", "2s",
                                "controls[0].check.kind", "tcp",
                                "controls[0].check.port", "53",
                                "controls[1].name", "other site",
                                "controls[1].address", "2001:db8::7",
                                "controls[1].check.kind", "http"),
                        b -> b.control(ControlTarget.at("resolver", "192.0.2.53", TcpCheck.port(53))
                                        .timeout(Duration.ofSeconds(2)))
                                .control(ControlTarget.at(
                                        "other site",
                                        "2001:db8::7",
                                        HttpCheck.get("/").build()))));
    }

    @ParameterizedTest
    @MethodSource("keysAndTheSameInCode")
    void aKeyDoesWhatTheBuilderDoes(Map<String, String> keys, UnaryOperator<FailoverEngine.Builder> code) {
        FailoverEngine.Builder byKeys = FailoverEngine.fromProperties("engine", prefixed("engine", keys));

        assertThat(byKeys)
                .usingRecursiveComparison()
                .ignoringFields("origin")
                .ignoringFieldsMatchingRegexes(".*[lL]ock.*") // of two stores there are two
                .isEqualTo(code.apply(FailoverEngine.builder()));
    }

    @Test
    void eachKeyOfTheTableIsAmongThese() {
        List<String> tried = new ArrayList<>();
        keysAndTheSameInCode()
                .forEach(each -> ((Map<?, ?>) each.get()[0]).keySet().forEach(key -> tried.add(key.toString())));

        assertThat(tried.stream().map(key -> key.replaceAll("\\[[0-9]]", "[]")))
                .containsAll(EngineKeys.TABLE.settings().stream()
                        .map(Setting::name)
                        .filter(name -> !name.contains("check."))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "owner=no spaces | owner: \"no spaces\"; 1 to 32 letters, digits",
                "environment=a/b | environment: \"a/b\"; 1 to 32 letters, digits",
                "rank=-1 | rank: -1; 0 to 10^15 is allowed",
                "rank=1000000000000001 | rank: 1000000000000001; 0 to 10^15 is allowed",
                "dry-run=1 | true or false is needed",
                "stop-file= | a path is needed",
                "state-store.file= | a path is needed",
                "leadership=lease | allowed are single-instance",
            })
    void aValueThatBreaksARuleIsToldWithItsWholeKey(String given, String rule) {
        String[] keyAndValue = given.split("=", 2);

        assertRefused(
                Map.of(keyAndValue[0], keyAndValue[1]),
                "engine." + keyAndValue[0] + "=\"" + keyAndValue[1] + "\": " + rule);
    }

    @Test
    void aControlTargetIsToldByTheKeyThatIsWrong() {
        Map<String, String> good = Map.of(
                "controls[0].name", "resolver",
                "controls[0].address", "192.0.2.53",
                "controls[0].check.kind", "tcp",
                "controls[0].check.port", "53");

        assertRefused(
                with(good, "controls[0].name", " "), "engine.controls[0].name=\" \": control: name \" \"; some text");
        assertRefused(
                with(good, "controls[0].address", "localhost"),
                "engine.controls[0].address=\"localhost\": control resolver: address \"localhost\" is no IPv4");
        assertRefused(
                with(good, "controls[0].timeout", "2m"),
                "engine.controls[0].timeout=\"2m\": control resolver: timeout PT2M; more than zero");
        assertRefused(
                with(good, "controls[0].check.port", "0"), "engine.controls[0].check.port=\"0\": port: 0; 1 to 65535");
        assertRefused(
                Map.of("controls[0].name", "resolver", "controls[0].address", "192.0.2.53"),
                "engine.controls[0].check.kind: none given; a control target has a check");
    }

    @Test
    void checksOfControlTargetsHaveSecretsToo() {
        Map<String, String> keys = Map.of(
                "engine.controls[0].name", "resolver",
                "engine.controls[0].address", "192.0.2.53",
                "engine.controls[0].check.kind", "tcp",
                "engine.controls[0].check.port", "6379",
                "engine.controls[0].check.send-secret", "secret:token");

        assertThat(FailoverEngine.fromProperties("engine", keys, name -> Optional.of("hunter2 of " + name)))
                .usingRecursiveComparison()
                .ignoringFields("origin")
                .isEqualTo(FailoverEngine.builder()
                        .control(ControlTarget.at(
                                "resolver", "192.0.2.53", TcpCheck.port(6379).send("hunter2 of token"))));
        assertThatThrownBy(() -> FailoverEngine.fromProperties("engine", keys))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "engine.controls[0].check.send-secret=(not shown): the application has no secret of that name");
    }

    @Test
    void whatNeedsCodeAndWhatIsUnknownIsRefused() {
        assertRefused(Map.of("pools.www.ttl", "30s"), "engine.pools.www.ttl: pool needs code: ");
        assertRefused(Map.of("listener", "x"), "engine.listener: listener needs code: ");
        assertRefused(
                Map.of("enviroment", "test"),
                "engine.enviroment: there is no such key; did you mean engine.environment?");
    }

    @Test
    void aRuleBetweenOptionsIsToldWithThePrefixWhenTheEngineIsBuilt() {
        FailoverEngine.Builder engine = FailoverEngine.fromProperties(
                "failover.engine", Map.of("failover.engine.rank", "3", "failover.engine.dry-run", "true"));
        EndpointPool pool = EndpointPool.named("www")
                .name("www.example.com")
                .endpoint(Endpoint.primary("dc1", "192.0.2.1"))
                .check((target, timeout) -> HealthResult.healthy())
                .provider(new StillZone())
                .build();

        assertThatThrownBy(engine::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("failover.engine: pool: none given; pool(..) says one, no key does");
        assertThatThrownBy(() -> engine.pool(pool)
                        .leadership(Leadership.singleInstance())
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("failover.engine: rank: 3; a dry run writes nothing");
    }

    private static Map<String, String> with(Map<String, String> keys, String key, String value) {
        Map<String, String> changed = new HashMap<>(keys);
        changed.put(key, value);
        return changed;
    }

    private static void assertRefused(Map<String, String> keys, String message) {
        assertThatThrownBy(() -> FailoverEngine.fromProperties("engine", prefixed("engine", keys)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    private static Arguments same(Map<String, String> keys, UnaryOperator<FailoverEngine.Builder> code) {
        return Arguments.of(keys, code);
    }
}
