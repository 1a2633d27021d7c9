package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

class RealServerTest {

    private static final String REQUIRED = "real.required";
    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordKey CNAME = RecordKey.of("www.example.com", RecordType.CNAME);
    private static final Duration TTL = Duration.ofSeconds(30);

    @ParameterizedTest
    @MethodSource("io.github.dnsfailover.testkit.RealServers#all")
    void whatWasPutIsThereAndUnderEverySerialSince(RealServers.Start start) throws IOException {
        RecordSet first = RecordSet.of(A, TTL, "192.0.2.1", "192.0.2.2");
        RecordSet second = RecordSet.of(A, TTL, "198.51.100.1");
        RecordSet alias = RecordSet.of(CNAME, TTL, "lb.example.net");
        try (RealServer server = start.start()) {
            server.put(first);
            server.put(second);
            server.put(RecordSet.absent(A));
            server.put(alias);

            assertThat(server.look(CNAME)).isEqualTo(alias);
            List<MemoryZone.Version> history = server.history();
            assertThat(history.stream()
                            .map(version -> version.get(List.of(A, CNAME)))
                            .distinct())
                    .containsExactly(
                            List.of(RecordSet.absent(A), RecordSet.absent(CNAME)),
                            List.of(first, RecordSet.absent(CNAME)),
                            List.of(second, RecordSet.absent(CNAME)),
                            List.of(RecordSet.absent(A), alias));
            assertThat(history.get(history.size() - 1).serial()).isEqualTo(server.serial());
        }
    }

    @ParameterizedTest
    @MethodSource("io.github.dnsfailover.testkit.RealServers#all")
    void theProcessIsGoneAfterwards(RealServers.Start start) throws IOException {
        long pid;
        try (RealServer server = start.start()) {
            pid = server.pid();
            assertThat(ProcessHandle.of(pid)).isPresent();
            assertThat(server.serial()).isPositive();
        }

        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void aMissingProgramSkipsTheTest() {
        withRequired(
                "false",
                () -> assertThatThrownBy(() -> RealServer.Builder.program("BIND", List.of("/nowhere/named")))
                        .isInstanceOf(TestAbortedException.class)
                        .hasMessageContaining("not installed"));
    }

    @Test
    void aMissingProgramFailsTheTestWhereItIsRequired() {
        withRequired(
                "true",
                () -> assertThatThrownBy(() -> RealServer.Builder.program("BIND", List.of("/nowhere/named")))
                        .isInstanceOf(AssertionError.class)
                        .hasMessageContaining("real.required=true"));
    }

    private static void withRequired(String value, Runnable test) {
        String before = System.getProperty(REQUIRED);
        System.setProperty(REQUIRED, value);
        try {
            test.run();
        } finally {
            if (before == null) {
                System.clearProperty(REQUIRED);
            } else {
                System.setProperty(REQUIRED, before);
            }
        }
    }
}
