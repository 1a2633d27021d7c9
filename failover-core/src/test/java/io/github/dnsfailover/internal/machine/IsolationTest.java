package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When people are told that clients are at a dead place and nothing tells who could lead them away. */
class IsolationTest {

    private static final String SCOPE = "example.com.";
    private static final long SECOND = 1_000_000_000L;
    private static final EngineSpec SPEC = new EngineSpec(
            List.of(
                    new EngineSpec.Pool("www", SCOPE, 0, false, "", 20 * SECOND),
                    new EngineSpec.Pool("api", SCOPE, 0, false, "", 25 * SECOND)),
            List.of(new EngineSpec.Provider("vendor")),
            List.of(),
            new EngineSpec.Election(true, 15 * SECOND, 0),
            true);

    private static EngineTurn at(double seconds) {
        return new EngineTurn(SPEC, 1, (long) (seconds * SECOND), Instant.EPOCH);
    }

    private static EngineInput.DeadPlaceSeen dead(String pool, String text) {
        return new EngineInput.DeadPlaceSeen(pool, text);
    }

    private static Isolation isolated(Isolation before, double seconds, boolean isolated) {
        return before.continued(at(seconds), scope -> isolated);
    }

    @Test
    void aDeadPlaceIsToldOnceTheGraceIsOver() {
        Isolation stranded = isolated(new Isolation().seen(dead("www", "www is dead")), 100, true);

        assertThat(stranded.isIn(SCOPE)).isTrue();
        assertThat(stranded.told(at(100.4), SCOPE)).isEmpty();
        assertThat(isolated(stranded, 100.5, true).told(at(100.5), SCOPE)).isEqualTo("www is dead");
    }

    @Test
    void theGraceBeginsAnewOnceALeaderWasSeenOrAPlaceWasBack() {
        Isolation stranded = isolated(new Isolation().seen(dead("www", "www is dead")), 100, true);

        Isolation seen = isolated(isolated(stranded, 100.1, false), 100.2, true);
        Isolation back = isolated(stranded.seen(dead("www", "")), 100.1, true);
        Isolation deadAgain = isolated(back.seen(dead("www", "www is dead")), 100.2, true);

        assertThat(List.of(seen, deadAgain)).allSatisfy(again -> {
            assertThat(again.told(at(100.6), SCOPE)).isEmpty();
            assertThat(again.told(at(100.7), SCOPE)).isEqualTo("www is dead");
        });
    }

    @Test
    void thePoolsOfAScopeAreOneAlarm() {
        Isolation stranded = new Isolation().seen(dead("www", "www is dead"));
        stranded = isolated(stranded.seen(dead("api", "api is dead")), 100, true);

        assertThat(stranded.told(at(110), SCOPE)).isEqualTo("www is dead; so it is with 1 more");
    }

    @Test
    void whoeverSeesWhoLeadsTellsNothing() {
        Isolation sees = isolated(new Isolation().seen(dead("www", "www is dead")), 100, false);

        assertThat(sees.isIn(SCOPE)).isFalse();
        assertThat(sees.told(at(200), SCOPE)).isEmpty();
    }
}
