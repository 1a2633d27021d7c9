package io.github.dnsfailover.console;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.event.ChangeProved;
import io.github.dnsfailover.event.ProbeEvidence;
import io.github.dnsfailover.event.RecordsChanged;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What happened to a pool lately, the newest first, and what its last probes found. Thread-safe; bounded. */
final class PoolHistory {

    static final int EVENTS = 200;
    static final int MOVES = 20;
    static final int PROBES_OF_A_TARGET = 10;

    /** An alias may lead elsewhere each minute; of more targets those that were probed last are kept. */
    static final int TARGETS = 100;

    /** A probe, and of which endpoint. */
    record Probe(String endpoint, ProbeEvidence evidence) {

        JsonFields json() {
            return new JsonFields()
                    .text("endpoint", endpoint)
                    .text("target", evidence.target())
                    .time("at", evidence.at())
                    .text("verdict", evidence.result().verdict().name())
                    .text("detail", evidence.result().detail())
                    .number("tookMillis", evidence.latency().toMillis());
        }
    }

    private record Aim(String endpoint, String target) {}

    private final Deque<FailoverEvent> events = new ArrayDeque<>();
    private final Deque<PastMove> moves = new ArrayDeque<>();
    private final Map<Aim, Deque<Probe>> probes = new LinkedHashMap<>();

    static JsonFields json(FailoverEvent event) {
        return new JsonFields()
                .time("at", event.at())
                .text("severity", event.severity().name())
                .text("kind", event.getClass().getSimpleName())
                .text("summary", event.summary());
    }

    synchronized void happened(FailoverEvent event) {
        keep(events, event, EVENTS);
        if (event instanceof RecordsChanged change && isMove(change)) {
            keep(moves, new PastMove(change, null), MOVES);
        } else if (event instanceof ChangeProved proof) {
            proved(proof);
        }
    }

    /** The others change nothing for clients. */
    private static boolean isMove(RecordsChanged change) {
        return change.cause() != RecordsChanged.Cause.REPAIR && change.cause() != RecordsChanged.Cause.NEW_LEADER;
    }

    private void proved(ChangeProved proof) {
        List<PastMove> known = new ArrayList<>(moves);
        for (int i = 0; i < known.size(); i++) {
            RecordsChanged change = known.get(i).change();
            if (change.accepted().equals(proof.accepted())) {
                known.set(i, new PastMove(change, proof));
                moves.clear();
                moves.addAll(known);
                return;
            }
        }
    }

    synchronized void probed(Probe probe) {
        Aim aim = new Aim(probe.endpoint(), probe.evidence().target());
        Deque<Probe> ofTarget = probes.remove(aim);
        if (ofTarget == null) {
            ofTarget = new ArrayDeque<>();
        }
        keep(ofTarget, probe, PROBES_OF_A_TARGET);
        probes.put(aim, ofTarget); // the last now
        if (probes.size() > TARGETS) {
            Iterator<Aim> oldest = probes.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    private static <T> void keep(Deque<T> all, T newest, int most) {
        all.addFirst(newest);
        if (all.size() > most) {
            all.removeLast();
        }
    }

    synchronized List<FailoverEvent> events() {
        return List.copyOf(events);
    }

    synchronized List<PastMove> moves() {
        return List.copyOf(moves);
    }

    synchronized List<Probe> probes() {
        return probes.values().stream()
                .flatMap(Deque::stream)
                .sorted((a, b) -> b.evidence().at().compareTo(a.evidence().at()))
                .toList();
    }
}
