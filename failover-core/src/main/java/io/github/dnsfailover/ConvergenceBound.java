package io.github.dnsfailover;

import io.github.dnsfailover.internal.machine.Limits;
import io.github.dnsfailover.internal.text.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How soon after all faults have stopped a pool's records are right: a sum of named terms, each the worst case of one
 * step.
 *
 * <p>It says when the provider holds the right records. Resolvers follow within the old TTL. An operator's intent,
 * manual failback, other people's values and a foreign edit that was answered with a freeze are no faults: they wait
 * for a person. Immutable.
 */
public final class ConvergenceBound {

    /**
     * One step.
     *
     * @param name what happens
     * @param time how long it takes at worst
     */
    public record Term(String name, Duration time) {
        /** Refuses null. */
        public Term {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(time, "time");
        }
    }

    private final List<Term> terms;

    private ConvergenceBound(List<Term> terms) {
        this.terms = List.copyOf(terms);
    }

    static ConvergenceBound of(EndpointPool pool) {
        Timings t = pool.timings();
        Duration probe = t.timeout().plus(Limits.PROBE_START);
        Duration call = pool.provider().traits().slowestCall();
        Duration span = probe.plus(t.minimumUnhealthySpan()).plus(t.recheck()).plus(probe); // from the end of the first
        Duration counting = t.recheck().plus(probe).multipliedBy(Math.max(t.fall(), t.rise()));
        List<Term> terms = new ArrayList<>();
        terms.add(new Term("the engine trusts its own view again", Limits.SANE));
        terms.add(new Term("it learns that it leads", Limits.LEADERSHIP_POLL));
        terms.add(new Term("the next probe begins", tenPercentMore(t.intervalWhenDown())));
        terms.add(new Term("thresholds are reached", counting.compareTo(span) > 0 ? counting : span));
        terms.add(new Term("a fresh start waits for every endpoint", t.settleLimit()));
        terms.add(new Term("an earlier call may still act", call.multipliedBy(2)));
        terms.add(new Term("the provider is tried again", Limits.LONGEST_BACK_OFF));
        terms.add(new Term(Limits.READ_TERM, tenPercentMore(t.readEvery()).plus(call)));
        terms.add(new Term("hold-down, twice after a conflict", t.holdDown().multipliedBy(2)));
        Duration soak = pool.failback().soak(t.ttl()).orElse(Duration.ZERO);
        terms.add(new Term("failback soak, of one that flapped", soak.multipliedBy(1L << Limits.MOST_RELAPSES)));
        terms.add(new Term("the change and a second one, each read before", call.multipliedBy(4)));
        if (pool.withdrawsFamily()) {
            Duration change = t.holdDown().plus(call.multipliedBy(2));
            terms.add(new Term("IPv6 addresses follow, a hold-down later", change));
        }
        return new ConvergenceBound(terms);
    }

    private static Duration tenPercentMore(Duration value) {
        return value.plus(value.dividedBy(10));
    }

    /** The steps. */
    public List<Term> terms() {
        return terms;
    }

    /** Their sum. */
    public Duration total() {
        return terms.stream().map(Term::time).reduce(Duration.ZERO, Duration::plus);
    }

    /** The sum and its terms, as in {@code 8 min 20 s: the next probe begins 11 s + ...}. */
    @Override
    public String toString() {
        Map<String, Duration> sum = new LinkedHashMap<>();
        terms.forEach(term -> sum.put(term.name(), term.time()));
        return Durations.sum(sum);
    }
}
