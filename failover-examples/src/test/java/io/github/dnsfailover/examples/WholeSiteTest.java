package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Decision;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointView;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.PoolView;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class WholeSiteTest {

    private final Endpoint one = Endpoint.primary("one", "192.0.2.1").site("dc1");
    private final Endpoint two = Endpoint.primary("two", "192.0.2.2").site("dc1");
    private final Endpoint cloud = Endpoint.backup("cloud", "198.51.100.1").site("aws");

    @Test
    void everythingThatServesInTheBestSiteIsPublished() {
        Decision decision = decide(published(one, Health.HEALTHY), admissible(two), admissible(cloud));

        assertThat(decision).isEqualTo(new Decision.Publish(List.of(one, two), "all that serves in dc1"));
    }

    @Test
    void theNextSiteServesWhenNothingInTheBestOneDoes() {
        Decision decision =
                decide(published(one, Health.UNHEALTHY), published(two, Health.UNHEALTHY), admissible(cloud));

        assertThat(decision).isEqualTo(new Decision.Publish(List.of(cloud), "all that serves in aws"));
    }

    @Test
    void theRecordIsHeldWhileNothingServes() {
        Decision decision = decide(published(one, Health.UNHEALTHY));

        assertThat(decision).isEqualTo(new Decision.Hold("no endpoint may serve"));
    }

    private static Decision decide(EndpointView... endpoints) {
        return WholeSite.policy().decide(new PoolView("www", List.of(endpoints)));
    }

    private static EndpointView published(Endpoint endpoint, Health health) {
        return new EndpointView(endpoint, health, true, false, Duration.ofMinutes(1));
    }

    private static EndpointView admissible(Endpoint endpoint) {
        return new EndpointView(endpoint, Health.HEALTHY, false, true, Duration.ofMinutes(1));
    }
}
