package io.github.dnsfailover.route53.internal;

import io.github.dnsfailover.dns.DnsProviderException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.route53.model.ChangeStatus;

/**
 * Whether changes have reached all servers, by GetChange, asked seldom and only with requests to spare. Thread-safe;
 * one lock, under which nothing is called but the clock.
 */
final class Propagation {

    private static final Logger log = LoggerFactory.getLogger(Propagation.class);
    private static final String PREFIX = "/change/";

    /** Changes are rarely everywhere sooner. */
    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);

    /** Usually they are within a minute: about eight questions. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(15);

    private static final double GROWTH = 1.5;
    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** Changes that somebody may ask about; of older ones the pace is forgotten, no more. */
    private static final int REMEMBERED = 1_000;

    /** When to ask about a change next, and how long to wait after that. */
    private record Turn(long atNanos, Duration then) {}

    private final Service service;
    private final Object lock = new Object();
    private final Map<String, Turn> turns = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Turn> eldest) {
            return size() > REMEMBERED;
        }
    };
    private volatile boolean denied;

    Propagation(Service service) {
        this.service = service;
    }

    static String bareId(String id) {
        return id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : id;
    }

    /** A change was taken. */
    void begin(String changeId) {
        synchronized (lock) {
            turns.put(changeId, new Turn(service.pace().nanoTime() + FIRST_WAIT.toNanos(), longer(FIRST_WAIT)));
        }
    }

    /** True if it is everywhere; false if not, or if it was not asked now. */
    boolean isDone(String changeId) throws DnsProviderException {
        if (denied || changeId.isEmpty()) {
            return true;
        }
        if (!isDue(changeId) || !service.mayAskIdly()) {
            return false;
        }
        try {
            Limit limit = new Limit(service.pace(), ANSWER);
            boolean done = service.status(changeId, limit).changeInfo().status() == ChangeStatus.INSYNC;
            if (done) {
                forget(changeId);
            }
            return done;
        } catch (SdkException e) {
            return failed(e, changeId);
        }
    }

    private boolean failed(SdkException e, String changeId) throws DnsProviderException {
        Failure failure = Failure.of(e);
        if (Failure.isDenied(e)) {
            if (!denied) {
                denied = true;
                log.warn(
                        "route53 permission=route53:GetChange missing=true zone={}: whether changes are everywhere "
                                + "is told by"
                                + " the name servers only",
                        service.zoneId());
            }
            return true;
        }
        if (failure.kind() == Failure.Kind.THROTTLED) {
            return false;
        }
        throw failure.of(DnsProviderException.notApplied("GetChange of " + changeId + ": " + failure.text()));
    }

    /** Whether its turn has come; if so, the next one is later. */
    private boolean isDue(String changeId) {
        synchronized (lock) {
            long now = service.pace().nanoTime();
            Turn turn = turns.get(changeId);
            if (turn != null && now - turn.atNanos() < 0) {
                return false;
            }
            Duration wait = turn == null ? FIRST_WAIT : turn.then();
            turns.put(changeId, new Turn(now + wait.toNanos(), longer(wait)));
            return true;
        }
    }

    private void forget(String changeId) {
        synchronized (lock) {
            turns.remove(changeId);
        }
    }

    private static Duration longer(Duration wait) {
        Duration grown = Duration.ofMillis((long) (wait.toMillis() * GROWTH));
        return grown.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : grown;
    }
}
