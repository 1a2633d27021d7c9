package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.ProviderTraits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What lies in which site, and so what fails together with the primary although a move away from it needs it. */
final class SharedSites {

    private SharedSites() {}

    /** The sites of what the engine told, and of the provider. */
    static Map<String, String> with(Map<String, String> ofEngine, ProviderTraits traits) {
        Map<String, String> all = new TreeMap<>(ofEngine);
        all.put("provider", traits.site());
        return Collections.unmodifiableMap(all);
    }

    /** Of several instances, another one may lie elsewhere. */
    static List<PoolSpec.Shared> of(PoolSpec spec) {
        Endpoint primary = spec.endpoints.get(0);
        List<PoolSpec.Shared> found = new ArrayList<>();
        spec.sites.forEach((what, site) -> {
            if (!site.isEmpty() && site.equals(primary.site()) && !isOneOfSeveral(spec, what)) {
                found.add(new PoolSpec.Shared(
                        what,
                        what + " lies in " + site + ", like " + primary.id() + ": when that site fails, "
                                + consequence(spec, what)));
            }
        });
        boolean together = spec.endpoints.size() > 1
                && spec.endpoints.stream()
                        .allMatch(endpoint ->
                                !endpoint.site().isEmpty() && endpoint.site().equals(primary.site()));
        if (together) {
            found.add(new PoolSpec.Shared(
                    "endpoints", "all endpoints lie in " + primary.site() + ": they fail together"));
        }
        return List.copyOf(found);
    }

    private static boolean isOneOfSeveral(PoolSpec spec, String what) {
        return what.equals(PoolSpec.ENGINE) && spec.identity.instances() == Leadership.Instances.SEVERAL;
    }

    /** An only engine goes on with the words that it read last, so it needs its store at its start alone. */
    private static String consequence(PoolSpec spec, String what) {
        boolean isStore = what.equals(PoolSpec.STORE);
        boolean isAlone = spec.identity.instances() == Leadership.Instances.ONE;
        return isStore && isAlone
                ? "an engine that is started writes nothing"
                : "nothing moves away from it"
                        + (isStore || what.equals(PoolSpec.LEADERSHIP)
                                ? "; a store in the dying site is no store, so put it in a third place"
                                : "");
    }
}
