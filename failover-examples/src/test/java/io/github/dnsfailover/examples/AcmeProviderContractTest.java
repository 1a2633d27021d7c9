package io.github.dnsfailover.examples;

import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.testkit.DnsProviderContract;

class AcmeProviderContractTest extends DnsProviderContract {

    @Override
    protected Fixture fixture() {
        AcmeZone acme = new AcmeZone("example.com");
        DnsProvider provider = new AcmeProvider(acme);
        return new Fixture() {
            @Override
            public DnsProvider provider() {
                return provider;
            }

            @Override
            public void put(RecordSet set) throws AcmeZone.Refused {
                while (!acme.store(acme.fetch().with(set))) {
                    // Another writer was quicker; a fresh copy will do.
                }
            }

            @Override
            public RecordSet look(RecordKey key) {
                return acme.fetch().get(key);
            }
        };
    }
}
