package io.github.dnsfailover.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.testkit.Keys;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** PowerDNS has one answer to all that is wrong with a key, without a signature and without a reason. */
abstract class RefusalsOfPowerDns extends RefusalWords {

    interface Wrong {
        Rfc2136Provider provider(RefusalWords words);
    }

    static Stream<Named<Wrong>> wrongs() {
        return Stream.of(
                Named.of("key", words -> words.by(TsigKey.of("k9", Keys.SECRET))),
                Named.of("secret", words -> words.by(TsigKey.of("k1", Keys.WRONG))),
                Named.of("algorithm", words -> words.by(TsigKey.of("k1", TsigKey.Algorithm.HMAC_SHA512, Keys.SECRET))),
                Named.of("clock", words -> words.withClockAhead(Duration.ofHours(-1))));
    }

    @ParameterizedTest
    @MethodSource("wrongs")
    void whateverIsWrongWithTheKeyAllCausesAreSaid(Wrong wrong) throws IOException {
        Rfc2136Provider provider = wrong.provider(this);
        String causes =
                "PowerDNS says so when it does not take the key: check its name, algorithm and secret, and the clocks"
                        + " of both hosts; the log of";

        assertThat(failureOf(provider, Outcome.UNKNOWN))
                .hasMessageContaining("REFUSED")
                .hasMessageContaining(causes);
        assertThat(readFailureOf(provider)).hasMessageContaining("NOTAUTH").hasMessageContaining(causes);
    }

    @Test
    void aKeyWithoutRightsIsSaid() throws IOException {
        assertThat(failureOf(by(TsigKey.of("nogrant", Keys.SECRET)), Outcome.NOT_APPLIED))
                .hasMessageContaining("TSIG-ALLOW-DNSUPDATE");
    }

    @Test
    void anUpdateWithoutAKeyIsSaid() throws IOException {
        Rfc2136Provider provider = builder("example.com").unsigned().build();

        assertThat(failureOf(provider, Outcome.NOT_APPLIED)).hasMessageContaining("TSIG-ALLOW-DNSUPDATE");
    }

    @Test
    void anotherApexIsSaid() throws IOException {
        Rfc2136Provider provider = builder("www.example.com").key(Keys.k1()).build();

        assertThat(failureOf(provider, Outcome.NOT_APPLIED))
                .hasMessageContaining("is that the zone's apex?")
                .hasMessageContaining("zone-cache-refresh-interval");
    }
}
