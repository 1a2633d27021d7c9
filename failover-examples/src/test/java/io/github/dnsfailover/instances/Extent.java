package io.github.dnsfailover.instances;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * How much is tried: a little in a plain build, all with {@code -Dmatrix=full}; {@code -Dmatrix.stores=}, {@code
 * -Dmatrix.faults=} (names with commas between) and the counts choose for themselves.
 */
final class Extent {

    private static final boolean FULL = "full".equals(System.getProperty("matrix"));

    private Extent() {}

    static List<StoreKind> stores() {
        return chosen(StoreKind.class, "matrix.stores", List.of(StoreKind.POSTGRESQL));
    }

    static List<Fault> faults() {
        List<Fault> few = List.of(Fault.LEADER_KILLED, Fault.STORE_ROLLED_BACK); // another test stops the leader
        return chosen(Fault.class, "matrix.faults", few);
    }

    private static <E extends Enum<E>> List<E> chosen(Class<E> type, String property, List<E> few) {
        String words = System.getProperty(property, "");
        if (words.isEmpty()) {
            return FULL ? List.of(type.getEnumConstants()) : few;
        }
        return Arrays.stream(words.split(",", -1))
                .map(word -> Enum.valueOf(type, word))
                .toList();
    }

    static int count(String property, int plain, int full) {
        return Integer.getInteger(property, FULL ? full : plain);
    }

    /** What other tests that run beside may add to a measured time; nothing where that is what is measured. */
    static Duration slack() {
        return FULL ? Duration.ZERO : Duration.ofSeconds(10);
    }

    /** Of random choices; one that was found is given with {@code -Dmatrix.seed=}. */
    static long seed() {
        return Long.getLong("matrix.seed", System.nanoTime() & 0xffff_ffffL);
    }
}
