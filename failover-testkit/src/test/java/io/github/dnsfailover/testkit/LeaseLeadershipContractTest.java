package io.github.dnsfailover.testkit;

import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.leader.LeaseLeadership;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Nested;

/** The lease over a store in memory, in virtual time. */
class LeaseLeadershipContractTest {

    @Nested
    class WithTheDefaultLease extends OverMemory {
        WithTheDefaultLease() {
            super(Duration.ofSeconds(15));
        }
    }

    @Nested
    class WithALongLease extends OverMemory {
        WithALongLease() {
            super(Duration.ofMinutes(5));
        }
    }

    abstract static class OverMemory extends LeadershipContract {

        private final Duration lease;
        private final VirtualRuntime runtime = new VirtualRuntime(7);
        private final SharedStateStore store = new SharedStateStore();
        private final Map<Leadership, SharedStateStore> ways = new HashMap<>();

        OverMemory(Duration lease) {
            this.lease = lease;
        }

        @Override
        protected Leadership instance() {
            SharedStateStore way = store.again();
            Leadership instance = LeaseLeadership.in(way, "shop-prod")
                    .lease(lease)
                    .runtime(runtime)
                    .build();
            ways.put(instance, way);
            return instance;
        }

        @Override
        protected void pass(Duration time) {
            runtime.advance(time);
        }

        @Override
        protected void close(Leadership instance) {
            ((LeaseLeadership) instance).close();
        }

        @Override
        protected void cut(Leadership instance) {
            ways.get(instance).fail();
        }

        @Override
        protected void heal(Leadership instance) {
            ways.get(instance).heal();
        }
    }
}
