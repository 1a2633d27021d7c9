package io.github.dnsfailover.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import io.github.dnsfailover.runtime.EngineRuntime.Lane;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two places on loopback with one port, so that a move is a change of address, as in life. */
class FailoverCallsTest {

    private static final int ROUNDS = 200;

    private static final String OLD = "127.0.0.1";
    private static final String NEW = "127.0.0.2";
    private static final String THIRD = "127.0.0.3";

    private final List<AutoCloseable> open = new ArrayList<>();
    private final StagedView view = new StagedView(
            StagedView.pool(
                    "www",
                    List.of("www.example.com"),
                    Endpoint.primary("old", OLD),
                    Endpoint.backup("new", NEW),
                    Endpoint.backup("third", THIRD)),
            StagedView.pool(
                    "api", List.of("api.example.com"), Endpoint.primary("old", OLD), Endpoint.backup("new", NEW)),
            StagedView.pool("pair", List.of("pair.example.com"), Endpoint.primary("pair", OLD, NEW)),
            StagedView.pool(
                    "named",
                    List.of("named.example.com"),
                    Endpoint.primaryCname("old", "old.example.net"),
                    Endpoint.backupCname("new", "new.example.net")),
            StagedView.pool(
                    "public",
                    List.of("public.example.com"),
                    Endpoint.primary("old", "192.0.2.22"),
                    Endpoint.backup("new", "198.51.100.109")));

    private OkHttpClient client = new OkHttpClient();
    private Site old;
    private Site young;

    @BeforeEach
    void start() throws IOException {
        serve(Protocol.HTTP_1_1);
        view.publish("www", "old");
        view.publish("api", "old");
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        client.connectionPool().evictAll();
        client.dispatcher().executorService().shutdown();
    }

    private void serve(Protocol protocol) throws IOException {
        closeServers();
        old = keep(new Site("old", OLD, 0, protocol));
        young = keep(new Site("new", NEW, old.port(), protocol));
        client = client.newBuilder().protocols(List.of(protocol)).build();
    }

    private void closeServers() {
        if (old != null) {
            old.close();
            young.close();
        }
    }

    private <T extends AutoCloseable> T keep(T each) {
        open.add(0, each);
        return each;
    }

    private FailoverCalls.Builder builder() {
        return FailoverCalls.over(view, client);
    }

    private FailoverCalls calls() {
        return keep(builder().build());
    }

    private Request request(String path) {
        return request("www.example.com", path);
    }

    private Request request(String host, String path) {
        return new Request.Builder()
                .url("http://" + host + ":" + old.port() + path)
                .build();
    }

    private String get(Call.Factory calls) throws IOException {
        return get(calls, "/name");
    }

    private String get(Call.Factory calls, String path) throws IOException {
        return read(calls.newCall(request(path)));
    }

    private static String read(Call call) throws IOException {
        try (Response response = call.execute()) {
            return response.body().string();
        }
    }

    /** The answer's body, or the failure, in a while. */
    private CompletableFuture<String> enqueue(Call call) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        call.enqueue(new Callback() {
            @Override
            public void onFailure(Call same, IOException failure) {
                answer.completeExceptionally(failure);
            }

            @Override
            public void onResponse(Call same, Response response) {
                try (response) {
                    answer.complete(response.body().string());
                } catch (IOException e) {
                    answer.completeExceptionally(e);
                }
            }
        });
        return answer;
    }

    /**
     * Why a call failed. A thread that wrote may say so only once the server has read it and virtual time has gone on,
     * so that time goes on here until the call has failed.
     */
    private Throwable failure(CompletableFuture<String> answer) throws Exception {
        for (int i = 0; i < ROUNDS; i++) {
            try {
                throw new AssertionError("it was answered: " + answer.get(50, TimeUnit.MILLISECONDS));
            } catch (ExecutionException e) {
                return e.getCause();
            } catch (TimeoutException e) {
                view.runtime.advance(Duration.ofMillis(250));
            }
        }
        throw new AssertionError("it has not ended");
    }

    private static String answer(CompletableFuture<String> answer) throws Exception {
        return answer.get(10, TimeUnit.SECONDS);
    }

    private static List<InetAddress> at(String address) throws UnknownHostException {
        return List.of(InetAddress.getAllByName(address));
    }

    private void pass(int seconds) {
        view.runtime.advance(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "H2_PRIOR_KNOWLEDGE"})
    void busyClientLeavesWithTheMoveWherePlainOkHttpStays(Protocol protocol) throws Exception {
        serve(protocol);
        OkHttpClient plain =
                client.newBuilder().dns(FailoverDns.builder(view).build()).build();
        FailoverCalls calls = calls();
        get(plain);
        get(calls);

        view.move("www", Cause.FAILOVER, "new");

        assertThat(get(plain)).isEqualTo("old");
        assertThat(get(calls)).isEqualTo("new");
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "H2_PRIOR_KNOWLEDGE"})
    void newCallsLeaveThoughTheOldConnectionIsBusy(Protocol protocol) throws Exception {
        serve(protocol);
        FailoverCalls calls = calls();
        Response busy = keep(calls.newCall(request("/drip")).execute());
        busy.body().source().readUtf8(3);

        view.move("www", Cause.FAILOVER, "new");

        assertThat(get(calls)).isEqualTo("new");
        old.drip("more");
        assertThat(busy.body().source().readUtf8(4)).isEqualTo("more");
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "H2_PRIOR_KNOWLEDGE"})
    void silentCallEndsAfterAFailoverAsOnABrokenConnection(Protocol protocol) throws Exception {
        serve(protocol);
        FailoverCalls calls = calls();
        CompletableFuture<String> hung = enqueue(calls.newCall(request("/hang")));
        old.arrival();

        view.move("www", Cause.FAILOVER, "new");
        view.runtime.advance(Duration.ofMillis(1_900));
        boolean early = hung.isDone();
        view.runtime.advance(Duration.ofMillis(400));

        assertThat(early).isFalse();
        assertThat(failure(hung))
                .isExactlyInstanceOf(SocketException.class)
                .hasMessage("www.example.com has moved away from 127.0.0.1, and the call there was silent for 2 s");
        assertThat(young.requests()).isZero();
        assertThat(old.requests()).isOne();
    }

    @Test
    void allSilentCallsOfAConnectionEndTogether() throws Exception {
        serve(Protocol.H2_PRIOR_KNOWLEDGE);
        client.dispatcher().setMaxRequestsPerHost(64);
        FailoverCalls calls = calls();
        get(calls);
        List<CompletableFuture<String>> hung = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            hung.add(enqueue(calls.newCall(request("/hang"))));
            old.arrival();
        }

        view.move("www", Cause.FAILOVER, "new");
        pass(3);

        for (CompletableFuture<String> each : hung) {
            assertThat(failure(each)).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void silenceFromBeforeTheFailoverCounts() throws Exception {
        FailoverCalls calls = calls();
        CompletableFuture<String> hung = enqueue(calls.newCall(request("/hang")));
        old.arrival();
        pass(5);

        view.move("www", Cause.FAILOVER, "new");

        assertThat(failure(hung)).isInstanceOf(SocketException.class);
    }

    @Test
    void silentCallEndsAfterAMoveToALastResort() throws Exception {
        FailoverCalls calls = calls();
        CompletableFuture<String> hung = enqueue(calls.newCall(request("/hang")));
        old.arrival();

        view.move("www", Cause.LAST_RESORT, "new");
        pass(3);

        assertThat(failure(hung)).isInstanceOf(SocketException.class);
    }

    @Test
    void bodyThatBreaksOffSaysWhy() throws Exception {
        FailoverCalls calls = calls();
        Response response = keep(calls.newCall(request("/drip")).execute());
        response.body().source().readUtf8(3);

        view.move("www", Cause.FAILOVER, "new");
        pass(3);

        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> response.body().source().readUtf8(1))
                .withMessageContaining("has moved away from 127.0.0.1");
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "H2_PRIOR_KNOWLEDGE"})
    void callThatMovesBytesGoesOnAfterAFailover(Protocol protocol) throws Exception {
        serve(protocol);
        FailoverCalls calls = calls();
        Response moving = keep(calls.newCall(request("/drip")).execute());
        moving.body().source().readUtf8(3);
        view.move("www", Cause.FAILOVER, "new");

        for (int i = 0; i < 40; i++) {
            pass(1);
            old.drip("x");
            moving.body().source().readUtf8(1);
        }
        pass(3);

        assertThatExceptionOfType(SocketException.class)
                .isThrownBy(() -> moving.body().source().readUtf8(1));
    }

    @Test
    void hungCallsGiveTheDispatchersSlotsToThoseThatWait() throws Exception {
        FailoverCalls calls = calls();
        List<CompletableFuture<String>> hung = new ArrayList<>();
        for (int i = 0; i < client.dispatcher().getMaxRequestsPerHost(); i++) {
            hung.add(enqueue(calls.newCall(request("/hang"))));
            old.arrival();
        }
        CompletableFuture<String> waiting = enqueue(calls.newCall(request("/name")));
        int queued = client.dispatcher().queuedCallsCount();

        view.move("www", Cause.FAILOVER, "new");
        pass(3);

        assertThat(queued).isOne();
        assertThat(answer(waiting)).isEqualTo("new");
        for (CompletableFuture<String> each : hung) {
            assertThat(failure(each)).isInstanceOf(SocketException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILBACK", "OPERATOR", "ADOPTION", "CONFIGURATION"})
    void silentCallHasTimeAfterAPeacefulMove(Cause cause) throws Exception {
        FailoverCalls calls = calls();
        CompletableFuture<String> slow = enqueue(calls.newCall(request("/hang")));
        old.arrival();

        view.move("www", cause, "new");
        pass(29);
        boolean early = slow.isDone();
        pass(2);

        assertThat(early).isFalse();
        assertThat(failure(slow))
                .isExactlyInstanceOf(SocketException.class)
                .hasMessage(
                        "www.example.com has moved away from 127.0.0.1, and the call there did not end within 30 s");
    }

    @Test
    void moveOfUnknownCauseIsPeaceful() throws Exception {
        FailoverCalls calls = calls();
        CompletableFuture<String> slow = enqueue(calls.newCall(request("/hang")));
        old.arrival();

        view.moveOfSomebody("www", "new");
        pass(20);

        assertThat(slow).isNotDone();
    }

    @Test
    void callsChangeOverLittleByLittleAfterAFailback() throws Exception {
        FailoverCalls calls = calls();
        List<Integer> shares = new ArrayList<>();
        get(calls);

        view.move("www", Cause.FAILBACK, "new");
        for (int second = 0; second < 10; second++) {
            shares.add(newOnes(calls, 20));
            pass(1);
        }
        shares.add(newOnes(calls, 20));

        assertThat(shares).isSorted().startsWith(0).endsWith(20);
        for (int second = 0; second <= 10; second++) {
            assertThat(shares.get(second))
                    .as("at second %d of %s", second, shares)
                    .isBetween(2 * second - 2, 2 * second + 2);
        }
    }

    private int newOnes(FailoverCalls calls, int count) throws IOException {
        int found = 0;
        for (int i = 0; i < count; i++) {
            found += get(calls).equals("new") ? 1 : 0;
        }
        return found;
    }

    @Test
    void noCallWaitsForItsShareAfterAFailover() throws Exception {
        FailoverCalls calls = calls();
        get(calls);

        view.move("www", Cause.FAILOVER, "new");

        assertThat(newOnes(calls, 20)).isEqualTo(20);
    }

    @Test
    void allCallsGoToTheNewPlaceOnceOneFailsAtTheOld() throws Exception {
        FailoverCalls calls = calls();
        get(calls);
        view.move("www", Cause.FAILBACK, "new");
        assertThat(get(calls)).isEqualTo("old");

        old.close();
        newOnes(calls, 3);

        assertThat(newOnes(calls, 20)).isEqualTo(20);
    }

    @Test
    void allCallsGoToTheNewPlaceIfNoneIsConnectedToTheOld() throws Exception {
        FailoverCalls calls = calls();

        view.move("www", Cause.FAILBACK, "new");

        assertThat(newOnes(calls, 10)).isEqualTo(10);
    }

    @Test
    void idleConnectionsToTheOldPlaceAreClosed() throws Exception {
        List<Socket> sockets = sockets();
        FailoverCalls calls = calls();
        get(calls);

        view.move("www", Cause.FAILOVER, "new");

        assertThat(sockets).hasSize(1).allMatch(Socket::isClosed);
    }

    @Test
    void connectionIsClosedAsItsLastCallEnds() throws Exception {
        List<Socket> sockets = sockets();
        FailoverCalls calls = calls();
        Response busy = calls.newCall(request("/drip")).execute();
        view.move("www", Cause.FAILOVER, "new");
        boolean early = sockets.get(0).isClosed();

        busy.close();

        assertThat(early).isFalse();
        assertThat(sockets.get(0).isClosed()).isTrue();
    }

    /** Sockets that the client's own factory makes from now on. */
    private List<Socket> sockets() {
        List<Socket> made = new CopyOnWriteArrayList<>();
        client = client.newBuilder().socketFactory(new PlainSockets(made)).build();
        return made;
    }

    @Test
    void moveBackWithinTheSpreadFindsTheOldConnections() throws Exception {
        List<Socket> sockets = sockets();
        FailoverCalls calls = calls();
        get(calls);
        view.move("www", Cause.OPERATOR, "new");
        pass(5);
        newOnes(calls, 4);
        int made = sockets.size();

        view.move("www", Cause.FAILOVER, "old");

        assertThat(newOnes(calls, 10)).isZero();
        assertThat(sockets).hasSize(made);
    }

    @Test
    void callsAtAPlaceThatIsPublishedAgainGoOn() throws Exception {
        FailoverCalls calls = calls();
        CompletableFuture<String> slow = enqueue(calls.newCall(request("/hang")));
        old.arrival();
        view.move("www", Cause.OPERATOR, "new");
        pass(20);

        view.move("www", Cause.OPERATOR, "old");
        pass(60);

        assertThat(slow).isNotDone();
    }

    @Test
    void severalMovesInARowLeaveEachCallItsOwnTime() throws Exception {
        Site third = keep(new Site("third", THIRD, old.port(), Protocol.HTTP_1_1));
        FailoverCalls calls = keep(builder().spread(Duration.ZERO).build());
        CompletableFuture<String> first = enqueue(calls.newCall(request("/hang")));
        old.arrival();
        view.move("www", Cause.OPERATOR, "new");
        CompletableFuture<String> second = enqueue(calls.newCall(request("/hang")));
        young.arrival();
        pass(10);

        view.move("www", Cause.FAILOVER, "third");
        pass(3);

        assertThat(failure(second)).hasMessageContaining("127.0.0.2").hasMessageContaining("silent for 2 s");
        assertThat(first).isNotDone();
        assertThat(get(calls)).isEqualTo("third");
        pass(18);
        assertThat(failure(first)).hasMessageContaining("127.0.0.1").hasMessageContaining("within 30 s");
        assertThat(third.requests()).isOne();
    }

    @Test
    void nothingHappensWhileNothingIsConfirmed() throws Exception {
        client = client.newBuilder().dns(host -> at(OLD)).build();
        FailoverCalls calls = calls();
        CompletableFuture<String> hung = enqueue(calls.newCall(request("/hang")));
        old.arrival();
        view.move("www", Cause.FAILOVER, "new");
        pass(1);

        view.forget("www");
        pass(60);
        boolean early = hung.isDone();
        String meanwhile = get(calls);
        view.publish("www", "new");
        pass(1);

        assertThat(early).isFalse();
        assertThat(meanwhile).isEqualTo("old");
        assertThat(failure(hung)).isInstanceOf(SocketException.class);
    }

    /** A process that starts amid a failover, while caches give the old place: what is known first is no move. */
    @ParameterizedTest
    @EnumSource(names = {"HTTP_1_1", "H2_PRIOR_KNOWLEDGE"})
    void connectionsFromBeforeAnythingWasKnownAreLeft(Protocol protocol) throws Exception {
        serve(protocol);
        view.forget("www");
        client = client.newBuilder().dns(host -> at(OLD)).build();
        FailoverCalls calls = calls();
        String before = get(calls);

        view.publish("www", "new");

        assertThat(before).isEqualTo("old");
        assertThat(get(calls)).isEqualTo("new");
    }

    @Test
    void oneThatLearnsLateWhatIsPublishedLeavesAtTheFirstMove() throws Exception {
        view.forget("www");
        client = client.newBuilder().dns(host -> at(OLD)).build();
        FailoverCalls calls = calls();
        get(calls);

        view.move("www", Cause.FAILOVER, "new");

        assertThat(get(calls)).isEqualTo("new");
    }

    @Test
    void changeThatClientsDoNotSeeIsNone() throws Exception {
        List<Socket> sockets = sockets();
        FailoverCalls calls = calls();
        get(calls);

        view.move("www", Cause.REPAIR, "old");
        get(calls);

        assertThat(sockets).hasSize(1);
    }

    @Test
    void redirectFromElsewhereLeavesWithThePoolItLeadsTo() throws Exception {
        Site elsewhere = keep(new Site("elsewhere", "127.0.0.9", old.port(), Protocol.HTTP_1_1));
        client = client.newBuilder().dns(host -> at("127.0.0.9")).build();
        FailoverCalls calls = calls();
        String path = "/to?" + request("/name").url();
        String before = read(calls.newCall(request("elsewhere.example.org", path)));

        view.move("www", Cause.FAILOVER, "new");
        String after = read(calls.newCall(request("elsewhere.example.org", path)));

        assertThat(List.of(before, after)).containsExactly("old", "new");
        assertThat(elsewhere.requests()).isEqualTo(2);
    }

    @Test
    void redirectedCallEndsWithThePoolThatItIsAt() throws Exception {
        FailoverCalls calls = calls();
        String path = "/to?" + request("api.example.com", "/hang").url();
        CompletableFuture<String> hung = enqueue(calls.newCall(request(path)));
        assertThat(old.arrival()).startsWith("/to");
        assertThat(old.arrival()).isEqualTo("/hang");

        view.move("www", Cause.FAILOVER, "new");
        pass(5);
        boolean early = hung.isDone();
        view.move("api", Cause.FAILOVER, "new");
        pass(1);

        assertThat(early).isFalse();
        assertThat(failure(hung)).hasMessageContaining("api.example.com has moved");
    }

    @Test
    void otherPoolsAndHostsKeepTheirConnections() throws Exception {
        List<Socket> sockets = sockets();
        FailoverCalls calls = calls();
        read(calls.newCall(request("api.example.com", "/name")));
        read(calls.newCall(request(OLD, "/name")));

        view.move("www", Cause.FAILOVER, "new");
        pass(60);
        read(calls.newCall(request("api.example.com", "/name")));
        read(calls.newCall(request(OLD, "/name")));

        assertThat(sockets).hasSize(2).noneMatch(Socket::isClosed);
    }

    @Test
    void urlWithAnAddressIsLeftAlone() throws Exception {
        FailoverCalls calls = calls();
        CompletableFuture<String> pinned = enqueue(calls.newCall(request(OLD, "/hang")));
        old.arrival();

        view.move("www", Cause.FAILOVER, "new");
        pass(60);

        assertThat(pinned).isNotDone();
    }

    @Test
    void callsThroughAProxyAreLeftAlone() throws Exception {
        client = client.newBuilder()
                .proxy(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(at(OLD).get(0), old.port())))
                .build();
        List<Socket> sockets = sockets();
        FailoverCalls calls = calls();
        get(calls);
        CompletableFuture<String> hung = enqueue(calls.newCall(request("/hang")));
        old.arrival();

        view.move("www", Cause.FAILOVER, "new");
        pass(60);

        assertThat(hung).isNotDone();
        assertThat(sockets).noneMatch(Socket::isClosed);
    }

    @Test
    void connectionBeingMadeWhileTheMoveHappensIsJudgedByItsAddress() throws Exception {
        CompletableFuture<Void> go = new CompletableFuture<>();
        CompletableFuture<Void> looking = new CompletableFuture<>();
        client = client.newBuilder()
                .eventListener(new EventListener() {
                    @Override
                    public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
                        looking.complete(null);
                        go.join();
                    }
                })
                .build();
        FailoverCalls calls = calls();
        CompletableFuture<String> hung = enqueue(calls.newCall(request("/hang")));
        looking.get(10, TimeUnit.SECONDS);

        view.move("www", Cause.FAILOVER, "new");
        pass(1);
        go.complete(null);
        old.arrival();
        pass(3);

        assertThat(failure(hung)).hasMessageContaining("127.0.0.1");
        assertThat(young.requests()).isZero();
    }

    @Test
    void failureThatIsNotOursKeepsItsWords() throws Exception {
        FailoverCalls calls = calls();
        Call call = calls.newCall(request("/hang"));
        CompletableFuture<String> cancelled = enqueue(call);
        old.arrival();

        call.cancel();
        view.move("www", Cause.FAILOVER, "new");
        pass(3);

        assertThat(failure(cancelled)).hasMessageNotContaining("moved");
    }

    @Test
    void interceptorThatTriesAgainSendsNothingAgain() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        client = client.newBuilder()
                .addInterceptor(chain -> {
                    try {
                        tries.incrementAndGet();
                        return chain.proceed(chain.request());
                    } catch (IOException e) {
                        tries.incrementAndGet();
                        return chain.proceed(chain.request());
                    }
                })
                .build();
        FailoverCalls calls = calls();
        CompletableFuture<String> hung = enqueue(calls.newCall(request("/hang")));
        old.arrival();

        view.move("www", Cause.FAILOVER, "new");
        pass(3);

        assertThat(failure(hung)).isInstanceOf(SocketException.class).hasMessageContaining("has moved");
        assertThat(tries).hasValue(2);
        assertThat(old.requests() + young.requests()).isOne();
    }

    @Test
    void whatTheApplicationSetOnItsClientStays() throws Exception {
        List<String> events = new CopyOnWriteArrayList<>();
        client = client.newBuilder()
                .eventListenerFactory(call -> new EventListener() {
                    @Override
                    public void callStart(Call same) {
                        events.add("start");
                    }

                    @Override
                    public void callEnd(Call same) {
                        events.add("end");
                    }
                })
                .addInterceptor(chain -> {
                    events.add("interceptor");
                    return chain.proceed(chain.request());
                })
                .build();
        FailoverCalls calls = calls();

        get(calls);

        assertThat(events).containsExactly("start", "interceptor", "end");
        assertThat(calls.client().connectionPool()).isSameAs(client.connectionPool());
        assertThat(calls.client().dispatcher()).isSameAs(client.dispatcher());
        assertThat(client.interceptors()).hasSize(1);
    }

    @Test
    void webSocketIsToldAndClosedPolitely() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        FailoverCalls calls = keep(builder()
                .notice((request, within) -> told.add(request.url().encodedPath() + " " + within))
                .build());
        Heard heard = new Heard();
        calls.newWebSocket(request("/socket"), heard);
        heard.next("open");

        view.move("www", Cause.OPERATOR, "new");
        pass(29);
        boolean early = !heard.words.isEmpty();
        pass(2);

        assertThat(told).containsExactly("/socket PT30S");
        assertThat(early).isFalse();
        heard.next("closing 1001 the service has moved");
        heard.next("closed 1001 the service has moved");
    }

    @Test
    void webSocketThatHearsNoGoodbyeBreaksOff() throws Exception {
        FailoverCalls calls = calls();
        Heard heard = new Heard();
        calls.newWebSocket(request("/deaf"), heard);
        heard.next("open");
        pass(5);

        view.move("www", Cause.FAILOVER, "new");
        pass(5);

        heard.next("failure java.net.SocketException: www.example.com has moved away from 127.0.0.1, and the call there"
                + " was silent for 2 s");
    }

    @Test
    void webSocketThatTalksAfterAFailoverIsClosedInTime() throws Exception {
        FailoverCalls calls = calls();
        Heard heard = new Heard();
        WebSocket socket = calls.newWebSocket(request("/socket"), heard);
        heard.next("open");
        view.move("www", Cause.FAILOVER, "new");

        for (int i = 0; i < 30; i++) {
            socket.send("hello");
            heard.next("message hello");
            pass(1);
        }
        pass(1);

        heard.next("closing 1001 the service has moved");
    }

    @Test
    void eventStreamIsToldAndEndsAsIfItsServerEndedIt() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        FailoverCalls calls = keep(builder()
                .notice((request, within) -> told.add(request.url().encodedPath() + " " + within))
                .build());
        Response stream = keep(calls.newCall(request("/events")).execute());
        stream.body().source().readUtf8(3);

        view.move("www", Cause.FAILBACK, "new");
        pass(31);

        assertThat(stream.body().source().exhausted()).isTrue();
        assertThat(told).containsExactly("/events PT30S");
    }

    @Test
    void noticeThatThrowsKeepsNothingFromEnding() throws Exception {
        FailoverCalls calls = keep(builder()
                .notice((request, within) -> {
                    throw new IllegalStateException("notice");
                })
                .build());
        Heard heard = new Heard();
        calls.newWebSocket(request("/socket"), heard);
        heard.next("open");

        view.move("www", Cause.OPERATOR, "new");
        pass(31);

        heard.next("closing 1001 the service has moved");
    }

    @Test
    void closeTakesTheReactionsOutAndLetsCallsGoOn() throws Exception {
        FailoverCalls calls = builder().build();
        CompletableFuture<String> slow = enqueue(calls.newCall(request("/hang")));
        old.arrival();
        view.move("www", Cause.OPERATOR, "new");

        calls.close();
        pass(60);

        assertThat(view.reactions()).isZero();
        assertThat(slow).isNotDone();
        assertThat(view.runtime.advanceUntil(() -> false, Duration.ofHours(1))).isFalse();
    }

    @Test
    void refusesTimesThatMakeNoSense() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().spread(Duration.ofSeconds(-1)).build())
                .withMessage("spread: PT-1S; PT0S to PT24H is allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().quiet(Duration.ofMillis(99)).build())
                .withMessage("quiet: PT0.099S; PT0.1S to PT24H is allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().patience(Duration.ofDays(2)).build())
                .withMessage("patience: PT48H; PT0S to PT24H is allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().patience(Duration.ofSeconds(5)).build())
                .withMessageStartingWith("spread: PT10S; at most the patience of PT5S is allowed");
    }

    @Test
    void moveOfAddressesAloneIsFollowedInPeace() throws Exception {
        FailoverCalls calls = keep(builder().spread(Duration.ZERO).build());
        view.publish("pair", "pair");
        CompletableFuture<String> slow = enqueue(calls.newCall(request("pair.example.com", "/hang")));
        old.arrival();

        view.withdraw(OLD);
        view.move("pair", Cause.FAMILY, "pair");
        CompletableFuture<String> staying = enqueue(calls.newCall(request("pair.example.com", "/hang")));
        young.arrival();
        pass(20);
        boolean early = slow.isDone();
        pass(20);

        assertThat(early).isFalse();
        assertThat(failure(slow)).hasMessageContaining("pair.example.com has moved away from 127.0.0.1");
        assertThat(staying).isNotDone();
    }

    @Test
    void callsFollowACnameToAnotherTarget() throws Exception {
        client = client.newBuilder()
                .dns(host -> at(host.startsWith("old") ? OLD : NEW))
                .build();
        FailoverCalls calls = calls();
        view.publish("named", "old");
        CompletableFuture<String> hung = enqueue(calls.newCall(request("named.example.com", "/hang")));
        old.arrival();

        view.move("named", Cause.FAILOVER, "new");
        CompletableFuture<String> staying = enqueue(calls.newCall(request("named.example.com", "/hang")));
        young.arrival();
        pass(3);
        boolean ended = staying.isDone();
        view.move("named", Cause.REPAIR, "new");
        pass(60);

        assertThat(failure(hung)).hasMessageContaining("silent for 2 s");
        assertThat(ended).isFalse();
        assertThat(staying).isNotDone();
    }

    @Test
    void clientsInsideLeaveTheAddressesThatTheySee() throws Exception {
        FailoverDns inside = FailoverDns.builder(view)
                .clientAddressesIn("public", "old", OLD)
                .clientAddressesIn("public", "new", NEW)
                .build();
        FailoverCalls calls = keep(builder().dns(inside).build());
        view.publish("public", "old");
        CompletableFuture<String> hung = enqueue(calls.newCall(request("public.example.com", "/hang")));
        old.arrival();

        view.move("public", Cause.FAILOVER, "new");
        pass(3);

        assertThat(failure(hung)).hasMessageContaining("moved away from 127.0.0.1");
        assertThat(read(calls.newCall(request("public.example.com", "/name")))).isEqualTo("new");
    }

    @Test
    void callsAreEndedInTheLaneOfReactionsOnly() throws Exception {
        FailoverCalls calls = calls();
        CompletableFuture<String> hung = enqueue(calls.newCall(request("/hang")));
        old.arrival();
        view.runtime.fillLane(Lane.REACTIONS);
        view.move("www", Cause.FAILOVER, "new");

        pass(60);
        boolean early = hung.isDone();
        view.runtime.freeLane(Lane.REACTIONS);
        pass(1);

        assertThat(early).isFalse();
        assertThat(failure(hung)).isInstanceOf(SocketException.class);
    }

    @Test
    void callThatDoesNotLeaveYetFindsTheOldPlaceThoughItsConnectionIsBusy() throws Exception {
        FailoverCalls calls = calls();
        keep(calls.newCall(request("/drip")).execute());

        view.move("www", Cause.FAILBACK, "new");

        assertThat(get(calls)).isEqualTo("old");
        assertThat(young.requests()).isZero();
    }

    @Test
    void nobodyIsKeptAtTheOldPlaceWhileNothingIsConfirmed() throws Exception {
        client = client.newBuilder().dns(host -> at(NEW)).build();
        FailoverCalls calls = calls();
        get(calls);
        view.move("www", Cause.FAILBACK, "new");
        String before = get(calls);

        view.forget("www");

        assertThat(before).isEqualTo("old");
        assertThat(newOnes(calls, 10)).isEqualTo(10);
    }

    @Test
    void oldConnectionsAreClosedWhenTheSpreadIsOver() throws Exception {
        List<Socket> sockets = sockets();
        FailoverCalls calls = calls();
        get(calls);
        view.move("www", Cause.FAILBACK, "new");
        pass(9);
        boolean early = sockets.get(0).isClosed();

        pass(2);

        assertThat(early).isFalse();
        assertThat(sockets).hasSize(1).allMatch(Socket::isClosed);
    }

    @Test
    void timersEndWhenNothingIsLeftToDo() throws Exception {
        FailoverCalls calls = calls();
        get(calls);
        view.move("www", Cause.FAILBACK, "new");
        pass(31);
        AtomicInteger runs = new AtomicInteger();
        view.runtime.afterEach(runs::incrementAndGet);

        pass(600);

        assertThat(runs).hasValue(0);
    }

    /** What a WebSocket's listener hears. */
    private static final class Heard extends WebSocketListener {

        private final BlockingQueue<String> words = new LinkedBlockingQueue<>();

        void next(String wanted) throws InterruptedException {
            assertThat(words.poll(10, TimeUnit.SECONDS)).isEqualTo(wanted);
        }

        @Override
        public void onOpen(WebSocket webSocket, Response response) {
            words.add("open");
        }

        @Override
        public void onMessage(WebSocket webSocket, String text) {
            words.add("message " + text);
        }

        @Override
        public void onClosing(WebSocket webSocket, int code, String reason) {
            words.add("closing " + code + " " + reason);
        }

        @Override
        public void onClosed(WebSocket webSocket, int code, String reason) {
            words.add("closed " + code + " " + reason);
        }

        @Override
        public void onFailure(WebSocket webSocket, Throwable failure, Response response) {
            words.add("failure " + failure);
        }
    }
}
