package io.github.dnsfailover.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.testkit.Keys;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.NameServer;
import io.github.dnsfailover.testkit.NameServer.Quirk;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a server skipped in silence is seen, and gone back on. */
class ReadBackTest {

    private static final Duration TTL = Duration.ofSeconds(60);
    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordKey CNAME = RecordKey.of("www.example.com", RecordType.CNAME);
    private static final RecordKey MARK = RecordKey.of("_failover.www.example.com", RecordType.TXT);
    private static final RecordSet ADDRESS = RecordSet.of(A, TTL, "192.0.2.1");
    private static final RecordSet LB1 = RecordSet.of(CNAME, TTL, "lb1.example.net");
    private static final RecordSet LB2 = RecordSet.of(CNAME, TTL, "lb2.example.net");
    private static final RecordSet GEN1 = RecordSet.of(MARK, TTL, "v=1 gen=1");
    private static final RecordSet GEN2 = RecordSet.of(MARK, TTL, "v=1 gen=2");

    private final MemoryZone zone = MemoryZone.of("example.com");
    private NameServer server;

    private Rfc2136Provider at(Quirk quirk) throws IOException {
        return start(builder -> builder.quirk(quirk));
    }

    private Rfc2136Provider start(UnaryOperator<NameServer.Builder> setting) throws IOException {
        server = setting.apply(NameServer.of(zone).key("k1", Keys.SECRET)).start();
        return Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", server.port())
                .key(Keys::k1)
                .build();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aCnameThatWasSkippedIsNotAppliedAndTheAddressesAreWrittenAgain() throws Exception {
        zone.put(ADDRESS);
        zone.put(GEN1);
        Rfc2136Provider provider = at(Quirk.SKIPS_CNAMES);

        DnsProviderException failure = failureOf(
                provider,
                new Transition(ADDRESS, RecordSet.absent(A)),
                new Transition(RecordSet.absent(CNAME), LB1),
                new Transition(GEN1, GEN2));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure)
                .hasMessageContaining("takes a part of the change and skips the rest: [www.example.com. CNAME]")
                .hasMessageContaining("What stood before stands again");
        assertThat(failure.retryAfter()).contains(ReadBack.PAUSE_AFTER_A_PART);
        assertThat(zone.get(List.of(A, CNAME, MARK))).containsExactly(ADDRESS, RecordSet.absent(CNAME), GEN1);
    }

    /** A front that says yes to each demand would have the name without an address, and the change applied. */
    @Test
    void aCnameThatWasSkippedIsSeenWhereDemandsAreNotCompared() throws Exception {
        zone.put(ADDRESS);
        zone.put(GEN1);
        Rfc2136Provider provider =
                start(builder -> builder.quirk(Quirk.SKIPS_CNAMES).quirk(Quirk.SAYS_YES_TO_DEMANDS));

        DnsProviderException failure = failureOf(
                provider,
                new Transition(ADDRESS, RecordSet.absent(A)),
                new Transition(RecordSet.absent(CNAME), LB1),
                new Transition(GEN1, GEN2));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure).hasMessageContaining("What stood before stands again");
        assertThat(zone.get(List.of(A, CNAME, MARK))).containsExactly(ADDRESS, RecordSet.absent(CNAME), GEN1);
    }

    @Test
    void whereDemandsAreNotComparedWhatIsAnsweredCounts() throws Exception {
        zone.put(ADDRESS);
        Rfc2136Provider provider =
                start(builder -> builder.quirk(Quirk.SAYS_YES_TO_DEMANDS).signingLag(Duration.ofMillis(100)));

        WriteResult result = provider.apply(RecordChange.of(
                List.of(new Transition(ADDRESS, RecordSet.absent(A)), new Transition(RecordSet.absent(CNAME), LB1))));

        assertThat(result).isEqualTo(new WriteResult.Applied(""));
        assertThat(provider.stands(List.of(LB1))).isTrue();
        assertThat(provider.stands(List.of(LB2))).isFalse();
    }

    /** It may be right, and it may be a copy that is very late: then the engine reads before it does anything. */
    @Test
    void anOldAnswerWhereDemandsAreNotComparedIsNoProofOfAnything() throws Exception {
        zone.put(ADDRESS);
        Rfc2136Provider provider =
                start(builder -> builder.quirk(Quirk.SAYS_YES_TO_DEMANDS).signingLag(Duration.ofHours(1)));

        DnsProviderException failure =
                failureOf(provider, new Transition(ADDRESS, RecordSet.of(A, TTL, "198.51.100.1")));

        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure).hasMessageContaining("may answer late");
    }

    /** Clients get what is answered, whatever the server says that it has. */
    @Test
    void aCnameThatIsNotAnsweredIsNotTakenForApplied() throws Exception {
        zone.put(LB1);
        Rfc2136Provider provider = start(builder -> builder.signingLag(Duration.ofHours(1)));

        DnsProviderException failure = failureOf(provider, new Transition(LB1, LB2));

        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure).hasMessageContaining("answers [" + LB1 + "]");
    }

    @Test
    void theTroubleReadsTheSameAtEachTry() throws Exception {
        zone.put(ADDRESS);
        zone.put(GEN1);
        Rfc2136Provider provider = start(builder -> builder.skipsInSilence(RecordType.TXT));
        RecordSet next = RecordSet.of(A, TTL, "198.51.100.1");

        DnsProviderException first = failureOf(provider, new Transition(ADDRESS, next), new Transition(GEN1, GEN2));
        DnsProviderException second = failureOf(
                provider, new Transition(ADDRESS, next), new Transition(GEN1, RecordSet.of(MARK, TTL, "v=1 gen=3")));

        assertThat(second).hasMessage(first.getMessage());
        assertThat(first).hasMessageContaining("[_failover.www.example.com. TXT] did not become what they should");
    }

    @Test
    void aChangeOfWhichNothingIsMadeNeedsNoPauseOfItsOwn() throws Exception {
        zone.put(ADDRESS);
        Rfc2136Provider provider = start(builder -> builder.skipsInSilence(RecordType.A));

        DnsProviderException failure =
                failureOf(provider, new Transition(ADDRESS, RecordSet.of(A, TTL, "198.51.100.1")));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure).hasMessageContaining("made nothing of the change of [www.example.com. A]");
        assertThat(failure.retryAfter()).isEmpty();
    }

    @Test
    void aReplacementThatWasSkippedTakesTheMarkBack() throws Exception {
        zone.put(LB1);
        zone.put(GEN1);
        Rfc2136Provider provider = at(Quirk.SKIPS_CNAMES);

        DnsProviderException failure = failureOf(provider, new Transition(LB1, LB2), new Transition(GEN1, GEN2));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(zone.get(List.of(CNAME, MARK))).containsExactly(LB1, GEN1);
    }

    @Test
    void aCnameThatWasSkippedAloneIsNotApplied() throws Exception {
        Rfc2136Provider provider = at(Quirk.SKIPS_CNAMES);

        DnsProviderException failure = failureOf(provider, new Transition(RecordSet.absent(CNAME), LB1));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(zone.get(CNAME).isEmpty()).isTrue();
    }

    @Test
    void anAddressThatAPolicyForbidsInSilenceTakesTheMarkBack() throws Exception {
        zone.put(ADDRESS);
        zone.put(GEN1);
        Rfc2136Provider provider = start(builder -> builder.skipsInSilence(RecordType.A));

        DnsProviderException failure = failureOf(
                provider, new Transition(ADDRESS, RecordSet.of(A, TTL, "198.51.100.1")), new Transition(GEN1, GEN2));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(zone.get(List.of(A, MARK))).containsExactly(ADDRESS, GEN1);
    }

    @Test
    void aDeletionThatIsSkippedInSilenceTakesTheOtherFamilyBack() throws Exception {
        RecordKey aaaa = RecordKey.of("www.example.com", RecordType.AAAA);
        RecordSet six = RecordSet.of(aaaa, TTL, "2001:db8::1");
        zone.put(ADDRESS);
        zone.put(six);
        Rfc2136Provider provider = start(builder -> builder.skipsInSilence(RecordType.AAAA));

        DnsProviderException failure = failureOf(
                provider,
                new Transition(ADDRESS, RecordSet.of(A, TTL, "198.51.100.1")),
                new Transition(six, RecordSet.absent(aaaa)));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(zone.get(List.of(A, aaaa))).containsExactly(ADDRESS, six);
    }

    /** The change was made, so that a failure to learn what stands is not one of the change. */
    @Test
    void aChangeOfWhichItCannotBeLearnedWhetherItStandsIsUnknown() throws Exception {
        Rfc2136Provider provider = start(builder -> builder.keepsInAnotherText(A));

        DnsProviderException failure = failureOf(provider, new Transition(RecordSet.absent(A), ADDRESS));

        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(zone.get(A)).isEqualTo(ADDRESS);
    }

    @Test
    void whatSomebodyElseWroteMeanwhileIsLeftAlone() throws Exception {
        RecordSet foreign = RecordSet.of(A, TTL, "203.0.113.9");
        zone.put(ADDRESS);
        zone.put(GEN1);
        Rfc2136Provider provider = start(builder -> builder);
        zone.onChange(version -> {
            if (version.get(MARK).equals(GEN2) && !version.get(A).equals(foreign)) {
                zone.put(foreign);
            }
        });

        DnsProviderException failure = failureOf(
                provider, new Transition(ADDRESS, RecordSet.of(A, TTL, "198.51.100.1")), new Transition(GEN1, GEN2));

        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure).hasMessageContaining("somebody else is writing there, too");
        assertThat(zone.get(List.of(A, MARK))).containsExactly(foreign, GEN2);
    }

    @Test
    void whatCannotBeTakenBackIsUnknown() throws Exception {
        zone.put(ADDRESS);
        Rfc2136Provider provider =
                start(builder -> builder.quirk(Quirk.SKIPS_CNAMES).skipsInSilence(RecordType.A));

        DnsProviderException failure = failureOf(
                provider, new Transition(ADDRESS, RecordSet.absent(A)), new Transition(RecordSet.absent(CNAME), LB1));

        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure).hasMessageContaining("writing back what stood before");
    }

    @Test
    void whereKnotSignsNothingIsSkipped() throws Exception {
        zone.put(ADDRESS);
        Rfc2136Provider provider = at(Quirk.SIGNS_LIKE_KNOT);

        WriteResult toAlias = provider.apply(RecordChange.of(
                List.of(new Transition(ADDRESS, RecordSet.absent(A)), new Transition(RecordSet.absent(CNAME), LB1))));
        WriteResult toOther = provider.apply(RecordChange.of(LB1, LB2));

        assertThat(List.of(toAlias, toOther)).containsOnly(new WriteResult.Applied(""));
        assertThat(zone.get(CNAME)).isEqualTo(LB2);
        assertThat(zone.history().stream().skip(1)).allMatch(version -> version.leadsSomewhere(A.name()));
    }

    private static DnsProviderException failureOf(Rfc2136Provider provider, Transition... transitions) {
        return catchThrowableOfType(
                DnsProviderException.class, () -> provider.apply(RecordChange.of(List.of(transitions))));
    }
}
