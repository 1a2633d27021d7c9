package io.github.dnsfailover.bench;

import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.NameServer;
import io.github.dnsfailover.testkit.NamedServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.ZoneTransferException;
import org.xbill.DNS.ZoneTransferIn;

/** A server with one zone that begins empty, and a way to see what stands in it. */
interface StormServer extends AutoCloseable {

    InetSocketAddress address();

    default int port() {
        return address().getPort();
    }

    /** How many names have this address. */
    int count(String address) throws IOException;

    @Override
    void close();

    /** A real BIND, asked for the whole zone. */
    static StormServer bind() throws IOException {
        NamedServer named = NamedServer.of(StormBench.ZONE)
                .key(StormBench.KEY, StormBench.SECRET)
                .start();
        return new StormServer() {
            @Override
            public InetSocketAddress address() {
                return named.address();
            }

            @Override
            public int count(String address) throws IOException {
                try {
                    ZoneTransferIn transfer =
                            ZoneTransferIn.newAXFR(Name.fromString(StormBench.ZONE + "."), named.address(), null);
                    transfer.run();
                    return (int) transfer.getAXFR().stream()
                            .filter(ARecord.class::isInstance)
                            .filter(record -> record.rdataToString().equals(address))
                            .count();
                } catch (ZoneTransferException e) {
                    throw new IOException(e);
                }
            }

            @Override
            public void close() {
                named.close();
            }

            @Override
            public String toString() {
                return named.toString();
            }
        };
    }

    /** The server of the testkit, in this JVM. */
    static StormServer embedded() throws IOException {
        MemoryZone zone = MemoryZone.of(StormBench.ZONE);
        NameServer server =
                NameServer.of(zone).key(StormBench.KEY, StormBench.SECRET).start();
        return new StormServer() {
            @Override
            public InetSocketAddress address() {
                return server.address();
            }

            @Override
            public int count(String address) {
                return (int) zone.current().sets().stream()
                        .filter(set -> set.key().type() == RecordType.A)
                        .filter(set -> set.values().contains(address))
                        .count();
            }

            @Override
            public void close() {
                server.close();
            }

            @Override
            public String toString() {
                return "the embedded server";
            }
        };
    }
}
