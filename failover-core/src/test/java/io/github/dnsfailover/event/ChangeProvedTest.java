package io.github.dnsfailover.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.Authorities.Signatures.State;
import io.github.dnsfailover.internal.event.Made;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangeProvedTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void oneServerIsNotCalledAll() {
        assertThat(proved(AT, "ns1").summary()).startsWith("the one server answers [ec2];");
        assertThat(proved(AT, "ns1", "ns2").summary()).startsWith("all 2 servers answer [ec2];");
    }

    @Test
    void theHorizonIsSaidInSecondsAndNeverTooEarly() {
        assertThat(proved(AT, "ns1").summary()).endsWith("follow by 2026-01-01T00:00:00Z");
        assertThat(proved(AT.plusNanos(1), "ns1").summary()).endsWith("follow by 2026-01-01T00:00:01Z");
    }

    @Test
    void serversThatWereLeftOutAreNotLeftUnsaid() {
        assertThat(proved(AT, List.of("ns9"), "ns1").summary())
                .startsWith("1 of 2 servers answers [ec2], ns9 is silent;");
        assertThat(proved(AT, List.of("ns8", "ns9"), "ns1", "ns2").summary())
                .startsWith("2 of 4 servers answer [ec2], ns8 and ns9 are silent;");
    }

    @Test
    void whatTheAnswersAreWorthIsSaid() {
        assertThat(proved(State.VERIFIED).summary()).startsWith("all 2 servers answer [ec2], signed;");
        assertThat(proved(State.UNSIGNED).summary()).startsWith("all 2 servers answer [ec2], unsigned;");
        assertThat(proved(State.NOT_SEEN).summary()).startsWith("all 2 servers answer [ec2];");
    }

    private static ChangeProved proved(State signatures) {
        return proved(AT, List.of(), signatures, "ns1", "ns2");
    }

    private static ChangeProved proved(Instant horizon, String... servers) {
        return proved(horizon, List.of(), servers);
    }

    private static ChangeProved proved(Instant horizon, List<String> silent, String... servers) {
        return proved(horizon, silent, State.NOT_SEEN, servers);
    }

    private static ChangeProved proved(Instant horizon, List<String> silent, State signatures, String... servers) {
        List<String> to = List.of("ec2");
        return new Made.ChangeProved(
                "www", AT, to, AT, AT, AT, AT, AT, horizon, false, List.of(servers), silent, signatures);
    }
}
