package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.WriteResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * An account at a vendor that refuses what is more than so many calls a second, in virtual time: a bucket of one
 * second's worth, which the providers of the account and other programs share.
 */
final class ThrottlingAccount {

    /** One call and its answer. */
    private static final Duration ROUND_TRIP = Duration.ofMillis(80);

    /** A call that was answered, and how. */
    record Asked(Duration at, String what, boolean throttled) {}

    final List<Asked> asked = new ArrayList<>();
    private final VirtualRuntime time;
    private final double perSecond;
    private final Duration retryAfter;
    private double tokens;
    private long filledAt;
    private final Random random = new Random(4711); // when the other program calls
    private boolean refusesEverything;
    int othersRefused;
    int othersServed;

    ThrottlingAccount(VirtualRuntime time, double perSecond, Duration retryAfter) {
        this.time = time;
        this.perSecond = perSecond;
        this.retryAfter = retryAfter;
        this.tokens = perSecond;
        this.filledAt = time.nanoTime();
    }

    private boolean take() {
        long now = time.nanoTime();
        tokens = Math.min(perSecond, tokens + (now - filledAt) / 1e9 * perSecond);
        filledAt = now;
        boolean there = tokens >= 1 && !refusesEverything;
        tokens -= there ? 1 : 0;
        return there;
    }

    /** From now on, there are always too many calls. */
    void refusesEverything() {
        refusesEverything = true;
    }

    /** From now on, another program calls about this often, whatever it is answered. */
    void otherProgram(Duration every) {
        long next = (long) (every.toNanos() * (0.5 + random.nextDouble()));
        time.schedule(Duration.ofNanos(next), () -> {
            if (take()) {
                othersServed++;
            } else {
                othersRefused++;
            }
            otherProgram(every);
        });
    }

    List<Asked> since(Duration from) {
        return asked.stream().filter(each -> each.at().compareTo(from) >= 0).toList();
    }

    DnsProvider provider(MemoryDnsProvider zone, ProviderTraits traits) {
        return new Throttled(zone, traits);
    }

    private final class Throttled implements DnsProvider {

        private final MemoryDnsProvider zone;
        private final ProviderTraits traits;

        Throttled(MemoryDnsProvider zone, ProviderTraits traits) {
            this.zone = zone;
            this.traits = traits;
        }

        private void call(String what) throws DnsProviderException {
            time.elapse(ROUND_TRIP);
            boolean there = take();
            asked.add(new Asked(time.passed(), what, !there));
            if (!there) {
                DnsProviderException refused =
                        DnsProviderException.notApplied("429 too many requests").throttled();
                throw retryAfter.isZero() ? refused : refused.retryAfter(retryAfter);
            }
        }

        @Override
        public ProviderTraits traits() {
            return traits;
        }

        @Override
        public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
            call("read");
            return zone.read(keys);
        }

        @Override
        public Set<RecordKey> proveRights(List<RecordSet> standing) throws DnsProviderException {
            call("prove");
            return zone.proveRights(standing);
        }

        @Override
        public WriteResult apply(RecordChange change) throws DnsProviderException {
            call("write");
            return zone.apply(change);
        }

        @Override
        public Authorities authorities() {
            return zone.authorities();
        }
    }
}
