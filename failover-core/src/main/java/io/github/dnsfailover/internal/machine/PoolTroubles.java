package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.EndpointPool.ForeignEdits;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Trouble.Kind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is wrong with a pool at the end of a step, read off its parts. */
final class PoolTroubles {

    private PoolTroubles() {}

    /** @param blocked that no move is possible, or none is made at a dead place; one cause, one trouble */
    static List<Wrong> of(Turn turn, PoolState state, Optional<Wrong> blocked) {
        List<Wrong> wrongs = new ArrayList<>(0);
        ofEndpoints(turn, state, wrongs);
        Outlook outlook = state.outlook();
        if (outlook.isAllDown()) {
            wrongs.add(Wrong.ofPool(turn, Kind.ALL_DOWN, allDown(turn, state) + "; " + outlook.decision())
                    .inTheWay()
                    .alarming());
        }
        if (!outlook.breach().isEmpty()) {
            wrongs.add(Wrong.ofPool(turn, Kind.POLICY_BROKEN, outlook.breach()).inTheWay());
        }
        for (PoolSpec.Shared shared : turn.spec.shared) {
            wrongs.add(Wrong.ofPool(turn, Kind.SHARED_SITE, shared.what(), shared.text()));
        }
        if (state.custody().leads()) {
            ofRecords(turn, state, wrongs);
        }
        blocked.ifPresent(wrongs::add);
        if (!state.pulse().fault().isEmpty()) {
            wrongs.add(Wrong.ofPool(turn, Kind.ENGINE_FAULT, state.pulse().fault()));
        }
        return wrongs;
    }

    /** Who is down by an operator's word serves for all that checks can see. */
    private static String allDown(Turn turn, PoolState state) {
        List<String> said = new ArrayList<>();
        List<String> dead = new ArrayList<>();
        for (int e = 0; e < turn.spec.endpoints.size(); e++) {
            String id = turn.spec.endpoints.get(e).id();
            EndpointHealth health = state.diagnosis().endpoint(e);
            Word word = state.said().wordOn(id);
            if (word != null && word.kind() == Word.Kind.DOWN && health.health() != Health.UNHEALTHY) {
                said.add(id + " is said to be down and by its checks is " + health.health() + " (" + word.text() + ")");
            } else {
                dead.add(id);
            }
        }
        String unhealthy = dead.isEmpty()
                ? ""
                : "; " + String.join(", ", dead) + (dead.size() == 1 ? " is" : " are") + " UNHEALTHY";
        return said.isEmpty()
                ? "every endpoint is unhealthy"
                : "no endpoint may serve: " + String.join("; ", said) + unhealthy;
    }

    private static void ofEndpoints(Turn turn, PoolState state, List<Wrong> wrongs) {
        PoolSpec spec = turn.spec;
        for (int e = 0; e < spec.endpoints.size(); e++) {
            EndpointHealth health = state.diagnosis().endpoint(e);
            if (health.health() == Health.UNHEALTHY) {
                wrongs.add(Wrong.ofPool(
                        turn, Kind.ENDPOINT_DOWN, spec.endpoints.get(e).id(), health.detail()));
            }
        }
        for (int i = 0; i < spec.targets.size(); i++) {
            String broken = state.diagnosis().target(i).broken();
            if (!broken.isEmpty()) {
                wrongs.add(Wrong.ofPool(turn, Kind.CHECK_BROKEN, subject(spec, i), "it " + broken));
            }
            HealthResult last = state.diagnosis().target(i).lastResult();
            if (last.isRefused()) {
                wrongs.add(Wrong.ofPool(turn, Kind.TARGET_REFUSED, subject(spec, i), last.detail()));
            }
            if (isDownAlone(spec, state.diagnosis(), i)) {
                String host = spec.targets.get(i).target().host();
                String family = host.indexOf(':') >= 0 ? "IPv6: " : "IPv4: ";
                String detail = state.diagnosis().target(i).downDetail();
                wrongs.add(Wrong.ofPool(turn, Kind.ADDRESS_DOWN, subject(spec, i), family + detail));
            }
        }
    }

    private static String subject(PoolSpec spec, int target) {
        PoolSpec.TargetSpec which = spec.targets.get(target);
        return spec.endpoints.get(which.endpoint()).id() + " at "
                + which.target().host();
    }

    /** Whether an address is dead and its endpoint stands by another one: clients that try it first wait, or fail. */
    private static boolean isDownAlone(PoolSpec spec, Diagnosis diagnosis, int target) {
        Health endpoint =
                diagnosis.endpoint(spec.targets.get(target).endpoint()).health();
        return diagnosis.target(target).health() == Health.UNHEALTHY && endpoint == Health.HEALTHY;
    }

    /** The leader speaks of the records; others do not read them. */
    private static void ofRecords(Turn turn, PoolState state, List<Wrong> wrongs) {
        Setbacks setbacks = state.exchange().setbacks();
        Custody custody = state.custody();
        Refusal refusal = custody.refusal();
        if (!setbacks.readRefusal().isEmpty()) {
            Wrong wrong = Wrong.ofPool(turn, Kind.READ_REFUSED, setbacks.readRefusal())
                    .inTheWay();
            wrongs.add(setbacks.isUnreadable() ? wrong.alarming() : wrong); // as of a mark that is no mark
        }
        if (!setbacks.writeFailure().isEmpty()) {
            wrongs.add(Wrong.ofPool(turn, Kind.WRITE_FAILS, setbacks.writeFailure())
                    .inTheWay());
        }
        if (!state.rights().missing().isEmpty()) {
            wrongs.add(Wrong.ofPool(turn, Kind.MAY_NOT_WRITE, state.rights().missing())
                    .inTheWay());
        }
        if (refusal != null) {
            Wrong wrong = Wrong.ofPool(turn, refusal.kind(), refusal.text()).inTheWay();
            boolean ofTheMark = refusal.kind() == Kind.FOREIGN_OWNER || refusal.kind() == Kind.FENCED;
            wrongs.add(ofTheMark ? wrong.alarming() : wrong); // whoever may write one text has stopped all moves
        }
        if (refusal == null) {
            ofIpv6(turn, state, wrongs);
        }
        edit(turn, state).ifPresent(wrongs::add);
        Input.NotProved unproved = custody.changes().unproved();
        if (unproved != null) {
            Wrong wrong = Wrong.ofPool(turn, Kind.NOT_PROVED, unproved.detail());
            boolean certain = unproved.bogus() && !state.sight().facts().clockWrong();
            wrongs.add(certain ? wrong.alarming() : wrong); // by a wrong clock, good signatures have expired
        }
    }

    private static void ofIpv6(Turn turn, PoolState state, List<Wrong> wrongs) {
        Found found = state.custody().found();
        for (int e : state.custody().lineup().withoutIpv6()) {
            EndpointHealth ipv6 = state.diagnosis().ipv6(e);
            boolean standsSo = found == null || found.lineup().lacksIpv6(e); // or a hand has changed it
            boolean soonKnown =
                    ipv6.health() == Health.UNKNOWN && !state.diagnosis().isSettled();
            if (standsSo && !soonKnown) {
                String text = withdrawnBecause(turn.spec, state, ipv6);
                wrongs.add(Wrong.ofPool(
                        turn, Kind.IPV6_WITHDRAWN, turn.spec.endpoints.get(e).id(), text));
            }
        }
    }

    private static String withdrawnBecause(PoolSpec spec, PoolState state, EndpointHealth ipv6) {
        if (state.sight().isIpv6CutOff()) {
            return "every control target of IPv6 fails, so nothing is known of it";
        }
        return switch (ipv6.health()) {
            case UNHEALTHY -> ipv6.detail();
            case UNKNOWN -> "not proven healthy";
            case HEALTHY -> "healthy again, and " + comesBack(spec, state, ipv6);
        };
    }

    private static String comesBack(PoolSpec spec, PoolState state, EndpointHealth ipv6) {
        if (isStill(state)) {
            return "stays withdrawn while nothing is written";
        }
        if (spec.soak < 0) {
            return "stays withdrawn until failback is said";
        }
        Instant end = ipv6.sinceWall().plusNanos(spec.soak << ipv6.relapses());
        return "comes back after the soak, at " + end.truncatedTo(ChronoUnit.SECONDS) + ", if it stays so";
    }

    /** Whether somebody wants nothing written. */
    private static boolean isStill(PoolState state) {
        return state.frozen().isPresent() || state.isFrozenAfterEdit();
    }

    private static Optional<Wrong> edit(Turn turn, PoolState state) {
        Edits edits = state.custody().edits();
        if (state.isFrozenAfterEdit()) {
            String text = told("the second one, so nothing is written until an operator clears it", edits);
            return Optional.of(Wrong.ofPool(turn, Kind.FOREIGN_EDIT, text).inTheWay());
        }
        if (!edits.isPresent()) {
            return Optional.empty();
        }
        boolean yields = edits.isYielding() && turn.spec.pool.foreignEdits() == ForeignEdits.YIELD;
        String frozen = state.frozen().map(why -> "left as it is: " + why).orElse(undone(turn, state));
        String what = told(yields ? "left as it is" : frozen, edits);
        Wrong wrong = Wrong.ofPool(turn, Kind.FOREIGN_EDIT, what);
        return Optional.of(yields ? wrong.inTheWay() : wrong);
    }

    /** A dead place is left sooner than another one. */
    private static String undone(Turn turn, PoolState state) {
        Found found = state.custody().found();
        boolean dead = found != null && Merits.of(turn.spec, state, turn.now).isKnownDead(found);
        return "to be undone after the " + (dead ? "escape floor" : "hold-down");
    }

    /** What is done about an edit comes first: what was found may be long, and is cut where there is little room. */
    private static String told(String done, Edits edits) {
        return edits.text().isEmpty() ? done : done + ": " + edits.text();
    }
}
