package io.github.dnsfailover.examples.console;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import io.github.dnsfailover.rfc2136.TsigKey;
import io.github.dnsfailover.testkit.NamedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A real BIND with the record of the pool {@code www}, and the way to change it. */
record Bind(NamedServer server, DnsProvider provider) implements AutoCloseable {

    private static final String SECRET = "c2l4dGVlbiBieXRlcyBhdCBsZWFzdCE=";

    static Bind start() throws IOException {
        NamedServer server =
                NamedServer.of("example.com").key("console", SECRET).start();
        server.put(RecordSet.of(
                RecordKey.of("www.example.com", RecordType.A), Duration.ofSeconds(1), Pools.PRIMARY));
        DnsProvider provider = Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", server.port())
                .key(TsigKey.of("console", SECRET))
                .authorities(Authorities.at(List.of(server.address())))
                .build();
        return new Bind(server, provider);
    }

    List<String> addresses() {
        try {
            return server.look(RecordKey.of("www.example.com", RecordType.A)).values();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
