package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class CombinedCheckTest {

    private static final Duration AMPLE = Duration.ofSeconds(20);

    /** U healthy, D unhealthy, I inconclusive; what is said for 1, 2 and 3 needed of the three. */
    @ParameterizedTest
    @CsvSource({
        "UUU,UUU", "UUD,UUD", "UDU,UUD", "DUU,UUD", "UDD,UDD", "DDU,UDD", "DDD,DDD", "UUI,UUI", "IUU,UUI", "UII,UII",
        "IIU,UII", "III,III", "UDI,UID", "IDU,UID", "DIU,UID", "DDI,IDD", "IDD,IDD", "DII,IID", "IID,IID",
    })
    void enoughOfThemMustBeHealthyWhateverTheInconclusiveWouldSay(String parts, String verdicts) {
        for (int needed = 1; needed <= 3; needed++) {
            HealthCheck[] checks = parts.chars().mapToObj(c -> of((char) c)).toArray(HealthCheck[]::new);

            HealthResult result = CombinedCheck.atLeast(needed, checks).check(RawServer.target(), AMPLE);

            assertThat(result.verdict().toString().charAt(0))
                    .as("%d needed of %s", needed, parts)
                    .isEqualTo(
                            switch (verdicts.charAt(needed - 1)) {
                                case 'U' -> 'H';
                                case 'D' -> 'U';
                                default -> 'I';
                            });
        }
    }

    @Test
    void allAndAnyAreTheTwoEnds() {
        assertThat(verdict(CombinedCheck.allOf(Fixed.up(), Fixed.down()))).isEqualTo(Verdict.UNHEALTHY);
        assertThat(verdict(CombinedCheck.anyOf(Fixed.up(), Fixed.down()))).isEqualTo(Verdict.HEALTHY);
    }

    @Test
    void theDetailNamesWhatSpokeAgainst() {
        HealthResult result = CombinedCheck.atLeast(2, Fixed.up(), Fixed.unknown(), Fixed.down(), Fixed.down())
                .check(RawServer.target(), AMPLE);

        assertThat(result)
                .isEqualTo(HealthResult.inconclusive("INCONCLUSIVE: who knows; UNHEALTHY: down; UNHEALTHY: down"));
    }

    @Test
    void nothingIsAskedThatCannotChangeTheOutcome() {
        Fixed last = Fixed.up();

        CombinedCheck.anyOf(Fixed.up(), last).check(RawServer.target(), AMPLE);
        CombinedCheck.allOf(Fixed.down(), last).check(RawServer.target(), AMPLE);

        assertThat(last.timeouts()).isEmpty();
    }

    @Test
    void theTimeIsSharedAndWhatIsLeftGoesToTheOthers() {
        Fixed one = Fixed.up();
        Fixed two = Fixed.up();
        Fixed three = Fixed.up();

        CombinedCheck.allOf(one, two, three).check(RawServer.target(), Duration.ofSeconds(60));

        assertThat(one.timeouts())
                .singleElement()
                .satisfies(share -> assertThat(share).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(20)));
        assertThat(two.timeouts())
                .singleElement()
                .satisfies(share -> assertThat(share).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30)));
        assertThat(three.timeouts())
                .singleElement()
                .satisfies(share -> assertThat(share).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(60)));
    }

    @Test
    void oneThatHangsLeavesTimeForTheOthers() throws Exception {
        try (RawServer silent = RawServer.silent()) {
            HttpCheck hangs = HttpCheck.get("/").port(silent.port()).build();

            HealthResult result =
                    CombinedCheck.anyOf(hangs, Fixed.up()).check(RawServer.target(), Duration.ofMillis(600));

            assertThat(result).isEqualTo(HealthResult.healthy());
        }
    }

    @Test
    void aPartThatThrowsIsUnhealthyAndOneThatReturnsNullIsInconclusive() {
        HealthCheck throwing = (target, timeout) -> {
            throw new IOException("broken");
        };
        HealthCheck nothing = new Nothing();

        assertThat(CombinedCheck.anyOf(throwing)
                        .check(RawServer.target(), AMPLE)
                        .detail())
                .endsWith(": broken");
        assertThat(CombinedCheck.anyOf(nothing).check(RawServer.target(), AMPLE))
                .isEqualTo(HealthResult.inconclusive("nothing: the check returned null"));
    }

    @Test
    void anErrorGoesThrough() {
        HealthCheck failing = (target, timeout) -> {
            throw new OutOfMemoryError("simulated");
        };

        assertThatThrownBy(() -> CombinedCheck.anyOf(failing, Fixed.up()).check(RawServer.target(), AMPLE))
                .isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void anInterruptEndsItBeforeTheNextPart() throws Exception {
        Fixed next = Fixed.up();
        try (RawServer silent = RawServer.silent()) {
            HttpCheck hangs = HttpCheck.get("/").port(silent.port()).build();

            HealthResult result =
                    Interrupted.whileBlocked(CombinedCheck.anyOf(hangs, next), RawServer.target(), () -> {});

            assertThat(result).isEqualTo(HealthResult.inconclusive("interrupted"));
            assertThat(next.timeouts()).isEmpty();
        }
    }

    @Test
    void aPartThatAnInterruptExceptionEndsIsInconclusive() throws Exception {
        HealthCheck waiting = (target, timeout) -> {
            throw new InterruptedException();
        };

        HealthResult result = Interrupted.whileBlocked(CombinedCheck.anyOf(waiting), RawServer.target(), () -> {});

        assertThat(result).isEqualTo(HealthResult.inconclusive("interrupted"));
    }

    @Test
    void theNumbersMustFit() {
        assertThatIllegalArgumentException().isThrownBy(CombinedCheck::allOf).withMessage("checks: none given");
        for (int needed : List.of(0, 3)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CombinedCheck.atLeast(needed, Fixed.up(), Fixed.up()))
                    .withMessage("atLeast: " + needed + "; 1 to 2 are allowed, the checks given");
        }
    }

    @Test
    void saysInAStringWhatItDoes() {
        assertThat(CombinedCheck.allOf(TcpCheck.port(80), TcpCheck.port(443)))
                .hasToString("all of [TCP port 80, TCP port 443]");
        assertThat(CombinedCheck.anyOf(TcpCheck.port(80), TcpCheck.port(443)))
                .hasToString("any of [TCP port 80, TCP port 443]");
        assertThat(CombinedCheck.atLeast(2, TcpCheck.port(1), TcpCheck.port(2), TcpCheck.port(3)))
                .hasToString("at least 2 of [TCP port 1, TCP port 2, TCP port 3]");
    }

    private static HealthCheck of(char verdict) {
        return switch (verdict) {
            case 'U' -> Fixed.up();
            case 'D' -> Fixed.down();
            default -> Fixed.unknown();
        };
    }

    private static Verdict verdict(CombinedCheck check) {
        return check.check(RawServer.target(), AMPLE).verdict();
    }
}
