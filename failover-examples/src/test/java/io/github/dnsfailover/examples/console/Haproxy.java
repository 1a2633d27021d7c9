package io.github.dnsfailover.examples.console;

import io.github.dnsfailover.examples.Installed;
import io.github.dnsfailover.examples.Program;
import io.github.dnsfailover.testkit.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A real HAProxy before a console: at one port it hands paths on as they come, at another one it strips a prefix of its
 * own. Confined to one thread.
 */
final class Haproxy implements AutoCloseable {

    static final String PREFIX = "/ops/dns";

    private static final String LOOPBACK = "127.0.0.1";

    private final String program;
    private final Path folder;
    private final int keeping;
    private final int stripping;
    private Program process;

    Haproxy(Path folder, int port) throws IOException {
        this.program = Installed.require("haproxy", "the console behind a proxy");
        this.folder = folder;
        this.keeping = FreePort.find();
        this.stripping = FreePort.find();
        Files.writeString(folder.resolve("haproxy.cfg"), """
                defaults
                  mode http
                  option forwardfor
                  timeout connect 2s
                  timeout client 60s
                  timeout server 60s
                listen keeping
                  bind 127.0.0.1:%d
                  server console 127.0.0.1:%d
                listen stripping
                  bind 127.0.0.1:%d
                  http-request replace-path %s(.*) %s\\1
                  server console 127.0.0.1:%d
                """.formatted(
                        keeping, port, stripping, PREFIX, MountedConsole.MOUNT, port));
        process = begin();
    }

    private Program begin() throws IOException {
        Program started = Program.start(
                folder.resolve("haproxy.log"),
                program,
                "-db",
                "-f",
                folder.resolve("haproxy.cfg").toString());
        Pools.await(
                "haproxy accepts", () -> Program.accepts(LOOPBACK, keeping) && Program.accepts(LOOPBACK, stripping));
        return started;
    }

    /** Where the console is under the prefix that the console does not know. */
    String stripped() {
        return "http://127.0.0.1:" + stripping + PREFIX;
    }

    /** Where it is under its own path. */
    String kept() {
        return "http://127.0.0.1:" + keeping + MountedConsole.MOUNT;
    }

    /** Ends it; all streams through it break. */
    void stop() {
        process.end();
    }

    /** Starts it again, at the same ports. */
    void startAgain() throws IOException {
        process = begin();
    }

    @Override
    public void close() {
        stop();
    }
}
