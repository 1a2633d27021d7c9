package io.github.dnsfailover.instances;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.MemoryZone.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the tests of several instances would find in the journal if it went wrong. */
class JournalTest {

    private static final Duration TTL = Duration.ofSeconds(1);
    private static final RecordKey ADDRESS = RecordKey.of(Instance.NAME, RecordType.A);
    private static final RecordKey MARK = RecordKey.of("_failover." + Instance.NAME, RecordType.TXT);

    private final MemoryZone zone = MemoryZone.of("example.com");
    private final List<Version> versions = new ArrayList<>();
    private int generation;

    private void address(String... values) {
        zone.put(values.length == 0 ? RecordSet.absent(ADDRESS) : RecordSet.of(ADDRESS, TTL, values));
    }

    private void write(long term, String by, String... values) {
        String mark = "v=1 owner=o env=e pool=p gen=" + ++generation + " term=" + term + " set=s at=one by=" + by;
        zone.put(RecordSet.of(MARK, TTL, mark));
        address(values);
        versions.add(zone.current());
    }

    private Journal journal() {
        return new Journal(versions);
    }

    @Test
    void oneWriterAfterTheOtherIsRight() {
        write(1, "a", Instance.PRIMARY);
        write(1, "a", Instance.BACKUP);
        write(2, "b", Instance.PRIMARY);

        assertThat(journal().faults()).isEmpty();
        assertThat(journal().writes()).isEqualTo(3);
        assertThat(journal().moves()).isEqualTo(2);
        assertThat(journal().terms()).containsExactly(1L, 2L);
        assertThat(journal().address()).containsExactly(Instance.PRIMARY);
    }

    @Test
    void aTermThatFallsIsFound() {
        write(1, "a", Instance.PRIMARY);
        write(2, "b", Instance.PRIMARY);
        write(1, "a", Instance.BACKUP);

        assertThat(journal().faults()).singleElement().asString().endsWith("term 1 after 2");
    }

    @Test
    void twoWritersInOneTermAreFound() {
        write(1, "a", Instance.PRIMARY);
        write(1, "b", Instance.BACKUP);

        assertThat(journal().faults()).singleElement().asString().endsWith("term 1 of \"b\" and of a");
    }

    @Test
    void aNameWithoutAnAddressIsFound() {
        write(1, "a", Instance.PRIMARY);
        write(1, "a");

        assertThat(journal().faults()).singleElement().asString().endsWith("no address");
        assertThat(journal().empty()).isEqualTo(1);
    }

    @Test
    void aMoveWithoutAMarkIsFound() {
        write(1, "a", Instance.PRIMARY);
        address(Instance.BACKUP);
        versions.add(zone.current());

        assertThat(journal().faults()).singleElement().asString().endsWith("without a new mark");
    }
}
