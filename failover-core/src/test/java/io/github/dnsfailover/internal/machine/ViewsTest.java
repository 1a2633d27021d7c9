package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Leadership.Candidate;
import io.github.dnsfailover.Leadership.Leader;
import io.github.dnsfailover.Leadership.Sighting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an engine sees down, and where the one that leads sees something else. */
class ViewsTest {

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

    private static EngineTurn at(long seconds) {
        return new EngineTurn(SPEC, 1, seconds * SECOND, Instant.EPOCH.plusSeconds(seconds));
    }

    /** Another instance leads and says this. */
    private static Leads ledBy(String configuration, String... down) {
        Candidate says = new Candidate(0, configuration, 0, List.of(down));
        Leader leader = new Leader(3, false, "node-1", says, Duration.ofSeconds(15));
        EngineInput.Look look = new EngineInput.Look(Sighting.SOMEBODY, Optional.of(leader), "");
        return new Leads(SPEC)
                .answered(at(0), new EngineInput.TermsAnswered(1, Map.of(), Set.of(), Map.of(SCOPE, look), ""));
    }

    private static Leads ledBySeeing(String... down) {
        return ledBy(SPEC.configuration(SCOPE), down);
    }

    private static Views seeing(String pool, String... endpoints) {
        return new Views().seen(new EngineInput.HealthSeen(pool, List.of(endpoints)));
    }

    private static List<String> texts(Views views, Leads leads, long seconds) {
        return views.wrongs(at(seconds), leads).stream().map(Wrong::text).toList();
    }

    @Test
    void whatItSeesDownIsSaid() {
        Views views = seeing("www", "dc1", "dc2").seen(new EngineInput.HealthSeen("api", List.of("dc1")));

        assertThat(views.down(SPEC, SCOPE)).containsExactly("api/dc1", "www/dc1", "www/dc2");
        assertThat(views.seen(new EngineInput.HealthSeen("www", List.of())).down(SPEC, SCOPE))
                .containsExactly("api/dc1");
    }

    @Test
    void ofALongListTheBeginningIsSaidAndThatThereIsMore() {
        List<EngineSpec.Pool> pools = List.of(new EngineSpec.Pool("www", SCOPE, 0, false, "", 0));
        EngineSpec spec = new EngineSpec(
                pools,
                List.of(new EngineSpec.Provider("vendor")),
                List.of(),
                new EngineSpec.Election(true, 1, 0),
                true);
        List<String> ids = java.util.stream.IntStream.range(0, 200)
                .mapToObj(i -> "endpoint" + i)
                .toList();

        List<String> said =
                new Views().seen(new EngineInput.HealthSeen("www", ids)).down(spec, SCOPE);

        assertThat(String.join(",", said)).hasSizeBetween(550, 602).endsWith("," + Candidate.MORE);
    }

    @Test
    void aDifferenceThatLastsForLongerThanAVerdictAndALeaseIsTold() {
        Leads leads = ledBySeeing("www/dc1");
        Views views = seeing("api", "dc2").compared(at(100), leads, false);

        assertThat(texts(views.compared(at(139), leads, false), leads, 139)).isEmpty();
        assertThat(texts(views.compared(at(140), leads, false), leads, 140))
                .containsExactly("api/dc2 is UNHEALTHY here, www/dc1 is not UNHEALTHY here; by node-1, which leads, it"
                        + " is not so");
    }

    @Test
    void oneThatEndsBeginsAnewTheNextTime() {
        Leads leads = ledBySeeing("www/dc1");
        Views differs = seeing("www").compared(at(100), leads, false);
        Views agrees =
                differs.seen(new EngineInput.HealthSeen("www", List.of("dc1"))).compared(at(120), leads, false);
        Views again = agrees.seen(new EngineInput.HealthSeen("www", List.of())).compared(at(130), leads, false);

        assertThat(texts(again, leads, 169)).isEmpty();
        assertThat(texts(again, leads, 170)).hasSize(1);
    }

    @Test
    void whoeverAgreesLeadsOrIsBlindDiffersFromNobody() {
        Leads leads = ledBySeeing("www/dc1");

        Views agrees = seeing("www", "dc1").compared(at(0), leads, false);
        Views leading = seeing("www", "dc1").compared(at(0), new Leads(SPEC), false);
        Views blind = seeing("www").compared(at(0), leads, true);

        assertThat(texts(agrees, leads, 1_000)).isEmpty();
        assertThat(texts(leading, new Leads(SPEC), 1_000)).isEmpty();
        assertThat(texts(blind, leads, 1_000)).isEmpty();
    }

    @Test
    void anotherVersionOfThePoolsIsComparedWithNothing() {
        Leads leads = ledBy("90c1d2aa07fe", "www/dc1");

        assertThat(texts(seeing("www").compared(at(0), leads, false), leads, 1_000))
                .isEmpty();
    }

    @Test
    void whatALeaderHasNoRoomForIsNoDifference() {
        Leads leads = ledBySeeing("api/dc1", Candidate.MORE);
        Views views = seeing("www", "dc1").compared(at(0), leads, false);

        assertThat(texts(views, leads, 1_000))
                .containsExactly("api/dc1 is not UNHEALTHY here; by node-1, which leads, it is not so");
    }
}
