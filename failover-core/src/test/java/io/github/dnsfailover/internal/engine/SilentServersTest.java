package io.github.dnsfailover.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.Authorities.Server;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.internal.machine.EngineInput;
import io.github.dnsfailover.runtime.EngineRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which servers no proof waits for, as the zone's servers are looked up anew. */
class SilentServersTest {

    private static final RecordKey WWW = RecordKey.of("www.example.com", RecordType.A);

    /**
     * A server of one name.
     *
     * @param unaskable why it cannot be asked; empty if it can
     */
    private record Named(String name, String unaskable) implements Server {
        @Override
        public Answer ask(RecordKey key, Duration timeout) {
            throw new AssertionError("nobody asks here");
        }
    }

    private final List<EngineInput> told = new ArrayList<>();
    private final ProviderCallsTest.Lane lane = new ProviderCallsTest.Lane();
    private final Slots slots = new Slots(lane, EngineRuntime.Lane.VERIFICATION, 1, Duration.ofSeconds(30));
    private final SilentServers silent = new SilentServers(0, lane, told::add, slots);

    @Test
    void aServerThatCouldNotBeAskedAndCanBeNowIsAskedAgain() {
        silent.add(new Named("ns1", "no route"), WWW, "no route");

        silent.retain(List.of(new Named("ns1", "")));

        assertThat(silent.has("ns1")).isFalse();
        assertThat(told)
                .containsExactly(
                        new EngineInput.ServerSaid(0, "ns1", "no route"), new EngineInput.ServerSaid(0, "ns1", ""));
    }

    @Test
    void oneThatStillCannotOrThatIsSilentStaysLeftOut() {
        silent.add(new Named("ns1", "no route"), WWW, "no route");
        silent.add(new Named("ns2", ""), WWW, "does not answer");

        silent.retain(List.of(new Named("ns1", "no route"), new Named("ns2", "")));

        assertThat(silent.has("ns1")).isTrue();
        assertThat(silent.has("ns2")).isTrue();
    }

    @Test
    void oneThatIsNoServerOfTheZoneAnyMoreIsForgotten() {
        silent.add(new Named("ns1", ""), WWW, "does not answer");

        silent.retain(List.of());

        assertThat(silent.has("ns1")).isFalse();
    }
}
