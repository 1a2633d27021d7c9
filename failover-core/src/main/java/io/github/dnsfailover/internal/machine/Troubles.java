package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.event.TroubleChanged.Reason;
import io.github.dnsfailover.event.TroubleEnded.Ending;
import io.github.dnsfailover.internal.event.Made;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong, as far as people were told: each trouble is opened once, changed in place and closed once. It is
 * compared with what is wrong at the end of each step, so none is ever left open by a rule that forgot it. Immutable.
 */
public final class Troubles extends Part<Troubles> {

    /** A trouble, and when it began and was told last, in nanoseconds. */
    private record Open(Made.Trouble trouble, long began, long told) {}

    private List<Open> open = List.of();

    Troubles() {}

    /** What is wrong at present, the oldest first. */
    public List<Trouble> present() {
        List<Trouble> present = new ArrayList<>(open.size());
        open.forEach(each -> present.add(each.trouble()));
        return present;
    }

    /** Becomes what is wrong now, and tells the difference. */
    Troubles become(Moment moment, List<Wrong> now, Consumer<FailoverEvent> tell) {
        if (open.isEmpty() && now.isEmpty()) {
            return this;
        }
        List<Open> next = new ArrayList<>(now.size());
        for (Open each : open) {
            Wrong still = same(now, each);
            if (still == null) {
                Duration lasted = Duration.ofNanos(moment.now - each.began());
                tell.accept(new Made.TroubleEnded(moment.wall, each.trouble(), lasted));
            } else {
                next.add(updated(moment, each, still, tell));
            }
        }
        for (Wrong wrong : now) {
            if (!isOpen(wrong)) {
                Made.Trouble trouble = made(wrong, moment.wall);
                next.add(new Open(trouble, moment.now, moment.now));
                tell.accept(new Made.TroubleBegan(moment.wall, trouble));
            }
        }
        next.forEach(each -> wakeForReminder(moment, each));
        if (next.equals(open)) {
            return this;
        }
        Troubles after = copy();
        after.open = List.copyOf(next);
        return after;
    }

    /** Opens one more, and leaves the others as they are. */
    Troubles with(Moment moment, Wrong added, Consumer<FailoverEvent> tell) {
        Made.Trouble trouble = made(added, moment.wall);
        if (isOpen(added)) {
            return this;
        }
        List<Open> more = new ArrayList<>(open);
        more.add(new Open(trouble, moment.now, moment.now));
        tell.accept(new Made.TroubleBegan(moment.wall, trouble));
        Troubles after = copy();
        after.open = List.copyOf(more);
        return after;
    }

    /** The engine is closed: nobody will say whether what is wrong is over. A snapshot goes on showing it. */
    void tellClosed(Moment moment, Consumer<FailoverEvent> tell) {
        for (Open each : open) {
            Duration lasted = Duration.ofNanos(moment.now - each.began());
            tell.accept(new Made.TroubleEnded(moment.wall, each.trouble(), lasted, Ending.ENGINE_CLOSED));
        }
    }

    private boolean isOpen(Wrong wrong) {
        for (Open each : open) {
            if (wrong.isSameAs(each.trouble())) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable Wrong same(List<Wrong> now, Open before) {
        for (Wrong wrong : now) {
            if (wrong.isSameAs(before.trouble())) {
                return wrong;
            }
        }
        return null;
    }

    private static Open updated(Moment moment, Open before, Wrong now, Consumer<FailoverEvent> tell) {
        Made.Trouble old = before.trouble();
        boolean asTold = now.says(old);
        Made.Trouble trouble = asTold ? old : made(now, old.since());
        boolean reminds = isAlarm(trouble) && moment.reached(before.told() + Limits.REMINDER.toNanos());
        Reason reason = trouble.severity() != old.severity()
                ? Reason.SEVERITY
                : trouble.text().equals(old.text()) ? Reason.REMINDER : Reason.CAUSE;
        if (reason == Reason.REMINDER && !reminds) {
            return asTold ? before : new Open(trouble, before.began(), before.told());
        }
        tell.accept(new Made.TroubleChanged(moment.wall, trouble, old, reason));
        return new Open(trouble, before.began(), moment.now);
    }

    private static void wakeForReminder(Moment moment, Open each) {
        if (isAlarm(each.trouble())) {
            moment.wakeAt(each.told() + Limits.REMINDER.toNanos());
        }
    }

    private static boolean isAlarm(Trouble trouble) {
        return trouble.severity() == Severity.ALARM;
    }

    private static Made.Trouble made(Wrong wrong, Instant since) {
        return new Made.Trouble(
                wrong.kind(),
                wrong.name(),
                wrong.subject(),
                wrong.pools(),
                since,
                wrong.text(),
                wrong.severity(),
                wrong.blocks());
    }
}
