package io.github.dnsfailover.console;

import io.github.dnsfailover.internal.text.ForeignText;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Cancellable;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams that are open: a bounded number, each with one write at a time on a thread of its own, so that a reader
 * who does not read costs nobody else anything. Pictures are taken on the console's thread, only while somebody looks.
 */
final class Streams {

    /** At once. Each is a page that somebody looks at, and costs a connection and, while it is written to, a thread. */
    static final int MOST = 32;

    /** How often it looks whether something has changed. */
    static final Duration TICK = Picture.FRESH;

    /** How often it looks at what changes without an event, such as a check's detail. */
    static final Duration SLOW = Duration.ofSeconds(1);

    /** A reader that has taken nothing for so long is cut off. */
    static final Duration WRITE_LIMIT = Duration.ofSeconds(30);

    /** Between an answer and its stream. */
    static final Duration HAND_OVER = Duration.ofSeconds(10);

    /** For what is being written when it is closed, and for a stream to close. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(Streams.class);

    private final EngineRuntime runtime;
    private final Picture picture;
    private final BooleanSupplier news;
    private final BooleanSupplier running;
    private final AtomicInteger places = new AtomicInteger(MOST);
    private volatile boolean closed;

    // Of the console's thread

    private final List<One> open = new ArrayList<>();
    private boolean ticking;
    private boolean ran;
    private long shownAt;

    /**
     * None yet.
     *
     * @param news whether something has happened since that was asked before
     * @param running whether the engine runs
     */
    Streams(EngineRuntime runtime, Picture picture, BooleanSupplier news, BooleanSupplier running) {
        this.runtime = runtime;
        this.picture = picture;
        this.news = news;
        this.running = running;
    }

    /** A place for one more; empty if there is none. */
    Optional<Place> place() {
        if (closed || places.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
            return Optional.empty();
        }
        return Optional.of(new Place());
    }

    /** The right to one stream: given back once, whatever happens. */
    final class Place {

        private final AtomicBoolean used = new AtomicBoolean();
        private final AtomicBoolean given = new AtomicBoolean();
        private final Cancellable alarm = runtime.schedule(HAND_OVER, this::expire);

        private void expire() {
            if (used.compareAndSet(false, true)) {
                giveBack();
            }
        }

        void use(StreamView view, OutputStream out) {
            if (closed) {
                shut(out);
                return;
            }
            One one = new One(this, view, out);
            if (used.compareAndSet(false, true)) {
                alarm.cancel();
                runtime.execute(() -> begin(one));
            } else {
                runtime.execute(one::end);
            }
        }

        private void giveBack() {
            if (given.compareAndSet(false, true)) {
                places.incrementAndGet();
            }
        }
    }

    private void begin(One one) {
        if (closed) {
            one.end();
            return;
        }
        open.add(one);
        ran |= running.getAsBoolean();
        one.turn();
        if (!ticking) {
            ticking = true;
            shownAt = runtime.nanoTime();
            runtime.schedule(TICK, this::tick);
        }
    }

    private void tick() {
        if (open.isEmpty()) {
            ticking = false;
            ran = false;
            return;
        }
        runtime.schedule(TICK, this::tick);
        long now = runtime.nanoTime();
        if (news.getAsBoolean() || now - shownAt >= SLOW.toNanos()) {
            shownAt = now;
            List.copyOf(open).forEach(One::turn);
        }
        boolean runs = running.getAsBoolean();
        if (ran && !runs) {
            List.copyOf(open).forEach(One::finish);
        }
        ran = runs; // once: pages that come back by then are shown how it ended, and stay
    }

    private void endAll() {
        List.copyOf(open).forEach(One::end);
    }

    /** Ends all streams, lets none begin, and ends the threads: at once if nobody is to be told of it. */
    void close() {
        closed = true;
        runtime.execute(() -> {
            boolean told = open.isEmpty();
            endAll();
            if (told) {
                runtime.close();
            } else {
                runtime.schedule(CLOSE_LIMIT, runtime::close);
            }
        });
    }

    /** On the thread of whoever came too late. */
    private static void shut(OutputStream out) {
        try {
            out.close();
        } catch (IOException e) {
            log.debug("console stream=late reason=\"{}\"", ForeignText.of(e));
        }
    }

    /** One stream. */
    private final class One {

        private final Place place;
        private final StreamView view;
        private final OutputStream out;
        private boolean ended;

        /** Whether what is being written is the last. */
        private boolean last;

        /** Null while nothing is written. */
        private EngineRuntime.@Nullable Task writing;

        /** Of the last write. */
        private Cancellable limit = () -> {};

        One(Place place, StreamView view, OutputStream out) {
            this.place = place;
            this.view = view;
            this.out = out;
        }

        /** Tells what is news, unless it is still telling. */
        void turn() {
            if (writing != null || ended) {
                return;
            }
            String news = view.news(picture, runtime.nanoTime());
            if (!news.isEmpty()) {
                write(news.getBytes(StandardCharsets.US_ASCII));
            }
        }

        private void write(byte[] octets) {
            EngineRuntime.Task task = runtime.<Boolean>submit(Lane.LISTENERS, () -> send(octets), end -> {
                writing = null;
                limit.cancel();
                if (ended) {
                    close();
                } else if (last || end.failure() != null) {
                    end();
                }
            });
            writing = task;
            limit = runtime.schedule(WRITE_LIMIT, task::cancel);
        }

        private boolean send(byte[] octets) throws IOException {
            out.write(octets);
            out.flush();
            return true;
        }

        /** Tells how the engine ended, and ends. */
        void finish() {
            turn();
            last = true;
            if (writing == null) {
                end();
            }
        }

        /** What is being written is interrupted, and closed when that has ended. */
        void end() {
            if (ended) {
                return;
            }
            ended = true;
            open.remove(this);
            if (writing == null) {
                close();
            } else {
                writing.cancel();
            }
        }

        /** A server may want to read first what the request still owes it. */
        private void close() {
            EngineRuntime.Task closing = runtime.<Boolean>submit(
                    Lane.LISTENERS,
                    () -> {
                        out.close();
                        return true;
                    },
                    end -> {
                        limit.cancel();
                        place.giveBack();
                    });
            limit = runtime.schedule(CLOSE_LIMIT, closing::cancel);
        }
    }
}
