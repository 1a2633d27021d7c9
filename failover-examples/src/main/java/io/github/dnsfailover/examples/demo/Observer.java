package io.github.dnsfailover.examples.demo;

import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.FailoverListener;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.event.ChangeProved;
import io.github.dnsfailover.event.HealthChanged;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.event.TroubleEnded;
import io.github.dnsfailover.examples.demo.Visit.Answer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Sees what the engine says and what the client gets, puts what is new into the timeline, and lets the story wait for
 * it. Thread-safe.
 */
final class Observer implements FailoverListener {

    private final Timeline timeline;

    /** Guards what follows. */
    private final Object lock = new Object();

    private final Map<String, Health> health = new HashMap<>();
    private final Map<Answer, Integer> answers = new EnumMap<>(Answer.class);
    private Optional<Visit> last = Optional.empty();
    private List<String> proved = List.of();
    private int pagesMissed;

    Observer(Timeline timeline) {
        this.timeline = timeline;
    }

    @Override
    public void on(FailoverEvent event) {
        if (isWorthALine(event)) {
            timeline.happened("engine", event.summary());
        }
        if (event instanceof HealthChanged changed) {
            sawHealth(changed.endpoint(), changed.to());
        } else if (event instanceof ChangeProved change) {
            sawProof(change.to());
        } else {
            happened();
        }
    }

    /** Whether people who watch should read it. */
    static boolean isWorthALine(FailoverEvent event) {
        boolean worthALine = event.severity() != FailoverEvent.Severity.DETAIL || event instanceof HealthChanged;
        return worthALine && !saysHealthAgain(event);
    }

    /** Takes in what an engine takes an endpoint for. */
    void sawHealth(String endpoint, Health now) {
        synchronized (lock) {
            health.put(endpoint, now);
            lock.notifyAll();
        }
    }

    /** Takes in where every authoritative server was seen to lead. */
    void sawProof(List<String> endpoints) {
        synchronized (lock) {
            proved = endpoints;
            lock.notifyAll();
        }
    }

    /** Something changed that a waiting story may wait for. */
    void happened() {
        synchronized (lock) {
            lock.notifyAll();
        }
    }

    /** An endpoint that is down is a trouble too, and begins and ends with a change of health, which says more. */
    private static boolean saysHealthAgain(FailoverEvent event) {
        boolean began = event instanceof TroubleBegan begins && begins.trouble().kind() == Trouble.Kind.ENDPOINT_DOWN;
        boolean ended = event instanceof TroubleEnded ends && ends.trouble().kind() == Trouble.Kind.ENDPOINT_DOWN;
        return began || ended;
    }

    /** Takes in what the client got. */
    void visited(Visit visit) {
        synchronized (lock) {
            if (last.isEmpty() || !last.get().equals(visit)) {
                timeline.happened("client", visit.words()); // in the lock, so that the story goes on after this line
            }
            last = Optional.of(visit);
            answers.merge(visit.answer(), 1, Integer::sum);
            pagesMissed += visit.answer() == Answer.ADDRESS && visit.page().isEmpty() ? 1 : 0;
            lock.notifyAll();
        }
    }

    /** Whether the client got this page from this site at its last visit. */
    boolean reads(WebSite site) {
        Visit page = Visit.of(site.address(), WebSite.pageOf(site.platform()));
        synchronized (lock) {
            return last.isPresent() && last.get().equals(page);
        }
    }

    /** Whether every authoritative server was seen to lead to this site, and no change followed. */
    boolean isProved(WebSite site) {
        synchronized (lock) {
            return proved.equals(List.of(site.platform()));
        }
    }

    /** Whether the engine takes this site for healthy. */
    boolean isHealthy(WebSite site) {
        synchronized (lock) {
            return health.get(site.platform()) == Health.HEALTHY;
        }
    }

    /** How many answers of a kind the client got. */
    int answers(Answer kind) {
        synchronized (lock) {
            return answers.getOrDefault(kind, 0);
        }
    }

    /** How often the client got an address and no page there. */
    int pagesMissed() {
        synchronized (lock) {
            return pagesMissed;
        }
    }

    /** What the client got last. */
    String lastVisit() {
        synchronized (lock) {
            return last.map(Visit::words).orElse("nothing yet");
        }
    }

    /**
     * Waits until something holds, looking whenever something is seen.
     *
     * @return whether it held within the limit
     */
    boolean await(BooleanSupplier something, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        synchronized (lock) {
            while (!something.getAsBoolean()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                lock.wait(left / 1_000_000 + 1);
            }
            return true;
        }
    }
}
