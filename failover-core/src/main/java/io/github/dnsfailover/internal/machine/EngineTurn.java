package io.github.dnsfailover.internal.machine;

import io.github.dnsfailover.FailoverEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The time and the rules of one step of the process, and the effects so far. Lives for one step. */
final class EngineTurn extends Moment {

    final EngineSpec spec;
    final List<EngineEffect> effects = new ArrayList<>(4);
    private long nextId;

    EngineTurn(EngineSpec spec, long nextId, long now, Instant wall) {
        super(now, wall);
        this.spec = spec;
        this.nextId = nextId;
    }

    long newId() {
        return nextId++;
    }

    long nextId() {
        return nextId;
    }

    void emit(FailoverEvent event) {
        effects.add(new EngineEffect.Emit(event));
    }
}
