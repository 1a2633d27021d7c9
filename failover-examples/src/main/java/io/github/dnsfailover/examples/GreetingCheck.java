package io.github.dnsfailover.examples;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.check.Conversation;

/** A check of one's own: a mail server is healthy if it greets. */
final class GreetingCheck {

    private GreetingCheck() {}

    static HealthCheck onPort(int port) {
        // readme: custom check
        HealthCheck greets = (target, timeout) -> Conversation.with(target, port, timeout, talk -> {
            String greeting = talk.readLine(512); // bytes; the timeout bounds the whole talk
            return greeting.startsWith("220 ")
                    ? HealthResult.healthy()
                    : HealthResult.unhealthy("greets with another code than 220");
        });
        // readme: end
        return greets;
    }
}
