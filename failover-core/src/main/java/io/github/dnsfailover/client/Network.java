package io.github.dnsfailover.client;

/**
 * The network of an address, as a number: an IPv4 one of 24 bits or an IPv6 one of 40, which tells who a client's
 * provider is and not who the client is. Reads what others wrote, strictly and without asking DNS. Pure.
 */
final class Network {

    /** Of what is no address. */
    static final long NONE = -1;

    private static final long IPV6 = 1L << 40;
    private static final int LONGEST = 64; // of an address with zone, brackets and port
    private static final int GROUPS = 8;

    private Network() {}

    /** Of an address as servers and proxies write it: with a port, brackets or a zone, or without. */
    static long of(String address) {
        if (address.length() > LONGEST) {
            return NONE;
        }
        int from = 0;
        int to = address.length();
        if (address.startsWith("[")) {
            from = 1;
            to = address.indexOf(']');
            if (to < 0 || !isPort(address, to + 1)) {
                return NONE;
            }
        }
        int colon = address.indexOf(':', from);
        if (colon < 0 || (from == 0 && address.indexOf('.') >= 0 && address.indexOf('.') < colon)) {
            boolean good = colon < 0 || isPort(address, colon);
            long four = good && from == 0 ? four(address, 0, colon < 0 ? to : colon) : NONE;
            return four == NONE ? NONE : four >>> 8;
        }
        int zone = address.indexOf('%');
        return six(address, from, zone < 0 || zone > to ? to : zone);
    }

    /** A colon and digits, or nothing. */
    private static boolean isPort(String text, int at) {
        if (at == text.length()) {
            return true;
        }
        for (int i = at + 1; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return text.charAt(at) == ':' && text.length() > at + 1 && text.length() <= at + 6;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** All 32 bits. */
    private static long four(String text, int from, int to) {
        long bits = 0;
        int at = from;
        for (int part = 0; part < 4; part++) {
            int begin = at;
            int value = 0;
            while (at < to && at - begin < 3 && isDigit(text.charAt(at))) {
                value = 10 * value + text.charAt(at) - '0';
                at++;
            }
            boolean octal = at - begin > 1 && text.charAt(begin) == '0';
            boolean ended = part == 3 ? at == to : at < to && text.charAt(at) == '.';
            if (at == begin || octal || value > 255 || !ended) {
                return NONE;
            }
            bits = (bits << 8) | value;
            at++;
        }
        return bits;
    }

    private static long six(String text, int from, int to) {
        int[] groups = new int[GROUPS];
        int count = 0;
        int gap = -1;
        int at = from;
        if (text.startsWith("::", from)) {
            gap = 0;
            at += 2;
        }
        while (at < to) {
            int begin = at;
            int value = 0;
            while (at < to && at - begin < 4 && hex(text.charAt(at)) >= 0) {
                value = (value << 4) | hex(text.charAt(at));
                at++;
            }
            if (at == begin || count == GROUPS) {
                return NONE;
            }
            if (at < to && text.charAt(at) == '.') { // RFC 4291, 2.2.3
                long four = count <= GROUPS - 2 ? four(text, begin, to) : NONE;
                if (four == NONE) {
                    return NONE;
                }
                groups[count++] = (int) (four >>> 16);
                groups[count++] = (int) (four & 0xffff);
                break;
            }
            groups[count++] = value;
            if (at == to) {
                break;
            }
            if (text.charAt(at++) != ':' || at == to) {
                return NONE;
            }
            if (text.charAt(at) == ':') {
                if (gap >= 0) {
                    return NONE;
                }
                gap = count;
                at++;
            }
        }
        boolean whole = gap < 0 ? count == GROUPS : count < GROUPS;
        return whole && to > from ? key(spread(groups, count, gap)) : NONE;
    }

    private static int hex(char c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }

    /** With the zeros that a gap stands for. */
    private static int[] spread(int[] groups, int count, int gap) {
        if (gap < 0) {
            return groups;
        }
        int[] all = new int[GROUPS];
        System.arraycopy(groups, 0, all, 0, gap);
        System.arraycopy(groups, gap, all, GROUPS - (count - gap), count - gap);
        return all;
    }

    /** An IPv4 address within an IPv6 one (RFC 4291, 2.5.5.2) is one of IPv4: servers on both families write it so. */
    private static long key(int[] groups) {
        boolean mapped = (groups[0] | groups[1] | groups[2] | groups[3] | groups[4]) == 0 && groups[5] == 0xffff;
        return mapped
                ? ((long) groups[6] << 8) | (groups[7] >>> 8)
                : IPV6 | ((long) groups[0] << 24) | ((long) groups[1] << 8) | (groups[2] >>> 8);
    }

    /** As in {@code 192.0.2.0/24} and {@code 2001:db8:1200::/40}. */
    static String text(long key) {
        if (key < IPV6) {
            return ((key >> 16) & 255) + "." + ((key >> 8) & 255) + "." + (key & 255) + ".0/24";
        }
        StringBuilder out = new StringBuilder(24);
        long third = (key << 8) & 0xffff;
        long second = (key >> 8) & 0xffff;
        out.append(Long.toHexString((key >> 24) & 0xffff));
        if (second != 0 || third != 0) {
            out.append(':').append(Long.toHexString(second));
        }
        if (third != 0) {
            out.append(':').append(Long.toHexString(third));
        }
        return (out.toString().equals("0") ? "" : out) + "::/40";
    }

    /** What {@link #text} gave; {@link #NONE} if it is nothing of the kind. */
    static long parse(String text) {
        int slash = text.indexOf('/');
        long key = slash < 0 ? NONE : of(text.substring(0, slash));
        return key != NONE && text(key).equals(text) ? key : NONE;
    }
}
