package io.github.dnsfailover.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What an instance counted goes through a store. */
class CountedTest {

    private static final Counted SOME = new Counted(
            new TreeMap<>(Map.of(100L, 7L, 101L, 0L, 104L, 9L)),
            Map.of(Network.of("192.0.2.1"), 5L, Network.of("2001:db8::1"), 12L),
            3);

    @Test
    void itIsReadAsItWasWritten() {
        assertThat(Counted.parse(SOME.text("1f"), "1f")).isEqualTo(SOME);
    }

    @Test
    void itSaysWhatWasNotMeasured() {
        assertThat(SOME.text("1f")).isEqualTo("""
                        v=1 run=1f first=100
                        counts 7 0 - - 9
                        others 3
                        net 2001:db8::/40 12
                        net 192.0.2.0/24 5
                        """);
    }

    @Test
    void theTextOfAnotherRunSaysNothing() {
        assertThat(Counted.parse(SOME.text("1f"), "20").slots()).isEmpty();
    }

    @Test
    void theMostThatCanBeCountedIsLessThan64KiB() {
        SortedMap<Long, Long> slots = new TreeMap<>();
        for (long slot = 0; slot < Tally.KEPT; slot++) {
            slots.put(170_000_000 + slot, Long.MAX_VALUE);
        }
        Map<Long, Long> networks = new HashMap<>();
        for (long i = 0; i < 2L * NetworkCounts.MOST; i++) {
            networks.put((1L << 40) + 0xffff_ffff_00L - i, Long.MAX_VALUE / 10_000);
        }

        String text = new Counted(slots, networks, 1).text("ffffffffffffffff");

        assertThat(text.length()).isLessThan(64 * 1024);
        assertThat(Counted.parse(text, "ffffffffffffffff").networks()).hasSize(500);
    }

    @Test
    void networksThatHaveNoRoomAreAmongTheOthers() {
        Map<Long, Long> networks = new HashMap<>();
        for (long i = 0; i < 510; i++) {
            networks.put(i, 2L);
        }

        assertThat(Counted.parse(new Counted(new TreeMap<>(), networks, 1).text("1"), "1")
                        .others())
                .isEqualTo(21);
    }

    @Test
    void noTextMakesItThrow() {
        long seed = 20_260_103;
        Random random = new Random(seed);
        String good = SOME.text("1f");
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(good);
            for (int change = random.nextInt(6); change >= 0; change--) {
                text.setCharAt(random.nextInt(text.length()), (char) random.nextInt(0x250));
            }
            Counted read = Counted.parse(text.substring(random.nextInt(3)), "1f");

            assertThat(read.slots().values()).as("seed %d", seed).allMatch(count -> count >= 0);
            assertThat(read.others()).as("seed %d", seed).isNotNegative();
        }
    }

    @Test
    void whatIsTooLongIsNotRead() {
        assertThat(Counted.parse(SOME.text("1f") + "net x 1\n".repeat(10_000), "1f")
                        .slots())
                .isEmpty();
    }
}
