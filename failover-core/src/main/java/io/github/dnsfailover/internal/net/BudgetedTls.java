package io.github.dnsfailover.internal.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes TLS sockets over sockets with a budget: where the one below has none, it gets one. OkHttp opens the socket to a
 * SOCKS proxy by itself, and angus-mail that of a connection that is under TLS from the first byte, without asking
 * anybody. Thread-safe.
 */
public final class BudgetedTls extends SSLSocketFactory {

    private final SSLSocketFactory tls;
    private final Supplier<ReadBudget> budgets;

    /**
     * Sockets that another factory makes.
     *
     * @param budgets gives the budget of each socket that has none: a new one, or one for all
     */
    public BudgetedTls(SSLSocketFactory tls, Supplier<ReadBudget> budgets) {
        this.tls = tls;
        this.budgets = budgets;
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        Socket counted = socket instanceof FilteredSocket ? socket : new FilteredSocket(socket, budgets.get());
        return tls.createSocket(counted, host, port, autoClose);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return tls.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return tls.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw BudgetedSockets.unwanted();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw BudgetedSockets.unwanted();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw BudgetedSockets.unwanted();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw BudgetedSockets.unwanted();
    }
}
