package io.github.dnsfailover.internal.machine;

import static io.github.dnsfailover.internal.machine.Pools.PRIMARY;
import static io.github.dnsfailover.internal.machine.Pools.atPrimary;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.TroubleChanged;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A start with a wall clock that is wrong: what operators said does not end by it. */
class WrongClockTest {

    private static final Duration TWO_HOURS = Duration.ofHours(2);

    private static World frozen() {
        World world = atPrimary().begin().run(20);
        world.say(OperatorIntent.freeze("www").lasting(TWO_HOURS));
        return world.run(60);
    }

    @Test
    void aStartThreeHoursAheadDoesNotEraseAFreeze() {
        World world = frozen().clockAhead(Duration.ofHours(3)).restart().fails("cloudhelix");

        world.run(Duration.ofMinutes(115));

        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
        assertThat(world.state().said().intents().freeze()).isPresent();
    }

    @Test
    void whatNobodyCanTimeEndsAfterTheTimeThatItHadAtFirst() {
        World world = frozen().clockAhead(Duration.ofHours(3)).restart().fails("cloudhelix");

        world.run(TWO_HOURS.plusMinutes(1));

        assertThat(world.state().said().intents().freeze()).isEmpty();
        assertThat(world.values(RecordType.A)).doesNotContain(PRIMARY);
    }

    @Test
    void aClockThatASignedAnswerConfirmsEndsTheFreezeInItsTime() {
        World world = frozen().run(Duration.ofHours(1)).restart();
        world.take(new EngineInput.ClockSeen("the provider", Duration.ofSeconds(2)));

        world.run(Duration.ofMinutes(57));
        assertThat(world.state().said().intents().freeze()).isPresent();
        world.run(Duration.ofMinutes(3));

        assertThat(world.state().said().intents().freeze()).isEmpty();
        assertThat(world.begun(Kind.CLOCK_WRONG)).isEmpty();
    }

    /** Its nanoseconds fit into no long: the step threw, so that no other word ended by the clock, either. */
    @Test
    void aWordThatEndsInThousandsOfYearsKeepsNoOtherFromEndingInItsTime() {
        World world = atPrimary().begin().run(20);
        world.say(OperatorIntent.down("www", "ec2").until(Instant.parse("9999-12-31T23:59:59Z")));
        world.say(OperatorIntent.freeze("www").lasting(TWO_HOURS));
        world.run(Duration.ofMinutes(61)).restart();
        world.take(new EngineInput.ClockSeen("the provider", Duration.ofSeconds(2)));

        world.run(TWO_HOURS.minusMinutes(60));

        assertThat(world.state().said().intents().freeze()).isEmpty();
        assertThat(world.state().said().wordOn("ec2")).isNotNull();
    }

    @Test
    void aClockThatASignedAnswerContradictsIsToldAndNoFreezeEndsByEither() {
        World world = frozen().run(Duration.ofHours(1))
                .clockAhead(Duration.ofHours(3))
                .restart();
        world.take(new EngineInput.ClockSeen("the provider", Duration.ofHours(3)));

        assertThat(world.begun(Kind.CLOCK_WRONG))
                .singleElement()
                .satisfies(trouble -> assertThat(trouble.text())
                        .isEqualTo("this host's clock is 10800 s ahead of that of the provider"));
        world.run(Duration.ofMinutes(119));
        assertThat(world.state().said().intents().freeze()).isPresent();
        world.run(Duration.ofMinutes(2));
        assertThat(world.state().said().intents().freeze()).isEmpty();

        world.clockAhead(Duration.ZERO).take(new EngineInput.ClockSeen("the provider", Duration.ZERO));
        assertThat(world.ended(Kind.CLOCK_WRONG)).hasSize(1);
    }

    @Test
    void aServerWhoseOwnClockIsWrongEndsNoFreeze() {
        World world = frozen().restart().fails("cloudhelix");
        world.take(new EngineInput.ClockSeen("the provider", Duration.ofHours(-3)));

        world.run(Duration.ofMinutes(115));

        assertThat(world.state().said().intents().freeze()).isPresent();
        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
    }

    @Test
    void aFreezeThatIsSaidWhileTheClockIsWrongHoldsAfterItIsSetRight() {
        World world = atPrimary().clockAhead(Duration.ofHours(-3)).begin().run(20);
        world.take(new EngineInput.ClockSeen("the provider", Duration.ofHours(-3)));
        world.say(OperatorIntent.freeze("www").lasting(TWO_HOURS));
        world.run(60).clockAhead(Duration.ZERO).restart();
        world.take(new EngineInput.ClockSeen("the provider", Duration.ZERO));

        world.run(Duration.ofMinutes(100));

        assertThat(world.state().said().intents().freeze()).isPresent();
    }

    @Test
    void byAWrongClockSignaturesThatHaveExpiredAreNoAlarm() {
        World world = Pools.atPrimary().begin().run(60).fails("cloudhelix").run(60);

        world.take(new Input.NotProved("ns1 is bogus", true));
        world.take(new EngineInput.ClockSeen("the provider", Duration.ofHours(-3)));
        world.take(new EngineInput.ClockSeen("the provider", Duration.ZERO));

        assertThat(world.begun(Kind.NOT_PROVED)).extracting(Trouble::severity).containsExactly(Severity.ALARM);
        assertThat(world.events(TroubleChanged.class))
                .extracting(TroubleChanged::trouble)
                .filteredOn(trouble -> trouble.kind() == Kind.NOT_PROVED)
                .extracting(Trouble::severity)
                .containsExactly(Severity.WARNING, Severity.ALARM);
    }
}
