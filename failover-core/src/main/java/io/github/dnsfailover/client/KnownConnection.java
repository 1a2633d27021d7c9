package io.github.dnsfailover.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import okhttp3.Connection;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/** A connection that a followed call has used. Thread-safe. */
final class KnownConnection {

    private final Connection connection;
    private final Cohort cohort;

    /** Null if its socket was not made by our factory. */
    private final @Nullable ByteWatch watch;

    /** Calls that have it; below zero once it is closed here. */
    private int users;

    KnownConnection(Connection connection, Cohort cohort, @Nullable ByteWatch watch) {
        this.connection = connection;
        this.cohort = cohort;
        this.watch = watch;
    }

    Cohort cohort() {
        return cohort;
    }

    /** The host that it was made for; calls to others may share it. */
    String host() {
        Route route = connection.route();
        return route.address().url().host();
    }

    /** Calls through a proxy say nothing about a place, and do not follow a look-up here. */
    boolean isDirect() {
        return connection.route().proxy().type() == Proxy.Type.DIRECT;
    }

    InetAddress address() {
        return connection.route().socketAddress().getAddress();
    }

    /** When the last byte moved, or another time if that is not watched. */
    long lastNanos(long otherwise) {
        return watch == null ? otherwise : watch.lastNanos();
    }

    /** A call on it is about to be ended. */
    void endsCall() {
        if (watch != null) {
            watch.giveUp();
        }
    }

    /** TLS does not see that the socket below was closed. */
    boolean isClosed() {
        return connection.socket().isClosed()
                || (watch != null && watch.socket().isClosed());
    }

    synchronized void acquired() {
        users = Math.max(0, users) + 1;
    }

    synchronized void released() {
        users--;
    }

    private synchronized boolean giveUp() {
        if (users != 0) {
            return false;
        }
        users = -1;
        return true;
    }

    /**
     * Closes it if no call has it. A call that gets it just then finds it broken before it has sent anything, as it may
     * find any idle connection.
     */
    void closeIfIdle() {
        if (isClosed() || !giveUp()) {
            return;
        }
        Socket lowest = watch == null ? connection.socket() : watch.socket();
        try {
            lowest.close();
        } catch (IOException e) {
            // it cannot be used either way
        }
    }
}
