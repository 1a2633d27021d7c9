package io.github.dnsfailover.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The client is found behind proxies, whatever it says itself. */
class ForwardedForTest {

    private static final String PEER = "10.0.0.1";

    @Test
    void withoutProxiesTheHeaderDoesNotMatter() {
        assertThat(Residual.client(PEER, List.of("192.0.2.1"), 0)).isEqualTo(PEER);
    }

    @Test
    void oneProxyWroteTheLastEntry() {
        assertThat(Residual.client(PEER, List.of("192.0.2.1, 198.51.100.7"), 1)).isEqualTo("198.51.100.7");
    }

    @Test
    void ofTwoProxiesTheOuterOneKnowsTheClient() {
        assertThat(Residual.client(PEER, List.of("192.0.2.1, 198.51.100.7, 10.0.0.2"), 2))
                .isEqualTo("198.51.100.7");
    }

    @Test
    void whatAClientForgesOnTheLeftChangesNothing() {
        for (String forged : new String[] {"", ",,,", "192.0.2.1", "x".repeat(8_000), "127.0.0.1, ::1, garbage"}) {
            assertThat(Residual.client(PEER, List.of(forged + ", 198.51.100.7, 10.0.0.2"), 2))
                    .isEqualTo("198.51.100.7");
            assertThat(Residual.client(PEER, List.of(forged, "198.51.100.7", "10.0.0.2"), 2))
                    .isEqualTo("198.51.100.7");
        }
    }

    @Test
    void headersInARowAreOneList() {
        assertThat(Residual.client(PEER, List.of("192.0.2.1, 198.51.100.7", "10.0.0.2"), 2))
                .isEqualTo("198.51.100.7");
    }

    @Test
    void whereAnInnerProxyWasAskedDirectlyItsEntryCounts() {
        assertThat(Residual.client(PEER, List.of("198.51.100.7"), 2)).isEqualTo("198.51.100.7");
        assertThat(Residual.client(PEER, List.of(), 2)).isEqualTo(PEER);
    }

    @Test
    void whatIsNoAddressInTheTrustedPlaceIsNothing() {
        for (String garbage : new String[] {"", "unknown", "\r\nX: y", "x".repeat(100), "192.0.2.1 or so"}) {
            assertThat(Residual.client(PEER, List.of("192.0.2.1, " + garbage), 1))
                    .isEmpty();
        }
    }

    @Test
    void portsAndBracketsAreLeftToWhoeverReadsTheAddress() {
        assertThat(Residual.client(PEER, List.of("192.0.2.1,[2001:db8::1]:4711 "), 1))
                .isEqualTo("[2001:db8::1]:4711");
    }

    @Test
    void aNegativeNumberOfProxiesIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Residual.client(PEER, List.of(), -1));
    }
}
