package io.github.dnsfailover.examples;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.DnsProviderContract;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/** The contract with every hook; docs/writing-a-provider.md tells what each is for. */
class AcmeProviderContractTest extends DnsProviderContract {

    @Override
    protected Fixture fixture() {
        return new AcmeFixture();
    }

    private static final class AcmeFixture implements Fixture {

        private static final String TOKEN = "acme-token-7c1f";

        // readme: fixture needed
        private final AcmeZone acme = new AcmeZone("example.com", TOKEN);
        private final DnsProvider provider = new AcmeProvider(acme, TOKEN, Duration.ofSeconds(30));

        @Override
        public DnsProvider provider() {
            return provider;
        }

        @Override
        public void put(RecordSet set) {
            boolean text = set.key().type() == RecordType.TXT;
            List<String> values = set.values().stream()
                    .map(v -> text ? AcmeText.quoted(v) : v)
                    .toList();
            acme.put(AcmeZone.Copy.key(set.key()), new AcmeZone.Data(set.ttl().toSeconds(), values));
        }

        @Override
        public RecordSet look(RecordKey key) throws Exception {
            AcmeZone.Data data = acme.now().get(AcmeZone.Copy.key(key));
            if (data.values().isEmpty()) {
                return RecordSet.absent(key);
            }
            List<String> values = data.values();
            if (key.type() == RecordType.TXT) {
                values = List.of(AcmeText.text(key, values.get(0)));
            }
            return RecordSet.of(key, Duration.ofSeconds(data.ttl()), values);
        }
        // readme: end

        // readme: fixture befall
        @Override
        public boolean befall(Mishap mishap, int afterRequests) {
            AtomicInteger good = new AtomicInteger(afterRequests);
            acme.day(work -> {
                if (good.getAndDecrement() > 0) {
                    return; // and the vendor does it
                }
                switch (mishap) {
                    case ERROR -> throw new AcmeZone.Failed(500, "internal error");
                    case TOO_MANY -> throw new AcmeZone.Failed(429, "too many requests");
                    case DENIED -> throw new AcmeZone.Failed(401, "the token is not known");
                    case LOST -> {
                        work.run();
                        throw new AcmeZone.Failed(0, "connection reset");
                    }
                    case DONE_BUT_ERROR -> {
                        work.run();
                        throw new AcmeZone.Failed(500, "internal error");
                    }
                }
            });
            return true;
        }

        @Override
        public boolean meanwhile(int afterRequests, Runnable hand) {
            AtomicInteger good = new AtomicInteger(afterRequests);
            acme.day(work -> {
                if (good.getAndDecrement() == 0) {
                    hand.run();
                }
            });
            return true;
        }

        @Override
        public void recover() {
            acme.day(work -> {});
        }

        @Override
        public Optional<DnsProvider> losingAnswers() {
            befall(Mishap.LOST, 1); // the zone is fetched, and the answer to the storing is lost
            return Optional.of(provider);
        }

        @Override
        public Optional<DnsProvider> silent(Duration slowestCall) {
            acme.fallSilent();
            return Optional.of(new AcmeProvider(acme, TOKEN, slowestCall));
        }
        // readme: end

        // readme: fixture zone
        @Override
        public boolean putMail(DnsName name) {
            acme.put(name + " MX", new AcmeZone.Data(3600, List.of("10 mail.example.com.")));
            return true;
        }

        @Override
        public boolean hasMail(DnsName name) {
            return acme.now().get(name + " MX").values().size() == 1;
        }

        @Override
        public boolean putShoutedAlias(DnsName name, String target) {
            acme.put(name + " CNAME", new AcmeZone.Data(60, List.of(target)));
            return true;
        }

        @Override
        public boolean putSplitText(DnsName name, List<String> strings) {
            String data =
                    String.join(" ", strings.stream().map(AcmeText::quoted).toList());
            acme.put(name + " TXT", new AcmeZone.Data(60, List.of(data)));
            return true;
        }

        @Override
        public boolean hasWildcards() {
            return true;
        }

        @Override
        public OptionalInt pageSize() {
            return OptionalInt.of(0); // the whole zone comes with one request
        }

        @Override
        public OptionalLong serial() {
            return OptionalLong.of(acme.now().version());
        }

        @Override
        public List<String> secrets() {
            return List.of(TOKEN);
        }
        // readme: end
    }
}
