import org.jspecify.annotations.NullMarked;

/**
 * Active failover by DNS, inside the application: checks the places that can serve a name, changes the records at the
 * DNS provider when one goes down, proves that the authoritative servers give the new answer, and tells people.
 *
 * <p>Start with an {@link io.github.dnsfailover.EndpointPool}, which says what moves together, and hand it to a {@link
 * io.github.dnsfailover.FailoverEngine}:
 *
 * <pre>{@code
 * DnsProvider dns = Rfc2136Provider.zone("example.com")
 *         .server("ns1.example.com")
 *         .key(TsigKey.of("failover", System.getenv("DNS_KEY")))
 *         .build();
 * EndpointPool www = EndpointPool.named("www")
 *         .name("www.example.com")
 *         .endpoint(Endpoint.primary("cloudhelix", "192.0.2.22"))
 *         .endpoint(Endpoint.backup("ec2", "198.51.100.109"))
 *         .check(HttpCheck.get("/").host("www.example.com").build())
 *         .provider(dns)
 *         .build();
 * FailoverEngine engine = FailoverEngine.builder()
 *         .pool(www)
 *         .leadership(Leadership.singleInstance())
 *         .build();
 * engine.start(); // and engine.close() in the end, which leaves DNS as it is
 * }</pre>
 *
 * <p>The package {@code io.github.dnsfailover} has what every application needs, {@code check} the ready checks and
 * {@code rfc2136} a provider for BIND, Knot, PowerDNS and other servers that take dynamic updates. Several instances
 * elect a leader with {@code leader}. People are told by {@code notify}, look at the engine with {@code console}, and
 * count with {@code metrics}. The application's own clients follow a move with {@code client}. Who writes a provider
 * needs {@code dns}.
 */
@NullMarked
module io.github.dnsfailover.core {
    // Optional, for HttpCheck.jsonEquals, the stores in etcd and Kubernetes, and the console.
    requires static com.fasterxml.jackson.core;
    requires transitive okhttp3; // client listens to the application's own OkHttpClient
    requires org.dnsjava;
    requires static transitive org.jspecify;
    // Optional, for the package notify: mail needs the first two, webhooks the third.
    requires static jakarta.mail;
    requires static org.eclipse.angus.mail;
    requires static com.fasterxml.jackson.databind;
    // Optional, for the package metrics.
    requires static micrometer.core;
    requires org.slf4j;
    // For JdbcStateStore alone.
    requires static java.sql;
    // For JdkConsole alone.
    requires static jdk.httpserver;

    exports io.github.dnsfailover;
    exports io.github.dnsfailover.check;
    exports io.github.dnsfailover.client;
    exports io.github.dnsfailover.console;
    exports io.github.dnsfailover.dns;
    exports io.github.dnsfailover.event;
    exports io.github.dnsfailover.leader;
    exports io.github.dnsfailover.metrics;
    exports io.github.dnsfailover.notify;
    exports io.github.dnsfailover.rfc2136;
    exports io.github.dnsfailover.runtime;

    // The engine alone makes events; the testkit makes them for tests.
    exports io.github.dnsfailover.internal.event to
            io.github.dnsfailover.testkit;

    // Sockets on which bytes count, below every vendor's client.
    exports io.github.dnsfailover.internal.net to
            io.github.dnsfailover.dyn,
            io.github.dnsfailover.route53;
}
