package io.github.dnsfailover.route53.internal;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.route53.internal.RequestBudget.Rank;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import software.amazon.awssdk.services.route53.Route53Client;

/**
 * One hosted zone, read and changed through one client. Thread-safe: reads run beside each other, changes one after
 * the other, since the service refuses a second one while it makes the first. The lock is held while a change is
 * made, with everything that takes; its holder takes no other lock but those of the budget and of the propagation's
 * pace, for a moment.
 */
public final class HostedZone {

    private final Service service;
    private final ZoneReader reader;
    private final Propagation propagation;
    private final Duration timeout;
    private final ReentrantLock oneChange = new ReentrantLock(true);

    /** A zone by its id; each call ends within the timeout. */
    public HostedZone(Route53Client client, String zoneId, RequestBudget budget, Pace pace, Duration timeout) {
        this.service = new Service(client, zoneId, budget, pace);
        this.reader = new ZoneReader(service);
        this.propagation = new Propagation(service);
        this.timeout = timeout;
    }

    /** The sets of some keys, in their order. */
    public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
        try {
            Limit limit = new Limit(service.pace(), timeout);
            return ZoneReader.sets(keys, reader.read(keys, Rank.USUAL, limit));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DnsProviderException.notApplied("reading was interrupted");
        }
    }

    /** Makes a change, or says why not. */
    public WriteResult apply(RecordChange change) throws DnsProviderException {
        Limit limit = new Limit(service.pace(), timeout);
        lock(limit);
        try {
            WriteResult result = new ChangeWriter(service, reader, change, limit).write();
            if (result instanceof WriteResult.Applied applied
                    && !applied.receipt().isEmpty()) {
                propagation.begin(applied.receipt());
            }
            return result;
        } finally {
            oneChange.unlock();
        }
    }

    private void lock(Limit limit) throws DnsProviderException {
        boolean locked = false;
        try {
            locked = oneChange.tryLock(limit.left().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DnsProviderException.notApplied("interrupted while another change of the zone was made");
        }
        if (!locked) {
            throw DnsProviderException.notApplied(
                    "other changes of the zone through this provider have taken all of the call's "
                            + timeout.toSeconds() + " s");
        }
    }

    /** Whether a change is at all name servers, as far as is known. */
    public boolean propagated(String changeId) throws DnsProviderException {
        return propagation.isDone(changeId);
    }

    /** How many requests were sent. */
    public long requestsSent() {
        return service.sent();
    }

    /** Asks the zone for its top. */
    public void checkApex(DnsName zone) throws DnsProviderException {
        try {
            reader.checkApex(zone, new Limit(service.pace(), timeout));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DnsProviderException.notApplied("reading was interrupted");
        }
    }
}
