package io.github.dnsfailover.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares what each module promises with its {@code api.txt}; {@code -Dapi.write=true} accepts a change that is
 * meant. It stands here since this module sees all the others.
 */
class PublicSurfaceTest {

    @ParameterizedTest
    @ValueSource(strings = {"failover-core", "failover-testkit", "failover-dyn", "failover-route53"})
    void isTheOneInApiTxt(String module) throws Exception {
        Path folder = Path.of("..", module);
        Path golden = folder.resolve("api.txt");
        List<String> lines = new PublicSurface(folder.resolve(Path.of("target", "classes"))).lines();

        if (Boolean.getBoolean("api.write")) {
            Files.write(golden, lines);
        }

        assertThat(lines)
                .as("the public surface of %s differs from its api.txt; CONTRIBUTING.md says how to accept it", module)
                .containsExactlyElementsOf(Files.readAllLines(golden));
    }
}
