package io.github.dnsfailover.examples;

import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import io.github.dnsfailover.rfc2136.TsigKey;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A pool and an engine that are described by a file; the provider, which is none of a file's, comes from code. */
final class FromKeys {

    private FromKeys() {}

    static FailoverEngine engine(Map<?, ?> settings, Function<String, Optional<String>> secrets) {
        // readme: from keys
        DnsProvider dns = Rfc2136Provider.zone("example.com")
                .server("ns1.example.com")
                .key(TsigKey.of("failover", secrets.apply("tsig").orElseThrow()))
                .build();
        EndpointPool www = EndpointPool.fromProperties("failover.pools.www", settings, secrets)
                .provider(dns)
                .build();
        FailoverEngine engine = FailoverEngine.fromProperties("failover.engine", settings, secrets)
                .pool(www)
                .build();
        // readme: end
        return engine;
    }
}
