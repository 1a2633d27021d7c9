package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Trouble;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether something that needs no Java keeps this engine from writing: a file on this host, or an entry in the state
 * store that stops all. What cannot be looked at is as it was last seen; until the file was looked at once nothing is
 * written. Immutable.
 */
final class Stops extends Part<Stops> {

    /** Empty if this engine has none. */
    private String path = "";

    private boolean seen;
    private boolean stands;

    /** Why it cannot be looked at; empty if it can. */
    private String failure = "";

    /** What the entry says; empty if there is none. */
    private String entry = "";

    Stops() {}

    /** Why nothing is to be written; empty if something may be. */
    String stopped() {
        if (!entry.isEmpty()) {
            return entry;
        }
        if (stands) {
            return "the stop file " + path + " exists";
        }
        boolean unknown = !path.isEmpty() && !seen;
        return unknown ? "whether the stop file " + path + " exists is not known yet" : "";
    }

    Stops watched(EngineInput.StopFileWatched input) {
        Stops next = copy();
        next.path = input.path();
        return next;
    }

    Stops seen(EngineInput.StopFileSeen input) {
        Stops next = copy();
        next.seen = true;
        next.stands = input.exists();
        next.failure = "";
        return next;
    }

    Stops failed(EngineInput.StopFileFailed input) {
        Stops next = copy();
        next.failure = input.why();
        return next;
    }

    Stops seen(EngineInput.StopEntrySeen input) {
        if (entry.equals(input.text())) {
            return this;
        }
        Stops next = copy();
        next.entry = input.text();
        return next;
    }

    List<Wrong> wrongs(EngineSpec spec) {
        List<Wrong> wrongs = new ArrayList<>();
        if (!entry.isEmpty()) {
            wrongs.add(new Wrong(Trouble.Kind.STOP_ENTRY, "", "", spec.names(), entry, Severity.WARNING, true));
        }
        if (stands || !failure.isEmpty()) {
            boolean inTheWay = stands || !seen;
            wrongs.add(new Wrong(Trouble.Kind.STOP_FILE, "", "", spec.names(), ofFile(), Severity.WARNING, inTheWay));
        }
        return wrongs;
    }

    private String ofFile() {
        if (failure.isEmpty()) {
            return "the stop file " + path + " exists";
        }
        String last = stands ? "it existed" : seen ? "it did not exist" : "nothing is written until then";
        return path + " cannot be looked at: " + failure + "; last seen: " + last;
    }
}
