package io.github.dnsfailover.internal.config;

import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.WriteResult;
import java.util.List;

/** A provider of example.com that is never asked for anything but its traits. */
final class StillZone implements DnsProvider {

    private final ProviderTraits traits = ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
            .label("the vendor")
            .build();

    @Override
    public ProviderTraits traits() {
        return traits;
    }

    @Override
    public List<RecordSet> read(List<RecordKey> keys) {
        throw new UnsupportedOperationException();
    }

    @Override
    public WriteResult apply(RecordChange change) {
        throw new UnsupportedOperationException();
    }
}
