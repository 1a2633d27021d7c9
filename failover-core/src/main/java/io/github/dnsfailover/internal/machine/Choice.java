package io.github.dnsfailover.internal.machine;

import java.util.List;

/**
 * A checked decision. Immutable.
 *
 * @param endpoints which to publish, ascending; empty to hold
 * @param byOperator whether an operator's word led to it, which overrules hold-down and a blind vantage
 */
record Choice(Kind kind, List<Integer> endpoints, String reason, boolean byOperator) {

    enum Kind {
        PUBLISH,
        LAST_RESORT,
        HOLD
    }

    static Choice hold(String reason) {
        return new Choice(Kind.HOLD, List.of(), reason, false);
    }

    /** Whether people would be told the same. */
    boolean says(Choice other) {
        return kind == other.kind && endpoints.equals(other.endpoints) && reason.equals(other.reason);
    }

    String text(PoolSpec spec) {
        return kind == Kind.HOLD
                ? "hold"
                : kind == Kind.PUBLISH ? "publish " + spec.ids(endpoints) : "last resort " + spec.ids(endpoints);
    }
}
