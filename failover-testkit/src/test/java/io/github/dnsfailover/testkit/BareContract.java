package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import java.util.Map;

/** The contract with a fixture that has no hook and gives a reason for one; {@link PlantedFaultsTest} runs it. */
class BareContract extends DnsProviderContract {

    static final String REASON = "memory knows no credentials";

    @Override
    protected Fixture fixture() {
        MemoryZone zone = MemoryZone.of("example.com");
        DnsProvider provider = MemoryDnsProvider.of(zone);
        return new Fixture() {
            @Override
            public DnsProvider provider() {
                return provider;
            }

            @Override
            public void put(RecordSet set) {
                zone.put(set);
            }

            @Override
            public RecordSet look(RecordKey key) {
                return zone.get(key);
            }

            @Override
            public Map<Hook, String> leftOut() {
                return Map.of(Hook.DENIED, REASON);
            }
        };
    }
}
