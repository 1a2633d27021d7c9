package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EngineSnapshot;
import io.github.dnsfailover.Published;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What clients get, who knows that, and since when and why it is so: in sentences. Looks only. */
final class Served {

    private static final int MOST_SETS = 4; // a pool may have fifty names that all hold the same

    private final Scene scene;
    private final List<String> sentences = new ArrayList<>();

    private Served(Scene scene) {
        this.scene = scene;
    }

    static List<String> sentences(Scene scene) {
        Served served = new Served(scene);
        if (scene.state().custody().leads()) {
            served.byLeader();
        } else {
            served.byFollower();
        }
        return List.copyOf(served.sentences);
    }

    // Where this engine leads

    private void byLeader() {
        Found found = scene.state().custody().found();
        if (found == null) {
            sentences.add("What clients get is not known: this engine leads, and has not read the records yet.");
            return;
        }
        sentences.add(records(found));
        for (int e : found.lineup().withoutIpv6()) {
            sentences.add("The IPv6 addresses of " + scene.id(e) + " are not published.");
        }
        Edits edits = scene.state().custody().edits();
        if (edits.isPresent()) {
            sentences.add("Somebody else changed the records: " + edits.text() + ".");
        } else if (scene.isInCharge()) {
            origin(found);
        }
        age();
    }

    private String records(Found found) {
        List<RecordSet> sets = found.sets().subList(0, scene.spec().servingKeys()).stream()
                .filter(set -> !set.isEmpty())
                .toList();
        if (sets.isEmpty()) {
            return "Clients get nothing: the names hold no records.";
        }
        String values = sets.stream()
                .limit(MOST_SETS)
                .map(set -> bare(set) + " " + set.key().type() + " " + String.join(", ", set.values()))
                .collect(Collectors.joining("; "));
        String more = sets.size() > MOST_SETS ? "; and " + (sets.size() - MOST_SETS) + " more sets" : "";
        List<Integer> published = found.published();
        if (published.isEmpty()) {
            return "Clients get what no endpoint of this pool has: " + values + more + ".";
        }
        return "Clients get " + scene.ids(published) + (found.exact() ? "" : ", and something else") + ": " + values
                + more + ".";
    }

    /** Since when it is so, by what, and who has seen that. */
    private void origin(Found found) {
        OwnChanges changes = scene.state().custody().changes();
        Accepted last = changes.last();
        if (last == null) {
            sentences.add("It stood there before: this engine has changed nothing since it started.");
            return;
        }
        boolean isOfThis = last.write().lineup().equals(found.lineup());
        sentences.add(
                isOfThis
                        ? change(last)
                        : "This engine's own last change, at " + scene.at(last.at()) + ", published "
                                + String.join(", ", last.write().to()) + ".");
        if (isOfThis) {
            proof(changes);
        }
    }

    private String change(Accepted last) {
        PlannedWrite write = last.write();
        if (!write.from().equals(write.to())) {
            String from = write.from().isEmpty() ? "" : " from " + String.join(", ", write.from());
            return since(last.at()) + "this engine changed it" + from + " (" + write.cause() + "): " + write.reason()
                    + ".";
        }
        return scene.known()
                .flatMap(Published::move)
                .filter(move -> !move.left().isEmpty())
                .map(this::moved)
                .orElse("The last change, " + write.cause() + " at " + scene.at(last.at()) + ", moved nothing.");
    }

    private String since(Instant instant) {
        return "It is so since " + scene.at(instant) + ", when ";
    }

    private void proof(OwnChanges changes) {
        Input.NotProved unproved = changes.unproved();
        if (changes.isProved()) {
            sentences.add("Every authoritative server was seen to give it.");
        } else if (unproved != null) {
            sentences.add("Not every authoritative server is seen to give it: " + unproved.detail() + ".");
        } else {
            sentences.add("It is not yet seen that every authoritative server gives it.");
        }
        if (changes.horizon().until().isAfter(scene.wall())) {
            sentences.add("Resolvers that keep to the TTL may hold older answers until "
                    + scene.by(changes.horizon().until()) + (changes.isHorizonLeast() ? " at least." : "."));
        }
    }

    /** That somebody may have changed it since it was seen. */
    private void age() {
        Exchange exchange = scene.state().exchange();
        if (exchange.unresolved() != null) {
            sentences.add("A change is of unknown outcome: something else may stand there by now.");
        } else if (exchange.isWriteOut(scene.now())) {
            sentences.add("A change is on its way: something else may stand there by now.");
        } else if (exchange.isUnsure(scene.now())) {
            sentences.add("The records were last read at " + scene.at(exchange.readAt()) + "; the next read was due at "
                    + scene.at(exchange.readDue()) + ": something else may stand there by now.");
        } else {
            sentences.add("The records were last read at " + scene.at(exchange.readAt()) + ".");
        }
    }

    // Where it does not

    private void byFollower() {
        Optional<Published> known = scene.known();
        if (known.isEmpty()) {
            sentences.add("What clients get is not known here: " + whyUnknown() + ".");
            return;
        }
        Published published = known.get();
        String values = Stream.of(RecordType.values())
                .filter(type -> !published.values(type).isEmpty())
                .map(type -> type + " " + String.join(", ", published.values(type)))
                .collect(Collectors.joining("; "));
        sentences.add("Clients get " + ids(published.endpoints()) + ": " + values + ", as " + leader(scene) + " says.");
        published.move().ifPresent(move -> {
            sentences.add(moved(move));
            sentences.add(
                    move.proved()
                            ? "Every authoritative server was seen to give it."
                            : "It is not yet known here that every authoritative server gives it.");
        });
    }

    private String whyUnknown() {
        if (!scene.begun()) {
            return "this engine was not started";
        }
        return scene.isClosed() ? "this engine is closed" : "this engine does not lead, and nobody has told it";
    }

    private String moved(Published.Move move) {
        String from = move.left().isEmpty() ? "" : " from " + ids(move.left());
        String cause = move.cause().map(each -> " (" + each + ")").orElse("");
        return since(move.accepted()) + "it was changed" + from + cause + ".";
    }

    private static String bare(RecordSet set) {
        String name = set.key().name().toString();
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static String ids(List<Endpoint> endpoints) {
        return endpoints.stream().map(Endpoint::id).collect(Collectors.joining(", "));
    }

    /** Whom a follower sees leading: {@code web-2/4711 (leader, term 9)}. */
    static String leader(Scene scene) {
        EngineSnapshot.Lead lead =
                scene.engine().leads().led(scene.spec().scope).view(scene.spec().scope);
        if (lead.term().isEmpty() || lead.own()) {
            return "whoever leads";
        }
        String name = lead.name().isEmpty() ? "another instance" : lead.name();
        return name + " (leader, term " + lead.term().getAsLong() + ")";
    }
}
