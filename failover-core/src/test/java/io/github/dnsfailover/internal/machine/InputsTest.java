package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.event.IntentChanged.Change;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The machine knows every kind of input. */
class InputsTest {

    private static final List<Input> ONE_OF_EACH = List.of(
            new Input.Tick(),
            new Input.ProbeEnded(1, 0, HealthResult.healthy(), 0, 0),
            new Input.CheckBroken(0, "threw"),
            new Input.CallStarted(1),
            new Input.ReadReturned(1, List.of()),
            new Input.ReadThrew(1, "refused", Duration.ZERO),
            new Input.WriteApplied(1, ""),
            new Input.WriteConflicted(1, List.of()),
            new Input.WriteThrew(1, Outcome.UNKNOWN, "reset", Duration.ZERO),
            new Input.WriteSkipped(1, Input.Skip.OUTDATED),
            new Input.TermSeen(OptionalLong.of(2), ""),
            new Input.IntentsSet(Intents.NONE, Change.LOADED, "none"),
            new Input.FailbackAsked(),
            new Input.StoreFailed("gone"),
            new Input.ControlPassed(0),
            new Input.ControlsFailed("none"),
            new Input.FailuresReported(0, "3"),
            new Input.Close());

    @Test
    void everyKindOfInputIsTaken() {
        World world = Pools.atPrimary().begin().run(5);

        ONE_OF_EACH.forEach(world::take);

        assertThat(ONE_OF_EACH.stream().map(input -> input.getClass().getName()))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Input.class.getPermittedSubclasses())
                        .map(Class::getName)
                        .toList());
    }
}
