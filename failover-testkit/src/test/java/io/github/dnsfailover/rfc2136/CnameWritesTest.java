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
import io.github.dnsfailover.testkit.RealServer;
import io.github.dnsfailover.testkit.RealServers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A CNAME comes, changes and goes at each real server, and the name leads somewhere under every serial. */
class CnameWritesTest {

    private static final Duration TTL = Duration.ofSeconds(60);
    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordKey AAAA = RecordKey.of("www.example.com", RecordType.AAAA);
    private static final RecordKey CNAME = RecordKey.of("www.example.com", RecordType.CNAME);
    private static final RecordKey MARK = RecordKey.of("_failover.www.example.com", RecordType.TXT);

    private RealServer server;
    private Rfc2136Provider provider;

    private void open(RealServers.Start start) throws IOException {
        server = start.start();
        provider = Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", server.port())
                .key(Keys::k1)
                .build();
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.close();
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.dnsfailover.testkit.RealServers#all")
    void addressesAndCnamesTakeTurnsWithTheMark(RealServers.Start start) throws Exception {
        open(start);
        RecordSet a = RecordSet.of(A, TTL, "192.0.2.1", "192.0.2.2");
        RecordSet aaaa = RecordSet.of(AAAA, TTL, "2001:db8::1");
        RecordSet lb1 = RecordSet.of(CNAME, TTL, "lb1.example.net");
        RecordSet lb2 = RecordSet.of(CNAME, TTL, "lb2.example.net");
        RecordSet lb2Short = RecordSet.of(CNAME, Duration.ofSeconds(30), "lb2.example.net");
        List<RecordSet> none = List.of(RecordSet.absent(A), RecordSet.absent(AAAA), RecordSet.absent(CNAME));
        List<RecordSet> addresses = List.of(a, aaaa, RecordSet.absent(CNAME));

        move(none, addresses, 1);
        move(addresses, List.of(none.get(0), none.get(1), lb1), 2);
        move(List.of(none.get(0), none.get(1), lb1), List.of(none.get(0), none.get(1), lb2), 3);
        move(List.of(none.get(0), none.get(1), lb2), List.of(none.get(0), none.get(1), lb2Short), 4);
        move(List.of(none.get(0), none.get(1), lb2Short), addresses, 5);
        move(addresses, List.of(none.get(0), none.get(1), lb2), 6);

        assertNeverEmpty(7);
    }

    private void move(List<RecordSet> from, List<RecordSet> to, int generation) throws Exception {
        List<Transition> transitions = new ArrayList<>();
        for (int i = 0; i < from.size(); i++) {
            if (!from.get(i).equals(to.get(i))) {
                transitions.add(new Transition(from.get(i), to.get(i)));
            }
        }
        RecordSet markBefore = generation == 1 ? RecordSet.absent(MARK) : mark(generation - 1);
        transitions.add(new Transition(markBefore, mark(generation)));

        assertThat(provider.apply(RecordChange.of(transitions))).isEqualTo(new WriteResult.Applied(""));

        for (RecordSet set : to) {
            assertThat(server.look(set.key())).isEqualTo(set);
        }
        assertThat(server.look(MARK)).isEqualTo(mark(generation));
    }

    private static RecordSet mark(int generation) {
        return RecordSet.of(MARK, TTL, "v=1 gen=" + generation);
    }

    /** Counts from the first serial under which the name was there. */
    private void assertNeverEmpty(int atLeast) throws IOException {
        List<MemoryZone.Version> since = server.history().stream()
                .dropWhile(version -> !version.leadsSomewhere(A.name()))
                .toList();
        assertThat(since).hasSizeGreaterThanOrEqualTo(atLeast - 1);
        assertThat(since).allMatch(version -> version.leadsSomewhere(A.name()));
    }

    @ParameterizedTest
    @MethodSource("io.github.dnsfailover.testkit.RealServers#all")
    void aRecordOfARareTypeKeepsACnameOutAndTheAddressesStay(RealServers.Start start) throws Exception {
        open(start);
        RecordSet a = RecordSet.of(A, TTL, "192.0.2.1");
        server.put(a);
        server.put("www.example.com", "HINFO", TTL, "\"a\" \"b\"");
        RecordChange change = RecordChange.of(List.of(
                new Transition(a, RecordSet.absent(A)),
                new Transition(RecordSet.absent(CNAME), RecordSet.of(CNAME, TTL, "lb1.example.net"))));

        DnsProviderException failure = catchThrowableOfType(DnsProviderException.class, () -> provider.apply(change));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure).hasMessageContaining("[www.example.com. HINFO] is in the way");
        assertThat(server.look(A)).isEqualTo(a);
        assertThat(server.data("www.example.com", "HINFO")).hasSize(1);
        assertNeverEmpty(1);
    }

    @ParameterizedTest
    @MethodSource("io.github.dnsfailover.testkit.RealServers#all")
    void aRecordOfARareTypeKeepsACnameOutOfAnEmptyName(RealServers.Start start) throws Exception {
        open(start);
        server.put("www.example.com", "HINFO", TTL, "\"a\" \"b\"");
        RecordChange change = RecordChange.of(RecordSet.absent(CNAME), RecordSet.of(CNAME, TTL, "lb1.example.net"));

        DnsProviderException failure = catchThrowableOfType(DnsProviderException.class, () -> provider.apply(change));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure).hasMessageContaining("[www.example.com. HINFO] is in the way");
        assertThat(server.data("www.example.com", "HINFO")).hasSize(1);
    }

    /** More than fit into a message if every type is named at each name. */
    @ParameterizedTest
    @MethodSource("io.github.dnsfailover.testkit.RealServers#all")
    void twentyNamesBecomeCnamesTogether(RealServers.Start start) throws Exception {
        open(start);
        List<Transition> transitions = new ArrayList<>();
        List<RecordSet> aliases = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String name = "customer-portal-of-the-largest-of-all-my-shops-" + i + ".example.com";
            RecordSet a = RecordSet.of(RecordKey.of(name, RecordType.A), TTL, "192.0.2.1");
            server.put(a);
            aliases.add(RecordSet.of(RecordKey.of(name, RecordType.CNAME), TTL, "lb1.example.net"));
            transitions.add(new Transition(a, RecordSet.absent(a.key())));
            transitions.add(new Transition(RecordSet.absent(aliases.get(i).key()), aliases.get(i)));
        }
        transitions.add(new Transition(RecordSet.absent(MARK), mark(1)));

        assertThat(provider.apply(RecordChange.of(transitions))).isEqualTo(new WriteResult.Applied(""));

        for (RecordSet alias : aliases) {
            assertThat(server.look(alias.key())).isEqualTo(alias);
            assertThat(server.history().stream()
                            .dropWhile(version ->
                                    !version.leadsSomewhere(alias.key().name())))
                    .allMatch(version -> version.leadsSomewhere(alias.key().name()));
        }
    }

    /** No prerequisite names the type; Knot and PowerDNS are left out, for reasons that stand at the source. */
    @ParameterizedTest
    @MethodSource("io.github.dnsfailover.testkit.RealServers#ofAnyTypeAndAnswer")
    void aRecordOfATypeThatNobodyHasGivenOutKeepsACnameOut(RealServers.Start start) throws Exception {
        open(start);
        RecordSet a = RecordSet.of(A, TTL, "192.0.2.1");
        server.put(a);
        server.put("www.example.com", "TYPE1000", TTL, "\\# 2 0102");
        RecordChange change = RecordChange.of(List.of(
                new Transition(a, RecordSet.absent(A)),
                new Transition(RecordSet.absent(CNAME), RecordSet.of(CNAME, TTL, "lb1.example.net"))));

        DnsProviderException failure = catchThrowableOfType(DnsProviderException.class, () -> provider.apply(change));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure).hasMessageContaining("[www.example.com. TYPE1000] is in the way");
        assertThat(server.look(A)).isEqualTo(a);
        assertThat(server.data("www.example.com", "TYPE1000")).hasSize(1);
    }
}
