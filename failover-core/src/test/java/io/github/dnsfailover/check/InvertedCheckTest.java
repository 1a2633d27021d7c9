package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InvertedCheckTest {

    private static final Duration AMPLE = Duration.ofSeconds(20);

    @Test
    void whatPassesIsUnhealthy() throws Exception {
        assertThat(probe(Fixed.up())).isEqualTo(HealthResult.unhealthy("passes, and must not: HEALTHY"));
    }

    @Test
    void whatFailsIsHealthy() throws Exception {
        assertThat(probe(Fixed.down())).isEqualTo(HealthResult.healthy("down"));
    }

    @Test
    void whatIsInconclusiveStaysSo() throws Exception {
        assertThat(probe(Fixed.unknown())).isEqualTo(Fixed.UNKNOWN);
        assertThat(probe(new Nothing())).isEqualTo(HealthResult.inconclusive("the check returned null"));
    }

    @Test
    void aBrokenCheckIsNoHealthyTarget() {
        HealthCheck broken = (target, timeout) -> {
            throw new IOException("broken");
        };

        assertThatThrownBy(() -> probe(broken)).isInstanceOf(IOException.class).hasMessage("broken");
    }

    @Test
    void theTimeoutIsHandedOn() throws Exception {
        Fixed inner = Fixed.up();

        probe(inner);

        assertThat(inner.timeouts()).containsExactly(AMPLE);
    }

    @Test
    void saysInAStringWhatItDoes() {
        assertThat(InvertedCheck.of(TcpCheck.port(80))).hasToString("not TCP port 80");
    }

    private static HealthResult probe(HealthCheck inner) throws Exception {
        return InvertedCheck.of(inner).check(RawServer.target(), AMPLE);
    }
}
