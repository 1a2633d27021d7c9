package io.github.dnsfailover.examples.demo;

import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.RecordSet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.TreeMap;

/** A DNS that the demo can play on: a provider to write by, and a server that answers clients. One small class each. */
interface DemoDns extends AutoCloseable {

    /** The zone of the demo. */
    String ZONE = "example.com";

    /** Opens a DNS in which a record set stands already. */
    @FunctionalInterface
    interface Opener {
        DemoDns open(RecordSet standing) throws IOException, CannotBegin;
    }

    /** How the engine changes the record. */
    DnsProvider provider();

    /** The name server that the client asks. */
    InetSocketAddress server();

    /** What this DNS is, in a few words. */
    String words();

    /** By what the record is changed there. */
    default String changedBy() {
        return "signed updates (RFC 2136, TSIG)";
    }

    @Override
    void close();

    /**
     * The DNS of a name.
     *
     * @throws CannotBegin if there is none; the message lists those that are known
     */
    static Opener named(String name) throws CannotBegin {
        Map<String, Opener> known = new TreeMap<>(Map.of(
                "embedded", EmbeddedDns::open,
                "bind", BindDns::open,
                "dyn", DynDns::open,
                "route53", Route53Dns::open));
        Opener opener = known.get(name);
        if (opener == null) {
            throw new CannotBegin("demo.dns: \"" + name + "\" is not known; known are " + known.keySet());
        }
        return opener;
    }
}
