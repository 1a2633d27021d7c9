package io.github.dnsfailover.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.testkit.VirtualRuntime;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server that knows its place needs no client of HTTP. */
class WithoutOkHttpTest {

    private static URLClassLoader withoutOkHttp() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            String name = Path.of(entry).getFileName().toString();
            if (!name.startsWith("okhttp") && !name.startsWith("okio")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    @Test
    void placesAreKnownDrainedAndCountedWithoutOkHttp() throws Exception {
        try (URLClassLoader loader = withoutOkHttp()) {
            assertThatThrownBy(() -> loader.loadClass("okhttp3.OkHttpClient"))
                    .isInstanceOf(ClassNotFoundException.class);

            Class<?> program = loader.loadClass(OneRequest.class.getName());

            assertThat(program.getMethod("asks").invoke(null)).isEqualTo("LEFT false true");
        }
    }

    /** Run in the other class loader. */
    public static final class OneRequest {

        private OneRequest() {}

        /** What a server at a place that was left hears. */
        public static String asks() {
            VirtualRuntime runtime = new VirtualRuntime(1);
            FakeEngine engine = new FakeEngine(runtime);
            engine.publishes("aws");
            Serving serving = Serving.of(engine, FakeEngine.WWW, "dc1");
            Drain drain = Drain.of(serving);
            try (Residual residual = Residual.at(engine, FakeEngine.WWW, "dc1").build()) {
                engine.moves("dc1", "aws");
                engine.proves("dc1", "aws");
                residual.count(new Residual.Request("www.example.com", "192.0.2.1", ""));
                runtime.advance(Duration.ofMinutes(1));
                boolean closes = drain.closes(new Drain.Request("www.example.com", "HTTP/1.1", "1"));
                return serving.state() + " " + closes + " "
                        + residual.report("dc1").isPresent();
            }
        }
    }
}
