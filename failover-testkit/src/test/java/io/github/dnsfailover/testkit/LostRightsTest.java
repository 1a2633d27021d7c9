package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.PreflightReport;
import io.github.dnsfailover.PreflightReport.Level;
import io.github.dnsfailover.Trouble;
import io.github.dnsfailover.Trouble.Kind;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.event.TroubleBegan;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What would keep a move from being made is told while nothing fails. */
@Timeout(120)
class LostRightsTest {

    /** A look takes a millisecond or more, and a server that is told to read its settings anew some hundred of them. */
    private static final int MOST_LOOKS = 50_000;

    private static final String KEY = "key \"k1\" { algorithm hmac-sha256; secret \"" + Keys.SECRET + "\"; };\n";

    private final Stage stage = new Stage();

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void aRightThatIsTakenAwayIsToldAndEndsWhenItIsGivenBack() {
        stage.start();
        stage.advance(60);

        stage.memory.revoke(RecordType.A);
        stage.advance(6 * 60);

        assertThat(stage.only(Kind.MAY_NOT_WRITE).text()).isEqualTo("no right to write [www.example.com. A]");
        assertThat(stage.wrong()).containsExactly(Kind.MAY_NOT_WRITE);
        stage.memory.grant(RecordType.A);
        stage.advance(70);
        assertThat(stage.ended(Kind.MAY_NOT_WRITE)).hasSize(1);
        assertThat(stage.moves()).containsExactly(List.of(), List.of(Stage.DC1));
    }

    @Test
    void preflightProvesRightsToo() {
        stage.start();

        PreflightReport good = preflight();
        stage.memory.revoke(RecordType.A);
        PreflightReport bad = preflight();

        assertThat(good.findings())
                .filteredOn(finding -> finding.subject().equals("rights"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.text())
                        .isEqualTo("proved for [www.example.com. A, _failover.www.example.com. TXT]"));
        assertThat(bad.isReady()).isFalse();
        assertThat(bad.findings())
                .filteredOn(finding -> finding.level() == Level.PROBLEM)
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).isEqualTo("no right to write [www.example.com. A]"));
    }

    @Test
    void preflightTellsOfAMarkThatMayNotBeMade() {
        stage.stands(Stage.DC1);
        stage.memory.revoke(RecordType.TXT);
        stage.build();

        PreflightReport report = preflight();

        assertThat(report.isReady()).isFalse();
        assertThat(report.findings())
                .filteredOn(finding -> finding.subject().equals("rights"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.level()).isEqualTo(Level.PROBLEM);
                    assertThat(finding.text()).isEqualTo("no right to write [_failover.www.example.com. TXT]");
                });
    }

    private PreflightReport preflight() {
        var report = stage.running().preflight();
        assertThat(stage.runtime.advanceUntil(report::isDone, Duration.ofMinutes(3)))
                .isTrue();
        return report.join();
    }

    /** BIND looks for the right to each record set that an update touches. */
    @Test
    void aGrantForAddressesThatIsRemovedAtBindIsToldAlthoughThatForTheMarkStays() throws Exception {
        try (NamedServer server =
                RealServers.bind().clauses(clauses("A AAAA CNAME")).start()) {
            Rfc2136Provider dns = Rfc2136Provider.zone("example.com")
                    .server("127.0.0.1", server.port())
                    .key(Keys::k1)
                    .authorities(Authorities.at(List.of(server.address())))
                    .build();
            stage.provider(dns).start();
            stage.advance(60);
            assertThat(stage.troubles(Kind.MAY_NOT_WRITE)).isEmpty();
            long serial = server.serial();

            Path configuration = server.folder().resolve("named.conf");
            String before = Files.readString(configuration);
            Files.writeString(configuration, before.replace("A AAAA CNAME", "AAAA CNAME"));
            assertThat(new ProcessBuilder("kill", "-HUP", Long.toString(server.pid()))
                            .start()
                            .waitFor())
                    .isZero();
            awaitRefusal(dns);
            stage.advance(6 * 60);

            Trouble told = stage.only(Kind.MAY_NOT_WRITE);
            assertThat(told.text())
                    .startsWith("no right to write [www.example.com. A]:")
                    .contains("REFUSED");
            assertThat(server.serial()).isEqualTo(serial);
            TroubleBegan began = stage.last(TroubleBegan.class);
            System.out.println("an A grant removed at " + server + ": told " + began.at() + ", 0 new serials");
        }
    }

    private static void awaitRefusal(Rfc2136Provider dns) throws Exception {
        var keys = List.of(Stage.WWW, Stage.MARK);
        for (int i = 0; i < MOST_LOOKS; i++) {
            try {
                assertThat(dns.proveRights(dns.read(keys))).isNotEmpty();
            } catch (DnsProviderException refused) {
                return;
            }
        }
        throw new AssertionError("the server still grants it after " + MOST_LOOKS + " looks");
    }

    private static String clauses(String types) {
        return KEY + "zone \"example.com\" {\n  type primary;\n  file \"example.com.zone\";\n  update-policy {\n"
                + "    grant k1 name www.example.com " + types + ";\n"
                + "    grant k1 name _failover.www.example.com TXT;\n  };\n};\n";
    }

    @Test
    void whatSharesTheSiteOfThePrimaryIsToldAtTheStart() {
        DnsProvider dns = stage.memory.traits(ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                .site("rome")
                .build());
        stage.pool(pool -> inRome(dns)).engine(engine -> engine.site("rome")).start();

        assertThat(stage.troubles(Kind.SHARED_SITE))
                .extracting(Trouble::subject)
                .containsExactly("engine", "provider", "endpoints");
        assertThat(stage.troubles(Kind.SHARED_SITE))
                .extracting(Trouble::text)
                .contains("provider lies in rome, like main: when that site fails, nothing moves away from it");
        assertThat(stage.troubles(Kind.SHARED_SITE)).noneMatch(Trouble::isInTheWay);
    }

    @Test
    void anEngineThatIsOneOfSeveralMayShareTheSiteOfThePrimary() {
        ScriptedLeadership several = new ScriptedLeadership();
        several.lead(1);
        stage.pool(pool -> inRome(stage.memory))
                .engine(engine -> engine.site("rome").stateStore(new SharedStateStore()))
                .leadership(several)
                .start();

        assertThat(stage.troubles(Kind.SHARED_SITE))
                .extracting(Trouble::subject)
                .containsExactly("endpoints");
    }

    private EndpointPool.Builder inRome(DnsProvider dns) {
        return EndpointPool.named("www")
                .name("www.example.com")
                .endpoint(Endpoint.primary("main", Stage.DC1).site("rome"))
                .endpoint(Endpoint.backup("spare", Stage.AWS).site("rome"))
                .check(stage.check)
                .provider(dns);
    }
}
