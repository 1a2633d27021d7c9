package io.github.dnsfailover.notify;

import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Interrupts a notifier that waits for a server which never says a word. */
final class Interrupted {

    private static final int LIMIT_SECONDS = 10; // far less than the notifier would wait

    private Interrupted() {}

    /** Whether the interrupt ended the attempt. */
    static boolean ends(Notifier notifier, ServerSocket silent) throws Exception {
        FutureTask<String> attempt = new FutureTask<>(() -> {
            try {
                notifier.send(Samples.trouble(), Samples.NOW);
                return "delivered";
            } catch (NotDeliveredException e) {
                return "not delivered";
            }
        });
        Thread thread = new Thread(attempt, "attempt");
        thread.setDaemon(true);
        thread.start();
        try (Socket connection = silent.accept()) {
            thread.interrupt();
            return attempt.get(LIMIT_SECONDS, TimeUnit.SECONDS).equals("not delivered") && connection.isBound();
        } catch (TimeoutException e) {
            return false;
        }
    }
}
