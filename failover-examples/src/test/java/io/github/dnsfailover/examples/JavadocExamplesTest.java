package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each example in the Javadoc of what the modules export compiles: as a class if it is one, else in a method that has
 * the imports of its class and the variables that such an example takes for granted. A line of dots stands for the
 * application's own code. An example without a semicolon is a list of expressions, each of which begins a line.
 */
class JavadocExamplesTest {

    private static final List<String> MODULES =
            List.of("failover-core", "failover-dyn", "failover-route53", "failover-testkit");

    /** Where newcomers start: each of these has an example. */
    private static final List<String> STARTS = List.of(
            "module-info",
            "AllDown",
            "ControlTarget",
            "Decision",
            "Endpoint",
            "EndpointPool",
            "Failback",
            "FailoverEngine",
            "FailoverListener",
            "FailoverPolicy",
            "HealthCheck",
            "HealthResult",
            "Leadership",
            "MoveReaction",
            "OperatorIntent",
            "PreflightReport",
            "StateStore",
            "Trouble",
            "CommandCheck",
            "DnsCheck",
            "HttpCheck",
            "PingCheck",
            "SmtpCheck",
            "TcpCheck",
            "TlsCheck",
            "FailoverCalls",
            "FailoverDns",
            "Console",
            "DnsProvider",
            "EtcdStateStore",
            "JdbcStateStore",
            "KubernetesStateStore",
            "LeaseLeadership",
            "FailoverMetrics",
            "Alerts",
            "MailNotifier",
            "SyslogNotifier",
            "WebhookNotifier",
            "Rfc2136Provider",
            "TsigKey",
            "DynProvider",
            "DynUpdateProvider",
            "Route53Alias",
            "Route53Provider",
            "DnsProviderContract",
            "LeadershipContract",
            "MemoryDnsProvider",
            "NameServer",
            "Simulation",
            "StateStoreContract",
            "VirtualRuntime");

    private static final Pattern EXAMPLE = Pattern.compile("<pre>\\{@code\\n(.*?)\\}</pre>", Pattern.DOTALL);
    private static final Pattern DOTS = Pattern.compile("(?m)^ *\\.\\.\\.");
    private static final Pattern LINE = Pattern.compile("(?m)^(?=\\S)");

    /** What the examples name and do not make. */
    private static final String GIVEN = """
            import static java.time.Duration.ofSeconds;
            import static org.assertj.core.api.Assertions.assertThat;
            import com.sun.net.httpserver.*;
            import io.github.dnsfailover.*;
            import io.github.dnsfailover.check.*;
            import io.github.dnsfailover.client.*;
            import io.github.dnsfailover.console.*;
            import io.github.dnsfailover.dns.*;
            import io.github.dnsfailover.dyn.*;
            import io.github.dnsfailover.event.*;
            import io.github.dnsfailover.leader.*;
            import io.github.dnsfailover.metrics.*;
            import io.github.dnsfailover.notify.*;
            import io.github.dnsfailover.rfc2136.*;
            import io.github.dnsfailover.route53.*;
            import io.github.dnsfailover.runtime.*;
            import io.github.dnsfailover.runtime.EngineRuntime.Lane;
            import io.github.dnsfailover.testkit.*;
            %s
            import io.micrometer.core.instrument.MeterRegistry;
            import java.io.IOException;
            import java.net.InetAddress;
            import java.net.InetSocketAddress;
            import java.nio.file.Path;
            import java.security.KeyStore;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;
            import javax.sql.DataSource;
            import okhttp3.OkHttpClient;
            import okhttp3.Request;
            import okhttp3.Response;
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
                interface Acme {
                    List<RecordSet> look(List<RecordKey> keys) throws IOException;
                    String replace(List<RecordChange.Transition> transitions) throws IOException;
                }
                interface Admin {
                    int queueLength(String host, Duration timeout);
                }
                interface Latch {
                    boolean hasLeadership();
                    OptionalLong term(String lock);
                }
                interface Reply {
                    void setHeader(String name, String value);
                }
                interface Secrets {
                    char[] get(String name);
                    String text(String name);
                }
                interface Connections {
                    void closeAll();
                }
                static void show(Object... values) {}
                Acme acme;
                Admin admin;
                Alerts alerts;
                Connections connections;
                Console console;
                CountDownLatch stop;
                DataSource dataSource;
                DnsProvider dns;
                EndpointPool shop;
                EndpointPool www;
                EndpointPool.Builder pool;
                FailoverEngine engine;
                FailoverListener listener;
                HealthCheck inTheClear;
                HealthCheck mail;
                HealthCheck one;
                HealthCheck overTls;
                HealthCheck three;
                HealthCheck two;
                HealthCheck web;
                HostileServer server;
                KeyStore keyStore;
                Latch latch;
                List<String> forwardedFor;
                Map<String, String> settings;
                MemoryDnsProvider memory;
                MemoryZone zone;
                MeterRegistry registry;
                OkHttpClient client;
                Reply response;
                Request request;
                Secrets secrets;
                StateStore store;
                String agent;
                String connection;
                String host;
                String peer;
                String protocol;
                String secret;
                Target target;
                VirtualRuntime runtime;
                char[] password;
                long seed;
            %s
            }
            """;

    @TempDir
    private Path classes;

    /**
     * One example of a type.
     *
     * @param type the simple name of the type, or of the file, that it stands at
     * @param nested what imports the types inside of that one; empty if there are none
     */
    private record Example(String type, String nested, String code) {}

    @Test
    void everyExampleCompiles() throws IOException {
        List<Example> examples = examples();
        List<JavaFileObject> sources = new ArrayList<>();
        for (Example example : examples) {
            sources.add(compilable(example, sources.size()));
        }
        StringWriter said = new StringWriter();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();

        boolean compiled = compiler.getTask(
                        said, null, null, List.of("-proc:none", "-nowarn", "-d", classes.toString()), null, sources)
                .call();

        assertThat(compiled).as(said.toString()).isTrue();
    }

    @Test
    void everyTypeThatPeopleStartFromHasAnExample() throws IOException {
        assertThat(examples()).extracting(Example::type).containsAll(STARTS);
    }

    private static List<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        for (String module : MODULES) {
            Path root = Path.of("..", module, "src/main/java");
            try (Stream<Path> sources = Files.walk(root)) {
                for (Path source :
                        sources.filter(JavadocExamplesTest::isExported).sorted().toList()) {
                    examples.addAll(examples(root.relativize(source), Files.readString(source)));
                }
            }
        }
        return examples;
    }

    private static boolean isExported(Path source) {
        return source.toString().endsWith(".java") && !source.toString().contains("internal");
    }

    private static List<Example> examples(Path source, String text) {
        String name = source.toString().replace(".java", "").replace('/', '.');
        String type = name.substring(name.lastIndexOf('.') + 1);
        String nested = type.endsWith("-info") ? "" : "import " + name + ".*;";
        return EXAMPLE.matcher(text.replaceAll("(?m)^ *\\* ?", ""))
                .results()
                .map(example -> new Example(type, nested, code(example.group(1))))
                .toList();
    }

    private static String code(String example) {
        String code = DOTS.matcher(example).replaceAll("");
        if (code.strip().startsWith("class ")) {
            return code.replace("class ", "static class ");
        }
        return "void example() throws Exception {\n" + (code.contains(";") ? code : expressions(code)) + "}";
    }

    /** A comment after the last one would take the bracket with it, so it has a line of its own. */
    private static String expressions(String code) {
        StringBuilder shown = new StringBuilder();
        for (String expression : LINE.splitAsStream(code).toList()) {
            shown.append("show(").append(expression).append("\n);\n");
        }
        return shown.toString();
    }

    private static JavaFileObject compilable(Example example, int number) {
        String text = GIVEN.formatted(example.nested(), number, example.code());
        return new SimpleJavaFileObject(
                URI.create("string:///Example" + number + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }

            @Override
            public String getName() {
                return example.type() + " " + super.getName();
            }
        };
    }
}
