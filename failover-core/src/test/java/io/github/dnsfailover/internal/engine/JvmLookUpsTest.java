package io.github.dnsfailover.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.StillZone;
import io.github.dnsfailover.internal.machine.EngineInput.LookUpsKept;
import io.github.dnsfailover.internal.machine.PoolSpec;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JvmLookUpsTest {

    private static PoolSpec spec(String name, int ttl) {
        EndpointPool pool = EndpointPool.named(name)
                .name(name + ".example.com")
                .ttl(Duration.ofSeconds(ttl))
                .endpoint(Endpoint.primary("dc1", "192.0.2.22"))
                .endpoint(Endpoint.backup("aws", "198.51.100.109"))
                .check((target, timeout) -> HealthResult.healthy())
                .provider(new StillZone())
                .build();
        PoolSpec.Identity identity = new PoolSpec.Identity("acme", "prod", Leadership.Instances.ONE, "", false, false);
        return new PoolSpec(pool, identity, PoolSpec.Place.ALONE);
    }

    private static Optional<LookUpsKept> wrong(@Nullable String security, @Nullable String system) {
        return JvmLookUps.wrong(List.of(spec("www", 30), spec("api", 10)), security, system);
    }

    @Test
    void aJvmThatLooksAgainInTimeIsRight() {
        assertThat(wrong("10", null)).isEmpty();
        assertThat(wrong("0", "-1")).as("the security property counts").isEmpty();
        assertThat(wrong(null, "5")).isEmpty();
    }

    @Test
    void oneThatNeverLooksAgainIsWrongForAllPools() {
        LookUpsKept wrong = wrong("-1", null).orElseThrow();

        assertThat(wrong.pools()).containsExactly("www", "api");
        assertThat(wrong.forEver()).isTrue();
        assertThat(wrong.text())
                .isEqualTo("networkaddress.cache.ttl is -1, so this JVM keeps what it looked up for ever, and api has a"
                        + " TTL of 10 s; before the first look-up: java.security.Security.setProperty("
                        + "\"networkaddress.cache.ttl\", \"10\")");
    }

    @Test
    void whatIsNotSetIsThirtySeconds() {
        LookUpsKept wrong = wrong(null, null).orElseThrow();

        assertThat(wrong.pools()).containsExactly("api");
        assertThat(wrong.forEver()).isFalse();
        assertThat(wrong.text())
                .startsWith("networkaddress.cache.ttl is not set, so this JVM keeps what it looked up"
                        + " for 30 s, and api has a TTL of 10 s");
    }

    @Test
    void theSystemPropertyCountsWhereTheOtherIsNoNumber() {
        assertThat(wrong("soon", "60").orElseThrow().text()).startsWith("sun.net.inetaddr.ttl is 60, so");
    }
}
