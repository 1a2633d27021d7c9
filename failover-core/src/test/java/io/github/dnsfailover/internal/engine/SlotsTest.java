package io.github.dnsfailover.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.runtime.EngineRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** The share that one provider has of a lane. */
class SlotsTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ProviderCallsTest.Lane lane = new ProviderCallsTest.Lane();
    private final Slots slots = new Slots(lane, EngineRuntime.Lane.VERIFICATION, 2, LIMIT);
    private final List<Integer> good = new ArrayList<>();
    private final Map<Integer, Throwable> bad = new LinkedHashMap<>();

    private void submit(int... numbers) {
        for (int number : numbers) {
            slots.<Integer>submit(
                    () -> {
                        lane.begun.add(number);
                        return number;
                    },
                    end -> {
                        if (end.failure() == null) {
                            good.add(number);
                        } else {
                            bad.put(number, end.failure());
                        }
                    });
        }
    }

    @Test
    void callsBeyondTheShareWaitAndFollowInTheirOrder() {
        submit(1, 2, 3, 4);
        assertThat(lane.begun).containsExactly(1, 2);

        lane.returns(2);

        assertThat(lane.begun).containsExactly(1, 2, 3);
        assertThat(good).containsExactly(2);
    }

    @Test
    void aCallThatHangsIsToldOnceAndKeepsItsSlotUntilItReturns() {
        submit(1, 2);

        lane.pass(LIMIT);

        assertThat(bad).containsOnlyKeys(1, 2);
        assertThat(bad.get(1)).isInstanceOf(TimeoutException.class).hasMessage("the call has not returned for 30 s");
        submit(3);
        assertThat(lane.begun).containsExactly(1, 2);

        lane.returns(1);

        assertThat(good).as("what came too late").isEmpty();
        assertThat(lane.begun).containsExactly(1, 2, 3);
    }

    @Test
    void aCallThatWaitsInVainIsTold() {
        submit(1, 2);
        lane.pass(LIMIT.dividedBy(2));
        submit(3);

        lane.pass(LIMIT);

        assertThat(bad.get(3)).hasMessage("earlier calls have not returned for 30 s");
        lane.returns(1);
        assertThat(lane.begun).doesNotContain(3);
    }

    @Test
    void aCallThatHasBegunHasTheWholeLimitForItself() {
        submit(1, 2, 3);
        lane.pass(Duration.ofSeconds(20));
        lane.returns(1);

        lane.pass(Duration.ofSeconds(20));

        assertThat(lane.begun).contains(3);
        assertThat(bad).containsOnlyKeys(2);
    }
}
