package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Call;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Chance;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fate;
import io.github.dnsfailover.testkit.FaultyDnsProvider.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultyDnsProviderTest {

    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordSet OLD = RecordSet.of(A, Duration.ofSeconds(30), "192.0.2.1");
    private static final RecordSet NEW = RecordSet.of(A, Duration.ofSeconds(30), "198.51.100.1");
    private static final RecordChange CHANGE = RecordChange.of(OLD, NEW);

    private final MemoryZone zone = MemoryZone.of("example.com");
    private final List<Runnable> later = new ArrayList<>();
    private final List<Duration> delays = new ArrayList<>();
    private final List<Duration> elapsed = new ArrayList<>();
    private final FaultyDnsProvider provider = FaultyDnsProvider.around(
            MemoryDnsProvider.of(zone),
            (delay, action) -> {
                delays.add(delay);
                later.add(action);
            },
            elapsed::add);

    @BeforeEach
    void fill() {
        zone.put(OLD);
    }

    @Test
    void withoutFaultsAllGoesWell() throws Exception {
        assertThat(provider.read(List.of(A))).containsExactly(OLD);
        assertThat(provider.apply(CHANGE)).isEqualTo(new WriteResult.Applied(""));
        assertThat(zone.get(A)).isEqualTo(NEW);
    }

    @Test
    void refusedIsNotApplied() {
        provider.next(Fault.REFUSED);

        assertThat(failure().outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(zone.get(A)).isEqualTo(OLD);
    }

    @Test
    void timedOutBeforeChangesNothing() {
        provider.next(Fault.TIMED_OUT_BEFORE);

        assertThat(failure().outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(zone.get(A)).isEqualTo(OLD);
        assertThat(elapsed).containsExactly(Duration.ofSeconds(15));
    }

    @Test
    void timedOutAfterHasChanged() {
        provider.next(Fault.TIMED_OUT_AFTER);

        assertThat(failure().outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(zone.get(A)).isEqualTo(NEW);
    }

    @Test
    void appliedLateChangesLater() {
        provider.next(new Fate(Fault.APPLIED_LATE, Duration.ofSeconds(3), Duration.ofSeconds(2)));

        assertThat(failure().outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(zone.get(A)).isEqualTo(OLD);
        assertThat(delays).containsExactly(Duration.ofSeconds(5));
        later.get(0).run();
        assertThat(zone.get(A)).isEqualTo(NEW);
    }

    @Test
    void appliedLateIsComparedLate() {
        provider.next(Fault.APPLIED_LATE);
        failure();
        RecordSet foreign = RecordSet.of(A, Duration.ofSeconds(30), "203.0.113.9");
        zone.put(foreign);

        later.get(0).run();

        assertThat(zone.get(A)).isEqualTo(foreign);
    }

    @Test
    void aConflictShowsWhatStands() throws Exception {
        provider.next(Fault.CONFLICT);

        assertThat(provider.apply(CHANGE)).isEqualTo(new WriteResult.Conflict(List.of(OLD)));
        assertThat(zone.get(A)).isEqualTo(OLD);
    }

    @Test
    void aStaleReadShowsWhatStoodBefore() throws Exception {
        provider.read(List.of(A));
        provider.apply(CHANGE);
        provider.nextRead(Fault.STALE_READ);

        assertThat(provider.read(List.of(A))).containsExactly(OLD);
        assertThat(provider.read(List.of(A))).containsExactly(NEW);
    }

    /** Of two sets of which one has changed since, both are as they stood before. */
    @Test
    void aStaleReadShowsAMomentThatWas() throws Exception {
        RecordSet ipv6 = RecordSet.of(RecordKey.of(A.name().toString(), RecordType.AAAA), NEW.ttl(), "2001:db8::1");
        provider.read(List.of(A, ipv6.key()));
        zone.put(ipv6);
        provider.read(List.of(A, ipv6.key()));
        provider.apply(CHANGE);
        provider.nextRead(Fault.STALE_READ);

        assertThat(provider.read(List.of(A, ipv6.key()))).containsExactly(OLD, ipv6);
    }

    @Test
    void uncheckedAndNullMayHaveChanged() throws Exception {
        provider.next(Fault.UNCHECKED, Fault.NULL);

        assertThatIllegalStateException().isThrownBy(() -> provider.apply(CHANGE));
        assertThat(provider.apply(RecordChange.of(NEW, OLD))).isNull();
        assertThat(zone.get(A)).isEqualTo(OLD);
        assertThat(provider.count(Fault.NULL)).isEqualTo(1);
    }

    @Test
    void healingEndsAllFaults() throws Exception {
        provider.next(Fault.REFUSED, Fault.REFUSED);
        provider.plan(call -> new Fate(Fault.REFUSED, Duration.ZERO, Duration.ZERO));

        provider.heal();

        assertThat(provider.apply(CHANGE)).isInstanceOf(WriteResult.Applied.class);
    }

    @Test
    void chanceIsTheSameForTheSameSeed() {
        assertThat(fates(7)).isEqualTo(fates(7)).isNotEqualTo(fates(8));
        assertThat(fates(7)).extracting(Fate::fault).contains(Fault.NONE, Fault.APPLIED_LATE, Fault.NULL);
    }

    private static List<Fate> fates(long seed) {
        Chance chance = Chance.of(new Random(seed), 0.5);
        return IntStream.range(0, 200).mapToObj(i -> chance.next(Call.APPLY)).toList();
    }

    private DnsProviderException failure() {
        return catchThrowableOfType(DnsProviderException.class, () -> provider.apply(CHANGE));
    }
}
