package io.github.dnsfailover.dyn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordType;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DynArgumentsTest {

    private static final DynCredentials CREDENTIALS = DynCredentials.managed("acme", "failover", "hunter2");

    private static DynProvider.Builder builder() {
        return DynProvider.zone("Example.com").credentials(CREDENTIALS);
    }

    @Test
    void traitsSayWhatTheServiceCanDo() {
        Authorities servers = Authorities.none();

        try (DynProvider provider =
                builder().site("vendor").authorities(servers).build()) {
            ProviderTraits traits = provider.traits();
            assertThat(traits.zone()).hasToString("example.com.");
            assertThat(traits.label()).isEqualTo("dyn at api.dynect.net");
            assertThat(traits.site()).isEqualTo("vendor");
            assertThat(traits.consistency()).isEqualTo(ProviderTraits.Consistency.BEST_EFFORT);
            assertThat(traits.types())
                    .containsExactlyInAnyOrder(RecordType.A, RecordType.AAAA, RecordType.CNAME, RecordType.TXT);
            assertThat(traits.setsTtl()).isTrue();
            assertThat(traits.valuesPerSet()).isEqualTo(13);
            assertThat(traits.slowestCall()).isEqualTo(Duration.ofSeconds(75));
            assertThat(traits.oneWriteAtATime()).isTrue();
            assertThat(provider.authorities()).isSameAs(servers);
        }
    }

    @Test
    void theLabelCanBeChosen() {
        try (DynProvider provider = builder().label("managed dns").build()) {
            assertThat(provider).hasToString("managed dns for example.com. (BEST_EFFORT, [A, AAAA, CNAME, TXT])");
        }
    }

    @Test
    void credentialsAreNeeded() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DynProvider.zone("example.com").build())
                .withMessageStartingWith("credentials: none given");
    }

    @Test
    void credentialsOfTheUpdateProtocolAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().credentials(DynCredentials.updater("user", "key")))
                .withMessageStartingWith("credentials: made by updater()");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.dynect.net/REST",
                "https://user@api.dynect.net/REST/",
                "https://api.dynect.net/REST/?a=b",
                "https://api.dynect.net/REST/#a"
            })
    void aUrlThatIsNoBaseIsRefused(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().url(url).build())
                .withMessageStartingWith("url: \"")
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("user@", "a=b", "#a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://api.dynect.net/REST/", "http://127.0.0.1.example.com/", "http://10.0.0.1/"})
    void thePasswordIsNotSentInClear(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().url(url).build())
                .withMessageEndingWith("would send the secret in clear");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:1/REST", "http://127.0.0.1:1/", "http://[::1]:1/", "https://a.b/REST"})
    void otherUrlsAreFine(String url) {
        try (DynProvider provider = builder().url(url).build()) {
            assertThat(provider.traits().label()).startsWith("dyn at ");
        }
    }

    @Test
    void figuresThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().requestsPerSecond(0).build())
                .withMessage("requestsPerSecond: 0; 1 to 1000 are allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().requestsPerSecond(1001).build())
                .withMessageStartingWith("requestsPerSecond: 1001");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().timeout(Duration.ZERO).build())
                .withMessage("timeout: PT0S; 1 ms to 30 min are allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().keepAlive(Duration.ofHours(1)).build())
                .withMessageStartingWith("keepAlive: PT1H");
    }

    @Test
    void aZoneThatIsYetToBeFoundCannotBeBuilt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DynProvider.zoneOf("www.example.com")
                        .credentials(CREDENTIALS)
                        .build())
                .withMessageStartingWith("zone: of www.example.com. is yet to be found");
    }

    @Test
    void findingTheZoneNeedsTheService() {
        assertThatThrownBy(() -> DynProvider.zoneOf("www.example.com")
                        .url("http://127.0.0.1:1/REST/")
                        .credentials(CREDENTIALS)
                        .find())
                .isInstanceOf(DnsProviderException.class)
                .hasMessageStartingWith("POST Session: not sent: ");
    }

    @Test
    void emptyCredentialsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DynCredentials.managed(" ", "user", "secret"))
                .withMessage("customer: none given");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DynCredentials.managed("acme", "", "secret"))
                .withMessage("user: none given");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DynCredentials.updater("user", ""))
                .withMessage("password or key: empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DynCredentials.updater("us:er", "key"))
                .withMessage("user: it has a colon, which no user may have (RFC 7617); is it the key?");
    }

    @Test
    void credentialsDoNotShowTheirSecret() {
        assertThat(CREDENTIALS).hasToString("DynCredentials[acme/failover]");
        assertThat(CREDENTIALS.login()).hasToString("acme/failover");
        assertThat(DynCredentials.updater("user", "hunter2")).hasToString("DynCredentials[user]");
    }
}
