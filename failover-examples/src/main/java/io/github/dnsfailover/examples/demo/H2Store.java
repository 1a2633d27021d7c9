package io.github.dnsfailover.examples.demo;

import io.github.dnsfailover.leader.JdbcStateStore;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.tools.Server;

/** What the instances share: an H2 in this JVM, with a table in memory, that listens on loopback. */
final class H2Store implements AutoCloseable {

    static final String USER = "demo";

    private final Server server;
    private final JdbcConnectionPool own;
    private final String database;
    private final String password;

    private H2Store(Server server, JdbcConnectionPool own, String database, String password) {
        this.server = server;
        this.database = database;
        this.own = own;
        this.password = password;
    }

    /** Makes the database and its table, then lets others in who know the password. */
    static H2Store open() throws IOException {
        System.setProperty("h2.bindAddress", "127.0.0.1"); // read once, when H2 is first used; there is no other way
        String database = "mem:demo-" + UUID.randomUUID();
        String password = UpdateKey.random().secret();
        JdbcConnectionPool own =
                JdbcConnectionPool.create("jdbc:h2:" + database + ";DB_CLOSE_DELAY=-1", USER, password);
        try (Connection connection = own.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(JdbcStateStore.over(own).ddl(JdbcStateStore.Database.H2));
            return new H2Store(Server.createTcpServer("-tcpPort", "0").start(), own, database, password);
        } catch (SQLException e) {
            own.dispose();
            throw new IOException("the store of the instances did not start", e);
        }
    }

    /** For the others. */
    String url() {
        return "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/" + database;
    }

    String password() {
        return password;
    }

    @Override
    public void close() {
        server.stop();
        try (Connection connection = own.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        } catch (SQLException e) {
            return; // it is gone already, and is in memory only
        } finally {
            own.dispose();
        }
    }
}
