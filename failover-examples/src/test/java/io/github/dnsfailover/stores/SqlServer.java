package io.github.dnsfailover.stores;

import io.github.dnsfailover.examples.Installed;
import io.github.dnsfailover.examples.Program;
import io.github.dnsfailover.testkit.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.mariadb.jdbc.MariaDbDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL or MariaDB on a loopback port, run as a plain process with data of its own in a temporary folder.
 * Where its program is missing the test is skipped, and fails with {@code -Dreal.required=true}. Confined to one
 * thread.
 */
public final class SqlServer implements AutoCloseable {

    /** The two that are tried. */
    public enum Kind {
        POSTGRESQL,
        MARIADB
    }

    private static final String USER = "postgres"; // whom Debian's package makes; root may not run it

    private final Kind kind;
    private final String address;
    private final int port;
    private final StoreProcess process;

    private SqlServer(Kind kind, Path folder, String address, int port) throws IOException {
        this.kind = kind;
        this.address = address;
        this.port = port;
        this.process = new StoreProcess(folder, command(folder), this::answers);
    }

    public static SqlServer start(Kind kind) throws IOException {
        return start(kind, "127.0.0.1", FreePort.find());
    }

    /** At an address of loopback, for several that have one port. */
    public static SqlServer start(Kind kind, String address, int port) throws IOException {
        Path folder = Files.createTempDirectory("sql-server");
        Path data = folder.resolve("data");
        if (kind == Kind.POSTGRESQL) {
            own(folder);
            run(
                    folder,
                    asUser(program("initdb"), "-D", data.toString(), "-U", "app", "-A", "trust", "-N", "-E", "UTF8"));
        } else {
            List<String> command = new ArrayList<>(List.of(
                    program("mariadb-install-db"),
                    "--no-defaults",
                    "--datadir=" + data,
                    "--auth-root-authentication-method=normal",
                    "--skip-test-db"));
            if (isRoot()) {
                command.add("--user=root");
            }
            run(folder, command);
        }
        return new SqlServer(kind, folder, address, port);
    }

    private List<String> command(Path folder) throws IOException {
        Path data = folder.resolve("data");
        List<String> command = kind == Kind.POSTGRESQL
                ? asUser(
                        program("postgres"),
                        "-D",
                        data.toString(),
                        "-p",
                        String.valueOf(port),
                        "-c",
                        "listen_addresses=" + address,
                        "-c",
                        "unix_socket_directories=")
                : new ArrayList<>(List.of(
                        program("mariadbd"),
                        "--no-defaults",
                        "--datadir=" + data,
                        "--port=" + port,
                        "--bind-address=" + address,
                        "--socket=" + folder.resolve("s"),
                        "--pid-file=" + folder.resolve("pid"),
                        "--skip-grant-tables",
                        "--skip-name-resolve"));
        if (kind == Kind.MARIADB && isRoot()) {
            command.add("--user=root");
        }
        return command;
    }

    private boolean answers() {
        try (Connection connection = source(port).getConnection()) {
            return connection.isValid(1);
        } catch (SQLException e) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    /** Connections to a port at which this server is reached. */
    DataSource source(int at) {
        return source(kind, address, at);
    }

    /** Connections to a port at which a server of this kind is reached, perhaps one of another process. */
    public static DataSource source(Kind kind, int at) {
        return source(kind, "127.0.0.1", at);
    }

    private static DataSource source(Kind kind, String address, int at) {
        try {
            if (kind == Kind.POSTGRESQL) {
                PGSimpleDataSource source = new PGSimpleDataSource();
                source.setServerNames(new String[] {address});
                source.setPortNumbers(new int[] {at});
                source.setDatabaseName("postgres");
                source.setUser("app");
                return source;
            }
            String base = "jdbc:mariadb://" + address + ":" + at + "/";
            return new MariaDbDataSource(base + "?user=root&createDatabaseIfNotExist=true&connectTimeout=3000");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public DataSource source() {
        return source(port);
    }

    public void execute(String statement) throws SQLException {
        try (Connection connection = source().getConnection();
                Statement made = connection.createStatement()) {
            made.execute(statement);
        }
    }

    /** Kills it with all its processes. */
    public void kill() throws IOException {
        process.kill();
    }

    /** Kills it with all its processes, and starts it anew over what it left. */
    public void killAndRestart() throws IOException {
        process.killAndRestart();
    }

    @Override
    public void close() throws IOException {
        process.close();
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static List<String> asUser(String... command) {
        List<String> all = new ArrayList<>();
        if (isRoot()) {
            all.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups"));
        }
        all.addAll(List.of(command));
        return all;
    }

    private static void own(Path folder) throws IOException {
        if (isRoot()) {
            var owner = folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER);
            Files.setOwner(folder, owner);
        }
    }

    private static void run(Path folder, List<String> command) throws IOException {
        Program.Ended made = Program.run(folder, command);
        if (made.code() != 0) {
            throw new IOException(command.get(0) + " failed; it said:\n" + made.said());
        }
    }

    private static String program(String name) {
        return Installed.require(name, "the store over SQL");
    }
}
