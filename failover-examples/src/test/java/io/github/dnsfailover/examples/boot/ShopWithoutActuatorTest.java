package io.github.dnsfailover.examples.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.testkit.FreePort;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shop where the actuator and Micrometer's core are not on the class path. */
class ShopWithoutActuatorTest {

    private static final Pattern ACTUATOR = Pattern.compile(".*/(spring-boot-starter-actuator|spring-boot-actuator"
            + "|spring-boot-health|spring-boot-starter-micrometer|spring-boot-micrometer|micrometer-core"
            + "|micrometer-jakarta9)[^/]*\\.jar");

    @TempDir
    Path folder;

    @Test
    void theShopStartsAndEnds() throws Exception {
        Map<String, String> settings = Shop.settings(folder, FreePort.find(), FreePort.find());
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(withoutActuator(), ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(loader);
            // A JVM has one factory of this kind, and the other Tomcats of this JVM have it.
            loader.loadClass("org.apache.catalina.webresources.TomcatURLStreamHandlerFactory")
                    .getMethod("disable")
                    .invoke(null);
            Class<?> shop = loader.loadClass("org.springframework.boot.SpringApplication");
            Class<?> application = loader.loadClass(ShopApplication.class.getName());

            try (AutoCloseable context = (AutoCloseable) shop.getMethod("run", Class.class, String[].class)
                    .invoke(null, application, Shop.arguments(settings))) {
                Object names =
                        context.getClass().getMethod("getBeanDefinitionNames").invoke(context);

                assertThat((String[]) names)
                        .contains("engine", "engineRuns")
                        .doesNotContain("failover", "failoverInActuator", "failoverMetrics", "healthEndpoint");
            }
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static URL[] withoutActuator() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !ACTUATOR.matcher(entry).matches())
                .map(ShopWithoutActuatorTest::url)
                .toArray(URL[]::new);
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new AssertionError(entry, e);
        }
    }
}
