package io.github.dnsfailover.check;

import io.github.dnsfailover.Target;
import io.github.dnsfailover.dns.DnsName;
import java.util.regex.Pattern;

/** The name under which a service is asked: for a Host header, the TLS server name, and the certificate. */
final class ServiceName {

    private static final Pattern ADDRESS_LIKE = Pattern.compile("[0-9.]+|.*:.*");

    private ServiceName() {}

    /** Without a final dot, which must not stand in SNI (RFC 6066 section 3), and with A-labels. */
    static String checked(String field, String value) {
        if (isAddress(value)) {
            throw new IllegalArgumentException(field + ": \"" + value
                    + "\"; a host name is needed, without a port; leave it out to use the target's own address");
        }
        String name = DnsName.of(value).toString();
        if (name.startsWith("*")) {
            throw new IllegalArgumentException(field + ": \"" + value + "\"; a host name has no wildcard");
        }
        return withoutDot(name);
    }

    /** The target's own name or address. */
    static String of(Target target) {
        return withoutDot(target.host());
    }

    static boolean isAddress(String name) {
        return ADDRESS_LIKE.matcher(name).matches();
    }

    private static String withoutDot(String name) {
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
