package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Trouble;
import java.util.List;

/**
 * Something that is wrong at this moment, as a part sees it; {@link Troubles} knows since when.
 *
 * @param name of the pool or provider; empty for the engine
 * @param blocks whether it keeps a pool from moving
 */
record Wrong(
        Trouble.Kind kind,
        String name,
        String subject,
        List<String> pools,
        String text,
        Severity severity,
        boolean blocks) {

    Wrong {
        if (severity == Severity.ALARM && kind.alarmWhen().isEmpty()) {
            throw new IllegalArgumentException(kind + " is told to be no alarm");
        }
    }

    /** A warning about a pool. */
    static Wrong ofPool(Turn turn, Trouble.Kind kind, String text) {
        return ofPool(turn, kind, "", text);
    }

    /** A warning about something of a pool. */
    static Wrong ofPool(Turn turn, Trouble.Kind kind, String subject, String text) {
        return new Wrong(kind, turn.pool(), subject, turn.pools(), text, Severity.WARNING, false);
    }

    Wrong inTheWay() {
        return new Wrong(kind, name, subject, pools, text, severity, true);
    }

    Wrong alarming() {
        return new Wrong(kind, name, subject, pools, text, Severity.ALARM, blocks);
    }

    /** Whether nothing about it is other than was told. */
    boolean says(Trouble trouble) {
        return text.equals(trouble.text())
                && severity == trouble.severity()
                && blocks == trouble.isInTheWay()
                && pools.equals(trouble.pools());
    }

    /** Whether it is the same trouble, however it may have changed. */
    boolean isSameAs(Trouble trouble) {
        return kind == trouble.kind() && name.equals(trouble.name()) && subject.equals(trouble.subject());
    }
}
