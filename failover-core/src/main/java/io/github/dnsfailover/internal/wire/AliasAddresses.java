package io.github.dnsfailover.internal.wire;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordType;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * The addresses behind an alias as they are now: from the authoritative servers of its target, or from given resolvers.
 * Addresses are never cached here; the servers of a target's zone are remembered for a while. Thread-safe.
 */
public final class AliasAddresses {

    /** Longer chains of CNAMEs are loops. */
    private static final int LONGEST_CHAIN = 8;

    /** Look-ups with the same servers until they are found anew: a target's zone may move to others. */
    private static final int REMEMBERED = 100;

    /** One server at a time is asked; a zone that has no answer at this many has none. */
    private static final int MOST_SERVERS = 8;

    /**
     * An alias as far as clients see it.
     *
     * @param target whose addresses they get
     * @param families A, AAAA or both
     */
    public record Alias(DnsName target, Set<RecordType> families) {
        /** Copies the set. */
        public Alias {
            families = Collections.unmodifiableSet(EnumSet.copyOf(families));
        }

        /** Reads a canonical value of {@link RecordType#ALIAS}. */
        public static Alias of(String value) {
            String[] words = value.split(" ", -1);
            Set<RecordType> families = EnumSet.noneOf(RecordType.class);
            for (String word : words) {
                for (RecordType family : List.of(RecordType.A, RecordType.AAAA)) {
                    if (word.equals(family.name())) {
                        families.add(family);
                    }
                }
            }
            return new Alias(
                    DnsName.of(words[0]), families.isEmpty() ? EnumSet.of(RecordType.A, RecordType.AAAA) : families);
        }
    }

    /** The servers of one zone, the one that answered last first. */
    private static final class Zone {

        private final List<WireServer> servers;
        private final AtomicInteger uses = new AtomicInteger();

        Zone(List<WireServer> servers) {
            this.servers = List.copyOf(servers);
        }

        Zone preferring(WireServer first) {
            List<WireServer> order = new ArrayList<>(servers);
            order.remove(first);
            order.add(0, first);
            return new Zone(order);
        }
    }

    private final Resolvers resolvers;
    private final boolean authoritative;
    private final int port;
    private final Map<Name, Zone> zones = new ConcurrentHashMap<>();

    private AliasAddresses(Resolvers resolvers, boolean authoritative, int port) {
        this.resolvers = resolvers;
        this.authoritative = authoritative;
        this.port = port;
    }

    /** Asks the authoritative servers of each target, which are found through the system's resolvers. */
    public static AliasAddresses fromAuthorities() {
        return fromAuthorities(() -> ResolverConfig.getCurrentConfig().servers(), WireAuthorities.DNS_PORT);
    }

    static AliasAddresses fromAuthorities(Supplier<List<InetSocketAddress>> resolvers, int port) {
        return new AliasAddresses(new Resolvers(resolvers), true, port);
    }

    /** Asks these resolvers, one after the other until one answers; what they have cached counts. */
    public static AliasAddresses fromResolvers(List<InetSocketAddress> resolvers) {
        List<InetSocketAddress> fixed = List.copyOf(resolvers);
        return new AliasAddresses(new Resolvers(() -> fixed), false, WireAuthorities.DNS_PORT);
    }

    /**
     * Looks the addresses up.
     *
     * @return none if there are none for certain
     * @throws IOException if nobody knew
     */
    List<InetAddress> of(Alias alias, Deadline deadline) throws IOException {
        Set<InetAddress> addresses = new LinkedHashSet<>();
        for (RecordType family : alias.families()) {
            addresses.addAll(chase(Messages.name(alias.target()), Records.type(family), deadline));
        }
        return List.copyOf(addresses);
    }

    private List<InetAddress> chase(Name target, int type, Deadline deadline) throws IOException {
        Name name = target;
        for (int i = 0; i < LONGEST_CHAIN; i++) {
            Message answer = authoritative ? askAuthority(name, type, deadline) : resolvers.ask(name, type, deadline);
            Name end = CnameChain.end(answer, name);
            List<InetAddress> addresses = addresses(answer, end, type);
            if (!addresses.isEmpty() || end.equals(name) || !authoritative) {
                return addresses;
            }
            name = end; // the chain leaves the zone
        }
        throw new IOException("the CNAMEs of " + target + " have no end");
    }

    private static List<InetAddress> addresses(Message answer, Name name, int type) {
        List<InetAddress> addresses = new ArrayList<>();
        for (Record record : CnameChain.records(answer, name, type)) {
            addresses.add(record instanceof ARecord a ? a.getAddress() : ((AAAARecord) record).getAddress());
        }
        return addresses;
    }

    private Message askAuthority(Name name, int type, Deadline deadline) throws IOException {
        Zone known = zones.get(name);
        if (known != null && known.uses.incrementAndGet() <= REMEMBERED) {
            try {
                return askEach(name, type, known, deadline.share(2));
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                zones.remove(name); // they may have changed; one more try with those of now
            }
        }
        return askEach(name, type, new Zone(serversOf(name, deadline)), deadline);
    }

    private Message askEach(Name name, int type, Zone zone, Deadline deadline) throws IOException {
        String trouble = "no server could be found";
        for (int i = 0; i < zone.servers.size(); i++) {
            WireServer server = zone.servers.get(i);
            try {
                Message question = Messages.question(name, type);
                Message answer = server.exchange(question, deadline.share(zone.servers.size() - i));
                int rcode = answer.getHeader().getRcode();
                boolean knows = rcode == Rcode.NOERROR || rcode == Rcode.NXDOMAIN;
                if (knows && answer.getHeader().getFlag(Flags.AA)) {
                    remember(name, i == 0 ? zone : zone.preferring(server));
                    return answer;
                }
                trouble = "answered " + Rcode.string(rcode) + (knows ? " without authority" : "");
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                trouble = TcpSession.reason(e);
            }
        }
        throw new IOException("no authoritative answer for " + name + " " + Type.string(type) + ": " + trouble);
    }

    private void remember(Name name, Zone zone) {
        if (zones.size() > LONGEST_CHAIN) {
            zones.clear(); // targets whose CNAMEs keep changing
        }
        zones.put(name, zone);
    }

    private List<WireServer> serversOf(Name name, Deadline deadline) throws IOException {
        DnsName zone = DnsName.of(apexAbove(name, deadline).toString());
        ZoneServers servers = new ZoneServers(zone, resolvers, port);
        return servers.servers(deadline.share(2)).stream()
                .filter(WireServer.class::isInstance)
                .map(WireServer.class::cast)
                .limit(MOST_SERVERS)
                .toList();
    }

    /**
     * A resolver tells the zone of a name by the SOA record beside "no such data" (RFC 2308), or at the apex itself.
     */
    private Name apexAbove(Name name, Deadline deadline) throws IOException {
        for (Name at = name; at.labels() > 1; at = new Name(at, 1)) {
            Name apex = apex(resolvers.ask(at, Type.SOA, deadline), name);
            if (apex != null) {
                return apex;
            }
        }
        throw new IOException("the resolver knows no zone of " + name);
    }

    /** Null if the answer names none above the name, as when a CNAME led it elsewhere. */
    private static @Nullable Name apex(Message answer, Name name) {
        for (int section : List.of(Section.ANSWER, Section.AUTHORITY)) {
            for (Record record : Messages.records(answer, section)) {
                if (record instanceof SOARecord && name.subdomain(record.getName())) {
                    return record.getName();
                }
            }
        }
        return null;
    }
}
