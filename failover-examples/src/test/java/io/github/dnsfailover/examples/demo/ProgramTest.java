package io.github.dnsfailover.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgramTest {

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void anUnknownDnsIsRefusedWithTheKnownOnes() {
        int code = run("carrier pigeon", false, "1");

        assertThat(code).isEqualTo(2);
        assertThat(lastLine())
                .isEqualTo(
                        "demo cannot begin: demo.dns: \"carrier pigeon\" is not known; known are [bind, dyn, embedded,"
                                + " route53]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "6", "10", "three", "2.5"})
    void aNumberOfInstancesThatIsNoneIsRefused(String instances) {
        int code = run("embedded", false, instances);

        assertThat(code).isEqualTo(2);
        assertThat(lastLine())
                .isEqualTo("demo cannot begin: demo.instances: \"" + instances + "\"; 1 to 5 are allowed");
    }

    @ParameterizedTest
    @CsvSource({"bind,false", "dyn,false", "route53,false", "embedded,true"})
    void severalInstancesPlayOnTheEmbeddedServerAlone(String dns, boolean mail) {
        int code = run(dns, mail, "3");

        assertThat(code).isEqualTo(2);
        assertThat(lastLine())
                .isEqualTo("demo cannot begin: demo.instances: several instances play on the embedded name server, and"
                        + " nothing else; leave out demo.dns, demo.mail and demo.client");
    }

    @Test
    void anUnknownClientIsRefusedWithTheKnownOnes() {
        int code = run(new Program.Wanted("embedded", false, "1", "telnet"));

        assertThat(code).isEqualTo(2);
        assertThat(lastLine())
                .isEqualTo("demo cannot begin: demo.client: \"telnet\" is not known; known are [none, okhttp]");
    }

    private int run(String dns, boolean mail, String instances) {
        return run(new Program.Wanted(dns, mail, instances, "none"));
    }

    private int run(Program.Wanted wanted) {
        return Program.run(wanted, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    private String lastLine() {
        return printed.toString(StandardCharsets.UTF_8).lines().reduce("", (before, line) -> line);
    }

    @Test
    void aMachineWithoutTheAddressIsToldWhatToDo() {
        // An address of documentation (RFC 5737), which no machine has.
        assertThatThrownBy(() -> WebSite.requireAddress("192.0.2.1"))
                .isInstanceOf(CannotBegin.class)
                .hasMessageContaining("does not listen at 192.0.2.1")
                .hasMessageContaining("sudo ifconfig lo0 alias 127.0.0.2");
    }
}
