package io.github.dnsfailover.notify;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.internal.event.Made;
import io.github.dnsfailover.runtime.EngineRuntime;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One thing about the alerts that may go wrong, told when it begins and when it ends. Confined to the engine thread
 * of their runtime.
 */
final class AlertingTrouble {

    private final EngineRuntime runtime;
    private final Consumer<FailoverEvent> emit;
    private final Trouble.Kind kind;
    private final String subject;

    /** Null while all is well. */
    private Made.@Nullable Trouble open;

    private long since;

    AlertingTrouble(EngineRuntime runtime, Consumer<FailoverEvent> emit, Trouble.Kind kind, String subject) {
        this.runtime = runtime;
        this.emit = emit;
        this.kind = kind;
        this.subject = subject;
    }

    void begin(String text) {
        if (open == null) {
            since = runtime.nanoTime();
            open = new Made.Trouble(kind, "", subject, List.of(), runtime.now(), text, Severity.WARNING, false);
            emit.accept(new Made.TroubleBegan(runtime.now(), open));
        }
    }

    void end() {
        Made.Trouble was = open;
        if (was != null) {
            open = null;
            Duration lasted = Duration.ofNanos(runtime.nanoTime() - since);
            emit.accept(new Made.TroubleEnded(runtime.now(), was, lasted));
        }
    }
}
