package io.github.dnsfailover.dns;

import java.util.Arrays;
import java.util.Locale;

/**
 * IP addresses as text: strict reading, and the one printed form of RFC 5952, which neither the JDK nor dnsjava gives.
 * Nothing here ever asks DNS.
 */
final class IpText {

    private IpText() {}

    static String canonical4(String text) {
        byte[] bytes = parse4(text);
        if (bytes.length == 0) {
            throw new IllegalArgumentException("A value: \"" + text + "\" is no IPv4 address in dotted decimal form");
        }
        return dotted(bytes);
    }

    static String canonical6(String text) {
        byte[] bytes = parse6(text);
        if (bytes.length == 0) {
            throw new IllegalArgumentException("AAAA value: \"" + text + "\" is no IPv6 address");
        }
        return print6(bytes);
    }

    /** The four octets, or none if the text is no IPv4 address. */
    static byte[] parse4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return new byte[0];
        }
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            String part = parts[i];
            boolean digits =
                    !part.isEmpty() && part.length() <= 3 && part.chars().allMatch(c -> c >= '0' && c <= '9');
            boolean octal = part.length() > 1 && part.charAt(0) == '0';
            if (!digits || octal || Integer.parseInt(part) > 255) {
                return new byte[0];
            }
            bytes[i] = (byte) Integer.parseInt(part);
        }
        return bytes;
    }

    /** The sixteen octets, or none if the text is no IPv6 address. Zone identifiers are not accepted. */
    static byte[] parse6(String text) {
        String hex = embedded4ToHex(text);
        int gap = hex.indexOf("::");
        if (gap != hex.lastIndexOf("::")) {
            return new byte[0];
        }
        String[] head = groups(gap < 0 ? hex : hex.substring(0, gap));
        String[] tail = groups(gap < 0 ? "" : hex.substring(gap + 2));
        int count = head.length + tail.length;
        if (gap < 0 ? count != 8 : count > 7) {
            return new byte[0];
        }
        byte[] bytes = new byte[16];
        boolean good = put(head, bytes, 0) && put(tail, bytes, 8 - tail.length);
        return good ? bytes : new byte[0];
    }

    /** RFC 4291 2.2.3 allows dotted decimals in the last four octets. */
    private static String embedded4ToHex(String text) {
        int dot = text.indexOf('.');
        int colon = text.lastIndexOf(':');
        if (dot < 0 || colon < 0 || dot < colon) {
            return text;
        }
        byte[] last = parse4(text.substring(colon + 1));
        if (last.length == 0) {
            return text;
        }
        return text.substring(0, colon + 1) + String.format(Locale.ROOT, "%x:%x", pair(last, 0), pair(last, 2));
    }

    private static String[] groups(String text) {
        return text.isEmpty() ? new String[0] : text.split(":", -1);
    }

    private static boolean put(String[] groups, byte[] bytes, int firstGroup) {
        for (int i = 0; i < groups.length; i++) {
            String group = groups[i];
            boolean hex = !group.isEmpty()
                    && group.length() <= 4
                    && group.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
            if (!hex) {
                return false;
            }
            int value = Integer.parseInt(group, 16);
            bytes[2 * (firstGroup + i)] = (byte) (value >> 8);
            bytes[2 * (firstGroup + i) + 1] = (byte) value;
        }
        return true;
    }

    /**
     * RFC 5952 section 4: lower case, no leading zeros, the longest run of two or more zero groups shortened, the
     * first of equals.
     */
    private static String print6(byte[] bytes) {
        boolean mapped = isMapped4(bytes);
        int groups = mapped ? 6 : 8;
        int bestStart = -1;
        int bestLength = 1;
        for (int start = 0; start < groups; start++) {
            int length = 0;
            while (start + length < groups && pair(bytes, 2 * (start + length)) == 0) {
                length++;
            }
            if (length > bestLength) {
                bestStart = start;
                bestLength = length;
            }
        }
        StringBuilder out = new StringBuilder(39);
        for (int i = 0; i < groups; i++) {
            if (i == bestStart) {
                out.append("::");
                i += bestLength - 1;
            } else {
                if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') {
                    out.append(':');
                }
                out.append(Integer.toHexString(pair(bytes, 2 * i)));
            }
        }
        if (mapped) {
            out.append(':').append(dotted(Arrays.copyOfRange(bytes, 12, 16)));
        }
        return out.toString();
    }

    /** RFC 5952 section 5: the well-known prefix ::ffff:0:0/96 is printed with dotted decimals. */
    private static boolean isMapped4(byte[] bytes) {
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return pair(bytes, 10) == 0xffff;
    }

    private static String dotted(byte[] bytes) {
        return (bytes[0] & 255) + "." + (bytes[1] & 255) + "." + (bytes[2] & 255) + "." + (bytes[3] & 255);
    }

    private static int pair(byte[] bytes, int at) {
        return ((bytes[at] & 255) << 8) | (bytes[at + 1] & 255);
    }
}
