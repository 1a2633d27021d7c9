package io.github.dnsfailover.metrics;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.event.AlertLost;
import io.github.dnsfailover.event.ChangeProved;
import io.github.dnsfailover.event.ProbeEvidence;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.event.TroubleChanged;
import io.github.dnsfailover.event.TroubleEnded;
import io.github.dnsfailover.metrics.RegistryMeters.Happening;
import io.github.dnsfailover.notify.Alerts;
import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an engine measures, for the registries of Micrometer: who leads, what is wrong, health and probes of each
 * endpoint, changes and how long they took. docs/metrics.md lists every name, and has alert rules for Prometheus.
 *
 * <pre>{@code
 * FailoverMetrics metrics = FailoverMetrics.of(engine);
 * metrics.bindTo(registry);
 * engine.start();
 * }</pre>
 *
 * <p>All gauges of a scrape come from one snapshot, at most a second old. A gauge exists while there is something to
 * say, and never gives NaN: health that is not known has none, and only whoever leads a pool says what is published.
 * After a change a gauge comes or goes with one scrape's delay at most.
 *
 * <p>An engine has at most 26 series, a trouble of each kind open at once and five scopes included, of which usually 5
 * exist; an endpoint has at most 12. A pool has 2 where it is led, one for each cause of a change that occurred, 6 once
 * a change was proved, and one for each kind of trouble that is open. A timer counts as three: count, sum and maximum;
 * histograms, which a filter of the registry may ask for, come on top.
 *
 * <p>Thread-safe. It may be bound to several registries, before or after the engine's start. Bind the metrics of one
 * engine only once: two with the same pools, owner and environment would share their meters. Closing it takes its
 * meters out; closing the engine leaves them, and {@code dnsfailover.engine.running} is 0 then.
 */
@SuppressWarnings("exports") // a binder names Micrometer's types, and Micrometer is optional
public final class FailoverMetrics implements MeterBinder, AutoCloseable {

    /** How old a reading may be: one scrape asks thousands of gauges, and a scrape each second is the most there is. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final FailoverEngine engine;

    /** Null if there are none, or nobody handed them over. */
    private final @Nullable Alerts alerts;

    private final Map<MeterRegistry, RegistryMeters> registries = new ConcurrentHashMap<>();
    private final AtomicBoolean listening = new AtomicBoolean();
    private final Queue<Cancellable> ears = new ConcurrentLinkedQueue<>();

    /** What is wrong with the alerts, by kind and subject. */
    private final Map<List<String>, Trouble> ofAlerts = new ConcurrentHashMap<>();

    private volatile Reading reading;
    private volatile boolean closed;

    private FailoverMetrics(FailoverEngine engine, @Nullable Alerts alerts) {
        this.engine = engine;
        this.alerts = alerts;
        this.reading = read();
    }

    /** The metrics of an engine. */
    public static FailoverMetrics of(FailoverEngine engine) {
        return new FailoverMetrics(Objects.requireNonNull(engine, "engine"), null);
    }

    /** The metrics of an engine and of its alerts: what is wrong with them, and how many were lost. */
    public static FailoverMetrics of(FailoverEngine engine, Alerts alerts) {
        return new FailoverMetrics(Objects.requireNonNull(engine, "engine"), Objects.requireNonNull(alerts, "alerts"));
    }

    /**
     * Registers the meters. A second time with the same registry does nothing.
     *
     * @throws IllegalStateException if it was closed before
     */
    @Override
    public void bindTo(MeterRegistry registry) {
        requireOpen();
        String owner = engine.owner() + "/" + engine.environment();
        RegistryMeters meters = new RegistryMeters(registry, owner, this::reading);
        if (registries.putIfAbsent(registry, meters) != null) {
            return;
        }
        boolean opened = false;
        try {
            meters.open();
            opened = true;
        } finally {
            if (!opened) { // a filter of the registry threw, say: nothing is left of it, and it may be bound again
                registries.remove(registry);
                meters.close();
            }
        }
        if (listening.compareAndSet(false, true)) {
            listen();
        }
        if (alerts != null) {
            meters.count(Happening.ALERTS_LOST, List.of(), 0); // a rise from nothing is none to Prometheus
        }
        if (closed) {
            close();
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the metrics were closed before");
        }
    }

    private void listen() {
        ears.add(engine.listen(this::heard));
        ears.add(engine.record(this::probed));
        if (alerts != null) {
            ears.add(alerts.listen(this::heardOfAlerts));
        }
    }

    // On threads of the listeners' lane

    private void heard(FailoverEvent event) {
        if (event instanceof RecordsChanged change) {
            each(meters -> meters.count(Happening.CHANGES, List.of(change.pool(), Reading.word(change.cause())), 1));
        }
        if (event instanceof ChangeProved proof) {
            List<String> pool = List.of(proof.pool());
            each(meters -> {
                meters.measure(Happening.SERVED, pool, Duration.between(proof.decided(), proof.lastServer()));
                meters.measure(Happening.LAG, pool, Duration.between(proof.accepted(), proof.lastServer()));
            });
        }
        each(RegistryMeters::refresh); // so that the next scrape finds what is new
    }

    private void probed(String pool, String endpoint, ProbeEvidence probe) {
        List<String> tags = List.of(pool, endpoint, Reading.word(probe.result().verdict()));
        each(meters -> meters.measure(Happening.PROBES, tags, probe.latency()));
    }

    private void heardOfAlerts(FailoverEvent event) {
        if (event instanceof AlertLost) {
            each(meters -> meters.count(Happening.ALERTS_LOST, List.of(), 1));
        } else if (event instanceof TroubleBegan began) {
            ofAlerts.put(key(began.trouble()), began.trouble());
        } else if (event instanceof TroubleChanged changed) {
            ofAlerts.put(key(changed.trouble()), changed.trouble());
        } else if (event instanceof TroubleEnded ended) {
            ofAlerts.remove(key(ended.trouble()));
        }
    }

    private static List<String> key(Trouble trouble) {
        return List.of(trouble.kind().name(), trouble.subject());
    }

    private void each(Consumer<RegistryMeters> what) {
        registries.values().forEach(what);
    }

    /** Two threads may take one at the same time; each is good. */
    private Reading reading() {
        Reading last = reading;
        if (engine.runtime().nanoTime() - last.atNanos() < FRESH.toNanos()) {
            return last;
        }
        Reading next = read();
        reading = next;
        return next;
    }

    private Reading read() {
        Collection<Trouble> wrong = ofAlerts.values();
        Reading.Taken taken = new Reading.Taken(engine.runtime().nanoTime(), engine.isDryRun());
        return Reading.of(engine.snapshot(), wrong, taken);
    }

    /** Takes its meters out of every registry, and hears nothing more. Closing twice does no harm. */
    @Override
    public void close() {
        closed = true;
        for (Cancellable ear = ears.poll(); ear != null; ear = ears.poll()) {
            ear.cancel();
        }
        registries.values().forEach(RegistryMeters::close);
        registries.clear();
    }
}
