package io.github.dnsfailover.internal.machine;

/**
 * A probe that has not ended.
 *
 * @param began when it was started
 * @param deadline when it is overdue
 * @param tainted whether the process stood still meanwhile, so that its failure says nothing
 */
record Outstanding(long id, long began, long deadline, boolean tainted) {

    Outstanding overdueAt(long instant) {
        return new Outstanding(id, began, instant, tainted);
    }

    Outstanding taint() {
        return new Outstanding(id, began, deadline, true);
    }
}
