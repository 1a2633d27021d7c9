package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What users of the testkit get with it. */
class HandedOnTest {

    private static final Pattern DEPENDENCY = Pattern.compile("<dependency>(.*?)</dependency>", Pattern.DOTALL);

    /**
     * An API of JUnit 5.14 beside an engine of 5.11 made surefire crash with a NoSuchMethodError, before any test ran.
     */
    @Test
    void noPartOfJunitIsHandedOn() throws IOException {
        List<String> junit = DEPENDENCY
                .matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .map(match -> match.group(1))
                .filter(text -> text.contains("<groupId>org.junit"))
                .toList();

        assertThat(junit).isNotEmpty().allMatch(text -> text.matches("(?s).*<scope>(test|provided)</scope>.*"));
    }
}
