package io.github.dnsfailover.internal.config;

import io.github.dnsfailover.AllDown;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.EndpointPool.ForeignEdits;
import io.github.dnsfailover.EndpointPool.ForeignMarks;
import io.github.dnsfailover.EndpointPool.TakeOver;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverPolicy;
import io.github.dnsfailover.Target.Network;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The keys of a pool. */
public final class PoolKeys {

    private static final Setting POOL = Setting.of("pool", Form.TEXT, "The name of the pool.")
            .options("named")
            .fallback("the last part of the prefix");

    private static final List<Assigned<EndpointPool.Builder>> NAMES =
            List.of(Setting.of("names", Form.LIST, "The DNS names that move together; the first has the mark.")
                    .needed()
                    .options("name")
                    .sets((b, v) -> b.name(v.text())));

    private static final List<Setting> CHOICES = List.of(
            Setting.of("policy.kind", Form.WORD, "How endpoints are chosen.")
                    .words("ordered-priority", "serve-all-healthy")
                    .fallback("ordered-priority"),
            Setting.of("policy.minimum", Form.NUMBER, "For `serve-all-healthy`: with fewer the record is held.")
                    .fallback("1"),
            Setting.of("failback.mode", Form.WORD, "When to go back; `automatic` is after ten TTLs of health.")
                    .words("automatic", "after", "manual")
                    .fallback("automatic"),
            Setting.of(
                            "failback.delay",
                            Form.DURATION,
                            "How long the better endpoint must be healthy; for `after` only.")
                    .needed("for `after`"),
            Setting.of("all-down.mode", Form.WORD, "What to publish when every endpoint is unhealthy.")
                    .words("keep", "publish-all", "last-resort")
                    .fallback("keep"),
            Setting.of("all-down.endpoint", Form.TEXT, "The id of an endpoint; for `last-resort` only.")
                    .needed("for `last-resort`"));

    private static final List<Assigned<EndpointPool.Builder>> TIMES = List.of(
            duration("ttl", "TTL of the records.").fallback("30s").sets((b, v) -> b.ttl(v.duration())),
            duration("interval", "From probe to probe.").fallback("10s").sets((b, v) -> b.interval(v.duration())),
            duration("interval-when-down", "The same after ten intervals of being unhealthy.")
                    .fallback("the interval")
                    .sets((b, v) -> b.intervalWhenDown(v.duration())),
            duration("timeout", "How long a probe may take.")
                    .fallback("3s, or the interval if that is shorter")
                    .sets((b, v) -> b.timeout(v.duration())),
            duration("recheck", "To the next probe while a health is in doubt.")
                    .fallback("1s, or the interval if that is shorter")
                    .sets((b, v) -> b.recheck(v.duration())),
            number("fall", "Failed probes in a row until an endpoint is unhealthy.")
                    .fallback("3")
                    .sets((b, v) -> b.fall(v.number())),
            number("rise", "Passed probes in a row until it is healthy.")
                    .fallback("2")
                    .sets((b, v) -> b.rise(v.number())),
            number("forgive", "Passed probes in a row that clear earlier failures.")
                    .fallback("1")
                    .sets((b, v) -> b.forgive(v.number())),
            duration("minimum-unhealthy-span", "Failures within less time are one observation.")
                    .fallback("3s")
                    .sets((b, v) -> b.minimumUnhealthySpan(v.duration())),
            duration("freshness", "For how long a passed probe proves an endpoint.")
                    .fallback("2 x (interval + timeout)")
                    .sets((b, v) -> b.freshness(v.duration())),
            duration("hold-down", "Between two changes while something published is healthy.")
                    .fallback("2 x ttl")
                    .sets((b, v) -> b.holdDown(v.duration())),
            duration("escape-floor", "The same while nothing published is healthy; at most `hold-down`.")
                    .fallback("5s")
                    .sets((b, v) -> b.escapeFloor(v.duration())),
            duration("read-every", "How often the records are read.")
                    .fallback("60s")
                    .sets((b, v) -> b.readEvery(v.duration())),
            duration("settle-limit", "How long a start waits for every health.")
                    .fallback("fall x recheck + interval + timeout")
                    .sets((b, v) -> b.settleLimit(v.duration())));

    private static final List<Assigned<EndpointPool.Builder>> REST = List.of(
            Setting.of("take-over", Form.WORD, "What to do with foreign values at the start.")
                    .words("refuse-foreign", "adopt")
                    .fallback("refuse-foreign")
                    .sets((b, v) -> b.takeOver(v.constant(TakeOver.class))),
            Setting.of("foreign-edits", Form.WORD, "What to do when others change the records later.")
                    .words("reassert-once", "yield")
                    .fallback("reassert-once")
                    .sets((b, v) -> b.foreignEdits(v.constant(ForeignEdits.class))),
            Setting.of("foreign-marks", Form.WORD, "What to do when others replace the mark.")
                    .words("stand-still", "reassert-once")
                    .fallback("stand-still")
                    .sets((b, v) -> b.foreignMarks(v.constant(ForeignMarks.class))),
            Setting.of("markless", Form.SWITCH, "Keeps no mark; its Javadoc says what is lost.")
                    .fallback("false")
                    .turnsOn(EndpointPool.Builder::markless),
            Setting.of("scope", Form.TEXT, "What the lead over the pool is held for.")
                    .fallback("the provider's zone")
                    .sets((b, v) -> b.scope(v.text())),
            number("importance", "The priority of its calls when many wait; -1000 to 1000.")
                    .fallback("0")
                    .sets((b, v) -> b.importance(v.number())),
            Setting.of("allow-different-families", Form.SWITCH, "Endpoints may offer different address families.")
                    .fallback("false")
                    .turnsOn(EndpointPool.Builder::allowDifferentFamilies),
            Setting.of("withdraw-family", Form.SWITCH, "Withdraws IPv6 addresses if only they are dead.")
                    .fallback("false")
                    .turnsOn(EndpointPool.Builder::withdrawFamily),
            Setting.of("names-may-lead-to", Form.WORDS, "Networks that host names of endpoints may lead probes to.")
                    .words("public", "private", "loopback")
                    .fallback("public")
                    .sets((b, v) -> b.namesMayLeadTo(v.constant(Network.class))));

    /** What the builder must be handed. */
    static final Map<String, String> CODE =
            Map.of("provider", "the zone and its credentials, as `provider(Rfc2136Provider.zone(..)..)`");

    static final Table TABLE = new Table(
            Stream.of(
                            List.of(POOL),
                            Assigned.settings(NAMES),
                            EndpointKeys.ALL.stream()
                                    .map(setting -> setting.options("endpoint"))
                                    .toList(),
                            CheckKeys.in("check", "check"),
                            CHOICES,
                            Assigned.settings(TIMES),
                            Assigned.settings(REST))
                    .flatMap(List::stream)
                    .toList(),
            CODE);

    private PoolKeys() {}

    /** What a builder that was made of keys refuses, told to whoever wrote them. */
    public static String refusal(String origin, IllegalArgumentException refused) {
        return origin + ": " + TABLE.inKeys(String.valueOf(refused.getMessage()));
    }

    private static Setting duration(String name, String meaning) {
        return Setting.of(name, Form.DURATION, meaning);
    }

    private static Setting number(String name, String meaning) {
        return Setting.of(name, Form.NUMBER, meaning);
    }

    /**
     * A builder with everything that the keys say.
     *
     * @param rules what the builder's values must keep to one by one; asked after each of them
     * @throws IllegalArgumentException if a key is unknown, or a value breaks a rule; it names key, value and rule
     */
    public static EndpointPool.Builder read(Source source, Consumer<EndpointPool.Builder> rules) {
        Given given = Given.of(source, TABLE);
        EndpointPool.Builder builder = named(source.prefix(), given, rules);
        Assigned.all(NAMES, given, builder, rules);
        int priority = 0;
        for (Given endpoint : given.each("endpoints")) {
            builder.endpoint(EndpointKeys.read(endpoint, priority));
            priority = 1; // what is not said to be preferred is a backup
        }
        CheckKeys.read(given.at("check")).ifPresent(builder::check);
        policy(given.at("policy")).ifPresent(builder::policy);
        failback(given.at("failback")).ifPresent(builder::failback);
        allDown(given.at("all-down")).ifPresent(builder::allDown);
        Assigned.all(TIMES, given, builder, rules);
        Assigned.all(REST, given, builder, rules);
        return builder;
    }

    private static EndpointPool.Builder named(String prefix, Given given, Consumer<EndpointPool.Builder> rules) {
        Optional<Value> said = given.value("pool");
        if (said.isPresent()) {
            return said.get().make(value -> {
                EndpointPool.Builder builder = EndpointPool.named(value.text());
                rules.accept(builder);
                return builder;
            });
        }
        String last = prefix.substring(prefix.lastIndexOf('.') + 1);
        Value.require(
                !last.isEmpty() && last.indexOf('[') < 0,
                given.key("pool") + ": none given, and the prefix \"" + prefix + "\" ends with no name");
        EndpointPool.Builder builder = EndpointPool.named(last);
        given.whole(() -> {
            rules.accept(builder);
            return builder;
        });
        return builder;
    }

    private static Optional<FailoverPolicy> policy(Given policy) {
        Optional<Value> minimum = policy.value("minimum");
        String kind = policy.value("kind").map(value -> value.make(Value::word)).orElse("");
        if (kind.equals("serve-all-healthy")) {
            return Optional.of(minimum.map(value -> value.make(v -> FailoverPolicy.serveAllHealthy(v.number())))
                    .orElseGet(() -> FailoverPolicy.serveAllHealthy(1)));
        }
        onlyWith(minimum, policy.key("kind") + "=serve-all-healthy");
        return kind.isEmpty() ? Optional.empty() : Optional.of(FailoverPolicy.orderedPriority());
    }

    private static Optional<Failback> failback(Given failback) {
        Optional<Value> delay = failback.value("delay");
        String mode =
                failback.value("mode").map(value -> value.make(Value::word)).orElse("");
        if (mode.equals("after")) {
            return Optional.of(
                    failback.needed("delay", "failback after which time").make(v -> Failback.after(v.duration())));
        }
        onlyWith(delay, failback.key("mode") + "=after");
        return switch (mode) {
            case "automatic" -> Optional.of(Failback.automatic());
            case "manual" -> Optional.of(Failback.manual());
            default -> Optional.empty();
        };
    }

    private static Optional<AllDown> allDown(Given allDown) {
        Optional<Value> endpoint = allDown.value("endpoint");
        String mode =
                allDown.value("mode").map(value -> value.make(Value::word)).orElse("");
        if (mode.equals("last-resort")) {
            return Optional.of(allDown.needed("endpoint", "the id of the endpoint of last resort")
                    .make(v -> AllDown.lastResort(v.text())));
        }
        onlyWith(endpoint, allDown.key("mode") + "=last-resort");
        return switch (mode) {
            case "keep" -> Optional.of(AllDown.keep());
            case "publish-all" -> Optional.of(AllDown.publishAll());
            default -> Optional.empty();
        };
    }

    private static void onlyWith(Optional<Value> value, String key) {
        if (value.isPresent()) {
            throw value.get().refused("it goes with " + key + " only");
        }
    }
}
