package io.github.dnsfailover;

import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.WriteResult;
import java.util.List;

/** A provider that is never asked for anything but its traits. */
public record StillZone(ProviderTraits traits) implements DnsProvider {

    /** Of example.com, at the vendor. */
    public StillZone() {
        this(ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                .label("the vendor")
                .build());
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
