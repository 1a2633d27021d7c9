package io.github.dnsfailover.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.testkit.KeepingServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

class KeptConnectionsTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** The connection over which each question came. */
    private final List<Integer> over = Collections.synchronizedList(new ArrayList<>());

    private KeepingServer server;
    private KeptConnections connections;

    @BeforeEach
    void start() throws IOException {
        server = new KeepingServer(asked -> {
            over.add(asked.connection());
            asked.reply();
        });
        connections = new KeptConnections("127.0.0.1", server.port(), LONG, LONG);
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /** A call that has asked so often, and not ended. */
    private TcpSession call(int questions) throws IOException {
        TcpSession session = connections.begin(LIMIT);
        for (int i = 0; i < questions; i++) {
            session.ask(Messages.question(Name.fromString("www.example.com."), Type.A)
                    .toWire());
        }
        return session;
    }

    @Test
    void oneAnswerIsNoSignThatAServerKeepsConnections() throws IOException {
        call(1);
        connections.end(call(1));
        connections.end(call(2));
        connections.end(call(1));

        assertThat(over).containsExactly(1, 2, 3, 3, 3);
    }

    @Test
    void noMoreAreKeptThanAnEngineHasCalls() throws IOException {
        call(1);
        List<TcpSession> calls = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            calls.add(call(2));
        }
        over.clear();

        for (TcpSession call : calls) {
            connections.end(call);
        }

        server.awaitEnd(12);
        server.awaitEnd(13);
        for (int i = 0; i < 11; i++) {
            call(1);
        }
        assertThat(over).containsExactly(11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 14);
    }

    @Test
    void oneThatFailsEndsAllThatAreKept() throws IOException {
        call(1);
        TcpSession first = call(2);
        TcpSession second = call(2);
        connections.end(first);
        connections.end(second);
        TcpSession handedOn = call(1);

        handedOn.distrust();
        connections.end(handedOn);

        server.awaitEnd(2);
        server.awaitEnd(3);
        over.clear();
        connections.end(call(2));
        connections.end(call(2));
        assertThat(over).containsExactly(4, 4, 5, 5);
    }

    @Test
    void aCallThatFindsNobodyIsOver() throws IOException {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = closed.getLocalPort();
        }
        KeptConnections nowhere = new KeptConnections("127.0.0.1", nobody, LONG, LONG);

        assertThatThrownBy(() -> nowhere.begin(LIMIT))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.reach()).isEqualTo(WireException.Reach.NOTHING_SENT));
    }
}
