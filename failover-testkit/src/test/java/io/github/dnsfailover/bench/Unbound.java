package io.github.dnsfailover.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The clients' resolver, with its own defaults for what it keeps, before all zones of the systems. */
final class Unbound implements AutoCloseable {

    static final InetSocketAddress ADDRESS = new InetSocketAddress(InetAddress.getLoopbackAddress(), 53);

    private final Path configuration;
    private final Process process;

    Unbound(List<Task> tasks, Path work) throws IOException {
        Path folder = Files.createDirectories(work.resolve("unbound"));
        StringBuilder text = new StringBuilder("""
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
            remote-control:
              control-enable: yes
              control-interface: "%1$s/control"
              control-use-cert: no
            """.formatted(folder));
        for (Task task : tasks) {
            text.append("stub-zone:\n  name: \"" + task.zone() + "\"\n  stub-addr: 127.0.0.1@" + task.dnsPort() + "\n");
        }
        configuration = Files.writeString(folder.resolve("unbound.conf"), text);
        process = Programs.start(
                folder.resolve("log"), Programs.find("unbound", "unbound"), "-d", "-c", configuration.toString());
        Programs.pause(Duration.ofSeconds(2));
        if (!process.isAlive()) {
            throw new IOException("unbound does not start:\n" + Programs.lastLines(folder.resolve("log")));
        }
    }

    /** Makes it ask anew at the next question for a name, as if the TTL had just run out. */
    void forget(String host) throws IOException {
        String said = Programs.output(
                Programs.find("unbound-control", "unbound"), "-c", configuration.toString(), "flush", host);
        if (!said.strip().equals("ok")) {
            throw new IOException("unbound-control: " + said);
        }
    }

    @Override
    public void close() {
        Programs.end(process);
    }
}
