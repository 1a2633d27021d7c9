package io.github.dnsfailover;

import io.github.dnsfailover.dns.RecordType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Objects;

/**
 * Something outside of the pools that tells a dead endpoint from a cut-off engine: a router, a resolver, another
 * provider's site.
 *
 * <pre>{@code
 * FailoverEngine.builder()
 *         .control(ControlTarget.at("resolver", "192.0.2.53", TcpCheck.port(53)))
 *         .control(ControlTarget.at("other site", "198.51.100.7", TcpCheck.port(443)))
 * }</pre>
 *
 * <p>Choose several that are never all down at once, that the way to the endpoints and to the DNS provider shares,
 * and that are not in the site of an endpoint. When all of them fail the engine says that it is blind, moves nothing
 * and gives up the lead; a failure of an endpoint counts only if a control target has passed a probe that began after
 * it.
 *
 * <p>Immutable.
 */
public final class ControlTarget {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final String name;
    private final Target target;
    private final HealthCheck check;
    private final Duration timeout;

    private ControlTarget(String name, Target target, HealthCheck check, Duration timeout) {
        this.name = name;
        this.target = target;
        this.check = check;
        this.timeout = timeout;
    }

    /**
     * A control target at an address, with a timeout of 3 s.
     *
     * @param name what people call it
     * @param address IPv4 or IPv6
     * @param check how it is asked; it runs in a lane that hung checks and silent name servers cannot fill
     * @throws IllegalArgumentException if the name is blank or the address is none
     */
    public static ControlTarget at(String name, String address, HealthCheck check) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("control: name \"" + name + "\"; some text is needed");
        }
        Objects.requireNonNull(check, "check");
        return new ControlTarget(name, Target.of("control", name, literal(name, address)), check, TIMEOUT);
    }

    private static InetAddress literal(String name, String address) {
        try {
            RecordType type = address.contains(":") ? RecordType.AAAA : RecordType.A;
            return InetAddress.getByName(type.canonical(address)); // a literal: nothing is looked up
        } catch (IllegalArgumentException | UnknownHostException e) {
            throw new IllegalArgumentException(
                    "control " + name + ": address \"" + address + "\" is no IPv4 or IPv6 address", e);
        }
    }

    /**
     * The same with another timeout.
     *
     * @throws IllegalArgumentException if it is not positive, or longer than a minute
     */
    public ControlTarget timeout(Duration value) {
        if (value.isNegative() || value.isZero() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("control " + name + ": timeout " + value
                    + "; more than zero and at most " + LONGEST + " is allowed");
        }
        return new ControlTarget(name, target, check, value);
    }

    /** What people call it. */
    public String name() {
        return name;
    }

    /** What is asked. */
    public Target target() {
        return target;
    }

    /** How it is asked. */
    public HealthCheck check() {
        return check;
    }

    /** How long an answer may take. */
    public Duration timeout() {
        return timeout;
    }

    @Override
    public String toString() {
        return name + " at " + target.host();
    }
}
