package io.github.dnsfailover.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class DnsProviderExceptionTest {

    @Test
    void itSaysWhetherTheZoneMayHaveChanged() {
        assertThat(DnsProviderException.notApplied("refused").outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(DnsProviderException.unknown("timed out").outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(DnsProviderException.unknown("timed out").retryAfter()).isEmpty();
    }

    @Test
    void aTimeToComeAgainIsAddedToAllElse() {
        IOException cause = new IOException("429");

        DnsProviderException failure =
                DnsProviderException.notApplied("too many calls", cause).retryAfter(Duration.ofSeconds(5));

        assertThat(failure).hasMessage("too many calls").hasCause(cause);
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(5));
    }

    @Test
    void tooManyCallsAreAnAnswerWhateverIsSaidAfterwards() {
        DnsProviderException failure = DnsProviderException.notApplied("429")
                .throttled()
                .retryAfter(Duration.ofSeconds(5))
                .answered();

        assertThat(failure.isThrottled()).isTrue();
        assertThat(failure.isAnswered()).isTrue();
        assertThat(failure.retryAfter()).contains(Duration.ofSeconds(5));
        assertThat(DnsProviderException.notApplied("429").answered().isThrottled())
                .isFalse();
    }

    @Test
    void whatCannotBeReadIsAnAnswerWhateverIsSaidAfterwards() {
        DnsProviderException failure = DnsProviderException.notApplied("two strings")
                .unreadable()
                .answered()
                .retryAfter(Duration.ofSeconds(5));

        assertThat(failure.isUnreadable()).isTrue();
        assertThat(failure.isAnswered()).isTrue();
        assertThat(failure.isThrottled()).isFalse();
        assertThat(DnsProviderException.notApplied("refused").answered().isUnreadable())
                .isFalse();
    }
}
