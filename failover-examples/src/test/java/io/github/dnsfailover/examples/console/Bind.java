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

/** A real BIND with the record of the pool {@code www}, and the way to change it; one for all tests of a run. */
record Bind(NamedServer server, DnsProvider provider) implements AutoCloseable {

    private static final RecordKey RECORD = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordKey MARK = RecordKey.of("_failover.www.example.com", RecordType.TXT);
    private static final String SECRET = "c2l4dGVlbiBieXRlcyBhdCBsZWFzdCE=";

    static Bind start() throws IOException {
        NamedServer server =
                NamedServer.of("example.com").key("console", SECRET).start();
        DnsProvider provider = Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", server.port())
                .key(TsigKey.of("console", SECRET))
                .authorities(Authorities.at(List.of(server.address())))
                .build();
        return new Bind(server, provider);
    }

    /** Makes it what it was before any engine: the primary's address, and no mark. */
    Bind renewed() {
        try {
            server.put(RecordSet.of(RECORD, Duration.ofSeconds(1), Pools.PRIMARY));
            server.put(RecordSet.absent(MARK));
            return this;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    List<String> addresses() {
        try {
            return server.look(RECORD).values();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
