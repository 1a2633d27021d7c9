package io.github.dnsfailover.testkit;

import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.rfc2136.TsigKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** A server under test, the embedded one or a real one, set up alike: zone example.com, the keys of {@link Keys}. */
public interface Lab extends AutoCloseable {

    InetSocketAddress address();

    void put(RecordSet set) throws IOException;

    void putMail(String owner) throws IOException;

    RecordSet look(RecordKey key) throws IOException;

    @Override
    void close();

    static Lab embedded() throws IOException {
        NameServer.Builder builder =
                NameServer.of(zone()).key("k1", Keys.SECRET).keyWithoutGrant("nogrant", Keys.SECRET);
        for (TsigKey.Algorithm algorithm : TsigKey.Algorithm.values()) {
            builder.key("by-" + algorithm, algorithm, Keys.SECRET);
        }
        return embedded(builder.start());
    }

    static Lab embeddedStatic() throws IOException {
        return embedded(NameServer.of(zone()).start());
    }

    private static MemoryZone zone() {
        MemoryZone zone = MemoryZone.of("example.com");
        zone.put(RecordSet.of(RecordKey.of("mail.example.com", RecordType.A), Duration.ofHours(1), "192.0.2.25"));
        return zone;
    }

    private static Lab embedded(NameServer server) {
        return new Lab() {
            @Override
            public InetSocketAddress address() {
                return server.address();
            }

            @Override
            public void put(RecordSet set) {
                server.zone().put(set);
            }

            @Override
            public void putMail(String owner) {
                RecordKey key = RecordKey.of(owner, RecordType.A);
                server.zone()
                        .put(new MemoryZone.Foreign(
                                key.name(), "MX", Duration.ofHours(1), List.of("10 mail.example.com.")));
            }

            @Override
            public RecordSet look(RecordKey key) {
                return server.zone().get(key);
            }

            @Override
            public void close() {
                server.close();
            }
        };
    }

    static Lab embedded(NameServer.Quirk quirk) throws IOException {
        return embedded(NameServer.of(zone())
                .key("k1", Keys.SECRET)
                .keyWithoutGrant("nogrant", Keys.SECRET)
                .quirk(quirk)
                .start());
    }

    static Lab named() throws IOException {
        NamedServer.Builder builder =
                NamedServer.of("example.com").key("k1", Keys.SECRET).keyWithoutGrant("nogrant", Keys.SECRET);
        for (TsigKey.Algorithm algorithm : TsigKey.Algorithm.values()) {
            builder.key("by-" + algorithm, algorithm, Keys.SECRET);
        }
        return real(builder.start());
    }

    static Lab namedStatic() throws IOException {
        return real(NamedServer.of("example.com").start());
    }

    static Lab knot() throws IOException {
        return real(RealServers.knot().keyWithoutGrant("nogrant", Keys.SECRET).start());
    }

    static Lab powerDns() throws IOException {
        return real(
                RealServers.powerDns().keyWithoutGrant("nogrant", Keys.SECRET).start());
    }

    private static Lab real(RealServer server) {
        return new Lab() {
            @Override
            public InetSocketAddress address() {
                return server.address();
            }

            @Override
            public void put(RecordSet set) throws IOException {
                server.put(set);
            }

            @Override
            public void putMail(String owner) throws IOException {
                server.put(owner, "MX", Duration.ofHours(1), "10 mail.example.com.");
            }

            @Override
            public RecordSet look(RecordKey key) throws IOException {
                return server.look(key);
            }

            @Override
            public void close() {
                server.close();
            }
        };
    }
}
