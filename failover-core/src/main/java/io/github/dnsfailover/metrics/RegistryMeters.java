package io.github.dnsfailover.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one engine in one registry. Gauges come and go with what there is to say: whoever reads one brings all
 * of them up to the newest reading. Thread-safe.
 *
 * <p>The lock is taken before those of the registry, never after: whoever may hold the registry's, since it reads a
 * gauge, only tries.
 */
final class RegistryMeters {

    /** What is counted or measured as it happens. */
    @SuppressWarnings("ImmutableEnumChecker") // its lists are
    enum Happening {
        CHANGES("dnsfailover.pool.changes", "Changes of the records that the provider has accepted", "pool", "cause"),
        SERVED(
                "dnsfailover.pool.served",
                "From the decision for a change until every authoritative server gave it",
                "pool"),
        LAG("dnsfailover.pool.lag", "From the provider's acceptance of a change until every server gave it", "pool"),
        PROBES("dnsfailover.endpoint.probes", "Probes, by what they found", "pool", "endpoint", "outcome"),
        EVENTS_DROPPED("dnsfailover.events.dropped", "Events that slow listeners have missed"),
        ALERTS_LOST("dnsfailover.alerts.lost", "Alerts that were given up");

        private final String meter;
        private final String meaning;
        private final List<String> tags;

        Happening(String meter, String meaning, String... tags) {
            this.meter = meter;
            this.meaning = meaning;
            this.tags = List.of(tags);
        }
    }

    private record Key(Happening what, List<String> tags) {}

    /** A gauge, and what it says. */
    private static final class Shown {

        private final Figure figure;
        private volatile double value;

        /** Null until it is registered. */
        private @Nullable Meter meter;

        Shown(Figure figure) {
            this.figure = figure;
        }

        /** A scrape under way may still read it. Health that is no longer known is not bad for that. */
        void retire() {
            value = figure == Figure.HEALTH ? value : 0;
        }
    }

    /**
     * How long a gauge that went is not registered again. A scrape of Prometheus' client that finds the old one and the
     * new one fails with {@code DuplicateLabelsException}; none takes longer than Prometheus waits for it.
     */
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final MeterRegistry registry;
    private final String owner;
    private final Supplier<Reading> readings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Reading.Series, Shown> gauges = new HashMap<>();
    private final Map<Key, Meter> meters = new ConcurrentHashMap<>();

    /** When gauges went, by the clock of readings; those of a moment ago only. */
    private final Map<Reading.Series, Long> gone = new HashMap<>();

    /** The reading that the gauges show; null before the first. */
    private volatile @Nullable Reading shown;

    private boolean closed;

    /** @param readings the newest reading; cheap */
    RegistryMeters(MeterRegistry registry, String owner, Supplier<Reading> readings) {
        this.registry = registry;
        this.owner = owner;
        this.readings = readings;
    }

    /** Registers what there is; to be called once. */
    void open() {
        lock.lock();
        try {
            show(readings.get());
            meter(Happening.EVENTS_DROPPED, List.of(), FunctionCounter.class, tags -> dropped(tags));
        } finally {
            lock.unlock();
        }
    }

    /** Brings the gauges up to the newest reading, unless somebody is at it. */
    @SuppressWarnings("ReferenceEquality") // asked for each gauge of a scrape: thousands of values are not compared
    void refresh() {
        Reading now = readings.get();
        if (now == shown || !lock.tryLock()) {
            return;
        }
        try {
            show(now);
        } finally {
            lock.unlock();
        }
    }

    private void show(Reading now) {
        if (closed) {
            return;
        }
        shown = now; // first: a registry may read a gauge while it takes it
        gone.values().removeIf(then -> now.atNanos() - then >= AGAIN.toNanos());
        for (Iterator<Map.Entry<Reading.Series, Shown>> each = gauges.entrySet().iterator(); each.hasNext(); ) {
            Map.Entry<Reading.Series, Shown> old = each.next();
            if (!now.values().containsKey(old.getKey())) {
                old.getValue().retire();
                remove(old.getValue().meter);
                each.remove();
                gone.put(old.getKey(), now.atNanos());
            }
        }
        now.values().forEach(this::show);
    }

    private void show(Reading.Series series, double value) {
        Shown known = gauges.get(series);
        if (known != null) {
            known.value = value;
            return;
        }
        if (gone.containsKey(series)) {
            return;
        }
        Shown added = new Shown(series.figure());
        added.value = value;
        gauges.put(series, added);
        added.meter = Gauge.builder(series.figure().meter(), added, this::read)
                .description(series.figure().meaning())
                .tags(tags(series.figure().tags(), series.tags()))
                .strongReference(true)
                .register(registry);
    }

    private double read(Shown gauge) {
        refresh();
        return gauge.value;
    }

    private Meter dropped(Tags tags) {
        return FunctionCounter.builder(
                        Happening.EVENTS_DROPPED.meter,
                        readings,
                        newest -> newest.get().eventsDropped())
                .description(Happening.EVENTS_DROPPED.meaning)
                .tags(tags)
                .register(registry);
    }

    /** Counts; a count of 0 makes the counter. */
    void count(Happening what, List<String> tags, long count) {
        Counter counter = meter(
                what,
                tags,
                Counter.class,
                all -> Counter.builder(what.meter)
                        .description(what.meaning)
                        .tags(all)
                        .register(registry));
        if (counter != null) {
            counter.increment((double) count);
        }
    }

    /** Measures. */
    void measure(Happening what, List<String> tags, Duration time) {
        Timer timer = meter(
                what,
                tags,
                Timer.class,
                all -> Timer.builder(what.meter)
                        .description(what.meaning)
                        .tags(all)
                        .register(registry));
        if (timer != null) {
            timer.record(time);
        }
    }

    /** Null once closed. */
    private <M extends Meter> @Nullable M meter(
            Happening what, List<String> tags, Class<M> kind, Function<Tags, Meter> making) {
        Key key = new Key(what, tags);
        Meter known = meters.get(key);
        return kind.cast(known != null ? known : make(key, making));
    }

    private @Nullable Meter make(Key key, Function<Tags, Meter> making) {
        lock.lock();
        try {
            if (closed) {
                return null;
            }
            Meter made = making.apply(tags(key.what().tags, key.tags()));
            meters.put(key, made);
            return made;
        } finally {
            lock.unlock();
        }
    }

    private Tags tags(List<String> keys, List<String> values) {
        List<String> all = new ArrayList<>(List.of("owner", owner));
        for (int i = 0; i < keys.size(); i++) {
            all.add(keys.get(i));
            all.add(values.get(i));
        }
        return Tags.of(all.toArray(String[]::new));
    }

    /** Takes all of them out; nothing comes back. */
    void close() {
        lock.lock();
        try {
            closed = true;
            gauges.values().forEach(gauge -> {
                gauge.retire();
                remove(gauge.meter);
            });
            gauges.clear();
            meters.values().forEach(registry::remove);
            meters.clear();
        } finally {
            lock.unlock();
        }
    }

    private void remove(@Nullable Meter meter) {
        if (meter != null) {
            registry.remove(meter);
        }
    }
}
