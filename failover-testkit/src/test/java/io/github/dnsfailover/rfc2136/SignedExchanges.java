package io.github.dnsfailover.rfc2136;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.testkit.Keys;
import io.github.dnsfailover.testkit.Lab;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys, clocks and grants, as the provider meets them at a server; run against the embedded server and BIND. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SignedExchanges {

    private static final RecordKey KEY = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordSet OLD = RecordSet.of(KEY, Duration.ofSeconds(60), "192.0.2.1");
    private static final RecordSet NEW = RecordSet.of(KEY, Duration.ofSeconds(30), "198.51.100.1");
    private static final RecordChange CHANGE = RecordChange.of(OLD, NEW);

    private Lab lab;
    private Lab fixed;

    abstract Lab start() throws IOException;

    abstract Lab startStatic() throws IOException;

    @BeforeAll
    void open() throws IOException {
        lab = start();
        fixed = startStatic();
    }

    @AfterAll
    void close() {
        if (lab != null) {
            lab.close();
        }
        if (fixed != null) {
            fixed.close();
        }
    }

    @BeforeEach
    void reset() throws IOException {
        lab.put(OLD);
    }

    @ParameterizedTest
    @EnumSource
    void everyAlgorithmWorks(TsigKey.Algorithm algorithm) throws Exception {
        Rfc2136Provider provider = builder()
                .key(TsigKey.of("by-" + algorithm, algorithm, Keys.SECRET))
                .build();

        assertThat(provider.apply(CHANGE)).isEqualTo(new WriteResult.Applied(""));

        assertThat(provider.read(List.of(KEY))).containsExactly(NEW);
    }

    @Test
    void aKeyIsRotatedBetweenTwoCalls() throws Exception {
        AtomicReference<TsigKey> key = new AtomicReference<>(TsigKey.of("k1", Keys.WRONG));
        Rfc2136Provider provider = builder().key(key::get).build();
        assertThat(failureOf(provider)).hasMessageContaining("BADSIG");

        key.set(Keys.k1());

        assertThat(provider.apply(CHANGE)).isInstanceOf(WriteResult.Applied.class);
    }

    @Test
    void anUnknownKeyIsNamed() {
        Rfc2136Provider provider = builder().key(TsigKey.of("k9", Keys.SECRET)).build();

        assertThat(failureOf(provider)).hasMessageContaining("does not know the key k9. (hmac-sha256)");
        assertThat(readFailureOf(provider)).hasMessageContaining("does not know the key k9. (hmac-sha256)");
    }

    @Test
    void aWrongSecretIsSaidAndNotShown() {
        Rfc2136Provider provider = builder().key(TsigKey.of("k1", Keys.WRONG)).build();

        assertThat(failureOf(provider)).hasMessageContaining("another secret for the key k1.");
        assertThat(readFailureOf(provider)).hasMessageContaining("another secret for the key k1.");
    }

    @Test
    void aFastClockIsSaid() {
        Rfc2136Provider provider = withClock(Duration.ofHours(1));

        assertThat(failureOf(provider).getMessage())
                .containsPattern("your clock is off by (3599|3600) s \\(ahead of the server's\\)");
        assertThat(readFailureOf(provider)).hasMessageContaining("your clock is off by");
    }

    @Test
    void aSlowClockIsSaid() {
        Rfc2136Provider provider = withClock(Duration.ofHours(-1));

        assertThat(failureOf(provider).getMessage())
                .containsPattern("your clock is off by (3600|3601) s \\(behind the server's\\)");
    }

    private Rfc2136Provider withClock(Duration ahead) {
        Clock wrong = Clock.offset(Clock.systemUTC(), ahead);
        return builder().key(Keys.k1()).signers(key -> key.signer(wrong)).build();
    }

    @Test
    void aKeyWithoutAGrantIsRefused() {
        Rfc2136Provider provider =
                builder().key(TsigKey.of("nogrant", Keys.SECRET)).build();

        assertThat(failureOf(provider))
                .hasMessageContaining("REFUSED")
                .hasMessageContaining("frozen")
                .hasMessageContaining("update-policy");
    }

    @Test
    void aStaticZoneIsRefused() {
        Rfc2136Provider provider = Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", fixed.address().getPort())
                .unsigned()
                .build();

        assertThat(failureOf(provider)).hasMessageContaining("REFUSED").hasMessageContaining("static");
    }

    @Test
    void anUnsignedUpdateIsRefusedAndAnUnsignedReadWorks() throws Exception {
        Rfc2136Provider provider = builder().unsigned().build();

        assertThat(failureOf(provider)).hasMessageContaining("REFUSED");
        assertThat(provider.read(List.of(KEY))).containsExactly(OLD);
    }

    @Test
    void anotherZoneIsNotAuthoritative() {
        Rfc2136Provider provider = Rfc2136Provider.zone("www.example.com")
                .server("127.0.0.1", lab.address().getPort())
                .key(Keys.k1())
                .build();

        assertThat(failureOf(provider)).hasMessageContaining("not authoritative for www.example.com.");
    }

    @Test
    void aNeighbourInTheWayOfACnameIsNamed() throws Exception {
        RecordKey alias = RecordKey.of("shop.example.com", RecordType.CNAME);
        lab.putMail("shop.example.com");
        RecordChange change =
                RecordChange.of(RecordSet.absent(alias), RecordSet.of(alias, Duration.ofSeconds(60), "lb.example.net"));
        Rfc2136Provider provider = builder().key(Keys.k1()).build();

        DnsProviderException failure = catchThrowableOfType(DnsProviderException.class, () -> provider.apply(change));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure).hasMessageContaining("shop.example.com. MX");
        assertThat(lab.look(alias).isEmpty()).isTrue();
    }

    @Test
    void aCnameInTheWayOfAddressesIsNamed() throws Exception {
        RecordKey alias = RecordKey.of("blog.example.com", RecordType.CNAME);
        RecordKey addresses = RecordKey.of("blog.example.com", RecordType.A);
        lab.put(RecordSet.of(alias, Duration.ofSeconds(60), "lb.example.net"));
        RecordChange change = RecordChange.of(List.of(new Transition(
                RecordSet.absent(addresses), RecordSet.of(addresses, Duration.ofSeconds(60), "192.0.2.1"))));
        Rfc2136Provider provider = builder().key(Keys.k1()).build();

        DnsProviderException failure = catchThrowableOfType(DnsProviderException.class, () -> provider.apply(change));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure).hasMessageContaining("blog.example.com. CNAME");
    }

    @Test
    void addressesOfOddFormSurvive() throws Exception {
        RecordKey key = RecordKey.of("odd.example.com", RecordType.AAAA);
        RecordSet set = RecordSet.of(key, Duration.ofSeconds(60), "::ffff:192.0.2.1", "::", "1:0:0:2:0:0:0:3");
        lab.put(RecordSet.absent(key));
        Rfc2136Provider provider = builder().key(Keys.k1()).build();

        provider.apply(RecordChange.of(RecordSet.absent(key), set));

        assertThat(provider.read(List.of(key))).containsExactly(set);
    }

    @Test
    void aMinimalChangeTouchesNoOtherSetOfTheName() throws Exception {
        RecordKey text = RecordKey.of("www.example.com", RecordType.TXT);
        RecordSet foreign = RecordSet.of(text, Duration.ofSeconds(60), "v=spf1 -all");
        lab.put(foreign);
        lab.putMail("www.example.com");

        WriteResult result = builder().key(Keys.k1()).build().apply(CHANGE);

        assertThat(result).isInstanceOf(WriteResult.Applied.class);
        assertThat(lab.look(text)).isEqualTo(foreign);
        assertThat(lab.look(KEY)).isEqualTo(NEW);
    }

    private DnsProviderException failureOf(Rfc2136Provider provider) {
        DnsProviderException failure = catchThrowableOfType(DnsProviderException.class, () -> provider.apply(CHANGE));
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure).hasMessageNotContainingAny(Keys.SECRET, Keys.WRONG);
        return failure;
    }

    private static DnsProviderException readFailureOf(Rfc2136Provider provider) {
        return catchThrowableOfType(DnsProviderException.class, () -> provider.read(List.of(KEY)));
    }

    private Rfc2136Provider.Builder builder() {
        return Rfc2136Provider.zone("example.com")
                .server("127.0.0.1", lab.address().getPort());
    }
}
