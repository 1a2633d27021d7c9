package io.github.dnsfailover.examples.lab;

import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.DynServer;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.NameServer;
import io.github.dnsfailover.testkit.Route53Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * A program: the fake of a vendor, whose interface is on a port of loopback, and its name server at the address that
 * resolvers ask. Writes a {@link Vendor.Login} when it runs.
 */
public final class VendorServer {

    private VendorServer() {}

    /** Arguments: the kind of DNS, the TTL in seconds, the file to write. Serves until it is killed. */
    public static void main(String[] args) throws Exception {
        RecordSet standing = RecordSet.of(
                RecordKey.of(ZoneServers.HOST, RecordType.A),
                Duration.ofSeconds(Long.parseLong(args[1])),
                Topology.PUBLIC_A);
        if (Dns.valueOf(args[0]) == Dns.DYN) {
            MemoryZone zone = MemoryZone.of("example.com");
            zone.put(standing);
            DynServer dyn = DynServer.of(zone)
                    .account(Vendor.CUSTOMER, Vendor.USER, Vendor.PASSWORD)
                    .start();
            serve(zone);
            write(args[2], dyn.url(), "-", "-");
        } else {
            Route53Server aws = Route53Server.of("example.com").start();
            aws.put(standing);
            serve(aws.published());
            write(args[2], aws.uri().toString(), aws.zoneId(), aws.accessKey());
        }
        new CountDownLatch(1).await();
    }

    private static void serve(MemoryZone zone) throws IOException {
        NameServer server = NameServer.of(zone)
                .address(InetAddress.getByName(Topology.DNS2))
                .port(53)
                .start();
        System.out.println(server);
    }

    private static void write(String file, String url, String zone, String key) throws IOException {
        URI there = URI.create(url);
        Vendor.Login login = new Vendor.Login(there.getPort(), there.getPath(), zone, key);
        Files.writeString(Path.of(file), login.line());
    }
}
