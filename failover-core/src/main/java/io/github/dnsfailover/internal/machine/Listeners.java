package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Trouble;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which listeners of the application fail, and with what. Immutable. */
final class Listeners extends Part<Listeners> {

    private SortedMap<String, String> failing = Collections.emptySortedMap();

    Listeners() {}

    Listeners said(EngineInput.ListenerSaid input) {
        TreeMap<String, String> all = new TreeMap<>(failing);
        if (input.detail().isEmpty()) {
            all.remove(input.listener());
        } else {
            all.put(input.listener(), input.detail());
        }
        Listeners next = copy();
        next.failing = Collections.unmodifiableSortedMap(all);
        return next;
    }

    List<Wrong> wrongs(EngineSpec spec) {
        List<Wrong> wrongs = new ArrayList<>();
        failing.forEach((name, detail) -> wrongs.add(new Wrong(
                Trouble.Kind.LISTENER_FAILS, "", name, spec.names(), "it threw " + detail, Severity.WARNING, false)));
        return wrongs;
    }
}
