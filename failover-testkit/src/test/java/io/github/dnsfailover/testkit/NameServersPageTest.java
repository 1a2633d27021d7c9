package io.github.dnsfailover.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.rfc2136.Rfc2136Provider;
import io.github.dnsfailover.rfc2136.TsigKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Each block of configuration of docs/name-servers.md is run, and gives the rights that the page says, and no more. */
class NameServersPageTest {

    private static final Path PAGE = Path.of("../docs/name-servers.md");
    private static final Pattern BLOCK =
            Pattern.compile("<!-- run: ([a-z-]+) -->\\n```[a-z]*\\n(.*?)```\\n", Pattern.DOTALL);
    private static final Duration TTL = Duration.ofSeconds(30);

    private static final RecordSet A1 = set("www", RecordType.A, "192.0.2.1");
    private static final RecordSet A2 = set("www", RecordType.A, "198.51.100.1");
    private static final RecordSet AAAA = set("www", RecordType.AAAA, "2001:db8::1");
    private static final RecordSet CNAME1 = set("www", RecordType.CNAME, "lb1.example.net");
    private static final RecordSet CNAME2 = set("www", RecordType.CNAME, "lb2.example.net");

    private static RecordSet set(String label, RecordType type, String value) {
        return RecordSet.of(RecordKey.of(label + ".example.com", type), TTL, value);
    }

    @Test
    void everyBlockOfThePageIsRunHere() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(blocks().keySet())
                .containsExactly(
                        "bind", "bind-signed", "knot", "powerdns-settings", "powerdns-commands", "powerdns-lua");
        assertThat(page.split("\\n```[a-z]*\\n", -1)).as("fences on the page").hasSize(2 * blocks().size() + 1);
    }

    @Test
    void bind() throws Exception {
        try (RealServer server = NamedServer.of("example.com")
                .key("failover", Keys.SECRET)
                .clauses(block("bind"))
                .start()) {
            managesItsNameAndNoOther(server);
            provesRights(server);
        }
    }

    @Test
    void bindSigned() throws Exception {
        try (RealServer server = NamedServer.of("example.com")
                .key("failover", Keys.SECRET)
                .signed()
                .clauses(block("bind-signed"))
                .start()) {
            managesItsNameAndNoOther(server);
            provesRights(server);
        }
    }

    @Test
    void bindSignedInline() throws Exception {
        String inline = block("bind-signed").replace("inline-signing no", "inline-signing yes");
        try (RealServer server = NamedServer.of("example.com")
                .key("failover", Keys.SECRET)
                .signed()
                .clauses(inline)
                .start()) {
            managesItsNameAndNoOther(server);
            provesRights(server);
        }
    }

    @Test
    void knotSigned() throws Exception {
        try (RealServer server = KnotServer.of("example.com")
                .key("failover", Keys.SECRET)
                .signed()
                .sections(block("knot"))
                .start()) {
            managesItsNameAndNoOther(server);
            provesRights(server);
        }
    }

    @Test
    void knotUnsigned() throws Exception {
        try (RealServer server = KnotServer.of("example.com")
                .key("failover", Keys.SECRET)
                .sections(block("knot").replace("    dnssec-signing: on\n", ""))
                .start()) {
            managesItsNameAndNoOther(server);
            provesRights(server);
        }
    }

    @Test
    void powerDns() throws Exception {
        try (RealServer server =
                powerDns(block("powerdns-settings"), commands()).start()) {
            managesItsName(server);
            provesRights(server);
            assertThat(failureOf(unsigned(server))).hasMessageContaining("REFUSED");
        }
    }

    @Test
    void powerDnsSigned() throws Exception {
        try (RealServer server =
                powerDns(block("powerdns-settings"), commands()).signed().start()) {
            managesItsName(server);
            provesRights(server);
        }
    }

    @Test
    void powerDnsFromAnotherNetwork() throws Exception {
        try (RealServer server =
                powerDns(block("powerdns-settings"), block("powerdns-commands")).start()) {
            assertThat(failureOf(signed(server))).hasMessageContaining("ALLOW-DNSUPDATE-FROM");
        }
    }

    @Test
    void powerDnsWithAPolicy() throws Exception {
        try (RealServer server = powerDns(block("powerdns-settings"), commands())
                .policy(block("powerdns-lua"))
                .start()) {
            managesItsNameAndNoOther(server);
        }
    }

    /** What the page warns of: no key, no metadata, and everybody on the host may write. */
    @Test
    void theLoopbackTrapOfPowerDns() throws Exception {
        try (RealServer server = powerDns("dnsupdate=yes\n", "").start()) {
            assertThat(unsigned(server).apply(RecordChange.of(RecordSet.absent(A1.key()), A1)))
                    .isInstanceOf(WriteResult.Applied.class);
        }
    }

    private static PowerDnsServer.Builder powerDns(String settings, String commands) {
        return PowerDnsServer.of("example.com")
                .key("failover", Keys.SECRET)
                .settings(settings)
                .commands(commands);
    }

    /** The tests are at home on the loopback addresses. */
    private static String commands() throws IOException {
        return block("powerdns-commands").replace("192.0.2.0/24", "127.0.0.0/8");
    }

    private static void managesItsNameAndNoOther(RealServer server) throws Exception {
        managesItsName(server);
        assertThat(failureOf(signed(server)).outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    /** Made, moved, of both families, a CNAME, another, and back, always with the mark. */
    private static void managesItsName(RealServer server) throws Exception {
        DnsProvider dns = signed(server);
        RecordSet no4 = RecordSet.absent(A1.key());
        RecordSet no6 = RecordSet.absent(AAAA.key());
        RecordSet noCname = RecordSet.absent(CNAME1.key());
        List<List<RecordSet>> states = List.of(
                List.of(no4, no6, noCname),
                List.of(A1, no6, noCname),
                List.of(A2, AAAA, noCname),
                List.of(no4, no6, CNAME1),
                List.of(no4, no6, CNAME2),
                List.of(A1, no6, noCname));
        for (int i = 1; i < states.size(); i++) {
            List<Transition> transitions = new ArrayList<>();
            for (int s = 0; s < 3; s++) {
                transitions.add(
                        new Transition(states.get(i - 1).get(s), states.get(i).get(s)));
            }
            transitions.add(new Transition(i == 1 ? RecordSet.absent(mark(1).key()) : mark(i - 1), mark(i)));

            assertThat(dns.apply(RecordChange.of(transitions))).isInstanceOf(WriteResult.Applied.class);

            assertThat(dns.read(List.of(A1.key(), AAAA.key(), CNAME1.key(), mark(i).key())))
                    .containsExactly(
                            states.get(i).get(0),
                            states.get(i).get(1),
                            states.get(i).get(2),
                            mark(i));
        }
    }

    private static void provesRights(RealServer server) throws Exception {
        DnsProvider dns = signed(server);
        List<RecordSet> standing = dns.read(List.of(A1.key(), mark(1).key()));

        assertThat(dns.proveRights(standing)).containsExactlyInAnyOrder(A1.key(), mark(1).key());
    }

    private static RecordSet mark(int generation) {
        return set("_failover.www", RecordType.TXT, "v=1 gen=" + generation);
    }

    /** That of a change of a name that is not managed. */
    private static DnsProviderException failureOf(DnsProvider dns) throws Exception {
        RecordSet other = set("other", RecordType.A, "192.0.2.66");
        DnsProviderException failure = catchThrowableOfType(
                DnsProviderException.class, () -> dns.apply(RecordChange.of(RecordSet.absent(other.key()), other)));
        assertThat(dns.read(List.of(other.key()))).containsExactly(RecordSet.absent(other.key()));
        return failure;
    }

    private static DnsProvider signed(RealServer server) {
        return Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", server.port())
                .key(TsigKey.of("failover", Keys.SECRET))
                .build();
    }

    private static DnsProvider unsigned(RealServer server) {
        return Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", server.port())
                .unsigned()
                .build();
    }

    private static String block(String name) throws IOException {
        return Objects.requireNonNull(blocks().get(name), name);
    }

    private static Map<String, String> blocks() throws IOException {
        Map<String, String> blocks = new LinkedHashMap<>();
        Matcher matcher = BLOCK.matcher(Files.readString(PAGE));
        while (matcher.find()) {
            blocks.put(matcher.group(1), matcher.group(2));
        }
        return blocks;
    }
}
