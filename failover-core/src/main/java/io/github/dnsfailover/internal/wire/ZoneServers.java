package io.github.dnsfailover.internal.wire;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Finds a zone's servers through resolvers: its NS records, then the addresses of each. One server for each address,
 * since two addresses of a name may be two machines. Thread-safe.
 */
final class ZoneServers implements Authorities {

    /** For the whole look-up: it is made while people wait for the proof of a change. */
    private static final Duration LOOK_UP_LIMIT = Duration.ofSeconds(15);

    /** Zones have 2 to 13 name servers; a longer list is a mistake, and asking all of it would take too long. */
    private static final int MOST_NAME_SERVERS = 16;

    private final DnsName zone;
    private final Resolvers resolvers;
    private final int port;

    ZoneServers(DnsName zone, Supplier<List<InetSocketAddress>> resolvers, int port) {
        this(zone, new Resolvers(resolvers), port);
    }

    ZoneServers(DnsName zone, Resolvers resolvers, int port) {
        this.zone = zone;
        this.resolvers = resolvers;
        this.port = port;
    }

    @Override
    public List<Server> servers() throws IOException {
        return servers(Deadline.in(LOOK_UP_LIMIT));
    }

    List<Server> servers(Deadline deadline) throws IOException {
        List<Server> found = new ArrayList<>();
        Validation.Delegation delegation = new AskedOnce(this::hasDs);
        for (Name nameServer : nameServers(deadline)) {
            found.addAll(serversOf(nameServer, delegation, deadline));
        }
        return List.copyOf(found);
    }

    /** One for each address; a name server without any is one that cannot be reached. */
    private List<Server> serversOf(Name nameServer, Validation.Delegation delegation, Deadline deadline)
            throws InterruptedIOException {
        List<Server> routed = new ArrayList<>();
        List<Server> unrouted = new ArrayList<>();
        String trouble = "it has no address";
        for (RecordType family : List.of(RecordType.A, RecordType.AAAA)) {
            try {
                for (String address : addresses(nameServer, family, deadline)) {
                    InetSocketAddress socket = new InetSocketAddress(InetAddress.getByName(address), port);
                    Server server = new WireServer(nameServer + " (" + address + ")", socket, delegation);
                    if (UdpExchange.isRouted(socket)) {
                        routed.add(server);
                    } else {
                        unrouted.add(new LostServer(server.name(), "this host has no way to its address"));
                    }
                }
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                trouble = TcpSession.reason(e);
            }
        }
        // A host without IPv6 can prove nothing at IPv6 addresses; that is no news about the servers.
        List<Server> found = routed.isEmpty() ? unrouted : routed;
        return found.isEmpty() ? List.of(new LostServer(nameServer.toString(), trouble)) : found;
    }

    /** A name server that the NS records name and that cannot be found, or not be asked from here. */
    private record LostServer(String name, String trouble) implements Server {
        @Override
        public String unaskable() {
            return trouble;
        }

        @Override
        public Answer ask(RecordKey key, Duration timeout) {
            return new Answer.Unreachable(trouble);
        }
    }

    /** Whether the parent zone says that this one is signed; empty if no resolver knows. */
    private Optional<Boolean> hasDs(Deadline deadline) {
        try {
            return Optional.of(ask(Messages.name(zone), Type.DS, deadline).stream()
                    .anyMatch(record -> record.getType() == Type.DS));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Asks when it is needed first, and then remembers what was learned. Thread-safe. */
    private static final class AskedOnce implements Validation.Delegation {
        private final Validation.Delegation resolver;
        private volatile Optional<Boolean> known = Optional.empty();

        private AskedOnce(Validation.Delegation resolver) {
            this.resolver = resolver;
        }

        @Override
        public Optional<Boolean> isSigned(Deadline deadline) {
            if (known.isEmpty()) {
                known = resolver.isSigned(deadline);
            }
            return known;
        }
    }

    private List<Name> nameServers(Deadline deadline) throws IOException {
        List<Name> names = ask(Messages.name(zone), Type.NS, deadline).stream()
                .filter(record -> record instanceof NSRecord && record.getName().equals(Messages.name(zone)))
                .map(record -> ((NSRecord) record).getTarget())
                .sorted()
                .limit(MOST_NAME_SERVERS)
                .toList();
        if (names.isEmpty()) {
            throw new IOException("the resolver knows no NS records of " + zone);
        }
        return names;
    }

    /**
     * A name server's CNAME is forbidden (RFC 2181 section 10.3) and works all the same: any address in the answer
     * counts.
     */
    private List<String> addresses(Name nameServer, RecordType family, Deadline deadline) throws IOException {
        List<Record> found = ask(nameServer, Records.type(family), deadline).stream()
                .filter(record -> record.getType() == Records.type(family))
                .toList();
        RecordKey key = RecordKey.of(zone, family);
        return found.isEmpty()
                ? RecordSet.absent(key).values()
                : Records.set(key, found).values();
    }

    private List<Record> ask(Name name, int type, Deadline deadline) throws IOException {
        return Messages.records(resolvers.ask(name, type, deadline), Section.ANSWER);
    }
}
