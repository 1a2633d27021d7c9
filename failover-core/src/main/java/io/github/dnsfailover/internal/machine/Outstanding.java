package io.github.dnsfailover.internal.machine;

/**
 * A probe that has not ended.
 *
 * @param began when it was started
 * @param deadline when it is overdue
 * @param worth what it will say
 */
record Outstanding(long id, long began, long deadline, Worth worth) {

    /** What the end of a probe says about its target. */
    enum Worth {
        WHOLE,
        /** The process stood still meanwhile, so that a failure says nothing. */
        NO_FAILURE,
        /** The machine was suspended meanwhile: an answer may be as old as that. */
        NOTHING
    }

    Outstanding(long id, long began, long deadline) {
        this(id, began, deadline, Worth.WHOLE);
    }

    Outstanding overdueAt(long instant) {
        return new Outstanding(id, began, instant, worth);
    }

    Outstanding worthAtMost(Worth value) {
        return value.compareTo(worth) > 0 ? new Outstanding(id, began, deadline, value) : this;
    }
}
