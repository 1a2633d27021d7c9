package io.github.dnsfailover.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compares what the module promises with {@code api.txt}; {@code -Dapi.write=true} accepts a change that is meant. */
class PublicSurfaceTest {

    @Test
    void isTheOneInApiTxt() throws Exception {
        Path golden = Path.of("api.txt");
        List<String> lines = new PublicSurface(Path.of("target", "classes")).lines();

        if (Boolean.getBoolean("api.write")) {
            Files.write(golden, lines);
        }

        assertThat(lines)
                .as(
                        "the public surface differs from api.txt; if that is meant, run with -Dapi.write=true and say so in CHANGELOG.md")
                .containsExactlyElementsOf(Files.readAllLines(golden));
    }
}
