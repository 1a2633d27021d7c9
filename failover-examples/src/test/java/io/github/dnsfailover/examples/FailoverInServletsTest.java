package io.github.dnsfailover.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.console.Visitor;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailoverInServletsTest {

    @TempDir
    Path folder;

    @Test
    void theEngineLivesAsLongAsTheApplication() throws Exception {
        FailoverEngine engine = FailoverEngine.builder()
                .pool(new Lab().www)
                .leadership(Leadership.singleInstance())
                .build();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(folder.toString());
        Connector connector = new Connector();
        connector.setPort(0);
        connector.setProperty("address", InetAddress.getLoopbackAddress().getHostAddress());
        tomcat.setConnector(connector);
        tomcat.addContext("/shop", folder.toString())
                .addServletContainerInitializer(
                        new FailoverInServlets(engine, request -> Visitor.looking("alice")), Set.of());
        tomcat.start();
        try {
            URI there = URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":"
                    + connector.getLocalPort() + "/shop/failover/api/v1/engine");
            HttpRequest request = HttpRequest.newBuilder(there)
                    .timeout(Duration.ofSeconds(20))
                    .build();

            assertThat(HttpClient.newHttpClient()
                            .send(request, HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(engine.isRunning()).isTrue();
        } finally {
            tomcat.stop();
            tomcat.destroy();
        }
        assertThat(engine.isRunning()).isFalse();
    }
}
