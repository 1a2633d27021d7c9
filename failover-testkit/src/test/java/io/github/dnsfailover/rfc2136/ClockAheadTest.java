package io.github.dnsfailover.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.Keys;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.NameServer;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Signed answers show whose clock is ahead. */
class ClockAheadTest {

    private static final RecordKey WWW = RecordKey.of("www.example.com", RecordType.A);

    @Test
    void aSignedAnswerShowsHowFarTheClocksDiffer() throws IOException {
        try (NameServer server = server(Duration.ofSeconds(-100))) {
            Rfc2136Provider provider = provider(server);
            assertThat(provider.clockAhead()).isEmpty();

            provider.read(List.of(WWW));

            assertThat(provider.clockAhead().orElseThrow()).isBetween(Duration.ofSeconds(98), Duration.ofSeconds(102));
        }
    }

    @Test
    void aClockThatIsRefusedShowsItToo() throws IOException {
        try (NameServer server = server(Duration.ofHours(3))) {
            Rfc2136Provider provider = provider(server);

            assertThat(catchThrowableOfType(DnsProviderException.class, () -> provider.read(List.of(WWW))))
                    .hasMessageContaining("clock");

            assertThat(provider.clockAhead().orElseThrow())
                    .isBetween(
                            Duration.ofHours(-3).minusSeconds(2),
                            Duration.ofHours(-3).plusSeconds(2));
        }
    }

    @Test
    void anUnsignedAnswerShowsNothing() throws IOException {
        try (NameServer server = server(Duration.ZERO)) {
            Rfc2136Provider provider = Rfc2136Provider.zone("example.com")
                    .server("127.0.0.1", server.port())
                    .unsigned()
                    .build();

            provider.read(List.of(WWW));

            assertThat(provider.clockAhead()).isEmpty();
        }
    }

    private static NameServer server(Duration ahead) throws IOException {
        return NameServer.of(MemoryZone.of("example.com"))
                .key("k1", Keys.SECRET)
                .clock(Clock.offset(Clock.systemUTC(), ahead))
                .start();
    }

    private static Rfc2136Provider provider(NameServer server) {
        return Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", server.port())
                .key(Keys::k1)
                .build();
    }
}
