package io.github.dnsfailover.check;

import io.github.dnsfailover.HealthCheck;
import io.github.dnsfailover.HealthResult;
import java.time.Duration;
import javax.net.ssl.SSLContext;

/** The kinds of checks that speak TLS from the start: what holds for one holds for the other. */
enum TlsKind {
    HTTPS,
    TLS;

    private static final Duration AMPLE = Duration.ofSeconds(20);

    /** An empty host stands for the target's address. */
    HealthCheck check(String host, int port, Tls trust) {
        if (this == HTTPS) {
            HttpCheck.Builder https = HttpCheck.get("/").https().port(port).tls(trust);
            return (host.isEmpty() ? https : https.host(host)).build();
        }
        TlsCheck.Builder tls = TlsCheck.port(port).tls(trust);
        return (host.isEmpty() ? tls : tls.host(host)).build();
    }

    /** The result at a server that answers {@code ok} under this context. */
    HealthResult probe(String host, SSLContext server, Tls trust) throws Exception {
        try (JdkHttpsServer https = JdkHttpsServer.with(server)) {
            return probe(host, https.port(), trust);
        }
    }

    HealthResult probe(String host, int port, Tls trust) throws Exception {
        return check(host, port, trust).check(RawServer.target(), AMPLE);
    }
}
