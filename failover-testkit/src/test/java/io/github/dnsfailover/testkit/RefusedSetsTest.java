package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import io.github.dnsfailover.rfc2136.TsigKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A refused update names the record sets that may not be written, and nothing is written to learn it. */
class RefusedSetsTest {

    private static final Duration TTL = Duration.ofSeconds(60);
    private static final RecordSet A = RecordSet.of(Stage.WWW, TTL, "192.0.2.1");
    private static final RecordSet NEXT_A = RecordSet.of(Stage.WWW, TTL, "198.51.100.1");
    private static final RecordSet ALIAS =
            RecordSet.of(RecordKey.of("www.example.com", RecordType.CNAME), TTL, "lb.example.net");
    private static final RecordSet GEN1 = RecordSet.of(Stage.MARK, TTL, "v=1 gen=1");

    private static final String BIND_KEYS = "key \"k1\" { algorithm hmac-sha256; secret \"" + Keys.SECRET
            + "\"; };\nkey \"k2\" { algorithm hmac-sha256; secret \"" + Keys.SECRET + "\"; };\n";

    private static final String KNOT_WITHOUT_MARK = """
            key:
              - id: k1
                algorithm: hmac-sha256
                secret: SECRET
              - id: k2
                algorithm: hmac-sha256
                secret: SECRET
            acl:
              - id: hand
                key: k1
                action: update
              - id: failover
                key: k2
                action: update
                update-owner: name
                update-owner-match: equal
                update-owner-name: [www]
                update-type: [ANY, A, AAAA, CNAME]
            zone:
              - domain: example.com
                file: example.com.zone
                acl: [hand, failover]
            """.replace("SECRET", Keys.SECRET);

    private static NamedServer bind(String grants) throws Exception {
        return RealServers.bind()
                .clauses(BIND_KEYS + "zone \"example.com\" {\n  type primary;\n  file \"example.com.zone\";\n"
                        + "  update-policy {\n    grant k1 zonesub ANY;\n" + grants + "  };\n};\n")
                .start();
    }

    private static Rfc2136Provider provider(RealServer server) {
        return Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", server.port())
                .key(TsigKey.of("k2", Keys.SECRET))
                .build();
    }

    private static DnsProviderException failureOf(RealServer server, Transition... transitions) {
        return catchThrowableOfType(
                DnsProviderException.class, () -> provider(server).apply(RecordChange.of(List.of(transitions))));
    }

    @Test
    void bindHasNoGrantForTheMark() throws Exception {
        try (RealServer server = bind("    grant k2 name www.example.com A AAAA CNAME;\n")) {
            server.put(A);
            long serial = server.serial();

            DnsProviderException failure =
                    failureOf(server, new Transition(A, NEXT_A), new Transition(RecordSet.absent(GEN1.key()), GEN1));

            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(failure)
                    .hasMessageStartingWith("no right to write [_failover.www.example.com. TXT]:")
                    .hasMessageContaining("REFUSED");
            assertThat(server.serial()).isEqualTo(serial);
        }
    }

    @Test
    void bindHasNoGrantForCnames() throws Exception {
        String grants = """
                    grant k2 name www.example.com A AAAA;
                    grant k2 name _failover.www.example.com TXT;
                """;
        try (RealServer server = bind(grants)) {
            server.put(A);
            long serial = server.serial();

            DnsProviderException failure = failureOf(
                    server,
                    new Transition(A, RecordSet.absent(A.key())),
                    new Transition(RecordSet.absent(ALIAS.key()), ALIAS),
                    new Transition(RecordSet.absent(GEN1.key()), GEN1));

            assertThat(failure).hasMessageStartingWith("no right to write [www.example.com. CNAME]:");
            assertThat(server.serial()).isEqualTo(serial);
        }
    }

    /** As in a frozen zone: none of them stands out. */
    @Test
    void whereAllAreRefusedTheChangeIsNamed() throws Exception {
        try (RealServer server = bind("    grant k2 name other.example.com A;\n")) {
            server.put(A);

            DnsProviderException failure =
                    failureOf(server, new Transition(A, NEXT_A), new Transition(RecordSet.absent(GEN1.key()), GEN1));

            assertThat(failure)
                    .hasMessageStartingWith(
                            "the change of [www.example.com. A, _failover.www.example.com. TXT] was" + " refused:");
        }
    }

    @Test
    void knotHasNoRuleForTheMark() throws Exception {
        try (RealServer server = RealServers.knot().sections(KNOT_WITHOUT_MARK).start()) {
            server.put(A);
            long serial = server.serial();

            DnsProviderException failure =
                    failureOf(server, new Transition(A, NEXT_A), new Transition(RecordSet.absent(GEN1.key()), GEN1));

            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(failure)
                    .hasMessageStartingWith("no right to write [_failover.www.example.com. TXT]:")
                    .hasMessageContaining("BADKEY");
            assertThat(server.serial()).isEqualTo(serial);
        }
    }

    @Test
    void aMarkThatMayNotBeMadeIsToldBeforeItIsTried() throws Exception {
        try (RealServer bind = bind("    grant k2 name www.example.com A AAAA CNAME;\n");
                RealServer knot = RealServers.knot().sections(KNOT_WITHOUT_MARK).start()) {
            for (RealServer server : List.of(bind, knot)) {
                server.put(A);
                long serial = server.serial();

                DnsProviderException failure =
                        unproved(provider(server), A, RecordSet.absent(ALIAS.key()), RecordSet.absent(GEN1.key()));

                assertThat(failure)
                        .as(server.toString())
                        .hasMessageStartingWith("no right to write [_failover.www.example.com. TXT]:");
                assertThat(failure.isAnswered()).isTrue();
                assertThat(server.serial()).isEqualTo(serial);
            }
        }
    }

    @Test
    void withoutAnyRecordMissingRightsAreToldToo() throws Exception {
        try (RealServer server = bind("    grant k2 name other.example.com A;\n")) {
            long serial = server.serial();

            DnsProviderException failure =
                    unproved(provider(server), RecordSet.absent(A.key()), RecordSet.absent(GEN1.key()));

            assertThat(failure)
                    .hasMessageStartingWith("no right to write [www.example.com. A, _failover.www.example.com. TXT]:");
            assertThat(server.serial()).isEqualTo(serial);
        }
    }

    /** Its rights are for a zone, so a key has all or none. */
    @Test
    void powerDnsTellsThatAKeyMayWriteNothing() throws Exception {
        try (RealServer server = RealServers.powerDns()
                .key("k1", Keys.SECRET)
                .keyWithoutGrant("k2", Keys.SECRET)
                .start()) {
            long serial = server.serial();

            DnsProviderException failure = unproved(provider(server), RecordSet.absent(GEN1.key()));

            assertThat(failure).hasMessageStartingWith("no right to write [_failover.www.example.com. TXT]:");
            assertThat(server.serial()).isEqualTo(serial);
        }
    }

    private static DnsProviderException unproved(Rfc2136Provider provider, RecordSet... standing) {
        return catchThrowableOfType(DnsProviderException.class, () -> provider.proveRights(List.of(standing)));
    }
}
