package io.github.dnsfailover.internal.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Which IP addresses no client can reach anybody by, by the special blocks of RFC 6890. */
public final class IdleAddress {

    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[^:]*:.*"); // never looked up

    private static final List<Block> IDLE = List.of(
            new Block("0.0.0.0", 8), // this network, and the unspecified address
            new Block("224.0.0.0", 4), // multicast
            new Block("255.255.255.255", 32), // broadcast
            new Block("::", 128),
            new Block("fe80::", 10), // good on one cable only, and needs the cable's name there
            new Block("ff00::", 8));

    /** IPv6 addresses that stand for an IPv4 address in their last four octets. */
    private static final List<Block> CLOTHES = List.of(
            new Block("::", 96), // RFC 4291 section 2.5.5.1
            new Block("64:ff9b::", 96)); // RFC 6052; Java itself undresses those of ::ffff:0:0/96

    private static final Block LOOPBACK = new Block("::1", 128);

    private IdleAddress() {}

    /**
     * Whether no client can reach anybody by this address: unspecified, multicast, broadcast, or link-local of IPv6; an
     * IPv6 address that stands for an IPv4 address is judged as that one.
     *
     * @param literal an IP address as text; nobody is asked
     * @throws IllegalArgumentException if it is none
     */
    public static boolean is(String literal) {
        return is(octets(literal));
    }

    private static boolean is(byte[] octets) {
        if (IDLE.stream().anyMatch(block -> block.holds(octets))) {
            return true;
        }
        return !LOOPBACK.holds(octets)
                && CLOTHES.stream().anyMatch(block -> block.holds(octets))
                && is(Arrays.copyOfRange(octets, 12, 16));
    }

    private static byte[] octets(String literal) {
        if (!LITERAL.matcher(literal).matches()) {
            throw new IllegalArgumentException("\"" + literal + "\" is no IP address");
        }
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("\"" + literal + "\" is no IP address", e);
        }
    }

    /** All addresses that begin with the same bits. */
    private static final class Block {

        private final byte[] first;
        private final int bits;

        Block(String first, int bits) {
            this.first = octets(first);
            this.bits = bits;
        }

        boolean holds(byte[] octets) {
            if (octets.length != first.length) {
                return false;
            }
            int whole = bits / 8;
            int rest = bits % 8;
            return Arrays.equals(first, 0, whole, octets, 0, whole)
                    && (rest == 0 || ((first[whole] ^ octets[whole]) & 0xff) >> (8 - rest) == 0);
        }
    }
}
