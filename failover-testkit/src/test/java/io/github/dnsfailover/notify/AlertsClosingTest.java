package io.github.dnsfailover.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.event.AlertLost;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Alerts with threads of their own, and a notifier that never comes back, whatever it is told. */
@Timeout(60)
class AlertsClosingTest {

    private final CountDownLatch called = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final List<FailoverEvent> events = new CopyOnWriteArrayList<>();

    private Alerts alerts() {
        return Alerts.builder()
                .notifier(this::hang)
                .burstWindow(Duration.ZERO)
                .closeLimit(Duration.ofMillis(50))
                .listener(events::add)
                .build();
    }

    private void hang(Alert alert, Instant now) {
        called.countDown();
        boolean over = false;
        while (!over) {
            try {
                released.await();
                over = true;
            } catch (InterruptedException e) {
                over = false; // it takes no notice
            }
        }
    }

    @Test
    void closingTakesBoundedTimeThoughANotifierHangs() throws Exception {
        Alerts alerts = alerts();
        alerts.on(new Happenings("www").failover(Instant.EPOCH));
        called.await();

        alerts.close();

        assertThat(events).singleElement().isInstanceOf(AlertLost.class);
        released.countDown();
    }

    @Test
    void aTestThatHangsFailsWhenTheAlertsAreClosed() throws Exception {
        Alerts alerts = alerts();
        CompletableFuture<Map<String, String>> before = alerts.sendTest();
        called.await();

        alerts.close();
        CompletableFuture<Map<String, String>> after = alerts.sendTest();

        assertThat(before).isCompletedExceptionally();
        assertThat(after).isCompletedExceptionally();
        released.countDown();
    }
}
