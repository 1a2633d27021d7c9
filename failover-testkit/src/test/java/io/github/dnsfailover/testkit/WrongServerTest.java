package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server that is not the zone's primary master is among the causes that a refusal names. */
class WrongServerTest {

    private static final RecordSet SET = RecordSet.of(Stage.WWW, Duration.ofSeconds(60), "192.0.2.1");
    private static final RecordChange CHANGE = RecordChange.of(RecordSet.absent(Stage.WWW), SET);

    private static Rfc2136Provider provider(RealServer server, String zone) {
        return Rfc2136Provider.zone(zone)
                .server("127.0.0.1", server.port())
                .key(Keys::k1)
                .build();
    }

    private static DnsProviderException writing(Rfc2136Provider provider) {
        return catchThrowableOfType(DnsProviderException.class, () -> provider.apply(CHANGE));
    }

    @Test
    void aSecondaryOfBind() throws Exception {
        try (RealServer primary = RealServers.bind().start();
                RealServer secondary = RealServers.bind()
                        .clauses("key \"k1\" { algorithm hmac-sha256; secret \"" + Keys.SECRET + "\"; };\n"
                                + "zone \"example.com\" {\n  type secondary;\n  file \"copy\";\n"
                                + "  masterfile-format text;\n  primaries { 127.0.0.1 port " + primary.port()
                                + "; };\n};\n")
                        .start()) {
            assertThat(writing(provider(secondary, "example.com")))
                    .hasMessageContaining("REFUSED")
                    .hasMessageContaining("be a secondary");
        }
    }

    @Test
    void aKnotThatHasNoSuchZone() throws Exception {
        try (RealServer server = RealServers.knot().start()) {
            Rfc2136Provider provider = provider(server, "com");

            assertThat(writing(provider)).hasMessageContaining("Knot says so when it has no zone com.");
            assertThat(catchThrowableOfType(
                            DnsProviderException.class,
                            () -> provider(server, "example.org")
                                    .read(List.of(RecordKey.of("www.example.org", RecordType.A)))))
                    .hasMessageContaining("Knot says so when it has no zone example.org.");
        }
    }

    @Test
    void aBindThatHasNoSuchZone() throws Exception {
        try (RealServer server = RealServers.bind().start()) {
            assertThat(catchThrowableOfType(
                            DnsProviderException.class,
                            () -> provider(server, "example.org")
                                    .read(List.of(RecordKey.of("www.example.org", RecordType.A)))))
                    .hasMessageContaining("does it have the zone example.org.?");
        }
    }
}
