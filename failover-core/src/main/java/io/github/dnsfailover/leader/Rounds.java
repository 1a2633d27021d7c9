package io.github.dnsfailover.leader;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.StateStore.Entry;
import io.github.dnsfailover.internal.engine.Coordination;
import io.github.dnsfailover.internal.engine.Coordination.Kind;
import io.github.dnsfailover.internal.lease.Lease;
import io.github.dnsfailover.internal.lease.Lease.Saved;
import io.github.dnsfailover.internal.lease.LeaseSpec;
import io.github.dnsfailover.internal.lease.Moment;
import io.github.dnsfailover.internal.text.ForeignText;
import io.github.dnsfailover.runtime.EngineRuntime;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads all leads once a second, in one question, and saves what the machines want saved. Each call has a limit, and
 * few may hang beyond it. Runtime thread only, except {@link #begin}.
 */
final class Rounds {

    private final EngineRuntime runtime;
    private final StateStore store;
    private final Coordination calls;
    private final Supplier<Collection<Post>> posts;

    /** Those that were looked at out of turn since the last round. */
    private final Set<Post> hurried = new HashSet<>();

    /** Null while the store answers. */
    private volatile @Nullable Failing failing;

    private boolean looking;
    private boolean ended;
    private boolean stopped;

    /** Since when reads or saves fail, and how. */
    private record Failing(long sinceNanos, boolean reads, String text) {}

    Rounds(EngineRuntime runtime, StateStore store, Duration limit, Supplier<Collection<Post>> posts) {
        this.runtime = runtime;
        this.store = store;
        this.calls = new Coordination(runtime, limit);
        this.posts = posts;
    }

    void begin() {
        runtime.execute(this::round);
    }

    /** No more reads, except for leads that have yet to be given up. */
    void end() {
        ended = true;
    }

    /** Nor for these. */
    void stop() {
        stopped = true;
    }

    /** Why the store has not done what it was asked for some time; empty if it has. Any thread. */
    String obstacle() {
        Failing now = failing;
        boolean isLong = now != null && runtime.nanoTime() - now.sinceNanos() >= LeaseSpec.UNASKED.toNanos();
        return now != null && isLong ? now.text() : "";
    }

    private void failed(boolean reads, @Nullable Throwable why) {
        Failing before = failing;
        long since = before == null ? runtime.nanoTime() : before.sinceNanos();
        failing = new Failing(
                since, reads, (reads ? "reads fail: " : "saves fail: ") + ForeignText.line(String.valueOf(why)));
    }

    private void succeeded(boolean reads) {
        Failing before = failing;
        if (before != null && before.reads() == reads) {
            failing = null;
        }
    }

    private void round() {
        hurried.clear();
        List<Post> due = posts.get().stream()
                .filter(post -> !ended || post.now().isBusy())
                .toList();
        if (stopped || (ended && due.isEmpty())) {
            return;
        }
        runtime.schedule(LeaseSpec.POLL, this::round);
        look(due);
    }

    private void look(List<Post> due) {
        if (looking || due.isEmpty()) {
            return;
        }
        looking = true;
        List<String> keys = due.stream()
                .flatMap(post -> Stream.of(post.key(), post.rankKey()))
                .toList();
        Map<Post, Long> saves = new LinkedHashMap<>();
        due.forEach(post -> saves.put(post, post.now().saves()));
        calls.<Map<String, Entry>>call(Kind.LOOK, () -> store.load(keys), end -> {
            looking = false;
            Map<String, Entry> entries = end.value();
            if (entries == null) {
                failed(true, end.failure());
                return; // what is held stays held until its time is over
            }
            succeeded(true);
            Moment now = moment(runtime);
            saves.forEach((post, then) -> {
                Entry rank = entries.get(post.rankKey());
                if (rank != null) {
                    post.rank(ranking -> ranking.loaded(now, rank));
                }
                Entry entry = entries.get(post.key());
                if (entry != null) {
                    post.change(lease -> lease.loaded(now, then, entry));
                    flush(post);
                }
            });
        });
    }

    /** Saves what is to be saved for a scope. */
    void flush(Post post) {
        if (!stopped) {
            post.due(moment(runtime)).ifPresent(save -> save(post, save));
            post.rankDue(moment(runtime)).ifPresent(save -> saveRank(post, save));
        }
    }

    /** However it ends, the next look shows what stands. */
    private void saveRank(Post post, Lease.Save save) {
        calls.<Boolean>call(Kind.RANK, () -> store.save(post.rankKey(), save.expectedVersion(), save.text()), end -> {
            if (end.value() == null) {
                failed(false, end.failure());
            } else if (end.value()) {
                Moment now = moment(runtime);
                Entry made = new Entry(save.expectedVersion() + 1, save.text());
                post.rank(ranking -> ranking.loaded(now, made));
                flush(post); // it may have been left meanwhile
            }
        });
    }

    private void save(Post post, Lease.Save save) {
        calls.<Boolean>call(Kind.SAVE, () -> store.save(post.key(), save.expectedVersion(), save.text()), end -> {
            Boolean answer = end.value();
            Saved how = answer == null ? Saved.UNKNOWN : answer ? Saved.YES : Saved.NO;
            Moment now = moment(runtime);
            Lease after = post.change(lease -> lease.saved(now, how));
            if (answer == null) {
                failed(false, end.failure());
            } else {
                succeeded(false);
            }
            if (how == Saved.YES) {
                flush(post);
            } else if (!stopped && (how == Saved.NO || after.isBusy()) && hurried.add(post)) {
                // somebody waits, or was quicker; whatever is wrong still is left to the next round
                look(List.of(post));
            }
        });
    }

    static Moment moment(EngineRuntime runtime) {
        return new Moment(runtime.nanoTime(), runtime.now().toEpochMilli());
    }
}
