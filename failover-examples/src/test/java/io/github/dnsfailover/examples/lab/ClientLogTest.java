package io.github.dnsfailover.examples.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.examples.lab.ClientLog.Fetch;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is read out of a client's log. */
class ClientLogTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }

    private static Fetch good(int second, String place) {
        return new Fetch(at(second), "192.0.2.22", 30, place, "");
    }

    private static Fetch lost(int second) {
        return new Fetch(at(second), "192.0.2.22", 30, "", "connection refused");
    }

    private static ClientLog log(Fetch... fetches) {
        return ClientLog.of(Arrays.stream(fetches).map(Fetch::line).toList());
    }

    @Test
    void readsALineAsItWasWritten() {
        Fetch written = new Fetch(START, "192.0.2.22", 30, "", "java.io.IOException:\nno answer");

        assertThat(Fetch.of(written.line()))
                .contains(new Fetch(START, "192.0.2.22", 30, "", "java.io.IOException: no answer"));
    }

    @Test
    void leavesOutALineThatIsNotWholeYet() {
        String line = good(1, "ec2").line();

        ClientLog log = ClientLog.of(List.of(good(0, "ec2").line(), line.substring(0, 30)));

        assertThat(log.served("ec2", START, at(9))).isEqualTo(1);
    }

    @Test
    void knowsWhoServesAPageByItsText() {
        assertThat(ClientLog.placeIn("<p>served by ec2</p>")).isEqualTo("ec2");
        assertThat(ClientLog.placeIn("<h1>It works!</h1>")).isEmpty();
    }

    @Test
    void findsTheFirstPageOfAPlaceFromAMomentOn() {
        ClientLog log = log(good(0, "ec2"), good(1, "cloudhelix"), lost(2), good(3, "ec2"), good(4, "ec2"));

        assertThat(log.first("ec2", at(1))).contains(good(3, "ec2"));
        assertThat(log.first("cloudhelix", at(2))).isEmpty();
    }

    @Test
    void sortsTriesByTheirBeginningSinceASlowOneIsPrintedLater() {
        ClientLog log = log(good(3, "ec2"), lost(1), good(2, "ec2"));

        assertThat(log.first("ec2", START)).contains(good(2, "ec2"));
    }

    @Test
    void countsWhatWasLostBetweenTwoMoments() {
        ClientLog log = log(lost(0), good(1, "cloudhelix"), lost(2), lost(3), lost(4));

        assertThat(log.failed(at(1), at(4))).isEqualTo(2);
    }

    @Test
    void takesTheLongestTimeFromOneGoodPageToTheNext() {
        ClientLog log =
                log(good(0, "cloudhelix"), good(1, "cloudhelix"), lost(2), lost(3), good(5, "ec2"), good(6, "ec2"));

        assertThat(log.longestGap(START, at(7))).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    void countsTheTimeBeforeTheFirstPageAndAfterTheLastOneAsAGap() {
        assertThat(log(lost(0), good(5, "ec2")).longestGap(START, at(6))).isEqualTo(Duration.ofSeconds(5));
        assertThat(log(good(0, "ec2"), lost(1)).longestGap(START, at(8))).isEqualTo(Duration.ofSeconds(8));
        assertThat(log().longestGap(START, at(3))).isEqualTo(Duration.ofSeconds(3));
    }
}
