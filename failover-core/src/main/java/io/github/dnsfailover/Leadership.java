package io.github.dnsfailover;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Says whether this engine leads, that is, may write.
 *
 * <pre>{@code
 * Leadership alone = Leadership.singleInstance();                                    // one engine
 * Leadership elected = LeaseLeadership.in(store, "shop-prod").build();              // several, over a shared store
 * Leadership own = scope -> latch.term("failover-" + scope);                        // an election of your own
 * }</pre>
 *
 * <p>The lead is held for each <b>scope</b>: by default the zone of the provider, so that an engine which cannot
 * reach one provider gives up that one's pools and keeps the others'. Only one engine may lead a scope at a time.
 * Implementations are thread-safe and answer from memory: the engine asks each second, and once more right before
 * each write.
 *
 * <p>One object belongs to one engine: it stands for that engine as a candidate, so two engines of a process need two,
 * even over the same connection. It is called on threads of the engine's own ({@link
 * io.github.dnsfailover.runtime.EngineRuntime.Lane#COORDINATION}, and {@link #holds} on the thread that is about to
 * write), several at once; an answer that takes longer than 5 s counts as none. The engine does not close it.
 *
 * <p>Which scopes there are is known from the engine's calls only: keep them in a map, and begin to compete for one
 * when {@link #term} asks for it. A scope is the text of the zone as {@link io.github.dnsfailover.dns.DnsName} prints
 * it, in lower case and with the dot at its end, such as {@code example.com.}, unless the pool says {@link
 * EndpointPool.Builder#scope}; then it is that text as it was given. It is the same at all instances, so it can be
 * part of a lock's name. For the scope {@code _voice} it is asked now and then: whoever holds that writes nothing, but
 * speaks for all instances while nobody leads; whoever does not know that scope answers empty, and each speaks.
 *
 * <p>Timing: with a lease of L, a leader renews it often enough to notice within L that it lost it, and answers empty
 * from then on, by the clock that only counts forward, counted from when the renewal was <i>sent</i>. The others take
 * it once it is over. A scope that the engine has not asked {@link #term} for during L is given up.
 *
 * <p>This library brings {@link #singleInstance}, {@link io.github.dnsfailover.leader.LeaseLeadership} and {@link
 * io.github.dnsfailover.leader.FollowingLeadership}; several instances need a {@link StateStore} that they share
 * besides.
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

    /** What is seen of the lead over a scope. */
    enum Sighting {
        /** Some engine leads it, this one or another. */
        SOMEBODY,
        /** No engine leads it. */
        NOBODY,
        /** That is not known. */
        UNKNOWN
    }

    /** Whether calls to the provider by whoever gave up a lead may still be under way, and land later. */
    enum Calls {
        /** All of them have ended. */
        ENDED,
        /** Some may be, or that is not known. */
        MAY_BE_OUT
    }

    /**
     * What an engine says of itself when it asks for a lead; whoever leads has it stand beside the lead, for the other
     * instances to read.
     *
     * @param rank of its deployment, {@link FailoverEngine.Builder#rank}; 0 if none was said
     * @param configuration a fingerprint of the pools of the scope, which differs where the pools do: up to 16
     *     hexadecimal digits; empty if not said
     * @param words the number of the last of the operators' words that it has heard; 0 if it has heard none
     * @param down the endpoints of the scope's pools that its checks say are unhealthy, each as {@code pool/endpoint},
     *     and {@link #MORE} at the end if there are more than it names
     */
    record Candidate(long rank, String configuration, long words, List<String> down) {

        /** Stands for endpoints that are not named. */
        public static final String MORE = "+";

        private static final Pattern CONFIGURATION = Pattern.compile("[0-9a-f]{0,16}");

        private static final Pattern ENDPOINT = Pattern.compile("[A-Za-z0-9_.-]{1,32}/[A-Za-z0-9_.-]{1,32}|\\+");

        /** One that says nothing. */
        public static final Candidate SILENT = new Candidate(0, "", 0);

        /** One that sees nothing down. */
        public Candidate(long rank, String configuration, long words) {
            this(rank, configuration, words, List.of());
        }

        /** Refuses what would not fit into the text of a lead. */
        public Candidate {
            if (rank < 0) {
                throw new IllegalArgumentException("rank: " + rank + " is negative");
            }
            if (!CONFIGURATION.matcher(configuration).matches()) {
                throw new IllegalArgumentException(
                        "configuration: \"" + configuration + "\"; up to 16 hexadecimal digits are allowed");
            }
            if (words < 0) {
                throw new IllegalArgumentException("words: " + words + " is negative");
            }
            down = List.copyOf(down);
            for (String endpoint : down) {
                if (!ENDPOINT.matcher(endpoint).matches()) {
                    throw new IllegalArgumentException("down: \"" + endpoint + "\"; pool/endpoint is needed, or +");
                }
            }
        }
    }

    /**
     * Who leads a scope, as it was seen last.
     *
     * @param term its fencing number
     * @param self whether it is this engine
     * @param name host and process or the like, for people
     * @param says what it says of itself
     * @param left for how long it lasts if it is not renewed: of its own an engine must not write after that, of
     *     another's nobody takes it before
     */
    record Leader(long term, boolean self, String name, Candidate says, Duration left) {

        /** Refuses null. */
        public Leader {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(says, "says");
            Objects.requireNonNull(left, "left");
        }
    }

    /**
     * The fencing number of the current term if this engine leads the scope; empty if it does not. It grows with
     * every change of leader, and stays below 10^15, since it stands in the mark. An exception counts as empty.
     *
     * <p><b>Being asked is the candidacy.</b> An engine that should not lead, since it is blind or cannot reach the
     * provider, does not ask; whoever is not asked for a {@link #lease} gives up the lead.
     */
    OptionalLong term(String scope);

    /**
     * The same, asked by an engine that says something of itself; this is what engines call. Implement it where
     * instances can read what others say, together with {@link #leader}; by default it is not passed on, and then
     * operators who speak at a follower are told to check for themselves whether the leader has heard them.
     */
    default OptionalLong term(String scope, Candidate candidate) {
        return term(scope);
    }

    /**
     * Who leads the scope, as it was seen last; empty if nobody does or that is not known. It only looks, and answers
     * from memory.
     */
    default Optional<Leader> leader(String scope) {
        return Optional.empty();
    }

    /**
     * Which candidate for the scope is of a higher {@link Candidate#rank} than this engine, for people to read; empty
     * if there is none as far as is known. Such a candidate lives: one that left, or said nothing for three leases, is
     * gone. It only looks, and answers from memory. The engine does not ask for the lead then.
     */
    default String outrankedBy(String scope) {
        return "";
    }

    /**
     * Whether this engine holds the scope in this term, asked right before a write. An implementation only looks, which
     * is no candidacy. The default asks for the {@link #term}, which is one.
     */
    default boolean holds(String scope, long term) {
        return OptionalLong.of(term).equals(term(scope));
    }

    /**
     * Gives up the lead of a scope, so that another instance can take it: the engine is closing, is blind, or cannot
     * act there. From then on {@link #holds} is false for the term that was given up, and to be asked for a {@link
     * #term} again is a new candidacy. Called for scopes that are not held, too, which does nothing. May block for at
     * most a few seconds: let go of a lease at once where the store allows it; if that fails, the lease ends by
     * itself. By default nothing happens, and others wait until the lease is over.
     */
    default void resign(String scope) {}

    /**
     * Gives up the lead of a scope, and says whether calls are under way, for whoever leads next: those of this engine,
     * and those of leaders before it unless {@link #before} said that they had ended or this engine has waited for
     * them.
     */
    default void resign(String scope, Calls calls) {
        resign(scope);
    }

    /**
     * Whether calls of whoever led the scope before this term may still be under way: always, unless that one gave up
     * the lead and said that all have ended.
     */
    default Calls before(String scope, long term) {
        return Calls.MAY_BE_OUT;
    }

    /**
     * A mark with this term, which is above our own, stands at the records: the next term of the scope must be above
     * it. A store that was restored hands out smaller terms, and an engine with one of these would never write again.
     */
    default void atLeast(String scope, long term) {}

    /**
     * Takes what to call when a lead changes, from any thread; it returns at once and makes the engine ask soon.
     * Called once, before the engine asks for the first time.
     */
    default void onChange(Runnable listener) {}

    /**
     * What is seen of the lead over a scope, without being a candidate. Answers from memory: what the last look at
     * the store showed, and {@link Sighting#UNKNOWN} if there was none within the last {@link #lease}, for an old
     * view that says {@code SOMEBODY} would hide that everybody is gone.
     *
     * <p><b>Implement it if there are several instances.</b> From it alone the engine knows that no instance leads,
     * and tells so ({@link Trouble.Kind#NOBODY_LEADS}, once nobody was seen for a lease and 5 s), and that it may
     * come back at once after its changes failed. The default is {@code UNKNOWN}, with which neither happens; {@link
     * FailoverEngine#preflight} warns of it.
     */
    default Sighting sighting(String scope) {
        return Sighting.UNKNOWN;
    }

    /**
     * Within which time a lead that its holder has lost is taken over, if there is anybody to take it: the lease's
     * length and the others' pause between two tries; a day at most. Default 15 s. Asked once, when the engine is
     * built.
     */
    default Duration lease() {
        return Duration.ofSeconds(15);
    }

    /** How many engines share this leadership; several need a {@link StateStore} that they share too. */
    default Instances instances() {
        return Instances.SEVERAL;
    }

    /**
     * What this engine is called among the others, such as host and process; empty if it has no name there. For people.
     */
    default String instance() {
        return "";
    }

    /** The site that the leadership depends on; empty if none or not said. */
    default String site() {
        return "";
    }

    /**
     * For the only engine that manages the records.
     *
     * <p>It always leads. A newer engine that takes the records over writes a higher term into the mark, and the
     * older one falls silent when it sees that ({@link Trouble.Kind#FENCED}); this is a safety net, not a way to run
     * two.
     */
    static Leadership singleInstance() {
        return new Leadership() {
            @Override
            public OptionalLong term(String scope) {
                return OptionalLong.of(1);
            }

            @Override
            public Sighting sighting(String scope) {
                return Sighting.SOMEBODY;
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
