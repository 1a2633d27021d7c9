package io.github.dnsfailover.client;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Published;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordType;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import okhttp3.Dns;

/**
 * Looks up the names of an engine's pools in what the engine knows to be published, with no TTL between.
 *
 * <pre>{@code
 * OkHttpClient client = new OkHttpClient.Builder()
 *         .dns(FailoverDns.of(engine))
 *         .build();
 * }</pre>
 *
 * <p>IPv4 addresses come before IPv6 ones, each in the order of the records; OkHttp's fast fallback mixes them itself.
 * The target of a CNAME or an alias is looked up in the {@link Builder#others other} DNS, by default the system's. So
 * are other names, names below a pool's wildcard, and the pool's own names as long as the engine's knowledge is not
 * confirmed ({@link FailoverEngine#published}).
 *
 * <p>This is where <b>new</b> connections go. OkHttp keeps the ones that it has as long as it uses them, and reuses a
 * busy connection of HTTP/2 without a look-up: {@link FailoverCalls} makes calls leave.
 *
 * <p>Thread-safe. A look-up of a pool's name blocks only where the other DNS is asked.
 */
public final class FailoverDns implements Dns {

    private record Place(String pool, String endpoint) {}

    private final EngineView engine;
    private final Dns others;
    private final Map<String, String> pools;
    private final Map<Place, List<InetAddress>> inside;

    private FailoverDns(EngineView engine, Dns others, Map<Place, List<InetAddress>> inside) {
        this.engine = engine;
        this.others = others;
        this.pools = poolsByHost(engine.pools());
        this.inside = Map.copyOf(inside);
    }

    private static Map<String, String> poolsByHost(List<EndpointPool> pools) {
        Map<String, String> byHost = new HashMap<>();
        for (EndpointPool pool : pools) {
            for (DnsName name : pool.names()) {
                byHost.put(withoutDot(name.toString()), pool.pool());
            }
        }
        return Map.copyOf(byHost);
    }

    /** Of all the engine's pools; other names are looked up in the system's DNS. */
    public static FailoverDns of(FailoverEngine engine) {
        return builder(engine).build();
    }

    /** Starts one with settings. */
    public static Builder builder(FailoverEngine engine) {
        return builder(EngineView.of(engine));
    }

    static Builder builder(EngineView engine) {
        return new Builder(engine);
    }

    /** Whatever the other DNS knows besides addresses, such as HTTPS records, is passed on for what is its own. */
    @Override
    public Dns.Call newCall(Dns.Request request) {
        String pool = pools.get(key(request.hostname()));
        boolean ours = pool != null && isConfirmed(pool);
        return ours ? Dns.super.newCall(request) : others.newCall(request);
    }

    @Override
    public List<InetAddress> lookup(String hostname) throws UnknownHostException {
        String pool = pools.get(key(hostname));
        Optional<Published> now = pool == null ? Optional.empty() : engine.published(pool);
        if (now.isPresent()) {
            List<InetAddress> found = found(hostname, now.get());
            if (!found.isEmpty()) {
                return found;
            }
        }
        return others.lookup(hostname);
    }

    /** OkHttp gives A-labels in lower case, and leaves a final dot; others may call, too. */
    private static String key(String hostname) {
        boolean ascii = hostname.chars().allMatch(c -> c < 128);
        if (ascii) {
            return withoutDot(hostname.toLowerCase(Locale.ROOT));
        }
        try {
            return withoutDot(DnsName.of(hostname).toString());
        } catch (IllegalArgumentException e) {
            return hostname; // no name of a pool, then
        }
    }

    private static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private List<InetAddress> found(String hostname, Published now) throws UnknownHostException {
        Set<InetAddress> found = new LinkedHashSet<>(addresses(hostname, now));
        for (String target : targets(now)) {
            found.addAll(behind(target));
        }
        List<InetAddress> ordered = new ArrayList<>();
        found.stream().filter(Inet4Address.class::isInstance).forEach(ordered::add);
        found.stream().filter(address -> !(address instanceof Inet4Address)).forEach(ordered::add);
        return ordered;
    }

    /** The addresses that clients here get for a pool without a look-up; those behind names are not among them. */
    Set<InetAddress> addresses(Published now) {
        try {
            return addresses("", now);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("records hold addresses only", e);
        }
    }

    private Set<InetAddress> addresses(String hostname, Published now) throws UnknownHostException {
        Set<InetAddress> found = new LinkedHashSet<>();
        for (RecordType type : List.of(RecordType.A, RecordType.AAAA)) {
            for (String value : valuesOutside(now, type)) {
                found.add(literal(hostname, value));
            }
        }
        for (Endpoint endpoint : now.endpoints()) {
            for (InetAddress address : inside(now, endpoint)) {
                found.add(InetAddress.getByAddress(hostname, address.getAddress()));
            }
        }
        return found;
    }

    /** The names to be looked up for a pool, with the words of an alias. */
    List<String> targets(Published now) {
        List<String> targets = new ArrayList<>(valuesOutside(now, RecordType.CNAME));
        targets.addAll(valuesOutside(now, RecordType.ALIAS));
        return targets;
    }

    /** What is published, without what is replaced for clients here. */
    private List<String> valuesOutside(Published now, RecordType type) {
        List<String> values = now.values(type);
        if (inside.isEmpty()) {
            return values;
        }
        Set<String> replaced = new HashSet<>(); // no two endpoints of a pool have a value in common
        for (Endpoint endpoint : now.endpoints()) {
            if (!inside(now, endpoint).isEmpty()) {
                replaced.addAll(endpoint.values(type));
            }
        }
        return values.stream().filter(value -> !replaced.contains(value)).toList();
    }

    private List<InetAddress> inside(Published now, Endpoint endpoint) {
        return inside.getOrDefault(new Place(now.pool(), endpoint.id()), List.of());
    }

    /** A CNAME's target, or an alias's, whose words may say that it answers for one family only. */
    private List<InetAddress> behind(String target) throws UnknownHostException {
        List<String> words = List.of(target.split(" ", -1));
        boolean a = words.contains("A");
        boolean aaaa = words.contains("AAAA");
        return others.lookup(withoutDot(words.get(0))).stream()
                .filter(address -> a == aaaa || a == address instanceof Inet4Address)
                .toList();
    }

    private static InetAddress literal(String hostname, String address) throws UnknownHostException {
        byte[] bytes = InetAddress.getByName(address).getAddress(); // a literal: nothing is looked up
        return InetAddress.getByAddress(hostname, bytes);
    }

    /** Whether what it gives for the names of a pool is what the engine knows. */
    boolean isConfirmed(String pool) {
        return engine.published(pool).isPresent();
    }

    /** Builds a {@link FailoverDns}; confined to one thread. */
    public static final class Builder {

        private final EngineView engine;
        private final Map<Place, List<String>> inside = new LinkedHashMap<>();
        private Dns others = Dns.SYSTEM;

        private Builder(EngineView engine) {
            this.engine = engine;
        }

        /** Where everything else is looked up; default the system's DNS. */
        public Builder others(Dns value) {
            others = Objects.requireNonNull(value, "others");
            return this;
        }

        /**
         * Gives clients here other addresses for an endpoint than the public ones, such as private ones of the site
         * that both are in. They are used while the endpoint is published, in place of its addresses, CNAME target or
         * alias; a withdrawal of IPv6 is about the public ones and leaves them alone.
         *
         * @param endpoint the endpoint's id, which only one of the engine's pools may have; see {@link
         *     #clientAddressesIn}
         */
        public Builder clientAddresses(String endpoint, String... addresses) {
            List<String> having = engine.pools().stream()
                    .filter(pool ->
                            pool.endpoints().stream().anyMatch(each -> each.id().equals(endpoint)))
                    .map(EndpointPool::pool)
                    .toList();
            if (having.size() > 1) {
                throw new IllegalArgumentException("endpoint: \"" + endpoint + "\" is in the pools " + having
                        + "; say which by clientAddressesIn");
            }
            List<String> ids = engine.pools().stream().flatMap(Builder::ids).toList();
            require(!having.isEmpty(), "endpoint: \"" + endpoint + "\"; one of " + ids + " is needed");
            return clientAddressesIn(having.get(0), endpoint, addresses);
        }

        /**
         * The same for the endpoint of one pool.
         *
         * @param pool the pool's name
         * @param endpoint the endpoint's id
         * @throws IllegalArgumentException if the engine has no such endpoint, it was given before, no address is
         *     given, or one is no IP address
         */
        public Builder clientAddressesIn(String pool, String endpoint, String... addresses) {
            List<String> known = engine.pools().stream()
                    .filter(each -> each.pool().equals(pool))
                    .flatMap(Builder::ids)
                    .toList();
            require(!known.isEmpty(), "pool: \"" + pool + "\" is none of the engine's");
            require(known.contains(endpoint), "endpoint: \"" + endpoint + "\"; one of " + known + " is needed");
            require(addresses.length > 0, "endpoint " + endpoint + ": clientAddresses without an address");
            for (String address : addresses) {
                checkAddress(endpoint, address);
            }
            Place place = new Place(pool, endpoint);
            require(!inside.containsKey(place), "endpoint " + endpoint + ": clientAddresses given twice");
            inside.put(place, List.copyOf(Arrays.asList(addresses)));
            return this;
        }

        private static Stream<String> ids(EndpointPool pool) {
            return pool.endpoints().stream().map(Endpoint::id);
        }

        private static void checkAddress(String endpoint, String address) {
            try {
                (address.indexOf(':') >= 0 ? RecordType.AAAA : RecordType.A).canonical(address);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "endpoint " + endpoint + ": clientAddresses \"" + address + "\"; an IP address is needed", e);
            }
        }

        private static void require(boolean rule, String message) {
            if (!rule) {
                throw new IllegalArgumentException(message);
            }
        }

        /** Makes it. */
        public FailoverDns build() {
            Map<Place, List<InetAddress>> literals = new HashMap<>();
            inside.forEach((place, addresses) ->
                    literals.put(place, addresses.stream().map(Builder::literal).toList()));
            return new FailoverDns(engine, others, literals);
        }

        private static InetAddress literal(String address) {
            try {
                return FailoverDns.literal("", address);
            } catch (UnknownHostException e) {
                throw new IllegalStateException(address + " was checked to be an address", e);
            }
        }
    }
}
