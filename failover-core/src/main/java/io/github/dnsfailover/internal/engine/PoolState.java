package io.github.dnsfailover.internal.engine;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * All that a machine knows of its pool.
 *
 * <p>A step copies it, changes its own copy and hands that on; a state that a step has returned is never changed again. So
 * the step is a function, and its code may still assign. Nanosecond fields are compared by subtraction, and have no meaning
 * while their flag or id beside them says so.
 */
final class PoolState {

    // Time, chance, ids
    long rng;
    long nextId = 1;
    long startedAt;
    long deadline;
    boolean settled;
    boolean closed;

    // Health
    final TargetState[] targets;
    final EndpointState[] endpoints;
    boolean allDownReported;

    // The engine's view of itself
    boolean unreachable;

    /** Whether every control target fails. */
    boolean cutOff;

    /** Whether a control target has ever passed. */
    boolean connected;

    /** When the last passed probe of a control target began; meaningful only if {@link #connected}. */
    long connectedAt;

    boolean blind;
    long blindSince;
    long saneFrom;

    // Leadership
    OptionalLong term = OptionalLong.empty();

    /** The term that goes into the mark, see {@link Custody#raiseFence}; 0 until records were taken over. */
    long fence;

    /** Whether a mark with our fence has stood there, so that a higher term means that we were replaced. */
    boolean fenced;

    // Records
    /** Null until the first read of this term. */
    @Nullable
    Found found;

    boolean managed;

    /** The endpoints that should be published: as found, as written last, or as the mark says after a foreign edit. */
    List<Integer> standing = List.of();

    boolean mustRead;
    long readDue;
    long generation;

    /** The values that stand there with our consent, as a fingerprint; null until records were taken over. */
    @Nullable
    String claimed;

    /** Whether our mark has stood there in this term, so that its absence means that somebody deleted it. */
    boolean markSeen;

    /** Why the records are not ours to change, so that it is said once; empty while they are. */
    String refusal = "";

    // A read or write under way
    long readId;
    long writeId;
    boolean callStarted;
    long callDeadline;

    /** The write under way, or null. */
    @Nullable
    PlannedWrite write;

    /** The write whose outcome is unknown until the next read, or null. */
    @Nullable
    PlannedWrite unresolved;

    /** The last write of unknown outcome that a read did not find, and which may still land; or null. */
    @Nullable
    PlannedWrite mayLand;

    /** The id of a call that was given up and has not returned; 0 if there is none. */
    long strayId;

    long strayUntil;

    // Failures of the provider
    int callFailures;
    int writeFailures;
    int conflicts;
    boolean readFailureReported;
    String writeFailureReported = "";
    boolean hasReadRetry;
    long readRetryAt;
    boolean hasWriteRetry;
    long writeRetryAt;

    // Damping
    boolean hasWritten;

    /** Repairs made since a read last found nothing to repair. */
    int repairs;

    long lastWrite;

    // Foreign edits
    boolean drifting;
    long driftSince;
    int driftCount;
    boolean driftFrozen;

    /** Whether the present edit is left as it is. */
    boolean yielding;

    /** Whether an operator cleared an edit that still stands, so that it is set right and not yielded to again. */
    boolean driftCleared;

    // Operators
    Intents intents = Intents.NONE;
    boolean intentsKnown;
    boolean storeFailureReported;
    long intentsSetAt;
    Instant intentsSetWall = Instant.EPOCH;
    boolean failbackAsked;
    long failbackAskedAt;

    // The last decision, for people
    String decision = "none yet";
    String reason = "the engine has just started";
    String obstacle = "";
    boolean policyFailureReported;
    String withheld = "";
    String lastError = "";

    /** The last change that the provider accepted, or null. */
    @Nullable
    Accepted lastChange;

    PoolState(PoolSpec spec, long seed, long now, Instant wall) {
        targets = new TargetState[spec.targets.size()];
        Arrays.setAll(targets, i -> new TargetState());
        endpoints = new EndpointState[spec.endpoints.size()];
        Arrays.setAll(endpoints, i -> new EndpointState(now, wall));
        rng = seed;
        startedAt = now;
        deadline = now;
        mustRead = true;
    }

    PoolState(PoolState other) {
        rng = other.rng;
        nextId = other.nextId;
        startedAt = other.startedAt;
        deadline = other.deadline;
        settled = other.settled;
        closed = other.closed;
        targets = other.targets.clone();
        endpoints = other.endpoints.clone();
        allDownReported = other.allDownReported;
        unreachable = other.unreachable;
        cutOff = other.cutOff;
        connected = other.connected;
        connectedAt = other.connectedAt;
        blind = other.blind;
        blindSince = other.blindSince;
        saneFrom = other.saneFrom;
        term = other.term;
        fence = other.fence;
        fenced = other.fenced;
        found = other.found;
        managed = other.managed;
        standing = other.standing;
        mustRead = other.mustRead;
        readDue = other.readDue;
        generation = other.generation;
        claimed = other.claimed;
        markSeen = other.markSeen;
        refusal = other.refusal;
        readId = other.readId;
        writeId = other.writeId;
        callStarted = other.callStarted;
        callDeadline = other.callDeadline;
        write = other.write;
        unresolved = other.unresolved;
        mayLand = other.mayLand;
        strayId = other.strayId;
        strayUntil = other.strayUntil;
        callFailures = other.callFailures;
        writeFailures = other.writeFailures;
        conflicts = other.conflicts;
        readFailureReported = other.readFailureReported;
        writeFailureReported = other.writeFailureReported;
        hasReadRetry = other.hasReadRetry;
        readRetryAt = other.readRetryAt;
        hasWriteRetry = other.hasWriteRetry;
        writeRetryAt = other.writeRetryAt;
        hasWritten = other.hasWritten;
        repairs = other.repairs;
        lastWrite = other.lastWrite;
        drifting = other.drifting;
        driftSince = other.driftSince;
        driftCount = other.driftCount;
        driftFrozen = other.driftFrozen;
        yielding = other.yielding;
        driftCleared = other.driftCleared;
        intents = other.intents;
        intentsKnown = other.intentsKnown;
        storeFailureReported = other.storeFailureReported;
        intentsSetAt = other.intentsSetAt;
        intentsSetWall = other.intentsSetWall;
        failbackAsked = other.failbackAsked;
        failbackAskedAt = other.failbackAskedAt;
        decision = other.decision;
        reason = other.reason;
        obstacle = other.obstacle;
        policyFailureReported = other.policyFailureReported;
        withheld = other.withheld;
        lastError = other.lastError;
        lastChange = other.lastChange;
    }

    /** Whether the record is being read or written, or will be as soon as this step is over: an answer is near. */
    boolean isWorking() {
        boolean readIsNear = mustRead && !hasReadRetry && strayId == 0;
        return term.isPresent() && (calling() || readIsNear);
    }

    /** Whether a read or write is under way. */
    boolean calling() {
        return readId != 0 || writeId != 0;
    }
}
