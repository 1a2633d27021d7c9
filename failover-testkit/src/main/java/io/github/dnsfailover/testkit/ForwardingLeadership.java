package io.github.dnsfailover.testkit;

import io.github.dnsfailover.Leadership;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** Asks another leadership whatever it is asked; what is to be otherwise is overridden. */
class ForwardingLeadership implements Leadership {

    private final Leadership inner;

    ForwardingLeadership(Leadership inner) {
        this.inner = inner;
    }

    @Override
    public OptionalLong term(String scope) {
        return inner.term(scope);
    }

    @Override
    public OptionalLong term(String scope, Candidate candidate) {
        return inner.term(scope, candidate);
    }

    @Override
    public Optional<Leader> leader(String scope) {
        return inner.leader(scope);
    }

    @Override
    public String outrankedBy(String scope) {
        return inner.outrankedBy(scope);
    }

    @Override
    public boolean holds(String scope, long term) {
        return inner.holds(scope, term);
    }

    @Override
    public void resign(String scope) {
        inner.resign(scope);
    }

    @Override
    public void resign(String scope, Calls calls) {
        inner.resign(scope, calls);
    }

    @Override
    public Calls before(String scope, long term) {
        return inner.before(scope, term);
    }

    @Override
    public void atLeast(String scope, long term) {
        inner.atLeast(scope, term);
    }

    @Override
    public void onChange(Runnable listener) {
        inner.onChange(listener);
    }

    @Override
    public Sighting sighting(String scope) {
        return inner.sighting(scope);
    }

    @Override
    public Duration lease() {
        return inner.lease();
    }

    @Override
    public Instances instances() {
        return inner.instances();
    }

    @Override
    public String site() {
        return inner.site();
    }

    @Override
    public String toString() {
        return inner.toString();
    }
}
