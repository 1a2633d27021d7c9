package io.github.dnsfailover.examples.lab;

import io.github.dnsfailover.examples.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Two BIRDs in two autonomous systems, which tell each other the nets of the two sites, and a listener on SSH's port
 * in each site. Confined to one thread.
 */
final class PrivateLink {

    static final Duration HOLD_TIME = Duration.ofSeconds(9);

    private static final String GREETING = "SSH-2.0-lab";

    private final Path work;

    PrivateLink(Path work) throws IOException {
        this.work = work;
        for (Host host : new Host[] {Host.WEB_A, Host.WEB_B}) {
            host.start(
                    work.resolve("ssh-" + host.namespace()),
                    "socat",
                    "TCP-LISTEN:22,fork,reuseaddr",
                    "SYSTEM:echo " + GREETING);
        }
        bird(
                Host.ROUTER_A,
                """
                protocol direct { ipv4; interface "lan"; }
                """,
                Map.of(
                        "here",
                        Topology.PEER_A,
                        "as",
                        "65001",
                        "there",
                        Topology.PEER_B,
                        "peer",
                        "64512",
                        "own",
                        "10.100.1.0/24",
                        "other",
                        "172.31.0.0/16"));
        bird(
                Host.ROUTER_B,
                """
                protocol static { ipv4; route 172.31.0.0/16 via 172.31.31.1; }
                """,
                Map.of(
                        "here",
                        Topology.PEER_B,
                        "as",
                        "64512",
                        "there",
                        Topology.PEER_A,
                        "peer",
                        "65001",
                        "own",
                        "172.31.0.0/16",
                        "other",
                        "10.100.1.0/24"));
    }

    private void bird(Host host, String own, Map<String, String> values) throws IOException {
        String text = """
                log stderr { warning, error, fatal, bug, auth };
                router id ${here};
                protocol device { }
                ${protocol}
                protocol kernel { ipv4 { import none; export where source ~ [ RTS_BGP, RTS_STATIC ]; }; }
                protocol bgp partner {
                  local ${here} as ${as};
                  neighbor ${there} as ${peer};
                  password "of the lab only";
                  hold time ${hold};
                  startup hold time ${hold};
                  connect delay time 1;
                  connect retry time 3;
                  error wait time 1, 3;
                  ipv4 {
                    import where net = ${other};
                    export where net = ${own};
                  };
                }
                """.replace("${protocol}", own).replace("${hold}", String.valueOf(HOLD_TIME.toSeconds()));
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("${" + value.getKey() + "}", value.getValue());
        }
        Path file = work.resolve("bird-" + host.namespace() + ".conf");
        Files.writeString(file, text);
        host.start(
                work.resolve("bird-" + host.namespace() + ".log"),
                "bird",
                "-f",
                "-c",
                file.toString(),
                "-s",
                control(host),
                "-P",
                work.resolve("bird-" + host.namespace() + ".pid").toString());
    }

    private String control(Host host) {
        return work.resolve("bird-" + host.namespace() + ".ctl").toString();
    }

    boolean isEstablished() {
        return session(Host.ROUTER_A).contains("Established")
                && session(Host.ROUTER_B).contains("Established");
    }

    /** What A's router has logged. */
    String said() throws IOException {
        return Files.readString(work.resolve("bird-" + Host.ROUTER_A.namespace() + ".log"))
                .strip();
    }

    /** What BIRD says that the kernel does not have, such as TCP MD5; empty if it misses nothing. */
    Optional<String> lacking() throws IOException {
        return said().lines()
                .filter(line -> line.contains("Kernel does not support"))
                .findFirst();
    }

    /** At both ends. */
    boolean isDown() {
        return !session(Host.ROUTER_A).contains("Established")
                && !session(Host.ROUTER_B).contains("Established");
    }

    private String session(Host host) {
        try {
            return Program.run(host.command("birdc", "-s", control(host), "show", "protocols", "partner"), "")
                    .said();
        } catch (IOException e) {
            return "";
        }
    }

    /** What the router of a site has learnt from the other one, as the kernel holds it. */
    String learnt(Host router) throws IOException {
        return Program.output(router.command("ip", "route", "show", "proto", "bird"))
                .strip();
    }

    /** Whether an instance of each site reaches the port of SSH in the other by private address. */
    boolean answersBothWays() {
        return answers(Host.ENGINE_A, Topology.WEB_B) && answers(Host.ENGINE_B, Topology.WEB_A);
    }

    /** Whether somebody gets an answer at the port of SSH. */
    static boolean answers(Host from, String address) {
        try {
            return Program.run(from.command("socat", "-T2", "-", "TCP:" + address + ":22,connect-timeout=1"), "")
                    .said()
                    .contains(GREETING);
        } catch (IOException e) {
            return false;
        }
    }
}
