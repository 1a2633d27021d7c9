package io.github.dnsfailover.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackTest {

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.255.255.254", "127.1.2.3", "::1", "[::1]"})
    void thisMachineIsLoopback(String host) {
        assertThat(Loopback.isLoopback(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.evil.example",
                "127.0.0.1.evil.example",
                "127.0.0.1x",
                "127.0.0.256",
                "127.0.0",
                "1127.0.0.1",
                "localhost.evil.example",
                "evil.localhost",
                "::2",
                "::ffff:192.0.2.1",
                "10.0.0.1",
                ""
            })
    void whatOnlyLooksLikeItIsNot(String host) {
        assertThat(Loopback.isLoopback(host)).isFalse();
    }
}
