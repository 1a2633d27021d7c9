package io.github.dnsfailover.internal.machine;

import static io.github.dnsfailover.internal.machine.Pools.PRIMARY;
import static io.github.dnsfailover.internal.machine.Pools.atPrimary;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Whether the records may be written is asked before it matters. */
class RightsTest {

    private static final String REFUSED = "no right to write [www.example.com. A]: REFUSED";

    private static World proving() {
        return atPrimary(pool -> pool.provider(World.provider(ProviderTraits.Builder::provesRights)));
    }

    @Test
    void rightsAreAskedForAtTheStartAndEveryFewMinutes() {
        World world = proving().begin().run(Duration.ofMinutes(21));

        assertThat(world.proofs).hasSizeBetween(4, 5);
        assertThat(world.proofs.get(0)).isLessThan(Duration.ofSeconds(5));
        assertThat(world.writes).isEmpty();
        assertThat(world.begun(Kind.MAY_NOT_WRITE)).isEmpty();
    }

    @Test
    void aProviderThatProvesNothingIsNeverAsked() {
        World world = atPrimary().begin().run(Duration.ofMinutes(21));

        assertThat(world.proofs).isEmpty();
    }

    @Test
    void aFollowerDoesNotAsk() {
        World world = proving().begin(0).run(Duration.ofMinutes(21));

        assertThat(world.proofs).isEmpty();
    }

    @Test
    void aRightThatIsTakenAwayIsToldWithinMinutesAlthoughNothingFails() {
        World world = proving().begin().run(100);

        world.rightMissing(REFUSED).run(Duration.ofMinutes(6));

        assertThat(world.begun(Kind.MAY_NOT_WRITE)).singleElement().satisfies(trouble -> {
            assertThat(trouble.text()).isEqualTo(REFUSED);
            assertThat(trouble.severity()).isEqualTo(Severity.WARNING);
            assertThat(trouble.isInTheWay()).isTrue();
        });
        world.rightMissing("").run(70);
        assertThat(world.state().troubles().present()).isEmpty();
    }

    @Test
    void aRightThatIsMissingAtTheStartIsToldWithinSeconds() {
        World world = proving().rightMissing(REFUSED).begin().run(20);

        assertThat(world.begun(Kind.MAY_NOT_WRITE)).hasSize(1);
    }

    @Test
    void aZoneThatIsFrozenForAMomentIsNotTold() {
        World world = proving().rightMissing(REFUSED).begin().run(5);

        world.rightMissing("").run(Duration.ofMinutes(21));

        assertThat(world.begun(Kind.MAY_NOT_WRITE)).isEmpty();
    }

    @Test
    void aFailoverDoesNotWaitForAProofThatHangs() {
        World world = proving().rightsHang(true).begin().run(5);
        assertThat(world.proofs).hasSize(1);

        world.fails("cloudhelix").run(15);

        assertThat(world.values(RecordType.A)).doesNotContain(PRIMARY);
        assertThat(world.time()).isLessThan(World.SLOWEST_CALL.plusSeconds(1));
    }

    @Test
    void aProofThatHangsIsGivenUpAndAskedAgain() {
        World world = proving().rightsHang(true).begin().run(200);

        assertThat(world.proofs).hasSizeBetween(2, 3);
        assertThat(world.log).anyMatch(line -> line.contains("cancel the call"));
    }

    @Test
    void anotherTermAsksAnew() {
        World world = marked(Leadership.Instances.SEVERAL);
        world.begin().run(20);
        int asked = world.proofs.size();

        world.follows().run(5).leads(2).run(5);

        assertThat(world.proofs).hasSize(asked + 1);
    }

    private static World marked(Leadership.Instances instances) {
        World world = new World(
                Pools.two(pool -> pool.provider(World.provider(ProviderTraits.Builder::provesRights))),
                instances,
                false);
        return Pools.marked(world, "cloudhelix", PRIMARY);
    }

    @Test
    void aProofUnderWayIsCalledOffAlsoIfTheTermHasChangedMeanwhile() {
        PoolSpec spec = proving().spec();
        Turn begin = turn(spec, Duration.ZERO);
        Rights refused = new Rights().asking(begin, 1).answered(begin, new Input.RightsAnswered(1, REFUSED));

        Rights next = refused.asking(begin, 2).inTerm();

        assertThat(next.overdue(turn(spec, Duration.ofMinutes(5)))).hasValue(2);
        assertThat(next.missing()).isEmpty();
    }

    private static Turn turn(PoolSpec spec, Duration time) {
        PoolState.Pulse pulse = PoolState.first(spec, 1, 0, Instant.EPOCH).pulse();
        return new Turn(spec, pulse, time.toNanos(), Instant.EPOCH.plus(time));
    }
}
