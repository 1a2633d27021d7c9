package io.github.dnsfailover.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.leader.LeaseLeadership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Three instances that share a store, each as a client of its own. */
final class ThreeInstances {

    private ThreeInstances() {}

    /** One of them is elected, and another when that is closed. */
    static void electOneAndAnotherWhenItIsClosed(Supplier<StateStore> clients) throws Exception {
        List<LeaseLeadership> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(LeaseLeadership.in(clients.get(), "shop-prod")
                    .lease(Duration.ofSeconds(3))
                    .build());
        }
        try {
            LeaseLeadership leader = waitForLeader(all, Duration.ofSeconds(10));
            assertThat(leader.holds("example.com.", 1)).isTrue();
            all.remove(leader);
            leader.close();

            LeaseLeadership next = waitForLeader(all, Duration.ofSeconds(3));

            assertThat(next.holds("example.com.", 2)).isTrue();
        } finally {
            all.forEach(LeaseLeadership::close);
        }
    }

    private static LeaseLeadership waitForLeader(List<LeaseLeadership> all, Duration limit) throws Exception {
        Semaphore changed = new Semaphore(0);
        all.forEach(one -> one.onChange(changed::release));
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() - end < 0) {
            List<LeaseLeadership> leaders = all.stream()
                    .filter(one -> one.term("example.com.").isPresent())
                    .toList();
            assertThat(leaders).hasSizeLessThan(2);
            if (!leaders.isEmpty()) {
                return leaders.get(0);
            }
            if (changed.tryAcquire(200, TimeUnit.MILLISECONDS)) {
                changed.drainPermits();
            }
        }
        throw new AssertionError("nobody leads after " + limit);
    }
}
