package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class PoolSpecTest {

    @Test
    void onlyTheNameOfACnameIsLookedUpByTheJvm() {
        assertThat(isLookedUp(pool -> pool.endpoint(Endpoint.primaryCname("lb", "lb.example.net"))))
                .isTrue();
        assertThat(isLookedUp(pool -> pool.endpoint(Endpoint.primaryAlias("lb", "lb.example.net A zone=Z1"))))
                .isFalse();
        assertThat(isLookedUp(pool -> pool.endpoint(Endpoint.primary("dc1", "192.0.2.22"))))
                .isFalse();
    }

    private static boolean isLookedUp(UnaryOperator<EndpointPool.Builder> endpoint) {
        EndpointPool pool = endpoint.apply(EndpointPool.named("www")
                        .name("www.example.com")
                        .check((target, timeout) -> HealthResult.healthy())
                        .provider(World.provider(traits -> traits.types(EnumSet.allOf(RecordType.class)))))
                .build();
        PoolSpec.Identity identity = new PoolSpec.Identity("acme", "prod", Leadership.Instances.ONE, "", false, false);
        return new PoolSpec(pool, identity, PoolSpec.Place.ALONE).targets.get(0).isLookedUp();
    }

    private static List<String> shared(Leadership.Instances instances, Map<String, String> engine, String... sites) {
        EndpointPool.Builder pool = EndpointPool.named("www")
                .name("www.example.com")
                .check((target, timeout) -> HealthResult.healthy())
                .provider(World.provider(traits -> traits.site("dc1")));
        for (int i = 0; i < sites.length; i++) {
            pool.endpoint(Endpoint.primary("place" + i, "192.0.2." + (i + 1))
                    .priority(i)
                    .site(sites[i]));
        }
        PoolSpec.Identity identity = new PoolSpec.Identity("acme", "prod", instances, "", false, false);
        return new PoolSpec(pool.build(), identity, PoolSpec.Place.ALONE, engine)
                .shared.stream().map(PoolSpec.Shared::what).toList();
    }

    @Test
    void whatLiesAtTheSiteOfThePrimaryFailsWithIt() {
        Map<String, String> engine = Map.of(PoolSpec.ENGINE, "dc1", "state store", "dc2");

        assertThat(shared(Leadership.Instances.ONE, engine, "dc1", "dc2")).containsExactly("engine", "provider");
        assertThat(shared(Leadership.Instances.ONE, engine, "dc2", "dc1")).containsExactly("state store");
        assertThat(shared(Leadership.Instances.ONE, engine, "", "dc1")).isEmpty();
    }

    @Test
    void ofSeveralInstancesAnotherOneMayLieElsewhere() {
        Map<String, String> engine = Map.of(PoolSpec.ENGINE, "dc1", "state store", "dc1");

        assertThat(shared(Leadership.Instances.SEVERAL, engine, "dc1", "dc2"))
                .containsExactly("provider", "state store");
    }

    @Test
    void endpointsThatAllLieAtOneSiteFailTogether() {
        assertThat(shared(Leadership.Instances.ONE, Map.of(), "dc3", "dc3")).containsExactly("endpoints");
        assertThat(shared(Leadership.Instances.ONE, Map.of(), "dc3", "dc3", "dc4"))
                .isEmpty();
        assertThat(shared(Leadership.Instances.ONE, Map.of(), "dc3")).isEmpty();
        assertThat(shared(Leadership.Instances.ONE, Map.of(), "", "")).isEmpty();
    }

    @Test
    void poolsOfOneProviderTakeTurnsToLookWhetherItIsBack() {
        PoolSpec.Scouts second = new PoolSpec.Scouts(1, 3);

        assertThat(List.of(second.hasTurn(0), second.hasTurn(1), second.hasTurn(2), second.hasTurn(4)))
                .containsExactly(false, true, false, true);
        assertThat(second.isOnly()).isFalse();
        assertThat(new PoolSpec.Scouts(0, 1).isOnly()).isTrue();
        assertThat(new PoolSpec.Scouts(1, 1).isOnly()).isFalse();
        assertThat(new PoolSpec.Scouts(0, 2).isOnly()).isFalse();
    }

    /** Calm calls take a fifth of the rate: 20 pools that each call once a minute have 20 x 5 / 60 a second. */
    @Test
    void halfOfTheRateIsKnownFromTheCalmCallsOfAPool() {
        long minute = Duration.ofMinutes(1).toNanos();

        assertThat(new PoolSpec.Share("account", 20, minute).halfRate())
                .isEqualTo(Duration.ofMillis(1_200).toNanos());
    }
}
