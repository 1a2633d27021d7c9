package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Trouble;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which listeners of the application fail, and with what. One that fails at some events and takes others is one
 * trouble, which ends once it has taken all for a while. Immutable.
 */
final class Listeners extends Part<Listeners> {

    /**
     * A listener that failed.
     *
     * @param detail what it threw when the trouble began
     * @param calmSince since when it takes its events; empty if the last one failed
     */
    private record Failing(String detail, OptionalLong calmSince) {

        boolean isOver(Moment moment) {
            return calmSince.isPresent()
                    && moment.reachedOrWake(calmSince.getAsLong() + Limits.LISTENER_CALM.toNanos());
        }
    }

    private SortedMap<String, Failing> failing = Collections.emptySortedMap();

    Listeners() {}

    Listeners said(Moment moment, EngineInput.ListenerSaid input) {
        Failing before = failing.get(input.listener());
        String open = before == null || before.isOver(moment) ? "" : before.detail(); // what it threw never is empty
        TreeMap<String, Failing> all = new TreeMap<>(failing);
        if (!input.detail().isEmpty()) {
            all.put(input.listener(), new Failing(open.isEmpty() ? input.detail() : open, OptionalLong.empty()));
        } else if (!open.isEmpty()) {
            all.put(input.listener(), new Failing(open, OptionalLong.of(moment.now)));
        }
        Listeners next = copy();
        next.failing = Collections.unmodifiableSortedMap(all);
        return next;
    }

    List<Wrong> wrongs(EngineTurn turn) {
        List<Wrong> wrongs = new ArrayList<>();
        failing.forEach((name, each) -> {
            if (!each.isOver(turn)) {
                String text = "it threw " + each.detail();
                wrongs.add(new Wrong(
                        Trouble.Kind.LISTENER_FAILS, "", name, turn.spec.names(), text, Severity.WARNING, false));
            }
        });
        return wrongs;
    }
}
