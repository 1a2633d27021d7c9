package io.github.dnsfailover.check;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Assumptions;

/**
 * OpenSSL's own server on a loopback port, as a plain process, which answers a page to every request. Where it is
 * missing, the test is skipped aloud; with the system property {@code real.required=true} it fails.
 */
final class OpensslServer implements AutoCloseable {

    private static final List<String> PLACES = List.of("/usr/bin/openssl", "/usr/local/bin/openssl");
    private static final String READY = "ACCEPT 127.0.0.1:";

    private final Process process;
    private final int port;

    private OpensslServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Shows the second certificate to clients that ask for this name, and the first to all others. */
    static OpensslServer showing(Path folder, HeldCertificate usual, HeldCertificate named, String name)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(program(), "s_server", "-accept", "127.0.0.1:0", "-www"));
        command.addAll(List.of("-cert", pem(folder, "usual", usual), "-servername", name));
        command.addAll(List.of("-cert2", pem(folder, "named", named), "-key2", pem(folder, "named", named)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        return new OpensslServer(process, port(process));
    }

    private static int port(Process process) throws IOException {
        StringBuilder said = new StringBuilder();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(READY)) {
                return Integer.parseInt(line.substring(READY.length()));
            }
            said.append(line).append('\n');
        }
        throw new IOException("openssl s_server did not start: " + said);
    }

    private static String pem(Path folder, String name, HeldCertificate held) throws IOException {
        return Files.writeString(folder.resolve(name + ".pem"), held.privateKeyPkcs8Pem() + held.certificatePem())
                .toString();
    }

    private static String program() {
        return PLACES.stream()
                .filter(place -> Files.isExecutable(Path.of(place)))
                .findFirst()
                .orElseGet(() -> {
                    String message = "openssl is not installed: its server is NOT tested here";
                    System.err.println("*** " + message + " ***");
                    if (Boolean.getBoolean("real.required")) {
                        throw new AssertionError(message + ", although real.required=true");
                    }
                    Assumptions.abort(message);
                    throw new AssertionError(message);
                });
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
