package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Rfc2136OnNamedContractTest extends DnsProviderContract {

    private final AtomicInteger fixtures = new AtomicInteger();
    private NamedServer bind;
    private AnswerLosingProxy proxy;

    @BeforeAll
    void startNamed() throws IOException {
        bind = NamedServer.of("example.com").key("k1", Keys.SECRET).start();
        proxy = new AnswerLosingProxy(bind.address());
    }

    @AfterAll
    void endNamed() throws IOException {
        if (bind != null) {
            proxy.close();
            System.out.println("contract ran against BIND " + bind.version() + " (named)");
            bind.close();
        }
    }

    @Override
    protected Fixture fixture() {
        return new NamedFixture("t" + fixtures.incrementAndGet());
    }

    private static DnsProvider at(int port) {
        return Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", port)
                .key(Keys::k1)
                .build();
    }

    /** Each test has names of its own below a label of its own. */
    private final class NamedFixture implements Fixture {

        private final String label;
        private final DnsProvider provider = at(bind.port());

        private NamedFixture(String label) {
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
            bind.put(set);
        }

        @Override
        public RecordSet look(RecordKey key) throws IOException {
            return bind.look(key);
        }

        @Override
        public boolean putMail(DnsName name) throws IOException {
            bind.put(name.toString(), "MX", Duration.ofHours(1), "10 mail.example.com.");
            return true;
        }

        @Override
        public boolean hasMail(DnsName name) throws IOException {
            return bind.data(name.toString(), "MX").equals(List.of("10 mail.example.com."));
        }

        @Override
        public boolean putShoutedAlias(DnsName name, String target) throws IOException {
            bind.put(name.toString(), "CNAME", Duration.ofSeconds(60), target);
            return true;
        }

        @Override
        public Optional<DnsProvider> losingAnswers() {
            return Optional.of(at(proxy.port()));
        }

        @Override
        public List<String> secrets() {
            return List.of(Keys.SECRET);
        }
    }
}
