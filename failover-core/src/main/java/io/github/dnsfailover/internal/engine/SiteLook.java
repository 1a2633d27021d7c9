package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.PreflightReport.Level;
import io.github.dnsfailover.internal.engine.ServerLook.Word;
import io.github.dnsfailover.internal.machine.PoolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a preflight says of sites: what a move away from one needs must not lie in that one alone. Pure. */
final class SiteLook {

    private SiteLook() {}

    /**
     * A line for each thing whose site was said, one for all the others, and one for the endpoints.
     *
     * @param published the endpoints that are published; empty if that is not known
     */
    static List<Word> words(PoolSpec spec, List<Integer> published) {
        List<Word> words = new ArrayList<>();
        spec.sites.forEach((what, site) -> {
            if (!site.isEmpty()) {
                words.add(ofThing(spec, what, published));
            }
        });
        List<String> unsaid = spec.sites.entrySet().stream()
                .filter(each -> each.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        if (!unsaid.isEmpty()) {
            words.add(new Word(
                    Level.OK,
                    "not said of " + String.join(", ", unsaid) + ": site(..) of each says it, and then it is compared"
                            + " with those of the endpoints"));
        }
        words.add(ofEndpoints(spec));
        return words;
    }

    private static Word ofThing(PoolSpec spec, String what, List<Integer> published) {
        Optional<Word> shared = sharing(spec, what).map(text -> new Word(Level.WARNING, text));
        String site = spec.sites.getOrDefault(what, "");
        String lies = what + " lies in " + site;
        List<Integer> there = isNeededForEachMove(spec, what) ? endpointsIn(spec, site) : List.of();
        if (shared.isPresent() || there.isEmpty()) {
            return shared.orElse(new Word(Level.OK, lies));
        }
        List<Integer> now = there.stream().filter(published::contains).toList();
        return now.isEmpty()
                ? new Word(
                        Level.OK,
                        lies + ", like " + ids(spec, there)
                                + ": if that site fails while traffic is there, nothing moves" + " away from it")
                : new Word(
                        Level.WARNING,
                        lies + ", like " + ids(spec, now) + ", published now: when that site fails, nothing moves away"
                                + " from it");
    }

    /** Of several engines one may die; and an only one needs its store at its start. */
    private static boolean isNeededForEachMove(PoolSpec spec, String what) {
        boolean isAlone = spec.identity.instances() == Leadership.Instances.ONE;
        return isAlone ? !what.equals(PoolSpec.STORE) : !what.equals(PoolSpec.ENGINE);
    }

    private static List<Integer> endpointsIn(PoolSpec spec, String site) {
        List<Integer> there = new ArrayList<>();
        for (int e = 0; e < spec.endpoints.size(); e++) {
            if (spec.endpoints.get(e).site().equals(site)) {
                there.add(e);
            }
        }
        return there;
    }

    private static String ids(PoolSpec spec, List<Integer> endpoints) {
        return String.join(", ", spec.ids(endpoints));
    }

    private static Word ofEndpoints(PoolSpec spec) {
        String places = spec.endpoints.stream().map(SiteLook::place).collect(Collectors.joining(", "));
        boolean together = sharing(spec, "endpoints").isPresent();
        return together ? new Word(Level.WARNING, places + ": all of them fail together") : new Word(Level.OK, places);
    }

    private static String place(Endpoint endpoint) {
        return endpoint.id() + (endpoint.site().isEmpty() ? "" : " in " + endpoint.site());
    }

    private static Optional<String> sharing(PoolSpec spec, String what) {
        return spec.shared.stream()
                .filter(shared -> shared.what().equals(what))
                .map(PoolSpec.Shared::text)
                .findFirst();
    }
}
