package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.EngineSnapshot;
import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Leadership.Candidate;
import io.github.dnsfailover.Leadership.Leader;
import io.github.dnsfailover.Leadership.Sighting;
import io.github.dnsfailover.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Which instance tells what every one sees. */
class SpeakingTest {

    private final EngineTurn turn = turn(true, true, 0);

    private static EngineTurn turn(boolean several, boolean speaks, long seconds) {
        EngineSpec spec = new EngineSpec(
                List.of(new EngineSpec.Pool("www", "example.com.", 0, false, "", 0)),
                List.of(new EngineSpec.Provider("vendor")),
                List.of(),
                new EngineSpec.Election(several, Duration.ofSeconds(15).toNanos(), 0, speaks),
                true);
        return new EngineTurn(spec, 1, seconds * 1_000_000_000L, Instant.EPOCH.plusSeconds(seconds));
    }

    private Troubles wrong(Trouble.Kind... kinds) {
        Troubles troubles = new Troubles();
        for (Trouble.Kind kind : kinds) {
            Wrong wrong = new Wrong(kind, "", "", List.of("www"), "text", Severity.WARNING, true);
            troubles = troubles.with(turn, wrong, event -> {});
        }
        return troubles;
    }

    private Speaking answer(Speaking asking, OptionalLong term, Leader leader) {
        long id = turn.effects.stream()
                .filter(EngineEffect.AskSpeaker.class::isInstance)
                .map(EngineEffect.AskSpeaker.class::cast)
                .reduce((first, second) -> second)
                .orElseThrow()
                .id();
        EngineInput.Look look = new EngineInput.Look(Sighting.SOMEBODY, Optional.of(leader), "");
        return asking.answered(turn, new EngineInput.SpeakerAnswered(id, term, look));
    }

    private static Leader leader(boolean self, String name) {
        return new Leader(7, self, name, Candidate.SILENT, Duration.ofSeconds(15));
    }

    @Test
    void itAsksWhileSomethingIsWrongThatAllSee() {
        Speaking calm = new Speaking().continued(turn, wrong(Trouble.Kind.BLIND, Trouble.Kind.STORE_FAILS), false);
        assertThat(turn.effects).isEmpty();

        Speaking wanted = calm.continued(turn, wrong(Trouble.Kind.BLIND, Trouble.Kind.NOBODY_LEADS), false);

        assertThat(turn.effects).containsExactly(new EngineEffect.AskSpeaker(1));
        assertThat(wanted.view()).map(EngineSnapshot.Lead::term).contains(OptionalLong.empty());
    }

    @Test
    void theOnlyEngineThereIsAndOneThatTellsNobodyAskNobody() {
        new Speaking().continued(turn(false, true, 0), wrong(Trouble.Kind.STOP_ENTRY), false);
        new Speaking().continued(turn(true, false, 0), wrong(Trouble.Kind.STOP_ENTRY), false);

        assertThat(turn.effects).isEmpty();
    }

    @Test
    void whoeverHoldsItSpeaks() {
        Speaking wanted = new Speaking().continued(turn, wrong(Trouble.Kind.NOBODY_LEADS), false);

        Speaking own = answer(wanted, OptionalLong.of(7), leader(true, "node-1"));
        Speaking other = answer(wanted, OptionalLong.empty(), leader(false, "node-2"));

        assertThat(own.view().map(EngineSnapshot.Lead::own)).contains(true);
        assertThat(other.view().map(EngineSnapshot.Lead::name)).contains("node-2");
    }

    /** Whoever told it may be gone when it ends, and then the next one tells that. */
    @Test
    void itIsHeldForALeaseAndHalfAMinuteLonger() {
        Speaking own = answer(
                new Speaking().continued(turn, wrong(Trouble.Kind.NOBODY_LEADS), false),
                OptionalLong.of(7),
                leader(true, "node-1"));
        EngineTurn later = turn(true, true, 44);
        EngineTurn end = turn(true, true, 45);

        assertThat(own.continued(later, wrong(), false).view()).isPresent();
        assertThat(own.continued(end, wrong(), false).view()).isEmpty();
        assertThat(end.effects)
                .containsExactly(new EngineEffect.Resign(Speaking.SCOPE, "there is nothing to tell for all"));
    }

    @Test
    void whereNoElectionAnswersEachSpeaksAfterALease() {
        Speaking wanted = new Speaking().continued(turn, wrong(Trouble.Kind.NOBODY_LEADS), false);

        Speaking waits = wanted.continued(turn(true, true, 19), wrong(Trouble.Kind.NOBODY_LEADS), false);
        Speaking late = wanted.continued(turn(true, true, 20), wrong(Trouble.Kind.NOBODY_LEADS), false);

        assertThat(waits.view()).isPresent();
        assertThat(late.view()).isEmpty();
    }

    @Test
    void whileClientsAreAtADeadPlaceAndTheStoreIsSilentEachSpeaksAtOnce() {
        Speaking waits = new Speaking().continued(turn, wrong(Trouble.Kind.NOBODY_LEADS), false);

        Speaking urgent = waits.continued(turn(true, true, 1), wrong(Trouble.Kind.NOBODY_LEADS), true);

        assertThat(waits.view()).isPresent();
        assertThat(urgent.view()).isEmpty();
    }

    @Test
    void anAnswerToAnOlderQuestionIsNone() {
        Speaking wanted = new Speaking().continued(turn, wrong(Trouble.Kind.NOBODY_LEADS), false);
        EngineInput.Look look = new EngineInput.Look(Sighting.SOMEBODY, Optional.of(leader(true, "node-1")), "");

        Speaking after = wanted.answered(turn, new EngineInput.SpeakerAnswered(99, OptionalLong.of(1), look));

        assertThat(after.view().map(EngineSnapshot.Lead::own)).contains(false);
    }
}
