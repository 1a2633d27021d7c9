package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each example in the testkit's Javadoc compiles: as a class if it is one, else in a method that has the imports of its
 * class and the variables that such an example takes for granted.
 */
class JavadocExamplesTest {

    private static final Path SOURCES = Path.of("../failover-testkit/src/main/java/io/github/dnsfailover/testkit");
    private static final Pattern EXAMPLE = Pattern.compile("<pre>\\{@code\\n(.*?)\\}</pre>", Pattern.DOTALL);

    /** What the examples name and do not make. */
    private static final String GIVEN = """
            import static org.assertj.core.api.Assertions.assertThat;
            import io.github.dnsfailover.*;
            import io.github.dnsfailover.dns.*;
            import io.github.dnsfailover.dyn.*;
            import io.github.dnsfailover.event.*;
            import io.github.dnsfailover.rfc2136.*;
            import io.github.dnsfailover.route53.*;
            import io.github.dnsfailover.testkit.*;
            import io.github.dnsfailover.testkit.%s.*;
            import java.time.*;
            import java.util.*;
            import software.amazon.awssdk.auth.credentials.*;
            abstract class Example%d {
                static class ReadsFromHostileServer {}
                static class AcmeFixture implements DnsProviderContract.Fixture {
                    @Override
                    public DnsProvider provider() { return null; }
                    @Override
                    public void put(RecordSet set) {}
                    @Override
                    public RecordSet look(RecordKey key) { return null; }
                }
                EndpointPool shop;
                FailoverEngine engine;
                FailoverListener listener;
                HostileServer server;
                MemoryDnsProvider memory;
                MemoryZone zone;
                VirtualRuntime runtime;
                String secret;
                long seed;
            %s
            }
            """;

    @TempDir
    private Path classes;

    @Test
    void everyExampleOfTheTestkitCompiles() throws IOException {
        List<JavaFileObject> examples = new ArrayList<>();
        try (Stream<Path> sources = Files.list(SOURCES)) {
            for (Path source : sources.sorted().toList()) {
                for (String example : examples(Files.readString(source))) {
                    examples.add(compilable(source, example, examples.size()));
                }
            }
        }
        StringWriter said = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();

        boolean compiled = compiler.getTask(
                        said, null, null, List.of("-proc:none", "-nowarn", "-d", classes.toString()), null, examples)
                .call();

        assertThat(compiled).as(said.toString()).isTrue();
        assertThat(examples).hasSizeGreaterThan(10);
    }

    private static List<String> examples(String source) {
        String text = source.replaceAll("(?m)^ *\\* ?", "");
        return EXAMPLE.matcher(text).results().map(JavadocExamplesTest::code).toList();
    }

    private static String code(MatchResult example) {
        String code = example.group(1);
        boolean isClass = code.strip().startsWith("class ");
        return isClass ? code.replace("class ", "static class ") : "void example() throws Exception {\n" + code + "}";
    }

    private static JavaFileObject compilable(Path source, String example, int number) {
        String of = source.getFileName().toString().replace(".java", "");
        String text = GIVEN.formatted(of, number, example);
        URI uri = URI.create("string:///Example" + number + ".java");
        return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
