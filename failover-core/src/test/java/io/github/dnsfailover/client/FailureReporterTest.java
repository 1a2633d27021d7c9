package io.github.dnsfailover.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.WriteResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FailureReporterTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final List<String> reports = new CopyOnWriteArrayList<>();
    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        server.start(LOOPBACK, 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void tellsOfAConnectionThatCannotBeMade() throws IOException {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
            closedPort = socket.getLocalPort();
        }

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> call(client(), closedPort));

        assertThat(reports).containsExactly("cloudhelix cannot connect: ConnectException");
    }

    @Test
    void tellsOfACallThatFailsOnItsConnection() {
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket(true, true, true))
                .build());

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> call(client(), server.getPort()));

        assertThat(reports).singleElement().asString().startsWith("cloudhelix call failed: ");
    }

    @Test
    void leavesStatusesToTheCheck() throws IOException {
        server.enqueue(new MockResponse.Builder().code(503).build());

        call(client(), server.getPort());

        assertThat(reports).isEmpty();
    }

    @Test
    void leavesAddressesAloneThatAreOfNoPool() {
        OkHttpClient elsewhere = new OkHttpClient.Builder()
                .eventListenerFactory(FailureReporter.to(pool("192.0.2.22"), this::note))
                .build();
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket(true, true, true))
                .build());

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> call(elsewhere, server.getPort()));

        assertThat(reports).isEmpty();
    }

    @Test
    void leavesCallsThroughAProxyAlone() {
        OkHttpClient proxied = client().newBuilder()
                .proxy(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(LOOPBACK, server.getPort())))
                .build();
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(new SocketEffect.CloseSocket(true, true, true))
                .build());

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> call(proxied, 80));

        assertThat(reports).isEmpty();
    }

    @Test
    void leavesAProxyAloneThatCannotBeReached() throws IOException {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
            closedPort = socket.getLocalPort();
        }
        OkHttpClient proxied = client().newBuilder()
                .proxy(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(LOOPBACK, closedPort)))
                .build();

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> call(proxied, 80));

        assertThat(reports).isEmpty();
    }

    @Test
    void leavesCallsAloneThatTheApplicationCancels() throws InterruptedException {
        server.enqueue(
                new MockResponse.Builder().headersDelay(1, TimeUnit.MINUTES).build());
        Call call = client().newCall(request(server.getPort()));
        Thread canceller = new Thread(() -> {
            try {
                server.takeRequest();
                call.cancel();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        canceller.start();

        assertThatExceptionOfType(IOException.class).isThrownBy(call::execute);

        canceller.join();
        assertThat(reports).isEmpty();
    }

    private OkHttpClient client() {
        return new OkHttpClient.Builder()
                .retryOnConnectionFailure(false)
                .eventListenerFactory(FailureReporter.to(pool(LOOPBACK.getHostAddress()), this::note))
                .build();
    }

    private void note(String endpoint, String cause) {
        reports.add(endpoint + " " + cause);
    }

    private static void call(OkHttpClient client, int port) throws IOException {
        try (Response response = client.newCall(request(port)).execute()) {
            response.body().bytes();
        }
    }

    private static Request request(int port) {
        return new Request.Builder()
                .url("http://" + LOOPBACK.getHostAddress() + ":" + port + "/")
                .build();
    }

    private static EndpointPool pool(String address) {
        return EndpointPool.named("www")
                .name("www.example.com")
                .endpoint(Endpoint.primary("cloudhelix", address))
                .endpoint(Endpoint.backup("ec2", "198.51.100.109"))
                .check((target, timeout) -> HealthResult.healthy())
                .provider(new Nowhere())
                .build();
    }

    /** Traits only. */
    private static final class Nowhere implements DnsProvider {

        @Override
        public ProviderTraits traits() {
            return ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                    .label("nowhere")
                    .build();
        }

        @Override
        public List<RecordSet> read(List<RecordKey> keys) {
            throw new UnsupportedOperationException();
        }

        @Override
        public WriteResult apply(RecordChange change) {
            throw new UnsupportedOperationException();
        }
    }
}
