package io.github.dnsfailover.examples.lab;

import io.github.dnsfailover.examples.Program;
import io.github.dnsfailover.examples.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The client's unbound. Confined to one thread. */
final class Resolver {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    private final Path folder;

    /**
     * Starts it, and waits until it resolves.
     *
     * @param keys the zone's own keys, its trust anchor; empty if the zone is not signed
     */
    Resolver(Path work, Optional<String> keys) throws IOException {
        folder = Files.createDirectories(work.resolve("unbound"));
        Files.writeString(folder.resolve("anchor"), keys.orElse(""));
        Files.writeString(folder.resolve("unbound.conf"), """
                server:
                  interface: 127.0.0.1
                  do-daemonize: no
                  username: ""
                  chroot: ""
                  directory: "%1$s"
                  pidfile: "%1$s/pid"
                  use-syslog: no
                  logfile: ""
                  module-config: "%2$s"
                  do-ip6: no
                  %3$s
                stub-zone:
                  name: "example.com"
                  stub-addr: %4$s
                  stub-addr: %5$s
                remote-control:
                  control-enable: yes
                  control-interface: "%1$s/control"
                  control-use-cert: no
                """.formatted(
                        folder,
                        keys.isPresent() ? "validator iterator" : "iterator",
                        keys.isPresent() ? "trust-anchor-file: \"" + folder + "/anchor\"" : "",
                        Topology.DNS2,
                        Topology.DNS3));
        Host.CLIENT.start(
                folder.resolve("log"),
                "unbound",
                "-d",
                "-c",
                folder.resolve("unbound.conf").toString());
        Waiting.await(
                () -> "unbound resolves " + ZoneServers.HOST,
                START_LIMIT,
                () -> ZoneServers.asked(Host.CLIENT, "127.0.0.1", ZoneServers.HOST, "A")
                        .contains(Topology.PUBLIC_A));
    }

    /** What it says, with what is left of the TTL, and AD where it has validated. */
    String answer() throws IOException {
        return Program.run(
                        Host.CLIENT.command(
                                "dig",
                                "@127.0.0.1",
                                ZoneServers.HOST,
                                "A",
                                "+dnssec",
                                "+noall",
                                "+comments",
                                "+answer",
                                "+time=2"),
                        "")
                .said()
                .strip();
    }

    /** Makes it ask anew at the client's next question, as if the TTL had just run out. */
    void forget() throws IOException {
        Program.output(Host.CLIENT.command(
                "unbound-control", "-c", folder.resolve("unbound.conf").toString(), "flush", ZoneServers.HOST));
    }
}
