package io.github.dnsfailover.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.testkit.Keys;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.NameServer;
import io.github.dnsfailover.testkit.NamedServer;
import io.github.dnsfailover.testkit.ScriptedCheck;
import io.github.dnsfailover.testkit.ScriptedTcpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;

class Rfc2136ProviderTest {

    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordKey TXT = RecordKey.of("www.example.com", RecordType.TXT);
    private static final Duration TTL = Duration.ofSeconds(60);

    private static final byte[] LOOPBACK_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private final MemoryZone zone = MemoryZone.of("example.com");

    @Test
    void theServerMayHaveAnIpv6Address() throws Exception {
        zone.put(RecordSet.of(A, TTL, "192.0.2.1"));
        try (NameServer server = NameServer.of(zone)
                .address(InetAddress.getByAddress(LOOPBACK_6))
                .key("k1", Keys.SECRET)
                .start()) {
            Rfc2136Provider provider = Rfc2136Provider.zone("example.com")
                    .server("::1", server.port())
                    .key(Keys::k1)
                    .build();

            assertThat(provider.read(List.of(A))).containsExactly(zone.get(A));
            assertThat(provider)
                    .hasToString(
                            "rfc2136 at [::1]:" + server.port() + " for example.com. (ATOMIC, [A, AAAA, CNAME, TXT])");
        }
    }

    @Test
    void theServerMayHaveAName() throws Exception {
        zone.put(RecordSet.of(A, TTL, "192.0.2.1"));
        try (NameServer server = NameServer.of(zone)
                .address(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))
                .start()) {
            Rfc2136Provider provider = Rfc2136Provider.zone("example.com")
                    .server("localhost", server.port())
                    .unsigned()
                    .build();

            assertThat(provider.read(List.of(A))).containsExactly(zone.get(A));
        }
    }

    @Test
    void aFrozenZoneIsSaidAndThawed() throws Exception {
        try (NameServer server = NameServer.of(zone).key("k1", Keys.SECRET).start()) {
            Rfc2136Provider provider = signed(server.port());
            RecordChange change = RecordChange.of(RecordSet.absent(A), RecordSet.of(A, TTL, "192.0.2.1"));
            server.freeze();

            DnsProviderException failure =
                    catchThrowableOfType(DnsProviderException.class, () -> provider.apply(change));
            server.thaw();

            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(failure).hasMessageContaining("frozen");
            assertThat(provider.apply(change)).isInstanceOf(WriteResult.Applied.class);
        }
    }

    @Test
    void aKeyIsRotatedWithoutANewProvider() throws Exception {
        AtomicReference<TsigKey> key = new AtomicReference<>(TsigKey.of("old", Keys.secret("the old one")));
        try (NamedServer bind = NamedServer.of("example.com")
                .key("old", Keys.secret("the old one"))
                .key("new", Keys.secret("the new one"))
                .start()) {
            Rfc2136Provider provider = Rfc2136Provider.zone("example.com")
                    .server("127.0.0.1", bind.port())
                    .key(key::get)
                    .build();
            RecordSet one = RecordSet.of(A, TTL, "192.0.2.1");
            assertThat(provider.apply(RecordChange.of(RecordSet.absent(A), one)))
                    .isInstanceOf(WriteResult.Applied.class);

            key.set(TsigKey.of("new", Keys.secret("the new one")));
            WriteResult byTheNewKey = provider.apply(RecordChange.of(one, RecordSet.of(A, TTL, "192.0.2.2")));
            key.set(TsigKey.of("gone", Keys.WRONG));

            assertThat(byTheNewKey).isInstanceOf(WriteResult.Applied.class);
            assertThat(catchThrowableOfType(DnsProviderException.class, () -> provider.read(List.of(A))))
                    .hasMessageContaining("BADKEY");
        }
    }

    @Test
    void aKeySupplierThatFailsIsNotAppliedAndShowsNothing() {
        Rfc2136Provider provider = Rfc2136Provider.zone("example.com")
                .server("127.0.0.1")
                .key(() -> {
                    throw new IllegalStateException("vault says " + Keys.SECRET);
                })
                .build();

        DnsProviderException failure =
                catchThrowableOfType(DnsProviderException.class, () -> provider.read(List.of(A)));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure)
                .hasMessageContaining("IllegalStateException")
                .hasMessageNotContaining(Keys.SECRET)
                .hasNoCause();
    }

    @Test
    void anAnswerWithoutAuthorityIsNoTruth() throws IOException {
        try (ScriptedTcpServer server = ScriptedTcpServer.answering(request -> ScriptedTcpServer.rcode(request, 0))) {
            Rfc2136Provider provider = unsigned(server.port());

            DnsProviderException failure =
                    catchThrowableOfType(DnsProviderException.class, () -> provider.read(List.of(A)));

            assertThat(failure).hasMessageContaining("without authority");
        }
    }

    @Test
    void aServerThatHangsUpAfterEachAnswerIsReadAllTheSame() throws Exception {
        try (ScriptedTcpServer server = ScriptedTcpServer.answering(request -> {
            Message answer = new Message(ScriptedTcpServer.rcode(request, 0));
            answer.getHeader().setFlag(Flags.AA);
            return answer.toWire();
        })) {
            Rfc2136Provider provider = unsigned(server.port());

            assertThat(provider.read(List.of(A, TXT))).containsExactly(RecordSet.absent(A), RecordSet.absent(TXT));
            assertThat(server.connections())
                    .as("a question for each set and the zone, one what stands, and one whether demands are compared")
                    .isEqualTo(5);
        }
    }

    @Test
    void aTextThatCannotBeManagedIsNamed() throws IOException {
        assertThat(readingText("two", "strings"))
                .hasMessageContaining("www.example.com. TXT")
                .hasMessageContaining("two")
                .extracting(DnsProviderException::isUnreadable)
                .isEqualTo(true);
        assertThat(readingText("tab\\009inside")).hasMessageContaining("www.example.com. TXT");
    }

    private static DnsProviderException readingText(String... strings) throws IOException {
        try (ScriptedTcpServer server = ScriptedTcpServer.answering(request -> {
            Message answer = new Message(ScriptedTcpServer.rcode(request, 0));
            answer.getHeader().setFlag(Flags.AA);
            Record record = new TXTRecord(answer.getQuestion().getName(), DClass.IN, 60, List.of(strings));
            answer.addRecord(record, Section.ANSWER);
            return answer.toWire();
        })) {
            return catchThrowableOfType(
                    DnsProviderException.class, () -> unsigned(server.port()).read(List.of(TXT)));
        }
    }

    @Test
    void aForeignTextInTheWayIsNotAppliedAndNamed() throws Exception {
        try (NamedServer bind =
                NamedServer.of("example.com").key("k1", Keys.SECRET).start()) {
            bind.put("www.example.com", "TXT", TTL, "\"two\" \"strings\"");
            RecordChange change = RecordChange.of(RecordSet.absent(TXT), RecordSet.of(TXT, TTL, "v=1"));

            DnsProviderException failure = catchThrowableOfType(
                    DnsProviderException.class, () -> signed(bind.port()).apply(change));

            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(failure).hasMessageContaining("www.example.com. TXT");
        }
    }

    @Test
    void theSlowestCallCoversTheTimeout() {
        Rfc2136Provider provider = Rfc2136Provider.zone("example.com")
                .server("127.0.0.1")
                .unsigned()
                .timeout(Duration.ofSeconds(20))
                .site("dc1")
                .label("bind")
                .build();

        assertThat(provider.traits().slowestCall()).isEqualTo(Duration.ofSeconds(25));
        assertThat(provider.traits().site()).isEqualTo("dc1");
        assertThat(provider.traits().label()).isEqualTo("bind");
    }

    @Test
    void theAuthoritiesAreThoseThatWereGiven() {
        Authorities none = Authorities.none();

        Rfc2136Provider provider = Rfc2136Provider.zone("example.com")
                .server("127.0.0.1")
                .unsigned()
                .authorities(none)
                .build();

        assertThat(provider.authorities()).isSameAs(none);
    }

    @Test
    void whatIsMissingIsNamed() {
        Rfc2136Provider.Builder builder = Rfc2136Provider.zone("example.com");

        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining("server");
        builder.server("127.0.0.1");
        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining("unsigned()");
        builder.unsigned().server("127.0.0.1", 0);
        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining("port 0");
        builder.server("127.0.0.1").timeout(Duration.ZERO);
        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageContaining("timeout");
    }

    @Test
    void aKeyHidesItsSecret() {
        TsigKey key = TsigKey.of("Failover-Key", TsigKey.Algorithm.named("HMAC-SHA512"), Keys.SECRET);

        assertThat(key).hasToString("TsigKey[failover-key. hmac-sha512]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hmac-sha256",
                "hmac-sha256.",
                "HMAC-SHA256",
                "HMACSHA256",
                "HmacSHA256",
                "HMAC_SHA256",
                "hmac_sha256"
            })
    void theNameOfAnAlgorithmMayBeThatOfAnotherTool(String name) {
        assertThat(TsigKey.Algorithm.named(name)).isEqualTo(TsigKey.Algorithm.HMAC_SHA256);
    }

    @Test
    void theOldestAlgorithmHasALongName() {
        assertThat(TsigKey.Algorithm.named("HMAC-MD5.SIG-ALG.REG.INT.")).isEqualTo(TsigKey.Algorithm.HMAC_MD5);
        assertThat(TsigKey.Algorithm.named("hmac-md5")).isEqualTo(TsigKey.Algorithm.HMAC_MD5);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"hmac-sha256-128", "gss-tsig", "sha256", "", "hmac-sha1.sig-alg.reg.int.", "c2VjcmV0IG9mIGsx"})
    void anAlgorithmThatIsNotKnownMayBeASecretInTheWrongPlaceAndIsNotRepeated(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TsigKey.Algorithm.named(name))
                .withMessage("algorithm: none of that name; [hmac-sha256, hmac-sha384, hmac-sha512, hmac-sha224,"
                        + " hmac-sha1, hmac-md5] are known");
    }

    @Test
    void aBadSecretIsNotRepeated() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TsigKey.of("k1", "not*base64*at*all"))
                .withMessageContaining("secret")
                .withMessageNotContaining("base64*")
                .withNoCause();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TsigKey.of("k1", " "))
                .withMessageContaining("empty");
    }

    @Test
    void aPoolWhoseChangesFitIntoNoMessageIsRefusedWhenItIsBuilt() {
        List<String> addresses =
                IntStream.range(0, 100).mapToObj(i -> "192.0.2." + i).toList();
        EndpointPool.Builder twenty = pool(20).endpoint(Endpoint.primary("dc1", addresses.toArray(String[]::new)));

        assertThatIllegalArgumentException()
                .isThrownBy(twenty::build)
                .withMessageContaining("pool www: name: 20 names of 100 values")
                .withMessageContaining("a DNS message has 65535");
        assertThat(pool(10).endpoint(Endpoint.primary("dc1", addresses.toArray(String[]::new)))
                        .build()
                        .names())
                .hasSize(10);
    }

    @Test
    void twentyNamesOfTheLongestKindMayLeadToCnames() {
        EndpointPool.Builder pool = pool(0).markless();
        for (int i = 0; i < 20; i++) {
            pool.name("a".repeat(61 - i) + "b".repeat(i) + "." + "y".repeat(63) + "." + "z".repeat(63) + "."
                    + "x".repeat(40) + ".example.com");
        }

        assertThat(pool.endpoint(Endpoint.primaryCname("dc1", "dc1.example.net").probeAt("192.0.2.1"))
                        .endpoint(Endpoint.backupCname("aws", "aws.example.net").probeAt("192.0.2.2"))
                        .build()
                        .names())
                .hasSize(20);
    }

    private static EndpointPool.Builder pool(int names) {
        EndpointPool.Builder pool =
                EndpointPool.named("www").check(new ScriptedCheck()).provider(unsigned(53));
        for (int i = 0; i < names; i++) {
            pool.name("n" + i + ".example.com");
        }
        return pool;
    }

    @Test
    void providersAtOneServerShareItsBudgetOnceARateIsSaid() {
        Rfc2136Provider.Builder builder =
                Rfc2136Provider.zone("example.com").server("192.0.2.53").unsigned();

        assertThat(builder.build().traits().account()).isEmpty();
        assertThat(builder.build().traits().callsPerSecond()).isInfinite();
        builder.callsPerSecond(20);
        assertThat(builder.build().traits().account()).isEqualTo("rfc2136 at 192.0.2.53:53");
        assertThat(builder.build().traits().callsPerSecond()).isEqualTo(20);
        assertThat(builder.account("dns of acme").build().traits().account()).isEqualTo("dns of acme");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.callsPerSecond(0).build())
                .withMessageContaining("callsPerSecond: 0.0");
    }

    private static Rfc2136Provider signed(int port) {
        return Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", port)
                .key(Keys::k1)
                .build();
    }

    private static Rfc2136Provider unsigned(int port) {
        return Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", port)
                .unsigned()
                .timeout(Duration.ofSeconds(5))
                .build();
    }
}
