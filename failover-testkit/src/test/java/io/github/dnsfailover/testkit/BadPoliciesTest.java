package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Decision;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.FailoverPolicy;
import io.github.dnsfailover.Health;
import io.github.dnsfailover.PoolView;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.dns.ProviderTraits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Policies on bad days: a refused answer holds the record as it is, and is told once. */
class BadPoliciesTest {

    private final Stage stage = new Stage().stands(Stage.DC1);
    private final AtomicReference<FailoverPolicy> policy = new AtomicReference<>(FailoverPolicy.orderedPriority());

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void whatAPolicyThrowsHoldsTheRecord() {
        start();

        failsWith(view -> {
            throw new IllegalStateException("no such weight");
        });

        assertHeld("it threw java.lang.IllegalStateException: no such weight");
    }

    @Test
    void aPolicyWithoutAnEndHoldsTheRecord() {
        start();

        FailoverPolicy[] itself = new FailoverPolicy[1];
        itself[0] = view -> new Decision.Hold(itself[0].decide(view).reason());
        failsWith(itself[0]);

        assertHeld("it threw java.lang.StackOverflowError");
    }

    @Test
    void nullHoldsTheRecord() {
        start();

        failsWith(view -> null);

        assertHeld("it answered null");
    }

    @Test
    void strangersAreRefused() {
        start();

        failsWith(view -> new Decision.Publish(List.of(Endpoint.backup("evil", Stage.STRANGER)), "why not"));

        assertHeld("it asked for evil [203.0.113.9], which is no endpoint of this pool");
    }

    @Test
    void anUnprovenEndpointIsRefused() {
        start();

        stage.check.fails("aws", "refused");
        stage.advance(60);
        policy.set(view -> new Decision.Publish(List.of(view.endpoints().get(1).endpoint()), "I like it"));
        stage.advance(100);

        assertHeld("it asked for aws, which is not proven healthy");
    }

    @Test
    void aLastResortIsRefusedWhileAnEndpointIsHealthy() {
        start();

        failsWith(
                view -> new Decision.LastResort(List.of(view.endpoints().get(1).endpoint()), "panic"));

        assertHeld("it asked for a last resort while an endpoint is healthy");
    }

    @Test
    void aLastResortMayBeTheOneThatStands() {
        start();
        stage.check.fails("aws", "refused");

        failsWith(view -> view.endpoints().stream().noneMatch(each -> each.health() == Health.HEALTHY)
                ? new Decision.LastResort(List.of(view.endpoints().get(1).endpoint()), "panic")
                : new Decision.Hold("wait"));

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(stage.troubles(Kind.POLICY_BROKEN)).isEmpty();
        assertThat(stage.snapshot().reason()).isEqualTo("panic");
    }

    @Test
    void moreThanASetHoldsIsRefused() {
        stage.provider(stage.memory.traits(ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                .valuesPerSet(1)
                .build()));
        start();

        policy.set(view -> new Decision.Publish(all(view), "both"));
        stage.advance(60);

        assertHeld("it asked for more values than one record set can hold, those of [dc1, aws]");
    }

    @Test
    void aPolicyThatComesToItsSensesIsFollowed() {
        start();
        failsWith(view -> null);

        policy.set(FailoverPolicy.orderedPriority());
        stage.advance(60);

        assertThat(stage.www()).containsExactly(Stage.AWS);

        policy.set(view -> null);
        stage.advance(60);

        assertThat(stage.troubles(Kind.POLICY_BROKEN))
                .as("told again, since it was good between")
                .hasSize(2);
    }

    @Test
    void aPolicyMayAskToBeAskedAgain() {
        AtomicInteger asked = new AtomicInteger();
        policy.set(view -> {
            asked.incrementAndGet();
            return new Decision.Hold("thinking", Duration.ofNanos(1));
        });
        start();
        int before = asked.get();

        stage.advance(10);

        assertThat(asked.get() - before).as("ten times a second at the most").isBetween(90, 130);
        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.snapshot().decision() + ": " + stage.snapshot().reason())
                .isEqualTo("hold: thinking");
    }

    @Test
    void aReviewInTheFarFutureIsAnHourAway() {
        policy.set(view -> new Decision.Hold("thinking", Duration.ofDays(100_000)));

        start();

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.snapshot().nextDeadline().orElseThrow())
                .isBefore(stage.runtime.now().plus(Duration.ofHours(1)));
    }

    private static List<Endpoint> all(PoolView view) {
        return view.endpoints().stream().map(each -> each.endpoint()).toList();
    }

    private void start() {
        stage.pool(pool -> pool.policy(view -> policy.get().decide(view)));
        stage.start();
    }

    /** The policy goes wrong, and then the primary does. */
    private void failsWith(FailoverPolicy value) {
        policy.set(value);
        stage.check.fails("dc1", "refused");
        stage.advance(120);
    }

    private void assertHeld(String detail) {
        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.only(Kind.POLICY_BROKEN).text()).isEqualTo(detail);
        assertThat(stage.wrong()).contains(Kind.POLICY_BROKEN);
        assertThat(stage.snapshot().reason()).isEqualTo("the policy's answer was refused: " + detail);
    }
}
