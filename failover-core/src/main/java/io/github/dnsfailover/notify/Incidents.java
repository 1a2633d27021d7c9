package io.github.dnsfailover.notify;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.EngineSnapshot;
import io.github.dnsfailover.PoolSnapshot;
import io.github.dnsfailover.PoolSnapshot.EndpointStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which incident what is wrong with a pool belongs to, where somebody keeps a list of incidents: when a site is lost,
 * all its pools are one. The id is made of what all instances know, so that the next leader ends what the last one
 * began, and of the scope, whose leader alone knows when all is well. Confined to the engine thread of the alerts'
 * runtime.
 */
final class Incidents {

    private static final int LONGEST_PART = 60; // two of them and the source go into a key of 255 characters
    private static final int HASH = 9;
    private static final Comparator<Endpoint> BEST_FIRST =
            Comparator.<Endpoint>comparingInt(endpoint -> endpoint.priority()).thenComparing(Endpoint::id);

    private final Map<String, EndpointPool> configured;

    /** What the engine has shown of its pools; it has the same ones as long as it lives. */
    private final Map<String, Place> shown = new HashMap<>();

    private Supplier<Optional<EngineSnapshot>> engine = Optional::empty;

    /** Where a pool may lead, and what its lead is held for. */
    private record Place(String scope, List<Endpoint> endpoints) {}

    /**
     * The pools that people know to be in trouble.
     *
     * @param warnings those whose trouble is no alarm, in the order of their names
     * @param alarms the others
     */
    record Open(List<String> warnings, List<String> alarms) {

        static final Open NONE = new Open(List.of(), List.of());

        boolean isOver() {
            return warnings.isEmpty() && alarms.isEmpty();
        }
    }

    /** @param configured pools whose configuration is known, by name */
    Incidents(Map<String, EndpointPool> configured) {
        this.configured = configured;
    }

    void snapshotFrom(Supplier<Optional<EngineSnapshot>> value) {
        engine = value;
        shown.clear();
    }

    /** The incident that is the pool's own; that of the engine, or of all, if it has no pool's name. */
    static String ofPool(String pool) {
        return "pool/" + pool;
    }

    /** The incident of one instance's own engine. */
    private static String ofEngine(String instance) {
        return instance.isEmpty() ? ofPool(PoolStory.ENGINE) : "engine/" + part(instance);
    }

    /** The incident to which what is wrong belongs; the pool's own if no site is known. */
    String of(PoolStory story) {
        if (story.pool.equals(PoolStory.ENGINE)) {
            return ofEngine(engine.get().map(EngineSnapshot::instance).orElse(""));
        }
        return troubled(story)
                .map(endpoint -> ofSite(endpoint.site(), shown.get(story.pool)))
                .orElse(ofPool(story.pool));
    }

    /** The site that is in trouble; empty if it is not known. */
    String site(PoolStory story) {
        return troubled(story).map(Endpoint::site).orElse("");
    }

    private Optional<Endpoint> troubled(PoolStory story) {
        Set<String> troubled = story.troubledEndpoints();
        return endpoints(story.pool).stream()
                .filter(endpoint -> troubled.contains(endpoint.id()))
                .filter(endpoint -> !endpoint.site().isEmpty())
                .min(BEST_FIRST);
    }

    /** The incidents of sites to which a pool's trouble may have been told to belong, here or at another instance. */
    List<String> ofSites(String pool) {
        return endpoints(pool).stream()
                .map(Endpoint::site)
                .filter(site -> !site.isEmpty())
                .distinct()
                .map(site -> ofSite(site, shown.get(pool)))
                .toList();
    }

    private static String ofSite(String site, @Nullable Place place) {
        return "site/" + part(site) + (place == null ? "" : "/" + part(place.scope()));
    }

    /** Without blanks, and not too long; whatever is cut is told apart by what it was. */
    private static String part(String text) {
        String safe = URLEncoder.encode(text, StandardCharsets.UTF_8);
        return safe.length() <= LONGEST_PART
                ? safe
                : safe.substring(0, LONGEST_PART - HASH) + "-" + Integer.toHexString(text.hashCode());
    }

    Optional<Endpoint> endpoint(String pool, String id) {
        return endpoints(pool).stream()
                .filter(endpoint -> endpoint.id().equals(id))
                .findFirst();
    }

    /** From whatever knows it: how the pool is configured, or the engine. */
    private List<Endpoint> endpoints(String pool) {
        Place place = shown.get(pool);
        if (place == null) {
            engine.get().ifPresent(snapshot -> snapshot.pools().forEach(each -> shown.put(each.pool(), placeOf(each))));
            place = shown.get(pool);
        }
        EndpointPool known = configured.get(pool);
        return known != null ? known.endpoints() : place == null ? List.of() : place.endpoints();
    }

    private static Place placeOf(PoolSnapshot pool) {
        List<Endpoint> endpoints =
                pool.endpoints().stream().map(EndpointStatus::endpoint).toList();
        return new Place(pool.scope(), endpoints);
    }

    /**
     * What is open, by incident, as far as this instance has told it or has heard that it was told. A pool that the
     * engine does not have any more keeps nothing open.
     */
    Map<String, Open> open(Collection<PoolStory> stories) {
        Set<String> there = engine.get().stream()
                .flatMap(snapshot -> snapshot.pools().stream())
                .map(PoolSnapshot::pool)
                .collect(Collectors.toSet());
        Map<String, Open> open = new TreeMap<>();
        for (PoolStory story : stories) {
            boolean isGone = story.isOfPool() && !there.isEmpty() && !there.contains(story.pool);
            if (story.told && !story.troubles.isEmpty() && !isGone) {
                Open pools = open.computeIfAbsent(
                        story.incident(), incident -> new Open(new ArrayList<>(), new ArrayList<>()));
                (story.alarmTold ? pools.alarms() : pools.warnings()).add(story.pool);
            }
        }
        open.values().forEach(pools -> {
            pools.warnings().sort(Comparator.naturalOrder());
            pools.alarms().sort(Comparator.naturalOrder());
        });
        return open;
    }
}
