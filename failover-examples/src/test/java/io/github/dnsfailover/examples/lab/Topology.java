package io.github.dnsfailover.examples.lab;

import io.github.dnsfailover.examples.Program;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The namespaces, the lines between them, routes, translation of addresses and filters. Nothing is made outside of the
 * namespaces, and no line leads out of them. Confined to one thread.
 */
final class Topology implements AutoCloseable {

    static final String PUBLIC_A = "192.0.2.22";
    static final String PUBLIC_B = "198.51.100.109";
    static final String WEB_A = "10.100.1.50";
    static final String WEB_B = "172.31.16.10";
    static final String DNS_PRIMARY = "203.0.113.10";
    static final String STORE = "203.0.113.20";
    static final String MAIL = "203.0.113.25";
    static final String DNS2 = "203.0.113.70";
    static final String DNS3 = "203.0.113.100";
    static final String CLIENT = "203.0.113.200";
    static final String METADATA = "169.254.169.254";
    static final String PEER_A = "169.254.255.1";
    static final String PEER_B = "169.254.255.2";

    private static final List<String> PLACES = List.of(
            "192.0.2.0/27",
            "198.51.100.96/27",
            "203.0.113.0/26",
            "203.0.113.64/27",
            "203.0.113.96/27",
            "203.0.113.192/27");

    /** One end of a line; the address is empty where it has none, as a port of a bridge. */
    private record End(Host host, String link, String address) {}

    private Topology() {}

    /** Makes everything; what an earlier run has left is removed before. */
    static Topology make() throws IOException {
        removeAll();
        Topology made = new Topology();
        for (Host host : Host.values()) {
            Program.output("ip", "netns", "add", host.namespace());
            ip(host, "link", "set", "lo", "up");
        }
        made.internet();
        made.siteA();
        made.siteB();
        made.privateLink();
        return made;
    }

    private void internet() throws IOException {
        line(new End(Host.INTERNET, "p-edge-a", "192.0.2.1/27"), new End(Host.EDGE_A, "wan", "192.0.2.2/27"));
        line(new End(Host.INTERNET, "p-edge-b", "198.51.100.97/27"), new End(Host.EDGE_B, "wan", "198.51.100.98/27"));
        line(new End(Host.INTERNET, "p-third", "203.0.113.1/26"), new End(Host.THIRD, "wan", DNS_PRIMARY + "/26"));
        line(new End(Host.INTERNET, "p-dns2", "203.0.113.65/27"), new End(Host.DNS2, "wan", DNS2 + "/27"));
        line(new End(Host.INTERNET, "p-dns3", "203.0.113.97/27"), new End(Host.DNS3, "wan", DNS3 + "/27"));
        line(new End(Host.INTERNET, "p-client", "203.0.113.193/27"), new End(Host.CLIENT, "wan", CLIENT + "/27"));
        address(Host.THIRD, "wan", STORE + "/26");
        address(Host.THIRD, "wan", MAIL + "/26");
        gateway(Host.EDGE_A, "192.0.2.1");
        gateway(Host.EDGE_B, "198.51.100.97");
        gateway(Host.THIRD, "203.0.113.1");
        gateway(Host.DNS2, "203.0.113.65");
        gateway(Host.DNS3, "203.0.113.97");
        gateway(Host.CLIENT, "203.0.113.193");
        forward(Host.INTERNET);
        for (String place : PLACES) {
            // A line that is cut swallows what is sent there: no router says that the place is gone.
            ip(Host.INTERNET, "route", "add", "blackhole", place, "metric", "4000");
        }
    }

    /** From LAN to LAN: some kernels show the filter what a bridge passes on, too. */
    private void siteA() throws IOException {
        address(Host.EDGE_A, "wan", PUBLIC_A + "/27");
        ip(Host.EDGE_A, "link", "add", "lan", "type", "bridge");
        address(Host.EDGE_A, "lan", "10.100.1.1/24");
        ip(Host.EDGE_A, "link", "set", "lan", "up");
        line(new End(Host.EDGE_A, "p-web", ""), new End(Host.WEB_A, "lan", WEB_A + "/24"));
        line(new End(Host.EDGE_A, "p-eng", ""), new End(Host.ENGINE_A, "lan", "10.100.1.60/24"));
        line(new End(Host.EDGE_A, "p-rtr", ""), new End(Host.ROUTER_A, "lan", "10.100.1.254/24"));
        for (String port : List.of("p-web", "p-eng", "p-rtr")) {
            ip(Host.EDGE_A, "link", "set", port, "master", "lan");
        }
        for (Host host : List.of(Host.WEB_A, Host.ENGINE_A)) {
            gateway(host, "10.100.1.1");
            ip(host, "route", "add", "172.31.0.0/16", "via", "10.100.1.254");
        }
        forward(Host.EDGE_A);
        filter(Host.EDGE_A, """
                table ip nat {
                  chain pre {
                    type nat hook prerouting priority dstnat; policy accept;
                    ip daddr 192.0.2.22 tcp dport 80 dnat to 10.100.1.50
                  }
                  chain post {
                    type nat hook postrouting priority srcnat; policy accept;
                    ip saddr 10.100.1.0/24 oifname "wan" snat to 192.0.2.2
                    ip saddr 10.100.1.0/24 ct status dnat snat to 10.100.1.1
                  }
                }
                table ip guard {
                  chain through {
                    type filter hook forward priority filter; policy drop;
                    ct state established,related accept
                    iifname "lan" oifname { "lan", "wan" } accept
                    ct status dnat tcp dport 80 accept
                  }
                  chain here {
                    type filter hook input priority filter; policy drop;
                    ct state established,related accept
                    ip protocol icmp accept
                    iifname "lo" accept
                  }
                }
                """);
    }

    /** Every instance has a net of its own, so that each packet to it passes the security group. */
    private void siteB() throws IOException {
        address(Host.EDGE_B, "wan", PUBLIC_B + "/27");
        line(new End(Host.EDGE_B, "p-web", "172.31.16.1/28"), new End(Host.WEB_B, "eth", WEB_B + "/28"));
        line(new End(Host.EDGE_B, "p-eng", "172.31.17.1/28"), new End(Host.ENGINE_B, "eth", "172.31.17.10/28"));
        line(new End(Host.EDGE_B, "p-rtr", "172.31.31.1/28"), new End(Host.ROUTER_B, "vpc", "172.31.31.10/28"));
        gateway(Host.WEB_B, "172.31.16.1");
        gateway(Host.ENGINE_B, "172.31.17.1");
        ip(Host.EDGE_B, "route", "add", "10.100.1.0/24", "via", "172.31.31.10");
        address(Host.WEB_B, "lo", METADATA + "/32");
        forward(Host.EDGE_B);
        filter(Host.EDGE_B, """
                table ip nat {
                  chain pre {
                    type nat hook prerouting priority dstnat; policy accept;
                    ip daddr 198.51.100.109 dnat to 172.31.16.10
                  }
                  chain post {
                    type nat hook postrouting priority srcnat; policy accept;
                    ip saddr 172.31.16.10 oifname "wan" snat to 198.51.100.109
                    ip saddr 172.31.0.0/16 oifname "wan" snat to 198.51.100.98
                    ip saddr 172.31.0.0/16 ct status dnat snat to 198.51.100.98
                  }
                }
                table ip security {
                  chain groups {
                    type filter hook forward priority filter; policy accept;
                    ct state established,related accept
                    oifname { "p-web", "p-eng" } jump instance
                  }
                  chain instance {
                    tcp dport 80 accept
                    ip saddr 10.100.1.0/24 tcp dport 22 accept
                    drop
                  }
                }
                """);
    }

    /** A VXLAN stands for the VLAN of the provider's line: it is there in kernels without 802.1Q, too. */
    private void privateLink() throws IOException {
        line(new End(Host.ROUTER_A, "under", "169.254.100.1/30"), new End(Host.ROUTER_B, "under", "169.254.100.2/30"));
        tunnel(Host.ROUTER_A, "169.254.100.2", PEER_A);
        tunnel(Host.ROUTER_B, "169.254.100.1", PEER_B);
        forward(Host.ROUTER_A);
        forward(Host.ROUTER_B);
    }

    private static void tunnel(Host host, String remote, String address) throws IOException {
        ip(
                host, "link", "add", "vlan", "type", "vxlan", "id", "100", "remote", remote, "dstport", "4789", "dev",
                "under");
        address(host, "vlan", address + "/30");
        ip(host, "link", "set", "vlan", "up");
    }

    private static void line(End one, End two) throws IOException {
        Program.output(
                "ip",
                "link",
                "add",
                "name",
                one.link(),
                "netns",
                one.host().namespace(),
                "type",
                "veth",
                "peer",
                "name",
                two.link(),
                "netns",
                two.host().namespace());
        for (End end : List.of(one, two)) {
            if (!end.address().isEmpty()) {
                address(end.host(), end.link(), end.address());
            }
            ip(end.host(), "link", "set", end.link(), "up");
        }
    }

    private static void address(Host host, String link, String address) throws IOException {
        ip(host, "address", "add", address, "dev", link);
    }

    private static void gateway(Host host, String router) throws IOException {
        ip(host, "route", "add", "default", "via", router);
    }

    private static void forward(Host host) throws IOException {
        Program.output(host.command("sysctl", "-q", "-w", "net.ipv4.ip_forward=1"));
    }

    private static void filter(Host host, String rules) throws IOException {
        Program.output(host.command("nft", "-f", "-"), rules);
    }

    private static void ip(Host host, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "-n", host.namespace()));
        command.addAll(List.of(words));
        Program.output(command);
    }

    /** What is sent from now on is lost, without a word to whoever sent it. */
    void cut(Line line) throws IOException {
        ip(line.host(), "link", "set", line.link(), "down");
    }

    void mend(Line line) throws IOException {
        ip(line.host(), "link", "set", line.link(), "up");
    }

    /** Ends all processes in namespaces of the lab, and removes these; also what a run that crashed has left. */
    static void removeAll() throws IOException {
        for (String each : Program.output("ip", "netns", "list").lines().toList()) {
            String namespace = each.split(" ", 2)[0];
            if (namespace.startsWith(Host.PREFIX)) {
                for (String pid :
                        Program.output("ip", "netns", "pids", namespace).lines().toList()) {
                    ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(ProcessHandle::destroyForcibly);
                }
                Program.run(List.of("ip", "netns", "delete", namespace), "");
            }
        }
    }

    @Override
    public void close() throws IOException {
        removeAll();
    }
}
