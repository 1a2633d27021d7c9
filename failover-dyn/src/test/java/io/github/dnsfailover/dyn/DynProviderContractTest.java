package io.github.dnsfailover.dyn;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.DnsProviderContract;
import io.github.dnsfailover.testkit.DynServer;
import io.github.dnsfailover.testkit.DynServer.Fault;
import io.github.dnsfailover.testkit.HostileServer;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.NameServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** What the zone really holds is asked of the name server that serves it. */
class DynProviderContractTest extends DnsProviderContract {

    @Override
    protected Fixture fixture() throws IOException {
        return new ServerFixture();
    }

    private static final class ServerFixture implements Fixture {

        private static final String PASSWORD = "correct horse battery staple";
        private static final Duration ANSWER = Duration.ofSeconds(10);

        private final TestTime time = new TestTime();
        private final MemoryZone zone = MemoryZone.of("example.com");
        private final DynServer dyn = DynServer.of(zone)
                .account("acme", "failover", PASSWORD)
                .clock(time)
                .start();
        private final NameServer names = NameServer.of(zone).start();
        private final HostileServer silence = HostileServer.serving((in, out) -> {
            while (in.read() >= 0) {
                // until the client leaves
            }
        });
        private final AtomicInteger goodRequests = new AtomicInteger();
        private final AtomicBoolean denied = new AtomicBoolean();
        private final DynProvider provider = newProvider();

        private ServerFixture() throws IOException {
            zone.put(RecordSet.of(RecordKey.of("mail.example.com", RecordType.A), Duration.ofHours(1), "192.0.2.25"));
        }

        private DynProvider newProvider() {
            return DynProvider.zone("example.com")
                    .url(dyn.url())
                    .credentials(this::credentials)
                    .authorities(Authorities.at(List.of(names.address())))
                    .ticker(time)
                    .build();
        }

        private DynCredentials credentials() {
            boolean wrong = denied.get() && goodRequests.get() <= 0;
            return DynCredentials.managed("acme", "failover", wrong ? PASSWORD + "?" : PASSWORD);
        }

        @Override
        public DnsProvider provider() {
            return provider;
        }

        /** A session is asked for anew when it is not known, which is where a password that was changed is noticed. */
        @Override
        public boolean befall(Mishap mishap, int afterRequests) {
            Fault fault = switch (mishap) {
                case ERROR -> Fault.INTERNAL_ERROR;
                case LOST -> Fault.CUT_AFTER;
                case DONE_BUT_ERROR -> Fault.PROXY_ERROR_AFTER;
                case TOO_MANY -> Fault.TOO_MANY;
                case DENIED -> Fault.BAD_SESSION;
            };
            goodRequests.set(afterRequests);
            denied.set(mishap == Mishap.DENIED);
            dyn.plan((method, resource) ->
                    resource.equals("Session") || goodRequests.getAndDecrement() > 0 ? Fault.NONE : fault);
            return true;
        }

        @Override
        public void recover() {
            denied.set(false);
            dyn.heal();
            time.pass(Duration.ofHours(1)); // refusals for too many requests and for wrong passwords end
        }

        @Override
        public Optional<DnsProvider> silent(Duration slowestCall) {
            return Optional.of(DynProvider.zone("example.com")
                    .url("http://127.0.0.1:" + silence.port() + "/REST/")
                    .credentials(DynCredentials.managed("acme", "failover", PASSWORD))
                    .timeout(slowestCall)
                    .build());
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
        public OptionalInt pageSize() {
            return OptionalInt.of(0); // a question is about one name
        }

        @Override
        public Map<Hook, String> leftOut() {
            return Map.of(Hook.SPLIT_TEXT, "the zone in memory holds texts of one string");
        }

        @Override
        public void put(RecordSet set) {
            zone.put(set);
        }

        @Override
        public RecordSet look(RecordKey key) throws IOException {
            Authorities.Answer answer = provider.authorities().servers().get(0).ask(key, ANSWER);
            if (answer instanceof Authorities.Answer.Authoritative good) {
                return good.set();
            }
            throw new IOException(answer.toString());
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
        public boolean putShoutedAlias(DnsName name, String target) {
            zone.put(RecordSet.of(RecordKey.of(name, RecordType.CNAME), Duration.ofMinutes(1), target));
            dyn.shout();
            return true;
        }

        @Override
        public Optional<DnsProvider> losingAnswers() {
            dyn.at("PUT", "Zone", Fault.CUT_AFTER);
            return Optional.of(newProvider());
        }

        @Override
        public List<String> secrets() {
            return List.of(PASSWORD);
        }

        @Override
        public void close() throws IOException {
            provider.close();
            names.close();
            silence.close();
            dyn.close();
        }
    }
}
