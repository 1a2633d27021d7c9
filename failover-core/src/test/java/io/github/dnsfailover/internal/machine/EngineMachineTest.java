package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.Trouble;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the process asks for again when an answer, or what was to be done, may be lost. */
class EngineMachineTest {

    private static final String SCOPE = "example.com.";
    private static final EngineSpec SPEC = new EngineSpec(
            List.of(new EngineSpec.Pool("www", SCOPE, 0, false, "", 0)),
            List.of(new EngineSpec.Provider("vendor")),
            List.of(),
            new EngineSpec.Election(true, Duration.ofSeconds(15).toNanos(), 0),
            true);

    private final EngineMachine machine = new EngineMachine(SPEC);
    private EngineState state = EngineState.first(SPEC, 0);
    private List<EngineEffect> effects = List.of();

    private void take(Duration time, EngineInput input) {
        EngineMachine.Step step = machine.step(state, input, time.toNanos(), Instant.EPOCH.plus(time));
        state = step.state();
        effects = step.effects();
    }

    private <T extends EngineEffect> List<T> done(Class<T> kind) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static EngineInput look(Duration time, long version, WordBook book) {
        return new EngineInput.WordsRead(true, time.toNanos(), version, book);
    }

    @Test
    void aStepThatThrewLeavesNoQuestionForEver() {
        take(Duration.ZERO, look(Duration.ZERO, 1, WordBook.EMPTY));
        assertThat(done(EngineEffect.AskTerms.class)).hasSize(1);
        assertThat(done(EngineEffect.LookAtWords.class)).hasSize(1);

        state = machine.afterFault(state, "an oversight", 0, Instant.EPOCH).state();
        take(Duration.ofSeconds(3), new EngineInput.Tick());

        assertThat(done(EngineEffect.AskTerms.class)).hasSize(1);
        assertThat(done(EngineEffect.LookAtWords.class)).hasSize(1);
    }

    @Test
    void aStepThatThrewIsFollowedByAnotherInASecond() {
        take(Duration.ZERO, look(Duration.ZERO, 1, WordBook.EMPTY));
        long now = Duration.ofMillis(300).toNanos();

        EngineState after =
                machine.afterFault(state, "an oversight", now, Instant.EPOCH).state();

        assertThat(after.deadline() - now).isEqualTo(Limits.FIRST_FAULT_PAUSE.toNanos());
    }

    @Test
    void aStepThatThrewIsToldUntilEverythingWasLookedAtAgain() {
        take(Duration.ZERO, look(Duration.ZERO, 1, WordBook.EMPTY));

        EngineMachine.Step step = machine.afterFault(state, "an oversight", 0, Instant.EPOCH);
        state = step.state();
        effects = step.effects();

        assertThat(done(EngineEffect.Emit.class))
                .extracting(emit -> emit.event().summary())
                .singleElement()
                .asString()
                .contains("an oversight");
        take(Duration.ofMillis(500), new EngineInput.LeadMoved());
        assertThat(state.wrong()).extracting(Trouble::kind).containsExactly(Trouble.Kind.PROCESS_FAULT);
        take(Duration.ofSeconds(1), new EngineInput.Tick());
        assertThat(state.wrong()).isEmpty();
    }

    @Test
    void itIsLookedAtEachSecond() {
        take(Duration.ZERO, look(Duration.ZERO, 1, WordBook.EMPTY));

        for (int i = 1; i < 5; i++) {
            Duration now = Duration.ofNanos(state.deadline());
            take(now, new EngineInput.Tick());
            assertThat(Duration.ofNanos(state.deadline()).minus(now)).isLessThanOrEqualTo(Limits.HEARTBEAT);
        }
    }

    @Test
    void aClosedEngineGivesUpItsLeadsAndDoesNothingAnyMore() {
        take(Duration.ZERO, look(Duration.ZERO, 1, WordBook.EMPTY));

        take(Duration.ofSeconds(1), new EngineInput.Close());
        assertThat(done(EngineEffect.Resign.class))
                .extracting(EngineEffect.Resign::scope)
                .containsExactly(SCOPE);
        take(Duration.ofSeconds(2), new EngineInput.Tick());

        assertThat(effects).isEmpty();
    }

    @Test
    void whatWasHeardIsThereToLookAt() {
        WordBook book =
                WordBook.EMPTY.with(OperatorIntent.freeze("www").by("alice").because("test"), Instant.EPOCH, null);
        assertThat(state.isHeard()).isFalse();
        assertThat(state.heardAt()).isEmpty();

        take(Duration.ofSeconds(1), look(Duration.ofSeconds(1), 7, book));

        assertThat(state.isHeard()).isTrue();
        assertThat(state.heardAt()).hasValue(Duration.ofSeconds(1).toNanos());
        assertThat(state.book()).isEqualTo(book);
        assertThat(state.bookVersion()).isEqualTo(7);
        assertThat(state.intents("www").freeze()).isPresent();
        assertThat(state.intents("shop").words()).isEmpty();
    }

    @Test
    void wordsThatAreOverLeaveTheStoreHoweverOftenThatFails() {
        OperatorIntent freeze = OperatorIntent.freeze("www").lasting(Duration.ofMinutes(1));
        WordBook book = WordBook.EMPTY.with(freeze.by("alice").because("test"), Instant.EPOCH, null);
        take(Duration.ZERO, look(Duration.ZERO, 1, book));
        EngineEffect.AskTerms ask = done(EngineEffect.AskTerms.class).get(0);
        take(
                Duration.ofSeconds(1),
                new EngineInput.TermsAnswered(
                        ask.id(),
                        Map.of(SCOPE, OptionalLong.of(1)),
                        Set.of(),
                        Map.of(SCOPE, EngineInput.Look.UNKNOWN),
                        ""));

        for (int i = 0; i < 60; i++) {
            Duration now = Duration.ofSeconds(2 + i);
            take(now, look(now, 1, book));
        }
        Duration over = Duration.ofSeconds(62);
        take(over, look(over, 1, book));
        assertThat(done(EngineEffect.DropWords.class)).hasSize(1);
        Duration later = over.plusSeconds(1);
        take(later, look(later, 1, book));

        assertThat(done(EngineEffect.DropWords.class)).hasSize(1);
    }
}
