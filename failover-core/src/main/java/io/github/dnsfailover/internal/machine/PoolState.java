package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.event.RecordsChanged.Cause;
import java.time.Instant;
import java.util.Optional;

/**
 * All that a machine knows of its pool: a handful of parts, each of which owns its fields and its rules. Immutable.
 *
 * @param pulse chance, ids and the next deadline
 * @param diagnosis the health of targets and endpoints
 * @param sight whether the pool may trust what it sees
 * @param exchange reads and writes under way, and how they go
 * @param custody whose the records are
 * @param said what operators said
 * @param rights whether the records may be written
 * @param pacing how often records may be changed
 * @param outlook what people are told of the engine's will
 * @param troubles what people were told is wrong
 */
public record PoolState(
        Pulse pulse,
        Diagnosis diagnosis,
        Sight sight,
        Exchange exchange,
        Custody custody,
        Said said,
        Rights rights,
        Pacing pacing,
        Outlook outlook,
        Troubles troubles) {

    /**
     * What drives a pool from step to step.
     *
     * @param chance the state of the one random sequence
     * @param nextId the id of the next probe or call
     * @param deadline when the next {@link Input.Tick} is due, in nanoseconds
     * @param closed whether it takes no more inputs
     * @param faults steps in a row that threw
     * @param fault what the last of them threw; empty if there is none
     */
    record Pulse(long chance, long nextId, long deadline, boolean closed, int faults, String fault) {}

    /** Before the first step. */
    public static PoolState first(PoolSpec spec, long seed, long now, Instant wall) {
        return new PoolState(
                new Pulse(seed, 1, now, false, 0, ""),
                new Diagnosis(spec, now, wall),
                new Sight(),
                new Exchange(),
                new Custody(),
                new Said(),
                new Rights(),
                new Pacing(),
                new Outlook(),
                new Troubles());
    }

    /** When the next {@link Input.Tick} is due, in nanoseconds. */
    public long deadline() {
        return pulse.deadline();
    }

    /** Whether the record is being read or written, or will be as soon as this step is over: an answer is near. */
    public boolean isWorking() {
        return custody.leads() && (exchange.phase().isCalling() || exchange.isReadNear());
    }

    /** Whether a change may still land, made by this engine or by one that led before it. */
    public boolean mayHaveCallsOut(PoolSpec spec, long now) {
        return exchange.phase().mayWrite() || custody.before().mayHaveCallsOut(spec, now);
    }

    /** Whether an endpoint's checks prove it at this moment. */
    public boolean isProven(PoolSpec spec, int endpoint, long now) {
        return diagnosis.isProven(spec, endpoint, now);
    }

    /**
     * Whether a planned write may still be sent now that its turn has come: it may have waited long, while proofs
     * grew old and operators spoke.
     */
    public boolean maySend(PoolSpec spec, PlannedWrite write, long now) {
        if (exchange.phase().writing(write.id()) == null
                || frozen().isPresent()
                || said.intents().edited().isPresent()
                || (sight.isBlind() && !write.basis().byOperator())
                || !exchange.phase().stillFollows(outlook.decision())) {
            return false;
        }
        Merits merits = Merits.of(spec, this, now);
        if (!isStillRightOfIpv6(spec, write, merits)) {
            return false;
        }
        for (int e = 0; e < spec.endpoints.size(); e++) {
            String id = spec.endpoints.get(e).id();
            boolean enters = write.basis().enters().contains(id);
            boolean answeredFor = merits.isPinnedUnproven(e);
            if (enters && !answeredFor && !merits.isProven(e)) {
                return false;
            }
        }
        return true;
    }

    /** Why nothing is to be written, if somebody wants it so: by a word, or by a stop file. */
    public Optional<String> frozen() {
        return said.intents().freeze().map(Word::text).or(sight::stopped);
    }

    /** Whether nothing is written since somebody else changed the records twice, as this engine or another one saw. */
    boolean isFrozenAfterEdit() {
        return custody.edits().isFrozen() || said.intents().edited().isPresent();
    }

    /** Whether IPv6 addresses would be published, and withheld, as the write has it. */
    private boolean isStillRightOfIpv6(PoolSpec spec, PlannedWrite write, Merits merits) {
        Found found = custody.found();
        if (found == null || write.cause() == Cause.LAST_RESORT) {
            return true;
        }
        // what control targets vouched for when it was planned stands, unless they fail by now
        Withdrawing withdrawing =
                new Withdrawing(spec, this, merits, instant -> merits.now() - instant >= 0, () -> true);
        return withdrawing.lineup(found, write.lineup().endpoints()).equals(write.lineup());
    }
}
