package io.github.dnsfailover.route53;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.route53.internal.AliasWords;
import io.github.dnsfailover.route53.internal.AliasWords.Health;
import io.github.dnsfailover.route53.internal.VirtualPace;
import io.github.dnsfailover.testkit.DnsProviderContract;
import io.github.dnsfailover.testkit.HostileServer;
import io.github.dnsfailover.testkit.Route53Server;
import io.github.dnsfailover.testkit.Route53Server.Alias;
import io.github.dnsfailover.testkit.Route53Server.Fault;
import io.github.dnsfailover.testkit.Route53Server.Operation;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

class Route53ContractTest extends DnsProviderContract {

    @Override
    protected Fixture fixture() throws IOException {
        return new FakeFixture();
    }

    private static final class FakeFixture implements Fixture {

        private final Route53Server aws = Route53Server.of("example.com").start();
        private final Route53Provider provider =
                Providers.of(aws, new VirtualPace(1)).build();

        private final HostileServer silence = HostileServer.serving((in, out) -> {
            while (in.read() >= 0) {
                // until the client leaves
            }
        });

        private FakeFixture() throws IOException {}

        @Override
        public DnsProvider provider() {
            return provider;
        }

        @Override
        public void put(RecordSet set) {
            if (set.key().type() != RecordType.ALIAS) {
                aws.put(set);
                return;
            }
            for (String value : set.values()) {
                AliasWords words = AliasWords.parse(value);
                Alias alias = new Alias(words.target().toString(), words.zoneId(), words.health() == Health.EVALUATED);
                words.families()
                        .forEach(family -> aws.putAlias(RecordKey.of(set.key().name(), family), alias));
            }
        }

        /** Looks at the service's own state, not through the provider. */
        @Override
        public RecordSet look(RecordKey key) {
            if (key.type() != RecordType.ALIAS) {
                return aws.look(key);
            }
            Set<RecordType> families = EnumSet.noneOf(RecordType.class);
            Alias found = null;
            for (RecordType family : List.of(RecordType.A, RecordType.AAAA)) {
                Optional<Alias> alias = aws.alias(RecordKey.of(key.name(), family));
                found = alias.orElse(found);
                alias.ifPresent(a -> families.add(family));
            }
            if (found == null) {
                return RecordSet.absent(key);
            }
            Health health = found.evaluateTargetHealth() ? Health.EVALUATED : Health.IGNORED;
            AliasWords words = new AliasWords(DnsName.of(found.dnsName()), families, found.hostedZoneId(), health);
            return RecordSet.of(key, Duration.ZERO, words.text());
        }

        @Override
        public boolean putMail(DnsName name) {
            aws.put(name, "MX", Duration.ofHours(1), "10 mail.example.com.");
            return true;
        }

        @Override
        public boolean hasMail(DnsName name) {
            return aws.count(name, "MX") == 1;
        }

        @Override
        public boolean putShoutedAlias(DnsName name, String target) {
            aws.put(name, "CNAME", Duration.ofSeconds(60), target);
            return true;
        }

        @Override
        public boolean befall(Mishap mishap, int afterRequests) {
            Fault fault = switch (mishap) {
                case ERROR -> Fault.ERROR_BEFORE;
                case LOST -> Fault.LOST_AFTER;
                case DONE_BUT_ERROR -> Fault.ERROR_AFTER;
                case TOO_MANY -> Fault.THROTTLED;
                case DENIED -> Fault.DENIED;
            };
            AtomicInteger good = new AtomicInteger(afterRequests);
            aws.faults(operation -> good.getAndDecrement() > 0 ? Fault.NONE : fault);
            return true;
        }

        @Override
        public boolean meanwhile(int afterRequests, Runnable hand) {
            AtomicInteger good = new AtomicInteger(afterRequests);
            aws.faults(operation -> {
                if (good.getAndDecrement() == 0) {
                    hand.run();
                }
                return Fault.NONE;
            });
            return true;
        }

        @Override
        public void recover() {
            aws.faults(operation -> Fault.NONE);
        }

        /** Two seconds are the least that this provider takes. */
        @Override
        public Optional<DnsProvider> silent(Duration slowestCall) {
            Duration least = Duration.ofSeconds(2);
            return Optional.of(Route53Provider.zone("example.com", aws.zoneId())
                    .endpoint(URI.create("http://127.0.0.1:" + silence.port()))
                    .credentials(Providers.credentials(aws.accessKey()))
                    .timeout(slowestCall.compareTo(least) < 0 ? least : slowestCall)
                    .build());
        }

        @Override
        public boolean hasWildcards() {
            return true;
        }

        @Override
        public OptionalLong serial() {
            return OptionalLong.of(aws.published().current().serial());
        }

        @Override
        public OptionalInt pageSize() {
            return OptionalInt.of(100);
        }

        @Override
        public boolean putSplitText(DnsName name, List<String> strings) {
            String data = strings.stream().map(text -> '"' + text + '"').collect(Collectors.joining(" "));
            aws.put(name, "TXT", Duration.ofSeconds(60), data);
            return true;
        }

        @Override
        public Optional<DnsProvider> losingAnswers() {
            return Optional.of(new Deaf());
        }

        @Override
        public List<String> aliases() {
            return List.of(
                    Route53Alias.of("lb.dublin.example.net", "Z1DUBLIN")
                            .dualStack()
                            .text(),
                    Route53Alias.of("lb.ohio.example.org", "Z2OHIO")
                            .dualStack()
                            .evaluateTargetHealth()
                            .text());
        }

        @Override
        public List<String> secrets() {
            return List.of(Providers.SECRET);
        }

        @Override
        public void close() throws IOException {
            provider.close();
            silence.close();
            aws.close();
        }

        /** Hears no answer while it makes a change, not even that to a look at the zone. */
        private final class Deaf implements DnsProvider {

            @Override
            public ProviderTraits traits() {
                return provider.traits();
            }

            @Override
            public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
                return provider.read(keys);
            }

            @Override
            public WriteResult apply(RecordChange change) throws DnsProviderException {
                aws.faults(operation -> operation == Operation.CHANGE ? Fault.LOST_AFTER : Fault.LOST_BEFORE);
                try {
                    return provider.apply(change);
                } finally {
                    aws.faults(operation -> Fault.NONE);
                }
            }
        }
    }
}
