package io.github.dnsfailover.dns;

import java.util.List;
import java.util.Objects;

/** How a change ended that the zone's holder answered. */
public sealed interface WriteResult {

    /**
     * All transitions stand.
     *
     * @param receipt the vendor's own id of the change, for {@link DnsProvider#propagated}; empty if it has none
     */
    record Applied(String receipt) implements WriteResult {
        /** Refuses null. */
        public Applied {
            Objects.requireNonNull(receipt, "receipt");
        }
    }

    /**
     * Nothing was changed, since something was not as expected.
     *
     * @param actual what stands now, one set for every key of the change
     */
    record Conflict(List<RecordSet> actual) implements WriteResult {
        /** Copies the list. */
        public Conflict {
            actual = List.copyOf(actual);
        }
    }
}
