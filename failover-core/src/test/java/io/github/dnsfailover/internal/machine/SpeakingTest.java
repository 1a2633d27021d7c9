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
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which instance tells what every one sees. */
class SpeakingTest {

    private final EngineTurn turn = turn(true);

    private static EngineTurn turn(boolean several) {
        EngineSpec spec = new EngineSpec(
                List.of(new EngineSpec.Pool("www", "example.com.", 0, false, "", 0)),
                List.of(new EngineSpec.Provider("vendor")),
                List.of(),
                new EngineSpec.Election(several, Duration.ofSeconds(15).toNanos(), 0),
                true);
        return new EngineTurn(spec, 1, 0, Instant.EPOCH);
    }

    private Troubles wrong(Trouble.Kind... kinds) {
        Troubles troubles = new Troubles();
        for (Trouble.Kind kind : kinds) {
            Wrong wrong = new Wrong(kind, "", "", List.of("www"), "text", Severity.WARNING, true);
            troubles = troubles.with(turn, wrong, event -> {});
        }
        return troubles;
    }

    private static EngineInput.TermsAnswered answer(OptionalLong term, Leader leader) {
        EngineInput.Look look = new EngineInput.Look(Sighting.SOMEBODY, Optional.of(leader), "");
        return new EngineInput.TermsAnswered(
                1, Map.of(Speaking.SCOPE, term), Set.of(), Map.of(Speaking.SCOPE, look), "");
    }

    private static Leader leader(boolean self, String name) {
        return new Leader(7, self, name, Candidate.SILENT, Duration.ofSeconds(15));
    }

    @Test
    void itIsACandidateWhileSomethingIsWrongThatAllSee() {
        Speaking calm = new Speaking().continued(turn, wrong(Trouble.Kind.BLIND, Trouble.Kind.STORE_FAILS));
        Speaking wanted = calm.continued(turn, wrong(Trouble.Kind.BLIND, Trouble.Kind.NOBODY_LEADS));

        assertThat(calm.isWanted()).isFalse();
        assertThat(wanted.isWanted()).isTrue();
        assertThat(turn.effects).isEmpty();
        assertThat(wanted.continued(turn, wrong(Trouble.Kind.BLIND)).isWanted()).isFalse();
        assertThat(turn.effects)
                .containsExactly(new EngineEffect.Resign(Speaking.SCOPE, "there is nothing to tell for all"));
    }

    @Test
    void theOnlyEngineThereIsAsksNobody() {
        Speaking alone = new Speaking().continued(turn(false), wrong(Trouble.Kind.STOP_ENTRY));

        assertThat(alone.isWanted()).isFalse();
    }

    @Test
    void whoeverHoldsItSpeaks() {
        Speaking wanted = new Speaking().continued(turn, wrong(Trouble.Kind.NOBODY_LEADS));

        Speaking own = wanted.answered(turn, answer(OptionalLong.of(7), leader(true, "node-1")));
        Speaking other = own.answered(turn, answer(OptionalLong.empty(), leader(false, "node-2")));

        assertThat(wanted.view()).isEmpty();
        assertThat(own.view().map(EngineSnapshot.Lead::own)).contains(true);
        assertThat(other.view().map(EngineSnapshot.Lead::name)).contains("node-2");
    }

    @Test
    void whatIsOverIsForgotten() {
        Speaking own = new Speaking()
                .continued(turn, wrong(Trouble.Kind.NOBODY_LEADS))
                .answered(turn, answer(OptionalLong.of(7), leader(true, "node-1")));

        Speaking over = own.continued(turn, wrong());
        Speaking late = over.answered(turn, answer(OptionalLong.of(7), leader(true, "node-1")));

        assertThat(over.view()).isEmpty();
        assertThat(late.view()).isEmpty();
    }
}
