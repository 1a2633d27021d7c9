package io.github.dnsfailover.client;

import io.github.dnsfailover.client.Departure.Step;
import io.github.dnsfailover.client.FollowedCall.Goodbye;
import io.github.dnsfailover.client.Standing.Left;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.EngineRuntime.Ended;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through the open calls after a move, again and again until none is left where it should not be.
 *
 * <p>Its fields are confined to the engine thread, which does nothing else here than to begin one sweep after the
 * other: a sweep closes sockets, which may block, and calls the application's listeners, so it runs in a lane.
 */
final class CallSweep {

    private static final Logger log = LoggerFactory.getLogger(CallSweep.class);

    /** One that takes longer hangs in a listener of the application, and is interrupted. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final Duration SHORTEST_TICK = Duration.ofMillis(20);
    private static final Duration LONGEST_TICK = Duration.ofMillis(250);
    private static final int TICKS_OF_SILENCE = 8; // so a call is ended an eighth late at most

    private final EngineRuntime runtime;
    private final CallGroups groups;
    private final CallsInFlight calls;
    private final BiConsumer<Request, Duration> notice;
    private final Duration tick;

    private boolean running;
    private boolean again;
    private boolean closed;

    /** Null while none is to come. */
    private EngineRuntime.@Nullable Cancellable next;

    /** Ends a sweep that hangs; null before the first. */
    private EngineRuntime.@Nullable Cancellable limit;

    CallSweep(EngineRuntime runtime, CallGroups groups, CallsInFlight calls, BiConsumer<Request, Duration> notice) {
        this.runtime = runtime;
        this.groups = groups;
        this.calls = calls;
        this.notice = notice;
        this.tick = tick(groups.departure().quiet());
    }

    private static Duration tick(Duration quiet) {
        Duration part = quiet.dividedBy(TICKS_OF_SILENCE);
        if (part.compareTo(SHORTEST_TICK) < 0) {
            return SHORTEST_TICK;
        }
        return part.compareTo(LONGEST_TICK) > 0 ? LONGEST_TICK : part;
    }

    /** Begins one, or another one after the one that runs. */
    void begin() {
        runtime.execute(this::sweepNow);
    }

    /** No more of them. */
    void close() {
        runtime.execute(() -> {
            closed = true;
            cancel(next);
        });
    }

    private void sweepNow() {
        again = running;
        if (running || closed) {
            return;
        }
        cancel(next);
        running = true;
        EngineRuntime.Task task = runtime.submit(Lane.REACTIONS, this::sweep, this::ended);
        limit = runtime.schedule(LONGEST, task::cancel);
    }

    private static void cancel(EngineRuntime.@Nullable Cancellable timer) {
        if (timer != null) {
            timer.cancel();
        }
    }

    private void ended(Ended<Boolean> end) {
        running = false;
        cancel(limit);
        if (closed) {
            return;
        }
        if (again) {
            sweepNow();
        } else if (end.value() == null || end.value()) { // one that failed is made again
            next = runtime.schedule(tick, this::sweepNow);
        }
    }

    /** Goes through all calls; true if there may be something to do soon. */
    private Boolean sweep() {
        long now = runtime.nanoTime();
        boolean more = false;
        for (CallGroup group : groups.all()) {
            more |= group.goOn(now, calls);
            more |= isRecent(group, now);
        }
        calls.closeIdle();
        List<Runnable> ends = new ArrayList<>();
        for (FollowedCall call : calls.open()) {
            more |= isLeaving(call, now, ends);
        }
        ends.forEach(Runnable::run); // once all have been looked at: what one end makes move is no life of another call
        return more;
    }

    /** A call that knew the old address before a move may come to it for a while. */
    private boolean isRecent(CallGroup group, long now) {
        Left left = group.standing().left();
        return left != null
                && now - left.atNanos() < groups.departure().patience().toNanos();
    }

    private boolean isLeaving(FollowedCall call, long now, List<Runnable> ends) {
        CallGroup group = groups.of(call.host());
        Standing standing = group.standing();
        Left move = standing.left();
        InetAddress address = call.address();
        if (move == null || address == null || standing.place().has(address)) {
            call.stays();
            return false;
        }
        if (groups.isConfirmed(group)) {
            reasonToEnd(call, call.leaves(move), address, now).ifPresent(why -> ends.add(() -> call.end(why)));
        }
        return true;
    }

    /** Tells and says goodbye where that is due; what is left to do is to end the call, for the reason given. */
    private Optional<String> reasonToEnd(FollowedCall call, Left left, InetAddress address, long now) {
        Departure departure = groups.departure();
        if (call.isToBeTold()) {
            tell(call.request(), departure.patience().minusNanos(now - left.atNanos()));
        }
        long silent = call.silentNanos(now);
        Goodbye goodbye = call.goodbye();
        Step step = goodbye == null
                ? departure.step(left.manner(), call.kind(), silent, now - left.atNanos())
                : departure.stepAfterGoodbye(now - goodbye.nanos());
        if (step == Step.STAY) {
            return Optional.empty();
        }
        String reason = goodbye == null
                ? call.host() + " has moved away from " + address.getHostAddress() + ", and the call there "
                        + departure.reason(left.manner(), silent)
                : goodbye.reason();
        boolean said = step == Step.SAY_GOODBYE && call.sayGoodbye(now, reason);
        if (said || call.isBeingAnswered(now, tick.toNanos())) {
            return Optional.empty();
        }
        log.debug("call ends host={} address={} silent={}", call.host(), address, Duration.ofNanos(silent));
        return Optional.of(reason);
    }

    /** In a piece of work of its own, as it may hang. */
    private void tell(Request request, Duration within) {
        Duration left = within.isNegative() ? Duration.ZERO : within;
        runtime.submit(
                Lane.REACTIONS,
                () -> {
                    notice.accept(request, left);
                    return null;
                },
                end -> {
                    if (end.failure() != null) {
                        log.warn("notice of leaving failed", end.failure());
                    }
                });
    }
}
