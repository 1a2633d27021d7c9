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
import org.jspecify.annotations.Nullable;

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

        /** Once there is a newer change, nobody needs to hear what became of an earlier one. */
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
            Call call = new Call(news);
            call.task = runtime.<Boolean>submit(
                    Lane.REACTIONS,
                    () -> {
                        reaction.moved(news.published(), news.stage());
                        return true;
                    },
                    end -> {
                        busy = false;
                        if (end.failure() != null) {
                            call.fails(ForeignText.of(end.failure()));
                        }
                        call.told = true;
                        next();
                    });
            call.watch();
        }

        /** A call of the reaction. */
        private final class Call {

            private final News news;
            private boolean begun;
            private boolean told;

            /** Null until it was handed to the lane. */
            private EngineRuntime.@Nullable Task task;

            Call(News news) {
                this.news = news;
            }

            /** Its time runs from when it was seen to have begun: others may keep the lane. */
            private void watch() {
                if (told) {
                    return;
                }
                if (begun) {
                    fails("it took longer than " + EngineLimits.REACTION_LIMIT.toSeconds() + " s");
                    if (task != null) {
                        task.cancel();
                    }
                    return;
                }
                begun = task != null && task.started();
                runtime.schedule(begun ? EngineLimits.REACTION_LIMIT : EngineLimits.NOTICE_LOOK, this::watch);
            }

            private void fails(String detail) {
                if (!told) {
                    told = true;
                    failed(news, detail);
                }
            }
        }

        private void failed(News news, String detail) {
            String name = EventHub.readable(reaction.getClass().getName());
            events.emit(new Made.ReactionFailed(pool, runtime.now(), name, news.stage(), detail));
        }
    }
}
