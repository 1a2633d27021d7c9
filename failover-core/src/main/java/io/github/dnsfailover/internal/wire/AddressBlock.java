package io.github.dnsfailover.internal.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/** All addresses of one family that begin with the same bits. Immutable. */
final class AddressBlock {

    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[^:]*:.*"); // never looked up

    private final byte[] first;
    private final int bits;

    private AddressBlock(byte[] first, int bits) {
        this.first = first;
        this.bits = bits;
    }

    /**
     * The block of this name, such as {@code 10.0.0.0/8}; without a length it is one address.
     *
     * @throws IllegalArgumentException if the part before the length is no IP address
     */
    static AddressBlock of(String text) {
        int slash = text.indexOf('/');
        byte[] first = octets(slash < 0 ? text : text.substring(0, slash));
        return new AddressBlock(first, slash < 0 ? 8 * first.length : Integer.parseInt(text.substring(slash + 1)));
    }

    /**
     * The octets of an address in text; nobody is asked.
     *
     * @throws IllegalArgumentException if it is none
     */
    static byte[] octets(String literal) {
        if (!LITERAL.matcher(literal).matches()) {
            throw new IllegalArgumentException("\"" + literal + "\" is no IP address");
        }
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("\"" + literal + "\" is no IP address", e);
        }
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
