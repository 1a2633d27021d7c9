package io.github.dnsfailover.examples.clients;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.client.FailoverCalls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.Timeout;

/** The clients that are measured, each with and without us. */
enum Client {
    OKHTTP("okhttp", 18_081),
    OKHTTP_AT_THE_LEADER("okhttp_at_leader", 18_083),
    OKHTTP_H2("okhttp_h2", 18_085),
    JDK("jdk", 18_087),
    APACHE("apache", 18_089);

    static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

    /** Its name in results. */
    final String label;

    /** That of the client with us; the one without has the next. */
    final int port;

    Client(String label, int port) {
        this.label = label;
        this.port = port;
    }

    /** Calls that follow. */
    Load.Caller following(FailoverEngine engine) {
        switch (this) {
            case OKHTTP, OKHTTP_AT_THE_LEADER, OKHTTP_H2 -> {
                return ok(FailoverCalls.over(engine, okhttp()).build(), port);
            }
            case JDK -> {
                JdkThatFollows client = new JdkThatFollows(engine, Laboratory.POOL, jdk());
                HttpRequest request = jdkRequest(port);
                return () -> body(client.send(request, BodyHandlers.ofString()));
            }
            case APACHE -> {
                return apache(new ApacheThatFollows(engine, Laboratory.POOL).client(), port);
            }
        }
        throw new AssertionError(this);
    }

    /** The same without us; a new one each time. */
    Load.Caller plain() {
        int own = port + 1;
        switch (this) {
            case OKHTTP, OKHTTP_AT_THE_LEADER, OKHTTP_H2 -> {
                return ok(okhttp(), own);
            }
            case JDK -> {
                HttpClient client = jdk();
                HttpRequest request = jdkRequest(own);
                return () -> body(client.sendAsync(request, BodyHandlers.ofString()));
            }
            case APACHE -> {
                return apache(
                        HttpClients.custom()
                                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                                        .setMaxConnPerRoute(100)
                                        .setMaxConnTotal(100)
                                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                                .setConnectTimeout(Timeout.of(CONNECT_LIMIT))
                                                .build())
                                        .build())
                                .build(),
                        own);
            }
        }
        throw new AssertionError(this);
    }

    private OkHttpClient okhttp() {
        OkHttpClient.Builder client = new OkHttpClient.Builder()
                .connectTimeout(CONNECT_LIMIT)
                .readTimeout(ANSWER_LIMIT)
                .callTimeout(ANSWER_LIMIT);
        return this == OKHTTP_H2
                ? client.protocols(List.of(Protocol.H2_PRIOR_KNOWLEDGE)).build()
                : client.build();
    }

    private static Load.Caller ok(Call.Factory calls, int port) {
        Request request = new Request.Builder().url(url(port)).build();
        return () -> {
            try (Response response = calls.newCall(request).execute()) {
                return response.body().string();
            }
        };
    }

    private static HttpClient jdk() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_LIMIT)
                .build();
    }

    private static HttpRequest jdkRequest(int port) {
        return HttpRequest.newBuilder(URI.create(url(port)))
                .timeout(ANSWER_LIMIT)
                .build();
    }

    private static String body(CompletableFuture<HttpResponse<String>> answer)
            throws IOException, InterruptedException {
        try {
            return answer.get().body();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (CancellationException e) {
            throw new IOException(e);
        }
    }

    private static Load.Caller apache(CloseableHttpClient client, int port) {
        RequestConfig limits = RequestConfig.custom()
                .setResponseTimeout(Timeout.of(ANSWER_LIMIT))
                .build();
        return () -> {
            HttpGet request = new HttpGet(url(port));
            request.setConfig(limits);
            return client.execute(request, response -> text(EntityUtils.toByteArray(response.getEntity())));
        };
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }

    private static String url(int port) {
        return "http://" + Laboratory.HOST + ":" + port + "/index.html";
    }
}
