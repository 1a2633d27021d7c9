package io.github.dnsfailover.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The class path of an application that has not got the optional dependency. */
class HttpCheckWithoutJacksonTest {

    @Test
    void jsonIsRefusedWithTheNameOfWhatIsMissing() throws Exception {
        try (URLClassLoader loader = withoutJackson()) {
            Object builder = get(loader);

            assertThatThrownBy(() -> builder.getClass()
                            .getMethod("jsonEquals", String.class, String.class)
                            .invoke(builder, "/status", "UP"))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("jsonEquals: Jackson 2 is missing")
                    .hasMessageContaining("com.fasterxml.jackson.core:jackson-core");
        }
    }

    @Test
    void everythingElseWorks() throws Exception {
        try (URLClassLoader loader = withoutJackson()) {
            Object builder = get(loader);

            Object check = builder.getClass().getMethod("build").invoke(builder);

            assertThat(check).hasToString("GET http://(target)/ wants 2xx");
        }
    }

    private static Object get(URLClassLoader loader) throws ReflectiveOperationException {
        return loader.loadClass(HttpCheck.class.getName())
                .getMethod("get", String.class)
                .invoke(null, "/");
    }

    private static URLClassLoader withoutJackson() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!entry.contains("jackson-core")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }
}
