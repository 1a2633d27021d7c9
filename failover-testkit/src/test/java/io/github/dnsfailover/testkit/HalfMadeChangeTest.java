package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.event.ForeignEdit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A provider that writes set by set stops behind the addresses, before the mark: what the engine makes of that. */
class HalfMadeChangeTest {

    /** Makes the first transition only, as often as it is told to, and says that it does not know. */
    private static final class Halfway implements DnsProvider {

        private final MemoryDnsProvider memory;
        private int stops;

        private Halfway(MemoryDnsProvider memory) {
            this.memory = memory;
        }

        @Override
        public ProviderTraits traits() {
            return ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                    .label("set by set")
                    .setBySet()
                    .build();
        }

        @Override
        public List<RecordSet> read(List<RecordKey> keys) throws DnsProviderException {
            return memory.read(keys);
        }

        @Override
        public WriteResult apply(RecordChange change) throws DnsProviderException {
            if (stops-- <= 0) {
                return memory.apply(change);
            }
            Transition first = change.transitions().get(0);
            memory.apply(RecordChange.of(first.expected(), first.desired()));
            throw DnsProviderException.unknown("stopped behind " + first.key()).answered();
        }
    }

    private final Stage stage = new Stage();
    private final Halfway provider = new Halfway(stage.memory);

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
    void clientsAreAtTheNewPlaceAtOnceAndTheMarkFollowsAfterTheHoldDown() {
        provider.stops = 1;

        stage.check.fails("dc1", "down");
        stage.advance(30);

        assertThat(stage.www()).containsExactly(Stage.AWS);
        stage.advance(180);
        assertThat(stage.zone.get(Stage.MARK).values().get(0)).contains("at=aws");
        assertThat(stage.only(ForeignEdit.class).response()).isEqualTo(ForeignEdit.Response.REASSERT);
    }

    /** As docs/writing-a-provider.md warns: it is taken for an edit of somebody else. */
    @Test
    void theSecondHalfMadeChangeMakesTheEngineStandStill() {
        provider.stops = 1;
        stage.check.fails("dc1", "down");
        stage.advance(210);
        provider.stops = 1;
        stage.check.passes("dc1").fails("aws", "down");
        stage.advance(210);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.last(ForeignEdit.class).response()).isEqualTo(ForeignEdit.Response.FREEZE);
    }
}
