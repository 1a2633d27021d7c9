package io.github.dnsfailover.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoticeTextTest {

    private static final Instant WALL = Instant.parse("2026-01-01T00:00:00Z");
    private static final Tidings AT_AWS = new Tidings(
            Lineup.whole(List.of(1)),
            Optional.of(new Tidings.Change(Cause.FAILOVER, List.of(0), WALL.minusMillis(1200), false)),
            Optional.of(WALL.plusSeconds(30)));

    private static PoolSpec spec(String name, String primary, String backup) {
        EndpointPool pool = EndpointPool.named(name)
                .name(name + ".example.com")
                .endpoint(Endpoint.primary("dc1", primary))
                .endpoint(Endpoint.backup("aws", backup))
                .check((target, timeout) -> HealthResult.healthy())
                .provider(World.provider(traits -> traits))
                .build();
        PoolSpec.Identity identity =
                new PoolSpec.Identity("acme", "prod", Leadership.Instances.SEVERAL, "", false, false);
        return new PoolSpec(pool, identity, PoolSpec.Place.ALONE);
    }

    private static final PoolSpec WWW = spec("www", "192.0.2.22", "198.51.100.109");

    private static String text(PoolSpec spec, Tidings tidings) {
        NoticeText.Writer writer = new NoticeText.Writer(7);
        writer.add(spec, tidings, WALL);
        return writer.text();
    }

    private static Optional<Tidings> read(String text) {
        return NoticeText.parse(text).flatMap(notice -> notice.of(WWW, WALL));
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        String text = text(WWW, AT_AWS);

        assertThat(text)
                .matches("notice 1 term=7\nwww set=[0-9a-f]{12} at=aws cause=FAILOVER left=dc1 age=1200 proved=0"
                        + " horizon=30000");
        assertThat(read(text)).contains(AT_AWS);
        assertThat(NoticeText.parse(text).orElseThrow().term()).isEqualTo(7);
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        Tidings bare = new Tidings(Lineup.whole(List.of(0)), Optional.empty(), Optional.empty());

        assertThat(text(WWW, bare)).matches("notice 1 term=7\nwww set=[0-9a-f]{12} at=dc1");
        assertThat(read(text(WWW, bare))).contains(bare);
    }

    @Test
    void timesAreToldByTheClockOfWhoeverReads() {
        Instant hisClock = WALL.plus(Duration.ofHours(1));

        Tidings read = NoticeText.parse(text(WWW, AT_AWS))
                .flatMap(notice -> notice.of(WWW, hisClock))
                .orElseThrow();

        assertThat(read.change().orElseThrow().accepted()).isEqualTo(hisClock.minusMillis(1200));
        assertThat(read.horizon()).contains(hisClock.plusSeconds(30));
    }

    @Test
    void endpointsThatHaveOtherAddressesHereAreNotKnown() {
        PoolSpec other = spec("www", "192.0.2.22", "198.51.100.110");

        assertThat(NoticeText.parse(text(WWW, AT_AWS)).flatMap(notice -> notice.of(other, WALL)))
                .isEmpty();
    }

    @Test
    void aPoolOfWhichItSaysNothingIsNotKnown() {
        PoolSpec other = spec("shop", "192.0.2.23", "198.51.100.110");

        assertThat(NoticeText.parse(text(WWW, AT_AWS)).flatMap(notice -> notice.of(other, WALL)))
                .isEmpty();
    }

    @Test
    void wordsAndLinesOfALaterVersionAreSkipped() {
        String text = text(WWW, AT_AWS).replace(" at=", " colour=blue at=") + "\n# more of it\n\nwww2";

        assertThat(read(text)).contains(AT_AWS);
    }

    @Test
    void aCauseThatIsNotKnownHereLeavesTheChangeUntold() {
        assertThat(read(text(WWW, AT_AWS).replace("FAILOVER", "CANARY")))
                .contains(new Tidings(AT_AWS.lineup(), Optional.empty(), AT_AWS.horizon()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "notice",
                "notice 1",
                "notice 1 term=",
                "notice 1 term=-1",
                "notice 1 term=99999999999999999999",
                "notice 2 term=7\nwww at=aws",
                "lead 1 term=7",
                "\n\n\n",
                "notice 1 term=7\n",
                "notice 1 term=7\nwww",
                "notice 1 term=7\nwww at=",
                "notice 1 term=7\nwww at=aws",
                "notice 1 term=7\nwww at=aws set=0",
                "notice 1 term=7\nwww at=mars set=000000000000",
                "notice 1 term=7\nwww at=dc1,aws,dc1,, set=000000000000"
            })
    void whatIsNoNoticeSaysNothing(String text) {
        assertThat(read(text)).isEmpty();
    }

    @Test
    void whateverStandsThereIsReadWithoutAnError() {
        long seed = 17;
        Random random = new Random(seed);
        String good = text(WWW, AT_AWS);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(good);
            for (int k = 0; k <= random.nextInt(4); k++) {
                int at = random.nextInt(text.length());
                text.setCharAt(at, (char) random.nextInt(300));
            }
            Optional<Tidings> read = read(text.toString());
            assertThat(read.map(tidings -> tidings.lineup().endpoints()))
                    .as("seed %d, input %d: %s", seed, i, text)
                    .satisfiesAnyOf(
                            nothing -> assertThat(nothing).isEmpty(),
                            same -> assertThat(same).contains(List.of(1)));
        }
    }

    @Test
    void poolsThatDoNotFitAreLeftOut() {
        NoticeText.Writer writer = new NoticeText.Writer(7);
        for (int i = 0; i < 2_000; i++) {
            writer.add(spec("pool" + i, "192.0.2.1", "198.51.100.1"), AT_AWS, WALL);
        }

        assertThat(writer.text().length()).isBetween(59_000, 60_000);
        assertThat(NoticeText.parse(writer.text()).orElseThrow().pools()).hasSizeGreaterThan(400);
    }
}
