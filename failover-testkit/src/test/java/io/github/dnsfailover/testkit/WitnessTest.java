package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fate;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fault;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The witness complains of each thing that no engine may do, so that a silent simulation means something. */
class WitnessTest {

    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordSet PRIMARY = set("192.0.2.22");
    private static final RecordSet BACKUP = set("198.51.100.109");

    private final VirtualRuntime time = new VirtualRuntime(1);
    private final MemoryZone zone = MemoryZone.of("example.com");
    private final FaultyDnsProvider dns =
            FaultyDnsProvider.around(MemoryDnsProvider.of(zone), time::schedule, time::elapse);
    private final SimulatedPlaces places = new SimulatedPlaces(time, new Random(1), new Transcript(time));
    private final ScriptedLeadership leadership = new ScriptedLeadership();
    private final List<String> complaints = new ArrayList<>();
    private String obstacle = "";
    private final Witness witness = new Witness(
            dns,
            new Witness.Facts(
                    time,
                    new SimulatedProcess(time, Duration.ZERO),
                    () -> leadership.term("example.com."),
                    places,
                    pool -> obstacle,
                    endpoint -> "",
                    complaints::add));

    private static RecordSet set(String... values) {
        return RecordSet.of(A, Duration.ofSeconds(30), values);
    }

    @BeforeEach
    void aPoolThatPublishesItsPrimary() throws UnknownHostException {
        zone.put(PRIMARY);
        leadership.lead(1);
        witness.watches(EndpointPool.named("www")
                .name("www.example.com")
                .endpoint(Endpoint.primary("cloudhelix", "192.0.2.22"))
                .endpoint(Endpoint.backup("ec2", "198.51.100.109"))
                .failback(Failback.manual())
                .check((target, timeout) -> HealthResult.healthy())
                .provider(witness)
                .build());
        passes("ec2", "198.51.100.109");
        passes("cloudhelix", "192.0.2.22");
    }

    private void passes(String endpoint, String address) throws UnknownHostException {
        Target target = Target.of("www", endpoint, InetAddress.getByName(address));
        time.submit(Lane.CHECKS, () -> places.check(target, Duration.ofSeconds(3)), end -> {});
        time.advance(Duration.ofSeconds(1));
    }

    private void writes(String reason, RecordSet from, RecordSet to) {
        RecordChange change = RecordChange.of(from, to).because(reason);
        time.submit(Lane.PROVIDER, () -> witness.apply(change), end -> {});
        time.advance(Duration.ZERO);
    }

    private void reads() {
        time.submit(Lane.PROVIDER, () -> witness.read(List.of(A)), end -> {});
        time.advance(Duration.ZERO);
    }

    @Test
    void aGoodEngineIsNotComplainedOf() {
        reads();
        writes("FAILOVER to ec2", PRIMARY, BACKUP);
        time.advance(Duration.ofSeconds(10));
        writes("FAILOVER to cloudhelix", BACKUP, PRIMARY);

        assertThat(complaints).isEmpty();
    }

    @Test
    void anEmptyName() {
        writes("FAILOVER", PRIMARY, RecordSet.absent(A));

        assertThat(complaints).singleElement().asString().contains("a change that empties www.example.com");
    }

    @Test
    void aStranger() {
        writes("FAILOVER", PRIMARY, set("203.0.113.9"));

        assertThat(complaints).singleElement().asString().contains("a value of no member");
    }

    @Test
    void anUnprovenEntry() {
        time.advance(Duration.ofMinutes(10));

        writes("FAILOVER to ec2", PRIMARY, BACKUP);

        assertThat(complaints).singleElement().asString().contains("ec2 enters, but passed last PT10M");
    }

    @Test
    void aWriteWithoutATerm() {
        leadership.follow();

        writes("FAILOVER to ec2", PRIMARY, BACKUP);

        assertThat(complaints).singleElement().asString().contains("a write without a term");
    }

    @Test
    void aWriteAfterAConflictWithoutARead() {
        dns.next(Fault.CONFLICT);
        writes("OPERATOR", PRIMARY, BACKUP);
        time.advance(Duration.ofSeconds(10));

        writes("OPERATOR", PRIMARY, BACKUP);

        assertThat(complaints).singleElement().asString().contains("a write right after CONFLICT, without a read");
    }

    @Test
    void aWriteAfterAnUnknownOutcomeWithoutARead() {
        dns.next(Fault.UNCHECKED);
        writes("OPERATOR", PRIMARY, BACKUP);
        time.advance(Duration.ofSeconds(60));

        writes("OPERATOR", BACKUP, PRIMARY);

        assertThat(complaints)
                .filteredOn(text -> text.contains("a write right after UNKNOWN"))
                .hasSize(1);
    }

    @Test
    void aWriteBeforeTheEscapeFloor() {
        writes("FAILOVER to ec2", PRIMARY, BACKUP);
        time.advance(Duration.ofSeconds(2));

        writes("FAILOVER to cloudhelix", BACKUP, PRIMARY);

        assertThat(complaints).singleElement().asString().contains("a write PT2S after the last");
    }

    @Test
    void aFailbackThatIsManual() {
        writes("FAILBACK to ec2", PRIMARY, BACKUP);

        assertThat(complaints).singleElement().asString().contains("a failback that nobody asked for");
    }

    @Test
    void aWriteInAFrozenPool() {
        obstacle = "frozen";

        writes("OPERATOR", PRIMARY, BACKUP);

        assertThat(complaints).singleElement().asString().contains("a write while the pool is frozen");
    }

    @Test
    void aWriteOfABlindEngine() {
        obstacle = "blind";

        writes("FAILOVER to ec2", PRIMARY, BACKUP);
        time.advance(Duration.ofSeconds(60));
        writes("OPERATOR", BACKUP, PRIMARY);

        assertThat(complaints).singleElement().asString().contains("a write while the pool is blind");
    }

    @Test
    void aCallWhileAnEarlierOneRuns() {
        dns.next(new Fate(Fault.NONE, Duration.ofSeconds(5), Duration.ZERO));
        writes("FAILOVER to ec2", PRIMARY, BACKUP);

        reads();

        assertThat(complaints).singleElement().asString().contains("a read while an earlier call runs");
    }

    @Test
    void aCallAfterTheClose() {
        witness.retire();

        reads();

        assertThat(complaints).singleElement().asString().contains("a read after the engine was closed");
    }

    @Test
    void readsInALoop() {
        for (int i = 0; i < 100; i++) {
            reads();
        }

        assertThat(complaints).isNotEmpty().allSatisfy(text -> assertThat(text).contains("reads within a minute"));
    }
}
