package io.github.dnsfailover.examples;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.check.HttpCheck;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import io.github.dnsfailover.rfc2136.TsigKey;
import java.time.Duration;

/** A web site in a data centre, its backup on EC2, and one record that leads to whichever serves. */
public final class QuickStart {

    private QuickStart() {}

    static FailoverEngine engine(String secret) {
        // readme: quick start
        DnsProvider dns = Rfc2136Provider.zone("example.com")
                .server("ns1.example.com")
                .key(TsigKey.of("failover", secret))
                .build();
        EndpointPool www = EndpointPool.named("www")
                .name("www.example.com")
                .ttl(Duration.ofSeconds(30))
                .endpoint(Endpoint.primary("cloudhelix", "192.0.2.22").site("dc1"))
                .endpoint(Endpoint.backup("ec2", "198.51.100.109").site("aws"))
                .check(HttpCheck.get("/")
                        .host("www.example.com")
                        .bodyContains("Example Shop")
                        .build())
                .failback(Failback.automatic())
                .provider(dns)
                .build();
        FailoverEngine engine = FailoverEngine.builder()
                .pool(www)
                .leadership(Leadership.singleInstance())
                .listener(System.out::println)
                .build();
        // readme: end
        return engine;
    }

    /** Runs until the process ends. The environment variable DNS_KEY holds the TSIG secret in base64. */
    public static void main(String[] args) throws InterruptedException {
        FailoverEngine engine = engine(System.getenv("DNS_KEY"));
        // readme: quick start
        engine.start(); // and engine.close() in the end, which leaves DNS as it is
        // readme: end
        Thread.currentThread().join(); // the engine's threads are daemons; an application has something better to do
    }
}
