package io.github.dnsfailover.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What the system's ping says of a network that is broken there or here: real packets, so only where asked for. */
@EnabledIfSystemProperty(
        named = "real.required",
        matches = "true",
        disabledReason = "real network namespaces; -Dreal.required=true runs it")
class RealPingTest {

    private TwoHosts hosts;

    @BeforeEach
    void connect() throws Exception {
        hosts = new TwoHosts();
    }

    @AfterEach
    void close() {
        hosts.close();
    }

    @Test
    void aHostThatAnswersIsHealthy() throws Exception {
        assertThat(ping(TwoHosts.PRIMARY)).isEqualTo("HEALTHY");
    }

    @Test
    void silenceBehindACutCableIsUnhealthy() throws Exception {
        hosts.cut();

        assertThat(ping(TwoHosts.PRIMARY)).isEqualTo("UNHEALTHY (no echo reply within 2 s)");
    }

    @Test
    void aRouteThatIsForbiddenHereIsInconclusive() throws Exception {
        hosts.prohibit(TwoHosts.PRIMARY);

        assertThat(ping(TwoHosts.PRIMARY)).startsWith("INCONCLUSIVE (ping could not ask: ");
        assertThat(ping(TwoHosts.BACKUP)).isEqualTo("HEALTHY");
    }

    private String ping(String address) throws Exception {
        List<String> command = new ArrayList<>(hosts.inEngineHost());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PingedOnce.class.getName(), address));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said.strip();
    }
}
