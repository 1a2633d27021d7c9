package io.github.dnsfailover.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.check.HttpCheck;
import io.github.dnsfailover.console.Console;
import io.github.dnsfailover.leader.EtcdStateStore;
import io.github.dnsfailover.leader.KubernetesStateStore;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.ScriptedCheck;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every class loads without each of the optional jars, and what needs one says so in words. */
class MissingJarsTest {

    /** All that are exported but metrics, which is there for those alone that have Micrometer. */
    private static final List<String> PACKAGES = List.of(
            "", "dns/", "event/", "check/", "client/", "console/", "leader/", "notify/", "rfc2136/", "runtime/");

    @TempDir
    Path folder;

    private static URLClassLoader without(String pattern, URL... first) throws IOException {
        List<URL> urls = new ArrayList<>(List.of(first));
        Pattern left = Pattern.compile(".*(" + pattern + ").*\\.jar");
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            if (Files.exists(path)
                    && !left.matcher(path.getFileName().toString()).matches()) {
                urls.add(path.toUri().toURL());
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static List<String> exported() throws IOException {
        URI where = URI.create(EndpointPool.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString());
        if (!where.getPath().endsWith(".jar")) {
            return exported(Path.of(where));
        }
        try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + where), Map.of())) {
            return exported(jar.getPath("/"));
        }
    }

    private static List<String> exported(Path root) throws IOException {
        List<String> names = new ArrayList<>();
        for (String each : PACKAGES) {
            try (Stream<Path> files = Files.list(root.resolve("io/github/dnsfailover/" + each))) {
                files.map(file -> file.getFileName().toString())
                        .filter(file -> file.endsWith(".class") && !file.contains("-info"))
                        .map(file -> "io.github.dnsfailover." + each.replace('/', '.')
                                + file.substring(0, file.length() - ".class".length()))
                        .forEach(names::add);
            }
        }
        return names;
    }

    /**
     * Loaded and listed, as a container or a test framework does; classes that only a jar's user meets are for them.
     */
    @ParameterizedTest
    @ValueSource(strings = {"mail|activation", "jackson", "micrometer", "mail|activation|jackson|micrometer"})
    void everyPublicClassCanBeLookedAtWithoutOptionalJars(String left) throws Exception {
        List<String> names = exported();
        int count = 0;
        try (URLClassLoader loader = without(left)) {
            for (String name : names) {
                if (Modifier.isPublic(Class.forName(name).getModifiers())) {
                    Class<?> loaded = Class.forName(name, false, loader);
                    assertThat(loaded.getMethods()).as(name).isNotNull();
                    Class.forName(name, true, loader);
                    count++;
                }
            }
        }
        assertThat(count).isGreaterThan(80);
    }

    @Test
    void aMissingMailJarIsNamed() throws Exception {
        try (URLClassLoader loader = without("mail|activation")) {
            assertThatThrownBy(() -> call(loader, "mail"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith(
                            "MailNotifier needs org.eclipse.angus:angus-mail, which is not on the class" + " path");
        }
    }

    /** A binder is nothing without what it binds to, so the JVM's own word has to do. */
    @Test
    void metricsNeedMicrometer() throws Exception {
        try (URLClassLoader loader = without("micrometer")) {
            assertThatThrownBy(() -> loader.loadClass("io.github.dnsfailover.metrics.FailoverMetrics"))
                    .isInstanceOf(NoClassDefFoundError.class)
                    .hasMessage("io/micrometer/core/instrument/binder/MeterBinder");
        }
    }

    /** Spring Boot 4 brings Jackson 3, whose packages are others. */
    @Test
    void aMissingJacksonIsNamed() throws Exception {
        try (URLClassLoader loader = without("jackson")) {
            assertThatThrownBy(() -> call(loader, "webhook"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("WebhookNotifier needs com.fasterxml.jackson.core:jackson-databind 2, which"
                            + " is not on the class path");
        }
    }

    /** One of its two jars is enough for these. */
    @ParameterizedTest
    @ValueSource(strings = {"etcd", "kubernetes"})
    void storesNameAMissingJackson(String what) throws Throwable {
        try (URLClassLoader loader = without("jackson-core")) {
            assertThatThrownBy(() -> call(loader, what))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageMatching("(Etcd|Kubernetes)StateStore needs com.fasterxml.jackson.core:jackson-core 2,"
                            + " which is not on the class path.*");
        }
        try (URLClassLoader loader = without("jackson-databind|jackson-annotations")) {
            assertThat(call(loader, what)).isNotNull();
        }
    }

    /** What it asks of Jackson is in the smaller one of its two jars. */
    @Test
    void theConsoleNamesAMissingJackson() throws Throwable {
        try (URLClassLoader loader = without("jackson-core")) {
            assertThatThrownBy(() -> call(loader, "console"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("Console needs com.fasterxml.jackson.core:jackson-core 2, which is not on"
                            + " the class path");
        }
        try (URLClassLoader loader = without("jackson-databind|jackson-annotations")) {
            assertThat(call(loader, "console")).asString().startsWith("{\"api\":1,");
        }
    }

    /** The same error as with the real okhttp-4.12.0.jar: its builder has no fastFallback. */
    @ParameterizedTest
    @ValueSource(strings = {"http", "webhook", "etcd", "kubernetes"})
    void twoKindsOfOkHttpAreNamedAndWhatToExclude(String what) throws Exception {
        Path source = folder.resolve("okhttp3/OkHttpClient.java");
        Files.createDirectories(source.getParent());
        Files.writeString(
                source,
                "package okhttp3; public class OkHttpClient { public static class Builder {"
                        + " public Builder proxy(java.net.Proxy p) { return this; } } }");
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString()))
                .isZero();
        try (URLClassLoader loader = without("nothing", folder.toUri().toURL())) {
            for (int i = 0; i < 2; i++) { // what failed once fails in another way when it is tried again
                assertThatThrownBy(() -> call(loader, what))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("okhttp-jvm-5")
                        .hasMessageContaining(folder.getFileName().toString())
                        .hasMessageContaining("Exclude com.squareup.okhttp3:okhttp");
            }
        }
    }

    private static Object call(URLClassLoader loader, String what) throws Throwable {
        Class<?> program = Class.forName(Program.class.getName(), true, loader);
        try {
            return program.getMethod(what).invoke(null);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Run in the other class loader. */
    public static final class Program {

        private Program() {}

        /** What a user of mail writes. */
        public static Object mail() {
            return MailNotifier.to("ops@example.com")
                    .from("failover@example.com")
                    .host("localhost")
                    .build();
        }

        /** What a user of webhooks writes. */
        public static Object webhook() {
            return WebhookNotifier.json(() -> "https://hooks.example.com/").build();
        }

        /** What a user of etcd writes. */
        public static Object etcd() {
            return EtcdStateStore.at("https://e1.example.com:2379").build();
        }

        /** What a user of Kubernetes writes outside of it. */
        public static Object kubernetes() {
            return KubernetesStateStore.at("https://k1.example.com:6443", "dnsfailover")
                    .namespace("shop")
                    .build();
        }

        /** What a user of the console writes. */
        public static Object console() {
            FailoverEngine engine = FailoverEngine.builder()
                    .pool(EndpointPool.named("www")
                            .name("www.example.com")
                            .endpoint(Endpoint.primary("dc1", "192.0.2.22"))
                            .check(new ScriptedCheck())
                            .provider(MemoryDnsProvider.of(MemoryZone.of("example.com")))
                            .build())
                    .leadership(Leadership.singleInstance())
                    .build();
            try (Console console = Console.of(engine)) {
                return console == null ? "" : Console.json(engine);
            } finally {
                engine.closeAndWait(Duration.ofSeconds(10)); // the classes are gone soon
            }
        }

        /** What a user of checks writes. */
        public static Object http() {
            return HttpCheck.get("/").build();
        }
    }
}
