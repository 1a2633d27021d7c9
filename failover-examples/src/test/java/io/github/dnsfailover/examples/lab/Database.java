package io.github.dnsfailover.examples.lab;

import io.github.dnsfailover.examples.Installed;
import io.github.dnsfailover.examples.Program;
import io.github.dnsfailover.examples.Waiting;
import io.github.dnsfailover.leader.JdbcStateStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/** PostgreSQL in the third place, which takes connections by TLS only. Confined to one thread. */
final class Database {

    static final String USER = "app";
    static final String PASSWORD = "of the lab only";

    private static final String SYSTEM_USER = "postgres"; // whom Debian's package makes; root may not run it
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final Path folder;
    private Program running;

    Database(Path work, Authority authority) throws IOException {
        folder = Files.createDirectories(work.resolve("postgresql"));
        own(folder);
        Path password = folder.resolve("password");
        Files.writeString(password, PASSWORD);
        own(password);
        String data = folder.resolve("data").toString();
        Program.output(asUser(
                Installed.get("initdb", "postgresql"),
                "-D",
                data,
                "-U",
                USER,
                "-A",
                "scram-sha-256",
                "--pwfile",
                password.toString(),
                "-N",
                "-E",
                "UTF8"));
        authority.sign(Topology.STORE, folder);
        for (String file : List.of("server.pem", "server.key")) {
            own(folder.resolve(file));
            Files.setPosixFilePermissions(folder.resolve(file), PosixFilePermissions.fromString("rw-------"));
        }
        Files.writeString(folder.resolve("data/pg_hba.conf"), "hostssl all all 0.0.0.0/0 scram-sha-256\n");
        String table = JdbcStateStore.over(new PGSimpleDataSource()).ddl(JdbcStateStore.Database.POSTGRESQL);
        Program.output(
                asUser(Installed.get("postgres", "postgresql"), "--single", "-j", "-D", data, "postgres"),
                table + ";\n\n");
        running = launch();
    }

    private Program launch() throws IOException {
        List<String> command = asUser(
                Installed.get("postgres", "postgresql"),
                "-D",
                folder.resolve("data").toString(),
                "-c",
                "listen_addresses=" + Topology.STORE,
                "-c",
                "unix_socket_directories=",
                "-c",
                "ssl=on",
                "-c",
                "ssl_cert_file=" + folder.resolve("server.pem"),
                "-c",
                "ssl_key_file=" + folder.resolve("server.key"));
        Program launched = Host.THIRD.start(folder.resolve("log"), command.toArray(String[]::new));
        long before = ready();
        Waiting.await(() -> "PostgreSQL is ready", START_LIMIT, () -> ready() > before);
        return launched;
    }

    private long ready() {
        try {
            return Files.readString(folder.resolve("log"))
                    .lines()
                    .filter(line -> line.contains("ready to accept connections"))
                    .count();
        } catch (IOException e) {
            return 0;
        }
    }

    /** Kills it with all its processes, and starts it over what it left. */
    void killAndRestart() throws IOException {
        running.kill();
        running = launch();
    }

    private static List<String> asUser(String... command) {
        List<String> all = new ArrayList<>(
                List.of("setpriv", "--reuid=" + SYSTEM_USER, "--regid=" + SYSTEM_USER, "--clear-groups"));
        all.addAll(List.of(command));
        return all;
    }

    private static void own(Path path) throws IOException {
        UserPrincipal owner =
                path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(SYSTEM_USER);
        Files.setOwner(path, owner);
    }
}
