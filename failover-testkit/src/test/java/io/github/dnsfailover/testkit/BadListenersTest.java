package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.FailoverListener;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.event.DecisionChanged;
import io.github.dnsfailover.event.EventsDropped;
import io.github.dnsfailover.event.HealthChanged;
import io.github.dnsfailover.event.PoolStopped;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.event.TroubleEnded;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Listeners on bad days: they harm nobody but themselves. */
class BadListenersTest {

    private static final int QUEUE = 1_000; // as FailoverListener and the design say

    private static final String LAMBDA = "a lambda of " + BadListenersTest.class.getName();

    private final Stage stage = new Stage();
    private final List<FailoverEvent> heard = new ArrayList<>();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void aListenerThatThrowsGetsTheNextEventAllTheSameAndTheOthersHearOfItOnce() {
        FailoverListener broken = event -> {
            heard.add(event);
            throw new IllegalStateException("no pager");
        };
        stage.engine(engine -> engine.listener(broken));

        stage.start();
        stage.check.fails("dc1", "refused");
        stage.advance(60);

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(heard).hasSizeGreaterThan(10).noneMatch(BadListenersTest::isOfAListener);
        Trouble told = stage.only(Kind.LISTENER_FAILS);
        assertThat(told.text()).isEqualTo("it threw java.lang.IllegalStateException: no pager");
        assertThat(told.subject()).as("no name of a class that nobody wrote").isEqualTo(LAMBDA);
        assertThat(told.isInTheWay()).isFalse();
    }

    @Test
    void aListenerThatFailsAtSomeEventsAndTakesOthersIsOneTroubleThatEndsOnceItHasTakenAllForAMinute() {
        stage.engine(engine -> engine.listener(event -> {
            if (event instanceof HealthChanged) {
                throw new IllegalStateException("no words for health");
            }
        }));

        stage.start();

        assertThat(stage.all(HealthChanged.class)).hasSize(2);
        assertThat(stage.troubles(Kind.LISTENER_FAILS)).hasSize(1);
        assertThat(stage.wrong()).containsExactly(Kind.LISTENER_FAILS);
        stage.advance(60);
        assertThat(stage.wrong()).isEmpty();
        stage.check.fails("aws", "refused");
        stage.advance(60);
        assertThat(stage.troubles(Kind.LISTENER_FAILS)).as("told again").hasSize(2);
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    void aListenerThatFailsOnTheFailureOfAnotherStartsNoEndlessTalk() {
        FailoverListener grumpy = event -> {
            if (isOfAListener(event)) {
                throw new IllegalStateException("not that again");
            }
        };
        FailoverListener broken = event -> {
            throw new IllegalStateException("no pager");
        };
        stage.engine(engine -> engine.listener(grumpy).listener(broken));

        stage.start();
        stage.advance(60);

        assertThat(stage.only(Kind.LISTENER_FAILS).subject()).isEqualTo(LAMBDA + " #2");
    }

    @Test
    void twoListenersThatFailOnEndsStartNoEndlessTalkAndAreToldApart() {
        AtomicInteger calls = new AtomicInteger();
        FailoverListener one = failsOnEnds(calls);
        stage.engine(engine -> engine.listener(one).listener(failsOnEnds(calls)));

        stage.start();
        stage.check.fails("aws", "refused");
        stage.advance(60);
        stage.check.passes("aws");
        stage.advance(60);

        assertThat(stage.ended(Kind.ENDPOINT_DOWN)).hasSize(1);
        assertThat(stage.troubles(Kind.LISTENER_FAILS))
                .extracting(Trouble::subject)
                .containsExactly(LAMBDA, LAMBDA + " #2");
    }

    @Test
    void aListenerThatBlocksForEverDelaysNobody() {
        stage.engine(engine -> engine.listener(event -> {
            heard.add(event);
            stage.runtime.elapseDeaf(Duration.ofDays(365));
        }));

        stage.start();
        stage.check.fails("dc1", "refused");
        stage.advance(60);

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(heard).hasSize(1);
        assertThat(stage.all(RecordsChanged.class)).hasSize(2);
    }

    @Test
    void closingWaitsForABlockedListenerOnlyForAWhile() {
        stage.engine(engine -> engine.listener(event -> {
            heard.add(event);
            stage.runtime.elapseDeaf(Duration.ofDays(365));
        }));
        stage.start();

        stage.close();

        assertThat(stage.last(PoolStopped.class).summary()).isEqualTo("stopped; DNS stays as it is");
        assertThat(heard).hasSize(1);
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @Test
    void aListenerThatIsTooSlowMissesTheOldestOfAKindAndIsToldHowMany() {
        boolean[] blocks = {true};
        stage.engine(engine -> engine.listener(event -> {
            heard.add(event);
            stage.runtime.elapse(blocks[0] ? Duration.ofHours(10) : Duration.ZERO);
        }));
        stage.start();

        flap(QUEUE);
        blocks[0] = false;
        stage.advance(36_000);

        EventsDropped dropped = heard.stream()
                .filter(EventsDropped.class::isInstance)
                .map(EventsDropped.class::cast)
                .findFirst()
                .orElseThrow();
        assertThat(heard.get(1)).as("said first of all").isSameAs(dropped);
        assertThat(dropped.pools()).isEmpty();
        assertThat(dropped.count() + heard.size() - 1)
                .as("no event is lost without being counted")
                .isEqualTo(stage.events.size());
        assertThat(heard.get(heard.size() - 1))
                .as("the newest is there")
                .isSameAs(stage.events.get(stage.events.size() - 1));
        assertThat(heard).as("one of a kind stays, however old").hasAtLeastOneElementOfType(RecordsChanged.class);
        assertThat(stage.all(EventsDropped.class))
                .as("the quick listener missed nothing")
                .isEmpty();
    }

    @Test
    void aStartOfManyPoolsIsToldInFullHoweverLateItIsHeard() {
        stage.engine(engine -> {
            for (int i = 0; i < 299; i++) {
                String name = "p" + i;
                engine.pool(EndpointPool.named(name)
                        .name(name + ".example.com")
                        .endpoint(Endpoint.primary("dc1", Stage.DC1))
                        .endpoint(Endpoint.backup("aws", Stage.AWS))
                        .check(stage.check)
                        .provider(stage.dns)
                        .build());
            }
            return engine;
        });
        stage.runtime.fillLane(Lane.LISTENERS);

        stage.start();
        stage.runtime.freeLane(Lane.LISTENERS);
        stage.advance(30);

        assertThat(stage.all(EventsDropped.class)).isEmpty();
        assertThat(stage.all(HealthChanged.class)).hasSize(600);
    }

    @Test
    void aLaneThatIsFullOfOthersWorkDelaysEventsAndLosesNone() {
        stage.start();
        int before = stage.events.size();

        stage.runtime.fillLane(Lane.LISTENERS);
        stage.check.fails("dc1", "refused");
        stage.advance(60);
        stage.runtime.freeLane(Lane.LISTENERS);
        stage.check.passes("dc1");
        stage.advance(600);

        assertThat(stage.events.size()).isGreaterThan(before);
        assertThat(stage.all(EventsDropped.class)).isEmpty();
        assertThat(stage.last(DecisionChanged.class).decision()).isEqualTo("publish [dc1]");
    }

    private static FailoverListener failsOnEnds(AtomicInteger calls) {
        return event -> {
            if (event instanceof TroubleEnded && calls.incrementAndGet() < 1_000) { // so that the test ends anyway
                throw new IllegalStateException("no word for ends");
            }
        };
    }

    private static boolean isOfAListener(FailoverEvent event) {
        return event instanceof TroubleBegan began && began.trouble().kind() == Kind.LISTENER_FAILS;
    }

    /** The backup comes and goes until the stage has heard this many events more than fit into a queue. */
    private void flap(int events) {
        int end = stage.events.size() + events + 100;
        for (int i = 0; stage.events.size() < end; i++) {
            assertThat(i).as("rounds").isLessThan(events);
            stage.check.fails("aws", "refused");
            stage.advance(15);
            stage.check.passes("aws");
            stage.advance(15);
        }
    }
}
