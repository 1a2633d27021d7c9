package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.Decision;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverPolicy;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class OwnPoolSimulationTest {

    private static final int SEEDS = 3;
    private static final Duration SPAN = Duration.ofMinutes(90);

    private static EndpointPool.Builder shop(ProviderTraits traits) {
        return EndpointPool.named("shop")
                .name("shop.example.org")
                .name("example.org")
                .ttl(Duration.ofSeconds(40))
                .interval(Duration.ofSeconds(15))
                .holdDown(Duration.ofSeconds(90))
                .endpoint(Endpoint.primary("dublin", "192.0.2.1").site("eu"))
                .endpoint(Endpoint.backup("ohio", "198.51.100.1").site("us"))
                .endpoint(Endpoint.backup("oregon", "198.51.100.2").site("us").priority(2))
                .check((target, timeout) -> HealthResult.inconclusive("the application's own is not asked"))
                .provider(MemoryDnsProvider.of(MemoryZone.of("example.org")).traits(traits));
    }

    private static ProviderTraits.Builder traits() {
        return ProviderTraits.of("example.org", ProviderTraits.Consistency.ATOMIC);
    }

    @Test
    void aPoolOfOnesOwnMovesInTheHostileWorldAndIsRightInTheEnd() {
        int moves = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            Simulation simulation = Simulation.of(seed, shop(traits().build()).build());

            simulation.run(SPAN);

            assertThat(simulation.toString()).as("seed %d", seed).contains("shop.example.org", "dublin", "oregon");
            moves += simulation.moves();
        }

        assertThat(moves).isGreaterThan(SEEDS * 2);
    }

    @Test
    void aPolicyOfOnesOwnIsAsked() {
        Set<String> chosen = new TreeSet<>();
        FailoverPolicy wholeSite = view -> {
            List<Endpoint> serving = view.serving();
            if (serving.isEmpty()) {
                return new Decision.Hold("nothing serves");
            }
            String site = serving.get(0).site();
            List<Endpoint> there =
                    serving.stream().filter(e -> e.site().equals(site)).toList();
            chosen.add(site);
            return new Decision.Publish(there, "all of " + site);
        };
        for (long seed = 100; seed < 100 + SEEDS; seed++) {
            EndpointPool pool = shop(traits().build())
                    .policy(wholeSite)
                    .failback(Failback.manual())
                    .build();

            Simulation.of(seed, pool).run(SPAN);
        }

        assertThat(chosen).containsExactly("eu", "us");
    }

    @Test
    void twoPoolsOfOnesOwnShareTheWorld() {
        EndpointPool shop = shop(traits().build()).build();
        EndpointPool mail = EndpointPool.named("mail")
                .name("mail.example.net")
                .markless()
                .endpoint(Endpoint.primary("dublin", "192.0.2.9"))
                .endpoint(Endpoint.backup("ohio", "198.51.100.9"))
                .check(new ScriptedCheck())
                .provider(MemoryDnsProvider.of(MemoryZone.of("example.net")))
                .build();
        Simulation simulation = Simulation.of(7, shop, mail);

        simulation.run(SPAN);

        assertThat(simulation.toString()).contains("example.org", "example.net");
    }

    @Test
    void aPoolWithAnAliasIsRefused() {
        EndpointPool pool = EndpointPool.named("shop")
                .name("shop.example.org")
                .endpoint(Endpoint.primaryAlias("dublin", "lb.example.net"))
                .endpoint(Endpoint.backupAlias("ohio", "lb.example.com"))
                .check(new ScriptedCheck())
                .provider(MemoryDnsProvider.of(MemoryZone.of("example.org"))
                        .traits(traits().types(EnumSet.allOf(RecordType.class)).build()))
                .build();

        assertThatThrownBy(() -> Simulation.of(1, pool))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shop has the alias");
        assertThatThrownBy(() -> Simulation.of(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pools: none given");
    }
}
