package io.github.dnsfailover.dyn.internal;

import io.github.dnsfailover.dns.RecordChange.Urgency;

/** What a call of the provider may spend, and whether it was heard. Confined to the call that has its turn. */
public final class Errand {

    private final Urgency urgency;
    private final Budget budget;
    private boolean answered;

    /**
     * For one call.
     *
     * @param urgency failovers may use the whole rate, what can wait only a part of it
     * @param budget its time
     */
    public Errand(Urgency urgency, Budget budget) {
        this.urgency = urgency;
        this.budget = budget;
    }

    /** Who may use how much of the rate. */
    public Urgency urgency() {
        return urgency;
    }

    /** Its time. */
    public Budget budget() {
        return budget;
    }

    /** An exchange ended, with an answer of the service or without. */
    void exchanged(boolean withAnswer) {
        answered = withAnswer;
    }

    /** Whether the service answered the last exchange, whatever it said. */
    public boolean isAnswered() {
        return answered;
    }
}
