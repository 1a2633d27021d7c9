package io.github.dnsfailover;

import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.internal.wire.Whereabouts;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a probe is aimed at: one address, or one host name, of one endpoint. Immutable.
 *
 * <p>Whoever writes the DNS of a host name chooses where probes go, with all that they carry, such as the headers of an
 * {@code HttpCheck}. So a check that looks a name up by itself asks {@link #allows} before it connects, and says
 * {@link HealthResult#refused} if no address is left:
 *
 * <pre>{@code
 * InetAddress[] found = InetAddress.getAllByName(target.host());
 * List<InetAddress> allowed = Arrays.stream(found).filter(target::allows).toList();
 * }</pre>
 */
public final class Target {

    /**
     * The networks that a host name may lead to. No name may lead anywhere else: not to link-local addresses, to those
     * where clouds keep metadata and credentials, such as 169.254.169.254 and fd00:ec2::254, to the unspecified
     * address, nor to multicast, broadcast and reserved ones. An IPv6 address that carries an IPv4 address (mapped,
     * NAT64, 6to4, Teredo) is of that one's network.
     */
    public enum Network {
        /** What the whole Internet can reach. */
        PUBLIC,
        /** RFC 1918, unique local (RFC 4193), between a carrier and its customers (RFC 6598), and the like. */
        PRIVATE,
        /** This host. */
        LOOPBACK
    }

    private final String pool;
    private final String endpoint;
    private final String host;

    /** Null if the endpoint is a CNAME target without probe addresses. */
    private final @Nullable InetAddress address;

    /** Where the name may lead; empty if there is an address. */
    private final Set<Network> networks;

    private Target(
            String pool, String endpoint, String host, @Nullable InetAddress address, Collection<Network> networks) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
        this.host = Objects.requireNonNull(host, "host");
        this.address = address;
        Set<Network> copy = EnumSet.noneOf(Network.class);
        copy.addAll(networks);
        this.networks = Collections.unmodifiableSet(copy);
    }

    /** A target with an address. */
    public static Target of(String pool, String endpoint, InetAddress address) {
        RecordType type = address instanceof Inet6Address ? RecordType.AAAA : RecordType.A;
        return new Target(pool, endpoint, type.canonical(address.getHostAddress()), address, Set.of());
    }

    /**
     * A target that is known by its name only; the check resolves it. It may lead to {@link Network#PUBLIC}, and if it
     * is {@code localhost} or ends in it (RFC 6761 section 6.3) to {@link Network#LOOPBACK}.
     */
    public static Target ofName(String pool, String endpoint, String host) {
        String name = "." + host.toLowerCase(Locale.ROOT);
        boolean local = name.endsWith(".localhost") || name.endsWith(".localhost.");
        Set<Network> networks = local ? Set.of(Network.PUBLIC, Network.LOOPBACK) : Set.of(Network.PUBLIC);
        return new Target(pool, endpoint, host, null, networks);
    }

    /** The same if it has an address; else one whose name may lead to these networks, too. */
    public Target mayLeadTo(Collection<Network> more) {
        if (address != null) {
            return this;
        }
        Set<Network> all = EnumSet.copyOf(networks);
        all.addAll(more);
        return new Target(pool, endpoint, host, null, all);
    }

    /** The pool's name. */
    public String pool() {
        return pool;
    }

    /** The endpoint's id. */
    public String endpoint() {
        return endpoint;
    }

    /** The address as text, or the host name. */
    public String host() {
        return host;
    }

    /** The address; empty if only a name is known. */
    public Optional<InetAddress> address() {
        return Optional.ofNullable(address);
    }

    /** The networks that the name may lead to; empty if there is an address. */
    public Set<Network> networks() {
        return networks;
    }

    /** Whether a probe of this target may connect to an address: its own, or one in the networks of its name. */
    public boolean allows(InetAddress to) {
        return address != null
                ? address.equals(to)
                : Whereabouts.of(to).filter(networks::contains).isPresent();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Target target
                && pool.equals(target.pool)
                && endpoint.equals(target.endpoint)
                && host.equals(target.host)
                && networks.equals(target.networks);
    }

    @Override
    public int hashCode() {
        return Objects.hash(pool, endpoint, host);
    }

    @Override
    public String toString() {
        return endpoint + " at " + host;
    }
}
