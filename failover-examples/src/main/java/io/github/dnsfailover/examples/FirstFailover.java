package io.github.dnsfailover.examples;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.check.HttpCheck;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import io.github.dnsfailover.rfc2136.TsigKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** A first failover, of two web sites on loopback and a BIND beside them: the program of docs/start.md. */
public final class FirstFailover {

    private FirstFailover() {}

    /** Runs until it is interrupted. The environment variable DNS_KEY holds the TSIG secret in base64. */
    public static void main(String[] args) throws InterruptedException {
        FailoverEngine engine = engine(5300, 8080, System.getenv("DNS_KEY"));
        System.out.println(engine.preflight().join());
        engine.start();
        Thread.currentThread().join(); // the engine's threads are daemons
    }

    static FailoverEngine engine(int dnsPort, int webPort, String secret) {
        // readme: first failover
        InetSocketAddress server = new InetSocketAddress(InetAddress.getLoopbackAddress(), dnsPort);
        DnsProvider dns = Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", dnsPort)
                .key(TsigKey.of("failover", secret))
                .authorities(Authorities.at(List.of(server))) // in a lab; elsewhere the zone's NS records tell
                .build();
        EndpointPool www = EndpointPool.named("www")
                .name("www.example.com")
                .ttl(Duration.ofSeconds(5))
                .endpoint(Endpoint.primary("one", "127.0.0.2"))
                .endpoint(Endpoint.backup("two", "127.0.0.3"))
                .check(HttpCheck.get("/")
                        .port(webPort)
                        .host("www.example.com")
                        .bodyContains("Example Shop")
                        .build())
                .interval(Duration.ofSeconds(2))
                .timeout(Duration.ofSeconds(1))
                .failback(Failback.after(Duration.ofSeconds(20)))
                .provider(dns)
                .build();
        FailoverEngine engine = FailoverEngine.builder()
                .pool(www)
                .leadership(Leadership.singleInstance())
                .withoutLogging()
                .listener(event -> System.out.println(event.at() + " " + event.summary()))
                .build();
        // readme: end
        return engine;
    }
}
