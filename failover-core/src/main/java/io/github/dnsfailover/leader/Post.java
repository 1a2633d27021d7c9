package io.github.dnsfailover.leader;

import io.github.dnsfailover.internal.lease.Lease;
import io.github.dnsfailover.internal.lease.LeaseSpec;
import io.github.dnsfailover.internal.lease.Moment;
import io.github.dnsfailover.internal.lease.Ranking;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/**
 * The lead of one scope, asked by any thread and changed by any thread: each change is one step of the pure machine,
 * made at once or not at all. So whoever was told that a term is over is never told otherwise.
 */
final class Post {

    private final String key;
    private final String rankKey;
    private final Runnable onChange;
    private final AtomicReference<Lease> lease;
    private final AtomicReference<Ranking> ranking;

    /** Done once the lead is given up; a new one is made when somebody waits for that. */
    private volatile CompletableFuture<Boolean> quiet = CompletableFuture.completedFuture(true);

    /** A lead of which nothing is known, of this election and scope. */
    Post(String election, String scope, LeaseSpec spec, Runnable onChange) {
        this.key = "lead:" + election + "/" + scope;
        this.rankKey = "rank:" + election + "/" + scope;
        this.onChange = onChange;
        this.lease = new AtomicReference<>(new Lease(spec));
        this.ranking = new AtomicReference<>(new Ranking(spec));
    }

    /** Under which the lead is stored. */
    String key() {
        return key;
    }

    /** Under which the highest rank of the candidates is stored. */
    String rankKey() {
        return rankKey;
    }

    Ranking ranking() {
        return Objects.requireNonNull(ranking.get()); // it always holds one
    }

    void rank(UnaryOperator<Ranking> step) {
        ranking.updateAndGet(step);
    }

    /** Begins the next save of the rank, if there is one. */
    Optional<Lease.Save> rankDue(Moment now) {
        Ranking before;
        Ranking.Step step;
        do {
            before = ranking();
            step = before.due(now);
        } while (!ranking.compareAndSet(before, step.ranking()));
        return step.save();
    }

    Lease now() {
        return Objects.requireNonNull(lease.get()); // it always holds one
    }

    Lease change(UnaryOperator<Lease> step) {
        Lease before;
        Lease after;
        do {
            before = now();
            after = step.apply(before);
        } while (!lease.compareAndSet(before, after));
        told(before, after);
        return after;
    }

    /** Begins the next save, if there is one. */
    Optional<Lease.Save> due(Moment now) {
        Lease before;
        Lease.Step step;
        do {
            before = now();
            step = before.due(now, !ranking().outrankedBy(now).isEmpty());
        } while (!lease.compareAndSet(before, step.lease()));
        told(before, step.lease());
        return step.save();
    }

    private void told(Lease before, Lease after) {
        if (isGivenUp(after)) {
            quiet.complete(true);
        }
        if (!term(before).equals(term(after))) {
            onChange.run();
        }
    }

    /** Done once nothing is held, and that stands in the store. */
    CompletableFuture<Boolean> whenGivenUp() {
        CompletableFuture<Boolean> done = waiting();
        if (isGivenUp(now())) {
            done.complete(true);
        }
        return done;
    }

    private static boolean isGivenUp(Lease lease) {
        return !lease.isBusy() && lease.right().isEmpty();
    }

    private synchronized CompletableFuture<Boolean> waiting() {
        if (quiet.isDone()) {
            quiet = new CompletableFuture<>();
        }
        return quiet;
    }

    static OptionalLong term(Lease lease) {
        return lease.right().map(right -> OptionalLong.of(right.term())).orElse(OptionalLong.empty());
    }
}
