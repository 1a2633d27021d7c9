package io.github.dnsfailover.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.testkit.Keys;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Knot has BADKEY for a key without rights, and signs no answer about a zone that it does not have. */
abstract class RefusalsOfKnot extends RefusalWords {

    @Test
    void aKeyWithoutRightsIsSaid() throws IOException {
        Rfc2136Provider provider = by(TsigKey.of("nogrant", Keys.SECRET));

        assertThat(failureOf(provider, Outcome.NOT_APPLIED))
                .hasMessageContaining("key nogrant. (hmac-sha256) (BADKEY)")
                .hasMessageContaining("no ACL lets do this")
                .hasMessageContaining("the log of");
        assertThat(readFailureOf(provider)).hasMessageContaining("no ACL lets do this");
    }

    @Test
    void anUnknownKeyIsSaid() throws IOException {
        assertThat(failureOf(by(TsigKey.of("k9", Keys.SECRET)), Outcome.NOT_APPLIED))
                .hasMessageContaining("does not know the key k9.");
    }

    @Test
    void aWrongSecretIsSaid() throws IOException {
        assertThat(failureOf(by(TsigKey.of("k1", Keys.WRONG)), Outcome.NOT_APPLIED))
                .hasMessageContaining("another secret for the key k1.");
    }

    @Test
    void aFastClockIsSaid() throws IOException {
        assertThat(failureOf(withClockAhead(Duration.ofHours(1)), Outcome.NOT_APPLIED))
                .hasMessageContaining("your clock is off by");
    }

    @Test
    void anotherApexIsSaid() throws IOException {
        Rfc2136Provider provider = builder("www.example.com").key(Keys.k1()).build();

        assertThat(failureOf(provider, Outcome.UNKNOWN))
                .hasMessageContaining("NOTAUTH")
                .hasMessageContaining("it has no zone www.example.com. (is that the apex?)");
        assertThat(readFailureOf(provider)).hasMessageContaining("has no zone www.example.com.");
    }

    @Test
    void anUpdateWithoutAKeyIsSaid() throws IOException {
        Rfc2136Provider provider = builder("example.com").unsigned().build();

        assertThat(failureOf(provider, Outcome.NOT_APPLIED)).hasMessageContaining("unsigned update that no ACL allows");
    }
}
