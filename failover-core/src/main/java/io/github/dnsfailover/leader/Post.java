package io.github.dnsfailover.leader;

import io.github.dnsfailover.internal.lease.Lease;
import io.github.dnsfailover.internal.lease.LeaseSpec;
import io.github.dnsfailover.internal.lease.Moment;
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
    private final Runnable onChange;
    private final AtomicReference<Lease> lease;

    /** Done once nothing is under way; a new one is made when somebody gives the lead up. */
    private volatile CompletableFuture<Boolean> quiet = CompletableFuture.completedFuture(true);

    /** A lead of which nothing is known, stored under this key. */
    Post(String key, LeaseSpec spec, Runnable onChange) {
        this.key = key;
        this.onChange = onChange;
        this.lease = new AtomicReference<>(new Lease(spec));
    }

    String key() {
        return key;
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
            step = before.due(now);
        } while (!lease.compareAndSet(before, step.lease()));
        told(before, step.lease());
        return step.save();
    }

    private void told(Lease before, Lease after) {
        if (!after.isBusy()) {
            quiet.complete(true);
        }
        if (!term(before).equals(term(after))) {
            onChange.run();
        }
    }

    /** Gives the lead up; what it returns is done once that stands in the store. */
    CompletableFuture<Boolean> release(UnaryOperator<Lease> step) {
        change(step);
        CompletableFuture<Boolean> done = waiting();
        if (!now().isBusy()) {
            done.complete(true);
        }
        return done;
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
