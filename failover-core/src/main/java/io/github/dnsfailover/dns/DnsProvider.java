package io.github.dnsfailover.dns;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One zone at one DNS vendor: read its record sets, and change them by compare-and-set.
 *
 * <pre>{@code
 * class AcmeProvider implements DnsProvider {
 *     private final Acme acme;
 *
 *     AcmeProvider(Acme acme) {
 *         this.acme = acme;
 *     }
 *
 *     @Override
 *     public ProviderTraits traits() {
 *         return ProviderTraits.of("example.com", ProviderTraits.Consistency.BEST_EFFORT).label("acme dns").build();
 *     }
 *
 *     @Override
 *     public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
 *         try {
 *             return acme.look(keys);
 *         } catch (IOException e) {
 *             throw DnsProviderException.notApplied("acme cannot be asked", e);
 *         }
 *     }
 *
 *     @Override
 *     public WriteResult apply(RecordChange change) throws DnsProviderException {
 *         List<RecordSet> actual = read(change.keys());
 *         List<RecordSet> expected = change.transitions().stream().map(RecordChange.Transition::expected).toList();
 *         if (!actual.equals(expected)) {
 *             return new WriteResult.Conflict(actual);
 *         }
 *         try {
 *             return new WriteResult.Applied(acme.replace(change.transitions()));
 *         } catch (IOException e) {
 *             throw DnsProviderException.unknown("acme did not say whether it has the change", e);
 *         }
 *     }
 * }
 * }</pre>
 *
 * <p>Implementations are thread-safe. Calls may block, for at most {@link ProviderTraits#slowestCall}, and should end
 * early when their thread is interrupted. Unchecked exceptions are taken as "outcome unknown".
 *
 * <p><b>Compare-and-set</b> is about values: {@link RecordChange.Transition#expected} is what {@link #read} returned,
 * and a provider whose vendor cannot compare TTLs compares values only. When a vendor cannot compare at all, the
 * provider reads, compares and changes, and says {@link ProviderTraits.Consistency#BEST_EFFORT}.
 *
 * <p>A key outside of {@link ProviderTraits#zone} is refused by {@link #read} and by {@link #apply}, with an
 * exception that says that nothing was applied.
 *
 * <p>Run {@code DnsProviderContract} of failover-testkit against every implementation.
 */
public interface DnsProvider extends AutoCloseable {

    /** What it can do; the same answer for as long as it lives, without blocking. */
    ProviderTraits traits();

    /**
     * Reads record sets at their source: what the vendor holds, never a cache and never a resolver's answer.
     *
     * @return one set for each key in the same order; the empty set where there is none
     * @throws DnsProviderException if no truthful answer was had for every key
     */
    List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException;

    /**
     * Makes all transitions or none.
     *
     * @return {@link WriteResult.Applied}, or {@link WriteResult.Conflict} with the actual sets of every key if any
     *     was not as expected
     * @throws DnsProviderException if neither is known to be true; its outcome says whether the zone may have changed
     */
    WriteResult apply(RecordChange change) throws DnsProviderException;

    /**
     * Asks whether these sets stand in the zone, value for value, in the way in which {@link #apply} compares what it
     * expects. What a vendor answers to a question may differ from what it compares with: a wildcard may have
     * answered, or an older copy. Changes nothing.
     *
     * <p>The default reads the sets and compares. A provider whose vendor compares by itself lets it compare.
     *
     * @param sets at most one for each key; an empty set asks whether there is none
     * @return whether all of them stand
     * @throws DnsProviderException if no answer was had; where asking takes the right to write, the message says what
     *     is missing
     */
    default boolean stands(List<RecordSet> sets) throws DnsProviderException {
        List<RecordSet> actual = read(sets.stream().map(RecordSet::key).toList());
        for (int i = 0; i < sets.size(); i++) {
            if (!sets.get(i).sameValues(actual.get(i))) {
                return false;
            }
        }
        return true;
    }

    /**
     * Proves, as far as the vendor offers it, that these sets may be written, and changes nothing: neither records
     * nor the zone's serial. Where {@link ProviderTraits#provesRights} says that there is such a proof, the engine that
     * leads asks at its start and every five minutes, so that people learn of a right that was taken away before it is
     * needed. It may run beside any other call, also where {@link ProviderTraits#oneWriteAtATime} is set: a failover
     * never waits for it.
     *
     * <p>The default offers no proof.
     *
     * @param standing what {@link #read} returned. A set that is empty cannot be proved to be writable; where the
     *     vendor tells without a change that it is not, that is a missing right
     * @return the keys whose sets were proved to be writable; none if the vendor offers no such proof, or something
     *     else stands there by now
     * @throws DnsProviderException if a right is missing: then as {@linkplain DnsProviderException#answered answered}
     *     and without a time to come again; or if no answer was had; always as not applied
     */
    default Set<RecordKey> proveRights(List<RecordSet> standing) throws DnsProviderException {
        return Set.of();
    }

    /**
     * The servers at which a change is proved; by default those in the zone's NS records, found by the system's
     * resolver.
     */
    default Authorities authorities() {
        return Authorities.ofZone(traits().zone());
    }

    /**
     * How far this host's wall clock was ahead of the provider's at its last answer that nobody can have forged;
     * negative if it was behind, empty if no answer has shown it. Never blocks. The engine asks after each read: it
     * lets what operators said before a restart end by the wall clock only if somebody has confirmed that clock.
     */
    default Optional<Duration> clockAhead() {
        return Optional.empty();
    }

    /**
     * How many requests it has sent in all, to the account of {@link ProviderTraits#account}, where calls may take
     * several: the engine takes what is beyond one for each call from the account's budget afterwards. It never
     * shrinks, is thread-safe and never blocks.
     *
     * <p>The default says nothing, and each call counts as one request.
     */
    default OptionalLong requestsSent() {
        return OptionalLong.empty();
    }

    /**
     * Whether the vendor says that a change has reached all its servers.
     *
     * @param receipt from {@link WriteResult.Applied#receipt}
     * @return true if so, or if the vendor has no such word
     * @throws DnsProviderException if the vendor did not answer
     */
    default boolean propagated(String receipt) throws DnsProviderException {
        return true;
    }

    /**
     * Makes ready what a call will need, such as a connection, a session or classes that take a second to load. An
     * engine calls it once at its start, whether it leads or not, so that its first failover does not pay for it. It
     * may block like any call, for at most {@link ProviderTraits#slowestCall}.
     *
     * @throws DnsProviderException if it did not work, which no one is told: the next call will say so
     */
    default void warmUp() throws DnsProviderException {}

    /** Frees what the provider holds. The engine never calls this: it did not make the provider. */
    @Override
    default void close() {}
}
