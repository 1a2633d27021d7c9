package io.github.dnsfailover.examples.lab;

import io.github.dnsfailover.examples.Program;
import io.github.dnsfailover.examples.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A primary that no resolver asks, BIND or Knot, and two secondaries by BIND. Confined to one thread. */
final class ZoneServers {

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
    private final Dns dns;
    private final Form form;
    private Program primary;

    ZoneServers(Path work, Form form, Dns dns) throws IOException {
        this.work = work;
        this.dns = dns;
        this.form = form;
        primary = primary();
        Waiting.await(
                () -> "the primary has signed its zone",
                START_LIMIT,
                () -> asked(Host.THIRD, Topology.DNS_PRIMARY, "example.com", "DNSKEY")
                        .contains("DNSKEY"));
        secondary(Host.DNS2, Topology.DNS2);
        secondary(Host.DNS3, Topology.DNS3);
    }

    private Path folder(Host host) throws IOException {
        return Files.createDirectories(work.resolve("named-" + host.namespace()));
    }

    private Program primary() throws IOException {
        Path folder = folder(Host.THIRD);
        if (!Files.exists(folder.resolve("zone"))) {
            Files.writeString(folder.resolve("zone"), """
                    $ORIGIN example.com.
                    $TTL 3600
                    @ IN SOA ns2 hostmaster 1 3600 600 86400 %1$d
                      IN NS ns2
                      IN NS ns3
                    ns2 IN A %2$s
                    ns3 IN A %3$s
                    www %1$d IN A %4$s
                    """.formatted(
                            form.ttl().toSeconds(), Topology.DNS2, Topology.DNS3, Topology.PUBLIC_A));
        }
        return dns == Dns.KNOT ? knot(folder) : bind(folder);
    }

    private static Program bind(Path folder) throws IOException {
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

    private static Program knot(Path folder) throws IOException {
        Path configuration = folder.resolve("knot.conf");
        Files.writeString(
                configuration, """
                server:
                  rundir: "%1$s"
                  listen: %3$s@53
                log:
                  - target: stdout
                    any: info
                database:
                  storage: "%1$s"
                key:
                  - id: failover
                    algorithm: hmac-sha256
                    secret: %2$s
                remote:
                  - id: second
                    address: %4$s@53
                  - id: third
                    address: %5$s@53
                acl:
                  - id: own
                    key: failover
                    action: [ update, transfer ]
                template:
                  - id: default
                    storage: "%1$s"
                    zonefile-sync: -1
                    journal-content: changes
                zone:
                  - domain: example.com
                    file: zone
                    dnssec-signing: on
                    notify: [ second, third ]
                    acl: own
                """.formatted(folder, SECRET, Topology.DNS_PRIMARY, Topology.DNS2, Topology.DNS3));
        return Host.THIRD.start(folder.resolve("log"), "knotd", "-c", configuration.toString());
    }

    private void secondary(Host host, String address) throws IOException {
        Path folder = folder(host);
        Files.writeString(
                folder.resolve("named.conf"),
                OPTIONS.formatted(SECRET, folder, address) + """
                  notify no;
                };
                zone "example.com" {
                  type secondary;
                  file "zone";
                  primaries { %s key "failover"; };
                };
                """.formatted(Topology.DNS_PRIMARY));
        named(host, folder);
        Waiting.await(
                () -> host + " has the zone",
                START_LIMIT,
                () -> asked(host, address, HOST, "A").contains(Topology.PUBLIC_A));
    }

    private static Program named(Host host, Path folder) throws IOException {
        return host.start(
                folder.resolve("log"),
                "named",
                "-g",
                "-c",
                folder.resolve("named.conf").toString());
    }

    /** The zone's own keys, for whoever validates. */
    String keys() throws IOException {
        return Program.output(
                Host.THIRD.command("dig", "@" + Topology.DNS_PRIMARY, "example.com", "DNSKEY", "+noall", "+answer"));
    }

    static String asked(Host from, String server, String name, String type) {
        try {
            return Program.run(from.command("dig", "@" + server, name, type, "+noall", "+answer", "+time=1"), "")
                    .said();
        } catch (IOException e) {
            return "";
        }
    }

    /** What the primary holds. */
    String held() throws IOException {
        return Program.run(Host.THIRD.command("dig", "@" + Topology.DNS_PRIMARY, HOST, "A", "+short", "+time=1"), "")
                .said()
                .strip();
    }

    /** How often a secondary took a change by IXFR, by the primary's log. */
    long incremental() throws IOException {
        return Files.readString(folder(Host.THIRD).resolve("log"))
                .lines()
                .filter(line -> line.contains("IXFR") && (line.contains(" ended") || line.contains(" finished")))
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
                """.formatted(
                        Topology.DNS_PRIMARY, SECRET, HOST, HOST, form.ttl().toSeconds(), address);
        Program.output(Host.THIRD.command("nsupdate"), script);
    }

    void stopPrimary() {
        primary.end();
    }

    void startPrimary() throws IOException {
        primary = primary();
        Waiting.await(
                () -> "the primary answers again",
                START_LIMIT,
                () -> asked(Host.THIRD, Topology.DNS_PRIMARY, HOST, "A").contains("."));
    }
}
