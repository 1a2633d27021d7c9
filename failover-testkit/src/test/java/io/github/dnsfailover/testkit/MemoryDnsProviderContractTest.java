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
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

class MemoryDnsProviderContractTest extends DnsProviderContract {

    @Override
    protected Fixture fixture() {
        return new ZoneFixture(MemoryZone.of("example.com"));
    }

    private static final class ZoneFixture implements Fixture {

        private final MemoryZone zone;
        private final MemoryDnsProvider memory;
        private final FaultyDnsProvider provider;

        private ZoneFixture(MemoryZone zone) {
            this.zone = zone;
            this.memory = memory(Duration.ofSeconds(30));
            this.provider = FaultyDnsProvider.around(memory, Later.never(), Pace.instant());
        }

        private MemoryDnsProvider memory(Duration slowestCall) {
            ProviderTraits traits = ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                    .types(EnumSet.allOf(RecordType.class))
                    .slowestCall(slowestCall)
                    .build();
            return MemoryDnsProvider.of(zone).traits(traits);
        }

        @Override
        public DnsProvider provider() {
            return provider;
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
            return Optional.of(FaultyDnsProvider.around(memory, Later.never(), Pace.instant())
                    .plan(call -> at(Fault.TIMED_OUT_AFTER)));
        }

        private static Fate at(Fault fault) {
            return new Fate(fault, Duration.ZERO, Duration.ZERO);
        }

        /** A call is one request. */
        @Override
        public boolean befall(Mishap mishap, int afterRequests) {
            Fault fault = switch (mishap) {
                case ERROR -> Fault.REFUSED;
                case LOST -> Fault.TIMED_OUT_AFTER;
                case DONE_BUT_ERROR, TOO_MANY, DENIED -> Fault.NONE;
            };
            AtomicInteger good = new AtomicInteger(afterRequests);
            provider.plan(call -> at(good.getAndDecrement() > 0 ? Fault.NONE : fault));
            return fault != Fault.NONE;
        }

        @Override
        public void recover() {
            provider.heal();
        }

        @Override
        public Optional<DnsProvider> silent(Duration slowestCall) {
            Pace wait = time -> new CountDownLatch(1).await(time.toNanos(), TimeUnit.NANOSECONDS);
            return Optional.of(FaultyDnsProvider.around(memory(slowestCall), Later.never(), wait)
                    .plan(call -> new Fate(Fault.TIMED_OUT_BEFORE, slowestCall, Duration.ZERO)));
        }

        @Override
        public OptionalInt pageSize() {
            return OptionalInt.of(0);
        }

        @Override
        public Map<Hook, String> leftOut() {
            return Map.of(
                    Hook.DONE_BUT_ERROR, "memory does what it says",
                    Hook.MEANWHILE, "memory compares and changes in one step",
                    Hook.TOO_MANY, "memory has no limit",
                    Hook.DENIED, "memory knows no credentials",
                    Hook.SECRETS, "memory knows no credentials",
                    Hook.WILDCARDS, "nothing is looked up",
                    Hook.SHOUTED_ALIAS, "the zone holds canonical names",
                    Hook.SPLIT_TEXT, "the zone holds texts of one string");
        }
    }
}
