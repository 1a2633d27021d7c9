package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Trouble;
import java.util.List;

/**
 * Whether a file stands on this host that keeps this engine from writing. What cannot be looked at is as it was last
 * seen; until it was looked at once nothing is written. Immutable.
 */
final class StopFile extends Part<StopFile> {

    /** Empty if this engine has none. */
    private String path = "";

    private boolean seen;
    private boolean stands;

    /** Why it cannot be looked at; empty if it can. */
    private String failure = "";

    StopFile() {}

    /** Why nothing is to be written; empty if something may be. */
    String stopped() {
        if (stands) {
            return "the stop file " + path + " exists";
        }
        boolean unknown = !path.isEmpty() && !seen;
        return unknown ? "whether the stop file " + path + " exists is not known yet" : "";
    }

    StopFile watched(EngineInput.StopFileWatched input) {
        StopFile next = new StopFile();
        next.path = input.path();
        return next;
    }

    StopFile seen(EngineInput.StopFileSeen input) {
        StopFile next = copy();
        next.seen = true;
        next.stands = input.exists();
        next.failure = "";
        return next;
    }

    StopFile failed(EngineInput.StopFileFailed input) {
        StopFile next = copy();
        next.failure = input.why();
        return next;
    }

    List<Wrong> wrongs(EngineSpec spec) {
        if (!stands && failure.isEmpty()) {
            return List.of();
        }
        boolean inTheWay = !stopped().isEmpty();
        String last = stands ? "it existed" : seen ? "it did not exist" : "nothing is written until then";
        String text =
                failure.isEmpty() ? stopped() : path + " cannot be looked at: " + failure + "; last seen: " + last;
        return List.of(new Wrong(Trouble.Kind.STOP_FILE, "", "", spec.names(), text, Severity.WARNING, inTheWay));
    }
}
