package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.WriteResult;
import java.util.List;

/** A provider with a fault of its own; what a test does not override is said by another one. */
class Beside implements DnsProvider {

    private final DnsProvider inner;

    Beside(DnsProvider inner) {
        this.inner = inner;
    }

    @Override
    public ProviderTraits traits() {
        return inner.traits();
    }

    @Override
    public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
        return inner.read(keys);
    }

    @Override
    public WriteResult apply(RecordChange change) throws DnsProviderException {
        return inner.apply(change);
    }

    @Override
    public Authorities authorities() {
        return inner.authorities();
    }
}
