package io.github.dnsfailover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.dns.DnsProvider;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class AliasEndpointTest {

    private static final Endpoint DUBLIN = Endpoint.primaryAlias("dublin", "LB.Dublin.example.net A AAAA zone=Z1");
    private static final Endpoint OHIO = Endpoint.backupAlias("ohio", "lb.ohio.example.org A AAAA zone=Z2");

    @Test
    void itsTargetIsCanonicalAndTheVendorsWordsAreLeftAlone() {
        assertThat(DUBLIN.values(RecordType.ALIAS)).containsExactly("lb.dublin.example.net. A AAAA zone=Z1");
        assertThat(DUBLIN.isAlias()).isTrue();
        assertThat(DUBLIN.isCname()).isFalse();
        assertThat(OHIO.priority()).isEqualTo(1);
    }

    @Test
    void probesAreAimedAtItsName() {
        assertThat(DUBLIN.probeHosts()).containsExactly("lb.dublin.example.net.");
    }

    @Test
    void probesMayBeAimedElsewhere() {
        assertThat(DUBLIN.probeAt("10.0.0.1").probeHosts()).containsExactly("10.0.0.1");
    }

    @Test
    void resolversArePartOfIt() {
        InetSocketAddress resolver = new InetSocketAddress(InetAddress.getLoopbackAddress(), 53);

        Endpoint endpoint = DUBLIN.anyAddressSuffices().resolvedBy(resolver).site("eu-west-1");

        assertThat(endpoint.resolvers()).containsExactly(resolver);
        assertThat(endpoint.isAnyAddressEnough()).isTrue();
        assertThat(endpoint).isNotEqualTo(DUBLIN.site("eu-west-1"));
        assertThat(DUBLIN.resolvers()).isEmpty();
    }

    @Test
    void onlyAnAliasIsLookedUp() {
        InetSocketAddress resolver = new InetSocketAddress(InetAddress.getLoopbackAddress(), 53);

        assertThatThrownBy(() -> Endpoint.primary("dc1", "192.0.2.1").resolvedBy(resolver))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("endpoint dc1: resolvedBy; only the target of an alias is looked up");
        assertThatThrownBy(DUBLIN::resolvedBy)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("endpoint dublin: resolvedBy without a resolver");
    }

    @Test
    void aTargetThatIsNoneIsRefused() {
        assertThatThrownBy(() -> Endpoint.primaryAlias("dublin", "lb..example.net"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("endpoint dublin: ");
        assertThatThrownBy(() -> Endpoint.primaryAlias("dublin", "lb.example.net  zone=Z1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("endpoint dublin: alias: ");
    }

    @Test
    void anAliasMayStandAtTheTopOfTheZone() {
        assertThatCode(() -> pool(DUBLIN, OHIO).name("example.com").build()).doesNotThrowAnyException();
    }

    @Test
    void aliasesAndAddressesAreNotMixed() {
        EndpointPool.Builder pool = pool(DUBLIN, Endpoint.backup("dc1", "192.0.2.1"))
                .name("www.example.com")
                .allowDifferentFamilies();

        assertThatThrownBy(pool::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("aliases are mixed with CNAME targets or addresses");
    }

    @Test
    void twoAliasesDoNotStandTogether() {
        EndpointPool.Builder pool = pool(DUBLIN, OHIO).name("www.example.com").allDown(AllDown.publishAll());

        assertThatThrownBy(pool::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 values of type ALIAS at once; at most 1 can stand there");
    }

    @Test
    void aProviderThatKnowsNoAliasIsRefused() {
        EndpointPool.Builder pool = pool(DUBLIN, OHIO)
                .name("www.example.com")
                .provider(provider(traits().types(EnumSet.of(RecordType.A, RecordType.TXT))));

        assertThatThrownBy(pool::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("endpoint dublin: the vendor does not write ALIAS records");
    }

    @Test
    void aTargetThatTheVendorCannotUseIsRefused() {
        EndpointPool.Builder pool = pool(DUBLIN, OHIO)
                .name("www.example.com")
                .provider(provider(traits().aliasRule(value -> {
                    if (value.contains("zone=Z2")) {
                        throw new IllegalArgumentException("zone: \"Z2\" is of another planet");
                    }
                })));

        assertThatThrownBy(pool::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("pool www: endpoint ohio: zone: \"Z2\" is of another planet");
    }

    private static EndpointPool.Builder pool(Endpoint... endpoints) {
        EndpointPool.Builder pool = EndpointPool.named("www")
                .check((target, timeout) -> HealthResult.healthy())
                .provider(provider(traits()));
        List.of(endpoints).forEach(pool::endpoint);
        return pool;
    }

    private static ProviderTraits.Builder traits() {
        return ProviderTraits.of("example.com", ProviderTraits.Consistency.ATOMIC)
                .label("the vendor")
                .types(EnumSet.allOf(RecordType.class));
    }

    private static DnsProvider provider(ProviderTraits.Builder traits) {
        return new StillZone(traits.build());
    }
}
