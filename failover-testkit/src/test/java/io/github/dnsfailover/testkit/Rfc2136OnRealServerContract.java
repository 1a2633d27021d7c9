package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import io.github.dnsfailover.rfc2136.TsigKey;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The contract at one real server, which each test shares: it has names of its own below a label of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class Rfc2136OnRealServerContract extends DnsProviderContract {

    private final AtomicInteger fixtures = new AtomicInteger();
    private RealServer server;
    private AnswerLosingProxy proxy;
    private MishapProxy mishaps;
    private HostileServer silence;

    abstract RealServer start() throws IOException;

    /** Whether the refusal of a wrong key can be believed: PowerDNS's could come from anybody, and is no outcome. */
    boolean signsRefusals() {
        return true;
    }

    @BeforeAll
    void startServer() throws IOException {
        server = start();
        proxy = new AnswerLosingProxy(server.address());
        mishaps = new MishapProxy(server.address());
        silence = Silence.begin();
    }

    @AfterAll
    void endServer() throws IOException {
        if (server != null) {
            proxy.close();
            mishaps.close();
            silence.close();
            System.out.println(
                    "contract ran against " + server + " (" + getClass().getSimpleName() + ")");
            server.close();
        }
    }

    @Override
    protected Fixture fixture() {
        return new RealFixture("t" + fixtures.incrementAndGet());
    }

    private Rfc2136Provider.Builder at(int port) {
        return Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", port)
                .key(() -> mishaps.isDenied() ? TsigKey.of("k1", Keys.WRONG) : Keys.k1());
    }

    private final class RealFixture implements Fixture {

        private final String label;
        private final DnsProvider provider = at(mishaps.port()).build();

        private RealFixture(String label) {
            this.label = label;
        }

        @Override
        public DnsProvider provider() {
            return provider;
        }

        @Override
        public DnsName name(String labels) {
            return DnsName.of(labels + "." + label + "." + provider.traits().zone());
        }

        @Override
        public void put(RecordSet set) throws IOException {
            server.put(set);
        }

        @Override
        public RecordSet look(RecordKey key) throws IOException {
            return server.look(key);
        }

        @Override
        public boolean hasWildcards() {
            return true;
        }

        @Override
        public OptionalLong serial() throws IOException {
            return OptionalLong.of(server.changes());
        }

        @Override
        public boolean putMail(DnsName name) throws IOException {
            server.put(name.toString(), "MX", Duration.ofHours(1), "10 mail.example.com.");
            return true;
        }

        @Override
        public boolean hasMail(DnsName name) throws IOException {
            return server.data(name.toString(), "MX").equals(List.of("10 mail.example.com."));
        }

        @Override
        public boolean putShoutedAlias(DnsName name, String target) throws IOException {
            server.put(name.toString(), "CNAME", Duration.ofSeconds(60), target);
            return true;
        }

        @Override
        public Optional<DnsProvider> losingAnswers() {
            return Optional.of(at(proxy.port()).build());
        }

        @Override
        public boolean befall(Mishap mishap, int afterRequests) {
            return (mishap != Mishap.DENIED || signsRefusals()) && mishaps.befall(mishap, afterRequests);
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
            return Optional.of(at(silence.port()).timeout(slowestCall).build());
        }

        @Override
        public OptionalInt pageSize() {
            return OptionalInt.of(0); // a question is about one set
        }

        @Override
        public boolean putSplitText(DnsName name, List<String> strings) throws IOException {
            String data = strings.stream().map(text -> '"' + text + '"').collect(Collectors.joining(" "));
            server.put(name.toString(), "TXT", Duration.ofSeconds(60), data);
            return true;
        }

        @Override
        public Map<Hook, String> leftOut() {
            String noLimit = "DNS has no such answer";
            return signsRefusals()
                    ? Map.of(Hook.TOO_MANY, noLimit)
                    : Map.of(Hook.TOO_MANY, noLimit, Hook.DENIED, "this server signs no refusal, so none is believed");
        }

        @Override
        public List<String> secrets() {
            return List.of(Keys.SECRET);
        }
    }
}
