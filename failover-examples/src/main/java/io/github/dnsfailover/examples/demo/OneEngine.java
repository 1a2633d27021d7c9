package io.github.dnsfailover.examples.demo;

import io.github.dnsfailover.FailoverEngine;
import java.util.List;

/** An engine inside this JVM. */
record OneEngine(FailoverEngine engine) implements Engines {

    @Override
    public String introduction() {
        return "";
    }

    @Override
    public void start() {
        engine.start();
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void stopped() {}

    @Override
    public String words() {
        return "the engine:\n" + engine.snapshot().pool(DemoPool.NAME);
    }

    @Override
    public List<String> results() {
        return List.of();
    }

    @Override
    public void close() {
        engine.close();
    }
}
