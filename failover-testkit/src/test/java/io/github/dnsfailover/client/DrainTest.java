package io.github.dnsfailover.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.testkit.VirtualRuntime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which connections a place that was left closes, and when. */
class DrainTest {

    private static final String HOST = "www.example.com";
    private static final String HTTP = "HTTP/1.1";

    private final VirtualRuntime runtime = new VirtualRuntime(1);
    private final FakeEngine engine = new FakeEngine(runtime);
    private final Drain drain = Drain.of(Serving.of(engine, FakeEngine.WWW, "dc1"));

    private boolean closes(int connection) {
        return drain.closes(new Drain.Request(HOST, HTTP, "c" + connection));
    }

    /** One request on each of these connections. */
    private int requests(int connections) {
        int closed = 0;
        for (int i = 0; i < connections; i++) {
            closed += closes(i) ? 1 : 0;
        }
        return closed;
    }

    private void leave() {
        engine.moves("dc1", "aws");
        engine.proves("dc1", "aws");
    }

    private void reachHorizon() {
        leave();
        runtime.advance(Duration.ofSeconds(30));
    }

    @Test
    void nothingIsClosedWhileTheRecordsLeadHere() {
        engine.publishes("dc1");

        assertThat(requests(100)).isZero();
    }

    @Test
    void nothingIsClosedWhileNothingIsKnown() {
        requests(100);
        runtime.advance(Duration.ofSeconds(20));

        assertThat(requests(100)).isZero();
    }

    @Test
    void nothingIsClosedBeforeTheHorizonSinceClientsWouldComeBack() {
        leave();

        for (int second = 0; second < 30; second++) {
            assertThat(requests(100)).isZero();
            runtime.advance(Duration.ofSeconds(1));
        }
        assertThat(requests(100)).isEqualTo(10);
    }

    @Test
    void inNoSecondMoreThanATenthIsClosed() {
        leave();
        requests(1_000);
        runtime.advance(Duration.ofSeconds(30));
        Deque<Duration> lately = new ArrayDeque<>();
        Set<Integer> gone = new HashSet<>();

        for (int step = 0; step < 1_000; step++) {
            int open = 1_000 - gone.size();
            for (int i = 0; i < 1_000; i++) {
                if (!gone.contains(i) && closes(i)) {
                    gone.add(i);
                    lately.addLast(runtime.passed());
                }
            }
            while (!lately.isEmpty() && lately.getFirst().plusSeconds(1).compareTo(runtime.passed()) <= 0) {
                lately.removeFirst();
            }
            assertThat(lately.size()).isLessThanOrEqualTo(Math.max(1, (open + lately.size()) / 10));
            runtime.advance(Duration.ofMillis(100));
        }
        assertThat(gone).hasSize(1_000);
    }

    @Test
    void mostAreClosedWithinAMinute() {
        leave();
        requests(1_000);
        runtime.advance(Duration.ofSeconds(30));
        int closed = 0;

        for (int second = 0; second < 60; second++) {
            closed += requests(1_000);
            runtime.advance(Duration.ofSeconds(1));
        }

        assertThat(closed).isGreaterThan(990);
    }

    @Test
    void eachConnectionIsClosedOnce() {
        reachHorizon();
        int closed = 0;

        for (int second = 0; second < 600; second++) {
            closed += closes(7) ? 1 : 0;
            runtime.advance(Duration.ofSeconds(1));
        }

        assertThat(closed).isEqualTo(1);
    }

    @Test
    void ofFewConnectionsOneIsClosedInTheTimeThatATenthASecondGives() {
        reachHorizon();
        requests(5);

        runtime.advance(Duration.ofMillis(1_999));
        assertThat(requests(5)).isZero();
        runtime.advance(Duration.ofMillis(1));
        assertThat(requests(5)).isEqualTo(1);
        runtime.advance(Duration.ofMillis(2_499)); // four are left
        assertThat(requests(5)).isZero();
        runtime.advance(Duration.ofMillis(1));
        assertThat(requests(5)).isEqualTo(1);
    }

    @Test
    void http2HasNoSuchHeader() {
        reachHorizon();
        drain.closes(new Drain.Request(HOST, "HTTP/2.0", "c1"));
        runtime.advance(Duration.ofSeconds(20));

        assertThat(drain.closes(new Drain.Request(HOST, "HTTP/2.0", "c1"))).isFalse();
        assertThat(drain.closes(new Drain.Request(HOST, "HTTP/1.0", "c1"))).isFalse();
    }

    @Test
    void whatAsksForAnotherNameIsLeftAlone() {
        reachHorizon();
        drain.closes(new Drain.Request("api.example.org", HTTP, "c1"));
        runtime.advance(Duration.ofSeconds(20));

        assertThat(drain.closes(new Drain.Request("api.example.org", HTTP, "c1")))
                .isFalse();
    }

    @Test
    void connectionsThatWereSilentForAMinuteCountNoMore() {
        leave();
        requests(1_000);
        runtime.advance(Duration.ofSeconds(61));

        assertThat(requests(20)).isEqualTo(2);
    }

    @Test
    void aPlaceThatIsPublishedAgainForgetsWhomItToldToGo() {
        reachHorizon();
        closes(7);
        runtime.advance(Duration.ofSeconds(10));
        assertThat(closes(7)).isTrue();
        engine.publishes("dc1");
        closes(7);

        reachHorizon();
        closes(7);
        runtime.advance(Duration.ofSeconds(10));

        assertThat(closes(7)).isTrue();
    }

    @Test
    void ofMoreConnectionsThanAreRememberedTheFirstHaveTheirTurn() {
        leave();
        requests(2 * OpenConnections.MOST);
        runtime.advance(Duration.ofSeconds(30));

        assertThat(requests(2 * OpenConnections.MOST)).isEqualTo(OpenConnections.MOST / 10);
    }

    @Test
    void whatNamesNoConnectionIsNeverClosed() {
        reachHorizon();
        for (String name : new String[] {"", "x".repeat(129)}) {
            drain.closes(new Drain.Request(HOST, HTTP, name));
            runtime.advance(Duration.ofSeconds(20));

            assertThat(drain.closes(new Drain.Request(HOST, HTTP, name))).isFalse();
        }
    }
}
