package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.PortUnreachableException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetailTextTest {

    @ParameterizedTest
    @CsvSource({"PT3S,3 s", "PT1M,60 s", "PT0.25S,250 ms", "PT1.5S,1.5 s", "PT0.001S,1 ms"})
    void durationsReadAsPeopleSayThem(Duration duration, String text) {
        assertThat(DetailText.of(duration)).isEqualTo(text);
    }

    @Test
    void theInnermostExceptionIsQuoted() {
        IOException failure =
                new IOException("Failed to connect to /192.0.2.22:80", new IOException("Connection refused"));

        assertThat(DetailText.said(failure)).isEqualTo("connection refused");
    }

    @Test
    void anExceptionWithoutAMessageIsNamed() {
        assertThat(DetailText.said(new IOException())).isEqualTo("IOException");
        assertThat(DetailText.said(new IllegalStateException())).isEqualTo("IllegalStateException");
        assertThat(DetailText.said(new PortUnreachableException())).isEqualTo("port unreachable");
    }

    @Test
    void aTermInCapitalsKeepsThem() {
        assertThat(DetailText.said(new IOException("PKIX path building failed")))
                .isEqualTo("PKIX path building failed");
    }

    @Test
    void textFromOutsideIsCutAndCleaned() {
        assertThat(DetailText.foreign("a\n\u001b[31mb\u00e4")).isEqualTo("a??[31mb?");
        assertThat(DetailText.foreign("x".repeat(500))).hasSize(123).endsWith("...");
    }
}
