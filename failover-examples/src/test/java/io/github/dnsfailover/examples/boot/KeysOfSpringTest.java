package io.github.dnsfailover.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.check.TcpCheck;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

/** What Spring Boot's binder puts into a map, and that the pool takes it. */
class KeysOfSpringTest {

    private static final String YAML = """
            failover.pools.www:
              names: [www.example.com, example.com]
              ttl: 30s
              holdDown: 2m
              settle_limit: 20s
              fall: 4
              withdraw-family: false
              endpoints:
                - id: cloudhelix
                  addresses:
                    - 192.0.2.22
                    - 192.0.2.23
                - id: ec2
                  addresses: 198.51.100.109, 198.51.100.110
            """;

    @Test
    void listsNumbersAndNamesInEachFormAreTaken() throws IOException {
        EndpointPool www = pool(bound(Map.of()));

        assertThat(www.names()).hasSize(2);
        assertThat(www.timings().holdDown()).isEqualTo(Duration.ofMinutes(2));
        assertThat(www.timings().fall()).isEqualTo(4);
        assertThat(www.endpoints())
                .allSatisfy(endpoint -> assertThat(endpoint.toString()).matches(".*\\[.*, .*]"));
    }

    @Test
    void theEnvironmentOverrulesTheFile() throws IOException {
        Map<String, String> keys = bound(Map.of(
                "FAILOVER_POOLS_WWW_TTL", "45s",
                "FAILOVER_POOLS_WWW_HOLDDOWN", "3m",
                "FAILOVER_POOLS_WWW_RISE", "5"));

        EndpointPool www = pool(keys);

        assertThat(keys).containsEntry("pools.www.ttl", "45s");
        assertThat(www.timings().ttl()).isEqualTo(Duration.ofSeconds(45));
        assertThat(www.timings().holdDown()).isEqualTo(Duration.ofMinutes(3));
        assertThat(www.timings().rise()).isEqualTo(5);
    }

    @Test
    void theEnvironmentOverrulesAnItemOfAList() throws IOException {
        EndpointPool www = pool(bound(Map.of(
                "FAILOVER_POOLS_WWW_ENDPOINTS_0_ADDRESSES_1", "203.0.113.7",
                "FAILOVER_POOLS_WWW_ENDPOINTS_1_ADDRESSES", "203.0.113.8")));

        assertThat(www.endpoints())
                .extracting(Endpoint::toString)
                .containsExactly("cloudhelix [192.0.2.22, 203.0.113.7]", "ec2 [203.0.113.8]");
    }

    /** By then Spring Boot has made one name of both, so nobody can tell which one overrules. */
    @Test
    void aWholeListBesideItsItemsIsRefused() throws IOException {
        Map<String, String> keys = bound(Map.of("FAILOVER_POOLS_WWW_ENDPOINTS_0_ADDRESSES", "203.0.113.7"));

        assertThatThrownBy(() -> pool(keys)).hasMessageContaining("pools.www.endpoints.0.addresses");
    }

    private static EndpointPool pool(Map<String, String> keys) {
        return EndpointPool.fromProperties("pools.www", keys)
                .check(TcpCheck.port(80))
                .provider(MemoryDnsProvider.of(MemoryZone.of("example.com")))
                .build();
    }

    private static Map<String, String> bound(Map<String, Object> variables) throws IOException {
        StandardEnvironment environment = new StandardEnvironment();
        MutablePropertySources sources = environment.getPropertySources();
        sources.replace("systemEnvironment", new SystemEnvironmentPropertySource("systemEnvironment", variables));
        new YamlPropertySourceLoader()
                .load("application.yml", new ByteArrayResource(YAML.getBytes(StandardCharsets.UTF_8)))
                .forEach(sources::addLast);
        ConfigurationPropertySources.attach(environment);
        return Binder.get(environment)
                .bind("failover", Bindable.mapOf(String.class, String.class))
                .get();
    }
}
