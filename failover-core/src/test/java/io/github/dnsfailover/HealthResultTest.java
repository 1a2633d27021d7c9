package io.github.dnsfailover;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HealthResultTest {

    @Test
    void aDetailIsOneLine() {
        HealthResult result = HealthResult.unhealthy("500 oops\r\n\r\n<html>\u0085\u001b[31mtab\there\n");

        assertThat(result.detail()).isEqualTo("500 oops <html> [31mtab here");
    }

    @Test
    void aLongDetailIsCut() {
        HealthResult result = HealthResult.inconclusive("x".repeat(501));

        assertThat(result.detail()).isEqualTo("x".repeat(497) + "...");
    }

    @Test
    void anOrdinaryDetailIsKeptAsItIs() {
        assertThat(HealthResult.unhealthy("connection refused").detail()).isEqualTo("connection refused");
    }
}
