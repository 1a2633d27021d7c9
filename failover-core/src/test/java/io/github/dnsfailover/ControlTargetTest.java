package io.github.dnsfailover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlTargetTest {

    private static final HealthCheck PASS = (target, timeout) -> HealthResult.healthy();

    @Test
    void itIsAskedAtItsAddressWithinThreeSeconds() {
        ControlTarget control = ControlTarget.at("router", "2001:DB8::1", PASS);

        assertThat(control.name()).isEqualTo("router");
        assertThat(control.target().host()).isEqualTo("2001:db8::1");
        assertThat(control.timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(control.check()).isSameAs(PASS);
        assertThat(control).hasToString("router at 2001:db8::1");
    }

    @Test
    void aTimeoutIsOfACopy() {
        ControlTarget control = ControlTarget.at("router", "192.0.2.1", PASS);

        assertThat(control.timeout(Duration.ofMinutes(1)).timeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(control.timeout()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aNameIsNeeded() {
        assertThatThrownBy(() -> ControlTarget.at(" ", "192.0.2.1", PASS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("control: name \" \"; some text is needed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "router.example.com", "192.0.2", "2001:db8::g"})
    void anAddressIsNeeded(String address) {
        assertThatThrownBy(() -> ControlTarget.at("router", address, PASS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("control router: address \"" + address + "\" is no IPv4 or IPv6 address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT60.001S"})
    void aTimeoutIsPositiveAndAtMostAMinute(String timeout) {
        ControlTarget control = ControlTarget.at("router", "192.0.2.1", PASS);

        assertThatThrownBy(() -> control.timeout(Duration.parse(timeout)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("control router: timeout " + Duration.parse(timeout)
                        + "; more than zero and at most PT1M is allowed");
    }
}
