package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.OperatorIntent.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was said, how it is kept, and what replaces what. */
class IntentsTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final String HEADER = "intents 1";

    @Test
    void whatWasWrittenIsReadAgain() throws IOException {
        Intents intents = Intents.NONE
                .with(entry(Kind.DOWN, "dc1", null))
                .with(entry(Kind.PIN, "aws", NOON.plusSeconds(60)))
                .with(new Intents.Entry(Kind.FREEZE, "", "Zoë \"Z\"\n", "it's 100 % \t odd\nreally_", NOON, null));

        assertThat(Intents.decode(intents.encode())).isEqualTo(intents);
        assertThat(Intents.decode("")).isEqualTo(Intents.NONE);
        assertThat(Intents.decode(Intents.NONE.encode())).isEqualTo(Intents.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "of another program",
                HEADER + "\nPIN _aws _alice _why",
                HEADER + "\nSHOUT _aws _alice _why 2026-01-01T12:00:00Z never",
                HEADER + "\nPIN aws _alice _why 2026-01-01T12:00:00Z never",
                HEADER + "\nPIN _aws _alice _why noon never",
                HEADER + "\nPIN _aws _alice _why 2026-01-01T12:00:00Z later",
                HEADER + "\nPIN _%zz _alice _why 2026-01-01T12:00:00Z never"
            })
    void whatCannotBeReadIsRefusedAndNeverGuessed(String text) {
        assertThatThrownBy(() -> Intents.decode(text)).isInstanceOf(IOException.class);
    }

    @Test
    void aWordReplacesTheOtherOneOnItsEndpointAndAPinTheOtherPin() {
        Intents intents = Intents.NONE
                .with(entry(Kind.DOWN, "dc1", null))
                .with(entry(Kind.DOWN, "aws", null))
                .with(entry(Kind.PIN, "aws", null))
                .with(entry(Kind.UP, "dc1", null))
                .with(entry(Kind.PIN, "dc1", null));

        assertThat(intents)
                .hasToString(
                        "down aws by alice because work; up dc1 by alice because work; pin dc1 by alice because work");
        assertThat(intents.wordOn("dc1")).isEqualTo(Kind.UP);
        assertThat(intents.wordOn("gcp")).isNull();
        assertThat(intents.withoutPin().pin()).isEmpty();
        assertThat(intents.withoutPin().entries()).hasSize(2);
        assertThat(Intents.NONE).hasToString("none");
    }

    @Test
    void whatIsLeftIsNeitherLessThanNothingNorMoreThanItWas() {
        Intents.Entry pin = entry(Kind.PIN, "aws", NOON.plusSeconds(60));

        assertThat(pin.remaining(NOON.plusSeconds(20))).isEqualTo(Duration.ofSeconds(40));
        assertThat(pin.remaining(NOON.plusSeconds(90))).isEqualTo(Duration.ZERO);
        assertThat(pin.remaining(NOON.minusSeconds(3600))).isEqualTo(Duration.ofSeconds(60));
        assertThat(entry(Kind.PIN, "aws", null).remaining(NOON)).isEqualTo(Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(pin.text()).isEqualTo("pin aws until 2026-01-01T12:01:00Z by alice because work");
    }

    @Test
    void oneThatHasGoneLeavesTheOthers() {
        Intents.Entry down = entry(Kind.DOWN, "dc1", null);
        Intents intents = Intents.NONE.with(down).with(entry(Kind.FREEZE, "", null));

        assertThat(intents.without(down).entries())
                .extracting(Intents.Entry::kind)
                .isEqualTo(List.of(Kind.FREEZE));
    }

    private static Intents.Entry entry(Kind kind, String endpoint, @Nullable Instant expiry) {
        return new Intents.Entry(kind, endpoint, "alice", "work", NOON, expiry);
    }
}
