package io.github.dnsfailover.leader;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.internal.text.ForeignText;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps entries in a table of the application's database.
 *
 * <pre>{@code
 * StateStore store = JdbcStateStore.over(dataSource);
 * }</pre>
 *
 * <p>Three statements of SQL-92, each in autocommit: no dialect, no transaction, no clock of the database. The table is
 * made by the application's own migration; {@link #ddl} prints the statement. The application needs SELECT, INSERT and
 * UPDATE on it. The data source must lead to the primary: a replica shows old entries. Behind pgbouncer in transaction
 * mode PostgreSQL's driver needs {@code prepareThreshold=0}.
 *
 * <p>A connection that answers nothing for 3 s is given up by its network time-out, where the driver has one: H2's
 * does not, so a hung H2 server keeps the call's thread. Tested are PostgreSQL and MariaDB. There is no query
 * time-out: with one, PostgreSQL's driver waits 10 s longer, for a second connection. What {@code getConnection()}
 * waits is the pool's.
 *
 * <p>Thread-safe. A connection is borrowed for each call; its autocommit and network time-out are put back as they
 * were, or the connection is aborted.
 */
public final class JdbcStateStore implements StateStore {

    /** Databases whose tables differ. */
    public enum Database {
        /** PostgreSQL. */
        POSTGRESQL("VARCHAR(190)", "BIGINT", "TEXT", ""),
        /** MySQL and MariaDB. */
        MYSQL("VARCHAR(190) CHARACTER SET ascii COLLATE ascii_bin", "BIGINT", "MEDIUMTEXT", " ENGINE=InnoDB"),
        /** H2. */
        H2("VARCHAR(190)", "BIGINT", "CLOB", ""),
        /** SQL Server; not tried yet. */
        SQL_SERVER("VARCHAR(190) COLLATE Latin1_General_100_BIN2", "BIGINT", "NVARCHAR(MAX)", ""),
        /** Oracle; not tried yet. */
        ORACLE("VARCHAR2(190 CHAR)", "NUMBER(19)", "CLOB", "");

        private final String name;
        private final String version;
        private final String body;
        private final String end;

        Database(String name, String version, String body, String end) {
            this.name = name;
            this.version = version;
            this.body = body;
            this.end = end;
        }
    }

    private static final Logger log = LoggerFactory.getLogger(JdbcStateStore.class);
    private static final String TABLE = "dnsfailover_state";
    private static final Pattern TABLE_NAME =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}(\\.[A-Za-z_][A-Za-z0-9_]{0,62})?");

    /** A call of the engine or the lease is given up after three to five seconds. */
    private static final Duration NETWORK_LIMIT = Duration.ofSeconds(3);

    /** Names in one question; databases allow a thousand and more. */
    private static final int NAMES_AT_ONCE = 100;

    private static final String CONSTRAINT = "23"; // SQLSTATE class: the name is there already
    private static final String ROLLED_BACK = "40"; // SQLSTATE class: somebody else was quicker
    private static final String NOT_KNOWN = "40003"; // of this class, but it may have been done

    private final DataSource source;
    private final String table;
    private final String site;

    private JdbcStateStore(DataSource source, String table, String site) {
        this.source = Objects.requireNonNull(source, "dataSource");
        this.table = table;
        this.site = Objects.requireNonNull(site, "site");
    }

    /** A store in the table {@code dnsfailover_state}; nothing is asked yet. */
    @SuppressWarnings("exports") // java.sql is for those who use this class alone
    public static JdbcStateStore over(DataSource dataSource) {
        return new JdbcStateStore(dataSource, TABLE, "");
    }

    /**
     * The same in another table.
     *
     * @throws IllegalArgumentException if it is not a plain name, with or without one of a schema
     */
    public JdbcStateStore inTable(String name) {
        if (!TABLE_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("table: \"" + ForeignText.told(name)
                    + "\"; letters, digits and underscores are allowed, and one dot after a schema");
        }
        return new JdbcStateStore(source, name, site);
    }

    /** The same, with the site where the database lives, for preflight; default none. */
    public JdbcStateStore site(String value) {
        return new JdbcStateStore(source, table, value);
    }

    /** The statement that makes the table. */
    public String ddl(Database database) {
        return "CREATE TABLE " + table + " (\n  name " + database.name + " NOT NULL PRIMARY KEY,\n  version "
                + database.version + " NOT NULL,\n  body " + database.body + " NOT NULL)" + database.end;
    }

    @Override
    public Entry load(String pool) throws IOException {
        return load(List.of(pool)).getOrDefault(pool, Entry.NONE);
    }

    @Override
    public Map<String, Entry> load(Collection<String> pools) throws IOException {
        Map<String, String> names = new LinkedHashMap<>();
        pools.forEach(pool -> names.put(JdbcText.name(pool), pool));
        Map<String, Entry> entries = new LinkedHashMap<>();
        pools.forEach(pool -> entries.put(pool, Entry.NONE));
        List<String> all = List.copyOf(names.keySet());
        if (all.isEmpty()) {
            return entries;
        }
        return call("read", connection -> {
            for (int from = 0; from < all.size(); from += NAMES_AT_ONCE) {
                List<String> some = all.subList(from, Math.min(all.size(), from + NAMES_AT_ONCE));
                select(connection, some).forEach((name, entry) -> entries.put(names.getOrDefault(name, name), entry));
            }
            return entries;
        });
    }

    private Map<String, Entry> select(Connection connection, List<String> names) throws SQLException {
        String places = String.join(", ", Collections.nCopies(names.size(), "?"));
        String query = "SELECT name, version, body FROM " + table + " WHERE name IN (" + places + ")";
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < names.size(); i++) {
                statement.setString(i + 1, names.get(i));
            }
            Map<String, Entry> found = new LinkedHashMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String body = Objects.requireNonNullElse(rows.getString(3), "");
                    found.put(rows.getString(1), new Entry(rows.getLong(2), JdbcText.text(body)));
                }
            }
            return found;
        }
    }

    @Override
    public boolean save(String pool, long expectedVersion, String text) throws IOException {
        Entry next = new Entry(expectedVersion + 1, text);
        String name = JdbcText.name(pool);
        String body = JdbcText.body(text);
        return call("written", connection -> {
            try {
                return next.version() == 1
                        ? changes(
                                connection,
                                "INSERT INTO " + table + " (body, version, name) VALUES (?, ?, ?)",
                                body,
                                1,
                                name)
                        : changes(
                                connection,
                                "UPDATE " + table
                                        + " SET body = ?, version = version + 1 WHERE version = ? AND name = ?",
                                body,
                                expectedVersion,
                                name);
            } catch (SQLException e) {
                String state = Objects.requireNonNullElse(e.getSQLState(), "");
                boolean quicker = state.startsWith(ROLLED_BACK) && !state.equals(NOT_KNOWN);
                boolean there = next.version() == 1
                        && state.startsWith(CONSTRAINT)
                        && !select(connection, List.of(name)).isEmpty();
                if (quicker || there) {
                    return false;
                }
                throw e;
            }
        });
    }

    private static boolean changes(Connection connection, String change, String body, long version, String name)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(change)) {
            statement.setString(1, body);
            statement.setLong(2, version);
            statement.setString(3, name);
            return statement.executeUpdate() == 1;
        }
    }

    /** What is done with a connection. */
    @FunctionalInterface
    private interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    private <T> T call(String what, Work<T> work) throws IOException {
        try {
            Connection connection = source.getConnection();
            try {
                return with(connection, work);
            } finally {
                tidy(connection, connection::close);
            }
        } catch (SQLException | RuntimeException e) {
            throw new IOException(
                    "table " + table + " could not be " + what + ": " + ForeignText.told(JdbcRefusal.told(e)), e);
        }
    }

    private static <T> T with(Connection connection, Work<T> work) throws SQLException {
        boolean auto = connection.getAutoCommit();
        int limit = limited(connection);
        try {
            if (!auto) {
                connection.setAutoCommit(true);
            }
            return work.with(connection);
        } finally {
            if (!auto) {
                tidy(connection, () -> connection.setAutoCommit(false));
            }
            if (limit >= 0) {
                tidy(connection, () -> connection.setNetworkTimeout(Runnable::run, limit));
            }
        }
    }

    /** Sets the limit, and gives the one before; negative where the driver has none. */
    private static int limited(Connection connection) throws SQLException {
        try {
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, (int) NETWORK_LIMIT.toMillis());
            return before;
        } catch (SQLFeatureNotSupportedException e) {
            return -1;
        }
    }

    /** A step back to what the connection was. */
    @FunctionalInterface
    private interface Step {
        void run() throws SQLException;
    }

    /** What was done stands, whatever becomes of the connection; one that is not as it was is lent to nobody again. */
    private static void tidy(Connection connection, Step step) {
        try {
            step.run();
        } catch (SQLException | RuntimeException e) {
            log.debug("action=connection_not_put_back", e);
            try {
                connection.abort(Runnable::run);
            } catch (SQLException | RuntimeException again) {
                log.debug("action=connection_not_aborted", again);
            }
        }
    }

    @Override
    public String byHand(String key, String text) {
        return "INSERT INTO " + table + " (name, version, body) VALUES ('" + JdbcText.name(key) + "', 1, '" + text
                + "')";
    }

    @Override
    public Reach reach() {
        return Reach.SHARED;
    }

    @Override
    public String site() {
        return site;
    }

    @Override
    public String toString() {
        return "table " + table;
    }
}
