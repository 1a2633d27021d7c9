package io.github.dnsfailover.testkit;

import io.github.dnsfailover.Leadership;
import java.util.OptionalLong;

/** A leadership that a test hands out, one for each engine. Thread-safe. */
public final class ScriptedLeadership implements Leadership {

    private volatile OptionalLong term = OptionalLong.empty();
    private volatile int resignations;

    /** Leads in no term. */
    public ScriptedLeadership() {}

    /** Leads with this term from now on. */
    public void lead(long newTerm) {
        term = OptionalLong.of(newTerm);
    }

    /** Leads no more. */
    public void follow() {
        term = OptionalLong.empty();
    }

    /** How often the engine gave up the lead. */
    public int resignations() {
        return resignations;
    }

    @Override
    public OptionalLong term() {
        return term;
    }

    @Override
    public synchronized void resign() {
        resignations++;
        term = OptionalLong.empty();
    }

    @Override
    public String toString() {
        return "scripted";
    }
}
