package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Health;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import io.github.dnsfailover.Timings;
import io.github.dnsfailover.event.ProbeEvidence;
import java.util.List;
import java.util.OptionalLong;

/**
 * What is known of one target: how its probes ended, which are under way, when the next one is due. Immutable.
 * Instants are in nanoseconds and compared by subtraction.
 */
public final class TargetHealth extends Part<TargetHealth> {

    private static final HealthResult NEVER_PROBED = HealthResult.inconclusive("not probed yet");

    private Health health = Health.UNKNOWN;

    /** When it became unhealthy; meaningful only while it is. */
    private long downSince;

    /** Passed probes in a row, as far as anybody counts them. */
    private int passed;

    /** Failed probes that no run of passed ones has forgiven. */
    private int failed;

    /** Whether the last probe that said something failed. */
    private boolean failing;

    private int inconclusive;

    /** When the first of the failed probes began. */
    private long firstFailure;

    /**
     * By when the fault that the first of them met had begun, at the latest. A probe that takes a second to pass may
     * begin a second before a fault and fail of it: counted from its beginning, a fault would seem longer than it is.
     */
    private long firstMet;

    /** When the latest of them began; probes that run side by side may end in another order. */
    private long lastFailure;

    /** Whether this machine has lost IPv6 since, so that what failed before says nothing of an address of IPv6 now. */
    private boolean stale;

    /** When the last passed probe began; meaningful only if {@link #everPassed}. */
    private long lastPass;

    private boolean everPassed;

    /** How long probes take to pass: the longest of late, an eighth less after each; meaningful once one has passed. */
    private long usual;

    private HealthResult lastResult = NEVER_PROBED;

    /** What the last probe said when it became unhealthy; empty unless it is. */
    private String downDetail = "";

    /** The probes of the present row, the oldest first; empty in steady health. */
    private List<ProbeEvidence> row = List.of();

    private Schedule schedule = new Schedule();

    /** How its check broke its contract; empty if it did not, or a probe has passed since. */
    private String broken = "";

    TargetHealth() {}

    // What it says

    Health health() {
        return health;
    }

    public HealthResult lastResult() {
        return lastResult;
    }

    String downDetail() {
        return downDetail;
    }

    List<ProbeEvidence> row() {
        return row;
    }

    boolean isFailing() {
        return failing;
    }

    int failures() {
        return failed;
    }

    long firstFailure() {
        return firstFailure;
    }

    /** When the latest of the failed probes began; meaningful only while some have failed or it is unhealthy. */
    long lastFailure() {
        return lastFailure;
    }

    /** Whether it has not failed again since this machine lost IPv6. */
    boolean isStale() {
        return stale;
    }

    String broken() {
        return broken;
    }

    /** Passed probes in a row, as far as anybody counts them. */
    int passes() {
        return passed;
    }

    /** Probes in a row that said nothing about it. */
    int inconclusiveProbes() {
        return inconclusive;
    }

    /** When the last passed probe began; empty if none has passed, or that says nothing any more. */
    OptionalLong lastPass() {
        return everPassed ? OptionalLong.of(lastPass) : OptionalLong.empty();
    }

    /** Whether the next probe should come soon: the health is not settled, or is being contradicted. */
    boolean isInDoubt() {
        return health == Health.UNKNOWN
                || (health == Health.HEALTHY && failing)
                || (health == Health.UNHEALTHY && passed > 0);
    }

    /** Whether its checks prove it at this moment: passed within the freshness bound, and not in doubt since. */
    boolean isProven(long now, long freshness) {
        return health == Health.HEALTHY && !failing && everPassed && now - lastPass <= freshness;
    }

    /** Whether it passed a probe that began at this instant or later. */
    boolean hasPassedSince(long instant) {
        return everPassed && lastPass - instant >= 0;
    }

    // When it is probed

    Schedule schedule() {
        return schedule;
    }

    TargetHealth on(Schedule value) {
        TargetHealth next = copy();
        next.schedule = value;
        return next;
    }

    /**
     * A probe that is slow may be hung, so others are started beside it: as many as it takes to settle the matter.
     * Without that, each would wait for the one before to time out, and {@code fall} failures would cost as many
     * timeouts. Once one of them has passed there is nothing to confirm.
     */
    boolean mayConfirm(PoolSpec spec) {
        boolean cleared = everPassed && schedule.oldestBegan() - lastPass < 0;
        int open = Math.min(spec.failuresNeeded - failed, Limits.CONFIRMING_PROBES);
        return health != Health.UNHEALTHY
                && inconclusive == 0
                && schedule.underWay().size() < open
                && !cleared;
    }

    /** Staggered, so that the last one begins when failures of them all span long enough. */
    long confirmAt(PoolSpec spec) {
        long suspect = schedule.oldestBegan() + spec.timeout / Limits.SUSPECT_FRACTION;
        long staggered = schedule.latestBegan() + spec.stagger + usual / Math.max(1, spec.failuresNeeded - 1);
        return later(suspect, staggered);
    }

    /** When the next probe is due after one that began at {@code began} has just ended. */
    long dueAfter(Turn turn, long began) {
        boolean quick = inconclusive == 0 ? isInDoubt() : inconclusive <= Limits.QUICK_INCONCLUSIVE;
        long due = quick ? turn.now + turn.spec.recheck : began + turn.jittered(interval(turn));
        if (inconclusive == 0 && isFalling(turn.spec)) {
            due = earlier(due, settlingAt(turn.spec));
        }
        return later(due, turn.now);
    }

    /** Whether it has failed, and more failures, or later ones, would settle that it is unhealthy. */
    private boolean isFalling(PoolSpec spec) {
        boolean wanting = failed < spec.failuresNeeded || !spansLongEnough(spec);
        return health != Health.UNHEALTHY && failing && failed > 0 && wanting;
    }

    /**
     * When the next probe has to begin so that failures span long enough as soon as there are enough of them: each
     * takes its share of the span from the first fault on, and a probe that took its whole timeout to fail has used up
     * some of that already. Never sooner than a re-check after the probe before.
     */
    private long settlingAt(PoolSpec spec) {
        int others = spec.failuresNeeded - 1; // one at least: where a single failure suffices, none is wanting after it
        long spread = firstMet + spec.unhealthySpan * Math.min(failed, others) / others;
        long paced = schedule.latestBegan() + spec.recheck;
        return later(spread, paced);
    }

    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }

    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }

    private long interval(Turn turn) {
        long longDown = downSince + Limits.LONG_DOWN_IN_INTERVALS * turn.spec.interval;
        return health == Health.UNHEALTHY && turn.reached(longDown) ? turn.spec.intervalWhenDown : turn.spec.interval;
    }

    // How its probes ended

    /**
     * Its check broke its contract; the first time is told until a probe passes, for a probe that is given up is one,
     * too.
     */
    TargetHealth brokenBy(String detail) {
        TargetHealth next = copy();
        next.broken = broken.isEmpty() ? detail : broken;
        return next;
    }

    /** A probe has ended, and this is what is believed of it; it is not yet counted. */
    TargetHealth ended(Outstanding probe, HealthResult result) {
        TargetHealth next = copy();
        next.schedule = schedule.ended(probe);
        next.lastResult = result;
        if (result.verdict() == Verdict.HEALTHY) {
            next.broken = "";
        }
        return next;
    }

    TargetHealth inconclusive() {
        TargetHealth next = copy();
        next.inconclusive++;
        return next;
    }

    TargetHealth passed(Turn turn, Input.ProbeEnded input) {
        TargetHealth next = copy();
        next.inconclusive = 0;
        if (!everPassed || input.startedNanos() - lastPass > 0) {
            next.lastPass = input.startedNanos();
        }
        next.everPassed = true;
        next.usual = Math.max(turn.now - input.startedNanos(), usual - usual / Limits.USUAL_FORGETS);
        if (failing && input.startedNanos() - firstFailure < 0) {
            return next; // it began before the failures did: they are the newer evidence
        }
        Timings timings = turn.spec.pool.timings();
        next.failing = false;
        next.passed = Math.min(passed + 1, Math.max(timings.rise(), timings.forgive()));
        next.failed = next.passed >= timings.forgive() ? 0 : failed;
        next.row = EvidenceRow.with(next, turn, input);
        return next;
    }

    /** Whether a failure says nothing new: a probe that began later has passed, and one pass forgives. */
    boolean isForgivenAlready(Turn turn, Input.ProbeEnded input) {
        return isOvertaken(input) && turn.spec.pool.timings().forgive() == 1;
    }

    private boolean isOvertaken(Input.ProbeEnded input) {
        return everPassed && input.startedNanos() - lastPass < 0;
    }

    TargetHealth failed(Turn turn, Input.ProbeEnded input) {
        TargetHealth next = copy();
        next.inconclusive = 0;
        if (isForgivenAlready(turn, input)) {
            return next;
        }
        long began = input.startedNanos();
        next.firstFailure = failed == 0 || began - firstFailure < 0 ? began : firstFailure;
        long met = metBy(turn, began);
        next.firstMet = failed == 0 || met - firstMet < 0 ? met : firstMet;
        next.lastFailure = failed == 0 || began - lastFailure > 0 ? began : lastFailure;
        next.failed++;
        next.stale = false;
        if (!isOvertaken(input)) {
            next.passed = 0;
            next.failing = true;
        }
        next.row = EvidenceRow.with(next, turn, input);
        return next;
    }

    /** By its end, and before it would have passed as probes do. */
    private long metBy(Turn turn, long began) {
        return everPassed ? earlier(turn.now, began + usual) : turn.now;
    }

    /** What failed before says nothing. */
    TargetHealth failuresForgotten() {
        TargetHealth next = copy();
        next.failed = 0;
        next.row = List.of();
        return next;
    }

    /** What passed before proves nothing any more, nor does what is under way; the settled health stays. */
    TargetHealth outdated() {
        TargetHealth next = on(schedule.worthAtMost(Outstanding.Worth.NOTHING));
        next.everPassed = false;
        next.passed = 0;
        return next;
    }

    /** This machine has lost IPv6: what is known by then has to be seen again. */
    TargetHealth ipv6Lost() {
        TargetHealth next = copy();
        next.stale = true;
        return next;
    }

    // What that makes of its health

    /** Whether it has passed often enough to be healthy, and is not yet. */
    boolean hasRisen(Turn turn) {
        return health != Health.HEALTHY && passed >= turn.spec.pool.timings().rise();
    }

    /** Whether it has failed often enough and over long enough to be unhealthy, and is not yet. */
    boolean hasFallen(Turn turn) {
        boolean enough = failed >= turn.spec.pool.timings().fall() && spansLongEnough(turn.spec);
        return health != Health.UNHEALTHY && enough;
    }

    /** Where no span is asked for a single failure will do, which may have met its fault after it began. */
    private boolean spansLongEnough(PoolSpec spec) {
        return spec.unhealthySpan == 0 || lastFailure - firstMet >= spec.unhealthySpan;
    }

    TargetHealth risen() {
        TargetHealth next = copy();
        next.health = Health.HEALTHY;
        next.downDetail = "";
        next.failed = 0;
        return next;
    }

    TargetHealth fallen(long now) {
        TargetHealth next = copy();
        next.health = Health.UNHEALTHY;
        next.downSince = now;
        next.downDetail = lastResult.detail();
        return next;
    }

    TargetHealth rowTold() {
        TargetHealth next = copy();
        next.row = List.of();
        return next;
    }

    // What is supposed of it, to see what would follow

    /** The same, had a probe passed that began at this instant. */
    TargetHealth supposedPassing(long at) {
        TargetHealth next = copy();
        next.lastPass = at;
        return next;
    }

    /** The same, had it failed for long enough. */
    TargetHealth supposedDead(long at) {
        TargetHealth next = copy();
        next.health = Health.UNHEALTHY;
        next.failing = true;
        next.downSince = at;
        next.firstFailure = at;
        next.lastFailure = at;
        return next;
    }
}
