package io.github.dnsfailover.stores;

import io.github.dnsfailover.testkit.FreePort;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Assumptions;

/**
 * A real etcd of one member on loopback ports, run as a plain process with data of its own in a temporary folder. Where
 * its program is missing the test is skipped, and fails with {@code -Dreal.required=true}. Confined to one thread.
 */
public final class EtcdServer implements AutoCloseable {

    /** How clients come to it. */
    public enum Door {
        PLAIN,
        /** Under TLS, and only with a certificate of {@link #AUTHORITY}. */
        CERTIFICATES
    }

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration END_LIMIT = Duration.ofSeconds(20);
    private static final int CALL_MILLIS = 2_000;

    private static final HeldCertificate AUTHORITY = new HeldCertificate.Builder()
            .certificateAuthority(0)
            .duration(9, TimeUnit.DAYS)
            .build();
    private static final HeldCertificate SERVER = signed("127.0.0.1");

    private final Door door;
    private final Path folder;
    private final int port;
    private final int healthPort;
    private final int peerPort;
    private Process process;

    private EtcdServer(Door door, Path folder) throws IOException {
        this.door = door;
        this.folder = folder;
        this.port = FreePort.find();
        this.healthPort = FreePort.find();
        this.peerPort = FreePort.find();
        this.process = begin();
    }

    public static EtcdServer start(Door door) throws IOException {
        program(); // or nothing of this is to be left
        Path folder = Files.createTempDirectory("etcd-server");
        Files.writeString(folder.resolve("authority.pem"), AUTHORITY.certificatePem());
        Files.writeString(folder.resolve("server.pem"), SERVER.certificatePem());
        Files.writeString(folder.resolve("server.key"), SERVER.privateKeyPkcs8Pem());
        return new EtcdServer(door, folder);
    }

    private static HeldCertificate signed(String name) {
        return new HeldCertificate.Builder()
                .addSubjectAlternativeName(name)
                .signedBy(AUTHORITY)
                .duration(9, TimeUnit.DAYS)
                .build();
    }

    /** What a client trusts and shows at the {@link Door#CERTIFICATES} door. */
    static HandshakeCertificates client() {
        return new HandshakeCertificates.Builder()
                .addTrustedCertificate(AUTHORITY.certificate())
                .heldCertificate(signed("client"), AUTHORITY.certificate())
                .build();
    }

    private Process begin() throws IOException {
        String peer = "http://127.0.0.1:" + peerPort;
        List<String> command = new ArrayList<>(List.of(
                program(),
                "--name=one",
                "--data-dir=" + folder.resolve("data"),
                "--listen-client-urls=" + url(),
                "--advertise-client-urls=" + url(),
                "--listen-metrics-urls=http://127.0.0.1:" + healthPort,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=one=" + peer,
                "--heartbeat-interval=20",
                "--election-timeout=200",
                "--log-level=error"));
        if (door == Door.CERTIFICATES) {
            command.addAll(List.of(
                    "--cert-file=" + folder.resolve("server.pem"),
                    "--key-file=" + folder.resolve("server.key"),
                    "--client-cert-auth",
                    "--trusted-ca-file=" + folder.resolve("authority.pem")));
        }
        Process started = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() - end < 0 && started.isAlive()) {
            if (isHealthy()) {
                return started;
            }
            rest(started);
        }
        started.destroyForcibly();
        throw new IOException("etcd did not start; it said:\n" + Files.readString(folder.resolve("log")));
    }

    private boolean isHealthy() {
        try {
            return call("http://127.0.0.1:" + healthPort + "/health", "", "").contains("\"true\"");
        } catch (IOException e) {
            return false;
        }
    }

    /** Where clients come. */
    String url() {
        return (door == Door.PLAIN ? "http" : "https") + "://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** Calls the gateway as somebody who has not logged in. */
    public String post(String path, String body) throws IOException {
        return call(url() + path, body, "");
    }

    /** Calls the gateway with a token. */
    String post(String path, String body, String token) throws IOException {
        return call(url() + path, body, token);
    }

    private static String call(String url, String body, String token) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setConnectTimeout(CALL_MILLIS);
        connection.setReadTimeout(CALL_MILLIS);
        if (!token.isEmpty()) {
            connection.setRequestProperty("Authorization", token);
        }
        if (!body.isEmpty()) {
            connection.setDoOutput(true);
            connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        }
        try (var in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A copy of all that it holds; it is killed for that, and started anew. */
    public Path copyOfData() throws IOException {
        kill();
        Path copy = Files.createTempDirectory(folder, "copy");
        copy(folder.resolve("data"), copy.resolve("data"));
        process = begin();
        return copy;
    }

    /** Kills it, and starts it anew over a copy that was made before. */
    public void killAndRestartOver(Path copy) throws IOException {
        kill();
        delete(folder.resolve("data"));
        copy(copy.resolve("data"), folder.resolve("data"));
        process = begin();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    /** Kills it, and starts it anew over what it left. */
    public void killAndRestart() throws IOException {
        kill();
        process = begin();
    }

    private void kill() throws IOException {
        process.destroyForcibly();
        long end = System.nanoTime() + END_LIMIT.toNanos();
        while (process.isAlive() && System.nanoTime() - end < 0) {
            rest(process);
        }
    }

    @Override
    public void close() throws IOException {
        kill();
        delete(folder);
    }

    private static void delete(Path all) throws IOException {
        try (Stream<Path> files = Files.walk(all)) {
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

    private static String program() {
        Optional<Path> found = Stream.of("/usr/bin/etcd", "/usr/local/bin/etcd")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isPresent()) {
            return found.get().toString();
        }
        String message = "etcd is not installed: a real etcd is NOT tested here";
        System.err.println("*** " + message + " ***");
        if (Boolean.getBoolean("real.required")) {
            throw new AssertionError(message + ", although real.required=true");
        }
        return Assumptions.abort(message);
    }
}
