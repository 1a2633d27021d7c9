package io.github.dnsfailover.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLSocketFactory;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockResponseBody;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import okio.BufferedSink;

/**
 * A place that serves: its own address on loopback, and a server that says its name.
 *
 * <p>{@code /name} gives the name; {@code /hang} never answers; {@code /drip} and {@code /events} give what {@link
 * #drip} says; {@code /to?http://..} redirects; {@code /socket} is a WebSocket that answers a close; {@code /deaf} one
 * that does not.
 */
final class Site implements AutoCloseable {

    private static final String END = "";

    private final MockWebServer server = new MockWebServer();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final BlockingQueue<String> drops = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> arrivals = new LinkedBlockingQueue<>();
    private final List<WebSocket> deaf = new CopyOnWriteArrayList<>();
    private final String name;

    Site(String name, String address, int port, Protocol protocol) throws IOException {
        this(name, address, port, List.of(protocol), null);
    }

    /** With TLS, if a factory is given. */
    Site(String name, String address, int port, List<Protocol> protocols, SSLSocketFactory tls) throws IOException {
        this.name = name;
        server.setDispatcher(new Answers());
        server.setProtocols(protocols);
        if (tls != null) {
            server.useHttps(tls);
        }
        server.setServerSocketFactory(new Prompt());
        server.start(InetAddress.getByName(address), port);
    }

    int port() {
        return server.getPort();
    }

    /** How many requests have come. */
    int requests() {
        return server.getRequestCount();
    }

    /** Waits for the next request that is not for the name alone, and gives its path. */
    String arrival() throws InterruptedException {
        String path = arrivals.poll(10, TimeUnit.SECONDS);
        if (path == null) {
            throw new AssertionError("no request came to " + name);
        }
        return path;
    }

    /** Sends this to whoever reads /drip or /events. */
    void drip(String text) {
        drops.add(text);
    }

    @Override
    public void close() {
        closing.countDown();
        drops.add(END);
        deaf.forEach(socket -> socket.close(1001, null));
        server.close();
    }

    /** Small answers at once: the server's own sockets keep the second packet of an answer for 40 ms. */
    private static final class Prompt extends ServerSocketFactory {

        @Override
        public ServerSocket createServerSocket() throws IOException {
            return new ServerSocket() {
                @Override
                public Socket accept() throws IOException {
                    Socket accepted = super.accept();
                    accepted.setTcpNoDelay(true);
                    return accepted;
                }
            };
        }

        @Override
        public ServerSocket createServerSocket(int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress address) {
            throw new UnsupportedOperationException();
        }
    }

    private final class Answers extends Dispatcher {

        @Override
        public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
            String target = request.getTarget().replaceFirst("^http://[^/]*", ""); // whole, if it is for a proxy
            if (!target.equals("/name")) { // or whoever waits for one that hangs would go on at the one before it
                arrivals.add(target);
            }
            if (target.equals("/hang")) {
                closing.await();
            }
            MockResponse.Builder answer = new MockResponse.Builder();
            if (target.startsWith("/to?")) {
                return answer.code(302)
                        .addHeader("Location", target.substring(4))
                        .build();
            }
            return switch (target) {
                case "/drip" -> answer.body(new Drops()).build();
                case "/events" ->
                    answer.addHeader("Content-Type", "text/event-stream")
                            .body(new Drops())
                            .build();
                case "/socket" -> answer.webSocketUpgrade(new Polite()).build();
                case "/deaf" -> answer.webSocketUpgrade(new Deaf()).build();
                default -> answer.body(name).build();
            };
        }
    }

    /** A body without an end that is known. */
    private final class Drops implements MockResponseBody {

        @Override
        public long getContentLength() {
            return -1;
        }

        @Override
        public void writeTo(BufferedSink sink) throws IOException {
            try {
                sink.writeUtf8(name);
                sink.flush();
                for (String drop = drops.take(); !drop.equals(END); drop = drops.take()) {
                    sink.writeUtf8(drop);
                    sink.flush();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Its end of the WebSocket stays open until the site closes. */
    private final class Deaf extends WebSocketListener {
        @Override
        public void onOpen(WebSocket webSocket, Response response) {
            deaf.add(webSocket);
        }
    }

    private static final class Polite extends WebSocketListener {
        @Override
        public void onMessage(WebSocket webSocket, String text) {
            webSocket.send(text);
        }

        @Override
        public void onClosing(WebSocket webSocket, int code, String reason) {
            webSocket.close(code, reason);
        }
    }
}
