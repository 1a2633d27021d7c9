package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.RecordType;
import java.util.EnumSet;
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
        PoolSpec.Identity identity = new PoolSpec.Identity("acme", "prod", Leadership.Instances.ONE, false, false);
        return new PoolSpec(pool, identity, PoolSpec.Place.ALONE).targets.get(0).isLookedUp();
    }
}
