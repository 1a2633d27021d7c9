package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.FailoverListener;
import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.PoolStopped;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Engines on real threads: what hangs holds up nobody, and whoever calls an engine is never made to wait. */
@Timeout(60)
class ThreadedEngineTest {

    private static final RecordKey WWW = RecordKey.of("www.example.com", RecordType.A);

    private final MemoryZone zone = MemoryZone.of("example.com");
    private final MemoryDnsProvider dns = MemoryDnsProvider.of(zone);
    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    void checksThatHangForEverDoNotKeepAnotherPoolFromMoving() throws InterruptedException {
        ScriptedCheck check = new ScriptedCheck();
        CountDownLatch atDc1 = publishes("192.0.2.22");
        CountDownLatch atAws = publishes("198.51.100.109");
        HealthCheck deaf = (target, timeout) -> {
            boolean interrupted = false;
            while (true) {
                try {
                    if (never.await(1, TimeUnit.HOURS)) {
                        if (interrupted) {
                            Thread.currentThread().interrupt();
                        }
                        return HealthResult.healthy();
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        };
        FailoverEngine.Builder builder = FailoverEngine.builder()
                .pool(pool("www", check))
                .leadership(Leadership.singleInstance())
                .withoutLogging();
        for (int i = 0; i < 10; i++) {
            builder.pool(pool("hung" + i, deaf));
        }
        try (FailoverEngine engine = builder.build()) {
            engine.start();
            assertThat(atDc1.await(30, TimeUnit.SECONDS)).isTrue();

            check.fails("dc1", "refused");

            assertThat(atAws.await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            never.countDown();
        }
    }

    @Test
    void aListenerThatBlocksForEverDelaysNeitherOthersNorTheEngine() throws InterruptedException {
        CountDownLatch atDc1 = publishes("192.0.2.22");
        CountDownLatch blocked = new CountDownLatch(1);
        Set<String> heard = ConcurrentHashMap.newKeySet();
        CountDownLatch stopped = new CountDownLatch(1);
        FailoverListener blocking = event -> {
            blocked.countDown();
            awaitQuietly(never);
        };
        FailoverListener other = event -> {
            heard.add(event.getClass().getSimpleName());
            if (event instanceof PoolStopped) {
                stopped.countDown();
            }
        };
        FailoverEngine engine = FailoverEngine.builder()
                .pool(pool("www", new ScriptedCheck()))
                .leadership(Leadership.singleInstance())
                .withoutLogging()
                .listener(blocking)
                .listener(other)
                .build();

        engine.start();
        assertThat(blocked.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(atDc1.await(30, TimeUnit.SECONDS)).isTrue();
        engine.close();

        assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(heard).contains("PoolStarted", "HealthChanged");
        never.countDown();
    }

    @Test
    void startAndCloseReturnAlthoughEverythingHangs() throws InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        Leadership hanging = scope -> {
            called.countDown();
            awaitQuietly(never);
            throw new IllegalStateException("too late");
        };
        FailoverEngine engine = FailoverEngine.builder()
                .pool(pool("www", new ScriptedCheck()))
                .leadership(hanging)
                .stateStore(new SharedStateStore())
                .withoutLogging()
                .listener((FailoverEvent event) -> awaitQuietly(never))
                .build();

        engine.start();
        assertThat(called.await(30, TimeUnit.SECONDS)).isTrue();
        engine.close();

        assertThat(zone.get(WWW).isEmpty()).isTrue();
        never.countDown();
    }

    @Test
    void closeAndWaitReturnsWhenTheLastEventsHaveBeenTaken() throws InterruptedException {
        CountDownLatch atDc1 = publishes("192.0.2.22");
        List<String> heard = new CopyOnWriteArrayList<>();
        CountDownLatch slow = new CountDownLatch(1);
        FailoverEngine engine = FailoverEngine.builder()
                .pool(pool("www", new ScriptedCheck()))
                .leadership(Leadership.singleInstance())
                .withoutLogging()
                .listener(event -> {
                    awaitQuietly(slow); // until the engine is being closed
                    heard.add(event.getClass().getSimpleName());
                })
                .build();
        engine.start();
        assertThat(atDc1.await(30, TimeUnit.SECONDS)).isTrue();
        Thread closing = Thread.currentThread();
        Thread opener = new Thread(() -> {
            while (closing.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            slow.countDown();
        });
        opener.start();

        boolean told = engine.closeAndWait(Duration.ofSeconds(30));

        assertThat(told).isTrue();
        assertThat(heard).contains("PoolStarted", "PoolStopped");
        assertThat(engine.closeAndWait(Duration.ofMillis(1)))
                .as("a second time")
                .isTrue();
    }

    @Test
    void closeAndWaitGivesUpAListenerThatHangs() throws InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        FailoverEngine engine = FailoverEngine.builder()
                .pool(pool("www", new ScriptedCheck()))
                .leadership(Leadership.singleInstance())
                .withoutLogging()
                .listener(event -> {
                    called.countDown();
                    awaitQuietly(never);
                })
                .build();
        engine.start();
        assertThat(called.await(30, TimeUnit.SECONDS)).isTrue();

        boolean told = engine.closeAndWait(Duration.ofMillis(50));

        assertThat(told).isFalse();
        never.countDown();
    }

    @Test
    void closeAndWaitEndsWithAnInterruptAndNeedsASensibleLimit() {
        FailoverEngine engine = FailoverEngine.builder()
                .pool(pool("www", new ScriptedCheck()))
                .leadership(Leadership.singleInstance())
                .withoutLogging()
                .listener(event -> awaitQuietly(never))
                .build();
        engine.start();

        assertThatThrownBy(() -> engine.closeAndWait(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("limit: PT0S; 1 ms to 1 h is allowed");
        Thread.currentThread().interrupt();
        boolean told = engine.closeAndWait(Duration.ofMinutes(10));

        assertThat(told).isFalse();
        assertThat(Thread.interrupted()).isTrue();
        never.countDown();
    }

    private CountDownLatch publishes(String address) {
        CountDownLatch there = new CountDownLatch(1);
        zone.onChange(version -> {
            if (version.get(WWW).values().contains(address)) {
                there.countDown();
            }
        });
        return there;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private EndpointPool pool(String label, HealthCheck check) {
        return EndpointPool.named(label)
                .name(label + ".example.com")
                .endpoint(Endpoint.primary("dc1", "192.0.2.22"))
                .endpoint(Endpoint.backup("aws", "198.51.100.109"))
                .check(check)
                .provider(dns)
                .interval(Duration.ofMillis(100))
                .timeout(Duration.ofMillis(100))
                .minimumUnhealthySpan(Duration.ZERO)
                .escapeFloor(Duration.ZERO)
                .build();
    }
}
