package io.github.dnsfailover.examples;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.PreflightReport;
import java.util.concurrent.CompletableFuture;

/** A preflight: looks at everything that a failover would need, and changes nothing. */
final class LookFirst {

    private LookFirst() {}

    static CompletableFuture<Boolean> isReady(FailoverEngine engine) {
        // readme: preflight
        CompletableFuture<PreflightReport> preflight = engine.preflight();
        CompletableFuture<Boolean> ready = preflight.thenApply(report -> {
            System.out.println(report); // a line for each finding: OK, WARNING or PROBLEM
            return report.isReady();
        });
        // readme: end
        return ready;
    }
}
