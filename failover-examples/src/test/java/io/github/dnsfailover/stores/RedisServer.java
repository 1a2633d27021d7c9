package io.github.dnsfailover.stores;

import io.github.dnsfailover.testkit.FreePort;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A real Redis on a loopback port that writes each save to disk, in a temporary folder. Where it is missing the test is
 * skipped, and fails with {@code -Dreal.required=true}. Confined to one thread, but for its clients.
 */
public final class RedisServer implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/bin/redis-server");
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration CALL_LIMIT = Duration.ofSeconds(3);

    private final Path folder;
    private final int port;
    private Process process;

    private RedisServer(Path folder, int port) throws IOException {
        this.folder = folder;
        this.port = port;
        this.process = begin();
    }

    public static RedisServer start() throws IOException {
        if (!Files.isExecutable(PROGRAM)) {
            String message = PROGRAM + " is missing: a real Redis is NOT tested here";
            System.err.println("*** " + message + " ***");
            if (Boolean.getBoolean("real.required")) {
                throw new AssertionError(message + ", although real.required=true");
            }
            Assumptions.abort(message);
        }
        return new RedisServer(Files.createTempDirectory("redis"), FreePort.find());
    }

    private Process begin() throws IOException {
        Process started = new ProcessBuilder(
                        PROGRAM.toString(),
                        "--port",
                        String.valueOf(port),
                        "--bind",
                        "127.0.0.1",
                        "--dir",
                        folder.toString(),
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        "always")
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (System.nanoTime() - end < 0 && started.isAlive()) {
            try {
                call(port, "PING");
                return started;
            } catch (IOException e) {
                rest(started, Duration.ofMillis(20));
            }
        }
        started.destroyForcibly();
        throw new IOException("Redis did not start; it said:\n" + Files.readString(folder.resolve("log")));
    }

    public int port() {
        return port;
    }

    /** One command and its answer. */
    public static List<String> call(int port, String... words) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            request.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            request.writeBytes(bytes);
            request.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) CALL_LIMIT.toMillis());
            socket.setSoTimeout((int) CALL_LIMIT.toMillis());
            socket.getOutputStream().write(request.toByteArray());
            return answer(new BufferedInputStream(socket.getInputStream()));
        }
    }

    private static List<String> answer(InputStream in) throws IOException {
        String line = line(in);
        List<String> words = new ArrayList<>();
        switch (line.charAt(0)) {
            case '+', ':' -> words.add(line.substring(1));
            case '$' -> {
                words.add(new String(in.readNBytes(Integer.parseInt(line.substring(1))), StandardCharsets.UTF_8));
                line(in);
            }
            case '*' -> {
                for (int i = Integer.parseInt(line.substring(1)); i > 0; i--) {
                    words.addAll(answer(in));
                }
            }
            default -> throw new IOException("Redis said " + line);
        }
        return words;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended");
            }
            line.append((char) c);
        }
        return line.substring(0, line.length() - 1);
    }

    /** Kills it, and starts it anew over what it left. */
    public void killAndRestart() throws IOException {
        process.destroyForcibly();
        rest(process, START_LIMIT);
        process = begin();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        rest(process, START_LIMIT);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static void rest(Process process, Duration limit) throws IOException {
        try {
            if (process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                return; // it has ended, and whoever looks sees that
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
