package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.FailoverEvent.Severity;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.Authorities.Signatures;
import io.github.dnsfailover.dns.Authorities.Signatures.State;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.ChangeProved;
import io.github.dnsfailover.event.ForeignEdit;
import io.github.dnsfailover.event.RecordsChanged;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The proof beside the machine: servers that lag, cannot be found, or say nothing of use delay no change. */
class ProofTest {

    private final Stage stage = new Stage();
    private final Answering answering = new Answering(stage.memory);

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void aServerThatKeepsTheOldAnswerIsNamedAfterFifteenSecondsAndAwaited() {
        MemoryDnsProvider two = MemoryDnsProvider.of(stage.zone).servers("ns1", "ns2");
        stage.provider(two).start();
        two.server("ns2").keepOld();

        stage.check.fails("dc1", "refused");
        stage.advance(120);

        Trouble lag = stage.only(Kind.NOT_PROVED);
        assertThat(lag.text())
                .isEqualTo("1 of 2 servers give [aws]: ns2 lags, it answers www.example.com. A [192.0.2.22]; until when"
                        + " resolvers hold old answers is unknown, not before 2026-01-01T00:01:04Z");
        Duration firstWord = Duration.between(stage.last(RecordsChanged.class).at(), lag.since());
        assertThat(firstWord).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(16));
        assertThat(stage.all(ChangeProved.class)).hasSize(1);

        Instant follows = stage.runtime.now();
        two.server("ns2").follow();
        stage.advance(120);

        ChangeProved proved = stage.last(ChangeProved.class);
        assertThat(proved.to()).containsExactly("aws");
        assertThat(proved.lastServer()).isBetween(follows, follows.plusSeconds(15));
        assertThat(proved.horizon()).isEqualTo(proved.lastServer().plusSeconds(30));
        assertThat(stage.troubles(Kind.NOT_PROVED)).hasSize(1);
        assertThat(stage.ended(Kind.NOT_PROVED)).hasSize(1);
    }

    @Test
    void newValuesWithSignaturesThatResolversRefuseAreNeverServed() {
        MemoryDnsProvider two = MemoryDnsProvider.of(stage.zone).servers("ns1", "ns2");
        stage.provider(two).start();
        long proved = stage.all(ChangeProved.class).size();
        two.server("ns2").sign(new Signatures(State.BOGUS, "www.example.com. A: the signature expired 2026-01-01"));

        stage.check.fails("dc1", "refused");
        stage.advance(120);

        Trouble bogus = stage.only(Kind.NOT_PROVED);
        assertThat(bogus.text())
                .isEqualTo("1 of 2 servers give [aws]: ns2 is bogus: www.example.com. A: the signature expired"
                        + " 2026-01-01; until when resolvers hold old answers is unknown, not before"
                        + " 2026-01-01T00:01:04Z");
        assertThat(bogus.severity()).isEqualTo(Severity.ALARM);
        assertThat(stage.all(ChangeProved.class)).hasSize((int) proved);

        two.server("ns2").sign(new Signatures(State.VERIFIED, ""));
        stage.advance(30);

        assertThat(stage.last(ChangeProved.class).servers()).containsExactly("ns1", "ns2");
        assertThat(stage.ended(Kind.NOT_PROVED)).hasSize(1);
    }

    @Test
    void aProofSaysWhetherEveryServersSignaturesHold() {
        MemoryDnsProvider two = MemoryDnsProvider.of(stage.zone).servers("ns1", "ns2");
        stage.provider(two).start();
        two.server("ns1").sign(new Signatures(State.VERIFIED, ""));
        stage.check.fails("dc1", "refused");
        stage.advance(120);
        ChangeProved half = stage.last(ChangeProved.class);

        two.server("ns2").sign(new Signatures(State.VERIFIED, ""));
        stage.check.passes("dc1");
        stage.advance(600);
        ChangeProved whole = stage.last(ChangeProved.class);

        assertThat(half.to()).containsExactly("aws");
        assertThat(half.signatures()).isEqualTo(State.UNSIGNED);
        assertThat(whole.to()).containsExactly("dc1");
        assertThat(whole.signatures()).isEqualTo(State.VERIFIED);
    }

    @Test
    void badSignaturesThatPerhapsNobodyLooksAtAreAWarning() {
        MemoryDnsProvider one = MemoryDnsProvider.of(stage.zone).servers("ns1");
        stage.provider(one).start();
        one.server("ns1").sign(new Signatures(State.BROKEN, "www.example.com. A: the signature does not verify"));

        stage.check.fails("dc1", "refused");
        stage.advance(120);

        Trouble broken = stage.only(Kind.NOT_PROVED);
        assertThat(broken.text())
                .contains("ns1 is bogus: www.example.com. A: the signature does not verify; whether resolvers look at"
                        + " signatures is not known");
        assertThat(broken.severity()).isEqualTo(Severity.WARNING);
    }

    @Test
    void aNewerChangeEndsTheProofOfTheOlder() {
        MemoryDnsProvider two = MemoryDnsProvider.of(stage.zone).servers("ns1", "ns2");
        stage.provider(two);
        two.server("ns2").goUnreachable();
        stage.start();

        stage.check.fails("dc1", "refused");
        stage.advance(45);
        two.server("ns2").follow();
        stage.advance(30);

        assertThat(stage.only(ChangeProved.class).to()).containsExactly("aws");
        assertThat(stage.ended(Kind.NOT_PROVED)).hasSameSizeAs(stage.troubles(Kind.NOT_PROVED));
    }

    @Test
    void serversThatAreNotFoundLeaveAChangeUnproved() {
        answering.authorities = () -> {
            throw new IOException("no NS records");
        };
        stage.provider(answering).start();
        stage.advance(120);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.only(Kind.NOT_PROVED).text())
                .isEqualTo("the change to [dc1] stays unproved: the servers could not be found: no NS records");

        answering.authorities = stage.memory.authorities();
        stage.advance(120);

        assertThat(stage.only(ChangeProved.class).to()).containsExactly("dc1");
    }

    @Test
    void aProviderWithoutServersProvesNothing() {
        answering.authorities = Authorities.none();
        stage.provider(answering).start();
        stage.advance(300);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.all(ChangeProved.class)).isEmpty();
        assertThat(stage.troubles(Kind.NOT_PROVED)).isEmpty();
    }

    @Test
    void aVendorThatGivesAReceiptMustConfirmItToo() {
        answering.receipt = "C123";
        answering.confirmed = false;
        stage.provider(answering).start();
        stage.advance(120);

        assertThat(stage.last(RecordsChanged.class).receipt()).isEqualTo("C123");
        assertThat(stage.only(Kind.NOT_PROVED).text())
                .isEqualTo("the change to [dc1] stays unproved: the vendor has not confirmed: still pending");

        answering.confirmed = true;
        stage.advance(120);

        assertThat(stage.only(ChangeProved.class).to()).containsExactly("dc1");
    }

    @Test
    void aServerThatThrowsOrSaysNothingOfUseLags() {
        answering.authorities = () -> List.of(
                server("broken", key -> {
                    throw new IllegalStateException("no socket");
                }),
                server("odd", key -> new Answer.Unreadable("TXT \"a\" \"b\"")),
                server("lame", key -> new Answer.NotAuthoritative("REFUSED")));
        stage.provider(answering).start();
        stage.advance(120);

        assertThat(stage.only(Kind.NOT_PROVED).text())
                .startsWith("0 of 3 servers give [dc1]: broken was not asked: IllegalStateException: no socket; odd"
                        + " gives something odd: TXT \"a\" \"b\"; lame is intercepted or not authoritative: "
                        + "REFUSED;");
    }

    @Test
    void anUnknownNegativeTtlMakesTheHorizonTheLeast() {
        Authorities.Server silentAtTheTop = server(
                "ns1",
                key -> key.type() == RecordType.CNAME
                        ? new Answer.Unreachable("filtered")
                        : new Answer.Authoritative(stage.zone.get(key), Duration.ZERO));
        answering.authorities = () -> List.of(silentAtTheTop);

        stage.provider(answering).start();

        ChangeProved proved = stage.only(ChangeProved.class);
        assertThat(proved.horizon()).isEqualTo(proved.lastServer());
        assertThat(proved.isHorizonLeast()).isTrue();
        assertThat(proved.summary()).endsWith(" at the earliest");
    }

    @Test
    void closingEndsAProof() {
        answering.authorities = () -> {
            throw new IOException("no NS records");
        };
        stage.provider(answering);
        FailoverEngine engine = stage.build();
        engine.start();
        stage.advance(10);
        engine.close();
        stage.advance(300);

        assertThat(stage.troubles(Kind.NOT_PROVED)).isEmpty();
    }

    @Test
    void aFullLaneForVerificationDelaysNoChange() {
        stage.runtime.fillLane(Lane.VERIFICATION);
        stage.start();
        stage.advance(120);

        assertThat(stage.www()).containsExactly(Stage.DC1);
        assertThat(stage.only(Kind.NOT_PROVED).text()).endsWith("lane VERIFICATION is full");
    }

    @Test
    void aFamilyThatGoesIsLookedForToo() {
        RecordKey six = RecordKey.of("www.example.com", RecordType.AAAA);
        stage.zone.put(RecordSet.of(six, Duration.ofMinutes(10), "2001:db8::9"));
        stage.stands(Stage.STRANGER).pool(pool -> pool.takeOver(io.github.dnsfailover.EndpointPool.TakeOver.ADOPT));

        stage.start();

        assertThat(stage.zone.get(six).isEmpty()).isTrue();
        ChangeProved proved = stage.only(ChangeProved.class);
        assertThat(proved.horizon()).isEqualTo(proved.lastServer().plusSeconds(600));
    }

    @Test
    void theTtlThatWasTakenOverIsRememberedByTheNextMove() {
        stage.zone.put(RecordSet.of(Stage.WWW, Duration.ofHours(1), Stage.DC1));
        stage.start();
        ChangeProved adopted = stage.only(ChangeProved.class);
        assertThat(adopted.horizon()).isEqualTo(adopted.lastServer().plusSeconds(3600));

        stage.check.fails("dc1", "refused");
        stage.advance(103);

        ChangeProved moved = stage.last(ChangeProved.class);
        assertThat(moved.to()).containsExactly("aws");
        assertThat(moved.horizon()).isEqualTo(adopted.horizon());
        assertThat(moved.isHorizonLeast()).isFalse();
        assertThat(stage.last(RecordsChanged.class).horizon())
                .as("what is said before the proof")
                .isEqualTo(adopted.horizon());
        assertThat(stage.snapshot().horizon()).hasValue(adopted.horizon());
    }

    @Test
    void theTtlThatWasTakenOverIsToldAsTheLeastByWhoCannotProve() {
        MemoryDnsProvider two = MemoryDnsProvider.of(stage.zone).servers("ns1", "ns2");
        stage.zone.put(RecordSet.of(Stage.WWW, Duration.ofHours(1), Stage.DC1));
        stage.provider(two).start();
        Instant adopted = stage.only(ChangeProved.class).horizon();
        two.server("ns2").keepOld();

        stage.check.fails("dc1", "refused");
        stage.advance(103);

        Instant second = adopted.plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS);
        assertThat(stage.only(Kind.NOT_PROVED).text()).endsWith("is unknown, not before " + second);
        assertThat(stage.snapshot().isHorizonLeast()).isTrue();
        assertThat(stage.snapshot().toString())
                .contains("caches    resolvers that keep to the TTL follow not before " + second)
                .doesNotContainPattern("[0-9]\\.[0-9]+Z");
    }

    @Test
    void theTtlThatWasTakenOverIsRememberedAcrossARestartAsTheLeast() {
        stage.zone.put(RecordSet.of(Stage.WWW, Duration.ofHours(1), Stage.DC1));
        stage.start().close();
        ChangeProved adopted = stage.only(ChangeProved.class);
        stage.advance(10);
        stage.start();

        stage.check.fails("dc1", "refused");
        stage.advance(103);

        ChangeProved moved = stage.last(ChangeProved.class);
        assertThat(moved.to()).containsExactly("aws");
        assertThat(moved.horizon())
                .isBetween(adopted.horizon().minusSeconds(2), adopted.horizon().plusSeconds(2));
        assertThat(moved.isHorizonLeast()).isTrue();
        assertThat(moved.summary()).endsWith(" at the earliest");
    }

    @Test
    void aServerThatIsDeadForLongIsToldOnceAndNoChangeWaitsForItAnyMore() {
        MemoryDnsProvider three = MemoryDnsProvider.of(stage.zone).servers("ns1", "ns2", "ns3");
        stage.provider(three).start();
        three.server("ns3").goUnreachable();

        stage.check.fails("dc1", "refused");
        stage.advance(200);

        assertThat(stage.only(Kind.SERVER_SILENT).text())
                .isEqualTo("ns3 does not answer: ns3 does not answer; changes are proved at the others");
        assertThat(stage.last(ChangeProved.class).servers()).containsExactly("ns1", "ns2");
        assertThat(stage.last(ChangeProved.class).silentServers()).containsExactly("ns3");
        assertThat(stage.last(ChangeProved.class).summary())
                .startsWith("2 of 3 servers answer [aws], unsigned, ns3 is silent;");
        assertThat(stage.ended(Kind.NOT_PROVED)).hasSize(1);

        stage.check.passes("dc1");
        stage.advance(500);

        ChangeProved back = stage.last(ChangeProved.class);
        assertThat(back.to()).containsExactly("dc1");
        assertThat(Duration.between(back.accepted(), back.at())).isLessThan(Duration.ofSeconds(2));
        assertThat(stage.troubles(Kind.NOT_PROVED)).hasSize(1);
        assertThat(stage.wrong()).containsExactly(Kind.SERVER_SILENT);
    }

    @Test
    void aServerThatComesBackWithTheOldAnswerIsSeenWithinFifteenSecondsAndAwaited() {
        MemoryDnsProvider two = MemoryDnsProvider.of(stage.zone).servers("ns1", "ns2");
        stage.provider(two).start();
        two.server("ns2").keepOld();
        two.server("ns2").goUnreachable();
        stage.check.fails("dc1", "refused");
        stage.advance(300);
        assertThat(stage.wrong()).contains(Kind.SERVER_SILENT);
        long proved = stage.all(ChangeProved.class).size();

        Instant back = stage.runtime.now();
        two.server("ns2").loseAuthority();
        stage.advance(60);

        assertThat(stage.ended(Kind.SERVER_SILENT))
                .singleElement()
                .satisfies(end -> assertThat(end.at()).isBefore(back.plusSeconds(15)));
        assertThat(stage.wrong()).contains(Kind.NOT_PROVED);
        assertThat(stage.all(ChangeProved.class)).hasSize((int) proved);

        two.server("ns2").follow();
        stage.advance(30);

        assertThat(stage.all(ChangeProved.class)).hasSize((int) proved + 1);
        assertThat(stage.last(ChangeProved.class).servers()).containsExactly("ns1", "ns2");
        assertThat(stage.wrong()).containsExactly(Kind.ENDPOINT_DOWN);
    }

    @Test
    void serversThatAreAllSilentAreNotLeftOut() {
        MemoryDnsProvider two = MemoryDnsProvider.of(stage.zone).servers("ns1", "ns2");
        two.server("ns1").goUnreachable();
        two.server("ns2").goUnreachable();
        stage.provider(two).start();
        stage.advance(600);

        assertThat(stage.troubles(Kind.SERVER_SILENT)).isEmpty();
        assertThat(stage.only(Kind.NOT_PROVED).text()).startsWith("0 of 2 servers give [dc1]: ");
        assertThat(stage.all(ChangeProved.class)).isEmpty();
    }

    @Test
    void aServerThatCannotBeAskedFromHereIsToldAtOnceAndNothingWaitsForIt() {
        Authorities.Server lost = new Authorities.Server() {
            @Override
            public String name() {
                return "ns9";
            }

            @Override
            public String unaskable() {
                return "it has no address";
            }

            @Override
            public Answer ask(RecordKey key, Duration timeout) {
                return new Answer.Unreachable(unaskable());
            }
        };
        answering.authorities = () -> List.of(stage.memory.server("ns1"), lost);

        stage.provider(answering).start();
        stage.advance(600);

        assertThat(stage.only(Kind.SERVER_SILENT).text())
                .isEqualTo("ns9 cannot be asked: it has no address; changes are proved at the others");
        assertThat(stage.only(ChangeProved.class).servers()).containsExactly("ns1");
        assertThat(stage.troubles(Kind.NOT_PROVED)).isEmpty();
    }

    /** Found by the lease simulation, seed 40456: mark and store were lost, so terms begin anew below an old mark's. */
    @Test
    void anOldMarkAtASlowServerDoesNotEndTheProofOfTheFirstOne() {
        MemoryDnsProvider two = MemoryDnsProvider.of(stage.zone).servers("ns1", "ns2");
        stage.stands(Stage.AWS);
        stage.zone.put(RecordSet.of(
                Stage.MARK,
                Duration.ofSeconds(30),
                "v=1 owner=dnsfailover env=default pool=7c2ecd07f155 gen=20 term=9 set=555fd5a95975 at=aws"));
        two.server("ns2").keepOld();
        stage.stands(Stage.DC1);
        stage.zone.put(RecordSet.absent(Stage.MARK));
        ScriptedLeadership leadership = new ScriptedLeadership();
        leadership.lead(1);
        stage.leadership(leadership)
                .engine(engine -> engine.stateStore(new SharedStateStore()))
                .provider(two)
                .start();
        assertThat(stage.all(ChangeProved.class)).isEmpty();

        two.server("ns2").follow();
        stage.advance(60);

        assertThat(stage.only(ChangeProved.class).servers()).containsExactly("ns1", "ns2");
    }

    @Test
    void ourMarkBesideOtherValuesIsReadAtOnce() {
        MemoryDnsProvider two = MemoryDnsProvider.of(stage.zone).servers("ns1", "ns2");
        two.server("ns2").goUnreachable();
        stage.provider(two).start();
        Instant edited = stage.runtime.now();

        stage.stands(Stage.STRANGER);
        two.server("ns2").follow();
        stage.advance(20);

        assertThat(stage.only(ForeignEdit.class).at()).isBefore(edited.plusSeconds(11));
    }

    private static Authorities.Server server(String name, Function<RecordKey, Answer> answer) {
        return new Authorities.Server() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Answer ask(RecordKey key, Duration timeout) {
                return answer.apply(key);
            }
        };
    }
}
