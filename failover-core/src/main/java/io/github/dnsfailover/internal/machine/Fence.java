package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.RecordSet;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The term for the mark. A real leadership's terms are fencing numbers already. The only engine there is has no such
 * number: it takes one more than any mark shows until it has written its own, so that an engine that it replaced sees
 * that. Not the first mark alone: a read may be stale, and then the true mark would look like that of a newer engine.
 * Immutable.
 */
final class Fence extends Part<Fence> {

    /** 0 until records were taken over. */
    private long term;

    /** Whether a mark with our term has stood there, so that a higher one means that we were replaced. */
    private boolean stood;

    /** The fingerprint of a mark above ours that an operator wants overwritten; empty if none. */
    private String pardoned = "";

    Fence() {}

    long term() {
        return term;
    }

    /** The highest term that a mark of ours may carry; negative if any will do. */
    long highest(PoolSpec spec, OptionalLong lead, RecordSet markSet) {
        if (isShared(spec)) {
            return lead.orElseThrow();
        }
        return stood && !isPardoned(markSet) ? term : -1;
    }

    Fence raised(PoolSpec spec, OptionalLong lead, Found read) {
        if (!isShared(spec) && stood && !isPardoned(read.markSet())) {
            return this;
        }
        Mark there = read.mark();
        long next = isShared(spec) ? lead.orElseThrow() : Math.max(term, there == null ? 1 : there.term() + 1);
        return with(next, stood);
    }

    /** A change stands that was written with this mark. */
    Fence written(@Nullable Mark mark) {
        return with(term, stood || (mark != null && mark.term() == term));
    }

    /** An operator takes the records back from whoever wrote just this mark. */
    Fence pardoning(String fingerprint) {
        Fence next = copy();
        next.pardoned = fingerprint;
        return next;
    }

    private boolean isPardoned(RecordSet markSet) {
        return !pardoned.isEmpty() && pardoned.equals(NoMark.fingerprint(markSet));
    }

    private Fence with(long value, boolean hasStood) {
        if (term == value && stood == hasStood) {
            return this;
        }
        Fence next = copy();
        next.term = value;
        next.stood = hasStood;
        return next;
    }

    private static boolean isShared(PoolSpec spec) {
        return spec.identity.instances() == Leadership.Instances.SEVERAL;
    }
}
