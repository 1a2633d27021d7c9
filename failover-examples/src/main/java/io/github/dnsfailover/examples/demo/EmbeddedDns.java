package io.github.dnsfailover.examples.demo;

import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.NameServer;
import java.io.IOException;
import java.net.InetSocketAddress;

/** The name server of the testkit, inside this JVM. */
final class EmbeddedDns implements DemoDns {

    private final NameServer server;
    private final DnsProvider provider;

    private EmbeddedDns(NameServer server, DnsProvider provider) {
        this.server = server;
        this.provider = provider;
    }

    static DemoDns open(RecordSet standing) throws IOException {
        UpdateKey key = UpdateKey.random();
        MemoryZone zone = MemoryZone.of(ZONE);
        zone.put(standing);
        NameServer server =
                NameServer.of(zone).key(UpdateKey.NAME, key.secret()).start();
        return new EmbeddedDns(server, key.updates(server.address()));
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
    public void close() {
        server.close();
    }
}
