package io.github.dnsfailover.internal.config;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.dns.RecordType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The keys of an endpoint. */
final class EndpointKeys {

    private static final int DNS_PORT = 53;
    private static final Pattern RESOLVER =
            Pattern.compile("(?:([0-9.]+)|\\[([0-9A-Fa-f:.]+)])(?::([0-9]{1,5}))?|([0-9A-Fa-f:.]+)");

    static final List<Setting> ALL = Stream.of(
                    Setting.of("id", Form.TEXT, "1 to 32 letters, digits, `_`, `.` or `-`.")
                            .needed(),
                    Setting.of("addresses", Form.LIST, "IPv4 and IPv6 addresses to publish, without a port.")
                            .needed("without `cname` and `alias`"),
                    Setting.of("cname", Form.TEXT, "Or the host name to publish as a CNAME."),
                    Setting.of("alias", Form.TEXT, "Or the target of an alias, in the vendor's notation."),
                    Setting.of("priority", Form.NUMBER, "The lowest is preferred; of equals, the first.")
                            .fallback("0 for the first endpoint, 1 for the others"),
                    Setting.of("site", Form.TEXT, "What it would fail with: data centre, region or cloud."),
                    Setting.of(
                            "probe-at",
                            Form.LIST,
                            "Addresses to probe in place of those that are published, without a port."),
                    Setting.of("any-address-suffices", Form.SWITCH, "Healthy as long as one address is.")
                            .fallback("false"),
                    Setting.of(
                                    "resolved-by",
                                    Form.LIST,
                                    "Resolvers for the target of an alias: `192.0.2.53` or `[2001:db8::53]:5353`.")
                            .fallback("its authoritative servers"))
            .map(setting -> setting.in("endpoints[]"))
            .toList();

    private EndpointKeys() {}

    /**
     * The endpoint of one index.
     *
     * @param otherwise its priority, unless one is said
     */
    static Endpoint read(Given given, int otherwise) {
        Value id = given.needed("id", "an endpoint has an id");
        id.give(v -> Endpoint.primaryCname(v.text(), "id.invalid")); // the rule of ids, told with the key of the id
        Endpoint published = published(given, id.text());
        Endpoint ranked = given.value("priority")
                .map(value -> value.make(v -> published.priority(v.number())))
                .orElseGet(() -> published.priority(otherwise));
        Endpoint placed = given.value("site")
                .map(value -> value.make(v -> ranked.site(v.text())))
                .orElse(ranked);
        boolean anySuffices = given.value("any-address-suffices")
                .map(value -> value.make(Value::isTrue))
                .orElse(false);
        return aimed(given, anySuffices ? placed.anyAddressSuffices() : placed);
    }

    private static Endpoint published(Given given, String id) {
        String[] addresses = addresses(given, "addresses", id);
        Optional<Value> cname = given.value("cname");
        Optional<Value> alias = given.value("alias");
        long kinds = Stream.of(addresses.length > 0, cname.isPresent(), alias.isPresent())
                .filter(said -> said)
                .count();
        if (kinds != 1) {
            throw new IllegalArgumentException(
                    given.key("addresses") + ": " + kinds + " of addresses, cname and alias are given; one is needed");
        }
        return cname.map(value -> value.make(v -> Endpoint.primaryCname(id, v.text())))
                .or(() -> alias.map(value -> value.make(v -> Endpoint.primaryAlias(id, v.text()))))
                .orElseGet(() -> given.at("addresses").whole(() -> Endpoint.primary(id, addresses)));
    }

    private static Endpoint aimed(Given given, Endpoint endpoint) {
        String[] probed = addresses(given, "probe-at", endpoint.id());
        InetSocketAddress[] resolvers = given.list("resolved-by").stream()
                .map(value -> value.make(EndpointKeys::resolver))
                .toArray(InetSocketAddress[]::new);
        Endpoint there = probed.length == 0 ? endpoint : given.at("probe-at").whole(() -> endpoint.probeAt(probed));
        return resolvers.length == 0 ? there : given.at("resolved-by").whole(() -> there.resolvedBy(resolvers));
    }

    private static String[] addresses(Given given, String name, String id) {
        List<Value> values = given.list(name);
        values.forEach(value -> value.give(v -> Endpoint.primary(id, v.text())));
        return values.stream().map(Value::text).toArray(String[]::new);
    }

    private static InetSocketAddress resolver(Value value) {
        Matcher parts = RESOLVER.matcher(value.text());
        Value.require(parts.matches(), "an address is needed, with a port or without: 192.0.2.53 or [2001:db8::53]:53");
        String ip = Stream.of(1, 2, 4)
                .map(parts::group)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
        int port = parts.group(3) == null ? DNS_PORT : Integer.parseInt(parts.group(3));
        Value.require(port >= 1 && port <= 65_535, "ports are 1 to 65535");
        try {
            RecordType type = ip.contains(":") ? RecordType.AAAA : RecordType.A;
            return new InetSocketAddress(InetAddress.getByName(type.canonical(ip)), port); // nothing is looked up
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("no IP address", e);
        }
    }
}
