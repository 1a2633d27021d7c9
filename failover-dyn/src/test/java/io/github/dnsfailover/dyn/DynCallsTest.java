package io.github.dnsfailover.dyn;

import static io.github.dnsfailover.dyn.FakeDyn.A;
import static io.github.dnsfailover.dyn.FakeDyn.CHANGE;
import static io.github.dnsfailover.dyn.FakeDyn.NEW;
import static io.github.dnsfailover.dyn.FakeDyn.OLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Urgency;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.dyn.internal.Ticker;
import io.github.dnsfailover.testkit.DynServer.Fault;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls that are interrupted, that take too long, and that come together. */
class DynCallsTest {

    /** Answers all but one kind of request, which it leaves without an answer until it is closed. */
    private static final class SilentServer extends Dispatcher implements AutoCloseable {

        private final MockWebServer server = new MockWebServer();
        private final String silent;
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch closed = new CountDownLatch(1);

        SilentServer(String silent) throws IOException {
            this.silent = silent;
            server.setDispatcher(this);
            server.start();
        }

        DynProvider.Builder provider() {
            return DynProvider.zone("example.com")
                    .url(server.url("/REST/").toString())
                    .requestsPerSecond(1000)
                    .credentials(DynCredentials.managed("acme", "failover", "secret"));
        }

        @Override
        public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
            String line = request.getMethod() + " " + request.getTarget();
            if (line.startsWith(silent)) {
                reached.countDown();
                closed.await();
            }
            String data = line.startsWith("POST /REST/Session/")
                    ? "{\"token\":\"abc\"}"
                    : line.startsWith("GET /REST/ARecord/")
                            ? "[{\"ttl\":30,\"fqdn\":\"www.example.com\",\"record_type\":\"A\","
                                    + "\"rdata\":{\"address\":\"192.0.2.1\"}}]"
                            : "{}";
            return new MockResponse.Builder()
                    .body("{\"status\":\"success\",\"data\":" + data + "}")
                    .build();
        }

        @Override
        public void close() {
            closed.countDown();
            server.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "POST /REST/Session/, NOT_APPLIED",
        "GET /REST/ARecord/, NOT_APPLIED",
        "PUT /REST/ARecord/, NOT_APPLIED",
        "PUT /REST/Zone/, UNKNOWN"
    })
    void anInterruptEndsACallThatWaitsForTheService(String silent, Outcome outcome) throws Exception {
        try (SilentServer server = new SilentServer(silent)) {
            DynProvider provider = server.provider().build();
            boolean[] flag = new boolean[1];
            FutureTask<DnsProviderException> call = new FutureTask<>(() -> {
                DnsProviderException failure = FakeDyn.failure(provider, CHANGE);
                flag[0] = Thread.currentThread().isInterrupted();
                return failure;
            });
            Thread thread = daemon(call);
            server.reached.await();

            thread.interrupt();

            assertThat(call.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(outcome);
            assertThat(flag[0]).as("interrupt flag").isTrue();
        }
    }

    @Test
    void anInterruptEndsACallThatWaitsBetweenTwoRequests() throws Exception {
        CountDownLatch pauses = new CountDownLatch(1);
        try (FakeDyn fake = new FakeDyn();
                DynProvider provider =
                        fake.builder().ticker(blockingIn(fake.time, pauses)).build()) {
            fake.dyn.at("PUT", "Zone", Fault.JOB_BY_REDIRECT);
            FutureTask<DnsProviderException> call = new FutureTask<>(() -> FakeDyn.failure(provider, CHANGE));
            Thread thread = daemon(call);
            pauses.await();

            thread.interrupt();

            assertThat(call.get(10, TimeUnit.SECONDS).outcome()).isEqualTo(Outcome.UNKNOWN);
        }
    }

    /** Lets the rate pass, and blocks in the pauses between two looks at a job. */
    private static Ticker blockingIn(TestTime time, CountDownLatch pauses) {
        return new Ticker() {
            @Override
            public long nanoTime() {
                return time.nanoTime();
            }

            @Override
            public void pause(Duration pause) throws InterruptedException {
                if (pause.compareTo(Duration.ofSeconds(5)) < 0) {
                    time.pause(pause);
                } else {
                    pauses.countDown();
                    new CountDownLatch(1).await();
                }
            }
        };
    }

    @ParameterizedTest
    @CsvSource({"GET /REST/ARecord/, NOT_APPLIED", "PUT /REST/ARecord/, NOT_APPLIED", "PUT /REST/Zone/, UNKNOWN"})
    void aCallEndsInItsTimeWhateverTheServiceDoes(String silent, Outcome outcome) throws Exception {
        try (SilentServer server = new SilentServer(silent)) {
            DynProvider provider =
                    server.provider().timeout(Duration.ofSeconds(2)).build();

            FutureTask<DnsProviderException> call = new FutureTask<>(() -> FakeDyn.failure(provider, CHANGE));
            daemon(call);

            assertThat(call.get(provider.traits().slowestCall().toSeconds(), TimeUnit.SECONDS)
                            .outcome())
                    .isEqualTo(outcome);
        }
    }

    @Test
    void callsFromManyThreadsFollowOneAnotherInOneSession() throws Exception {
        try (FakeDyn fake = new FakeDyn(server -> server, builder -> builder.timeout(Duration.ofMinutes(30)))) {
            List<Callable<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                boolean writes = i % 2 == 0;
                calls.add(() -> {
                    for (int turn = 0; turn < 10; turn++) {
                        if (writes) {
                            fake.provider.apply(CHANGE.urgency(turn % 2 == 0 ? Urgency.FAILOVER : Urgency.REPAIR));
                            fake.provider.apply(RecordChange.of(NEW, OLD));
                        } else {
                            fake.read();
                            fake.provider.propagated("serial=1,task=");
                        }
                    }
                    return true;
                });
            }

            assertThat(together(calls)).hasSize(8).containsOnly(true);
            assertThat(fake.dyn.mostAtOnce()).isEqualTo(1);
            assertThat(fake.dyn.mostSessions()).isEqualTo(1);
            assertThat(fake.dyn.logins()).isEqualTo(1);
            assertThat(fake.dyn.busiestSecond()).isLessThanOrEqualTo(4);
            assertThat(fake.zone.get(A)).isIn(OLD, NEW);
        }
    }

    private static <T> List<T> together(List<Callable<T>> calls) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(calls.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(calls)) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void aLookAtAPublishDoesNotWaitForACall() throws Exception {
        try (SilentServer server = new SilentServer("GET /REST/ARecord/")) {
            DynProvider provider = server.provider().build();
            Thread reader = daemon(new FutureTask<>(() -> provider.read(List.of(A))));
            server.reached.await();

            assertThat(provider.propagated("serial=1,task=")).isFalse();
            reader.interrupt();
        }
    }

    @Test
    void anInterruptEndsACallThatWaitsForItsTurn() throws Exception {
        try (SilentServer server = new SilentServer("GET /REST/ARecord/")) {
            DynProvider provider = server.provider().build();
            Thread first = daemon(new FutureTask<>(() -> provider.read(List.of(A))));
            server.reached.await();

            Thread.currentThread().interrupt();
            DnsProviderException interrupted =
                    catchThrowableOfType(DnsProviderException.class, () -> provider.read(List.of(A)));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(interrupted).hasMessage("interrupted");
            first.interrupt();
        }
    }

    @Test
    void aClientThatWasHandedInStaysOpen() throws Exception {
        OkHttpClient client = new OkHttpClient();
        try (FakeDyn fake = new FakeDyn(server -> server, builder -> builder.client(client))) {
            fake.read();
            fake.provider.close();

            assertThat(client.dispatcher().executorService().isShutdown()).isFalse();
            try (DynProvider other = fake.builder().client(client).build()) {
                assertThat(other.read(List.of(A))).containsExactly(OLD);
            }
        } finally {
            client.dispatcher().executorService().shutdown();
            client.connectionPool().evictAll();
        }
    }

    @Test
    void closingTwiceIsClosing() throws Exception {
        try (FakeDyn fake = new FakeDyn()) {
            fake.provider.apply(CHANGE);
            fake.provider.close();
            fake.provider.close();

            assertThat(fake.dyn.sessions()).isZero();
            assertThat(fake.failure().outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(fake.zone.get(A)).isEqualTo(NEW);
        }
    }

    @Test
    void aChangeIsAppliedInRealTime() throws Exception {
        try (FakeDyn fake = new FakeDyn(
                server -> server.clock(InstantSource.system()), builder -> builder.ticker(Ticker.system()))) {
            assertThat(fake.provider.apply(CHANGE)).isInstanceOf(WriteResult.Applied.class);
            assertThat(fake.dyn.refusedByRate()).isZero();
        }
    }

    private static Thread daemon(FutureTask<?> task) {
        Thread thread = new Thread(task, "call");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
