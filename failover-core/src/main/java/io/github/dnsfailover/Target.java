package io.github.dnsfailover;

import io.github.dnsfailover.dns.RecordType;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a probe is aimed at: one address, or one host name, of one endpoint. Immutable. */
public final class Target {

    private final String pool;
    private final String endpoint;
    private final String host;

    /** Null if the endpoint is a CNAME target without probe addresses. */
    private final @Nullable InetAddress address;

    private Target(String pool, String endpoint, String host, @Nullable InetAddress address) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
        this.host = Objects.requireNonNull(host, "host");
        this.address = address;
    }

    /** A target with an address. */
    public static Target of(String pool, String endpoint, InetAddress address) {
        RecordType type = address instanceof Inet6Address ? RecordType.AAAA : RecordType.A;
        return new Target(pool, endpoint, type.canonical(address.getHostAddress()), address);
    }

    /** A target that is known by its name only; the check resolves it. */
    public static Target ofName(String pool, String endpoint, String host) {
        return new Target(pool, endpoint, host, null);
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

    @Override
    public boolean equals(Object other) {
        return other instanceof Target target
                && pool.equals(target.pool)
                && endpoint.equals(target.endpoint)
                && host.equals(target.host);
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
