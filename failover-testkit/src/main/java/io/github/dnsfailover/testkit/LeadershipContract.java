package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.Leadership.Calls;
import io.github.dnsfailover.Leadership.Sighting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a {@link Leadership} of several instances does. Extend it, say how to make an instance and how time passes.
 *
 * <pre>{@code
 * class AcmeLeadershipTest extends LeadershipContract {
 *     private final VirtualRuntime runtime = new VirtualRuntime(7);
 *     private final SharedStateStore store = new SharedStateStore();
 *
 *     @Override
 *     protected Leadership instance() {
 *         return LeaseLeadership.in(store.again(), "shop-prod").runtime(runtime).build(); // yours in its place
 *     }
 *
 *     @Override
 *     protected void pass(Duration time) {
 *         runtime.advance(time);
 *     }
 *
 *     @Override
 *     protected void close(Leadership instance) {
 *         ((LeaseLeadership) instance).close();
 *     }
 * }
 * }</pre>
 *
 * <p>The suite asks those instances that run once a second, as engines do, and looks at each of these moments that no
 * two hold the same scope, and that terms rise.
 */
public abstract class LeadershipContract {

    private static final String SCOPE = "example.com.";
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Beyond a lease: looks of both sides, and the answers. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    private final List<Leadership> all = new ArrayList<>();
    private final Set<Leadership> asking = new LinkedHashSet<>();
    private final Map<String, Long> highest = new HashMap<>();
    private final Map<Leadership, Map<String, Long>> told = new HashMap<>();

    /** For the subclass. */
    protected LeadershipContract() {}

    /** A new instance, of the same election as all others of this test. */
    protected abstract Leadership instance();

    /** Lets time pass for all instances. */
    protected abstract void pass(Duration time);

    /** Ends an instance in order. */
    protected abstract void close(Leadership instance);

    /** Cuts an instance off from what it elects over, or skips the test if that cannot be done. */
    protected void cut(Leadership instance) {
        Assumptions.abort("no instance can be cut off here");
    }

    /** Ends {@link #cut}. */
    protected void heal(Leadership instance) {
        Assumptions.abort("no instance can be cut off here");
    }

    /** Three instances that ask. */
    @BeforeEach
    void start() {
        for (int i = 0; i < 3; i++) {
            add();
        }
    }

    /** Ends all of them. */
    @AfterEach
    void end() {
        all.forEach(this::close);
    }

    private Leadership add() {
        Leadership instance = instance();
        all.add(instance);
        asking.add(instance);
        return instance;
    }

    // Time

    private void seconds(long count, String... scopes) {
        for (long i = 0; i < count; i++) {
            for (String scope : scopes) {
                asking.forEach(instance -> termOf(instance, scope));
                check(scope);
            }
            pass(SECOND);
            for (String scope : scopes) {
                check(scope);
            }
        }
    }

    private void pass(Duration time, Duration more) {
        seconds(time.plus(more).toSeconds(), SCOPE);
    }

    private void lease() {
        pass(all.get(0).lease(), SLACK);
    }

    private void check(String scope) {
        List<Leadership> holders = new ArrayList<>();
        for (Leadership instance : all) {
            long known = told.getOrDefault(instance, Map.of()).getOrDefault(scope, 0L);
            OptionalLong term = asking.contains(instance) ? termOf(instance, scope) : OptionalLong.of(known);
            if (term.isEmpty() || !instance.holds(scope, term.getAsLong())) {
                continue;
            }
            holders.add(instance);
            if (term.getAsLong() != known) {
                assertThat(term.getAsLong()).as("a new term").isGreaterThan(highest.getOrDefault(scope, 0L));
                highest.put(scope, term.getAsLong());
                told.computeIfAbsent(instance, key -> new HashMap<>()).put(scope, term.getAsLong());
            }
        }
        assertThat(holders).as("leaders of " + scope).hasSizeLessThan(2);
    }

    /** As an engine asks: an exception counts as empty. */
    private static OptionalLong termOf(Leadership instance, String scope) {
        try {
            return instance.term(scope);
        } catch (RuntimeException e) {
            return OptionalLong.empty();
        }
    }

    private OptionalLong held(Leadership instance, String scope) {
        long known = told.getOrDefault(instance, Map.of()).getOrDefault(scope, 0L);
        return instance.holds(scope, known) ? OptionalLong.of(known) : OptionalLong.empty();
    }

    private Leadership leader() {
        return leader(SCOPE);
    }

    private Leadership leader(String scope) {
        List<Leadership> holders = all.stream()
                .filter(instance -> held(instance, scope).isPresent())
                .toList();
        assertThat(holders).as("leaders of " + scope).hasSize(1);
        return holders.get(0);
    }

    // Tests

    @Test
    void somebodyLeadsAfterALease() {
        lease();

        assertThat(leader().sighting(SCOPE)).isEqualTo(Sighting.SOMEBODY);
        assertThat(all).allMatch(instance -> instance.sighting(SCOPE) == Sighting.SOMEBODY);
    }

    @Test
    void whileNothingHappensOneLeadsInOneTerm() {
        lease();
        Leadership leader = leader();
        OptionalLong term = held(leader, SCOPE);

        pass(leader.lease().multipliedBy(10), SLACK);

        assertThat(leader()).isSameAs(leader);
        assertThat(held(leader, SCOPE)).isEqualTo(term);
    }

    @Test
    void aLeadThatIsGivenUpIsTakenByAnotherAtOnce() {
        lease();
        Leadership leader = leader();

        asking.remove(leader);
        leader.resign(SCOPE, Calls.ENDED);
        check(SCOPE);
        assertThat(held(leader, SCOPE)).isEmpty();
        seconds(SLACK.toSeconds(), SCOPE);

        assertThat(leader()).isNotSameAs(leader);
    }

    @Test
    void whoGaveUpDoesNotComeBackUnasked() {
        asking.retainAll(List.of(all.get(0)));
        lease();
        Leadership leader = leader();

        asking.clear();
        leader.resign(SCOPE);
        lease();
        lease();

        assertThat(held(leader, SCOPE)).isEmpty();
        assertThat(all)
                .as("somebody leads, though nobody asks")
                .noneMatch(instance -> instance.sighting(SCOPE) == Sighting.SOMEBODY);
        asking.add(leader);
        lease();
        assertThat(leader()).isSameAs(leader);
    }

    @Test
    void whoIsNotAskedGivesUp() {
        lease();
        Leadership leader = leader();

        asking.remove(leader);
        lease();

        assertThat(leader()).isNotSameAs(leader);
    }

    @Test
    void toLookIsNoCandidacy() {
        asking.clear();
        for (int i = 0; i < 60; i++) {
            all.forEach(instance -> instance.holds(SCOPE, 1));
            all.forEach(instance -> instance.sighting(SCOPE));
            pass(SECOND);
        }

        assertThat(all).noneMatch(instance -> instance.holds(SCOPE, 1));
        assertThat(all).noneMatch(instance -> instance.sighting(SCOPE) == Sighting.SOMEBODY);
    }

    @Test
    void aTermBelowThatOfAMarkIsTakenAnewAboveIt() {
        lease();
        Leadership leader = leader();
        long mark = held(leader, SCOPE).orElseThrow() + 1_000;

        leader.atLeast(SCOPE, mark);
        assertThat(held(leader, SCOPE)).isEmpty();
        lease();

        assertThat(held(leader(), SCOPE).orElseThrow()).isGreaterThan(mark);
    }

    @Test
    void anEqualTermOfAMarkIsTakenAnewAboveIt() {
        lease();
        Leadership leader = leader();
        long mark = held(leader, SCOPE).orElseThrow();

        leader.atLeast(SCOPE, mark);
        lease();

        assertThat(held(leader(), SCOPE).orElseThrow()).isGreaterThan(mark);
    }

    @Test
    void scopesAreApart() {
        long lease = all.get(0).lease().plus(SLACK).toSeconds();
        seconds(lease, SCOPE, "example.net.");
        Leadership leader = leader();
        Leadership other = leader("example.net.");

        leader.resign(SCOPE);
        asking.remove(leader);
        if (other == leader) {
            leader.term("example.net.");
        }
        seconds(SLACK.toSeconds(), SCOPE, "example.net.");

        assertThat(leader()).isNotSameAs(leader);
        assertThat(leader("example.net.")).isSameAs(other);
    }

    @Test
    void whoIsClosedHandsOver() {
        lease();
        Leadership leader = leader();

        asking.remove(leader);
        close(leader);
        check(SCOPE);
        assertThat(held(leader, SCOPE)).isEmpty();
        seconds(SLACK.toSeconds(), SCOPE);

        assertThat(leader()).isNotSameAs(leader);
    }

    @Test
    void tenRestartsInARowNeverLeaveTheLeadForLong() {
        lease();
        for (int i = 0; i < 10; i++) {
            Leadership leader = leader();
            asking.remove(leader);
            close(leader);
            add();
            seconds(SLACK.toSeconds() + 1, SCOPE);
            assertThat(leader()).isNotSameAs(leader);
        }
    }

    @Test
    void whoIsCutOffLosesTheLeadAndAnotherTakesIt() {
        lease();
        Leadership leader = leader();

        cut(leader);
        lease();
        assertThat(leader()).isNotSameAs(leader);
        assertThat(leader.sighting(SCOPE)).isEqualTo(Sighting.UNKNOWN);

        Leadership next = leader();
        heal(leader);
        lease();
        assertThat(leader()).isSameAs(next);
    }

    @Test
    void aShortCutChangesNothing() {
        lease();
        Leadership leader = leader();
        OptionalLong term = held(leader, SCOPE);
        for (int i = 0; i < 20; i++) {
            all.forEach(this::cut);
            seconds(leader.lease().dividedBy(3).toSeconds(), SCOPE);
            all.forEach(this::heal);
            seconds(leader.lease().toSeconds(), SCOPE);
        }

        assertThat(leader()).isSameAs(leader);
        assertThat(held(leader, SCOPE)).isEqualTo(term);
    }
}
