package io.github.dnsfailover;

import java.util.OptionalLong;

/**
 * Says whether this engine leads, that is, may write.
 *
 * <p>Only one engine may lead a pool's records at a time. The engine asks each second and once more on the provider's
 * thread right before each write. Implementations are thread-safe and answer quickly, from what they know.
 */
@FunctionalInterface
public interface Leadership {

    /** How many engines there may be. */
    enum Instances {
        /** This one only. */
        ONE,
        /** Several, of which one leads. */
        SEVERAL
    }

    /**
     * The fencing number of the current term if this engine leads, which grows with every change of leader; empty if it
     * does not lead. An exception counts as empty.
     */
    OptionalLong term();

    /**
     * Gives up the lead, so that another instance can take it: the engine is closing, or its own view is not to be trusted.
     * The engine may ask for a term again later.
     */
    default void resign() {}

    /** How many engines share this leadership; several need a {@link StateStore} that they share too. */
    default Instances instances() {
        return Instances.SEVERAL;
    }

    /** The site that the leadership depends on; empty if none or not said. */
    default String site() {
        return "";
    }

    /**
     * For the only engine that manages the records.
     *
     * <p>It always leads. A newer engine that takes the records over writes a higher term into the mark, and the older one
     * falls silent when it sees that; this is a safety net, not a way to run two.
     */
    static Leadership singleInstance() {
        return new Leadership() {
            @Override
            public OptionalLong term() {
                return OptionalLong.of(1);
            }

            @Override
            public Instances instances() {
                return Instances.ONE;
            }

            @Override
            public String toString() {
                return "single instance";
            }
        };
    }
}
