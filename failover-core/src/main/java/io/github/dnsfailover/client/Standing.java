package io.github.dnsfailover.client;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the calls of a pool stand.
 *
 * @param now the cohort that new calls join
 * @param before the cohort that some new calls still join; null unless calls leave little by little
 * @param place what is published
 * @param left how it was left what was published before, and when; null if nothing was
 */
record Standing(
        Cohort now,
        @Nullable Cohort before,
        Place place,
        @Nullable Left left) {

    /** What is published for clients here: values as text, and the addresses behind them as far as they are known. */
    record Place(List<String> values, Set<InetAddress> addresses, boolean byName) {

        /** Names have addresses that change; more are of no help in telling an old one. */
        private static final int MOST_ADDRESSES = 1_024;

        static Place of(List<String> values, Set<InetAddress> addresses, boolean byName) {
            Set<InetAddress> growing = ConcurrentHashMap.newKeySet();
            growing.addAll(addresses);
            return new Place(values, growing, byName);
        }

        /** Notes the addresses that a name leads to. */
        void found(List<InetAddress> more) {
            if (byName && addresses.size() < MOST_ADDRESSES) {
                addresses.addAll(more);
            }
        }

        boolean has(InetAddress address) {
            return addresses.contains(address);
        }
    }

    /** A move away from a place. */
    record Left(Departure.Manner manner, long atNanos) {}

    /** Those that new calls join. */
    List<Cohort> cohorts() {
        return before == null ? List.of(now) : List.of(now, before);
    }
}
