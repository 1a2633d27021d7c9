package io.github.dnsfailover.internal.wire;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Which IP addresses no client can reach anybody by, by the special blocks of RFC 6890. */
public final class IdleAddress {

    private static final List<AddressBlock> IDLE = Stream.of(
                    "0.0.0.0/8", // this network, and the unspecified address
                    "224.0.0.0/4", // multicast
                    "255.255.255.255", // broadcast
                    "::",
                    "fe80::/10", // good on one cable only, and needs the cable's name there
                    "ff00::/8")
            .map(AddressBlock::of)
            .toList();

    /** IPv6 addresses that stand for an IPv4 address in their last four octets. */
    private static final List<AddressBlock> CLOTHES = Stream.of(
                    "::/96", // RFC 4291 section 2.5.5.1
                    "64:ff9b::/96") // RFC 6052; Java itself undresses those of ::ffff:0:0/96
            .map(AddressBlock::of)
            .toList();

    private static final AddressBlock LOOPBACK = AddressBlock.of("::1");

    private IdleAddress() {}

    /**
     * Whether no client can reach anybody by this address: unspecified, multicast, broadcast, or link-local of IPv6; an
     * IPv6 address that stands for an IPv4 address is judged as that one.
     *
     * @param literal an IP address as text; nobody is asked
     * @throws IllegalArgumentException if it is none
     */
    public static boolean is(String literal) {
        return is(AddressBlock.octets(literal));
    }

    private static boolean is(byte[] octets) {
        if (IDLE.stream().anyMatch(block -> block.holds(octets))) {
            return true;
        }
        return !LOOPBACK.holds(octets)
                && CLOTHES.stream().anyMatch(block -> block.holds(octets))
                && is(Arrays.copyOfRange(octets, 12, 16));
    }
}
