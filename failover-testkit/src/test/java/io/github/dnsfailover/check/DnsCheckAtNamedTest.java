package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import io.github.dnsfailover.Target;
import io.github.dnsfailover.testkit.Keys;
import io.github.dnsfailover.testkit.NamedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The DNS check against a real BIND. */
@Timeout(120)
class DnsCheckAtNamedTest {

    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final Duration TTL = Duration.ofSeconds(30);

    private static NamedServer bind;

    @BeforeAll
    static void startServer() throws IOException {
        bind = NamedServer.of("example.com").key("k1", Keys.SECRET).start();
        bind.put("www.example.com", "A", TTL, "192.0.2.22", "192.0.2.23");
        bind.put("alias.example.com", "CNAME", TTL, "www.example.com.");
        bind.put("example.com", "MX", TTL, "10 mail.example.com.");
        bind.put("text.example.com", "TXT", TTL, "\"v=spf1 -all\"");
        bind.put(
                "long.example.com",
                "TXT",
                TTL,
                IntStream.range(0, 40)
                        .mapToObj(i -> "\"text number " + i + "\"")
                        .toArray(String[]::new));
    }

    @AfterAll
    static void endServer() {
        if (bind != null) {
            bind.close();
        }
    }

    @Test
    void theZonesSoaIsAnswered() {
        assertThat(probe(DnsCheck.query("example.com").type("SOA"))).isEqualTo(HealthResult.healthy());
    }

    @Test
    void oneAddressOfSeveralIsFound() {
        DnsCheck.Builder check = DnsCheck.query("www.example.com");

        assertThat(probe(check.answerContains("192.0.2.23"))).isEqualTo(HealthResult.healthy());
        assertThat(probe(check.answerContains("192.0.2.2")))
                .isEqualTo(HealthResult.unhealthy("answer lacks www.example.com. A 192.0.2.2"));
    }

    @Test
    void anAliasIsFollowedInTheAnswer() {
        assertThat(probe(DnsCheck.query("alias.example.com").answerContains("192.0.2.22")))
                .isEqualTo(HealthResult.healthy());
        assertThat(probe(DnsCheck.query("alias.example.com").type("CNAME").answerContains("WWW.example.com")))
                .isEqualTo(HealthResult.healthy());
    }

    @Test
    void dataOfOtherTypesIsComparedAsInAZoneFile() {
        assertThat(probe(DnsCheck.query("example.com").type("MX").answerContains("10 mail.example.com")))
                .isEqualTo(HealthResult.healthy());
        assertThat(probe(DnsCheck.query("text.example.com").type("TXT").answerContains("\"v=spf1 -all\"")))
                .isEqualTo(HealthResult.healthy());
    }

    @Test
    void anAnswerThatHasNoRoomInADatagramIsFetchedOverTcp() {
        assertThat(probe(DnsCheck.query("long.example.com").type("TXT").answerContains("\"text number 39\"")))
                .isEqualTo(HealthResult.healthy());
    }

    @Test
    void aTypeThatTheNameLacksIsUnhealthy() {
        assertThat(probe(DnsCheck.query("www.example.com").type("AAAA")))
                .isEqualTo(HealthResult.unhealthy("answered NOERROR without records"));
    }

    @Test
    void aNameThatIsNotThereIsUnhealthyUnlessWanted() {
        DnsCheck.Builder check = DnsCheck.query("nowhere.example.com");

        assertThat(probe(check)).isEqualTo(HealthResult.unhealthy("answered NXDOMAIN, wanted NOERROR"));
        assertThat(probe(check.rcode("NXDOMAIN"))).isEqualTo(HealthResult.healthy());
    }

    @Test
    void aZoneThatTheServerHasNotGotIsUnhealthy() {
        assertThat(probe(DnsCheck.query("www.example.org").recursionDesired()))
                .isEqualTo(HealthResult.unhealthy("answered REFUSED, wanted NOERROR"));
    }

    @Test
    void aServerThatHasEndedIsUnhealthy() throws Exception {
        int port;
        try (NamedServer other = NamedServer.of("example.com").start()) {
            port = other.port();
            assertThat(probe(DnsCheck.query("example.com").type("SOA"), port)).isEqualTo(HealthResult.healthy());
        }

        assertThat(probe(DnsCheck.query("example.com").type("SOA"), port).verdict())
                .isEqualTo(Verdict.UNHEALTHY);
    }

    private static HealthResult probe(DnsCheck.Builder check) {
        return probe(check, bind.port());
    }

    private static HealthResult probe(DnsCheck.Builder check, int port) {
        Target target = Target.of("dns", "ns1", bind.address().getAddress());
        return check.port(port).build().check(target, AMPLE);
    }
}
