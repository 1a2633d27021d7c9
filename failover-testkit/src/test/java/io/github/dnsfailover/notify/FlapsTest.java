package io.github.dnsfailover.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.notify.Flaps.Fate;
import io.github.dnsfailover.testkit.TestEvents;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which of the events of a trouble that comes and goes people are told. */
class FlapsTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Flaps flaps = new Flaps();
    private final TestEvents www = TestEvents.of("www", START);
    private long now;

    private Trouble refused(String why) {
        return www.trouble(Trouble.Kind.READ_REFUSED, why);
    }

    private Fate begins(String why) {
        return flaps.take(www.troubleBegan(refused(why)), now, true);
    }

    private Fate changes(String from, String to) {
        now += Duration.ofMinutes(1).toNanos();
        return flaps.take(www.troubleChanged(refused(from), refused(to)), now, true);
    }

    @Test
    void threeOtherCausesAreToldWithinAnHour() {
        begins("key");

        assertThat(changes("key", "zone")).isEqualTo(Fate.TELL);
        assertThat(changes("zone", "clock")).isEqualTo(Fate.TELL);
        assertThat(changes("clock", "disk")).isEqualTo(Fate.TELL);
        assertThat(changes("disk", "wire")).isEqualTo(Fate.WAVERS);
    }

    @Test
    void aTroubleThatWaveredDoesSoNoLongerOnceItHasEnded() {
        begins("key");
        changes("key", "zone");
        changes("zone", "clock");
        changes("clock", "disk");
        changes("disk", "wire");
        flaps.take(www.troubleEnded(refused("wire")), now, true);
        now += Flaps.WINDOW.toNanos();

        assertThat(begins("key")).isEqualTo(Fate.TELL);
        assertThat(changes("key", "zone")).isEqualTo(Fate.TELL);
    }
}
