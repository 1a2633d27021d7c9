package io.github.dnsfailover.client;

import io.github.dnsfailover.client.Departure.Kind;
import io.github.dnsfailover.client.Standing.Left;
import java.io.IOException;
import java.lang.ref.Reference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicReference;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.EventListener;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One call and where it is. Its events come from the threads of the call; what was decided about it is confined to the
 * sweep, and read by nobody else.
 */
final class FollowedCall extends EventListener {

    private final Call call;
    private final Cohort cohort;
    private final CallsInFlight calls;
    private final Reference<FollowedCall> reference;

    /** Why it was ended by us; null unless it was. */
    private final AtomicReference<@Nullable String> ended = new AtomicReference<>();

    /** Null unless it is a WebSocket of ours. */
    private final @Nullable FollowedSocket webSocket;

    private volatile Kind kind;
    private volatile String host;

    /** The connection that it has; null while it has none. */
    private volatile @Nullable KnownConnection at;

    /** The address that a connection is being made to; null while none is, or one through a proxy. */
    private volatile @Nullable InetAddress connecting;

    /** When it came to where it is. */
    private volatile long sinceNanos;

    /** When its answer was handed to the application; null before. */
    private volatile @Nullable Long answeredNanos;

    /** How the place where it is was left; null while it is published. Of the sweep. */
    private @Nullable Left left;

    /** When it was told goodbye, and why; null before. Of the sweep. */
    private @Nullable Goodbye goodbye;

    /** When it was said, and why: the close frame moves bytes itself, so the reason is not to be seen later. */
    record Goodbye(long nanos, String reason) {}

    /** Whether the application was told. Of the sweep. */
    private boolean told;

    FollowedCall(Call call, Cohort cohort, CallsInFlight calls, Request request) {
        this.call = call;
        this.cohort = cohort;
        this.calls = calls;
        this.reference = calls.reference(this);
        this.host = request.url().host();
        this.webSocket = request.tag(FollowedSocket.class);
        this.kind = "websocket".equalsIgnoreCase(request.header("Upgrade")) ? Kind.WEB_SOCKET : Kind.PLAIN;
        if (webSocket != null) {
            webSocket.begins(this);
        }
    }

    /** What it is remembered by, as long as somebody else holds it. */
    Reference<FollowedCall> reference() {
        return reference;
    }

    Request request() {
        return call.request();
    }

    Kind kind() {
        return kind;
    }

    /** The host that it is for, after redirects. */
    String host() {
        return host;
    }

    Cohort cohort() {
        return cohort;
    }

    /** Where it is or tries to get to; null if it is nowhere, or at a proxy. */
    @Nullable
    InetAddress address() {
        KnownConnection known = at;
        if (known != null) {
            return known.isDirect() ? known.address() : null;
        }
        return connecting;
    }

    /** For how long no byte has moved, or the connection has been in the making. */
    long silentNanos(long nowNanos) {
        KnownConnection known = at;
        long since = sinceNanos;
        long last = known == null ? since : known.lastNanos(since);
        return nowNanos - (last - since > 0 ? last : since);
    }

    /** Whether OkHttp may still be handing over its answer: an end just then would be told in OkHttp's words. */
    boolean isBeingAnswered(long nowNanos, long momentNanos) {
        Long answered = answeredNanos;
        return answered != null && nowNanos - answered < momentNanos;
    }

    /** It is at a place that was left, by the first move that the sweep saw it at; what came later is not about it. */
    Left leaves(Left move) {
        Left first = left;
        if (first == null) {
            long came = sinceNanos;
            first = came - move.atNanos() > 0 ? new Left(move.manner(), came) : move;
            left = first;
        }
        return first;
    }

    /** It is where it should be. */
    void stays() {
        left = null;
    }

    /** Whether the application is to be told now, of calls that may last. */
    boolean isToBeTold() {
        boolean now = kind != Kind.PLAIN && !told;
        told |= now;
        return now;
    }

    /** Says goodbye, once; false if there is nobody to say it to, or too late. */
    boolean sayGoodbye(long nowNanos, String reason) {
        FollowedSocket socket = webSocket;
        if (goodbye == null && socket != null && socket.sayGoodbye()) {
            goodbye = new Goodbye(nowNanos, reason);
            return true;
        }
        return false;
    }

    /** What it was told; null if nothing was. */
    @Nullable
    Goodbye goodbye() {
        return goodbye;
    }

    /** Ends it as a broken connection would. One that the application has cancelled is its own affair. */
    void end(String reason) {
        if (!call.isCanceled() && ended.compareAndSet(null, reason)) {
            KnownConnection known = at;
            if (known != null) {
                known.endsCall();
            }
            call.cancel(); // OkHttp sends no cancelled call again
        }
    }

    /** What the application sees when the call fails: why, if we ended it. */
    IOException explained(IOException failure) {
        String reason = ended.get();
        if (reason == null) {
            return failure;
        }
        SocketException why = new SocketException(reason);
        why.initCause(failure);
        return why;
    }

    /** A stream that we end ends, so that its reader begins another one. */
    boolean isEndedStream() {
        return kind == Kind.STREAM && ended.get() != null;
    }

    /** The answer for the application. */
    Response answered(Response response) throws IOException {
        if (ended.get() != null) {
            response.close();
            throw new IOException("Canceled"); // whoever catches it tells why
        }
        answeredNanos = calls.nanoTime();
        if (response.socket() != null) {
            return response; // upgraded: whoever has the socket reads from it
        }
        MediaType type = response.body().contentType();
        if (type != null && type.type().equals("text") && type.subtype().equals("event-stream")) {
            kind = Kind.STREAM;
        }
        return response.newBuilder()
                .body(new FollowedBody(response.body(), this))
                .build();
    }

    @Override
    public void proxySelectStart(Call same, HttpUrl url) {
        host = url.host();
    }

    @Override
    public void followUpDecision(Call same, Response response, @Nullable Request next) {
        if (next != null) {
            host = next.url().host();
        }
    }

    @Override
    public void requestHeadersEnd(Call same, Request request) {
        host = request.url().host();
    }

    @Override
    public void connectStart(Call same, InetSocketAddress address, Proxy proxy) {
        sinceNanos = calls.nanoTime();
        connecting = proxy.type() == Proxy.Type.DIRECT ? address.getAddress() : null;
    }

    @Override
    public void connectFailed(
            Call same, InetSocketAddress address, Proxy proxy, @Nullable Protocol protocol, IOException failure) {
        connecting = null;
        if (proxy.type() == Proxy.Type.DIRECT) {
            calls.failed(this);
        }
    }

    @Override
    public void connectionAcquired(Call same, Connection connection) {
        KnownConnection known = calls.known(connection, cohort);
        known.acquired();
        sinceNanos = calls.nanoTime();
        host = known.host();
        at = known;
        connecting = null;
    }

    @Override
    public void connectionReleased(Call same, Connection connection) {
        KnownConnection known = calls.known(connection, cohort);
        at = null;
        known.released();
        if (known.cohort().isRetired() && known.isDirect()) {
            known.closeIfIdle();
        }
    }

    @Override
    public void callEnd(Call same) {
        calls.ended(this);
    }

    @Override
    public void callFailed(Call same, IOException failure) {
        calls.ended(this);
        if (!call.isCanceled()) {
            calls.failed(this);
        }
    }
}
