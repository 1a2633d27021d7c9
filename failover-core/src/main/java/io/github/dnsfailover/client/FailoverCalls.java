package io.github.dnsfailover.client;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.MoveReaction;
import io.github.dnsfailover.client.Departure.Limits;
import io.github.dnsfailover.runtime.EngineRuntime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import okhttp3.Call;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/**
 * Calls of an application's {@link OkHttpClient} that leave a place when an engine's pool does.
 *
 * <pre>{@code
 * try (FailoverCalls calls = FailoverCalls.over(engine, client).build()) {
 *     Response response = calls.newCall(request).execute();
 *     ...
 * }
 * }</pre>
 *
 * <p>By itself, OkHttp asks DNS for new connections only, and a busy client needs none: it goes on at the old place.
 * With this, after a change of what a pool publishes:
 *
 * <ul>
 *   <li>New calls to its names use none of the connections that there are, idle or busy, HTTP/1.1 or HTTP/2; idle ones
 *       are closed. After a failback, an operator's move or any other change while the old place is good, they change
 *       over little by little ({@link Builder#spread}), as long as no call fails at the old place.
 *   <li>After a failover, or a move to a last resort, calls at the old place that are silent end ({@link
 *       Builder#quiet}); those on whose connection bytes move go on. A connection that is being made is silent.
 *   <li>After other changes calls at the old place end when they have had time ({@link Builder#patience}).
 *   <li>WebSockets and event streams ({@code text/event-stream}) are {@link Builder#notice told} at once. They end in
 *       the same way, and after a failover when they have had time, silent or not: a WebSocket is closed with code 1001
 *       first, and a stream ends as if its server had ended it.
 * </ul>
 *
 * <p>A call that is ended like this fails as on a broken connection, with a {@link java.net.SocketException} whose
 * text says why. <b>No call is sent again</b>, neither here nor by OkHttp: only the application knows whether that is
 * safe.
 *
 * <p>A connection's place is left once its address is no longer published. So calls at an address that both have go on,
 * and a call whose connection is made to the old one while the move happens is treated as those that were there.
 * Redirects count by where they lead. As long as the engine's knowledge is not confirmed ({@link
 * FailoverEngine#published}), OkHttp does what it does by itself, with the client's own DNS.
 *
 * <p>The client's interceptors, event listeners, dispatcher, connection pool, cache and TLS stay in use, and nothing
 * here closes them: {@link #close} ends the following, and open calls go on. One client is derived from it, once.
 *
 * <p>What this does not do: it sends nothing again; it leaves calls through a proxy alone, and URLs with an address for
 * a host; it knows nothing of HTTP/3, nor of an interceptor that sets another {@code Dns}, socket factory or connection
 * pool for a call. Names of different pools share no connection of HTTP/2, nor does a pool with other hosts or with
 * calls of the client itself. A call that another host redirects to a pool's name does not wait for its share in the
 * spread. {@link FailureReporter} does not report calls that were ended like this.
 *
 * <p>Thread-safe. Choosing where a call goes blocks nothing and takes less than a microsecond.
 */
public final class FailoverCalls implements Call.Factory, WebSocket.Factory, AutoCloseable {

    private final OkHttpClient client;
    private final CallSweep sweep;
    private final List<EngineRuntime.Cancellable> reactions = new ArrayList<>();

    private FailoverCalls(Builder builder, FailoverDns dns) {
        EngineView engine = builder.engine;
        EngineRuntime runtime = engine.runtime();
        Departure departure = new Departure(builder.limits());
        CallGroups groups = new CallGroups(engine, dns, departure);
        WatchedSockets sockets = new WatchedSockets(builder.client.socketFactory(), runtime::nanoTime);
        CallsInFlight calls = new CallsInFlight(groups, sockets, runtime::nanoTime);
        OkHttpClient.Builder derived = builder.client.newBuilder().dns(dns).socketFactory(sockets);
        derived.interceptors().add(0, new Following(groups, calls));
        this.client = derived.build();
        this.sweep = new CallSweep(runtime, groups, calls, builder.notice);
        MoveReaction reaction = (now, stage) -> {
            groups.moved(now, runtime.nanoTime(), calls);
            sweep.begin();
        };
        for (EndpointPool pool : engine.pools()) {
            reactions.add(engine.onMove(pool.pool(), reaction));
        }
        groups.catchUp(runtime.nanoTime(), calls);
    }

    /** Starts the settings for calls of a client. The client itself is not changed. */
    public static Builder over(FailoverEngine engine, OkHttpClient client) {
        return over(EngineView.of(engine), client);
    }

    static Builder over(EngineView engine, OkHttpClient client) {
        return new Builder(engine, Objects.requireNonNull(client, "client"));
    }

    @Override
    public Call newCall(Request request) {
        return client.newCall(request);
    }

    /** Opens a WebSocket. Its request has one more tag than the one given. */
    @Override
    public WebSocket newWebSocket(Request request, WebSocketListener listener) {
        FollowedSocket followed = new FollowedSocket(listener);
        Request tagged =
                request.newBuilder().tag(FollowedSocket.class, followed).build();
        return client.newWebSocket(tagged, followed);
    }

    /**
     * The client whose calls these are, for software that wants an {@link OkHttpClient}; one that is derived from it
     * follows, too. WebSockets that it opens by itself are not closed with a close frame, they break off.
     */
    public OkHttpClient client() {
        return client;
    }

    /** Ends the following: calls that are open go on, and new ones go where they would have gone. */
    @Override
    public void close() {
        reactions.forEach(EngineRuntime.Cancellable::cancel);
        sweep.close();
    }

    /** Sees every call first, so that no interceptor of the application takes our end of a call for anything else. */
    private record Following(CallGroups groups, CallsInFlight calls) implements Interceptor {

        @Override
        public Response intercept(Chain chain) throws IOException {
            Request request = chain.request();
            Cohort cohort = groups.of(request.url().host()).choose(calls.nanoTime(), calls);
            FollowedCall call = new FollowedCall(chain.call(), cohort, calls, request);
            calls.begins(call);
            chain.call().addEventListener(call);
            try {
                return call.answered(chain.withDns(cohort).proceed(request));
            } catch (IOException e) {
                throw call.explained(e);
            }
        }
    }

    /** Builds {@link FailoverCalls}; confined to one thread. */
    public static final class Builder {

        private static final Duration LONGEST = Duration.ofHours(24); // catches a mistaken unit

        private final EngineView engine;
        private final OkHttpClient client;
        private Duration spread = Duration.ofSeconds(10);
        private Duration quiet = Duration.ofSeconds(2);
        private Duration patience = Duration.ofSeconds(30);
        private BiConsumer<Request, Duration> notice = (request, within) -> {};

        /** Null unless given. */
        private @Nullable FailoverDns dns;

        private Builder(EngineView engine, OkHttpClient client) {
            this.engine = engine;
            this.client = client;
        }

        /**
         * The time over which new calls change over to the new place when the old one is good, so that it is not
         * flooded with new connections. After a failover they go at once. Default 10 s; zero to {@link #patience}.
         */
        public Builder spread(Duration value) {
            spread = Objects.requireNonNull(value, "spread");
            return this;
        }

        /**
         * How long a call at a place that fails may be silent, no byte in either direction, before it ends; silence
         * from before the failover counts. The calls of a connection of HTTP/2 are silent together, and pings are
         * bytes: a client that sends them finds out by itself. Default 2 s; 100 ms to 24 h.
         */
        public Builder quiet(Duration value) {
            quiet = Objects.requireNonNull(value, "quiet");
            return this;
        }

        /** How long calls at a place that was left but is good may take, from then on. Default 30 s; zero to 24 h. */
        public Builder patience(Duration value) {
            patience = Objects.requireNonNull(value, "patience");
            return this;
        }

        /**
         * Is told of each WebSocket and event stream at a place that was left, once, with its request and the time that
         * it has at most. May block: it runs in the lane of reactions, each call of it by itself. What it throws is
         * logged. Default none.
         */
        public Builder notice(BiConsumer<Request, Duration> value) {
            notice = Objects.requireNonNull(value, "notice");
            return this;
        }

        /**
         * What the calls ask for addresses, for clients that see other ones than the public. Default one with the
         * client's own DNS for other names, or the client's own if that is a {@link FailoverDns}.
         */
        public Builder dns(FailoverDns value) {
            dns = Objects.requireNonNull(value, "dns");
            return this;
        }

        private Limits limits() {
            return new Limits(spread, quiet, patience);
        }

        /**
         * Makes it; from now on moves have an effect.
         *
         * @throws IllegalArgumentException if a time is out of range; the message names it
         */
        public FailoverCalls build() {
            within("spread", spread, Duration.ZERO);
            within("quiet", quiet, Duration.ofMillis(100));
            within("patience", patience, Duration.ZERO);
            if (spread.compareTo(patience) > 0) {
                throw new IllegalArgumentException("spread: " + spread + "; at most the patience of " + patience
                        + " is allowed, or calls that still go to the old place would end as they begin");
            }
            return new FailoverCalls(this, chosenDns());
        }

        private FailoverDns chosenDns() {
            if (dns != null) {
                return dns;
            }
            if (client.dns() instanceof FailoverDns own) {
                return own;
            }
            return FailoverDns.builder(engine).others(client.dns()).build();
        }

        private static void within(String name, Duration value, Duration least) {
            if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        name + ": " + value + "; " + least + " to " + LONGEST + " is allowed");
            }
        }
    }
}
