package io.github.dnsfailover.internal.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Leadership.Candidate;
import io.github.dnsfailover.StateStore.Entry;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule of ranks; the lease is 15 s, so a rank is renewed about 5 s after it was seen, and dead after 45 s. */
class RankingTest {

    private final Instance.Cell store = new Instance.Cell();
    private final One old = new One("a", 7);
    private final One young = new One("b", 8);

    /** An instance of some rank. */
    private final class One {

        private final long rank;
        private Ranking ranking;

        One(String id, long rank) {
            this.rank = rank;
            this.ranking = new Ranking(new LeaseSpec(id.repeat(12), id, Instance.LEASE));
        }

        One round() {
            ranking = ranking.asked(store.now(), new Candidate(rank, "", 3));
            return turn();
        }

        One turn() {
            ranking = ranking.loaded(store.now(), store.entry);
            save().ifPresent(store::save);
            return this;
        }

        Optional<Lease.Save> save() {
            Ranking.Step step = ranking.due(store.now());
            ranking = step.ranking();
            return step.save();
        }

        String outrankedBy() {
            return ranking.outrankedBy(store.now());
        }
    }

    private void pass(int seconds) {
        store.pass(Duration.ofSeconds(seconds));
    }

    @Test
    void aRankIsWrittenAtOnceAndThenTwoOrThreeTimesALease() {
        young.round();
        assertThat(store.entry).isEqualTo(new Entry(1, "rank 1 lease=15000 by=b rank=8"));

        for (int i = 0; i < 15; i++) {
            pass(1);
            young.round();
        }

        assertThat(store.entry.version()).isEqualTo(3);
    }

    @Test
    void whoHasNoRankWritesNone() {
        new One("c", 0).round().round();

        assertThat(store.entry).isEqualTo(Entry.NONE);
    }

    @Test
    void theLowerRankYieldsAndDoesNotOverwrite() {
        old.round();
        young.round();
        assertThat(store.entry.text()).endsWith("rank=8");

        pass(1);
        old.round();

        assertThat(store.entry.text()).endsWith("rank=8");
        assertThat(old.outrankedBy()).isEqualTo("b of rank 8");
        assertThat(young.outrankedBy()).isEmpty();
    }

    @Test
    void noRankIsTheLowest() {
        young.round();

        assertThat(new One("c", 0).round().outrankedBy()).isEqualTo("b of rank 8");
    }

    @Test
    void equalRanksDoNotYield() {
        young.round();

        assertThat(new One("c", 8).round().outrankedBy()).isEmpty();
    }

    @Test
    void aHigherRankThatIsSilentForThreeLeasesIsGone() {
        young.round();
        old.round();
        for (int i = 0; i < 44; i++) {
            pass(1);
            old.round();
        }
        assertThat(old.outrankedBy()).isEqualTo("b of rank 8");

        pass(1);
        old.round();

        assertThat(old.outrankedBy()).isEmpty();
        assertThat(store.entry.text())
                .as("so that lower ranks yield to this one")
                .endsWith("rank=7");
        young.turn();
        assertThat(store.entry.text()).as("it is not asked").endsWith("rank=7");
        young.round();
        assertThat(store.entry.text()).endsWith("rank=8");
        old.round();
        assertThat(old.outrankedBy()).isEqualTo("b of rank 8");
    }

    @Test
    void whoWasNeverAskedSaysNothing() {
        young.turn().turn();

        assertThat(store.entry).isEqualTo(Entry.NONE);
    }

    @Test
    void whoAsksNoMoreSaysThatItsRankIsLeft() {
        young.round().turn();
        young.ranking = young.ranking.resigned();
        young.turn();
        assertThat(store.entry.text()).isEqualTo("rank 1 lease=15000 by=b rank=8 left=1");
        young.turn();
        assertThat(store.entry.version()).isEqualTo(2);

        old.round();
        assertThat(old.outrankedBy()).as("others of that rank go first").isEqualTo("b of rank 8");
        pass(3);
        assertThat(old.outrankedBy()).isEmpty();
        old.round();
        assertThat(store.entry.text()).endsWith("rank=7");
    }

    @Test
    void othersOfARankThatWasLeftSayItAtOnce() {
        One third = new One("c", 8);
        young.round().turn();
        third.round();
        young.ranking = young.ranking.resigned();
        young.turn();

        third.round();

        assertThat(store.entry.text()).isEqualTo("rank 1 lease=15000 by=c rank=8");
        assertThat(old.round().outrankedBy()).isEqualTo("c of rank 8");
    }

    /** What somebody else of the same rank said stays: he lives. */
    @Test
    void whoDidNotSayItLastLeavesItAsItIs() {
        young.round().turn();
        pass(5);
        One third = new One("c", 8);
        third.round().round();
        pass(5);
        third.round();
        assertThat(store.entry.text()).endsWith("by=c rank=8");

        young.ranking = young.ranking.resigned();
        young.turn();

        assertThat(store.entry.text()).endsWith("by=c rank=8");
    }

    @Test
    void beforeAnEngineHasSaidItsRankNothingIsAboveIt() {
        young.round();

        assertThat(new One("c", 9).turn().outrankedBy()).isEmpty();
    }

    /** Rubbish keeps nobody from leading, and is left alone. */
    @ParameterizedTest
    @ValueSource(strings = {"rubbish", "rank 1 lease=15000 by=x", "rank 2 rank=9 lease=1", "rank 1 rank=9 lease=x"})
    void whatIsNoneOfOursIsIgnored(String text) {
        store.put(text);

        old.round();

        assertThat(store.entry.text()).isEqualTo(text);
        assertThat(old.outrankedBy()).isEmpty();
    }

    @Test
    void aWrittenLeaseIsBelievedUpToTheLongestThatCanBeSet() {
        store.put("rank 1 lease=9999999 by=x rank=9");
        old.round();
        pass(3 * 300 - 1);
        assertThat(old.outrankedBy()).isEqualTo("x of rank 9");

        pass(1);

        assertThat(old.outrankedBy()).isEmpty();
    }

    @Test
    void aSaveOfWhichNothingIsKnownIsLookedAtFirst() {
        young.ranking =
                young.ranking.asked(store.now(), new Candidate(8, "", 0)).loaded(store.now(), store.entry);
        assertThat(young.save()).isPresent();
        assertThat(young.save()).isEmpty();

        pass(1);
        young.round();

        assertThat(store.entry.version()).isEqualTo(1);
    }
}
