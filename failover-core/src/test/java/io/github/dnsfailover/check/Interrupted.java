package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Runs a check on a thread of its own and interrupts it when it blocks. */
final class Interrupted {

    private static final Duration FAR_AWAY = Duration.ofMinutes(5);

    private Interrupted() {}

    /** The result after the interrupt; fails if the check does not end soon, or loses the interrupt flag. */
    static HealthResult whileBlocked(HealthCheck check, Target target, Runnable awaitBlocked) throws Exception {
        boolean[] flag = new boolean[1];
        FutureTask<HealthResult> probe = new FutureTask<>(() -> {
            HealthResult result = check.check(target, FAR_AWAY);
            flag[0] = Thread.currentThread().isInterrupted();
            return result;
        });
        Thread thread = RawServer.daemon(probe);
        thread.start();
        awaitBlocked.run();

        thread.interrupt();

        HealthResult result = probe.get(10, TimeUnit.SECONDS);
        assertThat(flag[0]).as("interrupt flag").isTrue();
        return result;
    }

    /** The result on a thread that was interrupted before. */
    static HealthResult before(HealthCheck check, Target target) throws Exception {
        FutureTask<HealthResult> probe = new FutureTask<>(() -> {
            Thread.currentThread().interrupt();
            return check.check(target, FAR_AWAY);
        });
        RawServer.daemon(probe).start();
        return probe.get(10, TimeUnit.SECONDS);
    }
}
