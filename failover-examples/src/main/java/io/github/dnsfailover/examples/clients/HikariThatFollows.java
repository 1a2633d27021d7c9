package io.github.dnsfailover.examples.clients;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.client.FailoverDns;

/**
 * A HikariCP over PostgreSQL that follows a move: its connections are made to what is published, and to a server that
 * takes writes, and closed when their server is left.
 *
 * <p>{@code softEvictConnections} alone would not do. A new connection asks the JVM, which gives the old address from
 * its cache, and one that is in use goes on at the old server, where it may still commit.
 */
final class HikariThatFollows {

    private HikariThatFollows() {}

    /** Of a pool of the engine; the URL's host is a name of that pool. */
    static HikariDataSource of(FailoverEngine engine, String pool, HikariConfig config) {
        // readme: hikari
        PublishedSockets sockets = new PublishedSockets(FailoverDns.of(engine));
        PostgresSockets.register(pool, sockets); // pgjdbc makes its factory by the name of a class
        config.addDataSourceProperty("socketFactory", PostgresSockets.class.getName());
        config.addDataSourceProperty("socketFactoryArg", pool);
        config.addDataSourceProperty("targetServerType", "primary"); // refuses a server that is read-only
        config.addDataSourceProperty("connectTimeout", "2"); // seconds; default 10, and Hikari waits
        HikariDataSource connections = new HikariDataSource(config);
        engine.onMove(pool, (now, stage) -> {
            sockets.closeLeft(); // those in use, too: what is not committed must not be, at a place that was left
            connections.getHikariPoolMXBean().softEvictConnections(); // or each would be found dead by a borrower
        });
        // readme: end
        return connections;
    }
}
