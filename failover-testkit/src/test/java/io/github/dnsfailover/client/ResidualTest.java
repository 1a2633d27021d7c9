package io.github.dnsfailover.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.event.ResidualReport;
import io.github.dnsfailover.event.ResidualReport.Measure;
import io.github.dnsfailover.event.ResidualReport.Network;
import io.github.dnsfailover.testkit.VirtualRuntime;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What still comes to a place that was left, from the first request to the event. */
class ResidualTest {

    private static final String HOST = "www.example.com";

    private final VirtualRuntime runtime = new VirtualRuntime(1);
    private final MemoryStore store = new MemoryStore();
    private final FakeEngine atDc1 = new FakeEngine(runtime, "web-1");
    private final FakeEngine atAws = new FakeEngine(runtime, "web-2");
    private final Residual dc1 = residual(atDc1, "dc1");
    private final Residual aws = residual(atAws, "aws");

    private Residual residual(FakeEngine engine, String endpoint) {
        return Residual.at(engine, FakeEngine.WWW, endpoint)
                .stateStore(store)
                .except(request -> request.agent().startsWith("monitor"))
                .build();
    }

    /** In memory, with what was saved when; may hang or fail. */
    private final class MemoryStore implements StateStore {

        private final StateStore memory = StateStore.memory();
        private final List<String> saves = new ArrayList<>();
        private boolean fails;
        private boolean hangs;

        @Override
        public Entry load(String key) throws IOException {
            if (hangs) {
                runtime.elapse(Duration.ofDays(1));
            }
            if (fails) {
                throw new IOException("no answer");
            }
            return memory.load(key);
        }

        @Override
        public boolean save(String key, long expectedVersion, String text) throws IOException {
            if (fails) {
                throw new IOException("no answer");
            }
            saves.add(key);
            return memory.save(key, expectedVersion, text);
        }

        @Override
        public Reach reach() {
            return Reach.SHARED;
        }
    }

    private static Residual.Request from(String client) {
        return new Residual.Request(HOST, client, "browser");
    }

    /** So many requests in each second. */
    private void traffic(Duration time, int requests) {
        for (long second = 0; second < time.toSeconds(); second++) {
            for (int i = 0; i < requests; i++) {
                dc1.count(from("192.0.2." + i));
            }
            runtime.advance(Duration.ofSeconds(1));
        }
    }

    private void move() {
        atDc1.moves("dc1", "aws");
        atAws.moves("dc1", "aws");
    }

    @Test
    void everyInstanceTellsWhen99PercentAreGone() {
        traffic(Duration.ofMinutes(10), 100);
        move();
        traffic(Duration.ofMinutes(1), 100);
        traffic(Duration.ofMinutes(2), 4);
        traffic(Duration.ofMinutes(2), 0);

        for (FakeEngine engine : List.of(atDc1, atAws)) {
            assertThat(engine.reported()).hasSize(1);
            ResidualReport report = engine.reported().get(0);
            assertThat(report.endpoint()).isEqualTo("dc1");
            assertThat(report.before()).isEqualTo(100);
            assertThat(report.gone(50)).contains(Duration.ofSeconds(80));
            assertThat(report.gone(95)).contains(Duration.ofSeconds(90));
            assertThat(report.gone(99)).contains(Duration.ofSeconds(210));
        }
    }

    @Test
    void afterAnHourItIsToldThatSomeStay() {
        traffic(Duration.ofMinutes(10), 100);
        move();
        traffic(Duration.ofMinutes(70), 50);

        ResidualReport report = atAws.reported().get(0);
        assertThat(atAws.reported()).hasSize(1);
        assertThat(report.gone(99)).isEmpty();
        assertThat(report.shares()).hasSizeBetween(58, 60);
        assertThat(report.networks()).hasSize(1);
        assertThat(report.networks().get(0).network()).isEqualTo("192.0.2.0/24");
        assertThat(report.networks().get(0).requests()).isBetween(50L * 290, 50L * 610); // of five to ten minutes
    }

    @Test
    void aPlaceThatIsDeadIsNotMeasured() {
        traffic(Duration.ofMinutes(10), 100);
        dc1.close();
        atAws.moves("dc1", "aws");
        runtime.advance(Duration.ofMinutes(61));

        assertThat(atAws.reported()).hasSize(1);
        assertThat(atAws.reported().get(0).measure()).isEqualTo(Measure.NOT_MEASURED);
    }

    @Test
    void nothingIsSavedBeforeAMoveNorLongAfter() {
        traffic(Duration.ofMinutes(30), 1);
        assertThat(store.saves).isEmpty();

        move();
        runtime.advance(Duration.ofMinutes(70));
        int saved = store.saves.size();
        runtime.advance(Duration.ofMinutes(70));

        assertThat(store.saves).hasSize(saved).contains("residual:acme/prod/www/dc1", "residual:acme/prod/www/dc1/0");
        assertThat(saved).isBetween(360, 375); // every ten seconds of an hour, and two minutes for whoever asks late
    }

    @Test
    void onlyWhoServesThereSaves() {
        dc1.close();
        atAws.moves("dc1", "aws");
        runtime.advance(Duration.ofMinutes(5));

        assertThat(store.saves).isEmpty();
    }

    @Test
    void whenTheRecordsComeBackNothingIsTold() {
        traffic(Duration.ofMinutes(10), 100);
        move();
        traffic(Duration.ofMinutes(2), 100);
        assertThat(aws.report("dc1")).isPresent();

        atDc1.moves("aws", "dc1");
        atAws.moves("aws", "dc1");
        runtime.advance(Duration.ofSeconds(1));

        assertThat(aws.report("dc1")).isEmpty();
        runtime.advance(Duration.ofMinutes(70));
        assertThat(atAws.reported()).extracting(ResidualReport::endpoint).doesNotContain("dc1");
    }

    @Test
    void theSecondWordOnTheSameMoveBeginsNothingAnew() {
        traffic(Duration.ofMinutes(10), 100);
        move();
        traffic(Duration.ofMinutes(5), 0);
        atDc1.proves("dc1", "aws");
        atAws.proves("dc1", "aws");
        traffic(Duration.ofMinutes(70), 0);

        assertThat(atAws.reported()).hasSize(1);
    }

    @Test
    void aMoveThatIsHeardOfLateIsCountedFromWhenItWas() {
        traffic(Duration.ofMinutes(10), 100);
        Instant accepted = runtime.now();
        traffic(Duration.ofSeconds(2), 100);
        atDc1.moves("dc1", "aws", accepted);
        traffic(Duration.ofMinutes(2), 0);

        assertThat(dc1.report("dc1").orElseThrow().left()).isEqualTo(accepted);
    }

    @Test
    void monitorsAndRequestsForOtherNamesAreNotCounted() {
        traffic(Duration.ofMinutes(10), 100);
        move();
        for (int second = 0; second < 120; second++) {
            for (int i = 0; i < 100; i++) {
                dc1.count(new Residual.Request(HOST, "192.0.2.1", "monitor/1.0"));
                dc1.count(new Residual.Request("api.example.org", "192.0.2.1", "browser"));
            }
            runtime.advance(Duration.ofSeconds(1));
        }

        assertThat(dc1.report("dc1").orElseThrow().gone(95)).isPresent();
        assertThat(dc1.report("dc1").orElseThrow().networks()).isEmpty();
    }

    @Test
    void ofMoreNetworksThanAreKeptTheRestIsCountedTogether() {
        move();
        runtime.advance(Duration.ofSeconds(1));
        for (int i = 0; i < NetworkCounts.MOST + 500; i++) {
            dc1.count(from("10." + i / 256 + "." + i % 256 + ".1"));
        }
        dc1.count(from("garbage"));
        runtime.advance(Duration.ofMinutes(1));

        ResidualReport report = dc1.report("dc1").orElseThrow();
        assertThat(report.networks()).hasSize(10);
        assertThat(report.networks().stream().mapToLong(Network::requests).sum() + report.others())
                .isEqualTo(NetworkCounts.MOST + 501);
    }

    @Test
    void networksThatHaveGoneAreForgotten() {
        move();
        runtime.advance(Duration.ofSeconds(1));
        dc1.count(from("198.51.100.1"));
        runtime.advance(Duration.ofMinutes(11));
        dc1.count(from("203.0.113.1"));
        runtime.advance(Duration.ofSeconds(30));

        assertThat(dc1.report("dc1").orElseThrow().networks()).containsExactly(new Network("203.0.113.0/24", 1));
    }

    @Test
    void aStoreThatFailsCostsWhatOthersCount() {
        store.fails = true;
        traffic(Duration.ofMinutes(10), 100);
        move();
        traffic(Duration.ofMinutes(61), 0);

        assertThat(atDc1.reported()).hasSize(1);
        assertThat(atDc1.reported().get(0).gone(99)).contains(Duration.ofSeconds(40));
        assertThat(atAws.reported().get(0).measure()).isEqualTo(Measure.NOT_MEASURED);
    }

    @Test
    void aStoreThatHangsIsLetGoAndAskedAgain() {
        traffic(Duration.ofMinutes(10), 100);
        store.hangs = true;
        move();
        traffic(Duration.ofMinutes(5), 0);
        store.hangs = false;
        traffic(Duration.ofMinutes(5), 0);

        assertThat(atAws.reported()).hasSize(1);
        assertThat(atAws.reported().get(0).gone(99)).isPresent();
    }

    @Test
    void onceClosedItTellsNothing() {
        move();
        dc1.close();
        aws.close();
        runtime.advance(Duration.ofMinutes(70));

        assertThat(atDc1.reported()).isEmpty();
        assertThat(atAws.reported()).isEmpty();
    }
}
