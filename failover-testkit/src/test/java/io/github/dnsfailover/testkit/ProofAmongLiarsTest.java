package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.Authorities.Server;
import io.github.dnsfailover.dns.Authorities.Signatures;
import io.github.dnsfailover.dns.Authorities.Signatures.State;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.ChangeProved;
import io.github.dnsfailover.event.RecordsChanged;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is said to be proved holds, and holds for as long as it is said, whatever servers do meanwhile. */
class ProofAmongLiarsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final long SEED = 7;

    private final Stage stage = new Stage();
    private final Answering answering = new Answering(stage.memory);

    @AfterEach
    void close() {
        stage.close();
    }

    /** What a test makes of the true answer. */
    @FunctionalInterface
    private interface Lie {
        Answer instead(RecordKey key, RecordSet truth);
    }

    private Server server(String name, Lie lie) {
        return new Server() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Answer ask(RecordKey key, Duration timeout) {
                return lie.instead(key, stage.zone.get(key));
            }
        };
    }

    private static Answer authoritative(RecordSet set) {
        return new Answer.Authoritative(set, set.isEmpty() ? MINUTE : Duration.ZERO);
    }

    private static Answer old(RecordKey key) {
        return authoritative(RecordSet.of(key, Duration.ofSeconds(30), Stage.DC1));
    }

    /** Asks about www alone are lied to. */
    private Server lyingOfWww(String name, Function<RecordKey, Boolean> lies) {
        return server(name, (key, truth) -> key.equals(Stage.WWW) && lies.apply(key) ? old(key) : authoritative(truth));
    }

    private Duration sinceTheMove() {
        return stage.all(RecordsChanged.class).stream()
                .filter(change -> change.to().equals(List.of("aws")))
                .findFirst()
                .map(change -> Duration.between(change.at(), stage.runtime.now()))
                .orElse(Duration.ofSeconds(-1));
    }

    @Test
    void aGoodServerIsAskedTwiceHalfASecondApart() {
        stage.start();

        stage.check.fails("dc1", "refused");
        stage.advance(103);

        ChangeProved proved = stage.last(ChangeProved.class);
        assertThat(proved.to()).containsExactly("aws");
        assertThat(Duration.between(proved.lastServer(), proved.at())).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void whoFallsBackWhileAnotherIsAwaitedHasNotTurned() {
        Server falls = lyingOfWww("ns1", key -> sinceTheMove().toSeconds() >= 3);
        Server late = lyingOfWww(
                "ns2", key -> !sinceTheMove().isNegative() && sinceTheMove().toSeconds() < 10);
        answering.authorities = () -> List.of(falls, late);
        stage.provider(answering).start();

        stage.check.fails("dc1", "refused");
        stage.advance(103);

        assertThat(stage.last(ChangeProved.class).to()).containsExactly("dc1");
        assertThat(stage.only(Kind.NOT_PROVED).text())
                .startsWith("1 of 2 servers give [aws]: ns1 lags, it answers www.example.com. A [192.0.2.22] (it"
                        + " gave the new answer before)");
    }

    @Test
    void aServerThatAnswersAtRandomIsNotProved() {
        Random random = new Random(SEED);
        answering.authorities =
                () -> List.of(lyingOfWww("ns1", key -> !sinceTheMove().isNegative() && random.nextBoolean()));
        stage.provider(answering).start();

        stage.check.fails("dc1", "refused");
        stage.advance(300);

        assertThat(stage.last(ChangeProved.class).to()).as("seed %d", SEED).containsExactly("dc1");
        assertThat(stage.wrong()).contains(Kind.NOT_PROVED);
    }

    @Test
    void aServerWhoseSignaturesAreNotToBeHadHasNotTurned() {
        MemoryDnsProvider one = MemoryDnsProvider.of(stage.zone).servers("ns1");
        stage.provider(one).start();
        one.server("ns1").sign(new Signatures(State.UNANSWERED, "www.example.com. A: answered SERVFAIL"));

        stage.check.fails("dc1", "refused");
        stage.advance(103);

        assertThat(stage.only(Kind.NOT_PROVED).text())
                .startsWith("0 of 1 servers give [aws]: ns1 does not answer what resolvers ask: www.example.com. A:"
                        + " answered SERVFAIL");
    }

    @Test
    void anUnknownNegativeTtlMakesTheHorizonTheLeastForADay() {
        Server deaf = server(
                "ns1",
                (key, truth) -> key.type() == RecordType.CNAME ? new Answer.Unreachable("") : authoritative(truth));
        answering.authorities = () -> List.of(deaf);
        stage.provider(answering).start();
        assertThat(stage.only(ChangeProved.class).isHorizonLeast()).isTrue();

        stage.check.fails("dc1", "refused");
        stage.advance(103);

        assertThat(stage.last(ChangeProved.class).to()).containsExactly("aws");
        assertThat(stage.last(ChangeProved.class).isHorizonLeast()).isTrue();

        stage.advance(90_000);
        stage.check.passes("dc1");
        stage.advance(600);

        assertThat(stage.last(ChangeProved.class).to()).containsExactly("dc1");
        assertThat(stage.last(ChangeProved.class).isHorizonLeast()).isFalse();
    }

    @Test
    void theNegativeTtlIsAskedForAtAnotherServerIfOneIsSilent() {
        Server deaf = server(
                "ns1",
                (key, truth) -> key.type() == RecordType.CNAME ? new Answer.Unreachable("") : authoritative(truth));
        answering.authorities = () -> List.of(deaf, server("ns2", (key, truth) -> authoritative(truth)));

        stage.provider(answering).start();

        ChangeProved proved = stage.only(ChangeProved.class);
        assertThat(proved.horizon()).isEqualTo(proved.lastServer().plus(MINUTE));
        assertThat(proved.isHorizonLeast()).isFalse();
    }

    @Test
    void aWildcardThatAnsweredBeforeTheRecordWasMadeCounts() {
        Server wild = server(
                "ns1",
                (key, truth) -> key.type() == RecordType.A && truth.isEmpty()
                        ? authoritative(RecordSet.of(key, Duration.ofHours(1), Stage.STRANGER))
                        : authoritative(truth));
        answering.authorities = () -> List.of(wild);

        stage.provider(answering).start();

        ChangeProved proved = stage.only(ChangeProved.class);
        assertThat(proved.horizon()).isEqualTo(proved.lastServer().plus(Duration.ofHours(1)));
    }

    @Test
    void aTtlThatAServerMakesLongerCountsForTheNextMove() {
        Server slow = server(
                "ns1",
                (key, truth) -> authoritative(
                        truth.isEmpty() || key.type() == RecordType.TXT
                                ? truth
                                : RecordSet.of(key, Duration.ofDays(1), truth.values())));
        answering.authorities = () -> List.of(slow);
        stage.provider(answering).start();

        stage.check.fails("dc1", "refused");
        stage.advance(103);

        ChangeProved moved = stage.last(ChangeProved.class);
        assertThat(moved.to()).containsExactly("aws");
        Instant accepted = moved.accepted();
        assertThat(moved.horizon()).isAfterOrEqualTo(accepted.plus(Duration.ofDays(1)));
    }

    @Test
    void aPoolWithoutAMarkKnowsTheLeastOnly() {
        stage.zone.put(RecordSet.of(Stage.WWW, Duration.ofDays(1), Stage.DC1));
        stage.pool(EndpointPool.Builder::markless).start().close();
        stage.advance(10);
        stage.start();

        stage.check.fails("dc1", "refused");
        stage.advance(103);

        assertThat(stage.last(ChangeProved.class).to()).containsExactly("aws");
        assertThat(stage.last(ChangeProved.class).isHorizonLeast()).isTrue();
    }
}
