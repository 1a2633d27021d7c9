package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.event.ForeignEdit;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.event.UnknownResolved;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A provider that writes set by set stops behind the addresses, before the mark: the engine makes the rest. */
class HalfMadeChangeTest {

    /** Makes the first transition only, as often as it is told to, and says that it does not know. */
    private static final class Halfway implements DnsProvider {

        private final MemoryDnsProvider memory;
        private final boolean setBySet;
        private int stops;
        private int calls;
        private boolean stranger;

        private Halfway(MemoryDnsProvider memory, boolean setBySet) {
            this.memory = memory;
            this.setBySet = setBySet;
        }

        @Override
        public ProviderTraits traits() {
            ProviderTraits.Builder traits = ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                    .label("half way");
            return (setBySet ? traits.setBySet() : traits).build();
        }

        @Override
        public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
            return memory.read(keys);
        }

        @Override
        public WriteResult apply(RecordChange change) throws DnsProviderException {
            calls++;
            if (stops == 0) {
                return memory.apply(change);
            }
            stops--;
            Transition first = change.transitions().get(0);
            memory.apply(RecordChange.of(first.expected(), first.desired()));
            if (stranger) {
                memory.apply(RecordChange.of(
                        first.desired(),
                        RecordSet.of(first.key(), first.desired().ttl(), Stage.STRANGER)));
            }
            throw DnsProviderException.unknown("stopped behind " + first.key()).answered();
        }
    }

    private static final RecordKey APEX = RecordKey.of("example.com", RecordType.A);

    private final Stage stage = new Stage();
    private final Halfway provider = new Halfway(stage.memory, true);

    @BeforeEach
    void begin() {
        stage.provider(provider).start();
        assertThat(stage.www()).containsExactly(Stage.DC1);
    }

    @AfterEach
    void close() {
        stage.close(); // looks whether the name was ever without an address
    }

    @Test
    void theMarkFollowsSoonAndTheWholeIsToldAsTheFailoverThatItIs() {
        provider.stops = 1;

        stage.check.fails("dc1", "down");
        stage.advance(40);

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(stage.zone.get(Stage.MARK).values().get(0)).contains("at=aws");
        assertThat(stage.only(UnknownResolved.class).inPart()).isTrue();
        assertThat(stage.all(ForeignEdit.class)).isEmpty();
        RecordsChanged told = stage.last(RecordsChanged.class);
        assertThat(told.cause()).isEqualTo(RecordsChanged.Cause.FAILOVER);
        assertThat(told.from()).containsExactly("dc1");
        assertThat(told.to()).containsExactly("aws");
        assertThat(told.reason()).contains("dc1 failed");
    }

    @Test
    void halfMadeChangesOneAfterAnotherNeverFreezeThePool() {
        for (int i = 0; i < 3; i++) {
            provider.stops = 1;
            stage.check.fails("dc1", "down").passes("aws");
            stage.advance(210);
            assertThat(stage.www()).containsExactly(Stage.AWS);
            provider.stops = 1;
            stage.check.passes("dc1").fails("aws", "down");
            stage.advance(210);
            assertThat(stage.www()).containsExactly(Stage.DC1);
        }
        assertThat(stage.all(ForeignEdit.class)).isEmpty();
    }

    @Test
    void aProviderThatAlwaysStopsBeforeTheMarkIsAskedMoreAndMoreRarely() {
        provider.stops = Integer.MAX_VALUE;
        stage.check.fails("dc1", "down");
        stage.advance(60);
        int before = provider.calls;

        stage.advance(600);

        assertThat(stage.www()).containsExactly(Stage.AWS);
        assertThat(provider.calls - before).isLessThanOrEqualTo(15);
        assertThat(stage.all(ForeignEdit.class)).isEmpty();
    }

    @Test
    void whatSomebodyElseWritesIntoTheHalfMadeChangeIsStillAnEdit() {
        provider.stops = 1;
        provider.stranger = true;
        stage.check.fails("dc1", "down");
        stage.advance(30);

        assertThat(stage.only(ForeignEdit.class).response()).isEqualTo(ForeignEdit.Response.REASSERT);
    }

    /** All or nothing was promised: a part of it can only be the work of somebody else. */
    @Test
    void aPartOfAnAtomicChangeIsAnEdit() {
        stage.close();
        Stage atomic = new Stage();
        Halfway whole = new Halfway(atomic.memory, false);
        atomic.provider(whole).start();
        whole.stops = 1;

        atomic.check.fails("dc1", "down");
        atomic.advance(30);

        assertThat(atomic.all(ForeignEdit.class)).hasSize(1);
        atomic.close();
    }

    /** Two names, the second still at the dead place: the rest does not wait for a hold-down. */
    @Test
    void theSecondNameFollowsWithinTheEscapeFloor() {
        stage.close();
        Stage two = new Stage();
        Halfway halfway = new Halfway(two.memory, true);
        two.pool(pool -> pool.name("example.com")).provider(halfway).start();
        halfway.stops = 1;

        two.check.fails("dc1", "down");
        assertThat(two.runtime.advanceUntil(() -> two.www().contains(Stage.AWS), Duration.ofMinutes(1)))
                .isTrue();
        assertThat(two.zone.get(APEX).values()).containsExactly(Stage.DC1);
        two.advance(7);

        assertThat(two.zone.get(APEX).values()).containsExactly(Stage.AWS);
        assertThat(two.all(ForeignEdit.class)).isEmpty();
        assertThat(two.last(RecordsChanged.class).from()).containsExactly("dc1");
        two.close();
    }
}
