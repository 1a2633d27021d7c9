package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.Leadership.Leader;
import io.github.dnsfailover.MoveReaction;
import io.github.dnsfailover.MoveReaction.Stage;
import io.github.dnsfailover.Published;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.internal.machine.EngineState;
import io.github.dnsfailover.internal.machine.Input;
import io.github.dnsfailover.internal.machine.Knowledge;
import io.github.dnsfailover.internal.machine.NoticeText;
import io.github.dnsfailover.internal.machine.PoolSpec;
import io.github.dnsfailover.internal.machine.PoolState;
import io.github.dnsfailover.internal.machine.Tidings;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What this instance knows to be published: of pools that it leads from their state, of the others from the notices
 * that whoever leads has put into the store. Tells reactions of moves. Engine thread only, but {@link #published} and
 * {@link #onMove}.
 */
final class NoticeBoard {

    /** A pool as it is known here. */
    private static final class Known {

        private final PoolLoop loop;
        private final Reactions reactions;

        /** Written by the engine thread only. */
        private volatile Knowledge knowledge = new Knowledge();

        /** What was told of it last by this engine itself; empty while it cannot say. */
        private Optional<Tidings> tidings = Optional.empty();

        /** What its machine was told that others say is published; null if that is to be told anew. */
        private @Nullable List<Integer> said;

        /** The state that this rests on, or null. */
        private @Nullable PoolState looked;

        Known(PoolLoop loop, Reactions reactions) {
            this.loop = loop;
            this.reactions = reactions;
        }
    }

    /** The notice of one scope. */
    private final class Notice {

        private final String scope;
        private final String key;
        private final List<Known> pools = new ArrayList<>();

        /** As it stands in the store, as far as is known. */
        private long version;

        private boolean seen;

        /** The highest version that was seen, and when that was. */
        private long highest;

        private long highestAt;

        private boolean saving;

        /** When the last save ended: what was read before that tells an old version. */
        private long settledAt = runtime.nanoTime();

        private boolean changed;

        /** Whether a save is to come once the pause is over. */
        private boolean awaited;

        private long savedAt = runtime.nanoTime() - EngineLimits.NOTICE_RENEWAL.toNanos();

        Notice(String scope, String key) {
            this.scope = scope;
            this.key = key;
        }

        /** Writes what this engine knows, if it leads and that is due. */
        void saveIfDue() {
            OptionalLong term = state.get().term(scope);
            if (closed || saving || term.isEmpty() || !state.get().isHeard()) {
                return;
            }
            Duration pause = changed ? EngineLimits.NOTICE_GAP : EngineLimits.NOTICE_RENEWAL;
            long left = pause.toNanos() - (runtime.nanoTime() - savedAt);
            if (left > 0) {
                if (changed) {
                    saveLater(left);
                }
            } else if (saves >= EngineLimits.NOTICES_AT_ONCE) {
                waiting.add(this);
            } else {
                save(term.getAsLong());
            }
        }

        /** Once, however many changes come meanwhile. */
        private void saveLater(long nanos) {
            if (!awaited) {
                awaited = true;
                runtime.schedule(Duration.ofNanos(nanos), () -> {
                    awaited = false;
                    saveIfDue();
                });
            }
        }

        private void save(long term) {
            NoticeText.Writer writer = new NoticeText.Writer(term);
            pools.forEach(
                    known -> known.tidings.ifPresent(tidings -> writer.add(known.loop.spec(), tidings, runtime.now())));
            String text = writer.text();
            long expected = version;
            saving = true;
            saves++;
            changed = false;
            savedAt = runtime.nanoTime();
            coordination.<Boolean>call(Coordination.Kind.NOTICE, () -> store.save(key, expected, text), end -> {
                saving = false;
                saves--;
                settledAt = runtime.nanoTime();
                if (Boolean.TRUE.equals(end.value())) {
                    version = Math.max(version, expected + 1);
                } // else the next look tells its version, and the next renewal comes
                if (changed) {
                    saveIfDue();
                }
                saveNext();
            });
        }

        /** What stands in the store is what another instance says, unless this one leads. */
        void seen(StateStore.Entry entry, long sentNanos) {
            if (saving || sentNanos - settledAt < 0) {
                return;
            }
            boolean news = entry.version() != version || !seen;
            boolean wentBack =
                    entry.version() < highest && sentNanos - highestAt < EngineLimits.NOTICE_WENT_BACK.toNanos();
            version = entry.version();
            seen = true;
            if (!wentBack && (news || entry.version() > highest)) {
                highest = entry.version();
                highestAt = sentNanos;
            }
            if (state.get().term(scope).isPresent() || !(news || wentBack)) {
                return;
            }
            Optional<NoticeText> text = wentBack // what a store says that lags, or was restored, was true once
                    ? Optional.empty()
                    : NoticeText.parse(entry.text()).filter(this::isOfLeader);
            for (Known known : pools) {
                Optional<Tidings> tidings = text.flatMap(said -> said.of(known.loop.spec(), runtime.now()));
                heard(known, tidings, sentNanos);
                tellMachine(known, tidings);
            }
        }

        /** So that it can say whether clients are at a dead place when nobody leads. */
        private void tellMachine(Known known, Optional<Tidings> tidings) {
            List<Integer> endpoints =
                    tidings.map(said -> said.lineup().endpoints()).orElse(List.of());
            if (!endpoints.equals(known.said)) {
                known.said = endpoints;
                known.loop.tellIfBegun(new Input.PublishedHeard(endpoints));
            }
        }

        /** What an earlier leader wrote late says nothing. */
        private boolean isOfLeader(NoticeText text) {
            Optional<Leader> leader = state.get().leader(scope);
            return leader.isEmpty() || text.term() >= leader.get().term();
        }
    }

    private final EngineRuntime runtime;
    private final Coordination coordination;
    private final StateStore store;
    private final boolean shared;
    private final Supplier<EngineState> state;
    private final Map<String, Known> pools = new LinkedHashMap<>();
    private final Map<String, Notice> notices = new LinkedHashMap<>();

    /** Scopes whose save is due and waits for others to end. */
    private final Set<Notice> waiting = new LinkedHashSet<>();

    /** How many saves are under way. */
    private int saves;

    /** Read on any thread. */
    private volatile boolean closed;

    /** What it is made for. */
    record Setting(
            EngineRuntime runtime,
            EventHub events,
            StateStore store,
            boolean several,
            String owner,
            String environment) {}

    NoticeBoard(Setting setting, Coordination coordination, Collection<PoolLoop> loops, Supplier<EngineState> state) {
        this.runtime = setting.runtime();
        this.coordination = coordination;
        this.store = setting.store();
        this.shared = setting.several() && store.reach() == StateStore.Reach.SHARED;
        this.state = state;
        for (PoolLoop loop : loops) {
            PoolSpec spec = loop.spec();
            Known known = new Known(loop, new Reactions(spec.pool.pool(), runtime, setting.events()));
            pools.put(spec.pool.pool(), known);
            String key = NoticeText.key(setting.owner(), setting.environment(), spec.scope);
            notices.computeIfAbsent(spec.scope, scope -> new Notice(scope, key))
                    .pools
                    .add(known);
        }
    }

    // What is asked

    /** What is published, if it is known; on any thread. */
    Optional<Published> published(String pool) {
        return closed ? Optional.empty() : known(pool).knowledge.published(runtime.nanoTime());
    }

    /** Calls a reaction at each move; on any thread. */
    Cancellable onMove(String pool, MoveReaction reaction) {
        return known(pool).reactions.add(reaction);
    }

    private Known known(String pool) {
        Known known = pools.get(pool);
        if (known == null) {
            throw new IllegalArgumentException("pool: " + pool + " is none of this engine's pools " + pools.keySet());
        }
        return known;
    }

    // What happens

    /** Begins to look. */
    void begin() {
        if (closed) {
            return;
        }
        pools.values().forEach(this::look);
        if (shared) {
            notices.values().forEach(Notice::saveIfDue);
        }
        runtime.schedule(EngineLimits.NOTICE_LOOK, this::begin);
    }

    /** A pool has been stepped: what it knows may have changed. */
    void looked(PoolLoop loop) {
        Known known = known(loop.spec().pool.pool());
        PoolState before = known.looked;
        PoolState now = loop.state();
        if (before == null || before.custody() != now.custody() || before.said() != now.said()) {
            look(known);
        }
    }

    /** By the state of the pool, if this engine leads it. */
    private void look(Known known) {
        PoolState now = known.loop.state();
        PoolSpec spec = known.loop.spec();
        known.looked = now;
        if (!now.custody().leads()) {
            known.tidings = Optional.empty();
            if (!shared) {
                known.knowledge = known.knowledge.doubted();
            }
            return;
        }
        known.said = null;
        Optional<Tidings> tidings = Tidings.of(spec, now, runtime.nanoTime());
        boolean news = !tidings.equals(known.tidings);
        known.tidings = tidings;
        heard(known, tidings, runtime.nanoTime());
        Notice notice = notices.get(spec.scope);
        if (news && shared && notice != null) {
            notice.changed = true;
            notice.saveIfDue();
        }
    }

    private void heard(Known known, Optional<Tidings> tidings, long asOf) {
        PoolSpec spec = known.loop.spec();
        Knowledge before = known.knowledge;
        Knowledge after = tidings.map(said -> before.told(spec, said, asOf, runtime.now()))
                .orElseGet(before::doubted);
        known.knowledge = after;
        for (Stage stage : after.newsAfter(before)) {
            after.published(asOf).ifPresent(published -> known.reactions.tell(published, stage));
        }
    }

    /** The keys of the notices that are to be read; none if there is nobody to write them. */
    List<String> keys() {
        return shared ? notices.values().stream().map(notice -> notice.key).toList() : List.of();
    }

    /** What stands in the store, as a look found it that was sent at this instant. */
    void seen(Map<String, StateStore.Entry> entries, long sentNanos) {
        for (Notice notice : notices.values()) {
            StateStore.Entry entry = entries.get(notice.key);
            if (entry != null) {
                notice.seen(entry, sentNanos);
            }
        }
    }

    private void saveNext() {
        Iterator<Notice> first = waiting.iterator();
        while (saves < EngineLimits.NOTICES_AT_ONCE && first.hasNext()) {
            Notice next = first.next();
            first.remove();
            next.saveIfDue();
        }
    }

    void close() {
        closed = true;
        pools.values().forEach(known -> known.reactions.close());
    }
}
