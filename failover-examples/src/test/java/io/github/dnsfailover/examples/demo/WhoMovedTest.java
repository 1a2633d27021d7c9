package io.github.dnsfailover.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.MemoryZone;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WhoMovedTest {

    private static final Duration TTL = Duration.ofSeconds(2);

    private final MemoryZone zone = MemoryZone.of(DemoDns.ZONE);

    @Test
    void leadersAndMovesAreCounted() throws Exception {
        leadsTo("127.0.0.2");
        mark(1, "a");
        mark(2, "b");
        leadsTo("127.0.0.3");
        leadsTo("127.0.0.2");
        mark(2, "b");

        assertThat(WhoMoved.of(zone.history()).words()).isEqualTo("leaders 2, changes 2");
    }

    @Test
    void aLeaderThatNobodyTookOverFromIsTold() {
        leadsTo("127.0.0.2");
        mark(1, "a");
        mark(2, "a");
        leadsTo("127.0.0.3");
        leadsTo("127.0.0.2");

        assertThatThrownBy(() -> WhoMoved.of(zone.history()))
                .isInstanceOf(DidNotHappen.class)
                .hasMessageStartingWith("the zone tells of leaders 1, changes 2; ");
    }

    @Test
    void aRecordThatFlappedIsTold() {
        mark(1, "a");
        mark(2, "b");
        for (int i = 0; i < 2; i++) {
            leadsTo("127.0.0.2");
            leadsTo("127.0.0.3");
        }

        assertThatThrownBy(() -> WhoMoved.of(zone.history()))
                .isInstanceOf(DidNotHappen.class)
                .hasMessageStartingWith("the zone tells of leaders 2, changes 3; ");
    }

    @Test
    void twoLeadersOfOneTermAreTold() {
        leadsTo("127.0.0.2");
        mark(7, "a");
        mark(7, "b");

        assertThatThrownBy(() -> WhoMoved.of(zone.history()))
                .isInstanceOf(DidNotHappen.class)
                .hasMessage("two instances wrote in term 7");
    }

    @Test
    void whatIsNoMarkOfAnInstanceCountsForNobody() {
        zone.put(RecordSet.of(RecordKey.of("_failover." + DemoPool.HOST, RecordType.TXT), TTL, "somebody's text"));

        assertThatThrownBy(() -> WhoMoved.of(zone.history()))
                .isInstanceOf(DidNotHappen.class)
                .hasMessageStartingWith("the zone tells of leaders 0, changes 0; ");
    }

    private void leadsTo(String address) {
        zone.put(RecordSet.of(RecordKey.of(DemoPool.HOST, RecordType.A), TTL, address));
    }

    private void mark(long term, String by) {
        zone.put(RecordSet.of(
                RecordKey.of("_failover." + DemoPool.HOST, RecordType.TXT),
                TTL,
                "v=1 owner=x env=demo pool=1 gen=1 term=" + term + " set=1 at=cloudhelix by=" + by + " until=5"));
    }
}
