package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import io.github.dnsfailover.rfc2136.TsigKey;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

class Rfc2136OnNameServerContractTest extends DnsProviderContract {

    @Override
    protected Fixture fixture() throws IOException {
        return new ServerFixture();
    }

    private static final class ServerFixture implements Fixture {

        private final MemoryZone zone = MemoryZone.of("example.com");
        private final NameServer server =
                NameServer.of(zone).key("k1", Keys.SECRET).start();
        private final AnswerLosingProxy proxy = new AnswerLosingProxy(server.address());
        private final MishapProxy mishaps = new MishapProxy(server.address());
        private final HostileServer silence = Silence.begin();
        private final DnsProvider provider = provider(mishaps.port()).build();

        private ServerFixture() throws IOException {
            zone.put(RecordSet.of(RecordKey.of("mail.example.com", RecordType.A), Duration.ofHours(1), "192.0.2.25"));
        }

        private Rfc2136Provider.Builder provider(int port) {
            return Rfc2136Provider.zone("example.com")
                    .server("127.0.0.1", port)
                    .key(() -> mishaps.isDenied() ? TsigKey.of("k1", Keys.WRONG) : Keys.k1());
        }

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
        public boolean hasWildcards() {
            return true;
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
            return Optional.of(provider(proxy.port()).build());
        }

        @Override
        public boolean befall(Mishap mishap, int afterRequests) {
            return mishaps.befall(mishap, afterRequests);
        }

        @Override
        public boolean meanwhile(int afterRequests, Runnable hand) {
            mishaps.meanwhile(afterRequests, hand);
            return true;
        }

        @Override
        public void recover() {
            mishaps.recover();
        }

        @Override
        public Optional<DnsProvider> silent(Duration slowestCall) {
            return Optional.of(provider(silence.port()).timeout(slowestCall).build());
        }

        @Override
        public OptionalInt pageSize() {
            return OptionalInt.of(0); // a question is about one set
        }

        @Override
        public Map<Hook, String> leftOut() {
            return Map.of(
                    Hook.TOO_MANY, "DNS has no such answer",
                    Hook.SHOUTED_ALIAS, "the zone in memory holds canonical names",
                    Hook.SPLIT_TEXT, "the zone in memory holds texts of one string; the real servers' fixture does it");
        }

        @Override
        public List<String> secrets() {
            return List.of(Keys.SECRET);
        }

        @Override
        public void close() throws IOException {
            proxy.close();
            mishaps.close();
            silence.close();
            server.close();
        }
    }
}
