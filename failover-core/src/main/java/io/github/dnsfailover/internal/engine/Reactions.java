package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.MoveReaction;
import io.github.dnsfailover.MoveReaction.Stage;
import io.github.dnsfailover.Published;
import io.github.dnsfailover.internal.event.Made;
import io.github.dnsfailover.internal.text.ForeignText;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What an application does when a pool's records change: each reaction is called once at a time, in a lane of its own.
 * What comes while it is busy waits, the newest change only. Engine thread only.
 */
final class Reactions {

    private record News(Published published, Stage stage) {}

    private final String pool;
    private final EngineRuntime runtime;
    private final EventHub events;
    private final List<One> all = new ArrayList<>();

    Reactions(String pool, EngineRuntime runtime, EventHub events) {
        this.pool = pool;
        this.runtime = runtime;
        this.events = events;
    }

    /** Adds one; may be called on any thread, and so may what takes it out. */
    Cancellable add(MoveReaction reaction) {
        One one = new One(reaction);
        runtime.execute(() -> all.add(one));
        return () -> runtime.execute(() -> all.remove(one));
    }

    void tell(Published published, Stage stage) {
        all.forEach(one -> one.tell(new News(published, stage)));
    }

    /** Nothing more is told. */
    void close() {
        all.clear();
    }

    private final class One {

        private final MoveReaction reaction;
        private final Deque<News> waiting = new ArrayDeque<>();
        private boolean busy;

        One(MoveReaction reaction) {
            this.reaction = reaction;
        }

        /** Whatever an earlier change came to is of no use once there is a newer one. */
        void tell(News news) {
            if (news.stage() == Stage.ACCEPTED) {
                waiting.clear();
            }
            waiting.add(news);
            next();
        }

        private void next() {
            if (busy || waiting.isEmpty() || !all.contains(this)) {
                return;
            }
            busy = true;
            News news = waiting.remove();
            boolean[] told = {false};
            EngineRuntime.Task task = runtime.<Boolean>submit(
                    Lane.REACTIONS,
                    () -> {
                        reaction.moved(news.published(), news.stage());
                        return true;
                    },
                    end -> {
                        busy = false;
                        if (end.failure() != null && !told[0]) {
                            failed(news, ForeignText.of(end.failure()));
                        }
                        told[0] = true;
                        next();
                    });
            runtime.schedule(EngineLimits.REACTION_LIMIT, () -> {
                if (!told[0]) {
                    told[0] = true;
                    failed(news, "it took longer than " + EngineLimits.REACTION_LIMIT.toSeconds() + " s");
                    task.cancel();
                }
            });
        }

        private void failed(News news, String detail) {
            String name = EventHub.readable(reaction.getClass().getName());
            events.emit(new Made.ReactionFailed(pool, runtime.now(), name, news.stage(), detail));
        }
    }
}
