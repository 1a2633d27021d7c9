package io.github.dnsfailover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.dns.RecordType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {

    @Test
    void addressesAreCanonicalAndSortedByFamily() {
        Endpoint endpoint = Endpoint.primary("dc1", "2001:DB8:0:0::1", "192.0.2.1");

        assertThat(endpoint.values(RecordType.A)).containsExactly("192.0.2.1");
        assertThat(endpoint.values(RecordType.AAAA)).containsExactly("2001:db8::1");
        assertThat(endpoint.values(RecordType.CNAME)).isEmpty();
        assertThat(endpoint).hasToString("dc1 [192.0.2.1, 2001:db8::1]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "www.example.com", "192.0.2", "192.0.2.256", "2001:db8::g", "2001:db8::1%eth0"})
    void whatIsNoAddressIsRefused(String address) {
        assertThatThrownBy(() -> Endpoint.primary("dc1", address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("endpoint dc1: \"" + address + "\" is no IP address");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "224.0.0.1",
                "239.255.255.255",
                "255.255.255.255",
                "::",
                "0:0:0:0:0:0:0:0",
                "::0.0.0.0",
                "::ffff:0.0.0.0",
                "::ffff:224.0.0.1",
                "64:ff9b::255.255.255.255",
                "ff02::1",
                "FF0E::1",
                "fe80::1",
                "febf::1"
            })
    void anAddressThatCanServeNobodyIsRefused(String address) {
        assertThatThrownBy(() -> Endpoint.primary("dc1", "192.0.2.1", address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("endpoint dc1: \"" + address + "\" can serve nobody; the address of a host is needed");
        assertThatThrownBy(() -> Endpoint.backup("dc2", "192.0.2.1").probeAt(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("endpoint dc2: \"" + address + "\" can serve nobody; the address of a host is needed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0.0.0",
                "10.0.0.255",
                "127.0.0.1",
                "169.254.7.7",
                "192.168.1.1",
                "223.255.255.255",
                "240.0.0.1",
                "255.255.255.254",
                "::1",
                "::192.0.2.1",
                "fd00::1",
                "fec0::1",
                "2001:db8::1"
            })
    void anAddressThatMayServeSomebodyIsTaken(String address) {
        assertThat(Endpoint.primary("dc1", address).probeHosts()).hasSize(1);
    }

    @Test
    void aNameIsNoAddressAndNobodyIsAsked() {
        assertThatThrownBy(() -> Endpoint.primary("dc1", "no.such.name.invalid"))
                .hasMessage("endpoint dc1: \"no.such.name.invalid\" is no IP address");
    }

    @Test
    void anAddressIsNotGivenTwice() {
        assertThatThrownBy(() -> Endpoint.primary("dc1", "2001:db8::1", "2001:db8:0::1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("endpoint dc1: an address is given twice in [2001:db8::1, 2001:db8:0::1]");
    }

    @Test
    void thereIsAnAddressToPublishAndOneToProbe() {
        assertThatThrownBy(() -> Endpoint.primary("dc1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("endpoint dc1: no address given");
        assertThatThrownBy(() -> Endpoint.primary("dc1", "192.0.2.1").probeAt())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("endpoint dc1: probeAt without an address");
    }

    @Test
    void anIdIsAWordAndAPriorityIsNotNegative() {
        assertThatThrownBy(() -> Endpoint.primary("dc 1", "192.0.2.1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("endpoint id: \"dc 1\"; 1 to 32 letters");
        assertThatThrownBy(() -> Endpoint.primary("dc1", "192.0.2.1").priority(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("endpoint dc1: priority -1; 0 or more is needed");
    }

    @Test
    void probesMayBeAimedElsewhereThanClients() {
        Endpoint endpoint =
                Endpoint.backup("dc2", "192.0.2.2").probeAt("10.0.0.2").site("rome");

        assertThat(endpoint.probeHosts()).containsExactly("10.0.0.2");
        assertThat(endpoint.values(RecordType.A)).containsExactly("192.0.2.2");
        assertThat(endpoint).hasToString("dc2 in rome [192.0.2.2]").isNotEqualTo(Endpoint.backup("dc2", "192.0.2.2"));
    }
}
