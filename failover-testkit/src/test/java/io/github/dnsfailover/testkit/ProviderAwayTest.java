package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.ControlTarget;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.event.TroubleChanged;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Call;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fate;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The provider is away for minutes, and the primary dies meanwhile. */
class ProviderAwayTest {

    private static final Duration TOLD_WITHIN = Duration.ofSeconds(15);
    private static final Duration CHANGED_WITHIN = Duration.ofSeconds(15);
    private static final int PHASES = 5;

    /** How a provider is away. */
    private enum Absence {
        /** No answer, quickly: the network says so. */
        UNREACHABLE(Fault.TIMED_OUT_BEFORE, Duration.ofMillis(5)),
        /** No answer until the call's own limit. */
        SILENT(Fault.TIMED_OUT_BEFORE, Duration.ofSeconds(5)),
        /** The same, and calls take as long as they do at a name server by default. */
        SILENT_FOR_LONG(Fault.TIMED_OUT_BEFORE, Duration.ofSeconds(10)),
        /** It is read, and changes are not answered. */
        SILENT_AT_CHANGES(Fault.TIMED_OUT_BEFORE, Duration.ofSeconds(10)) {
            @Override
            Fate next(Call call) {
                return call == Call.APPLY ? super.next(call) : new Fate(Fault.NONE, Duration.ZERO, Duration.ZERO);
            }
        },
        /** It is there, and will not. */
        REFUSING(Fault.REFUSED, Duration.ofMillis(5)),
        /** It is read, and changes are refused. */
        REFUSING_CHANGES(Fault.REFUSED, Duration.ofMillis(5)) {
            @Override
            Fate next(Call call) {
                return call == Call.APPLY ? super.next(call) : new Fate(Fault.NONE, Duration.ZERO, Duration.ZERO);
            }
        };

        private final Fault fault;
        private final Duration takes;

        Absence(Fault fault, Duration takes) {
            this.fault = fault;
            this.takes = takes;
        }

        Fate next(Call call) {
            return new Fate(fault, takes, Duration.ZERO);
        }
    }

    private final List<Stage> stages = new ArrayList<>();

    @AfterEach
    void close() {
        stages.forEach(Stage::close);
    }

    private Stage stage(boolean controlled) {
        Stage stage = new Stage();
        stages.add(stage);
        if (controlled) {
            stage.engine(engine -> engine.control(
                    ControlTarget.at("router", "192.0.2.1", (target, timeout) -> HealthResult.healthy())));
        }
        stage.start();
        return stage;
    }

    /** Five minutes without the provider, the primary dead for the last three of them and a little more. */
    private static Instant dies(Stage stage, Absence absence, Duration more) {
        stage.dns.plan(absence::next);
        stage.advance(120);
        stage.check.fails("dc1", "connection refused");
        Instant died = stage.runtime.now();
        stage.advance(180);
        stage.runtime.advance(more);
        return died;
    }

    @ParameterizedTest
    @EnumSource
    void theChangeFollowsSoonAfterTheProvidersReturnInEveryPhase(Absence absence) {
        Duration worst = Duration.ZERO;
        for (int phase = 0; phase < PHASES; phase++) {
            Stage stage = stage(true);
            dies(stage, absence, Duration.ofMillis(2_300L * phase));

            stage.dns.heal();
            Instant back = stage.runtime.now();
            stage.advance(60);

            assertThat(stage.www()).as("phase " + phase).containsExactly(Stage.AWS);
            Duration took =
                    Duration.between(back, stage.last(RecordsChanged.class).accepted());
            worst = took.compareTo(worst) > 0 ? took : worst;
        }
        System.out.printf(
                Locale.ROOT,
                "provider %s, worst of %d phases: changed %.1f s after its return%n",
                absence,
                PHASES,
                worst.toMillis() / 1000.0);
        assertThat(worst).isLessThanOrEqualTo(CHANGED_WITHIN);
    }

    @ParameterizedTest
    @EnumSource
    void thatNothingCanMoveIsToldSoonWithItsCause(Absence absence) {
        Stage stage = stage(true);
        Instant died = dies(stage, absence, Duration.ZERO);

        TroubleBegan told = stage.all(TroubleBegan.class).stream()
                .filter(began -> began.trouble().kind() == Kind.MOVE_BLOCKED)
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing of it in " + stage.events));

        assertThat(Duration.between(died, told.at())).isLessThanOrEqualTo(TOLD_WITHIN);
        assertThat(told.trouble().text())
                .startsWith(
                        absence == Absence.SILENT_AT_CHANGES
                                ? "a call of the provider has not returned for more than 3 s"
                                : "scripted: ");
        assertThat(stage.all(TroubleBegan.class))
                .filteredOn(began -> began.trouble().kind() == Kind.MOVE_BLOCKED)
                .hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void itIsTriedAtMostTwentyTimesAMinuteAndOnceMore(Absence absence) {
        Stage stage = stage(true);
        dies(stage, absence, Duration.ZERO);
        long before = calls(stage);

        stage.advance(600);

        assertThat(calls(stage) - before).isBetween(30L, 201L);
    }

    private static long calls(Stage stage) {
        return stage.dns.count(Fault.TIMED_OUT_BEFORE) + stage.dns.count(Fault.REFUSED);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsChangedIfThePrimaryIsBackFirst(Absence absence) {
        Stage stage = stage(true);
        dies(stage, absence, Duration.ZERO);

        stage.check.passes("dc1");
        stage.advance(120);
        stage.dns.heal();
        stage.advance(300);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.moves()).hasSize(2);
        assertThat(stage.wrong()).isEmpty();
    }

    @Test
    void withoutControlTargetsItWasPerhapsOurOwnLineAndTheViewMustSettleFirst() {
        Stage stage = stage(false);
        dies(stage, Absence.UNREACHABLE, Duration.ZERO);

        stage.dns.heal();
        Instant back = stage.runtime.now();
        stage.advance(60);

        Duration took = Duration.between(back, stage.last(RecordsChanged.class).accepted());
        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(took).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(25));
    }

    @Test
    void thatTheCauseHasChangedIsTold() {
        Stage stage = stage(true);
        dies(stage, Absence.UNREACHABLE, Duration.ZERO);

        stage.dns.plan(Absence.REFUSING::next);
        stage.advance(30);

        assertThat(stage.all(TroubleChanged.class))
                .filteredOn(changed -> changed.trouble().kind() == Kind.MOVE_BLOCKED)
                .extracting(changed -> changed.trouble().text())
                .contains("scripted: refused");
    }
}
