package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import okio.Buffer;

/**
 * Connects to a TCP port, and may then send a text and wait for another.
 *
 * <pre>{@code
 * TcpCheck.port(5432)
 * TcpCheck.port(6379).send("PING\r\n").expect("+PONG")
 * TcpCheck.port(22).expect("SSH-2.0-")
 * }</pre>
 *
 * <p>An open port says that something listens, no more: the kernel accepts connections for a process that hangs, and a
 * proxy for a service that is gone. So demand an answer with {@link #send} and {@link #expect}, or use a check that
 * speaks the service's protocol.
 *
 * <p>A target with an address is connected to at this address. One with a name only is resolved by the JVM, whose cache
 * applies; its addresses are tried one after the other, each for an equal share of the timeout, and the first that
 * accepts is talked to. A look-up cannot be interrupted and is not counted in the timeout.
 *
 * <p><b>Inconclusive</b>: no route here, no free port, no free file descriptor, an interrupt, and a failed look-up,
 * since the JVM does not tell "there is no such name" from "I could not ask". All else that is not the expected text is
 * unhealthy.
 *
 * <p>Immutable and thread-safe; the methods that take a text return a changed copy. A probe blocks the calling thread
 * for at most the timeout, however slowly or endlessly the other side sends; an interrupt ends it at once, with the
 * thread's flag left set. It starts no thread.
 */
public final class TcpCheck implements HealthCheck {

    /** How much is searched for the expected text: far more than any banner or reply. */
    private static final int LONGEST_ANSWER = 64 * 1024;

    private final int port;
    private final String sent;
    private final String expected;

    private TcpCheck(int port, String sent, String expected) {
        this.port = port;
        this.sent = sent;
        this.expected = expected;
    }

    /**
     * A check that connects to this port.
     *
     * @throws IllegalArgumentException unless the port is 1 to 65535
     */
    public static TcpCheck port(int port) {
        return new TcpCheck(Arguments.port(port), "", "");
    }

    /**
     * Sends this text, in UTF-8, as soon as the connection is there. It is shown nowhere.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public TcpCheck send(String text) {
        return new TcpCheck(port, Arguments.text("send", text), expected);
    }

    /**
     * Demands that this text, in UTF-8, stand somewhere in the first 65,536 bytes that the other side sends; what comes
     * after it is not waited for.
     *
     * @throws IllegalArgumentException if it is empty
     */
    public TcpCheck expect(String text) {
        return new TcpCheck(port, sent, Arguments.text("expect", text));
    }

    /**
     * Connects once.
     *
     * @throws IllegalArgumentException if the timeout is zero, negative or longer than a day
     */
    @Override
    public HealthResult check(Target target, Duration timeout) {
        return SocketProbe.run(target, port, target.host(), timeout, this::talk);
    }

    private HealthResult talk(ProbeConnection connection) throws IOException {
        if (!sent.isEmpty()) {
            connection.write(sent);
        }
        if (expected.isEmpty()) {
            return HealthResult.healthy();
        }
        connection.awaiting("no \"" + expected + "\"");
        TextWant wanted = new TextWant(expected);
        Buffer seen = new Buffer();
        while (seen.size() < LONGEST_ANSWER) {
            long fresh = seen.size();
            if (!connection.read(seen, LONGEST_ANSWER - fresh)) {
                throw new EOFException();
            }
            if (wanted.isIn(seen, fresh)) {
                return HealthResult.healthy();
            }
        }
        return HealthResult.unhealthy("no \"" + expected + "\" in the first " + LONGEST_ANSWER + " bytes");
    }

    @Override
    public String toString() {
        String said =
                (sent.isEmpty() ? "" : " sends a text") + (expected.isEmpty() ? "" : " wants \"" + expected + "\"");
        return "TCP port " + port + said;
    }
}
