package io.github.dnsfailover.internal.machine;

import static io.github.dnsfailover.internal.machine.Pools.BACKUP;
import static io.github.dnsfailover.internal.machine.Pools.PRIMARY;
import static io.github.dnsfailover.internal.machine.Pools.atPrimary;
import static io.github.dnsfailover.internal.machine.Pools.marked;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** HELD_AT_DEAD_PLACE: clients are at a dead place since an operator said so; and what is told where a word is why. */
class HeldAtDeadPlaceTest {

    private static World pinnedAtPrimary() {
        World world = atPrimary().begin().run(20);
        world.say(OperatorIntent.pin("www", "cloudhelix"));
        return world.run(5);
    }

    @Test
    void aPinThatWantsAwayFromThereAndIsRefusedIsAMoveThatIsBlocked() {
        World world = Pools.atPrimary().begin().run(20);
        world.say(OperatorIntent.up("www", "cloudhelix").evenIfUnproven());
        world.fails("cloudhelix").run(20);
        for (int i = 0; i < 100; i++) {
            world.faults.add(World.Fault.REFUSE);
        }

        world.say(OperatorIntent.pin("www", "ec2"));
        world.run(60);

        assertThat(world.begun(Kind.MOVE_BLOCKED)).isNotEmpty();
        assertThat(world.state().troubles().present()).noneMatch(trouble -> trouble.kind() == Kind.HELD_AT_DEAD_PLACE);
    }

    @Test
    void aPinnedEndpointThatDiesIsAnAlarmAtOnceThatNamesWhoSaidItAndWhoCouldServe() {
        World world = pinnedAtPrimary();

        world.fails("cloudhelix").run(12);

        assertThat(world.begun(Kind.HELD_AT_DEAD_PLACE)).singleElement().satisfies(trouble -> {
            assertThat(trouble.severity()).isEqualTo(Severity.ALARM);
            assertThat(trouble.isInTheWay()).isTrue();
            assertThat(trouble.text())
                    .isEqualTo("pinned at DEAD cloudhelix (192.0.2.22: connection refused) by alice "
                            + "because test; ec2 is healthy; clear resumes");
        });
        assertThat(world.begun(Kind.MOVE_BLOCKED)).isEmpty();
        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
    }

    @Test
    void aPinThatLeadsToADeadEndpointIsToldOnceClientsAreThere() {
        World world = atPrimary().begin().run(20);
        world.fails("ec2").run(30);

        world.say(OperatorIntent.pin("www", "ec2").evenIfUnproven());
        world.run(5);

        assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
        assertThat(world.begun(Kind.HELD_AT_DEAD_PLACE))
                .singleElement()
                .satisfies(trouble ->
                        assertThat(trouble.text()).contains("DEAD ec2").contains("cloudhelix is healthy"));
    }

    @Test
    void itEndsWhenTheEndpointServesAgainAndWhenTheWordIsCleared() {
        World healed = pinnedAtPrimary();
        healed.fails("cloudhelix").run(30).passes("cloudhelix").run(30);
        World cleared = pinnedAtPrimary();
        cleared.fails("cloudhelix").run(30);

        cleared.say(OperatorIntent.clear("www"));
        cleared.run(5);

        assertThat(healed.ended(Kind.HELD_AT_DEAD_PLACE)).hasSize(1);
        assertThat(cleared.ended(Kind.HELD_AT_DEAD_PLACE)).hasSize(1);
        assertThat(cleared.values(RecordType.A)).containsExactly(BACKUP);
    }

    @Test
    void anEndpointThatIsSaidToBeUpAndIsDeadIsTheSame() {
        World world = atPrimary().begin().run(20);
        world.say(OperatorIntent.up("www", "cloudhelix").evenIfUnproven());

        world.fails("cloudhelix").run(30);

        assertThat(world.values(RecordType.A)).containsExactly(PRIMARY);
        assertThat(world.begun(Kind.HELD_AT_DEAD_PLACE)).singleElement().satisfies(trouble -> {
            assertThat(trouble.severity()).isEqualTo(Severity.ALARM);
            assertThat(trouble.text()).startsWith("said to be up, and DEAD: cloudhelix");
        });
    }

    @Test
    void whereTheOtherIsDeadTooThatIsTold() {
        World pinned = pinnedAtPrimary();
        World saidUp = atPrimary().begin().run(20);
        saidUp.say(OperatorIntent.up("www", "cloudhelix").evenIfUnproven());

        pinned.fails("cloudhelix").fails("ec2").run(60);
        saidUp.fails("cloudhelix").fails("ec2").run(60);

        assertThat(pinned.begun(Kind.ALL_DOWN)).hasSize(1);
        assertThat(saidUp.begun(Kind.HELD_AT_DEAD_PLACE)).isNotEmpty();
        assertThat(saidUp.state().troubles().present())
                .anySatisfy(trouble -> assertThat(trouble.text()).contains("no endpoint is known to be healthy"));
    }

    @Test
    void inAFrozenPoolItWakesNobody() {
        World world = pinnedAtPrimary();
        world.say(OperatorIntent.freeze("www"));

        world.fails("cloudhelix").run(30);

        assertThat(world.begun(Kind.HELD_AT_DEAD_PLACE))
                .singleElement()
                .satisfies(trouble -> assertThat(trouble.severity()).isEqualTo(Severity.WARNING));
        assertThat(world.begun(Kind.MOVE_BLOCKED)).isEmpty();
    }

    @Test
    void neitherADryRunNorAnEngineThatIsBlindOrFollowsTellsIt() {
        World dry = marked(new World(Pools::two, Leadership.Instances.ONE, true), "cloudhelix", PRIMARY)
                .begin()
                .run(20);
        dry.say(OperatorIntent.pin("www", "cloudhelix"));
        World blind = pinnedAtPrimary();
        World follower = atPrimary(Leadership.Instances.SEVERAL).begin(7).run(20);
        follower.say(OperatorIntent.pin("www", "cloudhelix"));

        dry.fails("cloudhelix").run(60);
        blind.fails("cloudhelix").standStill(Duration.ofSeconds(30));
        blind.run(9.9);
        follower.run(5).follows().fails("cloudhelix").run(60);

        assertThat(dry.begun(Kind.HELD_AT_DEAD_PLACE)).isEmpty();
        assertThat(blind.begun(Kind.HELD_AT_DEAD_PLACE)).isEmpty();
        assertThat(follower.begun(Kind.HELD_AT_DEAD_PLACE)).isEmpty();
    }

    @Test
    void aPinThatIsOverruledByDownHoldsNobody() {
        World world = pinnedAtPrimary();
        world.say(OperatorIntent.down("www", "cloudhelix"));

        world.fails("cloudhelix").run(30);

        assertThat(world.values(RecordType.A)).containsExactly(BACKUP);
        assertThat(world.begun(Kind.HELD_AT_DEAD_PLACE)).isEmpty();
    }

    @Test
    void thatEverythingIsDownSaysWhoIsDownByAWordAlone() {
        World world = atPrimary().begin().run(20);
        world.say(OperatorIntent.down("www", "ec2"));

        world.fails("cloudhelix").run(30);

        assertThat(world.begun(Kind.ALL_DOWN))
                .singleElement()
                .satisfies(trouble -> assertThat(trouble.text())
                        .isEqualTo("no endpoint may serve: ec2 is said to be down and by its checks is HEALTHY (down "
                                + "ec2 by alice because test); cloudhelix is UNHEALTHY; hold"));
    }

    @Test
    void aBackupOfWhichNothingIsKnownIsNotCalledHealthy() {
        World world = pinnedAtPrimary();
        world.answers("ec2", HealthResult.inconclusive("too many open files")).run(60);

        world.fails("cloudhelix").run(30);

        assertThat(world.begun(Kind.HELD_AT_DEAD_PLACE)).hasSize(1);
    }
}
