package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.WriteResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * A provider with bad days: each call may fail in one of the ways in which real ones fail, by a script or by chance.
 *
 * <p>It knows no clock and no threads: {@link Later} runs what happens after the call, {@link Pace} lets a call take
 * its time. So the same faults work with real threads and in virtual time.
 *
 * <pre>{@code
 * FaultyDnsProvider dns = FaultyDnsProvider.around(memory, runtime::schedule, runtime::elapse);
 * dns.next(Fault.APPLIED_LATE);                 // the next change; the calls after it go well
 * dns.plan(Chance.of(new Random(seed), 0.1));
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class FaultyDnsProvider implements DnsProvider {

    /** Runs an action after a delay: a scheduler's one method that is needed here. */
    @FunctionalInterface
    public interface Later {
        /** Runs the action once the delay has passed, on any thread. */
        void after(Duration delay, Runnable action);

        /** Keeps nothing for later: what was to happen late never happens. */
        static Later never() {
            return (delay, action) -> {};
        }
    }

    /** Lets a call take time: blocks in real time, counts in virtual time. */
    @FunctionalInterface
    public interface Pace {
        /**
         * Returns after the duration, or says that it has passed.
         *
         * @throws InterruptedException if the call was interrupted before
         */
        void elapse(Duration duration) throws InterruptedException;

        /** Every call ends at once. */
        static Pace instant() {
            return duration -> {};
        }
    }

    /** The ways to fail. */
    public enum Fault {
        /** None. */
        NONE,
        /** Answers at once that it will not: NOT_APPLIED. */
        REFUSED,
        /** No answer in time, and nothing was changed: UNKNOWN. */
        TIMED_OUT_BEFORE,
        /** No answer in time, and the change was made: UNKNOWN. */
        TIMED_OUT_AFTER,
        /**
         * No answer in time, and the change is made some time later, if the zone is then still as expected: UNKNOWN.
         */
        APPLIED_LATE,
        /** Says that the zone was not as expected, although it was. */
        CONFLICT,
        /** Reads what was there before the last change; of a change: the same as {@link #CONFLICT}. */
        STALE_READ,
        /** Throws what the contract does not know. */
        UNCHECKED,
        /** Returns null. */
        NULL
    }

    /** What befalls each call; asked under a lock, in the order of the calls. */
    @FunctionalInterface
    public interface Plan {
        /** The fate of the next call. */
        Fate next(Call call);
    }

    /** The kinds of call. */
    public enum Call {
        /** {@link DnsProvider#read}. */
        READ,
        /** {@link DnsProvider#apply}. */
        APPLY
    }

    /**
     * What befalls one call.
     *
     * @param fault how it fails
     * @param takes how long it takes
     * @param late for {@link Fault#APPLIED_LATE}: how long after the call's end the change is made
     */
    public record Fate(Fault fault, Duration takes, Duration late) {
        /** Refuses null. */
        public Fate {
            Objects.requireNonNull(fault, "fault");
            Objects.requireNonNull(takes, "takes");
            Objects.requireNonNull(late, "late");
        }
    }

    /**
     * Chance: a share of all calls fails, each time in one of several ways, and every call takes some time. Confined to
     * the provider that it is given to.
     */
    public static final class Chance implements Plan {

        private final RandomGenerator random;
        private final double share;
        private List<Fault> faults =
                Stream.of(Fault.values()).filter(fault -> fault != Fault.NONE).toList();
        private Duration longest = Duration.ofSeconds(10);
        private Duration latest = Duration.ofSeconds(5);

        private Chance(RandomGenerator random, double share) {
            this.random = random;
            this.share = share;
        }

        /**
         * All faults with equal chance; calls take up to 10 s, and changes are made up to 5 s late.
         *
         * @param random seeded by the test
         * @param share of calls that fail, 0 to 1
         */
        public static Chance of(RandomGenerator random, double share) {
            return new Chance(Objects.requireNonNull(random, "random"), share);
        }

        /** The faults that there may be, each as often as it is named. */
        public Chance faults(Fault... values) {
            faults = List.of(values);
            return this;
        }

        /** How long a call takes that is not answered; the others take up to a tenth of it. */
        public Chance longest(Duration value) {
            longest = Objects.requireNonNull(value, "longest");
            return this;
        }

        /** The longest time after the call's end at which a late change is made. */
        public Chance latest(Duration value) {
            latest = Objects.requireNonNull(value, "latest");
            return this;
        }

        @Override
        public Fate next(Call call) {
            boolean fails = random.nextDouble() < share;
            Fault fault = fails ? faults.get(random.nextInt(faults.size())) : Fault.NONE;
            boolean silent =
                    fault == Fault.TIMED_OUT_BEFORE || fault == Fault.TIMED_OUT_AFTER || fault == Fault.APPLIED_LATE;
            Duration takes = silent ? longest : upTo(longest.dividedBy(10));
            return new Fate(fault, takes, upTo(latest));
        }

        private Duration upTo(Duration limit) {
            return Duration.ofMillis((long) (random.nextDouble() * limit.toMillis()));
        }
    }

    private static final Fate GOOD = new Fate(Fault.NONE, Duration.ZERO, Duration.ZERO);

    private final DnsProvider inner;
    private final Later later;
    private final Pace pace;
    private final Map<Fault, AtomicLong> counts = new HashMap<>();

    /** Guards the script, the plan and what was seen; never held during a call of the inner provider. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Deque<Fate> changes = new ArrayDeque<>();
    private final Deque<Fate> reads = new ArrayDeque<>();
    private final Map<RecordKey, RecordSet> latest = new HashMap<>();
    private final Map<RecordKey, RecordSet> older = new HashMap<>();
    private Plan plan = call -> GOOD;

    private FaultyDnsProvider(DnsProvider inner, Later later, Pace pace) {
        this.inner = Objects.requireNonNull(inner, "inner");
        this.later = Objects.requireNonNull(later, "later");
        this.pace = Objects.requireNonNull(pace, "pace");
        for (Fault fault : Fault.values()) {
            counts.put(fault, new AtomicLong());
        }
    }

    /** Wraps a provider; all goes well until told otherwise. */
    public static FaultyDnsProvider around(DnsProvider inner, Later later, Pace pace) {
        return new FaultyDnsProvider(inner, later, pace);
    }

    /**
     * Lets the next changes fail, one fault for each. A call that is not answered takes half of {@link
     * ProviderTraits#slowestCall}, and a late change is made after another quarter of it.
     */
    public FaultyDnsProvider next(Fault... faults) {
        return script(changes, faults);
    }

    /** Lets the next reads fail, one fault for each. */
    public FaultyDnsProvider nextRead(Fault... faults) {
        return script(reads, faults);
    }

    /** Lets the next change meet exactly this fate. */
    public FaultyDnsProvider next(Fate fate) {
        lock.lock();
        try {
            changes.add(fate);
        } finally {
            lock.unlock();
        }
        return this;
    }

    private FaultyDnsProvider script(Deque<Fate> queue, Fault... faults) {
        lock.lock();
        try {
            for (Fault fault : faults) {
                boolean quick = fault == Fault.NONE || fault == Fault.REFUSED || fault == Fault.CONFLICT;
                Duration slow = traits().slowestCall();
                queue.add(new Fate(fault, quick ? Duration.ZERO : slow.dividedBy(2), slow.dividedBy(4)));
            }
        } finally {
            lock.unlock();
        }
        return this;
    }

    /** Follows a plan whenever no scripted fault is left. */
    public FaultyDnsProvider plan(Plan value) {
        lock.lock();
        try {
            plan = Objects.requireNonNull(value, "plan");
        } finally {
            lock.unlock();
        }
        return this;
    }

    /** All calls go well from here on. */
    public void heal() {
        lock.lock();
        try {
            changes.clear();
            reads.clear();
            plan = call -> GOOD;
        } finally {
            lock.unlock();
        }
    }

    /** How many calls have met a fault. */
    public long count(Fault fault) {
        return Objects.requireNonNull(counts.get(fault)).get();
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
    public void warmUp() throws DnsProviderException {
        inner.warmUp();
    }

    /** Goes the way of the inner provider, without faults. */
    @Override
    public boolean stands(List<RecordSet> sets) throws DnsProviderException {
        return inner.stands(sets);
    }

    /** Goes the way of the inner provider, without faults. */
    @Override
    public Set<RecordKey> proveRights(List<RecordSet> standing) throws DnsProviderException {
        return inner.proveRights(standing);
    }

    @Override
    public Optional<Duration> clockAhead() {
        return inner.clockAhead();
    }

    @Override
    public boolean propagated(String receipt) throws DnsProviderException {
        return inner.propagated(receipt);
    }

    @Override
    @SuppressWarnings("NullAway") // one of the faults is to break the rule that null is never returned
    public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
        Fate fate = fate(Call.READ, reads);
        elapse(fate.takes());
        return switch (fate.fault()) {
            case NONE, CONFLICT -> remembered(inner.read(keys));
            case STALE_READ -> stale(remembered(inner.read(keys)));
            case REFUSED ->
                throw DnsProviderException.notApplied("scripted: refused").answered();
            case TIMED_OUT_BEFORE, TIMED_OUT_AFTER, APPLIED_LATE ->
                throw DnsProviderException.notApplied("scripted: read timed out");
            case UNCHECKED -> throw new IllegalStateException("scripted: unchecked");
            case NULL -> null;
        };
    }

    @Override
    @SuppressWarnings("NullAway") // as above
    public WriteResult apply(RecordChange change) throws DnsProviderException {
        Fate fate = fate(Call.APPLY, changes);
        return switch (fate.fault()) {
            case NONE -> slowly(fate, change);
            case REFUSED -> {
                elapse(fate.takes());
                throw DnsProviderException.notApplied("scripted: refused").answered();
            }
            case TIMED_OUT_BEFORE -> throw lost(fate);
            case TIMED_OUT_AFTER -> {
                tryToApply(change);
                throw lost(fate);
            }
            case APPLIED_LATE -> {
                later.after(fate.takes().plus(fate.late()), () -> tryToApply(change));
                throw lost(fate);
            }
            case CONFLICT, STALE_READ -> {
                elapse(fate.takes());
                yield new WriteResult.Conflict(remembered(inner.read(change.keys())));
            }
            case UNCHECKED -> {
                tryToApply(change);
                elapse(fate.takes());
                throw new IllegalStateException("scripted: unchecked");
            }
            case NULL -> {
                tryToApply(change);
                elapse(fate.takes());
                yield null;
            }
        };
    }

    private WriteResult slowly(Fate fate, RecordChange change) throws DnsProviderException {
        WriteResult result = inner.apply(change);
        if (result instanceof WriteResult.Applied) {
            remembered(change.transitions().stream().map(Transition::desired).toList());
        }
        elapse(fate.takes());
        return result;
    }

    private DnsProviderException lost(Fate fate) throws DnsProviderException {
        elapse(fate.takes());
        return DnsProviderException.unknown("scripted: no answer within " + fate.takes());
    }

    /** What nobody hears of: the caller has long been told that the outcome is unknown. */
    private void tryToApply(RecordChange change) {
        try {
            if (inner.apply(change) instanceof WriteResult.Applied) {
                remembered(
                        change.transitions().stream().map(Transition::desired).toList());
            }
        } catch (DnsProviderException e) {
            // The zone is not as the change expected; a real one refuses it in silence too.
        }
    }

    private void elapse(Duration duration) throws DnsProviderException {
        try {
            pace.elapse(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DnsProviderException.unknown("interrupted");
        }
    }

    private Fate fate(Call call, Deque<Fate> script) {
        lock.lock();
        try {
            Fate fate = script.isEmpty() ? plan.next(call) : script.remove();
            Objects.requireNonNull(counts.get(fate.fault())).incrementAndGet();
            return fate;
        } finally {
            lock.unlock();
        }
    }

    private List<RecordSet> remembered(List<RecordSet> sets) {
        lock.lock();
        try {
            boolean changed = sets.stream().anyMatch(set -> !set.equals(latest.getOrDefault(set.key(), set)));
            if (changed) {
                older.clear();
                older.putAll(latest); // of all sets, what stood at one moment
            }
            sets.forEach(set -> latest.put(set.key(), set));
            return sets;
        } finally {
            lock.unlock();
        }
    }

    private List<RecordSet> stale(List<RecordSet> sets) {
        lock.lock();
        try {
            return sets.stream().map(set -> older.getOrDefault(set.key(), set)).toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return inner + ", with faults";
    }
}
