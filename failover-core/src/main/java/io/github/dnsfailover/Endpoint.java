package io.github.dnsfailover;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One place that can serve: an id, the addresses or the CNAME target to publish for it, a priority and a site.
 *
 * <pre>{@code
 * Endpoint.primary("cloudhelix", "192.0.2.22", "2001:db8::22").site("dc1")
 * }</pre>
 *
 * <p>Immutable; the methods that take a value return a changed copy.
 */
public final class Endpoint {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,31}");
    private static final DnsName ANY_NAME = DnsName.of("any");

    private final String id;
    private final int priority;
    private final Map<RecordType, List<String>> values;
    private final String site;
    private final List<String> probeAddresses;
    private final boolean anyAddressSuffices;

    private Endpoint(
            String id,
            int priority,
            Map<RecordType, List<String>> values,
            String site,
            List<String> probeAddresses,
            boolean anyAddressSuffices) {
        this.id = id;
        this.priority = priority;
        this.values = values;
        this.site = site;
        this.probeAddresses = probeAddresses;
        this.anyAddressSuffices = anyAddressSuffices;
    }

    /**
     * The preferred place, of priority 0.
     *
     * @param id 1 to 32 letters, digits, '_', '.' or '-'
     * @param addresses IPv4 and IPv6 addresses to publish
     * @throws IllegalArgumentException if the id or an address is not of its form, or no address is given
     */
    public static Endpoint primary(String id, String... addresses) {
        return of(id, 0, addresses);
    }

    /** A place to go to when better ones fail, of priority 1; see {@link #primary}. */
    public static Endpoint backup(String id, String... addresses) {
        return of(id, 1, addresses);
    }

    /** The preferred place, published as a CNAME to this host name. */
    public static Endpoint primaryCname(String id, String hostName) {
        return ofCname(id, 0, hostName);
    }

    /** A place to go to when better ones fail, published as a CNAME to this host name. */
    public static Endpoint backupCname(String id, String hostName) {
        return ofCname(id, 1, hostName);
    }

    private static Endpoint of(String id, int priority, String... addresses) {
        checkId(id);
        if (addresses.length == 0) {
            throw new IllegalArgumentException("endpoint " + id + ": no address given");
        }
        Map<RecordType, List<String>> byType = new EnumMap<>(RecordType.class);
        for (String address : canonical(id, addresses)) {
            byType.computeIfAbsent(typeOf(address), t -> new ArrayList<>()).add(address);
        }
        byType.replaceAll((type, list) -> List.copyOf(list));
        return new Endpoint(id, priority, byType, "", List.of(), false);
    }

    private static Endpoint ofCname(String id, int priority, String hostName) {
        checkId(id);
        String name = DnsName.of(hostName).toString();
        return new Endpoint(id, priority, Map.of(RecordType.CNAME, List.of(name)), "", List.of(), false);
    }

    private static void checkId(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("endpoint id: \"" + id
                    + "\"; 1 to 32 letters, digits, '_', '.' or '-' are allowed, beginning with a letter or digit");
        }
    }

    private static List<String> canonical(String id, String... addresses) {
        Set<String> distinct = new LinkedHashSet<>();
        for (String address : addresses) {
            try {
                RecordKey key = RecordKey.of(ANY_NAME, typeOf(address));
                distinct.addAll(RecordSet.of(key, Duration.ZERO, address).values());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("endpoint " + id + ": \"" + address + "\" is no IP address", e);
            }
        }
        if (distinct.size() < addresses.length) {
            throw new IllegalArgumentException(
                    "endpoint " + id + ": an address is given twice in " + Arrays.toString(addresses));
        }
        return List.copyOf(distinct);
    }

    private static RecordType typeOf(String address) {
        return address.indexOf(':') >= 0 ? RecordType.AAAA : RecordType.A;
    }

    /** With another priority; the lowest is preferred, and of equals the one that the pool names first. */
    public Endpoint priority(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("endpoint " + id + ": priority " + value + "; 0 or more is needed");
        }
        return new Endpoint(id, value, values, site, probeAddresses, anyAddressSuffices);
    }

    /** With the name of the data centre, region or cloud whose failure would take this endpoint down. */
    public Endpoint site(String value) {
        return new Endpoint(
                id, priority, values, Objects.requireNonNull(value, "site"), probeAddresses, anyAddressSuffices);
    }

    /**
     * Probed at these addresses instead of the published ones, such as private ones.
     *
     * <p>Clients use the published addresses: a path that is broken only there will go unseen.
     */
    public Endpoint probeAt(String... addresses) {
        if (addresses.length == 0) {
            throw new IllegalArgumentException("endpoint " + id + ": probeAt without an address");
        }
        return new Endpoint(id, priority, values, site, canonical(id, addresses), anyAddressSuffices);
    }

    /** Healthy as long as any one of its addresses is; without this word every address must pass. */
    public Endpoint anyAddressSuffices() {
        return new Endpoint(id, priority, values, site, probeAddresses, true);
    }

    /** The id, unique in its pool. */
    public String id() {
        return id;
    }

    /** 0 is the primary. */
    public int priority() {
        return priority;
    }

    /** The site; empty if not said. */
    public String site() {
        return site;
    }

    /** The values published for this endpoint, canonical; empty for a type that it does not offer. */
    public List<String> values(RecordType type) {
        return values.getOrDefault(type, List.of());
    }

    /** Whether it is published as a CNAME. */
    public boolean isCname() {
        return values.containsKey(RecordType.CNAME);
    }

    /** The addresses or the host name that probes are aimed at. */
    public List<String> probeHosts() {
        if (!probeAddresses.isEmpty()) {
            return probeAddresses;
        }
        return Stream.of(RecordType.A, RecordType.AAAA, RecordType.CNAME)
                .flatMap(type -> values(type).stream())
                .toList();
    }

    /** Whether one passing address is enough. */
    public boolean isAnyAddressEnough() {
        return anyAddressSuffices;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Endpoint endpoint
                && id.equals(endpoint.id)
                && priority == endpoint.priority
                && values.equals(endpoint.values)
                && site.equals(endpoint.site)
                && probeAddresses.equals(endpoint.probeAddresses)
                && anyAddressSuffices == endpoint.anyAddressSuffices;
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        String where = site.isEmpty() ? "" : " in " + site;
        return id + where + " "
                + Stream.of(RecordType.values())
                        .flatMap(type -> values(type).stream())
                        .toList();
    }
}
