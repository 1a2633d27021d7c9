package io.github.dnsfailover.testkit;

import io.github.dnsfailover.metrics.FailoverMetrics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** A registry for Prometheus, and what is scraped of it. */
final class Scrapes {

    final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** Every meter that was ever registered. */
    final List<Meter.Id> ids = new ArrayList<>();

    /** The owner's tag is on each, and is left out here. */
    private final Map<String, Double> samples = new TreeMap<>();

    Scrapes() {
        registry.config().onMeterAdded(meter -> ids.add(meter.getId()));
    }

    Scrapes of(FailoverMetrics metrics) {
        metrics.bindTo(registry);
        return this;
    }

    /** Scrapes anew: twice, for what is new may come with the second scrape. */
    Scrapes take() {
        registry.scrape();
        return takeOnce();
    }

    Scrapes takeOnce() {
        samples.clear();
        registry.scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> samples.put(
                        ownerless(line.substring(0, line.lastIndexOf(' '))),
                        Double.parseDouble(line.substring(line.lastIndexOf(' ')))));
        return this;
    }

    private static String ownerless(String sample) {
        return sample.replaceAll(",owner=\"[^\"]*\"", "")
                .replaceAll("owner=\"[^\"]*\",?", "")
                .replace("{}", "");
    }

    Map<String, Double> samples() {
        return samples;
    }

    /** Those whose text has all of these parts. */
    Map<String, Double> with(String... parts) {
        Map<String, Double> found = new TreeMap<>(samples);
        for (String part : parts) {
            found.keySet().removeIf(name -> !name.contains(part));
        }
        return found;
    }

    OptionalDouble value(String sample) {
        Double value = samples.get(sample);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
