package io.github.dnsfailover.stores;

import io.github.dnsfailover.examples.Installed;
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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A real Redis on a loopback port that writes each save to disk, in a temporary folder. Where it is missing the test is
 * skipped, and fails with {@code -Dreal.required=true}. Confined to one thread, but for its clients.
 */
public final class RedisServer implements AutoCloseable {

    private static final Duration CALL_LIMIT = Duration.ofSeconds(3);

    private final InetSocketAddress address;
    private final StoreProcess process;

    private RedisServer(String program, InetSocketAddress address) throws IOException {
        this.address = address;
        List<String> command = List.of(
                program,
                "--port",
                String.valueOf(address.getPort()),
                "--bind",
                address.getAddress().getHostAddress(),
                "--appendonly",
                "yes",
                "--appendfsync",
                "always");
        this.process = new StoreProcess(Files.createTempDirectory("redis"), command, this::answers);
    }

    public static RedisServer start() throws IOException {
        return start(new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.find()));
    }

    /** At an address of loopback, for several that have one port. */
    public static RedisServer start(InetSocketAddress address) throws IOException {
        return new RedisServer(Installed.require("redis-server", "the store over Redis"), address);
    }

    private boolean answers() {
        try {
            return call(address, "PING").equals(List.of("PONG"));
        } catch (IOException e) {
            return false; // also while it reads what it left
        }
    }

    public int port() {
        return address.getPort();
    }

    /** One command and its answer. */
    public static List<String> call(int port, String... words) throws IOException {
        return call(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), words);
    }

    private static List<String> call(InetSocketAddress address, String... words) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            request.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
            request.writeBytes(bytes);
            request.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        try (Socket socket = new Socket()) {
            socket.connect(address, (int) CALL_LIMIT.toMillis());
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
        process.killAndRestart();
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
