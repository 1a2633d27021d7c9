package io.github.dnsfailover.notify;

import io.github.dnsfailover.testkit.FreePort;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Exim 4 on a loopback port, run as a plain process with files of its own: it demands STARTTLS and a login,
 * and puts every mail into one file. Where it is missing, the test is skipped aloud; with the system property {@code
 * real.required=true} it fails.
 */
final class EximServer implements AutoCloseable {

    private static final List<String> PLACES = List.of("/usr/sbin/exim4", "/usr/sbin/exim", "/usr/local/sbin/exim");
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration END_LIMIT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Process process;
    private final Path folder;
    private final int port;

    private EximServer(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    static EximServer start(Path folder) throws IOException, InterruptedException {
        Path program = program();
        int port = FreePort.find();
        HeldCertificate held = Certificates.of("localhost");
        // Exim may give up its rights: whatever user it becomes must be able to read and write here.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        for (String each : List.of("spool", "log", "mail")) {
            Files.createDirectory(folder.resolve(each));
            Files.setPosixFilePermissions(folder.resolve(each), PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        Files.writeString(folder.resolve("server.pem"), held.certificatePem());
        Files.writeString(folder.resolve("server.key"), held.privateKeyPkcs8Pem());
        Files.writeString(folder.resolve("exim.conf"), configuration(folder, port));
        Files.setPosixFilePermissions(folder.resolve("exim.conf"), PosixFilePermissions.fromString("rw-r--r--"));
        Process process = new ProcessBuilder(
                        program.toString(), "-C", folder.resolve("exim.conf").toString(), "-bdf", "-q1m")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("exim.out").toFile())
                .start();
        EximServer server = new EximServer(process, folder, port);
        if (!server.greetsSoon()) {
            String said = Files.readString(folder.resolve("exim.out"));
            server.close();
            throw new IOException("exim did not start; it said:\n" + said);
        }
        return server;
    }

    private static Path program() {
        Optional<Path> found =
                PLACES.stream().map(Path::of).filter(Files::isExecutable).findFirst();
        if (found.isPresent()) {
            return found.get();
        }
        String message = "Exim 4 is not installed: mail to a real server is NOT tested here";
        System.err.println("*** " + message + " ***");
        if (Boolean.getBoolean("real.required")) {
            throw new AssertionError(message + ", although real.required=true");
        }
        return Assumptions.abort(message);
    }

    private static String configuration(Path folder, int port) {
        return String.join(
                "\n",
                "primary_hostname = localhost",
                "qualify_domain = localhost",
                "local_interfaces = 127.0.0.1",
                "daemon_smtp_ports = " + port,
                "spool_directory = " + folder + "/spool",
                "log_file_path = " + folder + "/log/%slog",
                "pid_file_path = " + folder + "/exim.pid",
                "exim_user = " + user(),
                "exim_group = " + group(),
                "never_users =",
                "keep_environment =",
                "host_lookup =",
                "rfc1413_query_timeout = 0s",
                "tls_advertise_hosts = *",
                "tls_certificate = " + folder + "/server.pem",
                "tls_privatekey = " + folder + "/server.key",
                "auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}",
                "acl_smtp_rcpt = check_rcpt",
                "begin acl",
                "check_rcpt:",
                "  deny message = STARTTLS first",
                "       !encrypted = *",
                "  deny message = who are you?",
                "       !authenticated = *",
                "  deny message = no such user",
                "       local_parts = gone",
                "  accept",
                "begin routers",
                "all:",
                "  driver = accept",
                "  transport = to_file",
                "begin transports",
                "to_file:",
                "  driver = appendfile",
                "  file = " + folder + "/mail/all",
                "  user = " + user(),
                "  group = " + group(),
                "begin authenticators",
                "plain:",
                "  driver = plaintext",
                "  public_name = PLAIN",
                "  server_prompts = :",
                "  server_condition = ${if and{{eq{$auth2}{failover}}{eq{$auth3}{s3cret}}}}",
                "  server_set_id = $auth2",
                "");
    }

    /** As root it becomes its own user; else it stays who we are. */
    private static String user() {
        String me = System.getProperty("user.name");
        return me.equals("root") ? "Debian-exim" : me;
    }

    private static String group() {
        String me = System.getProperty("user.name");
        return me.equals("root") ? "Debian-exim" : me;
    }

    int port() {
        return port;
    }

    /** What was delivered, when something is there; with what Exim logged if nothing comes. */
    String delivered() throws IOException, InterruptedException {
        Path all = folder.resolve("mail/all");
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (end - System.nanoTime() > 0) {
            // Complete when the last line that we write is there.
            if (Files.exists(all) && Files.readString(all).contains("</html>")) {
                return Files.readString(all);
            }
            process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
        }
        Path log = folder.resolve("log/mainlog");
        throw new AssertionError(
                "nothing was delivered; exim logged:\n" + (Files.exists(log) ? Files.readString(log) : "nothing"));
    }

    private boolean greetsSoon() throws InterruptedException {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (process.isAlive() && end - System.nanoTime() > 0) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
                socket.setSoTimeout(5_000);
                String greeting = new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                        .readLine();
                if (greeting != null && greeting.startsWith("220")) {
                    return true;
                }
            } catch (IOException e) {
                process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS); // not yet
            }
        }
        return false;
    }

    /** Ends the process by its id, and waits for its end. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
