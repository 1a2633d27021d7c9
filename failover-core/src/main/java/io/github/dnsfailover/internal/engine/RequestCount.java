package io.github.dnsfailover.internal.engine;

import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.runtime.EngineRuntime.Work;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many requests a provider has sent beside those that were counted as its calls. It is asked on threads of the
 * lane, since it is anybody's; the rest is of the engine thread.
 */
final class RequestCount {

    private static final Logger log = LoggerFactory.getLogger(RequestCount.class);

    /** The provider has said nothing. */
    private static final long UNSAID = -1;

    private final DnsProvider provider;

    /** What it had sent before the first call: that is nobody's. */
    private final AtomicLong before = new AtomicLong(UNSAID);

    /** What it said last. */
    private final AtomicLong said = new AtomicLong(UNSAID);

    /** Requests that the budget knows of. */
    private long paid;

    RequestCount(DnsProvider provider) {
        this.provider = provider;
    }

    /** A request will be sent that the budget knows of. */
    void expected() {
        paid++;
    }

    /** The same work as a call that the budget knows of; the provider is looked at before and after. */
    <T> Work<T> counting(Work<T> work) {
        expected();
        return () -> {
            look();
            try {
                return work.run();
            } finally {
                look();
            }
        };
    }

    private void look() {
        try {
            OptionalLong now = provider.requestsSent();
            if (now.isPresent()) {
                before.compareAndSet(UNSAID, now.getAsLong());
                said.accumulateAndGet(now.getAsLong(), Math::max);
            }
        } catch (RuntimeException e) {
            log.debug("action=count_requests", e); // each call counts as one then
        }
    }

    /** A call has ended: how many requests were sent that the budget does not know of; by now it does. */
    long unpaid() {
        long unpaid = Math.max(0, said.get() - before.get() - paid);
        paid += unpaid;
        return unpaid;
    }
}
