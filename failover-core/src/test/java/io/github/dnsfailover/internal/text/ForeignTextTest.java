package io.github.dnsfailover.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Decision;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.OperatorIntent;
import io.github.dnsfailover.dns.DnsProviderException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ForeignTextTest {

    @Test
    void whatIsInOrderStaysTheSameObject() {
        String text = "  status 500 from a \"proxy\"; \u00fcber \ud83d\ude00  ";

        assertThat(ForeignText.line(text)).isSameAs(text);
    }

    @Test
    void nothingInItIsMoreThanText() {
        assertThat(ForeignText.line("a\r\nb")).as("what ends a line").isEqualTo("a b");
        assertThat(ForeignText.line("a\u2028\u2029b")).isEqualTo("a b");
        assertThat(ForeignText.line("\r\na\r\n")).isEqualTo("a");
        assertThat(ForeignText.line("\t\u001b[31mred")).as("without its escape").isEqualTo("[31mred");
        assertThat(ForeignText.line("a\u009b2Jb\u0085c")).as("C1").isEqualTo("a 2Jb c");
        assertThat(ForeignText.line("a\u202Eb\u2066c")).as("direction").isEqualTo("a?b?c");
        assertThat(ForeignText.line("a\uFEFFb\u200Bc\u00ADd"))
                .as("not to be seen")
                .isEqualTo("a?b?c?d");
        assertThat(ForeignText.line("a\ud83db\uE000c\u0378"))
                .as("half a character, private use, unassigned")
                .isEqualTo("a?b?c?");
    }

    @Test
    void whatIsTooLongIsCutBetweenCharacters() {
        assertThat(ForeignText.line("abcdefgh", 6)).isEqualTo("abc...");
        assertThat(ForeignText.line("\ud83d\ude00".repeat(10), 5)).isEqualTo("\ud83d\ude00\ud83d\ude00...");
        assertThat(ForeignText.line("x".repeat(5_000_000))).hasSize(ForeignText.LONGEST);
    }

    @Test
    void aSecondTimeChangesNothing() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) {
                text.append((char) random.nextInt(random.nextBoolean() ? 0x100 : 0x10000));
            }

            String once = ForeignText.line(text.toString(), 40);

            assertThat(ForeignText.line(once, 40)).as("seed " + seed).isEqualTo(once);
            assertThat(once.codePointCount(0, once.length())).as("seed " + seed).isLessThanOrEqualTo(40);
        }
    }

    @Test
    void valuesThatCarryTextHaveItClean() {
        assertThat(HealthResult.unhealthy("a\nb").detail()).isEqualTo("a b");
        assertThat(DnsProviderException.unknown("a\nb").retryAfter(Duration.ZERO))
                .hasMessage("a b");
        OperatorIntent said = OperatorIntent.freeze("www").by("al\u001bice").because("x".repeat(5_000));
        assertThat(said.who()).isEqualTo("al ice");
        assertThat(said.why()).hasSize(ForeignText.LONGEST);
        assertThat(new Decision.Hold("a\nb").reason()).isEqualTo("a b");
        assertThat(Endpoint.primary("dc1", "192.0.2.1").site("d\nc").site()).isEqualTo("d c");
    }
}
