package io.github.dnsfailover.internal.machine;

import java.util.OptionalLong;

/**
 * Whether the records may be written, as far as the provider can say without a change. A proof stands beside the
 * reads and writes: it waits for them, and they never wait for it. Immutable.
 */
final class Rights extends Part<Rights> {

    /** The proof under way; empty if none is. */
    private OptionalLong asked = OptionalLong.empty();

    /** When that is given up; meaningful only while one is under way. */
    private long deadline;

    /** When the next one is due; empty if at once. */
    private OptionalLong again = OptionalLong.empty();

    /** Refusals in a row. */
    private int refusals;

    /** What the provider said last of a missing right; empty if it said so of none. */
    private String missing = "";

    Rights() {}

    /** Which right is missing, told more than once; empty if none is. */
    String missing() {
        return refusals >= Limits.RIGHTS_REFUSALS ? missing : "";
    }

    /** Whether a proof should be begun; if one will be due, asks for a step then. */
    boolean isDue(Turn turn, Custody custody, Exchange exchange) {
        Found found = custody.found();
        boolean provable = turn.spec.traits.provesRights()
                && !turn.spec.identity.dryRun()
                && custody.leads()
                && custody.isManaged()
                && found != null
                && found.hasValues(turn.spec);
        if (!provable || asked.isPresent()) {
            return false;
        }
        boolean quiet = exchange.phase() instanceof Phase.Idle && !exchange.mustRead() && exchange.unresolved() == null;
        return (again.isEmpty() || turn.reachedOrWake(again.getAsLong())) && quiet;
    }

    Rights asking(Turn turn, long id) {
        Rights next = copy();
        next.asked = OptionalLong.of(id);
        next.deadline =
                turn.now + 2 * turn.spec.slowestCall + turn.spec.place.share().calmEvery();
        return next;
    }

    /** The proof under way if it is overdue; if there is one that is not, asks for a step when it will be. */
    OptionalLong overdue(Turn turn) {
        return asked.isPresent() && turn.reachedOrWake(deadline) ? asked : OptionalLong.empty();
    }

    private boolean isAsked(long id) {
        return asked.isPresent() && asked.getAsLong() == id;
    }

    Rights answered(Turn turn, Input.RightsAnswered input) {
        if (!isAsked(input.id())) {
            return this;
        }
        boolean refused = !input.missing().isEmpty();
        int count = refused ? Math.min(refusals + 1, Limits.RIGHTS_REFUSALS) : 0;
        long pause = !refused
                ? turn.spec.rightsEvery
                : (count < Limits.RIGHTS_REFUSALS ? Limits.RIGHTS_CONFIRM : Limits.RIGHTS_RECHECK).toNanos();
        Rights next = next(turn, pause);
        next.refusals = count;
        next.missing = input.missing();
        return next;
    }

    /** Nothing was learned, so what was known still holds. */
    Rights unanswered(Turn turn, long id) {
        return isAsked(id) ? next(turn, Limits.RIGHTS_RECHECK.toNanos()) : this;
    }

    /** Without jitter: proofs of a provider are made one at a time anyway, whoever wants them. */
    private Rights next(Turn turn, long pause) {
        Rights next = copy();
        next.asked = OptionalLong.empty();
        next.again = OptionalLong.of(turn.now + pause);
        return next;
    }

    /** A change stands; if a right was missing, it may have been given back. */
    Rights written() {
        return refusals == 0 ? this : askedAnew();
    }

    /** Another term: another engine may have had other rights. */
    Rights inTerm() {
        Rights next = askedAnew();
        if (next.refusals > 0) {
            next = next.copy(); // a proof under way stays so: it may hang, and must then be called off
            next.refusals = 0;
            next.missing = "";
        }
        return next;
    }

    private Rights askedAnew() {
        if (again.isEmpty()) {
            return this;
        }
        Rights next = copy();
        next.again = OptionalLong.empty();
        return next;
    }
}
