package io.github.dnsfailover.internal.machine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When the control targets are looked at: now and then, and whenever a pool has met a failure. They are never all
 * down at once, so if they seem to be, it is this machine that is cut off. Immutable.
 */
final class ControlRounds extends Part<ControlRounds> {

    /**
     * All control targets asked at once, except those whose earlier probe has still not ended.
     *
     * @param askers the pools that wait for its first pass, and for that of IPv6
     * @param open the controls that have not answered, by the id of their probe
     * @param failures what is said of those that failed, by their number
     */
    private record Round(
            SortedSet<Integer> askers,
            long deadline,
            Map<Long, Integer> open,
            SortedMap<Integer, String> failures,
            Passes passes) {

        Round answered(long id, int control, String failure) {
            Map<Long, Integer> left = new TreeMap<>(open);
            left.remove(id);
            SortedMap<Integer, String> all = new TreeMap<>(failures);
            if (!failure.isEmpty()) {
                all.put(control, failure);
            }
            return new Round(askers, deadline, left, all, passes);
        }

        Round passed(Passes value) {
            return new Round(askers, deadline, open, failures, value);
        }
    }

    /** Whether any control target has passed, and whether one of IPv6 has. */
    private record Passes(boolean any, boolean ipv6) {

        private static final Passes NONE = new Passes(false, false);

        Passes and(EngineSpec.Control control) {
            return new Passes(true, ipv6 || control.ipv6());
        }
    }

    /** Null while nothing is asked. */
    private @Nullable Round round;

    /** Those whose probe was given up and has not ended: they are not asked again, or they would fill the lane. */
    private SortedSet<Integer> hanging = Collections.emptySortedSet();

    private SortedSet<Integer> waiting = Collections.emptySortedSet();
    private boolean looked;
    private long lastRound;
    private boolean allFail;

    ControlRounds() {}

    /** A pool wants to know whether anything answers: it is told of a pass that began from now on. */
    ControlRounds wanted(int pool) {
        ControlRounds next = copy();
        next.waiting = with(waiting, pool);
        return next;
    }

    /** Begins a look that is due, gives up one that takes too long, and asks for a step at the next of these. */
    ControlRounds continued(EngineTurn turn) {
        Round now = round;
        if (turn.spec.controls().isEmpty()) {
            return this;
        }
        if (now != null) {
            return turn.reachedOrWake(now.deadline()) ? givenUp(turn, now) : this;
        }
        long gap = !waiting.isEmpty()
                ? Limits.CONTROL_GAP.toNanos()
                : (allFail ? Limits.CONTROL_RECHECK : Limits.CONTROL_INTERVAL).toNanos();
        return !looked || turn.reachedOrWake(lastRound + gap) ? begun(turn) : this;
    }

    private ControlRounds begun(EngineTurn turn) {
        ControlRounds next = copy();
        Map<Long, Integer> open = new TreeMap<>();
        SortedMap<Integer, String> failures = new TreeMap<>();
        long longest = 0;
        for (int i = 0; i < turn.spec.controls().size(); i++) {
            EngineSpec.Control control = turn.spec.controls().get(i);
            if (hanging.contains(i)) {
                failures.put(i, control.name() + " still hangs");
            } else {
                long id = turn.newId();
                longest = Math.max(longest, control.timeout());
                open.put(id, i);
                turn.effects.add(new EngineEffect.ProbeControl(id, i));
            }
        }
        long deadline = turn.now + longest + Limits.PROBE_START.toNanos();
        next.looked = true;
        next.lastRound = turn.now;
        next.round = new Round(waiting, deadline, open, failures, Passes.NONE);
        next.waiting = Collections.emptySortedSet();
        turn.wakeAt(deadline);
        return next;
    }

    /** Whoever has not answered by the deadline is asked no longer; how far it got is told in return. */
    private ControlRounds givenUp(EngineTurn turn, Round late) {
        if (late.open().isEmpty()) {
            return this;
        }
        late.open().forEach((id, control) -> turn.effects.add(new EngineEffect.GiveUpControl(id, control)));
        ControlRounds next = copy();
        long again = turn.now + Limits.PROBE_START.toNanos(); // should nobody tell
        next.round = new Round(late.askers(), again, late.open(), late.failures(), late.passes());
        turn.wakeAt(again);
        return next;
    }

    /** Counts an answer of the present round. */
    ControlRounds ended(EngineTurn turn, EngineInput.ControlEnded input) {
        Round now = round;
        ControlRounds next = input.ending() == EngineInput.Ending.SILENT ? hanging(input.control()) : this;
        if (now == null || !now.open().containsKey(input.id())) {
            return next;
        }
        EngineSpec.Control control = turn.spec.controls().get(input.control());
        String failure = switch (input.ending()) {
            case PASSED, NOT_ASKED -> "";
            case FAILED -> control.name() + " " + input.text();
            case SILENT -> control.name() + " has not answered";
        };
        Round after = now.answered(input.id(), input.control(), failure);
        Passes passes =
                input.ending() == EngineInput.Ending.PASSED ? now.passes().and(control) : now.passes();
        if (!passes.equals(now.passes())) { // the first pass of each kind is enough for those who wait
            after = after.passed(passes);
            turn.effects.add(new EngineEffect.Wake(now.askers()));
        }
        next = next.copy();
        next.round = after;
        return next;
    }

    /** Why all of them seem to be down, if the present round has shown that; else empty. */
    String verdict(EngineTurn turn) {
        Round now = round;
        if (now == null || !now.open().isEmpty() || now.passes().any()) {
            return "";
        }
        boolean all = now.failures().size() == turn.spec.controls().size();
        return all ? String.join("; ", now.failures().values()) : "";
    }

    /** Why all those of IPv6 seem to be down, if the present round has shown that; else empty, as without any. */
    String ipv6Verdict(EngineTurn turn) {
        Round now = round;
        if (now == null || !now.open().isEmpty() || now.passes().ipv6()) {
            return "";
        }
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < turn.spec.controls().size(); i++) {
            if (turn.spec.controls().get(i).ipv6()) {
                String failure = now.failures().get(i);
                if (failure == null) {
                    return ""; // it could not even be asked
                }
                failures.add(failure);
            }
        }
        return String.join("; ", failures);
    }

    /** Ends a round that everybody has answered. */
    ControlRounds closedIfOver(EngineTurn turn) {
        Round now = round;
        if (now == null || !now.open().isEmpty()) {
            return this;
        }
        ControlRounds next = copy();
        next.allFail = now.passes().any() ? false : allFail || !verdict(turn).isEmpty();
        next.round = null;
        return next;
    }

    /** A probe that was given up has returned: its control target is asked again. */
    ControlRounds returned(int control) {
        ControlRounds next = copy();
        TreeSet<Integer> left = new TreeSet<>(hanging);
        left.remove(control);
        next.hanging = Collections.unmodifiableSortedSet(left);
        return next;
    }

    private ControlRounds hanging(int control) {
        ControlRounds next = copy();
        next.hanging = with(hanging, control);
        return next;
    }

    private static SortedSet<Integer> with(SortedSet<Integer> set, int added) {
        TreeSet<Integer> more = new TreeSet<>(set);
        more.add(added);
        return Collections.unmodifiableSortedSet(more);
    }
}
