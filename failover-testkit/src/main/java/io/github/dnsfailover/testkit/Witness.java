package io.github.dnsfailover.testkit;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
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
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Stands between an engine and its provider, and looks at each call with the rules in hand: never empty, only
 * members, only proven ones, only with a term, read after anything unclear, not too soon, not while frozen, not after
 * the end. One for each engine, in virtual time. How old a proof is, and how long ago something was, counts by the
 * engine's own clock for durations: while its machine was suspended that stood still, and the engine cannot know.
 */
final class Witness implements DnsProvider {

    /** What the witness needs to know of the world, beside what it sees. */
    record Facts(
            VirtualRuntime time,
            SimulatedProcess process,
            Supplier<OptionalLong> term,
            SimulatedPlaces places,
            Function<String, String> mayNotWrite,
            Function<String, String> mayNotWithdraw,
            Consumer<String> complain) {}

    /** What the last call was, as far as it matters to the next. */
    private enum Last {
        CLEAR,
        CONFLICT,
        UNKNOWN
    }

    /** What was seen of one pool. */
    private static final class Ledger {

        private final EndpointPool pool;
        private Last last = Last.CLEAR;
        private boolean written;
        private boolean failed;

        /** What the last write wanted to be there. */
        private List<RecordSet> wanted = List.of();

        private Duration lastAttempt = Duration.ZERO;
        private Duration busyUntil = Duration.ZERO;
        private final List<Duration> reads = new ArrayList<>();

        Ledger(EndpointPool pool) {
            this.pool = pool;
        }

        boolean holds(List<RecordKey> keys) {
            return keys.stream()
                    .map(RecordKey::name)
                    .anyMatch(name -> pool.names().contains(name)
                            || name.equals(pool.names().get(0).child("_failover")));
        }
    }

    /** A pause of a second, from when the call before was handed to a lane, which may have begun it a little late. */
    private static final Duration BACK_OFF = Duration.ofMillis(900);

    private static final int READS_PER_MINUTE = 60; // a loop would make thousands

    private final DnsProvider inner;
    private final Facts facts;
    private final List<Ledger> ledgers = new ArrayList<>();
    private boolean retired;

    Witness(DnsProvider inner, Facts facts) {
        this.inner = inner;
        this.facts = facts;
    }

    /** Adds a pool, which needs its provider before it can be built. */
    void watches(EndpointPool pool) {
        ledgers.add(new Ledger(pool));
    }

    /** The engine was closed: no call may begin from now on. */
    void retire() {
        retired = true;
    }

    private Ledger ledger(List<RecordKey> keys) {
        return ledgers.stream()
                .filter(each -> each.holds(keys))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a call for the records of no pool: " + keys));
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
    public boolean propagated(String receipt) throws DnsProviderException {
        return inner.propagated(receipt);
    }

    @Override
    public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
        Ledger ledger = ledger(keys);
        lookAtBeginning(ledger, "a read");
        countRead(ledger);
        ledger.last = Last.CLEAR;
        try {
            List<RecordSet> found = inner.read(keys);
            boolean made = found != null
                    && ledger.wanted.stream().allMatch(set -> found.stream().anyMatch(set::sameValues));
            ledger.failed &= !made; // it was made after all
            return found;
        } finally {
            noteEnd(ledger);
        }
    }

    private void countRead(Ledger ledger) {
        Duration minute = facts.process().passed().minusMinutes(1);
        ledger.reads.add(facts.process().passed());
        ledger.reads.removeIf(at -> at.compareTo(minute) < 0);
        if (ledger.reads.size() > READS_PER_MINUTE) {
            complain(ledger.reads.size() + " reads within a minute");
        }
    }

    /**
     * No call begins while an earlier one may still act. The engine interrupts one that is too slow, which ends it
     * here unless it is deaf; that one is given another {@code slowestCall}.
     */
    private void lookAtBeginning(Ledger ledger, String call) {
        if (facts.time().passed().compareTo(ledger.busyUntil) < 0) {
            complain(call + " while an earlier call runs until " + ledger.busyUntil);
        }
        if (retired) {
            complain(call + " after the engine was closed");
        }
    }

    private void noteEnd(Ledger ledger) {
        Duration took = facts.time().elapsed();
        Duration slowest = real(traits().slowestCall());
        Duration limit = slowest.multipliedBy(facts.time().isDeaf() ? 2 : 1);
        Duration cut = took.compareTo(limit) > 0 ? limit : took;
        ledger.busyUntil = facts.time().passed().plus(cut);
    }

    /** How long something takes that takes this long by the clock of the engine. */
    private Duration real(Duration own) {
        double rate = facts.process().rate();
        return rate == 1 ? own : Duration.ofNanos((long) (own.toNanos() / rate));
    }

    @Override
    public WriteResult apply(RecordChange change) throws DnsProviderException {
        Duration now = facts.process().passed();
        Ledger ledger = ledger(change.keys());
        look(ledger, change, now);
        lookAtBeginning(ledger, "a write");
        boolean markAlone = isMarkAlone(change);
        ledger.written |= !markAlone;
        ledger.failed = true;
        ledger.wanted = change.transitions().stream().map(Transition::desired).toList();
        ledger.lastAttempt = markAlone ? ledger.lastAttempt : now;
        try {
            WriteResult result = inner.apply(change);
            ledger.last =
                    result == null ? Last.UNKNOWN : result instanceof WriteResult.Conflict ? Last.CONFLICT : Last.CLEAR;
            ledger.failed = !(result instanceof WriteResult.Applied);
            return result;
        } catch (DnsProviderException e) {
            ledger.last = e.outcome() == Outcome.UNKNOWN ? Last.UNKNOWN : Last.CLEAR;
            ledger.written = markAlone ? ledger.written : e.outcome() == Outcome.UNKNOWN;
            throw e;
        } catch (RuntimeException e) {
            ledger.last = Last.UNKNOWN;
            throw e;
        } finally {
            noteEnd(ledger);
        }
    }

    private void look(Ledger ledger, RecordChange change, Duration now) {
        EndpointPool pool = ledger.pool;
        if (facts.term().get().isEmpty()) {
            complain("a write without a term: " + change);
        }
        if (ledger.last != Last.CLEAR) {
            complain("a write right after " + ledger.last + ", without a read: " + change);
        }
        boolean operator = change.reason().startsWith("OPERATOR");
        String obstacle = facts.mayNotWrite().apply(pool.pool());
        if (!obstacle.isEmpty() && !(operator && obstacle.equals("blind"))) {
            complain("a write while the pool is " + obstacle + ": " + change);
        }
        boolean failback = change.reason().startsWith("FAILBACK");
        boolean family = change.reason().startsWith("FAMILY");
        Duration since = now.minus(ledger.lastAttempt);
        Duration wait =
                failback || family ? pool.timings().holdDown() : pool.timings().escapeFloor();
        if (ledger.written && !operator && !isMarkAlone(change) && since.compareTo(wait) < 0) {
            complain("a write " + since + " after the last: " + change);
        }
        if (ledger.failed && since.compareTo(BACK_OFF) < 0) {
            complain("a write " + since + " after one that failed: " + change);
        }
        if (failback && pool.failback().soak(pool.timings().ttl()).isEmpty()) {
            complain("a failback that nobody asked for: " + change);
        }
        for (DnsName name : pool.names()) {
            lookAtName(pool, name, change);
        }
        if (family) {
            lookAtFamily(pool, change);
        }
    }

    /** Nothing but IPv6 addresses go or come, and they do not go since the engine itself has lost IPv6. */
    private void lookAtFamily(EndpointPool pool, RecordChange change) {
        for (Transition transition : change.transitions()) {
            RecordType type = transition.key().type();
            boolean changes = !transition.expected().sameValues(transition.desired());
            if (changes && type != RecordType.AAAA && type != RecordType.TXT) {
                complain("a change of IPv6 that changes more: " + change);
            }
            for (Endpoint endpoint : changes ? pool.endpoints() : List.<Endpoint>of()) {
                List<String> values = endpoint.values(RecordType.AAAA);
                boolean goes = transition.expected().values().stream().anyMatch(values::contains)
                        && transition.desired().values().stream().noneMatch(values::contains);
                String obstacle = goes ? facts.mayNotWithdraw().apply(endpoint.id()) : "";
                if (!obstacle.isEmpty()) {
                    complain("IPv6 of " + endpoint.id() + " is withdrawn, and " + obstacle + ": " + change);
                }
            }
        }
    }

    /** It changes nothing for clients, and no failover waits for it. */
    private static boolean isMarkAlone(RecordChange change) {
        return change.reason().startsWith("NEW_LEADER");
    }

    private void lookAtName(EndpointPool pool, DnsName name, RecordChange change) {
        boolean empties = false;
        boolean fills = false;
        for (Transition transition : change.transitions()) {
            boolean serves = transition.key().type() != RecordType.TXT;
            if (serves && transition.key().name().equals(name)) {
                empties |= transition.desired().isEmpty();
                fills |= !transition.desired().isEmpty();
                lookAtValues(pool, transition, change);
            }
        }
        if (empties && !fills) {
            complain("a change that empties " + name + ": " + change);
        }
    }

    private void lookAtValues(EndpointPool pool, Transition transition, RecordChange change) {
        boolean named =
                change.reason().startsWith("OPERATOR") || change.reason().startsWith("LAST_RESORT");
        for (String value : transition.desired().values()) {
            Endpoint owner = pool.endpoints().stream()
                    .filter(endpoint -> endpoint.values(transition.key().type()).contains(value))
                    .findFirst()
                    .orElse(null);
            boolean enters = !transition.expected().values().contains(value);
            if (owner == null) {
                complain("a value of no member: " + transition);
            } else if (enters && !named && !facts.places().isExcused(owner.id())) {
                boolean apart = pool.withdrawsFamily() && isOfBothFamilies(owner);
                boolean ipv6 = transition.key().type() == RecordType.AAAA;
                Duration since =
                        facts.places().sinceLastPass(owner, host -> !apart || SimulatedPlaces.isIpv6(host) == ipv6);
                Duration own = since.compareTo(facts.time().passed()) > 0
                        ? since
                        : facts.process().passedSince(facts.time().passed().minus(since));
                if (own.compareTo(pool.timings().freshness()) > 0) {
                    complain(owner.id() + " enters, but passed last " + since + " ago: " + transition);
                }
            }
        }
    }

    private static boolean isOfBothFamilies(Endpoint endpoint) {
        return !endpoint.values(RecordType.A).isEmpty()
                && !endpoint.values(RecordType.AAAA).isEmpty();
    }

    @Override
    public String toString() {
        return inner.toString();
    }
}
