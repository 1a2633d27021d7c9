package io.github.dnsfailover.stores;

import io.github.dnsfailover.examples.Installed;
import io.github.dnsfailover.testkit.FreePort;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;

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

    private static final int CALL_MILLIS = 2_000;

    private static final HeldCertificate AUTHORITY = new HeldCertificate.Builder()
            .certificateAuthority(0)
            .duration(9, TimeUnit.DAYS)
            .build();
    private static final HeldCertificate SERVER = signed("127.0.0.1");

    private final Door door;
    private final int port = FreePort.find();
    private final StoreProcess process;

    private EtcdServer(Door door, Path folder) throws IOException {
        this.door = door;
        int healthPort = FreePort.find();
        this.process = new StoreProcess(folder, command(folder, healthPort), () -> isHealthy(healthPort));
    }

    public static EtcdServer start(Door door) throws IOException {
        Installed.require("etcd", "the store over etcd"); // or nothing of this is to be left
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

    private List<String> command(Path folder, int healthPort) throws IOException {
        String peer = "http://127.0.0.1:" + FreePort.find();
        List<String> command = new ArrayList<>(List.of(
                Installed.require("etcd", "the store over etcd"),
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
        return command;
    }

    private static boolean isHealthy(int healthPort) {
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
        return process.copyOfData();
    }

    /** Kills it, and starts it anew over a copy that was made before. */
    public void killAndRestartOver(Path copy) throws IOException {
        process.killAndRestartOver(copy);
    }

    /** Kills it, and starts it anew over what it left. */
    public void killAndRestart() throws IOException {
        process.killAndRestart();
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
