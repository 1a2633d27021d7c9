package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class NamedServerTest {

    private static final String REQUIRED = "real.required";

    @Test
    void aMissingProgramSkipsTheTest() {
        withRequired(
                "false",
                () -> assertThatThrownBy(() -> NamedServer.Builder.program(List.of("/nowhere/named")))
                        .isInstanceOf(TestAbortedException.class)
                        .hasMessageContaining("not installed"));
    }

    @Test
    void aMissingProgramFailsTheTestWhereItIsRequired() {
        withRequired(
                "true",
                () -> assertThatThrownBy(() -> NamedServer.Builder.program(List.of("/nowhere/named")))
                        .isInstanceOf(AssertionError.class)
                        .hasMessageContaining("real.required=true"));
    }

    @Test
    void theProcessIsGoneAfterwards() throws IOException {
        long pid;
        try (NamedServer bind = NamedServer.of("example.com").start()) {
            pid = bind.pid();
            assertThat(ProcessHandle.of(pid)).isPresent();
            assertThat(bind.serial()).isEqualTo(1);
        }

        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
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
