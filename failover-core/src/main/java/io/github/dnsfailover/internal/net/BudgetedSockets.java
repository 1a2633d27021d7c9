package io.github.dnsfailover.internal.net;

import java.io.IOException;
import java.net.Socket;
import java.util.function.UnaryOperator;

/** Makes sockets that are connected later, as OkHttp and angus-mail want them, each with a budget. Thread-safe. */
public final class BudgetedSockets extends UnconnectedSockets {

    /** Opens a socket that is not connected. */
    @FunctionalInterface
    public interface Opening {
        /** Opens it. */
        Socket open() throws IOException;
    }

    private final Opening opening;
    private final UnaryOperator<Socket> counting;

    /**
     * Sockets that are opened in this way.
     *
     * @param counting gives a socket around one of them that charges a budget
     */
    public BudgetedSockets(Opening opening, UnaryOperator<Socket> counting) {
        this.opening = opening;
        this.counting = counting;
    }

    @Override
    public Socket createSocket() throws IOException {
        return counting.apply(opening.open());
    }
}
