package io.github.dnsfailover.examples.lab;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dyn.DynCredentials;
import io.github.dnsfailover.dyn.DynProvider;
import io.github.dnsfailover.examples.Waiting;
import io.github.dnsfailover.route53.Route53Provider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * A vendor's DNS on the first of the two hosts that answer resolvers; the second passes on to it. Each host with an
 * engine has a tunnel to the vendor's interface, which stands for TLS: the fakes speak plain HTTP.
 */
final class Vendor {

    static final String CUSTOMER = "acme";
    static final String USER = "failover";
    static final String PASSWORD = "of-the-lab-only";

    private static final int PORT = 8053; // of the interface, on the vendor's host and at each tunnel
    private static final Duration START_LIMIT = Duration.ofSeconds(30);

    /**
     * How the interface is reached.
     *
     * @param port on the vendor's own loopback address
     * @param path of its URL
     * @param zone the vendor's name for the zone, of Route 53
     * @param key the access key, of Route 53
     */
    record Login(int port, String path, String zone, String key) {

        String line() {
            return String.join("\t", String.valueOf(port), path, zone, key);
        }

        static Login read(Path work) throws IOException {
            String[] parts = Files.readString(file(work)).split("\t", -1);
            return new Login(Integer.parseInt(parts[0]), parts[1], parts[2], parts[3]);
        }
    }

    private Vendor() {}

    private static Path file(Path work) {
        return work.resolve("vendor");
    }

    static void start(Path work, Dns dns, Form form) throws IOException {
        Java.start(
                Host.DNS2,
                work.resolve("vendor.log"),
                VendorServer.class,
                dns.name(),
                String.valueOf(form.ttl().toSeconds()),
                file(work).toString());
        Waiting.await(() -> "the vendor's interface is there", START_LIMIT, () -> Files.exists(file(work)));
        Login login = Login.read(work);
        pass(work, Host.DNS2, Topology.DNS2, "127.0.0.1:" + login.port());
        for (Host host : List.of(Host.ENGINE_A, Host.ENGINE_B, Host.CLIENT)) {
            pass(work, host, "127.0.0.1", Topology.DNS2 + ":" + PORT);
        }
        for (String protocol : List.of("UDP", "TCP")) {
            Host.DNS3.start(
                    work.resolve("second.log"),
                    "socat",
                    "-T2",
                    protocol + "-LISTEN:53,fork,reuseaddr,bind=" + Topology.DNS3,
                    protocol + ":" + Topology.DNS2 + ":53");
        }
    }

    private static void pass(Path work, Host host, String address, String to) throws IOException {
        host.start(
                work.resolve("tunnel.log"),
                "socat",
                "TCP-LISTEN:" + PORT + ",fork,reuseaddr,bind=" + address,
                "TCP:" + to + ",connect-timeout=3");
    }

    /** The provider on a host with a tunnel. */
    static DnsProvider provider(Path work, Dns dns) throws IOException {
        Login login = Login.read(work);
        URI url = URI.create("http://127.0.0.1:" + PORT + login.path());
        Authorities authorities = Authorities.at(
                List.of(new InetSocketAddress(Topology.DNS2, 53), new InetSocketAddress(Topology.DNS3, 53)));
        if (dns == Dns.DYN) {
            return DynProvider.zone("example.com")
                    .url(url.toString())
                    .credentials(DynCredentials.managed(CUSTOMER, USER, PASSWORD))
                    .authorities(authorities)
                    .build();
        }
        return Route53Provider.zone("example.com", login.zone())
                .endpoint(url)
                .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create(login.key(), PASSWORD)))
                .authorities(authorities)
                .build();
    }
}
