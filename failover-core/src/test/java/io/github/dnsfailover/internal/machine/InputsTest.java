package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The machines know every kind of input. */
class InputsTest {

    private static final List<Input> ONE_OF_EACH = List.of(
            new Input.Tick(),
            new Input.ProbeEnded(1, 0, HealthResult.healthy(), 0, 0),
            new Input.CheckBroken(0, "threw"),
            new Input.CallStarted(1),
            new Input.CallWaits(1, 0),
            new Input.CallReturned(1),
            new Input.CallDropped(1, "full"),
            new Input.ReadReturned(1, List.of()),
            new Input.ReadThrew(1, Input.Failure.unanswered("refused")),
            new Input.WriteApplied(1, ""),
            new Input.WriteConflicted(1, List.of()),
            new Input.WriteThrew(1, Outcome.UNKNOWN, Input.Failure.unanswered("reset")),
            new Input.WriteSkipped(1),
            new Input.RightsAnswered(1, "REFUSED"),
            new Input.RightsUnanswered(1),
            new Input.WordsSet(Intents.NONE),
            new Input.Proved(Horizon.NONE),
            new Input.NotProved("ns2 lags", false),
            new Input.ValuesDiffer(),
            new Input.PublishedHeard(List.of(0)),
            new Input.FailuresReported(0, "3"),
            new Input.Close());

    @Test
    void everyKindOfInputIsTaken() {
        World world = Pools.atPrimary().begin().run(5);

        ONE_OF_EACH.forEach(world::take);

        assertThat(ONE_OF_EACH.stream().map(input -> input.getClass().getName()))
                .containsExactlyInAnyOrderElementsOf(kindsOf(Input.class));
    }

    @Test
    void everyKindOfInputOfTheProcessIsTaken() {
        PoolSpec.Identity controlled = new PoolSpec.Identity("acme", "prod", Leadership.Instances.ONE, "", false, true);
        World world = new World(Pools::two, controlled).begin().run(5);
        List<EngineInput> oneOfEach = List.of(
                new EngineInput.Tick(),
                new EngineInput.Starved("busy", 1),
                new EngineInput.ControlsWanted(0),
                new EngineInput.ControlEnded(1, 0, EngineInput.Ending.PASSED, 0, ""),
                new EngineInput.ControlReturned(0),
                new EngineInput.TermsAnswered(1, Map.of(), Set.of(), Map.of(), ""),
                new EngineInput.TermsFailed(1, "away"),
                new EngineInput.LeadMoved(),
                new EngineInput.TermEnded(world.spec().scope, "over"),
                new EngineInput.MarkAbove(world.spec().scope, 7),
                new EngineInput.ProviderAnswered(0),
                new EngineInput.ProviderFailed(0, "refused"),
                new EngineInput.ProviderHangs(0, "hangs"),
                new EngineInput.ChangeFails(world.spec().scope, "refused"),
                new EngineInput.ChangeMade(world.spec().scope),
                new EngineInput.HealthSeen("www", List.of("dc1")),
                new EngineInput.DeadPlaceSeen("www", "www was last known to be at dc1"),
                new EngineInput.SpeakerAnswered(1, OptionalLong.empty(), EngineInput.Look.UNKNOWN),
                new EngineInput.WordsRead(true, world.nanos(), 1, WordBook.EMPTY),
                new EngineInput.WordsFailed(true, "torn"),
                new EngineInput.WordObeyed(1),
                new EngineInput.EditFroze("www", "twice"),
                new EngineInput.ListenerSaid("Pager", "threw"),
                new EngineInput.ClockSeen("dns", Duration.ofSeconds(5)),
                new EngineInput.StopFileWatched("/run/stop"),
                new EngineInput.StopFileFailed("permission denied"),
                new EngineInput.StopFileSeen(true),
                new EngineInput.LookUpsKept(List.of("www"), "kept for ever", true),
                new EngineInput.StopEntrySeen("stop:acme/prod stands in the state store: alice"),
                new EngineInput.ServerSaid(0, "ns1", "does not answer"),
                new EngineInput.Close());

        oneOfEach.forEach(world::take);

        assertThat(oneOfEach.stream().map(input -> input.getClass().getName()))
                .containsExactlyInAnyOrderElementsOf(kindsOf(EngineInput.class));
    }

    private static List<String> kindsOf(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .map(Class::getName)
                .toList();
    }
}
