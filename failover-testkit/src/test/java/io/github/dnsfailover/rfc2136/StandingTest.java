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
import io.github.dnsfailover.testkit.MemoryZone.Foreign;
import io.github.dnsfailover.testkit.NameServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is read is what stands, whatever answers. */
class StandingTest {

    private static final Duration TTL = Duration.ofSeconds(60);
    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordKey CNAME = RecordKey.of("www.example.com", RecordType.CNAME);
    private static final RecordKey MARK = RecordKey.of("_failover.www.example.com", RecordType.TXT);
    private static final RecordSet OLD = RecordSet.of(A, TTL, "192.0.2.1");
    private static final RecordSet NEW = RecordSet.of(A, TTL, "198.51.100.1");

    private final MemoryZone zone = MemoryZone.of("example.com");
    private NameServer server;

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
    void whatWasJustWrittenIsReadFromAServerThatSignsALittleLater() throws Exception {
        zone.put(OLD);
        Rfc2136Provider provider = start(builder -> builder.signingLag(Duration.ofMillis(100)));
        provider.apply(RecordChange.of(OLD, NEW));

        List<RecordSet> read = provider.read(List.of(A, CNAME));

        assertThat(read).containsExactly(NEW, RecordSet.absent(CNAME));
    }

    @Test
    void whoLostARaceAtAServerThatSignsALittleLaterIsToldOfTheConflict() throws Exception {
        zone.put(OLD);
        Rfc2136Provider provider = start(builder -> builder.signingLag(Duration.ofMillis(100)));
        provider.apply(RecordChange.of(OLD, NEW));

        WriteResult late = provider.apply(RecordChange.of(OLD, RecordSet.of(A, TTL, "203.0.113.9")));

        assertThat(late).isEqualTo(new WriteResult.Conflict(List.of(NEW)));
    }

    @Test
    void aCnameThatIsSignedALittleLaterIsApplied() throws Exception {
        zone.put(OLD);
        Rfc2136Provider provider = start(builder -> builder.signingLag(Duration.ofMillis(100)));
        RecordSet alias = RecordSet.of(CNAME, TTL, "lb.example.net");

        WriteResult result = provider.apply(RecordChange.of(
                List.of(new Transition(OLD, RecordSet.absent(A)), new Transition(RecordSet.absent(CNAME), alias))));

        assertThat(result).isInstanceOf(WriteResult.Applied.class);
        assertThat(provider.read(List.of(CNAME, A))).containsExactly(alias, RecordSet.absent(A));
    }

    @Test
    void anAnswerThatStaysBehindWhatStandsIsNoTruth() throws Exception {
        zone.put(OLD);
        Rfc2136Provider provider = start(builder -> builder.signingLag(Duration.ofHours(1)));
        provider.apply(RecordChange.of(OLD, NEW));

        DnsProviderException failure =
                catchThrowableOfType(DnsProviderException.class, () -> provider.read(List.of(A)));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure).hasMessageContaining("answers [" + OLD + "]").hasMessageContaining("something else stands");
    }

    @Test
    void aRecordThatIsKeptInAnotherTextIsSaid() throws Exception {
        zone.put(OLD);
        Rfc2136Provider provider = start(builder -> builder.keepsInAnotherText(A));

        DnsProviderException failure =
                catchThrowableOfType(DnsProviderException.class, () -> provider.read(List.of(A)));

        assertThat(failure).hasMessageContaining("in another form");
        assertThat(provider.stands(List.of(OLD))).isFalse();
    }

    @Test
    void aWildcardIsAskedAboutAndTheNameIsReadAsAbsent() throws Exception {
        zone.put(RecordSet.of(RecordKey.of("*.example.com", RecordType.A), TTL, "192.0.2.1"));
        zone.put(RecordSet.of(RecordKey.of("*.example.com", RecordType.TXT), TTL, "v=spf1 -all"));
        Rfc2136Provider provider = start(builder -> builder);

        assertThat(provider.read(List.of(A, MARK))).containsExactly(RecordSet.absent(A), RecordSet.absent(MARK));
        assertThat(provider.apply(RecordChange.of(RecordSet.absent(A), NEW))).isInstanceOf(WriteResult.Applied.class);
        assertThat(provider.read(List.of(A))).containsExactly(NEW);
    }

    @Test
    void whoMayNotWriteReadsWhatIsAnswered() throws Exception {
        zone.put(RecordSet.of(RecordKey.of("*.example.com", RecordType.A), TTL, "192.0.2.1"));
        Rfc2136Provider provider = start(builder -> builder);
        server.freeze();

        assertThat(provider.read(List.of(A))).containsExactly(OLD);
        assertThat(catchThrowableOfType(DnsProviderException.class, () -> provider.stands(List.of(OLD))))
                .hasMessageContaining("REFUSED");
    }

    @Test
    void whatWasReadBeforeIsReadWithoutMoreQuestions() throws Exception {
        zone.put(OLD);
        Rfc2136Provider provider = start(builder -> builder);
        provider.read(List.of(A, CNAME));
        long questions = server.questions();
        long updates = server.updates();

        provider.read(List.of(A, CNAME));

        assertThat(server.questions() - questions).isEqualTo(2);
        assertThat(server.updates() - updates).isZero();
    }

    @Test
    void aNameInAZoneBelowIsRefused() throws Exception {
        MemoryZone child = MemoryZone.of("sub.example.com");
        RecordKey key = RecordKey.of("new.sub.example.com", RecordType.A);
        Rfc2136Provider provider = start(builder -> builder.alsoServing(child));

        DnsProviderException failure =
                catchThrowableOfType(DnsProviderException.class, () -> provider.read(List.of(key)));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure)
                .hasMessageContaining("new.sub.example.com. lies in the zone sub.example.com.")
                .hasMessageContaining("nobody sees");
    }

    @Test
    void aNameThatStandsInAZoneBelowIsRefused() throws Exception {
        MemoryZone child = MemoryZone.of("sub.example.com");
        RecordKey key = RecordKey.of("new.sub.example.com", RecordType.TXT);
        child.put(RecordSet.of(key, TTL, "v=1"));
        Rfc2136Provider provider = start(builder -> builder.alsoServing(child));

        DnsProviderException failure =
                catchThrowableOfType(DnsProviderException.class, () -> provider.read(List.of(key)));

        assertThat(failure).hasMessageContaining("lies in the zone sub.example.com.");
    }

    @Test
    void aCnameInAZoneBelowIsRefused() throws Exception {
        MemoryZone child = MemoryZone.of("sub.example.com");
        RecordKey key = RecordKey.of("new.sub.example.com", RecordType.CNAME);
        child.put(RecordSet.of(key, TTL, "lb.example.net"));
        Rfc2136Provider provider = start(builder -> builder.alsoServing(child));

        DnsProviderException failure =
                catchThrowableOfType(DnsProviderException.class, () -> provider.read(List.of(key)));

        assertThat(failure).hasMessageContaining("lies in the zone sub.example.com.");
    }

    @Test
    void aCnameIntoAnotherZoneOfTheServerIsNoMatter() throws Exception {
        MemoryZone other = MemoryZone.of("sub.example.com");
        RecordSet alias = RecordSet.of(CNAME, TTL, "nothing.sub.example.com");
        zone.put(alias);
        Rfc2136Provider provider = start(builder -> builder.alsoServing(other));

        assertThat(provider.read(List.of(A, CNAME))).containsExactly(RecordSet.absent(A), alias);
    }

    @Test
    void aZoneThatTheServerDoesNotHaveIsSaid() throws Exception {
        start(builder -> builder);
        Rfc2136Provider provider = Rfc2136Provider.zone("www.example.com")
                .server("127.0.0.1", server.port())
                .key(Keys::k1)
                .build();

        DnsProviderException failure =
                catchThrowableOfType(DnsProviderException.class, () -> provider.read(List.of(A)));

        assertThat(failure).hasMessageContaining("which has no zone www.example.com.");
    }

    @Test
    void aNameBelowADnameIsRefused() throws Exception {
        RecordKey key = RecordKey.of("new.old.example.com", RecordType.A);
        zone.put(new Foreign(
                RecordKey.of("old.example.com", RecordType.A).name(), "DNAME", TTL, List.of("example.net.")));
        Rfc2136Provider provider = start(builder -> builder);

        DnsProviderException failure =
                catchThrowableOfType(DnsProviderException.class, () -> provider.read(List.of(key)));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure).hasMessageContaining("lies below the DNAME record of old.example.com.");
    }

    @Test
    void somethingElseAtTheNameThatMakesTheAnswerUpIsNotTakenForAWildcard() throws Exception {
        zone.put(RecordSet.of(A, TTL, "192.0.2.1"));
        zone.put(new Foreign(A.name(), "TYPE65402", TTL, List.of("\\# 1 00")));
        Rfc2136Provider provider = start(builder -> builder.keepsInAnotherText(A));

        DnsProviderException failure =
                catchThrowableOfType(DnsProviderException.class, () -> provider.read(List.of(A)));

        assertThat(failure).hasMessageContaining("LUA");
    }
}
