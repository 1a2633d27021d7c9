package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.Trouble.Kind;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Times that an application's own parts tell, and that no long can count in nanoseconds. */
class TimesOfOthersTest {

    private static final Duration FOR_EVER = ChronoUnit.FOREVER.getDuration();

    private final Stage stage = new Stage();

    @AfterEach
    void close() {
        stage.close();
    }

    /** The step that took the answer threw each second, so that this engine never led, and nobody was told. */
    @Test
    void aLeadThatLastsForEverIsALead() {
        stage.leadership(new Leadership() {
            @Override
            public OptionalLong term(String scope) {
                return OptionalLong.of(5);
            }

            @Override
            public Optional<Leader> leader(String scope) {
                return Optional.of(new Leader(5, true, "one", Candidate.SILENT, FOR_EVER));
            }
        });

        stage.engine(engine -> engine.stateStore(new SharedStateStore())).start();

        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1S", "P2D", "PT2562047788015215H30M7S"})
    void aLeaseThatNobodyCanWaitForIsRefused(String lease) {
        stage.leadership(new Leadership() {
            @Override
            public OptionalLong term(String scope) {
                return OptionalLong.of(5);
            }

            @Override
            public Duration lease() {
                return Duration.parse(lease);
            }
        });

        assertThatThrownBy(stage.engine(engine -> engine.stateStore(new SharedStateStore()))::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("leadership: lease ")
                .hasMessageEndingWith("; 0 to PT24H are allowed");
    }

    /** A step of the engine threw at each read. */
    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, Long.MAX_VALUE})
    void aClockThatIsOffByMoreThanCanBeCountedIsTold(long seconds) {
        stage.provider(new Beside(stage.memory) {
            @Override
            public Optional<Duration> clockAhead() {
                return Optional.of(Duration.ofSeconds(seconds));
            }
        });

        stage.start();

        assertThat(stage.only(Kind.CLOCK_WRONG).text()).startsWith("this host's clock is 3153600000 s ");
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    /** Each read failed of it. */
    @Test
    void aProviderThatCannotSayItsTimeIsReadAllTheSame() {
        stage.provider(new Beside(stage.memory) {
            @Override
            public Optional<Duration> clockAhead() {
                throw new IllegalStateException("no answer was signed");
            }
        });

        stage.start();

        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    @SuppressWarnings("NullAway") // as a provider may that nobody checked
    void aProviderWhoseTimeIsNullIsReadAllTheSame() {
        stage.provider(new Beside(stage.memory) {
            @Override
            public Optional<Duration> clockAhead() {
                return null;
            }
        });

        stage.start();

        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    /** Ten of it are more nanoseconds than a long holds: the engine could not be built. */
    @Test
    void aTtlOfManyYearsIsTaken() {
        stage.pool(pool -> pool.ttl(Duration.ofSeconds(Integer.MAX_VALUE)).holdDown(Duration.ofMinutes(1)));
        stage.start();

        stage.check.fails("dc1", "refused");
        stage.advance(60);
        stage.check.passes("dc1");
        stage.advance(3600);

        assertThat(stage.www()).containsExactly(Stage.AWS);
    }
}
