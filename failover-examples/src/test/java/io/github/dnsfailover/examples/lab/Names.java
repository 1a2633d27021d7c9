package io.github.dnsfailover.examples.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A BIND primary that nobody asks, two secondaries, and the client's unbound. Confined to one thread. */
final class Names {

    static final String HOST = "www.example.com";
    static final String KEY = "failover";
    static final String SECRET = "bGFiIHNlY3JldCwgZm9yIHRoZSBsYWIgb25seSE="; // of the lab only

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final String OPTIONS = """
            key "failover" { algorithm hmac-sha256; secret "%1$s"; };
            controls { };
            options {
              directory "%2$s";
              listen-on { %3$s; };
              listen-on-v6 { none; };
              query-source address %3$s;
              transfer-source %3$s;
              notify-source %3$s;
              session-keyfile "%2$s/session.key";
              managed-keys-directory "%2$s";
              pid-file none;
              lock-file none;
              recursion no;
              dnssec-validation no;
              max-ixfr-ratio unlimited;
              notify-delay 1;
            """;

    private final Path work;
    private final Form form;
    private Running primary;

    Names(Path work, Form form) throws IOException {
        this.work = work;
        this.form = form;
        primary = primary();
        Commands.await(
                () -> "the primary has signed its zone",
                START_LIMIT,
                () -> asked(Host.THIRD, Topology.DNS_PRIMARY, "example.com", "DNSKEY")
                        .contains("DNSKEY"));
        secondary(Host.DNS2, Topology.DNS2);
        secondary(Host.DNS3, Topology.DNS3);
        unbound();
        Commands.await(
                () -> "unbound resolves " + HOST,
                START_LIMIT,
                () -> asked(Host.CLIENT, "127.0.0.1", HOST, "A").contains(Topology.PUBLIC_A));
    }

    private Path folder(Host host) throws IOException {
        return Files.createDirectories(work.resolve("named-" + host.namespace()));
    }

    private Running primary() throws IOException {
        Path folder = folder(Host.THIRD);
        if (!Files.exists(folder.resolve("zone"))) {
            Files.writeString(folder.resolve("zone"), """
                    $TTL 3600
                    @ IN SOA ns2 hostmaster 1 3600 600 86400 %1$d
                      IN NS ns2
                      IN NS ns3
                    ns2 IN A %2$s
                    ns3 IN A %3$s
                    www %1$d IN A %4$s
                    """.formatted(form.ttl().toSeconds(), Topology.DNS2, Topology.DNS3, Topology.PUBLIC_A));
        }
        Files.writeString(
                folder.resolve("named.conf"),
                OPTIONS.formatted(SECRET, folder, Topology.DNS_PRIMARY) + """
                  notify explicit;
                  also-notify { %s; %s; };
                };
                zone "example.com" {
                  type primary;
                  file "zone";
                  dnssec-policy default;
                  inline-signing no;
                  allow-transfer { key "failover"; };
                  update-policy { grant failover zonesub ANY; };
                };
                """.formatted(Topology.DNS2, Topology.DNS3));
        return named(Host.THIRD, folder);
    }

    private void secondary(Host host, String address) throws IOException {
        Path folder = folder(host);
        Files.writeString(folder.resolve("named.conf"), OPTIONS.formatted(SECRET, folder, address) + """
                  notify no;
                };
                zone "example.com" {
                  type secondary;
                  file "zone";
                  primaries { %s key "failover"; };
                };
                """.formatted(Topology.DNS_PRIMARY));
        named(host, folder);
        Commands.await(
                () -> host + " has the zone", START_LIMIT, () -> asked(host, address, HOST, "A")
                        .contains(Topology.PUBLIC_A));
    }

    private static Running named(Host host, Path folder) throws IOException {
        return Running.start(
                host, folder.resolve("log"), "named", "-g", "-c", folder.resolve("named.conf").toString());
    }

    /** It validates: the zone's own key is its trust anchor. */
    private void unbound() throws IOException {
        Path folder = Files.createDirectories(work.resolve("unbound"));
        Files.writeString(
                folder.resolve("anchor"),
                Commands.output(Host.THIRD.command(
                        "dig", "@" + Topology.DNS_PRIMARY, "example.com", "DNSKEY", "+noall", "+answer")));
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
                  module-config: "validator iterator"
                  trust-anchor-file: "%1$s/anchor"
                  do-ip6: no
                stub-zone:
                  name: "example.com"
                  stub-addr: %2$s
                  stub-addr: %3$s
                remote-control:
                  control-enable: yes
                  control-interface: "%1$s/control"
                  control-use-cert: no
                """.formatted(folder, Topology.DNS2, Topology.DNS3));
        Running.start(
                Host.CLIENT,
                folder.resolve("log"),
                "unbound",
                "-d",
                "-c",
                folder.resolve("unbound.conf").toString());
    }

    private static String asked(Host from, String server, String name, String type) {
        try {
            return Commands.run(from.command("dig", "@" + server, name, type, "+noall", "+answer", "+time=1"), "")
                    .said();
        } catch (IOException e) {
            return "";
        }
    }

    /** What the primary holds. */
    String held() throws IOException {
        return Commands.run(
                        Host.THIRD.command("dig", "@" + Topology.DNS_PRIMARY, HOST, "A", "+short", "+time=1"), "")
                .said()
                .strip();
    }

    /** What the client's resolver says, with what is left of the TTL, and AD where it has validated. */
    String resolved() throws IOException {
        return Commands.run(
                        Host.CLIENT.command(
                                "dig", "@127.0.0.1", HOST, "A", "+dnssec", "+noall", "+comments", "+answer", "+time=2"),
                        "")
                .said()
                .strip();
    }

    /** Makes the resolver ask anew at the client's next question, as if the TTL had just run out. */
    void forget() throws IOException {
        Path folder = work.resolve("unbound");
        Commands.output(Host.CLIENT.command(
                "unbound-control", "-c", folder.resolve("unbound.conf").toString(), "flush", HOST));
    }

    /** How often a secondary took a change by IXFR, by the primary's log. */
    long incremental() throws IOException {
        return Files.readString(folder(Host.THIRD).resolve("log"))
                .lines()
                .filter(line -> line.contains("IXFR ended"))
                .count();
    }

    /** Somebody with the key writes what he likes. */
    void edit(String address) throws IOException {
        String script = """
                server %s
                key hmac-sha256:failover %s
                zone example.com
                update delete %s A
                update add %s %d A %s
                send
                """.formatted(Topology.DNS_PRIMARY, SECRET, HOST, HOST, form.ttl().toSeconds(), address);
        Commands.outputOf(Host.THIRD.command("nsupdate"), script);
    }

    void stopPrimary() {
        primary.end();
    }

    void startPrimary() throws IOException {
        primary = primary();
        Commands.await(
                () -> "the primary answers again",
                START_LIMIT,
                () -> asked(Host.THIRD, Topology.DNS_PRIMARY, HOST, "A").contains("."));
    }
}
