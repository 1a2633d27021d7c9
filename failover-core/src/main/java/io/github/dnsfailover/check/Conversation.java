package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

/**
 * One conversation in lines with a target, over TCP, for checks of one's own: no line that the other side does not
 * end, and no octet that it sends late, costs more than the probe's time and a fixed amount of memory.
 *
 * <pre>{@code
 * HealthCheck greets = (target, timeout) -> Conversation.with(target, 4190, timeout, talk -> {
 *     String greeting = talk.readLine(512);
 *     return greeting.contains("Dovecot") ? HealthResult.healthy() : HealthResult.unhealthy("greets as somebody else");
 * });
 * }</pre>
 *
 * <p>Each read and each write ends when the timeout of the whole probe is over, however slowly the other side sends,
 * and at an interrupt. 262,144 bytes are read at most, in all. Addresses, look-ups and what is inconclusive are as in
 * {@link TcpCheck}. What was read is text of others: do not hand it on as a result's detail as it is.
 *
 * <p>Confined to the thread of the probe, and closed by it.
 */
public final class Conversation {

    /** What a check says and hears. */
    @FunctionalInterface
    public interface Talk {
        /**
         * Talks, and judges.
         *
         * @throws IOException from the conversation; it is unhealthy
         */
        HealthResult over(Conversation talk) throws IOException;
    }

    private final ProbeConnection connection;

    private Conversation(ProbeConnection connection) {
        this.connection = connection;
    }

    /**
     * Connects to the first of the target's addresses that accepts, and talks.
     *
     * @return the talk's result, or what broke off
     * @throws IllegalArgumentException if the port is not 1 to 65535, or the timeout zero, negative or longer than a
     *     day
     */
    public static HealthResult with(Target target, int port, Duration timeout, Talk talk) {
        Objects.requireNonNull(talk, "talk");
        return SocketProbe.run(
                target,
                Arguments.port(port),
                target.host(),
                timeout,
                connection -> talk.over(new Conversation(connection)));
    }

    /**
     * The next line without its end, LF or CR LF; each octet is one character (ISO 8859-1).
     *
     * @param longest how many bytes it may have; nothing beyond is kept
     * @throws java.net.ProtocolException if it is longer
     * @throws java.io.EOFException if the other side ends the connection first
     * @throws java.net.SocketTimeoutException if the timeout comes first
     */
    public String readLine(int longest) throws IOException {
        return connection.readLine(longest);
    }

    /** Sends a text in UTF-8, as it is. */
    public void write(String text) throws IOException {
        connection.write(text);
    }
}
