package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Trouble;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which authoritative servers of one provider do not answer for long. Immutable. */
final class NameServers extends Part<NameServers> {

    /** How each of them does not answer. */
    private SortedMap<String, String> silent = Collections.emptySortedMap();

    NameServers() {}

    NameServers said(EngineInput.ServerSaid input) {
        TreeMap<String, String> all = new TreeMap<>(silent);
        if (input.silence().isEmpty()) {
            all.remove(input.server());
        } else {
            all.putIfAbsent(input.server(), input.silence()); // told once, however the silence ends
        }
        NameServers next = copy();
        next.silent = Collections.unmodifiableSortedMap(all);
        return next;
    }

    List<Wrong> wrongs(EngineSpec spec, int provider) {
        List<Wrong> wrongs = new ArrayList<>();
        String label = spec.providers().get(provider).label();
        silent.forEach((server, how) -> wrongs.add(new Wrong(
                Trouble.Kind.SERVER_SILENT,
                label,
                server,
                spec.at(provider),
                server + " " + how + "; changes are proved at the others",
                Severity.WARNING,
                false)));
        return wrongs;
    }
}
