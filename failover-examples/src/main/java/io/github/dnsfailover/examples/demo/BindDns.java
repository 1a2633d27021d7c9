package io.github.dnsfailover.examples.demo;

import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.testkit.NamedServer;
import java.io.IOException;
import java.net.InetSocketAddress;

/** A real BIND 9 on a free port of this machine, with a configuration and a zone of its own in a temporary folder. */
final class BindDns implements DemoDns {

    private final NamedServer named;
    private final DnsProvider provider;

    /** Ends the process also when this program is told to end in the middle. */
    private final Thread atExit;

    private BindDns(NamedServer named, DnsProvider provider) {
        this.named = named;
        this.provider = provider;
        this.atExit = new Thread(named::close, "end-named");
    }

    static DemoDns open(RecordSet standing) throws IOException, CannotBegin {
        if (!NamedServer.isInstalled()) {
            throw new CannotBegin("BIND 9 (named) is not installed; on Debian or Ubuntu: sudo apt-get install bind9;"
                    + " on Fedora: sudo dnf install bind; on macOS: brew install bind");
        }
        UpdateKey key = UpdateKey.random();
        NamedServer named =
                NamedServer.of(ZONE).key(UpdateKey.NAME, key.secret()).start();
        BindDns dns = new BindDns(named, key.updates(named.address()));
        Runtime.getRuntime().addShutdownHook(dns.atExit);
        try {
            named.put(standing);
        } catch (IOException e) {
            dns.close();
            throw e;
        }
        return dns;
    }

    @Override
    public DnsProvider provider() {
        return provider;
    }

    @Override
    public InetSocketAddress server() {
        return named.address();
    }

    @Override
    public String words() {
        return "BIND " + named.version();
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(atExit);
        named.close();
    }
}
