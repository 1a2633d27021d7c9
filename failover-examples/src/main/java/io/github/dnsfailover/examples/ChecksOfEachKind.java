package io.github.dnsfailover.examples;

import io.github.dnsfailover.ControlTarget;
import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.Failback;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.Leadership;
import io.github.dnsfailover.check.CachedCheck;
import io.github.dnsfailover.check.CombinedCheck;
import io.github.dnsfailover.check.CommandCheck;
import io.github.dnsfailover.check.DnsCheck;
import io.github.dnsfailover.check.HeartbeatCheck;
import io.github.dnsfailover.check.HttpCheck;
import io.github.dnsfailover.check.InvertedCheck;
import io.github.dnsfailover.check.PingCheck;
import io.github.dnsfailover.check.SmtpCheck;
import io.github.dnsfailover.check.TcpCheck;
import io.github.dnsfailover.check.Tls;
import io.github.dnsfailover.check.TlsCheck;
import io.github.dnsfailover.dns.DnsProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The code of docs/checks.md. */
final class ChecksOfEachKind {

    private ChecksOfEachKind() {}

    static HealthCheck web() {
        // readme: http
        HealthCheck web = HttpCheck.get("/")
                .https()
                .host("www.example.com")
                .bodyContains(target -> "served by " + target.endpoint())
                .build();
        // readme: end
        return web;
    }

    static FailoverEngine withdrawnIpv6(HealthCheck check, DnsProvider dns) {
        // readme: withdraw
        EndpointPool www = EndpointPool.named("www")
                .name("www.example.com")
                .endpoint(Endpoint.primary("dc1", "192.0.2.22", "2001:db8::22"))
                .endpoint(Endpoint.backup("aws", "198.51.100.109", "2001:db8:1::109"))
                .withdrawFamily()
                .check(check)
                .provider(dns)
                .build();
        FailoverEngine engine = FailoverEngine.builder()
                .pool(www)
                .control(ControlTarget.at("resolver", "192.0.2.53", TcpCheck.port(53)))
                .control(ControlTarget.at("resolver by IPv6", "2001:db8:53::53", TcpCheck.port(53)))
                .control(ControlTarget.at("another site by IPv6", "2001:db8:7::7", TcpCheck.port(443)))
                .leadership(Leadership.singleInstance())
                .build();
        // readme: end
        return engine;
    }

    static HealthCheck statusPage() {
        // readme: http wants
        HealthCheck status = HttpCheck.get("/status")
                .https()
                .host("www.example.com")
                .accept(200)
                .headerEquals("Content-Type", "application/json")
                .jsonEquals("/queue/status", "UP") // needs Jackson 2
                .bodyMatches(Pattern.compile("\"version\":\"3\\.\\d+"))
                .latencyAtMost(Duration.ofSeconds(2))
                .build();
        // readme: end
        return status;
    }

    static HealthCheck privateAuthority(KeyStore keyStore, char[] password) throws IOException {
        // readme: tls
        Tls tls = Tls.trustingPem(Path.of("/etc/ssl/example-ca.pem")).clientCertificate(keyStore, password);
        HealthCheck inside = HttpCheck.get("/health")
                .https()
                .host("api.example.com")
                .http2()
                .tls(tls)
                .certificateValidFor(Duration.ofDays(1))
                .build();
        // readme: end
        return inside;
    }

    static List<HealthCheck> sockets() {
        // readme: tcp
        HealthCheck postgres = TcpCheck.port(5432);
        HealthCheck redis = TcpCheck.port(6379).send("PING\r\n").expect("+PONG");
        HealthCheck imap = TlsCheck.port(993).host("imap.example.com").build();
        // readme: end
        return List.of(postgres, redis, imap);
    }

    static List<HealthCheck> mail() {
        // readme: smtp
        HealthCheck exchanger =
                SmtpCheck.port(25).bannerContains("mx.example.com").build();
        HealthCheck submission =
                SmtpCheck.port(587).host("mail.example.com").startTls().build();
        // readme: end
        return List.of(exchanger, submission);
    }

    static List<HealthCheck> nameServers() {
        // readme: dns
        HealthCheck authority = DnsCheck.query("example.com").type("SOA").build();
        HealthCheck resolver = DnsCheck.query("canary.example.net")
                .recursionDesired()
                .answerContains("192.0.2.1")
                .build();
        // readme: end
        return List.of(authority, resolver);
    }

    static HealthCheck ping() {
        // readme: ping
        HealthCheck host = PingCheck.bySystem(); // throws where ping is missing or not allowed
        // readme: end
        return host;
    }

    static HealthCheck heartbeat() {
        // readme: heartbeat
        HeartbeatCheck reports = HeartbeatCheck.silence(Duration.ofSeconds(30));
        reports.beat("cloudhelix"); // whenever a report of that endpoint has come in
        // readme: end
        return reports;
    }

    static HealthCheck command() {
        // readme: command
        HealthCheck mysql = CommandCheck.program(Path.of("/usr/lib/nagios/plugins/check_mysql"))
                .arguments(target -> List.of("-H", target.host()))
                .accept(0, 1) // OK, WARNING
                .inconclusive(3) // UNKNOWN
                .build();
        // readme: end
        return mysql;
    }

    static List<HealthCheck> combined(HealthCheck web, HealthCheck mail, HealthCheck host, HealthCheck maintenance) {
        // readme: combined
        HealthCheck both = CombinedCheck.allOf(web, mail);
        HealthCheck either = CombinedCheck.anyOf(web, mail);
        HealthCheck most = CombinedCheck.atLeast(2, web, mail, host);
        HealthCheck open = CombinedCheck.allOf(web, InvertedCheck.of(maintenance));
        HealthCheck shared = CachedCheck.of(web, Duration.ofSeconds(5)); // the same object in several pools
        // readme: end
        return List.of(both, either, most, open, shared);
    }

    static List<ControlTarget> controls() {
        // readme: control
        ControlTarget resolver = ControlTarget.at(
                "resolver",
                "192.0.2.53",
                DnsCheck.query("example.net").recursionDesired().build());
        ControlTarget elsewhere = ControlTarget.at("another site", "198.51.100.7", TcpCheck.port(443));
        // readme: end
        return List.of(resolver, elsewhere);
    }

    static EndpointPool likeDyn(DnsProvider dns) {
        // readme: from dyn
        EndpointPool www = EndpointPool.named("www")
                .name("www.example.com")
                .ttl(Duration.ofSeconds(30))
                .endpoint(Endpoint.primary("cloudhelix", "192.0.2.22"))
                .endpoint(Endpoint.backup("ec2", "198.51.100.109"))
                .check(HttpCheck.get("/health")
                        .host("www.example.com")
                        .bodyContains("OK")
                        .build())
                .interval(Duration.ofMinutes(1))
                .timeout(Duration.ofSeconds(10))
                .fall(2) // retries 1
                .rise(1) // recovery_delay 0
                .failback(Failback.manual()) // auto_recover N
                .provider(dns)
                .build();
        // readme: end
        return www;
    }

    static HealthCheck likeRoute53() {
        // readme: from route53
        HealthCheck asRoute53 = HttpCheck.get("/health")
                .https()
                .host("www.example.com")
                .acceptRange(200, 399)
                .bodyContains("OK")
                .bodyLimit(5_120)
                .tls(Tls.insecureTrustAnyCertificate()) // leave it out: clients verify
                .build();
        // readme: end
        return asRoute53;
    }
}
