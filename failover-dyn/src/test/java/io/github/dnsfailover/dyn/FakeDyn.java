package io.github.dnsfailover.dyn;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.DynServer;
import io.github.dnsfailover.testkit.MemoryZone;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** A fake Dyn with one zone and a provider of it, in time that passes only when the provider waits. */
final class FakeDyn implements AutoCloseable {

    static final String PASSWORD = "correct horse battery staple";
    static final DnsName ZONE = DnsName.of("example.com");
    static final Duration TTL = Duration.ofSeconds(30);
    static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    static final RecordSet OLD = RecordSet.of(A, TTL, "192.0.2.1");
    static final RecordSet NEW = RecordSet.of(A, TTL, "198.51.100.1");
    static final RecordChange CHANGE = RecordChange.of(OLD, NEW);

    final TestTime time = new TestTime();
    final MemoryZone zone = MemoryZone.of("example.com");
    final DynServer dyn;
    final DynProvider provider;

    FakeDyn() throws IOException {
        this(server -> server, builder -> builder);
    }

    FakeDyn(UnaryOperator<DynServer.Builder> server, UnaryOperator<DynProvider.Builder> settings) throws IOException {
        zone.put(OLD);
        dyn = server.apply(
                        DynServer.of(zone).account("acme", "failover", PASSWORD).clock(time))
                .start();
        provider = settings.apply(builder()).build();
    }

    DynProvider.Builder builder() {
        return DynProvider.zone("example.com")
                .url(dyn.url())
                .credentials(DynCredentials.managed("acme", "failover", PASSWORD))
                .ticker(time);
    }

    RecordSet read() throws DnsProviderException {
        return provider.read(List.of(A)).get(0);
    }

    /** How the change fails; it must. */
    DnsProviderException failure() {
        return failure(provider, CHANGE);
    }

    static DnsProviderException failure(DnsProvider provider, RecordChange change) {
        return catchThrowableOfType(DnsProviderException.class, () -> provider.apply(change));
    }

    DnsProviderException readFailure() {
        return catchThrowableOfType(DnsProviderException.class, this::read);
    }

    @Override
    public void close() {
        provider.close();
        dyn.close();
    }
}
