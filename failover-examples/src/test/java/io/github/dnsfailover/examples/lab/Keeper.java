package io.github.dnsfailover.examples.lab;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.client.FailoverCalls;
import io.github.dnsfailover.leader.FollowingLeadership;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * A program: a client that keeps its connections, and follows the records by an engine of its own, which never leads
 * and hears of moves in the store. Prints a line of a {@link ClientLog} for each try.
 */
public final class Keeper {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final int TRIES_AT_A_TIME = 4;

    private Keeper() {}

    /** Arguments: the form, the DNS, and the folder of the lab. Goes on until it is killed. */
    public static void main(String[] args) throws IOException {
        LabEngine.Setting setting = LabEngine.Setting.of("client", args[0], args[1], "false", args[2]);
        StateStore store = LabEngine.store(Path.of(args[2]));
        FailoverEngine engine = FailoverEngine.builder()
                .pool(LabEngine.pool(setting))
                .leadership(FollowingLeadership.of(() -> false, store))
                .stateStore(store)
                .withoutLogging()
                .build();
        engine.start();
        OkHttpClient client = new OkHttpClient.Builder()
                .dns(host -> List.of(Shopper.resolve())) // while the engine does not know
                .addNetworkInterceptor(chain -> chain.proceed(chain.request())
                        .newBuilder()
                        .header("At", address(chain.connection()))
                        .build())
                .connectTimeout(LIMIT)
                .readTimeout(LIMIT)
                .build();
        FailoverCalls calls = FailoverCalls.over(engine, client).build();
        var tries = Executors.newFixedThreadPool(TRIES_AT_A_TIME);
        var unused = Executors.newScheduledThreadPool(1)
                .scheduleAtFixedRate(() -> tries.execute(() -> fetch(calls)), 0, 1, TimeUnit.SECONDS);
    }

    private static String address(okhttp3.Connection connection) {
        InetAddress address = connection == null ? null : connection.socket().getInetAddress();
        return address == null ? "" : address.getHostAddress();
    }

    private static void fetch(Call.Factory calls) {
        Instant begun = Instant.now();
        ClientLog.Fetch fetch;
        Request request =
                new Request.Builder().url("http://" + ZoneServers.HOST + "/").build();
        try (Response response = calls.newCall(request).execute()) {
            String place = ClientLog.placeIn(response.body().string());
            fetch = new ClientLog.Fetch(begun, response.header("At", ""), 0, place, place.isEmpty() ? "no page" : "");
        } catch (IOException e) {
            fetch = new ClientLog.Fetch(begun, "", 0, "", e.toString());
        }
        System.out.println(fetch.line());
        System.out.flush();
    }
}
