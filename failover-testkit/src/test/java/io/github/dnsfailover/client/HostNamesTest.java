package io.github.dnsfailover.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which Host headers are of a pool. */
class HostNamesTest {

    private final HostNames names = HostNames.of(FakeEngine.WWW);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "www.example.com",
                "example.com",
                "WWW.Example.COM",
                "www.example.com:8080",
                "www.example.com.:80"
            })
    void aNameOfThePoolIsKnownHoweverItIsWritten(String host) {
        assertThat(names.has(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ".",
                "www.example.org",
                "www.example.com.example.org",
                "xwww.example.com",
                "192.0.2.22",
                "[2001:db8::1]:80",
                "www.example.com\r\nX: y"
            })
    void anotherNameIsNot(String host) {
        assertThat(names.has(host)).isFalse();
    }

    @Test
    void aWildcardStandsForWhatIsBelowIt() {
        HostNames wild = HostNames.of(
                FakeEngine.WWW.toBuilder().name("*.shop.example.com").build());

        assertThat(wild.has("a.shop.example.com:443")).isTrue();
        assertThat(wild.has("shop.example.com")).isFalse();
    }

    @Test
    void aHeaderLongerThanAnyNameIsNotLookedAt() {
        assertThat(names.has("x".repeat(100_000) + ".example.com")).isFalse();
    }
}
