package io.github.dnsfailover.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.File;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application that adds this module gets the JDK's HTTP client, and none of the SDK's larger ones. */
class ClassPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.netty.channel.Channel",
                "software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient",
                "software.amazon.awssdk.http.apache.ApacheHttpClient",
                "software.amazon.awssdk.http.apache5.Apache5HttpClient",
                "org.apache.http.client.HttpClient",
                "org.apache.hc.client5.http.classic.HttpClient"
            })
    void noOtherHttpClientComesAlong(String name) {
        assertThatExceptionOfType(ClassNotFoundException.class).isThrownBy(() -> Class.forName(name));
    }

    @Test
    void noJarOfThemIsThere() {
        List<String> jars = List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1));

        assertThat(jars).anyMatch(jar -> jar.contains("url-connection-client"));
        assertThat(jars).noneMatch(jar -> jar.matches(".*(netty|apache-client|apache5-client|httpclient|httpcore).*"));
    }
}
