package io.github.dnsfailover.testkit;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Stands between an engine and its provider, and looks at each call with the rules in hand: never empty, only members, only
 * proven ones, only with a term, read after anything unclear, and not too soon. One for each engine, in virtual time.
 */
final class Witness implements DnsProvider {

    /** What the witness needs to know of the world, beside what it sees. */
    record Facts(
            VirtualRuntime runtime,
            Leadership leadership,
            Function<String, Duration> sinceLastPass,
            Predicate<String> excused,
            Consumer<String> complain) {}

    /** What the last call was, as far as it matters to the next. */
    private enum Last {
        CLEAR,
        CONFLICT,
        UNKNOWN
    }

    private final DnsProvider inner;
    private final Facts facts;
    private Last last = Last.CLEAR;
    private boolean written;
    private Duration lastAttempt = Duration.ZERO;
    private Duration busyUntil = Duration.ZERO;

    /** Null until the pool is built; it needs its provider first. */
    private @Nullable EndpointPool watched;

    Witness(DnsProvider inner, Facts facts) {
        this.inner = inner;
        this.facts = facts;
    }

    void watches(EndpointPool value) {
        watched = value;
    }

    private EndpointPool pool() {
        return Objects.requireNonNull(watched, "watches comes before the first call");
    }

    private void complain(String text) {
        facts.complain().accept(text);
    }

    @Override
    public ProviderTraits traits() {
        return inner.traits();
    }

    @Override
    public Authorities authorities() {
        return inner.authorities();
    }

    @Override
    public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
        lookAtOverlap("a read");
        last = Last.CLEAR;
        try {
            return inner.read(keys);
        } finally {
            noteEnd();
        }
    }

    /**
     * No call begins while an earlier one may still act. The engine interrupts one that is too slow, which ends it here unless
     * it is deaf; that one is given another {@code slowestCall}.
     */
    private void lookAtOverlap(String call) {
        if (facts.runtime().passed().compareTo(busyUntil) < 0) {
            complain(call + " while an earlier call runs until " + busyUntil);
        }
    }

    private void noteEnd() {
        Duration took = facts.runtime().elapsed();
        Duration limit = traits().slowestCall().multipliedBy(facts.runtime().isDeaf() ? 2 : 1);
        Duration cut = took.compareTo(limit) > 0 ? limit : took;
        busyUntil = facts.runtime().passed().plus(cut);
    }

    @Override
    public WriteResult apply(RecordChange change) throws DnsProviderException {
        Duration now = facts.runtime().passed();
        look(change, now);
        lookAtOverlap("a write");
        written = true;
        lastAttempt = now;
        try {
            WriteResult result = inner.apply(change);
            last = result == null ? Last.UNKNOWN : result instanceof WriteResult.Conflict ? Last.CONFLICT : Last.CLEAR;
            return result;
        } catch (DnsProviderException e) {
            last = e.outcome() == Outcome.UNKNOWN ? Last.UNKNOWN : Last.CLEAR;
            written = e.outcome() == Outcome.UNKNOWN;
            throw e;
        } catch (RuntimeException e) {
            last = Last.UNKNOWN;
            throw e;
        } finally {
            noteEnd();
        }
    }

    private void look(RecordChange change, Duration now) {
        if (facts.leadership().term().isEmpty()) {
            complain("a write without a term: " + change);
        }
        if (last != Last.CLEAR) {
            complain("a write right after " + last + ", without a read: " + change);
        }
        boolean operator = change.reason().startsWith("OPERATOR");
        Duration since = now.minus(lastAttempt);
        if (written && !operator && since.compareTo(pool().timings().escapeFloor()) < 0) {
            complain("a write " + since + " after the last: " + change);
        }
        for (DnsName name : pool().names()) {
            lookAtName(name, change, operator || change.reason().startsWith("LAST_RESORT"));
        }
    }

    private void lookAtName(DnsName name, RecordChange change, boolean named) {
        boolean touched = false;
        boolean empties = false;
        boolean fills = false;
        for (Transition transition : change.transitions()) {
            boolean serves = transition.key().type() != RecordType.TXT;
            if (serves && transition.key().name().equals(name)) {
                touched = true;
                empties |= transition.desired().isEmpty();
                fills |= !transition.desired().isEmpty();
                lookAtValues(transition, named);
            }
        }
        boolean othersStand = touched && empties && !fills && otherFamilyStays(name, change);
        if (empties && !fills && !othersStand) {
            complain("a change that empties " + name + ": " + change);
        }
    }

    private boolean otherFamilyStays(DnsName name, RecordChange change) {
        return List.of(RecordType.A, RecordType.AAAA).stream()
                .map(type -> RecordKey.of(name, type))
                .filter(key -> !change.keys().contains(key))
                .anyMatch(key -> pool().endpoints().stream()
                        .anyMatch(e -> !e.values(key.type()).isEmpty()));
    }

    private void lookAtValues(Transition transition, boolean named) {
        for (String value : transition.desired().values()) {
            Endpoint owner = pool().endpoints().stream()
                    .filter(endpoint -> endpoint.values(transition.key().type()).contains(value))
                    .findFirst()
                    .orElse(null);
            if (owner == null) {
                complain("a value of no member: " + transition);
            } else if (!transition.expected().values().contains(value)
                    && !named
                    && !facts.excused().test(owner.id())) {
                Duration since = facts.sinceLastPass().apply(owner.id());
                if (since.compareTo(pool().timings().freshness()) > 0) {
                    complain(owner.id() + " enters, but passed last " + since + " ago: " + transition);
                }
            }
        }
    }

    @Override
    public String toString() {
        return inner.toString();
    }
}
