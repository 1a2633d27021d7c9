package io.github.dnsfailover.notify;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.PoolSnapshot;
import io.github.dnsfailover.PoolSnapshot.EndpointStatus;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which incident what is wrong with a pool belongs to, where somebody keeps a list of incidents: when a site is lost,
 * all its pools are one. The id is made of what all instances know, so that the next leader ends what the last one
 * began, and of the scope, whose leader alone knows when all is well. Confined to one thread.
 */
final class Incidents {

    private static final Comparator<Endpoint> BEST_FIRST =
            Comparator.<Endpoint>comparingInt(endpoint -> endpoint.priority()).thenComparing(Endpoint::id);
    private static final int LONGEST_PART = 60; // two of them and the source go into a key of 255 characters

    private final Map<String, EndpointPool> configured;
    private final Map<String, PoolSnapshot> seen;

    /**
     * The pools that people know to be in trouble.
     *
     * @param warnings those whose trouble is no alarm, in the order of their names
     * @param alarms the others
     */
    record Open(List<String> warnings, List<String> alarms) {

        static final Open NONE = new Open(List.of(), List.of());
    }

    /**
     * Looks up endpoints and scopes.
     *
     * @param configured pools whose configuration is known, by name
     * @param seen pools as the engine shows them
     */
    Incidents(Map<String, EndpointPool> configured, Map<String, PoolSnapshot> seen) {
        this.configured = configured;
        this.seen = seen;
    }

    /** The incident that is the pool's own; that of the engine, or of all, if it has no pool's name. */
    static String ofPool(String pool) {
        return "pool/" + pool;
    }

    /** The incident to which what is wrong with a pool belongs; its own if no site is known. */
    String of(PoolStory story) {
        PoolSnapshot snapshot = seen.get(story.pool);
        return story.troubledEndpoints().stream()
                .flatMap(id -> endpoint(story.pool, id).stream())
                .filter(endpoint -> !endpoint.site().isEmpty())
                .min(BEST_FIRST)
                .map(endpoint -> ofSite(endpoint.site(), snapshot))
                .orElse(ofPool(story.pool));
    }

    private static String ofSite(String site, @Nullable PoolSnapshot snapshot) {
        return "site/" + part(site) + (snapshot == null ? "" : "/" + part(snapshot.scope()));
    }

    /** Without blanks, and not too long; whatever is cut is told apart by what it was. */
    private static String part(String text) {
        String safe = URLEncoder.encode(text, StandardCharsets.UTF_8);
        return safe.length() <= LONGEST_PART
                ? safe
                : safe.substring(0, LONGEST_PART - 9) + "-" + Integer.toHexString(text.hashCode());
    }

    /** From whatever knows it: how the pool is configured, or the engine. */
    Optional<Endpoint> endpoint(String pool, String id) {
        EndpointPool known = configured.get(pool);
        Stream<Endpoint> endpoints = known != null
                ? known.endpoints().stream()
                : Stream.ofNullable(seen.get(pool))
                        .flatMap(snapshot -> snapshot.endpoints().stream())
                        .map(EndpointStatus::endpoint);
        return endpoints.filter(endpoint -> endpoint.id().equals(id)).findFirst();
    }

    /** What is open, by incident, as far as this instance has told it or has heard that it was told. */
    static Map<String, Open> open(Iterable<PoolStory> stories) {
        Map<String, Open> open = new TreeMap<>();
        for (PoolStory story : stories) {
            if (story.told && !story.troubles.isEmpty()) {
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
