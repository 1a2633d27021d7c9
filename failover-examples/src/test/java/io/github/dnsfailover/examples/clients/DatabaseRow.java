package io.github.dnsfailover.examples.clients;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.dnsfailover.examples.Waiting;
import io.github.dnsfailover.examples.clients.ClientsBench.Results;
import io.github.dnsfailover.stores.SqlServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;

/**
 * A HikariCP over two PostgreSQL: the old one is killed, and is back 5 s after the change was accepted, as init starts
 * it again, with nobody but DNS to say that it is the primary no more. Counted are sessions that it sees, and rows that
 * it commits, after the change was accepted. Confined to one thread.
 */
final class DatabaseRow {

    private static final Duration STEADY = Duration.ofSeconds(10);
    private static final Duration BACK_AFTER = Duration.ofSeconds(5);
    private static final Duration TAIL = Duration.ofMinutes(1);
    private static final Duration MOVE_LIMIT = Duration.ofMinutes(1);
    private static final int CONNECTIONS = 10;

    private final Laboratory laboratory;
    private final Results results;

    DatabaseRow(Laboratory laboratory, Results results) {
        this.laboratory = laboratory;
        this.results = results;
    }

    void measure() throws IOException, SQLException {
        for (SqlServer server : List.of(laboratory.oldDatabase, laboratory.newDatabase)) {
            server.execute("CREATE DATABASE ours");
            server.execute("CREATE DATABASE plain");
        }
        for (String address : List.of(Laboratory.PRIMARY, Laboratory.BACKUP)) {
            for (String database : List.of("ours", "plain")) {
                try (Connection connection = direct(address, database);
                        PreparedStatement statement = connection.prepareStatement(
                                "CREATE TABLE orders (at timestamptz NOT NULL DEFAULT clock_timestamp())")) {
                    statement.execute();
                }
            }
        }
        try (HikariDataSource ours = HikariThatFollows.of(laboratory.follower, Laboratory.DB_POOL, config("ours"));
                HikariDataSource plain = new HikariDataSource(config("plain"));
                Load oursLoad = new Load(() -> insert(ours));
                Load plainLoad = new Load(() -> insert(plain))) {
            Waiting.pause(STEADY);
            long died = System.nanoTime();
            laboratory.oldDatabase.kill();
            long accepted = laboratory.awaitMove(Laboratory.DB_POOL, "two", MOVE_LIMIT);
            Instant at = Instant.now().minusNanos(System.nanoTime() - accepted);
            Waiting.pauseUntil(accepted + BACK_AFTER.toNanos());
            laboratory.oldDatabase.killAndRestart();
            Waiting.pauseUntil(accepted + TAIL.toNanos());
            tell("hikari", "ours", oursLoad, new Times(died, accepted, at));
            tell("hikari.without", "plain", plainLoad, new Times(died, accepted, at));
        }
    }

    private record Times(long died, long accepted, Instant at) {}

    private static HikariConfig config(String database) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://" + Laboratory.DB_HOST + ":" + Laboratory.DB_PORT + "/" + database);
        config.setUsername("app");
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(Client.CONNECT_LIMIT.toMillis());
        return config;
    }

    private static String insert(DataSource source) throws IOException {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement("INSERT INTO orders DEFAULT VALUES")) {
            statement.executeUpdate();
            return "committed";
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private static Connection direct(String address, String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + address + ":" + Laboratory.DB_PORT + "/" + database, "app", "");
    }

    private void tell(String name, String database, Load load, Times times) throws SQLException {
        long sessions = sessions(database); // first, for the other look is a session, too
        long rows = rows(database, times.at());
        long end = times.accepted() + TAIL.toNanos();
        results.add(name + ".old.connections", sessions, "connections");
        results.add(name + ".old.rows", rows, "rows");
        results.add(name + ".lost", load.lost(times.died(), end), "requests");
        results.say(name + ": the old server saw " + sessions + " sessions and committed " + rows
                + " rows after the change was accepted; of "
                + (load.lost(times.died(), end) + load.answered(times.died(), end)) + " requests since its death "
                + load.lost(times.died(), end) + " were lost; last failure: " + load.lastFailure());
    }

    private static long rows(String database, Instant since) throws SQLException {
        try (Connection connection = direct(Laboratory.PRIMARY, database);
                PreparedStatement statement = connection.prepareStatement("SELECT count(*) FROM orders WHERE at > ?")) {
            statement.setTimestamp(1, Timestamp.from(since));
            return number(statement);
        }
    }

    /** What it counts since it was killed; its own look is at another database. */
    private static long sessions(String database) throws SQLException {
        try (Connection connection = direct(Laboratory.PRIMARY, "postgres");
                PreparedStatement statement =
                        connection.prepareStatement("SELECT sessions FROM pg_stat_database WHERE datname = ?")) {
            statement.setString(1, database);
            return number(statement);
        }
    }

    private static long number(PreparedStatement statement) throws SQLException {
        try (ResultSet found = statement.executeQuery()) {
            found.next();
            return found.getLong(1);
        }
    }
}
