package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A provider that holds its zone in memory and never fails by itself; wrap it in {@link FaultyDnsProvider} for bad
 * days.
 *
 * <pre>{@code
 * MemoryZone zone = MemoryZone.of("example.com");
 * MemoryDnsProvider dns = MemoryDnsProvider.of(zone).servers("ns1", "ns2");
 * dns.server("ns2").keepOld();
 * }</pre>
 *
 * <p>Thread-safe, and never blocks.
 */
public final class MemoryDnsProvider implements DnsProvider {

    private final MemoryZone zone;
    private final ProviderTraits traits;
    private final List<MemoryServer> servers;
    private final Set<RecordType> revoked;

    private MemoryDnsProvider(
            MemoryZone zone, ProviderTraits traits, List<MemoryServer> servers, Set<RecordType> revoked) {
        this.zone = zone;
        this.traits = traits;
        this.servers = servers;
        this.revoked = revoked;
    }

    /** An atomic provider of the zone with one server, {@code ns1}. */
    public static MemoryDnsProvider of(MemoryZone zone) {
        ProviderTraits traits = ProviderTraits.of(zone.name().toString(), ProviderTraits.Consistency.ATOMIC)
                .label("memory")
                .provesRights()
                .build();
        return new MemoryDnsProvider(
                zone, traits, List.of(new MemoryServer("ns1", zone)), ConcurrentHashMap.newKeySet());
    }

    /**
     * The same provider with other traits. Where they say that it sets no TTL, sets keep the one they have, and new
     * sets get the shortest.
     *
     * @throws IllegalArgumentException if they are of another zone
     */
    public MemoryDnsProvider traits(ProviderTraits value) {
        if (!value.zone().equals(zone.name())) {
            throw new IllegalArgumentException("traits: of the zone " + value.zone() + ", not " + zone.name());
        }
        return new MemoryDnsProvider(zone, value, servers, revoked);
    }

    /** The same provider with servers of these names, all following the zone. */
    public MemoryDnsProvider servers(String... names) {
        List<MemoryServer> named = new ArrayList<>();
        for (String name : names) {
            named.add(new MemoryServer(name, zone));
        }
        return new MemoryDnsProvider(zone, traits, List.copyOf(named), revoked);
    }

    /**
     * The server of a name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public MemoryServer server(String name) {
        return servers.stream()
                .filter(server -> server.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("server: \"" + name + "\"; there are " + servers));
    }

    /** Its zone. */
    public MemoryZone zone() {
        return zone;
    }

    @Override
    public ProviderTraits traits() {
        return traits;
    }

    @Override
    public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
        zone.requireWithin(keys);
        return zone.get(keys);
    }

    /** Takes the right to write sets of a type away: changes and proofs of rights that have to do with it fail. */
    public void revoke(RecordType type) {
        revoked.add(Objects.requireNonNull(type, "type"));
    }

    /** Gives the right to write sets of a type back. */
    public void grant(RecordType type) {
        revoked.remove(Objects.requireNonNull(type, "type"));
    }

    private void requireRights(List<RecordKey> keys) throws DnsProviderException {
        List<RecordKey> refused =
                keys.stream().filter(key -> revoked.contains(key.type())).toList();
        if (!refused.isEmpty()) {
            throw DnsProviderException.notApplied("no right to write " + refused)
                    .answered();
        }
    }

    @Override
    public Set<RecordKey> proveRights(List<RecordSet> standing) throws DnsProviderException {
        List<RecordKey> keys = standing.stream().map(RecordSet::key).toList();
        zone.requireWithin(keys);
        requireRights(keys);
        Set<RecordKey> proved = new LinkedHashSet<>();
        if (stands(standing)) {
            standing.stream().filter(set -> !set.isEmpty()).map(RecordSet::key).forEach(proved::add);
        }
        return proved;
    }

    @Override
    public WriteResult apply(RecordChange change) throws DnsProviderException {
        Objects.requireNonNull(change, "change");
        requireRights(change.transitions().stream()
                .filter(transition -> !transition.isCondition())
                .map(Transition::key)
                .toList());
        return traits.setsTtl() ? zone.compareAndSet(change) : applyKeepingTtl(change);
    }

    /** What stays is a condition and must be compared too: a name may lose its other family at this very moment. */
    private WriteResult applyKeepingTtl(RecordChange change) throws DnsProviderException {
        List<Transition> kept = new ArrayList<>();
        for (Transition transition : change.transitions()) {
            RecordSet now = zone.get(transition.key());
            RecordSet desired = transition.desired();
            RecordSet set = desired.isEmpty()
                    ? desired
                    : RecordSet.of(desired.key(), now.isEmpty() ? traits.minTtl() : now.ttl(), desired.values());
            kept.add(new Transition(transition.expected(), set));
        }
        if (kept.stream().allMatch(Transition::isCondition)) {
            boolean stands =
                    kept.stream().allMatch(condition -> condition.expected().sameValues(zone.get(condition.key())));
            return stands ? new WriteResult.Applied("") : new WriteResult.Conflict(zone.get(change.keys()));
        }
        return zone.compareAndSet(RecordChange.of(kept));
    }

    @Override
    public Authorities authorities() {
        return () -> List.copyOf(servers);
    }

    @Override
    public String toString() {
        return traits.toString();
    }
}
