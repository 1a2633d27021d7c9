package io.github.dnsfailover.dyn.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.RecordChange.Urgency;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TurnsTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final Turns turns = new Turns();
    private final List<String> order = new CopyOnWriteArrayList<>();

    @Test
    void oneHasTheTurn() throws Exception {
        assertThat(turns.take(Urgency.REPAIR, LONG)).isTrue();
        assertThat(turns.takeIfFree()).isFalse();
        assertThat(turns.take(Urgency.FAILOVER, Duration.ZERO)).isFalse();

        turns.leave();

        assertThat(turns.takeIfFree()).isTrue();
    }

    @Test
    void whoDidNotGetItInTimeIsInNobodysWay() throws Exception {
        turns.takeIfFree();
        turns.take(Urgency.FAILOVER, Duration.ofNanos(1));
        turns.leave();

        assertThat(turns.take(Urgency.REPAIR, Duration.ZERO)).isTrue();
    }

    @Test
    void failoversGoFirst() throws Exception {
        turns.takeIfFree();
        FutureTask<Boolean> patient = waiting("patient", Urgency.REPAIR);
        FutureTask<Boolean> hurried = waiting("hurried", Urgency.FAILOVER);

        turns.leave();

        assertThat(hurried.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(patient.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(order).containsExactly("hurried", "patient");
    }

    /** Starts a thread and returns when it waits. */
    private FutureTask<Boolean> waiting(String name, Urgency urgency) {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            boolean taken = turns.take(urgency, LONG);
            order.add(name);
            turns.leave();
            return taken;
        });
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        return task;
    }
}
