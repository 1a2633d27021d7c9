package io.github.dnsfailover.notify;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A notifier of tests: keeps what it gets, and fails as it is told. */
final class Recipient implements Notifier {

    /** What a test makes of an attempt. */
    interface Behaviour {
        void attempt(Alert alert) throws IOException, InterruptedException;
    }

    final List<Alert> got = new ArrayList<>();

    /** Delivered or not. */
    final List<Alert> attempts = new ArrayList<>();

    private final String name;
    private Behaviour behaviour = alert -> {};

    Recipient(String name) {
        this.name = name;
    }

    void works() {
        behaviour = alert -> {};
    }

    void behaves(Behaviour value) {
        behaviour = value;
    }

    void isDown() {
        behaviour = alert -> {
            throw NotDeliveredException.forNow("nobody listens");
        };
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void send(Alert alert, Instant now) throws IOException, InterruptedException {
        attempts.add(alert);
        behaviour.attempt(alert);
        got.add(alert);
    }

    List<String> subjects() {
        return got.stream().map(Alert::subject).toList();
    }
}
