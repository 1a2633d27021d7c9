package io.github.dnsfailover.metrics;

import io.github.dnsfailover.EngineSnapshot;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.PoolSnapshot;
import io.github.dnsfailover.PoolSnapshot.EndpointStatus;
import io.github.dnsfailover.Trouble;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All gauges of one moment, made of one snapshot; what is not among them does not exist at that moment. Immutable.
 *
 * @param atNanos when it was taken
 * @param values by what they are of
 */
record Reading(long atNanos, Map<Series, Double> values, long eventsDropped) {

    /**
     * One gauge.
     *
     * @param tags the values of the figure's own tags
     */
    record Series(Figure figure, List<String> tags) {

        Series(Figure figure, String... tags) {
            this(figure, List.of(tags));
        }
    }

    /**
     * When it was taken, and of what.
     *
     * @param dryRun whether the engine writes nothing
     */
    record Taken(long nanos, boolean dryRun) {}

    /** How many troubles of a kind are open, and the worst of them. */
    private record Open(int count, Trouble worst) {

        Open and(Open other) {
            boolean worse = other.worst.severity().compareTo(worst.severity()) > 0;
            return new Open(count + other.count, worse ? other.worst : worst);
        }
    }

    /**
     * The gauges of an engine.
     *
     * @param ofAlerts what is wrong with its alerts, which no engine knows
     */
    static Reading of(EngineSnapshot engine, Collection<Trouble> ofAlerts, Taken taken) {
        Map<Series, Double> values = new HashMap<>();
        values.put(new Series(Figure.RUNNING), one(engine.isRunning()));
        for (PoolSnapshot pool : engine.pools()) {
            boolean leads = engine.isRunning() && leads(pool, taken);
            values.merge(new Series(Figure.LEADING, pool.scope()), one(leads), Math::max);
        }
        if (engine.isRunning()) {
            addEngine(engine, ofAlerts, values);
            engine.pools().forEach(pool -> addPool(pool, leads(pool, taken), values));
        }
        return new Reading(taken.nanos(), Collections.unmodifiableMap(values), engine.eventsDropped());
    }

    private static void addEngine(EngineSnapshot engine, Collection<Trouble> ofAlerts, Map<Series, Double> values) {
        boolean blind = engine.troubles().stream().anyMatch(trouble -> trouble.kind() == Trouble.Kind.BLIND);
        values.put(new Series(Figure.BLIND), one(blind));
        Map<Trouble.Kind, Open> open = new EnumMap<>(Trouble.Kind.class);
        ofAlerts.forEach(trouble -> add(trouble, open));
        engine.troubles().stream()
                .filter(trouble -> trouble.kind().about() != Trouble.About.POOL)
                .forEach(trouble -> add(trouble, open));
        open.forEach((kind, some) ->
                values.put(new Series(Figure.ENGINE_TROUBLES, word(kind), severity(some)), (double) some.count()));
    }

    private static void addPool(PoolSnapshot pool, boolean leads, Map<Series, Double> values) {
        String name = pool.pool();
        if (leads) {
            boolean blocked = pool.troubles().stream().anyMatch(Trouble::isInTheWay);
            values.put(new Series(Figure.BLOCKED, name), one(blocked));
            values.put(new Series(Figure.FROZEN, name), one(!pool.frozen().isEmpty()));
        }
        Map<Trouble.Kind, Open> open = new EnumMap<>(Trouble.Kind.class);
        pool.troubles().stream()
                .filter(trouble -> trouble.kind().about() == Trouble.About.POOL)
                .forEach(trouble -> add(trouble, open));
        open.forEach((kind, some) ->
                values.put(new Series(Figure.POOL_TROUBLES, name, word(kind), severity(some)), (double) some.count()));
        boolean read = leads && !pool.records().isEmpty();
        for (EndpointStatus status : pool.endpoints()) {
            List<String> tags = List.of(name, status.endpoint().id());
            if (status.health() != Health.UNKNOWN) {
                values.put(new Series(Figure.HEALTH, tags), one(status.health() == Health.HEALTHY));
            }
            if (read) {
                values.put(new Series(Figure.PUBLISHED, tags), one(status.published()));
            }
            values.put(new Series(Figure.PROVEN, tags), one(status.proven()));
        }
    }

    /** Of one kind there is one series, whatever the severities: an alert's clock must not start anew. */
    private static void add(Trouble trouble, Map<Trouble.Kind, Open> open) {
        open.merge(trouble.kind(), new Open(1, trouble), Open::and);
    }

    /** A dry run has a lead of its own beside the engine that writes: counted in, it would hide that this one died. */
    private static boolean leads(PoolSnapshot pool, Taken taken) {
        return pool.term().isPresent() && !taken.dryRun();
    }

    private static double one(boolean is) {
        return is ? 1 : 0;
    }

    private static String severity(Open open) {
        return word(open.worst().severity());
    }

    /** A constant as a tag has it. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
