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
    private final UpdateKey key;
    private final DnsProvider provider;

    private EmbeddedDns(NameServer server, UpdateKey key) {
        this.server = server;
        this.key = key;
        this.provider = key.updates(server.address());
    }

    static DemoDns open(RecordSet standing) throws IOException {
        UpdateKey key = UpdateKey.random();
        MemoryZone zone = MemoryZone.of(ZONE);
        zone.put(standing);
        NameServer server =
                NameServer.of(zone).key(UpdateKey.NAME, key.secret()).start();
        return new EmbeddedDns(server, key);
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

    /** For other programs that change the zone. */
    UpdateKey key() {
        return key;
    }

    /** With every version that it ever had. */
    MemoryZone zone() {
        return server.zone();
    }

    @Override
    public void close() {
        server.close();
    }
}
