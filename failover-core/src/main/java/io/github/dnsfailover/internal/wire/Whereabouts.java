package io.github.dnsfailover.internal.wire;

import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.Target.Network;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * In which network an address lies, by the registries of IANA for special addresses (RFC 6890). An IPv6 address that
 * only carries an IPv4 address is judged as that one: a gateway may be on the way that takes it out.
 */
public final class Whereabouts {

    private static final List<AddressBlock> LOOPBACK = blocks("127.0.0.0/8", "::1");

    private static final List<AddressBlock> PRIVATE = blocks(
            "10.0.0.0/8", // RFC 1918
            "172.16.0.0/12",
            "192.168.0.0/16",
            "100.64.0.0/10", // RFC 6598, between a carrier and its customers
            "198.18.0.0/15", // RFC 2544, benchmarks
            "fc00::/7", // RFC 4193, unique local
            "fec0::/10", // RFC 3879, site-local, deprecated
            "64:ff9b:1::/48"); // RFC 8215, translation within a network

    /** Where nothing lies that a name of a service may lead to. */
    private static final List<AddressBlock> NOWHERE = blocks(
            "0.0.0.0/8", // "this network"; Linux takes 0.0.0.0 for itself
            "169.254.0.0/16", // link-local, with the metadata of AWS, GCP, Azure and Oracle
            "192.0.0.0/24", // RFC 6890, protocol assignments; metadata of Oracle
            "224.0.0.0/4", // multicast
            "240.0.0.0/4", // reserved, broadcast
            "100.100.100.200", // metadata of Alibaba, amid carriers' addresses
            "168.63.129.16", // Azure's host, amid public addresses
            "::",
            "100::/64", // RFC 6666, discard
            "fe80::/10", // link-local
            "ff00::/8", // multicast
            "fd00:ec2::/32", // metadata, clock and DNS of AWS, amid unique local addresses
            "fd20:ce::254"); // metadata of GCP

    /** A way to carry an IPv4 address in an IPv6 address: the block, and the places of the four octets. */
    private record Carriage(AddressBlock block, List<Integer> places) {
        static Carriage of(String block, Integer... places) {
            return new Carriage(AddressBlock.of(block), List.of(places));
        }

        byte[] passenger(byte[] octets) {
            byte[] four = new byte[4];
            for (int i = 0; i < four.length; i++) {
                four[i] = octets[places.get(i)];
            }
            return four;
        }
    }

    private static final List<Carriage> CARRIAGES = List.of(
            Carriage.of("::ffff:0:0:0/96", 12, 13, 14, 15), // RFC 2765, translated
            Carriage.of("::/96", 12, 13, 14, 15), // RFC 4291, compatible
            Carriage.of("64:ff9b::/96", 12, 13, 14, 15), // RFC 6052, NAT64
            Carriage.of("64:ff9b:1::/48", 12, 13, 14, 15), // RFC 8215, in each of the forms of RFC 6052
            Carriage.of("64:ff9b:1::/48", 6, 7, 9, 10),
            Carriage.of("64:ff9b:1::/48", 7, 9, 10, 11),
            Carriage.of("64:ff9b:1::/48", 9, 10, 11, 12),
            Carriage.of("2002::/16", 2, 3, 4, 5)); // RFC 3056, 6to4

    private static final AddressBlock MAPPED_HEAD = AddressBlock.of("::/80");
    private static final AddressBlock TEREDO = AddressBlock.of("2001::/32");

    private static final int MOST_TOLD = 3; // an answer may hold hundreds of addresses

    private Whereabouts() {}

    private static List<AddressBlock> blocks(String... texts) {
        return Stream.of(texts).map(AddressBlock::of).toList();
    }

    /** The network of an address; empty if it is of a kind that no name may lead to. */
    public static Optional<Network> of(InetAddress address) {
        return of(address.getAddress());
    }

    /**
     * The network of an address in text; nobody is asked.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Optional<Network> of(String literal) {
        return of(AddressBlock.octets(literal));
    }

    /** What a probe says that may go to none of the addresses that a name leads to. */
    public static HealthResult refusal(String host, List<InetAddress> found) {
        String where = found.stream()
                .limit(MOST_TOLD)
                .map(address -> address.getHostAddress()
                        + of(address).map(network -> " (" + network + ")").orElse(" (not for names)"))
                .collect(Collectors.joining(", "));
        String more = found.size() > MOST_TOLD ? " and " + (found.size() - MOST_TOLD) + " more" : "";
        return HealthResult.refused(host + " leads to " + where + more + ", where the pool sends no probes by name");
    }

    private static Optional<Network> of(byte[] octets) {
        if (isIn(NOWHERE, octets)) {
            return Optional.empty();
        }
        if (isIn(LOOPBACK, octets)) {
            return Optional.of(Network.LOOPBACK);
        }
        boolean own = isIn(PRIVATE, octets);
        Network network = own ? Network.PRIVATE : Network.PUBLIC;
        for (byte[] passenger : passengers(octets)) {
            Optional<Network> inner = of(passenger);
            if (!inner.equals(Optional.of(network)) && !(own && mayBeChance(passenger, inner))) {
                return inner;
            }
        }
        return Optional.of(network);
    }

    /** The block for one's own network has several forms, of which one at most is meant. */
    private static boolean mayBeChance(byte[] passenger, Optional<Network> inner) {
        return passenger[0] == 0 || inner.equals(Optional.of(Network.PUBLIC));
    }

    private static List<byte[]> passengers(byte[] octets) {
        if (octets.length == 4) {
            return List.of();
        }
        if (MAPPED_HEAD.holds(octets) && octets[10] == (byte) 0xff && octets[11] == (byte) 0xff) {
            return List.of(Arrays.copyOfRange(octets, 12, 16)); // a mapped address in full, which Java rarely leaves so
        }
        if (TEREDO.holds(octets)) {
            byte[] client = Arrays.copyOfRange(octets, 12, 16); // RFC 4380 section 4: each bit turned
            for (int i = 0; i < client.length; i++) {
                client[i] = (byte) ~client[i];
            }
            return List.of(client);
        }
        return CARRIAGES.stream()
                .filter(carriage -> carriage.block().holds(octets))
                .map(carriage -> carriage.passenger(octets))
                .toList();
    }

    private static boolean isIn(List<AddressBlock> blocks, byte[] octets) {
        return blocks.stream().anyMatch(block -> block.holds(octets));
    }
}
