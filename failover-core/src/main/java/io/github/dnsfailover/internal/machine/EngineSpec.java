package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Leadership.Candidate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the machine of the whole process knows of its pools and of what they share. Immutable. */
public final class EngineSpec {

    /**
     * A pool, as far as the process must know it.
     *
     * @param scope what its lead is held for
     * @param provider the number of its provider
     * @param withdrawsFamily whether dead IPv6 addresses of it are withdrawn
     * @param configuration a fingerprint of its names and endpoints
     * @param verdict how long it takes at most to see that the health of an endpoint has changed, in nanoseconds
     */
    public record Pool(
            String name, String scope, int provider, boolean withdrawsFamily, String configuration, long verdict) {}

    /**
     * How the lead is found.
     *
     * @param several whether other instances may lead
     * @param lease in how long a lost lead is taken over, in nanoseconds
     * @param rank of this engine's deployment; 0 if none was said
     * @param speaks whether a listener of this engine tells people, so that it may speak for all
     */
    public record Election(boolean several, long lease, long rank, boolean speaks) {

        /** One whose listeners tell nobody. */
        public Election(boolean several, long lease, long rank) {
            this(several, lease, rank, false);
        }
    }

    /**
     * A provider of pools.
     *
     * @param label what people call it
     */
    public record Provider(String label) {}

    /**
     * A control target.
     *
     * @param timeout of a probe, in nanoseconds
     * @param ipv6 whether it is asked by IPv6
     */
    public record Control(String name, long timeout, boolean ipv6) {}

    private final List<Pool> pools;
    private final List<Provider> providers;
    private final List<Control> controls;
    private final Election election;
    private final boolean storeIsShared;
    private final List<String> names;

    /** The names of the pools of each provider. */
    private final List<List<String>> at = new ArrayList<>();

    /** A fingerprint of the pools of each scope. */
    private final Map<String, String> configurations = new HashMap<>();

    /** The providers of the pools of each scope. */
    private final SortedMap<String, SortedSet<Integer>> scopes = new TreeMap<>();

    /**
     * Lays it out.
     *
     * @param storeIsShared whether somebody else may write to the state store
     */
    public EngineSpec(
            List<Pool> pools,
            List<Provider> providers,
            List<Control> controls,
            Election election,
            boolean storeIsShared) {
        this.pools = List.copyOf(pools);
        this.providers = List.copyOf(providers);
        this.controls = List.copyOf(controls);
        this.election = election;
        this.storeIsShared = storeIsShared;
        this.names = pools.stream().map(Pool::name).toList();
        providers.forEach(provider -> at.add(new ArrayList<>()));
        for (Pool pool : pools) {
            at.get(pool.provider()).add(pool.name());
            scopes.computeIfAbsent(pool.scope(), scope -> new TreeSet<>()).add(pool.provider());
        }
        for (String scope : scopes.keySet()) {
            String all = pools.stream()
                    .filter(pool -> pool.scope().equals(scope))
                    .map(pool -> pool.name() + "=" + pool.configuration())
                    .sorted()
                    .collect(Collectors.joining(" "));
            configurations.put(scope, Mark.fingerprintOf(all));
        }
    }

    public List<Pool> pools() {
        return pools;
    }

    List<Provider> providers() {
        return providers;
    }

    List<Control> controls() {
        return controls;
    }

    public boolean several() {
        return election.several();
    }

    boolean storeIsShared() {
        return storeIsShared;
    }

    public long lease() {
        return election.lease();
    }

    /** Whether this engine may be the one that speaks for all instances. */
    boolean speaks() {
        return election.several() && election.speaks();
    }

    long rank() {
        return election.rank();
    }

    /** A fingerprint of the pools of a scope, as this engine has them. */
    public String configuration(String scope) {
        return configurations.getOrDefault(scope, "");
    }

    /** What this engine says of itself when it asks for a lead. */
    Candidate candidate(String scope, long words, List<String> down) {
        return new Candidate(election.rank(), configuration(scope), words, down);
    }

    /** For how long two engines may differ in what they see until that means something, in nanoseconds. */
    long viewsDiffer(String scope) {
        long verdict = pools.stream()
                .filter(pool -> pool.scope().equals(scope))
                .mapToLong(Pool::verdict)
                .max()
                .orElse(0);
        return verdict + election.lease();
    }

    Set<String> scopes() {
        return scopes.keySet();
    }

    /** The providers of the pools of a scope. */
    Set<Integer> providersIn(String scope) {
        return scopes.getOrDefault(scope, Collections.emptySortedSet());
    }

    /** The names of the pools whose lead is held for a scope. */
    List<String> inScope(String scope) {
        return pools.stream()
                .filter(pool -> pool.scope().equals(scope))
                .map(Pool::name)
                .toList();
    }

    /** The names of the pools of a provider. */
    List<String> at(int provider) {
        return at.get(provider);
    }

    /** The names of the pools whose dead IPv6 addresses are withdrawn. */
    List<String> withdrawing() {
        return pools.stream().filter(Pool::withdrawsFamily).map(Pool::name).toList();
    }

    public List<String> names() {
        return names;
    }
}
