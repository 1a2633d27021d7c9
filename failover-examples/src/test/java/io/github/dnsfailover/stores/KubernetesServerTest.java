package io.github.dnsfailover.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.tls.HandshakeCertificates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The fake refuses what the real API server refuses. */
class KubernetesServerTest {

    private static final String ALL = "/api/v1/namespaces/shop/configmaps";
    private static final String ONE = ALL + "/map";

    private final OkHttpClient client = trusting();
    private KubernetesServer server;

    private static OkHttpClient trusting() {
        HandshakeCertificates trust = KubernetesServer.trust();
        return new OkHttpClient.Builder()
                .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
                .build();
    }

    @BeforeEach
    void start() throws IOException {
        server = new KubernetesServer();
    }

    @AfterEach
    void stop() {
        server.close();
        client.connectionPool().evictAll();
    }

    /** The status and the body. */
    private String ask(String method, String path, String body) throws IOException {
        RequestBody sent = body.isEmpty() ? null : RequestBody.create(body, MediaType.get("application/json"));
        Request request = new Request.Builder()
                .url(server.url() + path)
                .header("Authorization", "Bearer first")
                .method(method, sent)
                .build();
        try (Response response = client.newCall(request).execute()) {
            return response.code() + " " + response.body().string();
        }
    }

    private static String map(String name, String version, String data) {
        String resourceVersion = version.isEmpty() ? "" : ",\"resourceVersion\":\"" + version + "\"";
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\"" + resourceVersion
                + "},\"data\":{" + data + "}}";
    }

    private String version() {
        return server.stored("shop", "map").at("/metadata/resourceVersion").asText();
    }

    @Test
    void aStalePutIsRefused() throws Exception {
        ask("POST", ALL, map("map", "", "\"a\":\"1\""));
        String stale = version();
        assertThat(ask("PUT", ONE, map("map", stale, "\"a\":\"2\""))).startsWith("200 ");

        assertThat(ask("PUT", ONE, map("map", stale, "\"a\":\"3\"")))
                .startsWith("409 ")
                .contains("\"reason\":\"Conflict\"");
        assertThat(ask("PUT", ONE, map("map", "", "\"a\":\"3\""))).startsWith("422 ");

        assertThat(server.stored("shop", "map").at("/data/a").asText()).isEqualTo("2");
    }

    @Test
    void whatIsThereIsNotMadeAgain() throws Exception {
        assertThat(ask("POST", ALL, map("map", "", "\"a\":\"1\""))).startsWith("201 ");

        assertThat(ask("POST", ALL, map("map", "", "\"a\":\"2\"")))
                .startsWith("409 ")
                .contains("\"reason\":\"AlreadyExists\"");

        assertThat(server.stored("shop", "map").at("/data/a").asText()).isEqualTo("1");
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        assertThat(ask("GET", ONE, "")).startsWith("404 ").contains("\"reason\":\"NotFound\"");
        assertThat(ask("PUT", ONE, map("map", "1", ""))).startsWith("404 ");
        assertThat(ask("GET", "/api/v1/pods", "")).isEqualTo("404 404 page not found");
    }

    @Test
    void badNamesAndKeysAreRefused() throws Exception {
        assertThat(ask("POST", ALL, map("Map", "", ""))).startsWith("422 ");
        assertThat(ask("POST", ALL, map("map", "", "\"a/b\":\"1\""))).startsWith("422 ");
        assertThat(ask("POST", ALL, map("map", "", "\"..a\":\"1\""))).startsWith("422 ");
        assertThat(ask("POST", ALL, map("map", "", "\"a\":1"))).startsWith("422 ");
        assertThat(ask("POST", ALL, map("map", "", "\"a\":\"" + "x".repeat(1 << 20) + "\"")))
                .startsWith("422 ");
        assertThat(ask("POST", ALL, "{")).startsWith("400 ");
    }

    @Test
    void anotherTokenAndAMissingRightAreRefused() throws Exception {
        server.forbid(KubernetesServer.Verb.GET);
        assertThat(ask("GET", ONE, "")).startsWith("403 ");
        server.token("second");
        assertThat(ask("GET", ONE, "")).startsWith("401 ");
    }
}
