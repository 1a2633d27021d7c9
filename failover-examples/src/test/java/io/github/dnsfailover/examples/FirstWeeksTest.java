package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.TakenOver;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What docs/from-dry-run-to-live.md says of each stage. */
class FirstWeeksTest {

    private static final RecordKey WWW = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordKey MARK = RecordKey.of("_failover.www.example.com", RecordType.TXT);
    private static final RecordSet AS_IT_STANDS = RecordSet.of(WWW, Duration.ofSeconds(30), Lab.PRIMARY);

    private final MemoryZone zone = MemoryZone.of("example.com");
    private final Lab lab = new Lab(zone);
    private final List<String> notes = new ArrayList<>();
    private final List<FailoverEvent> events = new ArrayList<>();

    private FailoverEngine looking() {
        return FirstWeeks.looking(lab.www, notes).runtime(lab.runtime).build();
    }

    @Test
    void aDryRunNotesTheTakeOverAndTheFailoverAndWritesNothing() {
        zone.put(AS_IT_STANDS);
        try (FailoverEngine looking = looking()) {
            looking.start();
            lab.runtime.advance(Duration.ofMinutes(5));
            lab.check.fails("cloudhelix", "connection refused");
            lab.runtime.advance(Duration.ofMinutes(5));
        }

        assertThat(notes).hasSize(2);
        assertThat(notes.get(0)).contains("_failover.www.example.com");
        assertThat(notes.get(1)).contains(Lab.BACKUP);
        assertThat(zone.get(WWW)).isEqualTo(AS_IT_STANDS);
        assertThat(zone.get(MARK).isEmpty()).isTrue();
    }

    @Test
    void theFirstLiveDayLowersTheTtlAndWritesTheMarkAndMovesNothing() {
        zone.put(RecordSet.of(WWW, Duration.ofHours(1), Lab.PRIMARY));
        try (FailoverEngine engine = FailoverEngine.builder()
                .pool(lab.www)
                .leadership(Leadership.singleInstance())
                .runtime(lab.runtime)
                .listener(events::add)
                .build()) {
            engine.start();
            lab.runtime.advance(Duration.ofMinutes(5));
        }

        assertThat(events).hasAtLeastOneElementOfType(TakenOver.class);
        assertThat(zone.get(WWW)).isEqualTo(AS_IT_STANDS);
        assertThat(zone.get(MARK).values().get(0)).contains("at=cloudhelix");
    }

    @Test
    void whatStaysAfterTheLibraryIsTheRecordAndTheMark() {
        zone.put(AS_IT_STANDS);
        try (FailoverEngine engine = lab.engine()) {
            engine.start();
            lab.runtime.advance(Duration.ofMinutes(5));
        }

        assertThat(zone.current().sets().stream().map(RecordSet::key)).containsExactlyInAnyOrder(WWW, MARK);
        assertThat(zone.get(WWW).values()).containsExactly(Lab.PRIMARY);
    }

    @Test
    void theNameForPracticeMovesWhileTheRealOneIsOnlyLookedAt() {
        zone.put(AS_IT_STANDS);
        try (FailoverEngine looking = looking();
                FailoverEngine live = FailoverEngine.builder()
                        .pool(FirstWeeks.practice(MemoryDnsProvider.of(zone)).toBuilder()
                                .check(lab.check)
                                .build())
                        .leadership(Leadership.singleInstance())
                        .runtime(lab.runtime)
                        .build()) {
            looking.start();
            live.start();
            lab.runtime.advance(Duration.ofMinutes(5));

            lab.soon(live.say(OperatorIntent.pin("practice", "ec2").by("alice").because("practice")));
        }

        RecordKey practice = RecordKey.of("practice.example.com", RecordType.A);
        assertThat(zone.get(practice).values()).containsExactly(Lab.BACKUP);
        assertThat(zone.get(WWW)).isEqualTo(AS_IT_STANDS);
    }
}
