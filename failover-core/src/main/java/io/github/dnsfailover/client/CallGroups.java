package io.github.dnsfailover.client;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Published;
import io.github.dnsfailover.client.Standing.Left;
import io.github.dnsfailover.client.Standing.Place;
import io.github.dnsfailover.dns.DnsName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The calls of a client by where they go: a group for each pool, and one for all other hosts. Thread-safe. */
final class CallGroups {

    private final EngineView engine;
    private final FailoverDns dns;
    private final Departure departure;
    private final Map<String, CallGroup> byPool = new HashMap<>();
    private final Map<String, CallGroup> byHost = new HashMap<>();
    private final CallGroup others;

    CallGroups(EngineView engine, FailoverDns dns, Departure departure) {
        this.engine = engine;
        this.dns = dns;
        this.departure = departure;
        this.others = new CallGroup(
                this, "", Place.of(List.of(), Set.of(), true), engine.runtime().seed());
        for (EndpointPool pool : engine.pools()) {
            Place place =
                    engine.published(pool.pool()).map(this::place).orElseGet(() -> Place.of(List.of(), Set.of(), true));
            CallGroup group =
                    new CallGroup(this, pool.pool(), place, engine.runtime().seed());
            byPool.put(pool.pool(), group);
            for (DnsName name : pool.names()) {
                String host = name.toString();
                byHost.put(host, group); // OkHttp leaves a final dot where it stands
                byHost.put(host.substring(0, host.length() - 1), group);
            }
        }
    }

    private Place place(Published now) {
        List<String> targets = dns.targets(now);
        Set<InetAddress> addresses = dns.addresses(now);
        Stream<String> texts = addresses.stream().map(InetAddress::getHostAddress);
        return Place.of(Stream.concat(texts, targets.stream()).toList(), addresses, !targets.isEmpty());
    }

    Departure departure() {
        return departure;
    }

    FailoverDns dns() {
        return dns;
    }

    /** The pools and the other hosts. */
    List<CallGroup> all() {
        List<CallGroup> all = new ArrayList<>(byPool.values());
        all.add(others);
        return all;
    }

    /** That of a host as OkHttp writes it. */
    CallGroup of(String host) {
        return byHost.getOrDefault(host, others);
    }

    boolean isOfPool(String host) {
        return byHost.containsKey(host);
    }

    /** Whether the engine knows what is published; if it does not, calls go on as they would without us. */
    boolean isConfirmed(CallGroup group) {
        return !group.isOfPool() || engine.published(group.pool()).isPresent();
    }

    /** While calls leave little by little, those that are not to leave yet find the old place first. */
    List<InetAddress> lookup(String host, Cohort cohort) throws UnknownHostException {
        CallGroup group = of(host);
        boolean confirmed = group.isOfPool() && isConfirmed(group);
        List<InetAddress> now = dns.lookup(host);
        if (!group.isOfPool()) {
            return now;
        }
        Standing standing = group.standing();
        if (confirmed) {
            standing.place().found(now);
        }
        if (standing.before() != cohort) {
            cohort.gave(host, now);
            return now;
        }
        if (!confirmed || cohort.isFailing()) {
            return now;
        }
        Set<InetAddress> both = new LinkedHashSet<>(cohort.given(host));
        both.addAll(now);
        return new ArrayList<>(both);
    }

    /** It may be known by now what a pool publishes, for the first time. */
    void learn(CallGroup group, long nowNanos, CallsInFlight calls) {
        engine.published(group.pool()).ifPresent(now -> group.learn(place(now), nowNanos, calls));
    }

    /** What was missed between the making of this and the first reaction. */
    void catchUp(long nowNanos, CallsInFlight calls) {
        for (CallGroup group : byPool.values()) {
            boolean known = !group.standing().place().values().isEmpty();
            engine.published(group.pool()).filter(now -> known).ifPresent(now -> moved(now, nowNanos, calls));
        }
    }

    /** What a pool publishes has changed. Other groups whose connections lead to what was left are renewed with it. */
    void moved(Published now, long nowNanos, CallsInFlight calls) {
        CallGroup group = byPool.get(now.pool());
        if (group == null) {
            return;
        }
        Place place = place(now);
        group.moved(place, new Left(Departure.manner(now), nowNanos), calls);
        for (CallGroup each : all()) {
            if (each != group && each.standing().cohorts().stream().anyMatch(of -> calls.leadsAstray(of, group))) {
                each.renew();
            }
        }
    }
}
