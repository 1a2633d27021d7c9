package io.github.dnsfailover.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.FailoverEngine;
import java.io.File;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What is optional may be missing, as it is where an application has only what the library brings. */
class OptionalDependenciesTest {

    private static final Pattern OPTIONAL = Pattern.compile(".*(mail|jackson|activation|micrometer).*\\.jar");

    private static URLClassLoader withoutOptional() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!OPTIONAL.matcher(Path.of(entry).getFileName().toString()).matches()) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
    }

    @Test
    void alertsRunWithoutMailAndJackson() throws Exception {
        try (URLClassLoader loader = withoutOptional()) {
            assertThatThrownBy(() -> loader.loadClass("jakarta.mail.Session"))
                    .isInstanceOf(ClassNotFoundException.class);
            assertThatThrownBy(() -> loader.loadClass("com.fasterxml.jackson.databind.ObjectMapper"))
                    .isInstanceOf(ClassNotFoundException.class);

            Class<?> program = loader.loadClass(SyslogOnly.class.getName());

            assertThat(program.getMethod("sendsTest").invoke(null)).isEqualTo("{syslog=}");
        }
    }

    /** Run in the other class loader. */
    public static final class SyslogOnly {

        private SyslogOnly() {}

        /** What came of a test alert. */
        public static String sendsTest() throws Exception {
            try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                    Alerts alerts = Alerts.builder()
                            .notifier(SyslogNotifier.udp("127.0.0.1")
                                    .port(server.getLocalPort())
                                    .build())
                            .build()) {
                FailoverEngine.builder(); // the engine loads as well
                return alerts.sendTest().get(30, TimeUnit.SECONDS).toString();
            }
        }
    }
}
