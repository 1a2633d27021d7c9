package io.github.dnsfailover.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.dnsfailover.stores.SqlServer;
import io.github.dnsfailover.stores.SqlServer.Kind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class HikariThatFollowsTest {

    @Test
    void nothingIsCommittedAtTheOldServerAfterAMoveAndAReadOnlyOneIsNotUsed() throws Exception {
        int port = TwoPlaces.freePort();
        try (SqlServer one = SqlServer.start(Kind.POSTGRESQL, TwoPlaces.ONE, port);
                SqlServer two = SqlServer.start(Kind.POSTGRESQL, TwoPlaces.TWO, port);
                TwoPlaces places = new TwoPlaces();
                HikariDataSource pool = HikariThatFollows.of(places.engine, TwoPlaces.POOL, config(port))) {
            one.execute("CREATE TABLE rows (place text)");
            two.execute("CREATE TABLE rows (place text)");
            insert(pool);
            two.execute("ALTER SYSTEM SET default_transaction_read_only = on"); // as a replica says of itself
            two.execute("SELECT pg_reload_conf()");
            try (Connection open = pool.getConnection()) {
                open.setAutoCommit(false);
                try (Statement statement = open.createStatement()) {
                    statement.executeUpdate("INSERT INTO rows VALUES ('too late')");
                }
                places.failOver();

                assertThatThrownBy(open::commit).isInstanceOf(SQLException.class);
            }
            assertThatThrownBy(() -> insert(pool)).isInstanceOf(SQLException.class);

            try (Connection operator = two.source().getConnection();
                    Statement statement = operator.createStatement()) {
                statement.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE");
                statement.execute("ALTER SYSTEM RESET default_transaction_read_only");
                statement.execute("SELECT pg_reload_conf()");
            }
            insert(pool);

            assertThat(rows(one.source())).isEqualTo(1);
            assertThat(rows(two.source())).isEqualTo(1);
        }
    }

    private static HikariConfig config(int port) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:postgresql://" + TwoPlaces.HOST + ":" + port + "/postgres");
        config.setUsername("app");
        config.setMaximumPoolSize(3);
        config.setConnectionTimeout(2_000);
        config.setInitializationFailTimeout(-1);
        return config;
    }

    private static void insert(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("INSERT INTO rows VALUES ('in time')");
        }
    }

    private static int rows(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT count(*) FROM rows")) {
            found.next();
            return found.getInt(1);
        }
    }
}
