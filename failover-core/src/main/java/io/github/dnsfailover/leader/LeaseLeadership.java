package io.github.dnsfailover.leader;

import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.internal.lease.Lease;
import io.github.dnsfailover.internal.lease.LeaseSpec;
import io.github.dnsfailover.internal.lease.Moment;
import io.github.dnsfailover.internal.lease.Ranking;
import io.github.dnsfailover.internal.lease.Right;
import io.github.dnsfailover.runtime.EngineRuntime;
import io.github.dnsfailover.runtime.ThreadedRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Elects one leader for each scope among all instances that share a {@link StateStore}.
 *
 * <pre>{@code
 * StateStore store = JdbcStateStore.over(dataSource);
 * try (LeaseLeadership leadership = LeaseLeadership.in(store, "shop-prod").build();
 *         FailoverEngine engine = FailoverEngine.builder()
 *                 .pool(www).leadership(leadership).stateStore(store).build()) {
 *     engine.start();
 *     ...
 * }
 * }</pre>
 *
 * <p>The leader renews a text in the store three times a lease; whoever has seen it unchanged for a whole lease takes
 * over. Load and compare-and-set are all that it needs of the store: no clock of the store is read, and no clock of
 * another instance. The leader stops a fifth of a lease earlier than others begin, which pays for clocks that run up to
 * a tenth faster or slower. A leader that is stopped, cut off or suspended finds its lead over when it looks. Keep the
 * store in a third place: one in the site that dies is lost when it is needed.
 *
 * <p>An instance that starts waits for a whole lease before it leads, unless the leader before gave the lead up: a lead
 * whose text was wiped out of the store may still be held.
 *
 * <p>Thread-safe. Questions are answered from memory; the store is read once a second, on daemon threads named {@code
 * lease-<name>-...}, each call within the smaller of 3 s and a fifth of the lease. {@link #resign} and {@link #close}
 * wait for at most 2 s until others may lead; with a runtime that was handed in they do not wait.
 */
public final class LeaseLeadership implements Leadership, AutoCloseable {

    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(3); // a renewal a second, as often as it is read
    private static final Duration LONGEST_LEASE = Duration.ofMinutes(5); // nobody waits longer for a failover
    private static final Duration LONGEST_CALL = Duration.ofSeconds(3);
    private static final Duration FAREWELL = Duration.ofSeconds(1); // an engine gives up its leads much sooner
    private static final Duration HAND_OVER = Duration.ofSeconds(2); // beyond it others wait for the lease to end
    private static final int CALLS_AT_ONCE = 6; // one read and a few saves, and those that may hang
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final StateStore store;
    private final String name;
    private final String site;
    private final LeaseSpec spec;
    private final EngineRuntime runtime;
    private final boolean ownsRuntime;
    private final Rounds rounds;
    private final Map<String, Post> posts = new ConcurrentHashMap<>();
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean closed;
    private volatile Runnable listener = () -> {};

    private LeaseLeadership(Builder builder) {
        store = builder.store;
        name = builder.name;
        site = builder.site.isEmpty() ? store.site() : builder.site;
        ownsRuntime = builder.runtime == null;
        runtime = builder.runtime == null
                ? ThreadedRuntime.builder()
                        .name("lease-" + name)
                        .width(EngineRuntime.Lane.COORDINATION, CALLS_AT_ONCE)
                        .build()
                : builder.runtime;
        spec = new LeaseSpec(LeaseSpec.id(runtime.seed()), builder.instance, builder.lease);
        Duration part = builder.lease.dividedBy(LeaseSpec.MARGIN);
        Duration limit = part.compareTo(LONGEST_CALL) < 0 ? part : LONGEST_CALL;
        rounds = new Rounds(runtime, store, limit, posts::values);
    }

    /**
     * An election among all that use the same name in the same store.
     *
     * @param store shared by all instances
     * @param name what the election is about, such as {@code shop-prod}: services share databases
     * @throws IllegalArgumentException if the store reaches this machine only, or the name is not 1 to 64 letters,
     *     digits, dots, dashes and underscores
     */
    public static Builder in(StateStore store, String name) {
        return new Builder(store, name);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if this instance does not lead and cannot, and why: the store has failed for 5 s,
     *     or what stands there for this lead is of another program or a later version
     */
    @Override
    public OptionalLong term(String scope) {
        return term(scope, Candidate.SILENT);
    }

    /**
     * {@inheritDoc} It stands in the text of the lead, within a second after it changed. A rank above 0 stands in an
     * entry of its own as long as its engine asks, and whoever has a lower one does not take the lead.
     *
     * @throws IllegalStateException as {@link #term(String)} does
     */
    @Override
    public OptionalLong term(String scope, Candidate candidate) {
        if (closed) {
            return OptionalLong.empty();
        }
        Moment now = Rounds.moment(runtime);
        Post post = post(scope);
        post.rank(before -> before.asked(now, candidate));
        Lease before = post.now();
        Lease lease = post.change(then -> then.asked(now, candidate));
        if (lease.hasNewsAfter(before)) {
            runtime.execute(() -> rounds.flush(post));
        }
        OptionalLong term = Post.term(lease);
        String obstacle = lease.obstacle().isEmpty() ? rounds.obstacle() : lease.obstacle();
        if (term.isEmpty() && !obstacle.isEmpty()) {
            throw new IllegalStateException(post.key() + " in " + store + ": " + obstacle);
        }
        return term;
    }

    @Override
    public boolean holds(String scope, long term) {
        Post post = posts.get(scope);
        Moment now = Rounds.moment(runtime);
        return post != null
                && !closed
                && OptionalLong.of(term).equals(Post.term(post.change(before -> before.looked(now))));
    }

    @Override
    public void resign(String scope) {
        resign(scope, Calls.MAY_BE_OUT);
    }

    @Override
    public void resign(String scope, Calls calls) {
        Post post = posts.get(scope);
        if (post != null) {
            await(List.of(release(post, calls)));
        }
    }

    /** Done once that stands in the store. */
    private CompletableFuture<Boolean> release(Post post, Calls calls) {
        letGo(post, calls);
        return post.whenGivenUp();
    }

    private void letGo(Post post, Calls calls) {
        post.rank(Ranking::resigned);
        post.change(lease -> lease.resigned(calls));
        runtime.execute(() -> rounds.flush(post));
    }

    @Override
    public Calls before(String scope, long term) {
        Post post = posts.get(scope);
        Optional<Right> right = post == null ? Optional.empty() : post.now().right();
        return right.filter(held -> held.term() == term).map(Right::before).orElse(Calls.MAY_BE_OUT);
    }

    @Override
    public void atLeast(String scope, long term) {
        Post post = post(scope);
        post.change(lease -> lease.atLeast(term));
        runtime.execute(() -> rounds.flush(post));
    }

    @Override
    public void onChange(Runnable value) {
        listener = Objects.requireNonNull(value, "listener");
    }

    @Override
    public Sighting sighting(String scope) {
        return closed ? Sighting.UNKNOWN : post(scope).now().sighting(Rounds.moment(runtime));
    }

    @Override
    public Optional<Leader> leader(String scope) {
        return closed ? Optional.empty() : post(scope).now().leader(Rounds.moment(runtime));
    }

    @Override
    public String outrankedBy(String scope) {
        return closed ? "" : post(scope).ranking().outrankedBy(Rounds.moment(runtime));
    }

    @Override
    public Duration lease() {
        return spec.lease().plus(LeaseSpec.POLL);
    }

    @Override
    public String instance() {
        return spec.by();
    }

    @Override
    public String site() {
        return site;
    }

    private Post post(String scope) {
        Post post = posts.computeIfAbsent(scope, key -> new Post(name, key, spec, () -> listener.run()));
        if (begun.compareAndSet(false, true)) {
            rounds.begin();
        }
        return post;
    }

    /**
     * Gives up every lead, and stops reading the store. What was handed in is left open.
     *
     * <p>An engine that was closed a moment ago gives up its leads itself, and says whether it has calls under way.
     * What it has not given up a second later is given up without that word, and then whoever leads next takes care of
     * calls that may still land.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        runtime.execute(rounds::end);
        List<CompletableFuture<Boolean>> gone =
                posts.values().stream().map(Post::whenGivenUp).toList();
        runtime.schedule(
                FAREWELL,
                () -> posts.values().stream()
                        .filter(post -> post.now().right().isPresent())
                        .forEach(post -> letGo(post, Calls.MAY_BE_OUT)));
        runtime.schedule(HAND_OVER, rounds::stop);
        await(gone);
        if (ownsRuntime) {
            runtime.close();
        }
    }

    private void await(List<CompletableFuture<Boolean>> releases) {
        if (!ownsRuntime) {
            return; // it may be a runtime whose time passes only when this thread goes on
        }
        try {
            CompletableFuture.allOf(releases.toArray(CompletableFuture[]::new))
                    .get(HAND_OVER.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException | ExecutionException e) {
            return; // others wait until the lease is over
        }
    }

    @Override
    public String toString() {
        return "lease " + name + " in " + store;
    }

    /** Settings of a {@link LeaseLeadership}. Confined to one thread. */
    public static final class Builder {

        private final StateStore store;
        private final String name;
        private Duration lease = Duration.ofSeconds(15);
        private String site = "";
        private String instance = here();

        /** Null for one of its own. */
        private @Nullable EngineRuntime runtime;

        private Builder(StateStore store, String name) {
            this.store = Objects.requireNonNull(store, "store");
            this.name = name;
            if (store.reach() != StateStore.Reach.SHARED) {
                throw new IllegalArgumentException("store: " + store + " reaches this machine only; instances elect one"
                        + " of them over a store that all of them share");
            }
            if (!NAME.matcher(name).matches()) {
                throw new IllegalArgumentException("name: \"" + name + "\"; 1 to 64 of A-Z a-z 0-9 . _ - are allowed");
            }
        }

        private static String here() {
            String host = System.getenv().getOrDefault("HOSTNAME", "host");
            return printable(host + "/" + ProcessHandle.current().pid());
        }

        private static String printable(String text) {
            String plain = text.replaceAll("[^A-Za-z0-9._:/-]", "_");
            return plain.substring(0, Math.min(plain.length(), 100)); // for people, who read no more
        }

        /**
         * For how long others leave the lead alone after its last sign of life; default 15 s. All instances should have
         * the same: where they differ, the longer one counts.
         *
         * @throws IllegalArgumentException unless it is 3 s to 5 min
         */
        public Builder lease(Duration value) {
            if (value.compareTo(SHORTEST_LEASE) < 0 || value.compareTo(LONGEST_LEASE) > 0) {
                throw new IllegalArgumentException("lease: " + value + "; 3 s to 5 min are allowed");
            }
            lease = value;
            return this;
        }

        /** The site that the election depends on; default that of the store. */
        public Builder site(String value) {
            site = Objects.requireNonNull(value, "site");
            return this;
        }

        /**
         * What people see of this instance in the store; default the process and what the environment variable {@code
         * HOSTNAME} says, which containers set. It decides nothing.
         */
        public Builder instance(String value) {
            instance = printable(value);
            return this;
        }

        /** Clocks and threads; default a {@link ThreadedRuntime} of its own. One that is given is not closed. */
        public Builder runtime(EngineRuntime value) {
            runtime = Objects.requireNonNull(value, "runtime");
            return this;
        }

        /** Makes the leadership; nothing is read before it is asked for the first time. */
        public LeaseLeadership build() {
            return new LeaseLeadership(this);
        }
    }
}
