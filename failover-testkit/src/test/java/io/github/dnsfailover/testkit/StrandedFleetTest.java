package io.github.dnsfailover.testkit;

import static io.github.dnsfailover.testkit.Fleet.X;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fate;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fault;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two instances with the real lease; their store and provider are in a third place, which dies. */
class StrandedFleetTest {

    private static final Duration PROMISED = Duration.ofSeconds(15);
    private static final Duration CALL = Duration.ofSeconds(10);

    private final Fleet fleet = Fleet.ofRanks(0, 0).start();

    private static List<Trouble> alarms(Fleet.Instance instance) {
        return instance.events.stream()
                .filter(TroubleBegan.class::isInstance)
                .map(event -> ((TroubleBegan) event).trouble())
                .filter(trouble -> trouble.severity() == Severity.ALARM)
                .toList();
    }

    private List<Trouble> alarms() {
        return fleet.instances.stream()
                .flatMap(instance -> alarms(instance).stream())
                .toList();
    }

    private void findsThirdPlace(Fleet.Instance instance) {
        instance.way.heal();
        instance.store.calm();
        instance.at(X).heal();
    }

    /** Nothing of it answers. */
    private void losesThirdPlace(Fleet.Instance instance) {
        instance.way.fail();
        instance.store.hang();
        instance.at(X).plan(call -> new Fate(Fault.TIMED_OUT_BEFORE, CALL, Duration.ZERO));
    }

    @Test
    void whenTheThirdPlaceIsLostWhileThePrimaryDiesEachInstanceRaisesAnAlarmInTime() {
        fleet.each(this::losesThirdPlace);
        fleet.dies("x1-primary");

        for (Fleet.Instance instance : fleet.instances) {
            Duration from = fleet.time.passed();
            boolean told = fleet.time.advanceUntil(() -> !alarms(instance).isEmpty(), PROMISED);
            assertThat(told)
                    .as("within %s, instance %d", fleet.time.passed().minus(from), fleet.instances.indexOf(instance))
                    .isTrue();
        }
        fleet.run(Duration.ofMinutes(2));

        assertThat(fleet.addresses("x1", X)).containsExactly("192.0.2.1");
        assertThat(alarms())
                .extracting(Trouble::kind)
                .containsOnly(Trouble.Kind.NOBODY_LEADS, Trouble.Kind.MOVE_BLOCKED);
        assertThat(fleet.instances)
                .allSatisfy(instance -> assertThat(instance.engine.snapshot().speaker())
                        .as("each tells it itself")
                        .isEmpty());
    }

    /** A follower does not know then what is published: the leader vouches for nothing while a change is in doubt. */
    @Test
    void whenTheThirdPlaceIsLostDuringTheMoveTheOneThatLedGoesOnTellingIt() {
        fleet.each(instance -> instance.at(X).plan(call -> new Fate(Fault.TIMED_OUT_BEFORE, CALL, Duration.ZERO)));
        fleet.dies("x1-primary");
        fleet.run(Duration.ofSeconds(16));
        Fleet.Instance leader = fleet.leader("x1");

        fleet.each(this::losesThirdPlace);
        boolean told = fleet.time.advanceUntil(
                () -> alarms(leader).stream().anyMatch(alarm -> alarm.kind() == Trouble.Kind.NOBODY_LEADS), PROMISED);

        assertThat(told).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 60, 300})
    void onceTheThirdPlaceIsBackClientsAreLedAwaySoon(int seconds) {
        fleet.each(this::losesThirdPlace);
        fleet.each(instance -> instance.store.cut()); // a call that hangs may hang for longer than that
        fleet.dies("x1-primary");
        fleet.run(Duration.ofSeconds(seconds));

        fleet.each(this::findsThirdPlace);
        Duration back = fleet.time.passed();
        boolean moved =
                fleet.time.advanceUntil(() -> fleet.addresses("x1", X).equals(List.of("198.51.100.1")), PROMISED);

        assertThat(moved).as("within %s", fleet.time.passed().minus(back)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 6})
    void aStoreThatIsBackSoonIsNoAlarmWhileThePrimaryLives(int seconds) {
        fleet.each(instance -> instance.store.refuse(Duration.ofSeconds(seconds)));
        fleet.each(instance -> instance.way.fail());
        fleet.run(Duration.ofSeconds(seconds));
        fleet.each(instance -> instance.way.heal());
        fleet.run(Duration.ofMinutes(2));

        assertThat(alarms()).isEmpty();
    }

    @Test
    void aHandOverWhileThePrimaryDiesIsNoAlarm() {
        fleet.dies("x1-primary");
        fleet.run(Duration.ofSeconds(8));
        fleet.leader("x1").close();
        fleet.run(Duration.ofMinutes(2));

        assertThat(fleet.addresses("x1", X)).containsExactly("198.51.100.1");
        assertThat(alarms()).isEmpty();
    }

    @Test
    void aLeaderThatIsLostWithThePrimaryIsNoAlarm() {
        Fleet.Instance leader = fleet.leader("x1");
        Fleet.Instance follower = fleet.follower("x1");

        losesThirdPlace(leader); // for the others it is dead
        fleet.dies("x1-primary");
        fleet.run(Duration.ofMinutes(2));

        assertThat(fleet.addresses("x1", X)).containsExactly("198.51.100.1");
        assertThat(alarms(follower)).isEmpty();
    }
}
