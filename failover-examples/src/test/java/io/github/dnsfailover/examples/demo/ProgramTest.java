package io.github.dnsfailover.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgramTest {

    @Test
    void anUnknownDnsIsRefusedWithTheKnownOnes() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        int code = Program.run("carrier pigeon", false, new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(code).isEqualTo(2);
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .last()
                .isEqualTo(
                        "demo cannot begin: demo.dns: \"carrier pigeon\" is not known; known are [bind, dyn, embedded,"
                                + " route53]");
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
