package io.github.dnsfailover.internal.net;

import java.io.IOException;
import java.net.Socket;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes TLS sockets over sockets with a budget, also where no factory of ours made the one below: OkHttp opens the
 * socket to a SOCKS proxy by itself, and angus-mail that of a connection that is under TLS from the first byte,
 * without asking anybody. Thread-safe.
 */
public final class BudgetedTls extends TlsOverSockets {

    private final UnaryOperator<Socket> counting;

    /**
     * Sockets that another factory makes.
     *
     * @param counting gives a socket for the one below that charges a budget
     */
    public BudgetedTls(SSLSocketFactory tls, UnaryOperator<Socket> counting) {
        super(tls);
        this.counting = counting;
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        return tls.createSocket(counting.apply(socket), host, port, autoClose);
    }
}
