package io.github.dnsfailover.examples.clients;

import io.github.dnsfailover.examples.clients.ClientsBench.Results;

/** What following costs each request. */
final class CostRow {

    private CostRow() {}

    static void measure(Results results) {
        results.say("cost: to come");
    }
}
