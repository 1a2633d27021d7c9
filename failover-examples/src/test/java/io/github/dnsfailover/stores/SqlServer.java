package io.github.dnsfailover.stores;

import io.github.dnsfailover.testkit.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Assumptions;
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

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration END_LIMIT = Duration.ofSeconds(20);
    private static final String USER = "postgres"; // whom Debian's package makes; root may not run it

    private final Kind kind;
    private final Path folder;
    private final int port;
    private Process process;

    private SqlServer(Kind kind, Path folder, int port) throws IOException {
        this.kind = kind;
        this.folder = folder;
        this.port = port;
        this.process = begin();
    }

    public static SqlServer start(Kind kind) throws IOException {
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
        return new SqlServer(kind, folder, FreePort.find());
    }

    private Process begin() throws IOException {
        Path data = folder.resolve("data");
        List<String> command = kind == Kind.POSTGRESQL
                ? asUser(
                        program("postgres"),
                        "-D",
                        data.toString(),
                        "-p",
                        String.valueOf(port),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "unix_socket_directories=")
                : new ArrayList<>(List.of(
                        program("mariadbd"),
                        "--no-defaults",
                        "--datadir=" + data,
                        "--port=" + port,
                        "--bind-address=127.0.0.1",
                        "--socket=" + folder.resolve("s"),
                        "--pid-file=" + folder.resolve("pid"),
                        "--skip-grant-tables",
                        "--skip-name-resolve"));
        if (kind == Kind.MARIADB && isRoot()) {
            command.add("--user=root");
        }
        Process started = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() - end < 0 && started.isAlive()) {
            try (Connection connection = source(port).getConnection()) {
                if (connection.isValid(1)) {
                    return started;
                }
            } catch (SQLException e) {
                rest(started);
            }
        }
        started.destroyForcibly();
        throw new IOException(kind + " did not start; it said:\n" + Files.readString(folder.resolve("log")));
    }

    public int port() {
        return port;
    }

    /** Connections to a port at which this server is reached. */
    DataSource source(int at) {
        return source(kind, at);
    }

    /** Connections to a port at which a server of this kind is reached, perhaps one of another process. */
    public static DataSource source(Kind kind, int at) {
        try {
            if (kind == Kind.POSTGRESQL) {
                PGSimpleDataSource source = new PGSimpleDataSource();
                source.setServerNames(new String[] {"127.0.0.1"});
                source.setPortNumbers(new int[] {at});
                source.setDatabaseName("postgres");
                source.setUser("app");
                return source;
            }
            String base = "jdbc:mariadb://127.0.0.1:" + at + "/";
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

    /** Kills it with all its processes, and starts it anew over what it left. */
    public void killAndRestart() throws IOException {
        List<ProcessHandle> all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle one : all) {
            long end = System.nanoTime() + END_LIMIT.toNanos();
            while (one.isAlive() && System.nanoTime() - end < 0) {
                rest(process);
            }
        }
        process = begin();
    }

    @Override
    public void close() throws IOException {
        process.destroy(); // PostgreSQL waits for clients then; those of a test have gone
        try {
            if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void rest(Process process) throws IOException {
        try {
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                return; // it has ended, and whoever looks sees that
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
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
        Path log = folder.resolve("made");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(command.get(0) + " failed; it said:\n" + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static String program(String name) throws IOException {
        List<Path> places =
                new ArrayList<>(List.of(Path.of("/usr/sbin"), Path.of("/usr/bin"), Path.of("/usr/local/bin")));
        Path debian = Path.of("/usr/lib/postgresql"); // a folder for each version
        if (Files.isDirectory(debian)) {
            try (Stream<Path> versions = Files.list(debian)) {
                versions.sorted(Comparator.reverseOrder()).forEach(version -> places.add(0, version.resolve("bin")));
            }
        }
        Optional<Path> found = places.stream()
                .map(place -> place.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isPresent()) {
            return found.get().toString();
        }
        String message = name + " is not installed: a real database is NOT tested here";
        System.err.println("*** " + message + " ***");
        if (Boolean.getBoolean("real.required")) {
            throw new AssertionError(message + ", although real.required=true");
        }
        return Assumptions.abort(message);
    }
}
