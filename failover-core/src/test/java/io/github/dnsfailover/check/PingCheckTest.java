package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.HealthResult.Verdict;
import io.github.dnsfailover.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PingCheckTest {

    private static final Duration AMPLE = Duration.ofSeconds(20);
    private static final String IPUTILS = "[ \"$1\" = -V ] && { echo 'ping from iputils 1'; exit 0; }\n"
            + "for last; do :; done\n" // the address
            + "case $last in 127.*|::1) exit 0;; esac\n";

    @TempDir
    Path folder;

    @Test
    void loopbackAnswers() {
        assertThat(real().check(RawServer.target(), AMPLE)).isEqualTo(HealthResult.healthy());
    }

    @Test
    void aNameIsResolved() {
        assertThat(real().check(Target.ofName("www", "ec2", "localhost"), AMPLE))
                .isEqualTo(HealthResult.healthy());
    }

    @Test
    void aNameThatCannotBeFoundIsInconclusive() throws Exception {
        String tooLongToBeAsked = "a".repeat(64) + ".invalid";

        HealthResult result = answering("exit 0").check(Target.ofName("www", "ec2", tooLongToBeAsked), AMPLE);

        assertThat(result).isEqualTo(HealthResult.inconclusive("no address found for " + tooLongToBeAsked));
    }

    @Test
    void silenceIsUnhealthy() throws Exception {
        assertThat(probe("echo '--- statistics ---'; exit 1"))
                .isEqualTo(HealthResult.unhealthy("no echo reply within 20 s"));
    }

    @Test
    void theWordOfARouterIsUnhealthy() throws Exception {
        assertThat(probe("echo 'PING x'; echo 'From 192.0.2.254 icmp_seq=1 Destination Host Unreachable'; exit 1"))
                .isEqualTo(HealthResult.unhealthy("From 192.0.2.254 icmp_seq=1 Destination Host Unreachable"));
    }

    @Test
    void noRouteIsOurs() throws Exception {
        assertThat(probe("echo 'ping: connect: Network is unreachable' >&2; exit 2"))
                .isEqualTo(HealthResult.inconclusive("ping could not ask: ping: connect: Network is unreachable"));
    }

    @Test
    void whatAFirewallHereRefusesIsOurs() throws Exception {
        assertThat(probe("echo 'ping: sendmsg: Operation not permitted' >&2; echo '--- x ---'; exit 1"))
                .isEqualTo(HealthResult.inconclusive("ping could not ask: ping: sendmsg: Operation not permitted"));
    }

    @Test
    void whatAFirewallHereRefusesIsOursAlsoWhenTimeIsUp() throws Exception {
        PingCheck check = answering("echo 'ping: sendmsg: Operation not permitted' >&2; exec sleep 1000");

        HealthResult result = check.check(elsewhere(), Duration.ofSeconds(2));

        assertThat(result)
                .isEqualTo(HealthResult.inconclusive("ping could not ask: ping: sendmsg: Operation not permitted"));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 126, 137})
    void everyOtherStatusIsOurs(int status) throws Exception {
        assertThat(probe("exit " + status))
                .isEqualTo(HealthResult.inconclusive("ping could not ask: exit status " + status));
    }

    @Test
    void aProbeEndsAtTheTimeout() throws Exception {
        HealthResult result = answering("exec sleep 1000").check(elsewhere(), Duration.ofMillis(300));

        assertThat(result).isEqualTo(HealthResult.unhealthy("no echo reply within 300 ms"));
    }

    @Test
    void anInterruptEndsAProbe() throws Exception {
        Path pid = folder.resolve("pid");
        PingCheck check = answering("echo $$ > " + pid + "; exec sleep 1000");

        HealthResult result = Interrupted.whileBlocked(check, elsewhere(), () -> Scripts.idIn(pid));

        assertThat(result).isEqualTo(HealthResult.inconclusive("interrupted"));
    }

    @Test
    void pingIsToldTheAddressAndTheTime() throws Exception {
        assertThat(answering("echo \"From $*\"; exit 1")
                        .check(elsewhere(), Duration.ofMillis(2_100))
                        .detail())
                .isEqualTo("From -n -c 1 -w 3 192.0.2.22");
    }

    @Test
    void aMissingProgramIsSaid() {
        assertThatThrownBy(() -> PingCheck.from(List.of(Path.of("/nowhere/ping"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("ping: none of [/nowhere/ping] is there; install iputils (Debian: iputils-ping)");
    }

    @Test
    void anotherPingIsRefused() throws Exception {
        Path busybox = Scripts.script(folder, "echo 'BusyBox v1.36 multi-call binary.'; exit 1");

        assertThatThrownBy(() -> PingCheck.from(List.of(busybox)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("ping: " + busybox + " is not that of iputils; it said: BusyBox v1.36 multi-call binary.");
    }

    @Test
    void aPingThatMayNotIsSaid() throws Exception {
        Path forbidden = Scripts.script(
                folder,
                "[ \"$1\" = -V ] && { echo 'ping from iputils 1'; exit 0; }\n"
                        + "echo 'ping: socktype: SOCK_RAW' >&2; echo 'ping: socket: Operation not permitted' >&2; "
                        + "exit 2");

        assertThatThrownBy(() -> PingCheck.from(List.of(forbidden)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot ping this host itself: ping: socket: Operation not permitted")
                .hasMessageContaining("cap_net_raw");
    }

    @Test
    void aPingThatHangsIsSaid() throws Exception {
        Path hanging = Scripts.script(folder, "exec sleep 1000");

        assertThatThrownBy(() -> PingCheck.from(List.of(hanging)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no end within 2 s");
    }

    @Test
    void saysInAStringWhatItDoes() throws Exception {
        assertThat(answering("exit 0")).hasToString("ping");
    }

    /** The system's ping; skips the test where it is missing or not allowed, or fails it. */
    private static PingCheck real() {
        try {
            return PingCheck.bySystem();
        } catch (IllegalStateException e) {
            String message = e.getMessage() + ": what is tested with a real ping is NOT tested here";
            System.err.println("*** " + message + " ***");
            if (Boolean.getBoolean("real.required")) {
                throw new AssertionError(message + ", although real.required=true", e);
            }
            Assumptions.abort(message);
            throw new AssertionError(message, e);
        }
    }

    /** A program that passes for ping, and does this for every address but loopback. */
    private PingCheck answering(String script) throws IOException {
        return PingCheck.from(List.of(Scripts.script(folder, IPUTILS + script)));
    }

    private HealthResult probe(String script) throws IOException {
        HealthResult result = answering(script).check(elsewhere(), AMPLE);
        assertThat(result.verdict()).isNotEqualTo(Verdict.HEALTHY);
        return result;
    }

    private static Target elsewhere() throws IOException {
        return Target.of("www", "cloudhelix", InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 22}));
    }
}
