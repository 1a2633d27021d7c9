package io.github.dnsfailover.leader;

import io.github.dnsfailover.internal.text.FailureWords;
import java.sql.SQLException;
import java.util.Set;
import java.util.regex.Pattern;

/** What a database says when it does not do it, and what somebody can do about that, as far as its codes tell. Pure. */
final class JdbcRefusal {

    /** Of PostgreSQL, of MySQL and MariaDB, two more of H2, and of SQL Server. */
    private static final Set<String> NO_TABLE = Set.of("42P01", "42S02", "42S03", "42S04", "S0002");

    private static final int NO_TABLE_OF_ORACLE = 942; // with an SQLSTATE that says no more than "42000"
    private static final String READ_ONLY = "25006";

    /** Of MySQL and MariaDB: a server that is set so, with the SQLSTATE of anything, and one in a mode that is. */
    private static final Set<Integer> READ_ONLY_OF_MYSQL = Set.of(1290, 1836);

    /** The same, with the SQLSTATE of a wrong statement: too many connections, no such database. */
    private static final Set<Integer> NO_STATEMENT_OF_MYSQL = Set.of(1040, 1049, 1203);

    private static final int MOST_CAUSES = 5;
    private static final String LOGIN = "28"; // SQLSTATE class
    private static final String SYNTAX_OR_RIGHTS = "42"; // SQLSTATE class

    /** MariaDB's driver numbers its connections; one and the same trouble would change its text each second. */
    private static final Pattern CONNECTION = Pattern.compile("\\(conn[=:][0-9]+\\) ");

    private JdbcRefusal() {}

    /** What to do, then what was said; the codes decide, never the message. */
    static String told(Exception failure) {
        String said = CONNECTION.matcher(FailureWords.of(failure)).replaceAll("");
        String advice = "";
        Throwable cause = failure; // a pool of connections hides what the database said behind words of its own
        for (int i = 0; i < MOST_CAUSES && cause != null && advice.isEmpty(); i++) {
            advice = cause instanceof SQLException known ? advice(known) : "";
            cause = cause.getCause();
        }
        return advice.isEmpty() ? said : advice + " (" + said + ")";
    }

    private static String advice(SQLException failure) {
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        if (NO_TABLE.contains(state) || failure.getErrorCode() == NO_TABLE_OF_ORACLE) {
            return "this user sees no such table; the application's migration makes it, by the statement that"
                    + " JdbcStateStore.ddl(..) prints, and grants SELECT, INSERT and UPDATE";
        }
        if (state.equals(READ_ONLY) || READ_ONLY_OF_MYSQL.contains(failure.getErrorCode())) {
            return "the connection is read-only; the data source must lead to the primary, and no replica";
        }
        if (state.startsWith(LOGIN)) {
            return "the database refuses the login; look at the user and the password of the data source";
        }
        return state.startsWith(SYNTAX_OR_RIGHTS) && !NO_STATEMENT_OF_MYSQL.contains(failure.getErrorCode())
                ? "this user needs SELECT, INSERT and UPDATE, and the table the columns of JdbcStateStore.ddl(..)"
                : "";
    }
}
