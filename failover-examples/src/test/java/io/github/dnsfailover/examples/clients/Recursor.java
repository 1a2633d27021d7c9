package io.github.dnsfailover.examples.clients;

import io.github.dnsfailover.examples.Installed;
import io.github.dnsfailover.examples.Program;
import io.github.dnsfailover.examples.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A real unbound, which this namespace's {@code /etc/resolv.conf} names, before one zone's own server. */
final class Recursor implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    private final Program process;

    Recursor(int authoritativePort, String host, Path work) throws IOException {
        Path folder = Files.createDirectories(work.resolve("unbound"));
        Files.writeString(folder.resolve("unbound.conf"), """
                server:
                  interface: 127.0.0.1
                  port: 53
                  do-daemonize: no
                  username: ""
                  chroot: ""
                  directory: "%1$s"
                  pidfile: "%1$s/pid"
                  use-syslog: no
                  logfile: ""
                  module-config: "iterator"
                  do-not-query-localhost: no
                  do-ip6: no
                forward-zone:
                  name: "example.com"
                  forward-addr: 127.0.0.1@%2$d
                remote-control:
                  control-enable: no
                """.formatted(folder, authoritativePort));
        Path resolv = folder.resolve("resolv.conf");
        Files.writeString(resolv, "nameserver 127.0.0.1\n");
        Program.output(Installed.get("mount", "mount"), "--bind", resolv.toString(), "/etc/resolv.conf");
        process = Program.start(
                folder.resolve("log"),
                Installed.get("unbound", "unbound"),
                "-d",
                "-c",
                folder.resolve("unbound.conf").toString());
        Waiting.await("unbound resolves " + host, START_LIMIT, () -> resolves(host));
    }

    private static boolean resolves(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.end();
    }
}
