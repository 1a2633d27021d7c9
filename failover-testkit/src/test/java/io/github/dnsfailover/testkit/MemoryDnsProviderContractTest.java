package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fate;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fault;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Later;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Pace;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

class MemoryDnsProviderContractTest extends DnsProviderContract {

    @Override
    protected Fixture fixture() {
        return new ZoneFixture(MemoryZone.of("example.com"));
    }

    private record ZoneFixture(MemoryZone zone) implements Fixture {

        @Override
        public DnsProvider provider() {
            ProviderTraits traits = ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                    .types(EnumSet.allOf(RecordType.class))
                    .build();
            return MemoryDnsProvider.of(zone).traits(traits);
        }

        @Override
        public List<String> aliases() {
            return List.of("lb.dublin.example.net zone=Z1", "lb.ohio.example.org A AAAA zone=Z2");
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
        public OptionalLong serial() {
            return OptionalLong.of(zone.current().serial());
        }

        @Override
        public boolean putMail(DnsName name) {
            zone.put(new MemoryZone.Foreign(name, "MX", Duration.ofHours(1), List.of("10 mail.example.com.")));
            return true;
        }

        @Override
        public boolean hasMail(DnsName name) {
            return zone.current().foreign(name).size() == 1;
        }

        @Override
        public Optional<DnsProvider> losingAnswers() {
            Fate lost = new Fate(Fault.TIMED_OUT_AFTER, Duration.ZERO, Duration.ZERO);
            return Optional.of(FaultyDnsProvider.around(provider(), Later.never(), Pace.instant())
                    .plan(call -> lost));
        }
    }
}
