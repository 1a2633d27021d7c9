package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import io.github.dnsfailover.Target;
import io.github.dnsfailover.Target.Network;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A name that leads to this host stands for all that lead where they should not: nobody may find a probe there. */
class WhereNamesLeadTest {

    private static final Duration AMPLE = Duration.ofSeconds(20);

    /** To the JVM it is a name that it looks up, and leads to itself. */
    private static final Target NAME = Target.ofName("www", "aws", "127.0.0.1");

    static List<HealthCheck> checks() throws Exception {
        int port = 9; // nothing is sent there
        return List.of(
                HttpCheck.get("/")
                        .port(port)
                        .header("Authorization", "Bearer secret")
                        .build(),
                TcpCheck.port(port),
                TlsCheck.port(port).build(),
                SmtpCheck.port(port).build(),
                DnsCheck.query("example.com").port(port).build(),
                PingCheck.bySystem());
    }

    @ParameterizedTest
    @MethodSource("checks")
    void noCheckGoesWhereTheNameMayNotLead(HealthCheck check) throws Exception {
        HealthResult result = check.check(NAME, AMPLE);

        assertThat(result)
                .isEqualTo(HealthResult.refused(
                        "127.0.0.1 leads to 127.0.0.1 (LOOPBACK), where the pool sends no" + " probes by name"));
        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void nothingArrivesThere() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(50);
            HealthCheck check = HttpCheck.get("/")
                    .port(server.getLocalPort())
                    .header("Authorization", "Bearer secret")
                    .build();

            HealthResult result = check.check(NAME, AMPLE);

            assertThat(result.isRefused()).isTrue();
            assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(server::accept);
        }
    }

    @Test
    void whatIsAllowedByWordIsAsked() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HealthCheck check = TcpCheck.port(server.getLocalPort());

            HealthResult result = check.check(NAME.mayLeadTo(List.of(Network.LOOPBACK)), AMPLE);

            assertThat(result).isEqualTo(HealthResult.healthy());
        }
    }

    @Test
    void theNameOfThisHostMayLeadToIt() throws Exception {
        assertThat(Target.ofName("www", "aws", "localhost").networks())
                .containsExactly(Network.PUBLIC, Network.LOOPBACK);
        assertThat(Target.ofName("www", "aws", "app.LOCALHOST.").networks()).contains(Network.LOOPBACK);
        assertThat(Target.ofName("www", "aws", "localhost.evil.example").networks())
                .containsExactly(Network.PUBLIC);
        assertThat(Target.ofName("www", "aws", "evil-localhost").networks()).containsExactly(Network.PUBLIC);
    }

    @Test
    void ofSeveralAddressesThoseThatAreAllowedAreAsked() throws Exception {
        InetAddress here = InetAddress.getByName("10.0.0.1");
        InetAddress there = InetAddress.getByName("192.0.2.1");

        Lookup.Found found = Lookup.allowed(NAME, List.of(here, there));

        assertThat(found.addresses()).containsExactly(there);
    }

    @Test
    void noWordLeadsToMetadata() throws Exception {
        Target anywhere = NAME.mayLeadTo(List.of(Network.values()));

        assertThat(anywhere.allows(InetAddress.getByName("10.0.0.1"))).isTrue();
        assertThat(anywhere.allows(InetAddress.getByName("169.254.169.254"))).isFalse();
        assertThat(anywhere.allows(InetAddress.getByName("fd00:ec2::254"))).isFalse();
    }

    @Test
    void anAddressThatThePoolNamesItselfIsAllowedWhateverItIs() throws Exception {
        InetAddress link = InetAddress.getByName("169.254.7.7");
        Target own = Target.of("www", "dc1", link);

        assertThat(own.allows(link)).isTrue();
        assertThat(own.allows(InetAddress.getByName("192.0.2.1"))).isFalse();
        assertThat(own.mayLeadTo(List.of(Network.LOOPBACK))).isEqualTo(own);
    }

    @Test
    void whatSeveralChecksMakeOfARefusalIsARefusal() {
        HealthCheck refuses = (target, timeout) -> HealthResult.refused("not there");

        HealthResult all = CombinedCheck.allOf((target, timeout) -> HealthResult.healthy(), refuses)
                .check(NAME, AMPLE);

        assertThat(all.isRefused()).isTrue();
    }

    @Test
    void poolsThatAllowDifferentNetworksShareNoProbe() {
        CachedCheck shared = CachedCheck.of(TcpCheck.port(9), AMPLE);
        Target strict = Target.ofName("shop", "aws", "127.0.0.1");

        HealthResult open = shared.check(NAME.mayLeadTo(List.of(Network.LOOPBACK)), AMPLE);

        assertThat(open.isRefused()).isFalse();
        assertThat(shared.check(strict, AMPLE).isRefused()).isTrue();
    }
}
