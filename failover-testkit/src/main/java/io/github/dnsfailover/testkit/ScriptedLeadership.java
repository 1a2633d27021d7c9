package io.github.dnsfailover.testkit;

import io.github.dnsfailover.Leadership;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** A leadership that a test hands out, one for each engine. Thread-safe. */
public final class ScriptedLeadership implements Leadership {

    private static final long RESIGNED = Long.MIN_VALUE; // no term of a test

    private final Map<String, Long> scopes = new ConcurrentHashMap<>();
    private volatile OptionalLong elsewhere = OptionalLong.empty();
    private volatile Sighting sighting = Sighting.UNKNOWN;
    private volatile int resignations;
    private volatile Runnable listener = () -> {};

    /** Leads in no term. */
    public ScriptedLeadership() {}

    /** Leads every scope with this term from now on. */
    public void lead(long newTerm) {
        scopes.clear();
        elsewhere = OptionalLong.of(newTerm);
        listener.run();
    }

    /** Leads one scope with this term from now on. */
    public void lead(String scope, long newTerm) {
        scopes.put(scope, newTerm);
        listener.run();
    }

    /** Leads no more. */
    public void follow() {
        scopes.clear();
        elsewhere = OptionalLong.empty();
        listener.run();
    }

    /** What is seen of every lead that this engine does not hold from now on; unknown at first. */
    public void see(Sighting value) {
        sighting = value;
    }

    /** How often the engine gave up a lead. */
    public int resignations() {
        return resignations;
    }

    @Override
    public OptionalLong term(String scope) {
        Long own = scopes.get(scope);
        return own == null ? elsewhere : own == RESIGNED ? OptionalLong.empty() : OptionalLong.of(own);
    }

    @Override
    public synchronized void resign(String scope) {
        resignations++;
        scopes.put(scope, RESIGNED);
    }

    @Override
    public void onChange(Runnable value) {
        listener = value;
    }

    @Override
    public Sighting sighting(String scope) {
        return term(scope).isPresent() ? Sighting.SOMEBODY : sighting;
    }

    @Override
    public String toString() {
        return "scripted";
    }
}
