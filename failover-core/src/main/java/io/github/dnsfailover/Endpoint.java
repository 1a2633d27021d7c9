package io.github.dnsfailover;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.internal.text.ForeignText;
import io.github.dnsfailover.internal.wire.IdleAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One place that can serve: an id, the addresses, the CNAME target or the alias to publish for it, a priority and a
 * site.
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
    private static final List<RecordType> SERVING =
            List.of(RecordType.A, RecordType.AAAA, RecordType.CNAME, RecordType.ALIAS);

    private final String id;
    private final int priority;
    private final Map<RecordType, List<String>> values;
    private final String site;
    private final Aim aim;

    /** Where probes go, and how many of them must pass. */
    private record Aim(List<String> addresses, boolean anySuffices, List<InetSocketAddress> resolvers) {
        private static final Aim PUBLISHED = new Aim(List.of(), false, List.of());
    }

    private Endpoint(String id, int priority, Map<RecordType, List<String>> values, String site, Aim aim) {
        this.id = id;
        this.priority = priority;
        this.values = values;
        this.site = site;
        this.aim = aim;
    }

    /**
     * The preferred place, of priority 0.
     *
     * @param id 1 to 32 letters, digits, '_', '.' or '-'
     * @param addresses IPv4 and IPv6 addresses to publish
     * @throws IllegalArgumentException if the id or an address is not of its form, no address is given, or one can
     *     serve nobody: unspecified, multicast, broadcast, or link-local of IPv6
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

    /**
     * The preferred place, published as an alias of the vendor's kind ({@link RecordType#ALIAS}), such as a load
     * balancer at AWS. Unlike a CNAME, it may stand at the top of a zone.
     *
     * @param target in the vendor's words; the vendor's provider makes them, or says how they look
     */
    public static Endpoint primaryAlias(String id, String target) {
        return ofAlias(id, 0, target);
    }

    /** A place to go to when better ones fail, published as an alias; see {@link #primaryAlias}. */
    public static Endpoint backupAlias(String id, String target) {
        return ofAlias(id, 1, target);
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
        return new Endpoint(id, priority, byType, "", Aim.PUBLISHED);
    }

    private static Endpoint ofCname(String id, int priority, String hostName) {
        checkId(id);
        String name = DnsName.of(hostName).toString();
        return new Endpoint(id, priority, Map.of(RecordType.CNAME, List.of(name)), "", Aim.PUBLISHED);
    }

    private static Endpoint ofAlias(String id, int priority, String target) {
        checkId(id);
        String text;
        try {
            text = RecordType.ALIAS.canonical(target);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("endpoint " + id + ": " + e.getMessage(), e);
        }
        return new Endpoint(id, priority, Map.of(RecordType.ALIAS, List.of(text)), "", Aim.PUBLISHED);
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
            if (IdleAddress.is(address)) {
                throw new IllegalArgumentException(
                        "endpoint " + id + ": \"" + address + "\" can serve nobody; the address of a host is needed");
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
        return new Endpoint(id, value, values, site, aim);
    }

    /** With the name of the data centre, region or cloud whose failure would take this endpoint down. */
    public Endpoint site(String value) {
        return new Endpoint(id, priority, values, ForeignText.line(value, ForeignText.LONGEST_NAME), aim);
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
        Aim there = new Aim(canonical(id, addresses), aim.anySuffices(), aim.resolvers());
        return new Endpoint(id, priority, values, site, there);
    }

    /** Counts the endpoint as healthy as long as one of its addresses is. By default every address must pass. */
    public Endpoint anyAddressSuffices() {
        return new Endpoint(id, priority, values, site, new Aim(aim.addresses(), true, aim.resolvers()));
    }

    /**
     * Asks these resolvers for the addresses behind an alias, one after the other until one answers. By default the
     * authoritative servers of its target are asked. Either way each probe asks anew, past the JVM's cache, and is
     * aimed at every address found.
     *
     * @throws IllegalArgumentException if it is no alias, or no resolver is given
     */
    public Endpoint resolvedBy(InetSocketAddress... resolvers) {
        if (!isAlias() || resolvers.length == 0) {
            throw new IllegalArgumentException("endpoint " + id + ": resolvedBy"
                    + (isAlias() ? " without a resolver" : "; only the target of an alias is looked up"));
        }
        Aim asked = new Aim(aim.addresses(), aim.anySuffices(), List.of(resolvers));
        return new Endpoint(id, priority, values, site, asked);
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

    /** Whether it is published as an alias. */
    public boolean isAlias() {
        return values.containsKey(RecordType.ALIAS);
    }

    /** The addresses or the host name that probes are aimed at. */
    public List<String> probeHosts() {
        if (!aim.addresses().isEmpty()) {
            return aim.addresses();
        }
        return SERVING.stream()
                .flatMap(type -> values(type).stream())
                .map(value -> value.split(" ", 2)[0]) // an alias begins with its name
                .toList();
    }

    /** Whether one passing address is enough. */
    public boolean isAnyAddressEnough() {
        return aim.anySuffices();
    }

    /** Who is asked for the addresses behind an alias; empty for the authoritative servers of its target. */
    public List<InetSocketAddress> resolvers() {
        return aim.resolvers();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Endpoint endpoint
                && id.equals(endpoint.id)
                && priority == endpoint.priority
                && values.equals(endpoint.values)
                && site.equals(endpoint.site)
                && aim.equals(endpoint.aim);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        String where = site.isEmpty() ? "" : " in " + site;
        return id + where + " "
                + SERVING.stream().flatMap(type -> values(type).stream()).toList();
    }
}
