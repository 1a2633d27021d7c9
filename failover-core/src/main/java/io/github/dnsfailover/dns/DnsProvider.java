package io.github.dnsfailover.dns;

import java.util.List;

/**
 * One zone at one DNS vendor: read its record sets, and change them by compare-and-set.
 *
 * <p>Implementations are thread-safe. Calls may block, for at most {@link ProviderTraits#slowestCall}, and should end
 * early when their thread is interrupted. Unchecked exceptions are taken as "outcome unknown".
 *
 * <p><b>Compare-and-set</b> is about values: {@link RecordChange.Transition#expected} is what {@link #read} returned, and a
 * provider whose vendor cannot compare TTLs compares values only. When a vendor cannot compare at all, the provider
 * reads, compares and changes, and says {@link ProviderTraits.Consistency#BEST_EFFORT}.
 *
 * <p>A key outside of {@link ProviderTraits#zone} is refused by {@link #read} and by {@link #apply}, with an exception that says
 * that nothing was applied.
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
     * @return {@link WriteResult.Applied}, or {@link WriteResult.Conflict} with the actual sets of every key if any was not
     *     as expected
     * @throws DnsProviderException if neither is known to be true; its outcome says whether the zone may have changed
     */
    WriteResult apply(RecordChange change) throws DnsProviderException;

    /** The servers at which a change is proved; by default those in the zone's NS records, found by the system's resolver. */
    default Authorities authorities() {
        return Authorities.ofZone(traits().zone());
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
     * Makes ready what a call will need, such as a connection, a session or classes that take a second to load. An engine
     * calls it once at its start, whether it leads or not, so that its first failover does not pay for it. It may block
     * like any call, for at most {@link ProviderTraits#slowestCall}.
     *
     * @throws DnsProviderException if it did not work, which no one is told: the next call will say so
     */
    default void warmUp() throws DnsProviderException {}

    /** Frees what the provider holds. The engine never calls this: it did not make the provider. */
    @Override
    default void close() {}
}
