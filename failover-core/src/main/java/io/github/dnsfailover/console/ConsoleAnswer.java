package io.github.dnsfailover.console;

import java.io.OutputStream;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Console} answers, for an adapter of a web server to send: status, headers, and a body that is there at
 * once, or is streamed.
 *
 * <p>Immutable; {@link #stream} may be called once.
 */
public final class ConsoleAnswer {

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;

    /** Null if the body is there at once. */
    private final @Nullable Consumer<OutputStream> stream;

    private ConsoleAnswer(
            int status, Map<String, String> headers, byte[] body, @Nullable Consumer<OutputStream> stream) {
        this.status = status;
        this.headers = Collections.unmodifiableMap(new TreeMap<>(headers));
        this.body = body;
        this.stream = stream;
    }

    static ConsoleAnswer of(int status, Map<String, String> headers, byte[] body) {
        return new ConsoleAnswer(status, headers, body, null);
    }

    static ConsoleAnswer streaming(Map<String, String> headers, Consumer<OutputStream> stream) {
        return new ConsoleAnswer(200, headers, new byte[0], stream);
    }

    /** The same without a body: the answer to HEAD. */
    ConsoleAnswer bare() {
        return of(status, headers, new byte[0]);
    }

    ConsoleAnswer with(String header, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(header, value);
        return new ConsoleAnswer(status, more, body, stream);
    }

    /** The status, such as 200. */
    public int status() {
        return status;
    }

    /** The headers by name; each comes once. {@code Content-Length} is among them where the length is known. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The whole body; empty if there is none, or if it {@link #streams}. A copy. */
    public byte[] body() {
        return body.clone();
    }

    /** Whether the body is streamed: then send status and headers, and call {@link #stream}. */
    public boolean streams() {
        return stream != null;
    }

    /**
     * Hands over where the body goes. Returns at once: the console writes on its own threads, and flushes after each
     * piece. It closes the stream when the console or the engine is closed, when a write fails, or when a write has
     * taken 30 s, which interrupts it. Call this within 10 s of the answer; later the place is given to somebody else,
     * and the stream is closed at once.
     *
     * @throws IllegalStateException if the body is there at once
     */
    public void stream(OutputStream out) {
        Objects.requireNonNull(out, "out");
        if (stream == null) {
            throw new IllegalStateException("the body is there at once");
        }
        stream.accept(out);
    }

    @Override
    public String toString() {
        return status + (streams() ? " and a stream" : " and " + body.length + " bytes");
    }
}
