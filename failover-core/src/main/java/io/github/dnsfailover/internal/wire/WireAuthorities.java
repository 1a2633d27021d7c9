package io.github.dnsfailover.internal.wire;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsName;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.ResolverConfig;

/** The authorities that {@link Authorities} hands out. */
public final class WireAuthorities {

    static final int DNS_PORT = 53;

    private WireAuthorities() {}

    /** The servers at these addresses. */
    public static Authorities at(List<InetSocketAddress> addresses) {
        List<Authorities.Server> servers = new ArrayList<>();
        for (InetSocketAddress address : addresses) {
            servers.add(new WireServer(nameOf(address), address));
        }
        List<Authorities.Server> fixed = List.copyOf(servers);
        return () -> fixed;
    }

    /** The servers in the zone's NS records, as the system's resolvers know them. */
    public static Authorities ofZone(DnsName zone) {
        return new ZoneServers(zone, () -> ResolverConfig.getCurrentConfig().servers(), DNS_PORT);
    }

    /** Never a reverse look-up: the name as it was given, or the address. */
    private static String nameOf(InetSocketAddress address) {
        String host = address.getHostString();
        if (address.getPort() == DNS_PORT) {
            return host;
        }
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
