package io.github.dnsfailover.client;

import java.io.IOException;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Stands before the listener of a WebSocket, to close it politely and to say why it failed. Thread-safe. */
final class FollowedSocket extends WebSocketListener {

    private static final int GOING_AWAY = 1001; // RFC 6455 section 7.4.1
    private static final String GOODBYE = "the service has moved"; // at most 123 bytes

    private final WebSocketListener listener;

    /** Null until OkHttp runs its call. */
    private volatile @Nullable FollowedCall call;

    /** Null until it is open. */
    private volatile @Nullable WebSocket open;

    FollowedSocket(WebSocketListener listener) {
        this.listener = listener;
    }

    void begins(FollowedCall value) {
        call = value;
    }

    /** Sends a close frame; false if it is not open, or was closed. */
    boolean sayGoodbye() {
        WebSocket socket = open;
        return socket != null && socket.close(GOING_AWAY, GOODBYE);
    }

    @Override
    public void onOpen(WebSocket webSocket, Response response) {
        open = webSocket;
        listener.onOpen(webSocket, response);
    }

    @Override
    public void onMessage(WebSocket webSocket, String text) {
        listener.onMessage(webSocket, text);
    }

    @Override
    public void onMessage(WebSocket webSocket, ByteString bytes) {
        listener.onMessage(webSocket, bytes);
    }

    @Override
    public void onClosing(WebSocket webSocket, int code, String reason) {
        listener.onClosing(webSocket, code, reason);
    }

    @Override
    public void onClosed(WebSocket webSocket, int code, String reason) {
        listener.onClosed(webSocket, code, reason);
    }

    @Override
    public void onFailure(WebSocket webSocket, Throwable failure, @Nullable Response response) {
        FollowedCall followed = call;
        boolean ours = followed != null && failure instanceof IOException;
        listener.onFailure(
                webSocket, ours && followed != null ? followed.explained((IOException) failure) : failure, response);
    }
}
