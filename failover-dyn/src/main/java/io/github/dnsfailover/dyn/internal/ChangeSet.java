package io.github.dnsfailover.dyn.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A change as requests: edits that the session queues, deletions first, and the publish that makes them the zone's.
 * Pure.
 */
final class ChangeSet {

    private static final int LONGEST_NOTE = 255; // the service's limit is not documented

    /**
     * One edit.
     *
     * @param request queues it
     * @param alreadyDone the code of the failure that says that the zone is so without it
     */
    record Edit(ApiRequest request, Optional<String> alreadyDone) {}

    private final String zone;
    private final RecordChange change;

    ChangeSet(DnsName zone, RecordChange change) {
        this.zone = ApiRequest.part(zone);
        this.change = change;
    }

    /** A name that turns from addresses into an alias, or back, must lose the one before it gets the other. */
    List<Edit> edits() {
        List<Edit> deletions = new ArrayList<>();
        List<Edit> others = new ArrayList<>();
        for (Transition transition : change.transitions()) {
            if (!transition.isCondition()) {
                (transition.desired().isEmpty() ? deletions : others).addAll(edits(transition));
            }
        }
        List<Edit> all = new ArrayList<>(deletions);
        all.addAll(others);
        return all;
    }

    private List<Edit> edits(Transition transition) {
        RecordKey key = transition.key();
        String[] place = {Rows.resource(key.type()), zone, ApiRequest.part(key.name())};
        if (transition.desired().isEmpty()) {
            return List.of(new Edit(ApiRequest.delete(place), Optional.of("NOT_FOUND")));
        }
        if (!transition.expected().isEmpty()) {
            return List.of(new Edit(ApiRequest.put(Rows.replacement(transition.desired()), place), Optional.empty()));
        }
        return Rows.of(transition.desired()).stream()
                .map(row -> new Edit(ApiRequest.post(row, place), Optional.of("TARGET_EXISTS")))
                .toList();
    }

    ApiRequest publish() {
        ObjectNode body = ApiRequest.object().put("publish", true).put("notes", note());
        return ApiRequest.put(body, "Zone", zone);
    }

    /** Why and what, for the zone's history. */
    private String note() {
        String what = change.transitions().stream()
                .filter(transition -> !transition.isCondition())
                .map(Transition::toString)
                .collect(Collectors.joining("; "));
        String why = change.reason().isEmpty() ? "" : change.reason() + ": ";
        String note = ("dnsfailover: " + why + what).replaceAll("[^ -~]", "?");
        return note.length() <= LONGEST_NOTE ? note : note.substring(0, LONGEST_NOTE - 3) + "...";
    }
}
