package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.WriteResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A provider in memory whose answers a test replaces: what no vendor should say, but some do. Confined to one thread.
 */
final class Answering implements DnsProvider {

    /** How a read is answered. */
    @FunctionalInterface
    interface Read {
        List<RecordSet> of(List<RecordKey> keys);
    }

    private final MemoryDnsProvider inner;
    final List<String> calls = new ArrayList<>();
    int writes;
    String receipt = "";
    boolean confirmed = true;
    Authorities authorities;
    Read read;

    /** Thrown by every call; null if none is. */
    @Nullable
    DnsProviderException failure;

    /** How far this host's clock is ahead, if the vendor tells. */
    Optional<Duration> clockAhead = Optional.empty();

    /** Run in each read and write, where time may pass. */
    Runnable takes = () -> {};

    Answering(MemoryDnsProvider inner) {
        this.inner = inner;
        this.authorities = inner.authorities();
        this.read = keys -> inner.zone().get(keys);
    }

    @Override
    public ProviderTraits traits() {
        return inner.traits();
    }

    @Override
    public Optional<Duration> clockAhead() {
        return clockAhead;
    }

    @Override
    public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
        calls.add("read " + keys.get(0).name());
        fail();
        takes.run();
        return read.of(keys);
    }

    @Override
    public WriteResult apply(RecordChange change) throws DnsProviderException {
        calls.add("apply " + change.keys().get(0).name());
        writes++;
        fail();
        takes.run();
        WriteResult result = inner.apply(change);
        return result instanceof WriteResult.Applied ? new WriteResult.Applied(receipt) : result;
    }

    private void fail() throws DnsProviderException {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public boolean propagated(String known) {
        return confirmed;
    }

    @Override
    public Authorities authorities() {
        return authorities;
    }
}
