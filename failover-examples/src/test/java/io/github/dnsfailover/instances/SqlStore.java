package io.github.dnsfailover.instances;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.leader.JdbcStateStore;
import io.github.dnsfailover.stores.SqlServer;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The table of a real database. */
final class SqlStore implements RunningStore {

    private static final int LOGIN_SECONDS = 3; // what a call of the store may take

    /** A line of the table. */
    private record Row(String name, long version, String body) {}

    private final SqlServer server;
    private final String table;

    SqlStore(SqlServer.Kind kind, JdbcStateStore.Database database) throws Exception {
        server = SqlServer.start(kind);
        table = table(kind);
        server.execute(JdbcStateStore.over(server.source()).inTable(table).ddl(database));
    }

    /** In a schema that is there from the beginning. */
    private static String table(SqlServer.Kind kind) {
        return kind == SqlServer.Kind.MARIADB ? "mysql.dnsfailover_state" : "dnsfailover_state";
    }

    /** Over connections that are used again and again, as an application has them. */
    static StateStore at(SqlServer.Kind kind, int port) {
        DataSource source = SqlServer.source(kind, port);
        try {
            source.setLoginTimeout(LOGIN_SECONDS);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return JdbcStateStore.over(new ReusedConnections(source).source()).inTable(table(kind));
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public long version(String key) throws IOException {
        return JdbcStateStore.over(server.source()).inTable(table).load(key).version();
    }

    @Override
    public void empty() throws SQLException {
        server.execute("DELETE FROM " + table);
    }

    @Override
    public Copy copy() throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (Connection connection = server.source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT name, version, body FROM " + table)) {
            while (found.next()) {
                rows.add(new Row(found.getString(1), found.getLong(2), found.getString(3)));
            }
        }
        return () -> putBack(rows);
    }

    private void putBack(List<Row> rows) throws SQLException {
        try (Connection connection = server.source().getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("DELETE FROM " + table);
            }
            String insert = "INSERT INTO " + table + " (name, version, body) VALUES (?, ?, ?)";
            try (PreparedStatement statement = connection.prepareStatement(insert)) {
                for (Row row : rows) {
                    statement.setString(1, row.name());
                    statement.setLong(2, row.version());
                    statement.setString(3, row.body());
                    statement.executeUpdate();
                }
            }
            connection.commit();
        }
    }

    @Override
    public void killAndRestart() throws Exception {
        server.killAndRestart();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
