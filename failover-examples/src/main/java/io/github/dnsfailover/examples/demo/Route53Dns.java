package io.github.dnsfailover.examples.demo;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.route53.Route53Provider;
import io.github.dnsfailover.testkit.NameServer;
import io.github.dnsfailover.testkit.Route53Server;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A fake of Route 53 inside this JVM, and a name server that serves what has propagated there. */
final class Route53Dns implements DemoDns {

    private final Route53Server aws;
    private final NameServer server;
    private final DnsProvider provider;

    private Route53Dns(Route53Server aws, NameServer server, DnsProvider provider) {
        this.aws = aws;
        this.server = server;
        this.provider = provider;
    }

    static DemoDns open(RecordSet standing) throws IOException {
        Route53Server aws = Route53Server.of(ZONE).start();
        aws.put(standing);
        NameServer server;
        try {
            server = NameServer.of(aws.published()).start();
        } catch (IOException e) {
            aws.close();
            throw e;
        }
        DnsProvider provider = Route53Provider.zone(ZONE, aws.zoneId())
                .endpoint(aws.uri())
                .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create(aws.accessKey(), "demo")))
                .authorities(Authorities.at(List.of(server.address())))
                .build();
        return new Route53Dns(aws, server, provider);
    }

    @Override
    public DnsProvider provider() {
        return provider;
    }

    @Override
    public InetSocketAddress server() {
        return server.address();
    }

    @Override
    public String words() {
        return "the embedded name server";
    }

    @Override
    public String changedBy() {
        return "Route53Provider through a fake Route 53 at " + aws.uri();
    }

    @Override
    public void close() {
        provider.close();
        aws.close();
        server.close();
    }
}
