package io.github.dnsfailover.examples.boot;

import io.github.dnsfailover.FailoverEngine;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Starts the engine when the web server listens, and ends it before the server drains: the default phase is the last
 * to start and the first to stop. An engine starts once, so it takes no part in a pause, which a test may ask for.
 */
// readme: boot-lifecycle
@Component
class FailoverLifecycle implements SmartLifecycle {

    private final FailoverEngine engine;
    private volatile boolean running;

    FailoverLifecycle(FailoverEngine engine) {
        this.engine = engine;
    }

    @Override
    public void start() {
        engine.start();
        running = true;
    }

    @Override
    public void stop() {
        engine.closeAndWait(Duration.ofSeconds(5));
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public boolean isPauseable() {
        return false; // an engine starts once
    }
}
// readme: end
