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
import io.github.dnsfailover.testkit.PowerDnsServer;
import io.github.dnsfailover.testkit.RealServer;
import io.github.dnsfailover.testkit.RealServers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real servers that answer something else than stands there. */
class OddAnswersTest {

    private static final Duration TTL = Duration.ofSeconds(60);
    private static final int RACES = 40;

    @ParameterizedTest
    @MethodSource("io.github.dnsfailover.testkit.RealServers#withAZoneBelow")
    void aNameInAZoneBelowIsRefused(RealServers.Start start) throws Exception {
        try (RealServer server = start.start()) {
            Rfc2136Provider provider = provider(server);

            for (RecordKey key : List.of(
                    RecordKey.of("new.sub.example.com", RecordType.A),
                    RecordKey.of("ns1.sub.example.com", RecordType.A),
                    RecordKey.of("_failover.new.sub.example.com", RecordType.TXT))) {
                DnsProviderException failure =
                        catchThrowableOfType(DnsProviderException.class, () -> provider.read(List.of(key)));

                assertThat(failure).as("reading %s", key).isNotNull();
                assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
                assertThat(failure).hasMessageContaining(key.name() + " lies in the zone sub.example.com.");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.dnsfailover.testkit.RealServers#withAZoneBelow")
    void aCnameIntoTheZoneBelowIsOfOurZone(RealServers.Start start) throws Exception {
        try (RealServer server = start.start()) {
            RecordSet alias = RecordSet.of(RecordKey.of("www.example.com", RecordType.CNAME), TTL, "x.sub.example.com");
            RecordSet none = RecordSet.absent(RecordKey.of("www.example.com", RecordType.A));
            server.put(alias);

            assertThat(provider(server).read(List.of(none.key(), alias.key()))).containsExactly(none, alias);
        }
    }

    /** PowerDNS answers as if there were none. */
    @ParameterizedTest
    @MethodSource("io.github.dnsfailover.testkit.RealServers#withDnames")
    void aNameBelowADnameIsRefused(RealServers.Start start) throws Exception {
        try (RealServer server = start.start()) {
            server.put("old.example.com", "DNAME", TTL, "example.net.");
            RecordKey key = RecordKey.of("new.old.example.com", RecordType.A);
            Rfc2136Provider provider = provider(server);

            DnsProviderException failure =
                    catchThrowableOfType(DnsProviderException.class, () -> provider.read(List.of(key)));

            assertThat(failure).hasMessageContaining("lies below the DNAME record of old.example.com.");
        }
    }

    @Test
    void anAddressThatPowerDnsKeepsInAnotherTextIsSaid() throws Exception {
        try (PowerDnsServer server = RealServers.powerDns().start()) {
            RecordSet set = RecordSet.of(RecordKey.of("www.example.com", RecordType.AAAA), TTL, "2001:db8::1");
            server.sql("INSERT INTO records (domain_id, name, type, content, ttl, prio, disabled, auth) SELECT id,"
                    + " 'www.example.com', 'AAAA', '2001:0db8:0:0::1', 60, 0, 0, 1 FROM domains;");
            assertThat(server.look(set.key())).isEqualTo(set);
            Rfc2136Provider provider = provider(server);

            DnsProviderException failure =
                    catchThrowableOfType(DnsProviderException.class, () -> provider.read(List.of(set.key())));

            assertThat(failure).hasMessageContaining("in another form").hasMessageContaining("PowerDNS");
        }
    }

    /** It skips in silence what the policy forbids, makes the rest, and answers NOERROR. */
    @Test
    void aMarkMovesWithItsAddressesOrNotAtAllUnderAPolicyOfPowerDns() throws Exception {
        RecordSet old = RecordSet.of(RecordKey.of("www.example.com", RecordType.A), TTL, "192.0.2.1");
        RecordSet mark = RecordSet.of(RecordKey.of("_failover.www.example.com", RecordType.TXT), TTL, "v=1 gen=1");
        RecordSet nextMark = RecordSet.of(mark.key(), TTL, "v=1 gen=2");
        String policy = """
                function updatepolicy(input)
                  return input:getQType() == pdns.TXT
                end
                """;
        try (PowerDnsServer server = RealServers.powerDns().policy(policy).start()) {
            server.put(mark);
            server.sql("INSERT INTO records (domain_id, name, type, content, ttl, prio, disabled, auth) SELECT id,"
                    + " 'www.example.com', 'A', '192.0.2.1', 60, 0, 0, 1 FROM domains;");
            Rfc2136Provider provider = provider(server);

            DnsProviderException failure = catchThrowableOfType(
                    DnsProviderException.class,
                    () -> provider.apply(RecordChange.of(List.of(
                            new Transition(old, RecordSet.of(old.key(), TTL, "198.51.100.1")),
                            new Transition(mark, nextMark)))));

            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(failure).hasMessageContaining("takes a part of the change and skips the rest");
            assertThat(server.look(old.key())).isEqualTo(old);
            assertThat(server.look(mark.key())).isEqualTo(mark);
        }
    }

    /** BIND checks the owner of an address, not that of a text, and not of other servers' names. */
    @Test
    void aNameThatBindForbidsIsSaid() throws Exception {
        try (RealServer server = RealServers.bind().start()) {
            RecordSet set = RecordSet.of(RecordKey.of("my_host.example.com", RecordType.A), TTL, "192.0.2.1");
            Rfc2136Provider provider = provider(server);

            DnsProviderException failure = catchThrowableOfType(
                    DnsProviderException.class,
                    () -> provider.apply(RecordChange.of(RecordSet.absent(set.key()), set)));

            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(failure).hasMessageContaining("REFUSED").hasMessageContaining("check-names");
        }
    }

    /** Before, losers were told that a wildcard may answer, since BIND answers from the signed zone a little later. */
    @Test
    void whoLosesARaceAtBindWithInlineSigningIsToldOfTheConflict() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (RealServer server = RealServers.bind().inlineSigned().start()) {
            RecordKey key = RecordKey.of("www.example.com", RecordType.A);
            RecordSet now = RecordSet.of(key, TTL, "192.0.2.1");
            server.put(now);
            List<Rfc2136Provider> writers = List.of(provider(server), provider(server));
            for (int race = 0; race < RACES; race++) {
                RecordSet expected = now;
                CyclicBarrier together = new CyclicBarrier(2);
                String net = "198.51.100." + (race + 1);
                List<Future<WriteResult>> results = IntStream.range(0, 2)
                        .mapToObj(i -> threads.submit(() -> {
                            together.await();
                            RecordSet desired = RecordSet.of(key, TTL, i == 0 ? net : net.replace("198.51", "203.0"));
                            return writers.get(i).apply(RecordChange.of(expected, desired));
                        }))
                        .toList();
                WriteResult first = results.get(0).get();
                WriteResult second = results.get(1).get();

                now = writers.get(0).read(List.of(key)).get(0);
                WriteResult lost = first instanceof WriteResult.Applied ? second : first;
                assertThat(List.of(first, second))
                        .as("race %d", race)
                        .containsExactlyInAnyOrder(new WriteResult.Applied(""), lost);
                assertThat(lost).as("race %d", race).isEqualTo(new WriteResult.Conflict(List.of(now)));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** 42 of 100 such reads brought the old values before. */
    @Test
    void whatWasJustAppliedAtBindWithInlineSigningIsReadAtOnce() throws Exception {
        try (RealServer server = RealServers.bind().inlineSigned().start()) {
            RecordKey key = RecordKey.of("www.example.com", RecordType.A);
            RecordKey mark = RecordKey.of("_failover.www.example.com", RecordType.TXT);
            Rfc2136Provider provider = provider(server);
            RecordSet now = RecordSet.absent(key);
            RecordSet nowMark = RecordSet.absent(mark);
            for (int i = 1; i <= 100; i++) {
                RecordSet next = RecordSet.of(key, TTL, "192.0.2." + i);
                RecordSet nextMark = RecordSet.of(mark, TTL, "v=1 gen=" + i);
                provider.apply(RecordChange.of(List.of(new Transition(now, next), new Transition(nowMark, nextMark))));
                now = next;
                nowMark = nextMark;

                assertThat(provider.read(List.of(key, mark))).as("change %d", i).containsExactly(now, nowMark);
            }
        }
    }

    private static Rfc2136Provider provider(RealServer server) {
        return Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", server.port())
                .key(Keys::k1)
                .build();
    }
}
