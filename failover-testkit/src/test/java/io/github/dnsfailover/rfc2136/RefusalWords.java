package io.github.dnsfailover.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.Keys;
import io.github.dnsfailover.testkit.Lab;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** What is said of refusals that look another way than those of BIND, for which see {@link SignedExchanges}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RefusalWords {

    static final RecordKey KEY = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordSet SET = RecordSet.of(KEY, Duration.ofSeconds(60), "192.0.2.1");

    private Lab lab;

    abstract Lab start() throws IOException;

    @BeforeAll
    void open() throws IOException {
        lab = start();
    }

    @AfterAll
    void close() {
        if (lab != null) {
            lab.close();
        }
    }

    Rfc2136Provider.Builder builder(String zone) {
        return Rfc2136Provider.zone(zone).server("127.0.0.1", lab.address().getPort());
    }

    Rfc2136Provider by(TsigKey key) {
        return builder("example.com").key(key).build();
    }

    Rfc2136Provider withClockAhead(Duration ahead) {
        Clock wrong = Clock.offset(Clock.systemUTC(), ahead);
        return builder("example.com")
                .key(Keys.k1())
                .signers(key -> key.signer(wrong))
                .build();
    }

    /** The failure of a change, which must not have been made. */
    DnsProviderException failureOf(Rfc2136Provider provider, Outcome outcome) throws IOException {
        DnsProviderException failure = catchThrowableOfType(
                DnsProviderException.class, () -> provider.apply(RecordChange.of(RecordSet.absent(KEY), SET)));
        assertThat(failure).hasMessageNotContainingAny(Keys.SECRET, Keys.WRONG);
        assertThat(failure.outcome()).isEqualTo(outcome);
        assertThat(lab.look(KEY).isEmpty()).isTrue();
        return failure;
    }

    static DnsProviderException readFailureOf(Rfc2136Provider provider) {
        DnsProviderException failure =
                catchThrowableOfType(DnsProviderException.class, () -> provider.read(List.of(KEY)));
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        return failure;
    }
}
