package io.github.dnsfailover.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.event.RecordsChanged.Cause;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;

class FailoverDnsTest {

    private static final EndpointPool WWW = StagedView.pool(
            "www",
            List.of("www.example.com", "b\u00fccher.example.com"),
            Endpoint.primary("cloudhelix", "192.0.2.22", "2001:db8::22"),
            Endpoint.backup("ec2", "198.51.100.109"));

    private static final EndpointPool API = StagedView.pool(
            "api",
            List.of("api.example.com"),
            Endpoint.primaryCname("cloudhelix", "lb.example.net"),
            Endpoint.backupCname("edge", "cdn.example.org"));

    private static final EndpointPool APEX = StagedView.pool(
            "apex",
            List.of("example.com"),
            Endpoint.primaryAlias("all", "lb.example.net"),
            Endpoint.backupAlias("four", "lb.example.net A"));

    private final StagedView view = new StagedView(WWW, API, APEX);
    private final Asked others = new Asked(Map.of(
            "www.example.com", List.of("203.0.113.9"),
            "api.example.com", List.of("203.0.113.10"),
            "foreign.example.org", List.of("203.0.113.11"),
            "lb.example.net", List.of("2001:db8::7", "203.0.113.7")));
    private final FailoverDns dns = FailoverDns.builder(view).others(others).build();

    @Test
    void givesWhatIsPublishedFourBeforeSix() throws UnknownHostException {
        view.publish("www", "cloudhelix");

        assertThat(texts(dns, "www.example.com")).containsExactly("192.0.2.22", "2001:db8:0:0:0:0:0:22");
        assertThat(others.names).isEmpty();
    }

    @Test
    void givesTheNewPlaceAtTheNextLookUp() throws UnknownHostException {
        view.publish("www", "cloudhelix");
        dns.lookup("www.example.com");

        view.move("www", Cause.FAILOVER, "ec2");

        assertThat(texts(dns, "www.example.com")).containsExactly("198.51.100.109");
    }

    @Test
    void givesAllEndpointsThatArePublished() throws UnknownHostException {
        view.publish("www", "cloudhelix", "ec2");

        assertThat(texts(dns, "www.example.com"))
                .containsExactly("192.0.2.22", "198.51.100.109", "2001:db8:0:0:0:0:0:22");
    }

    @Test
    void leavesOutIpv6ThatIsWithdrawn() throws UnknownHostException {
        view.withdraw("2001:db8::22");
        view.publish("www", "cloudhelix");

        assertThat(texts(dns, "www.example.com")).containsExactly("192.0.2.22");
    }

    @Test
    void knowsEveryNameOfAPoolHoweverItIsWritten() throws UnknownHostException {
        view.publish("www", "ec2");
        String asOkHttpWrites = HttpUrl.get("http://B\u00dcCHER.example.com./").host();

        for (String name : List.of(
                "WWW.Example.COM",
                "www.example.com.",
                "xn--bcher-kva.example.com",
                "b\u00fccher.example.com",
                asOkHttpWrites)) {
            assertThat(texts(dns, name)).as(name).containsExactly("198.51.100.109");
        }
    }

    @Test
    void asksOthersForOtherNames() throws UnknownHostException {
        view.publish("www", "ec2");

        assertThat(texts(dns, "foreign.example.org")).containsExactly("203.0.113.11");
        assertThatExceptionOfType(UnknownHostException.class).isThrownBy(() -> dns.lookup("below.www.example.com"));
        assertThatExceptionOfType(UnknownHostException.class).isThrownBy(() -> dns.lookup("no name \u00df"));
    }

    @Test
    void asksOthersWhileNothingIsConfirmed() throws UnknownHostException {
        view.publish("www", "ec2");
        view.forget("www");

        assertThat(texts(dns, "www.example.com")).containsExactly("203.0.113.9");
    }

    @Test
    void asksOthersForTheTargetOfACname() throws UnknownHostException {
        view.publish("api", "cloudhelix");

        assertThat(texts(dns, "api.example.com")).containsExactly("203.0.113.7", "2001:db8:0:0:0:0:0:7");
        assertThat(others.names).containsExactly("lb.example.net");
    }

    @Test
    void saysThatTheTargetOfACnameIsUnknown() {
        view.publish("api", "edge");

        assertThatExceptionOfType(UnknownHostException.class).isThrownBy(() -> dns.lookup("api.example.com"));
    }

    @Test
    void takesOnlyTheFamilyThatAnAliasAnswersFor() throws UnknownHostException {
        view.publish("apex", "all");
        List<String> all = texts(dns, "example.com");
        view.publish("apex", "four");

        assertThat(all).containsExactly("203.0.113.7", "2001:db8:0:0:0:0:0:7");
        assertThat(texts(dns, "example.com")).containsExactly("203.0.113.7");
    }

    @Test
    void givesClientsInsideTheirOwnAddresses() throws UnknownHostException {
        FailoverDns inside = FailoverDns.builder(view)
                .others(others)
                .clientAddresses("ec2", "10.1.0.9", "fd00::9")
                .clientAddressesIn("api", "cloudhelix", "10.2.0.7")
                .build();
        view.publish("www", "cloudhelix", "ec2");
        view.publish("api", "cloudhelix");

        assertThat(texts(inside, "www.example.com"))
                .containsExactly("192.0.2.22", "10.1.0.9", "2001:db8:0:0:0:0:0:22", "fd00:0:0:0:0:0:0:9");
        assertThat(texts(inside, "api.example.com")).containsExactly("10.2.0.7");
        assertThat(others.names).isEmpty();
    }

    @Test
    void refusesAnEndpointThatNoPoolHas() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FailoverDns.builder(view).clientAddresses("mars", "10.0.0.1"))
                .withMessageStartingWith("endpoint: \"mars\"; one of [cloudhelix, ec2,");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FailoverDns.builder(view).clientAddressesIn("www", "edge", "10.0.0.1"))
                .withMessage("endpoint: \"edge\"; one of [cloudhelix, ec2] is needed");
    }

    @Test
    void refusesAPoolThatTheEngineDoesNotHave() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FailoverDns.builder(view).clientAddressesIn("", "ec2", "10.0.0.1"))
                .withMessage("pool: \"\" is none of the engine's");
    }

    @Test
    void refusesAnEndpointThatTwoPoolsHaveUnlessThePoolIsSaid() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FailoverDns.builder(view).clientAddresses("cloudhelix", "10.0.0.1"))
                .withMessage("endpoint: \"cloudhelix\" is in the pools [www, api]; say which by clientAddressesIn");
    }

    @Test
    void refusesWhatIsNoAddress() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FailoverDns.builder(view).clientAddresses("ec2", "10.0.0.1", "inside.example.com"))
                .withMessage("endpoint ec2: clientAddresses \"inside.example.com\"; an IP address is needed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FailoverDns.builder(view).clientAddresses("ec2"))
                .withMessage("endpoint ec2: clientAddresses without an address");
    }

    @Test
    void refusesAddressesThatAreGivenTwice() {
        FailoverDns.Builder builder = FailoverDns.builder(view).clientAddresses("ec2", "10.0.0.1");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.clientAddresses("ec2", "10.0.0.2"))
                .withMessage("endpoint ec2: clientAddresses given twice");
    }

    @Test
    void hostIsKeptInTheAddress() throws UnknownHostException {
        view.publish("www", "ec2");

        assertThat(dns.lookup("www.example.com").get(0).getHostName()).isEqualTo("www.example.com");
    }

    private static List<String> texts(Dns dns, String name) throws UnknownHostException {
        return dns.lookup(name).stream().map(InetAddress::getHostAddress).toList();
    }

    /** Another DNS, which remembers what it was asked. */
    private static final class Asked implements Dns {

        private final Map<String, List<String>> known;
        private final List<String> names = new ArrayList<>();

        Asked(Map<String, List<String>> known) {
            this.known = known;
        }

        @Override
        public List<InetAddress> lookup(String hostname) throws UnknownHostException {
            names.add(hostname);
            List<InetAddress> found = new ArrayList<>();
            for (String address : known.getOrDefault(hostname, List.of())) {
                found.add(InetAddress.getByName(address));
            }
            if (found.isEmpty()) {
                throw new UnknownHostException(hostname);
            }
            return found;
        }
    }
}
