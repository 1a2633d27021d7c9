package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a pool lives with what its provider answers, and with calls that never left. */
class AnswersTest {

    /** A read waits in the queue. */
    private static World reading() {
        World world = Pools.atPrimary().begin().run(20).reads(World.Reads.QUEUED);
        while (!world.state().exchange().phase().isCalling()) {
            world.run(1);
        }
        return world;
    }

    /** The primary is dead, and the move waits in the queue. */
    private static World moving() {
        World world = Pools.atPrimary().begin().run(20);
        world.faults.add(World.Fault.QUEUED);
        world.fails("cloudhelix").run(14);
        assertThat(world.writes).hasSize(1);
        return world;
    }

    private static void answer(World world, List<RecordSet> sets) {
        world.take(new Input.CallStarted(world.lastCall()));
        world.take(new Input.ReadReturned(world.lastCall(), sets));
    }

    @Test
    void anAnswerThatDoesNotFitTheQuestionIsARefusal() {
        World world = reading();
        List<RecordSet> reversed = new ArrayList<>(world.current());
        Collections.reverse(reversed);

        answer(world, reversed);

        assertThat(world.state().exchange().setbacks().readRefusal()).contains("does not fit the question");
    }

    @Test
    void anAnswerToOnlyAPartOfTheQuestionIsARefusal() {
        World world = reading();

        answer(world, world.current().subList(1, world.current().size()));

        assertThat(world.state().exchange().setbacks().readRefusal()).contains("does not fit the question");
    }

    /** Tries of a wanted move are 10 s apart at most, but a vendor's wish counts, and at most a minute of it. */
    @ParameterizedTest
    @CsvSource({"0, 0.9, 1.1", "-30, 0.9, 1.1", "30, 29, 31", "3600, 59, 61"})
    void aVendorMayAskForAPauseOfAMinute(int asked, double atLeast, double atMost) {
        World world = moving();
        Duration refused = world.time();

        world.take(new Input.CallStarted(world.lastCall()));
        world.take(new Input.WriteThrew(
                world.lastCall(),
                Outcome.NOT_APPLIED,
                new Input.Failure("slow down", true, Duration.ofSeconds(asked))));
        while (world.writes.size() < 2) {
            world.run(0.1);
        }

        double pause = world.time().minus(refused).toMillis() / 1000.0;
        assertThat(pause).isBetween(atLeast, atMost);
    }

    @Test
    void aMoveThatHadNoRoomIsTriedAgainAfterASecond() {
        World world = moving();

        world.take(new Input.CallDropped(world.lastCall(), "the queue is full"));
        assertThat(world.state().exchange().setbacks().failure()).isEqualTo("the queue is full");
        world.run(0.9);
        assertThat(world.writes).hasSize(1);
        world.run(0.2);

        assertThat(world.values(RecordType.A)).containsExactly(Pools.BACKUP);
        assertThat(world.state().exchange().setbacks().failure()).isEmpty();
    }

    @Test
    void aReadThatHadNoRoomIsTriedAgainAfterASecond() {
        World world = reading();
        int reads = world.reads();

        world.take(new Input.CallDropped(world.lastCall(), "the queue is full"));
        world.reads(World.Reads.WORK);
        world.run(0.9);
        assertThat(world.reads()).isEqualTo(reads);
        world.run(70);

        assertThat(world.reads()).isGreaterThan(reads);
        assertThat(world.state().exchange().setbacks().failure()).isEmpty();
    }

    @Test
    void thatAnotherCallHadNoRoomChangesNothing() {
        World world = moving();
        Exchange before = world.state().exchange();

        world.take(new Input.CallDropped(world.lastCall() + 7, "the queue is full"));

        assertThat(world.state().exchange()).isSameAs(before);
    }
}
