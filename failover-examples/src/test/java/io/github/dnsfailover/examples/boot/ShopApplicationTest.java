package io.github.dnsfailover.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.FreePort;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.NameServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shop from its start to its end. */
class ShopApplicationTest {

    private static final RecordKey WWW = RecordKey.of("www.example.com", RecordType.A);

    @TempDir
    Path folder;

    private final MemoryZone zone = MemoryZone.of("example.com");

    private Places places;
    private NameServer server;

    @BeforeEach
    void open() throws IOException {
        places = Places.start();
        server = NameServer.of(zone).key("failover", Shop.SECRET).start();
    }

    @AfterEach
    void close() {
        server.close();
        places.close();
    }

    @Test
    void theRecordFollowsTheSiteThatServesAndStaysWhenTheApplicationEnds() throws Exception {
        try (Shop shop = Shop.start(settings())) {
            Shop.await("the primary is published", () -> published().equals(List.of(Places.PRIMARY)));
            assertThat(shop.get("/actuator/health/failover").body())
                    .contains("\"status\":\"UP\"", "\"www\":\"[cloudhelix]\"");

            places.stopPrimary();

            Shop.await("the backup is published", () -> published().equals(List.of(Places.BACKUP)));
            Duration took = shop.stop();

            assertThat(took).isLessThan(Duration.ofSeconds(2));
            assertThat(published()).containsExactly(Places.BACKUP);
        }
    }

    private List<String> published() {
        return zone.get(WWW).values();
    }

    private Map<String, String> settings() {
        return Shop.settings(folder, server.port(), places.port());
    }
}
