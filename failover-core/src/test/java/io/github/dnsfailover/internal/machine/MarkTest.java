package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text beside the names: what an older and a newer version of it may share, and what is none. */
class MarkTest {

    private static final Mark MARK = new Mark("acme", "prod", "p1", 7, 3, "s1", List.of("dc1", "aws"));

    @Test
    void whatWasWrittenIsReadAgain() {
        assertThat(MARK.text()).isEqualTo("v=1 owner=acme env=prod pool=p1 gen=7 term=3 set=s1 at=dc1,aws");
        assertThat(Mark.parse(MARK.text())).contains(MARK);
    }

    @Test
    void itTellsUntilWhenEarlierSetsMayBeCachedIfThereIsRoom() {
        Mark telling =
                new Mark("acme", "prod", "p1", 7, 3, "s1", List.of("dc1"), "", "", OptionalLong.of(1_767_229_200));
        Mark long1 = new Mark(
                "a".repeat(200), "prod", "p1", 7, 3, "s1", List.of("dc1"), "", "", OptionalLong.of(1_767_229_200));

        assertThat(telling.text()).endsWith(" at=dc1 until=1767229200");
        assertThat(Mark.parse(telling.text())).contains(telling);
        assertThat(long1.text()).hasSizeLessThanOrEqualTo(255).doesNotContain("until");
        assertThat(Mark.parse(MARK.text() + " until=soon")).contains(MARK);
    }

    private static Mark signed(String owner) {
        return new Mark(
                owner,
                "prod",
                "p1",
                7,
                3,
                "s1",
                List.of("dc1"),
                "4be2c09d11f6",
                "90c1d2aa07fe",
                OptionalLong.of(1_767_229_200));
    }

    @Test
    void itTellsWhoWroteItAndOfWhichPool() {
        Mark signed = signed("acme");

        assertThat(signed.text())
                .isEqualTo("v=1 owner=acme env=prod pool=p1 gen=7 term=3 set=s1 at=dc1 by=4be2c09d11f6"
                        + " cfg=90c1d2aa07fe until=1767229200");
        assertThat(Mark.parse(signed.text())).contains(signed);
    }

    /** The room that is left for what may be missing: {@code until}, {@code cfg} and {@code by} go in this order. */
    @ParameterizedTest
    @CsvSource({"205, by cfg until", "206, by cfg", "222, by cfg", "223, by", "239, by", "240, ''"})
    void whatDoesNotFitIsLeftOutFromTheLast(int length, String words) {
        String bare = new Mark("", "prod", "p1", 7, 3, "s1", List.of("dc1")).text();
        Mark long1 = signed("a".repeat(length - bare.length()));

        String text = long1.text();

        assertThat(text).hasSizeLessThanOrEqualTo(255);
        List<String> told = Stream.of("by", "cfg", "until")
                .filter(word -> text.contains(" " + word + "="))
                .toList();
        assertThat(String.join(" ", told)).isEqualTo(words);
        assertThat(Mark.parse(text)).isPresent();
    }

    /** As the version before wrote it, and as a later one may. */
    @Test
    void marksOfTheVersionsBeforeAndAfterAreRead() {
        String before = "v=1 owner=acme env=prod pool=p1 gen=7 term=3 set=s1 at=dc1 by=4be2c09d11f6 until=1767229200";
        String after = "v=1 owner=acme env=prod pool=p1 gen=7 term=3 set=s1 at=dc1 by=4be2c09d11f6 cfg=sha512-x mood=1";

        assertThat(Mark.parse(before).orElseThrow().configuration()).isEmpty();
        assertThat(Mark.parse(before).orElseThrow().by()).isEqualTo("4be2c09d11f6");
        assertThat(Mark.parse(after).orElseThrow().configuration()).isEqualTo("sha512-x");
    }

    @Test
    void theOneOfTheHigherTermIsLaterAndInOneTermTheOneOfTheHigherGeneration() {
        Mark mark = numbered(5, 3);

        assertThat(numbered(1, 4).isAfter(mark)).isTrue();
        assertThat(numbered(9, 2).isAfter(mark)).isFalse();
        assertThat(numbered(6, 3).isAfter(mark)).isTrue();
        assertThat(numbered(4, 3).isAfter(mark)).isFalse();
        assertThat(mark.isAfter(numbered(5, 3))).isFalse();
    }

    private static Mark numbered(long generation, long term) {
        return new Mark("acme", "prod", "x", generation, term, "y", List.of("dc1"));
    }

    @Test
    void fieldsOfALaterVersionAreLeftAloneAndTheFirstOfTwoCounts() {
        assertThat(Mark.parse(MARK.text() + " mood=good  =x loose owner=them")).contains(MARK);
        assertThat(Mark.parse(MARK.text().replace("at=dc1,aws", "at="))
                        .orElseThrow()
                        .at())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v=spf1 -all",
                "v=2 owner=acme env=prod pool=p1 gen=7 term=3 set=s1 at=dc1",
                "v=1 owner=acme env=prod pool=p1 gen=7 term=3 set=s1",
                "v=1 owner=acme env=prod pool=p1 gen=x term=3 set=s1 at=dc1",
                "v=1 owner=acme env=prod pool=p1 gen=7 term= set=s1 at=dc1",
                "v=1 owner=acme env=prod pool=p1 gen=9999999999999999999 term=3 set=s1 at=dc1",
                "v=1 owner=acme env=prod pool=p1 gen=9223372036854775807 term=3 set=s1 at=dc1",
                "v=1 owner=acme env=prod pool=p1 gen=7 term=1000000000000000 set=s1 at=dc1",
                "v=1 owner=acme env=prod pool=p1 gen=-7 term=3 set=s1 at=dc1",
                "v=1 owner=acme env=prod pool=p1 gen=7 term=-3 set=s1 at=dc1"
            })
    void aTextThatIsNoMarkOfThisVersionIsNone(String text) {
        assertThat(Mark.parse(text)).isEmpty();
    }
}
