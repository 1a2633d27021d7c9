package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryDnsProviderTest {

    private static final RecordSet FOUR =
            RecordSet.of(RecordKey.of("www.example.com", RecordType.A), Duration.ofSeconds(60), "192.0.2.1");
    private static final RecordSet SIX =
            RecordSet.of(RecordKey.of("www.example.com", RecordType.AAAA), Duration.ofSeconds(60), "2001:db8::1");

    private final MemoryZone zone = MemoryZone.of("example.com");
    private final MemoryDnsProvider keepsTtl = MemoryDnsProvider.of(zone)
            .traits(ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                    .keepsOwnTtl()
                    .build());

    @Test
    void whatStaysIsComparedAlsoWhereTtlsAreKept() throws DnsProviderException {
        zone.put(SIX);
        RecordChange onlyFourStays =
                RecordChange.of(List.of(new Transition(FOUR, FOUR), new Transition(SIX, RecordSet.absent(SIX.key()))));

        WriteResult result = keepsTtl.apply(onlyFourStays);

        assertThat(result).isInstanceOf(WriteResult.Conflict.class);
        assertThat(zone.get(SIX.key())).isEqualTo(SIX);
    }

    @Test
    void anotherTtlAloneChangesNothingAndIsComparedToo() throws DnsProviderException {
        zone.put(FOUR);
        RecordSet shorter = RecordSet.of(FOUR.key(), Duration.ofSeconds(5), FOUR.values());

        assertThat(keepsTtl.apply(RecordChange.of(FOUR, shorter))).isEqualTo(new WriteResult.Applied(""));
        zone.remove(FOUR.key());

        assertThat(keepsTtl.apply(RecordChange.of(FOUR, shorter))).isInstanceOf(WriteResult.Conflict.class);
        assertThat(zone.get(FOUR.key()).isEmpty()).isTrue();
    }

    @Test
    void aRightThatWasTakenAwayFailsChangesAndProofs() throws Exception {
        RecordSet set =
                RecordSet.of(RecordKey.of("www.example.com", RecordType.A), Duration.ofSeconds(60), "192.0.2.1");
        RecordSet mark =
                RecordSet.of(RecordKey.of("_failover.www.example.com", RecordType.TXT), Duration.ofSeconds(60), "v=1");
        MemoryZone zone = MemoryZone.of("example.com");
        zone.put(set);
        zone.put(mark);
        MemoryDnsProvider dns = MemoryDnsProvider.of(zone);
        assertThat(dns.proveRights(List.of(set, mark))).containsExactlyInAnyOrder(set.key(), mark.key());

        dns.revoke(RecordType.A);

        assertThatThrownBy(() -> dns.proveRights(List.of(set, mark)))
                .hasMessageContaining("no right to write [www.example.com. A]");
        assertThatThrownBy(() -> dns.apply(RecordChange.of(set, RecordSet.absent(set.key()))))
                .hasMessageContaining("no right to write");
        assertThat(dns.proveRights(List.of(mark))).containsExactly(mark.key());
        dns.grant(RecordType.A);
        assertThat(dns.proveRights(List.of(set))).containsExactly(set.key());
    }
}
