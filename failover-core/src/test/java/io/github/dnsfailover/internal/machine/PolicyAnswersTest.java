package io.github.dnsfailover.internal.machine;

import static io.github.dnsfailover.internal.machine.Pools.BACKUP;
import static io.github.dnsfailover.internal.machine.Pools.PRIMARY;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Decision;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointView;
import io.github.dnsfailover.FailoverPolicy;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.PoolView;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a policy of somebody's own may answer, and what is done if it may not. */
class PolicyAnswersTest {

    private FailoverPolicy policy = FailoverPolicy.orderedPriority();
    private int asked;

    private World world() {
        return Pools.atPrimary(pool -> pool.policy(this::decide)).begin().run(20);
    }

    private Decision decide(PoolView view) {
        asked++;
        return policy.decide(view);
    }

    private static Endpoint named(PoolView view, String id) {
        return view.endpoints().stream()
                .map(EndpointView::endpoint)
                .filter(endpoint -> endpoint.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static Decision publish(PoolView view, String... ids) {
        return new Decision.Publish(
                List.of(ids).stream().map(id -> named(view, id)).toList(), "as told");
    }

    @TestFactory
    List<DynamicTest> whatMayNotBeAskedForMovesNothingAndIsTold() {
        Map<String, FailoverPolicy> answers = new TreeMap<>();
        answers.put("it answered null", view -> null);
        answers.put("it threw java.lang.IllegalStateException: oh", view -> {
            throw new IllegalStateException("oh");
        });
        answers.put("it threw java.lang.AssertionError: oh", view -> {
            throw new AssertionError("oh");
        });
        answers.put(
                "which is no endpoint of this pool",
                view -> new Decision.Publish(List.of(Endpoint.primary("stranger", "203.0.113.66")), "as told"));
        answers.put(
                "it asked for a last resort while an endpoint is healthy",
                view -> new Decision.LastResort(List.of(named(view, "ec2")), "as told"));
        return answers.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> isRefused(each.getValue(), each.getKey())))
                .toList();
    }

    private void isRefused(FailoverPolicy answer, String breach) {
        policy = FailoverPolicy.orderedPriority();
        World world = world();

        policy = answer;
        world.run(60);

        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
        assertThat(world.begun(Kind.POLICY_BROKEN))
                .singleElement()
                .satisfies(trouble -> assertThat(trouble.text()).contains(breach));
        assertThat(world.state().outlook().decision()).isEqualTo("hold");
        assertThat(world.state().outlook().reason()).contains("refused", breach);
    }

    @Test
    void anExceptionThatSaysNothingOfItselfIsNamedByItsClass() {
        @SuppressWarnings({"serial", "OverrideThrowableToString"}) // somebody else's, and never written
        class Silent extends RuntimeException {
            @Override
            public String toString() {
                return getMessage();
            }
        }

        World world = Pools.atPrimary(pool -> pool.policy(view -> {
            throw new Silent();
        }));
        world.begin().run(20);

        assertThat(world.begun(Kind.POLICY_BROKEN))
                .singleElement()
                .satisfies(trouble ->
                        assertThat(trouble.text()).contains("it threw").contains("Silent"));
    }

    @Test
    void anEndpointThatIsNotProvenMayNotEnter() {
        World world = world().fails("ec2").run(60);

        policy = view -> publish(view, "ec2");
        world.run(60);

        assertThat(world.begun(Kind.POLICY_BROKEN))
                .singleElement()
                .satisfies(trouble -> assertThat(trouble.text()).contains("ec2, which is not proven healthy"));
    }

    @Test
    void whatStandsAlreadyMayStayAlthoughItIsDown() {
        policy = view -> publish(view, "cloudhelix");
        World world = world();

        world.fails("cloudhelix").run(60);

        assertThat(world.begun(Kind.POLICY_BROKEN)).isEmpty();
        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
    }

    @Test
    void whatIsDownMayNotStayInAChange() {
        World world = world();
        policy = view -> publish(view, "cloudhelix");
        world.fails("cloudhelix").run(60);

        policy = view -> publish(view, "cloudhelix", "ec2");
        world.run(60);

        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
        assertThat(world.begun(Kind.POLICY_BROKEN))
                .singleElement()
                .satisfies(trouble -> assertThat(trouble.text()).contains("cloudhelix, which is not proven healthy"));
    }

    @Test
    void aPolicyThatHoldsAfterABreachHasNotMendedIt() {
        World world = world();
        policy = view -> null;
        world.run(60);

        policy = view -> new Decision.Hold("thinking", Duration.ZERO);
        world.run(60);
        assertThat(world.ended(Kind.POLICY_BROKEN)).isEmpty();
        policy = FailoverPolicy.orderedPriority();
        world.run(60);

        assertThat(world.begun(Kind.POLICY_BROKEN)).hasSize(1);
        assertThat(world.ended(Kind.POLICY_BROKEN)).hasSize(1);
    }

    @Test
    void aLastResortIsPublishedWhileNobodyIsHealthy() {
        World world = world();
        policy = view -> new Decision.LastResort(List.of(named(view, "ec2")), "nobody is left");

        world.fails("cloudhelix").fails("ec2").run(200);

        assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
        assertThat(world.state().outlook().decision()).isEqualTo("last resort [ec2]");
    }

    @Test
    void aLastResortLeadsToNothingThatAnOperatorSaidIsDown() {
        World world = world();
        world.say(OperatorIntent.down("www", "ec2"));
        world.fails("cloudhelix").fails("ec2").run(60);

        policy = view -> new Decision.LastResort(List.of(named(view, "ec2")), "nobody is left");
        world.run(200);

        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
        assertThat(world.state().outlook().decision()).isEqualTo("hold");
        assertThat(world.begun(Kind.POLICY_BROKEN)).isEmpty();
    }

    @Test
    void anEndpointThatHasNotSoakedWaitsWhateverThePolicyAsksFor() {
        World world = world().fails("cloudhelix").run(60);
        assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
        policy = view -> publish(view, "cloudhelix");

        world.passes("cloudhelix").run(60);
        assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
        assertThat(world.state().outlook().reason()).isEqualTo("failback to cloudhelix is not allowed yet");
        world.run(300);

        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
    }

    @Test
    void aPolicyThatHoldsForAWhileIsAskedAgainThen() {
        assertThat(asksIn100Seconds(Duration.ofMillis(500))).isBetween(200, 280);
    }

    @Test
    void aPolicyThatWantsToBeAskedAtOnceAgainIsNoBusyLoop() {
        assertThat(asksIn100Seconds(Duration.ofNanos(1))).isBetween(1_000, 1_100);
    }

    @Test
    void aPolicyThatHoldsForLongerThanAnythingIsAskedWithTheNextInput() {
        assertThat(asksIn100Seconds(Duration.ofDays(10_000))).isBetween(10, 100);
    }

    /** How often a policy is asked that holds and says for how long. */
    private int asksIn100Seconds(Duration hold) {
        World world = world();
        policy = view -> new Decision.Hold("thinking", hold);
        world.run(10);
        asked = 0;
        world.run(100);
        return asked;
    }

    @Test
    void aPolicySeesHowLongAnEndpointHasHadItsHealth() {
        World world = world().fails("cloudhelix").run(60);
        Duration[] since = {Duration.ZERO};
        policy = view -> {
            since[0] = view.endpoints().get(0).since();
            return publish(view, "ec2");
        };

        world.run(100);

        long nanos = world.nanos() - world.state().diagnosis().endpoint(0).since();
        assertThat(since[0]).isBetween(Duration.ofNanos(nanos).minusSeconds(20), Duration.ofNanos(nanos));
    }
}
