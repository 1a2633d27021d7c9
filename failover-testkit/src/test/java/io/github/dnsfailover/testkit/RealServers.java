package io.github.dnsfailover.testkit;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;

/**
 * The set-ups of real servers, each with the zone example.com and the key k1, for tests that start one for themselves.
 */
public final class RealServers {

    /** How a server comes to be. */
    @FunctionalInterface
    public interface Start {
        RealServer start() throws IOException;
    }

    private RealServers() {}

    public static NamedServer.Builder bind() {
        return NamedServer.of("example.com").key("k1", Keys.SECRET);
    }

    public static KnotServer.Builder knot() {
        return KnotServer.of("example.com").key("k1", Keys.SECRET);
    }

    public static PowerDnsServer.Builder powerDns() {
        return PowerDnsServer.of("example.com").key("k1", Keys.SECRET);
    }

    /** Each kind of server, unsigned and in each way of signing. */
    public static Stream<Named<Start>> all() {
        return Stream.of(
                Named.of("BIND", () -> bind().start()),
                Named.of("BIND signed", () -> bind().signed().start()),
                Named.of("BIND signed inline", () -> bind().inlineSigned().start()),
                Named.of("Knot", () -> knot().start()),
                Named.of("Knot signed", () -> knot().signed().start()),
                Named.of("PowerDNS", () -> powerDns().start()),
                Named.of("PowerDNS signed", () -> powerDns().signed().start()));
    }

    /**
     * Those that take records of any type, and answer a question for all types with all that they have: PowerDNS takes
     * none whose type it does not know, and Knot answers with one set.
     */
    public static Stream<Named<Start>> ofAnyTypeAndAnswer() {
        return all().filter(each -> each.getName().startsWith("BIND"));
    }

    /** Each kind of server, with the zone sub.example.com beside example.com and no delegation between them. */
    public static Stream<Named<Start>> withAZoneBelow() {
        return Stream.of(
                Named.of("BIND", () -> bind().alsoServing("sub.example.com").start()),
                Named.of("Knot", () -> knot().alsoServing("sub.example.com").start()),
                Named.of(
                        "PowerDNS",
                        () -> powerDns().alsoServing("sub.example.com").start()));
    }

    /** Those that answer from DNAME records without being told to. */
    public static Stream<Named<Start>> withDnames() {
        return Stream.of(Named.of("BIND", () -> bind().start()), Named.of("Knot", () -> knot().start()));
    }
}
