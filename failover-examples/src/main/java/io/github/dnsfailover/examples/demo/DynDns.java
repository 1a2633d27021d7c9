package io.github.dnsfailover.examples.demo;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dyn.DynCredentials;
import io.github.dnsfailover.dyn.DynProvider;
import io.github.dnsfailover.testkit.DynServer;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.NameServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** A fake of Dyn Managed DNS inside this JVM, and a name server that serves what was published there. */
final class DynDns implements DemoDns {

    private final DynServer dyn;
    private final NameServer server;
    private final DnsProvider provider;

    private DynDns(DynServer dyn, NameServer server, DnsProvider provider) {
        this.dyn = dyn;
        this.server = server;
        this.provider = provider;
    }

    static DemoDns open(RecordSet standing) throws IOException {
        MemoryZone zone = MemoryZone.of(ZONE);
        zone.put(standing);
        DynServer dyn = DynServer.of(zone).account("acme", "failover", "demo").start();
        NameServer server;
        try {
            server = NameServer.of(zone).start();
        } catch (IOException e) {
            dyn.close();
            throw e;
        }
        DnsProvider provider = DynProvider.zone(ZONE)
                .url(dyn.url())
                .credentials(DynCredentials.managed("acme", "failover", "demo"))
                .authorities(Authorities.at(List.of(server.address())))
                .build();
        return new DynDns(dyn, server, provider);
    }

    @Override
    public DnsProvider provider() {
        return provider;
    }

    @Override
    public InetSocketAddress server() {
        return server.address();
    }

    @Override
    public String words() {
        return "the embedded name server";
    }

    @Override
    public String changedBy() {
        return "DynProvider through a fake Dyn at " + dyn.url();
    }

    @Override
    public void close() {
        provider.close(); // while its session can still be left
        dyn.close();
        server.close();
    }
}
