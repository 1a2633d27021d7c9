package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.MemoryZone;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LookFirstTest {

    private final Lab lab = new Lab();

    @Test
    void aZoneThatWaitsForThePoolIsReadyAndStaysAsItIs() {
        MemoryZone.Version before = lab.zone.current();
        try (FailoverEngine engine = lab.engine()) {
            assertThat(lab.soon(LookFirst.isReady(engine))).isTrue();
        }

        assertThat(lab.zone.current()).isSameAs(before);
    }

    @Test
    void aRecordOfSomebodyElseIsAProblem() {
        lab.zone.put(RecordSet.of(RecordKey.of("www.example.com", RecordType.A), Duration.ofMinutes(5), "203.0.113.9"));
        try (FailoverEngine engine = lab.engine()) {
            assertThat(lab.soon(LookFirst.isReady(engine))).isFalse();
        }
    }
}
