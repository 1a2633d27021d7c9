package io.github.dnsfailover.dyn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dnsfailover.Endpoint;
import io.github.dnsfailover.EndpointPool;
import io.github.dnsfailover.HealthResult;
import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.dns.Authorities;
import io.github.dnsfailover.dns.Authorities.Answer;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.ProviderTraits;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.testkit.DynUpdateServer;
import io.github.dnsfailover.testkit.MemoryDnsProvider;
import io.github.dnsfailover.testkit.MemoryZone;
import io.github.dnsfailover.testkit.SharedStateStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DynUpdateProviderTest {

    private static final Duration TTL = Duration.ofSeconds(60);
    private static final RecordKey WWW = RecordKey.of("www.example.net", RecordType.A);
    private static final RecordKey WWW6 = RecordKey.of("www.example.net", RecordType.AAAA);
    private static final RecordKey API = RecordKey.of("api.example.net", RecordType.A);
    private static final String STORED = "dyndns2:www.example.net.";
    private static final RecordSet OLD = RecordSet.of(WWW, TTL, "192.0.2.1");
    private static final RecordSet NEW = RecordSet.of(WWW, TTL, "198.51.100.1");
    private static final RecordChange CHANGE = RecordChange.of(OLD, NEW);
    private static final RecordChange BACK = RecordChange.of(NEW, OLD);

    private final TestTime time = new TestTime();
    private final MemoryZone zone = MemoryZone.of("example.net");
    private final MemoryDnsProvider servers = MemoryDnsProvider.of(zone).servers("ns1", "ns2");
    private final SharedStateStore store = new SharedStateStore();
    private final DynUpdateServer service = DynUpdateServer.of(zone)
            .account("acme", "hunter2")
            .host("www.example.net")
            .host("api.example.net")
            .start();
    private final DynUpdateProvider provider = builder().build();

    DynUpdateProviderTest() throws IOException {
        zone.put(OLD);
    }

    private DynUpdateProvider.Builder builder() {
        return DynUpdateProvider.zone("example.net")
                .url(service.url())
                .credentials(DynCredentials.updater("acme", "hunter2"))
                .userAgent("Acme - Shop - 1.0")
                .stateStore(store)
                .authorities(servers.authorities())
                .ticker(time);
    }

    @AfterEach
    void close() {
        provider.close();
        service.close();
    }

    private RecordSet read(RecordKey key) throws DnsProviderException {
        return provider.read(List.of(key)).get(0);
    }

    private String stored() throws IOException {
        return store.load(STORED).text();
    }

    private static DnsProviderException failure(DynUpdateProvider dns, RecordChange change) {
        return catchThrowableOfType(DnsProviderException.class, () -> dns.apply(change));
    }

    /** Both hosts go to the same place. */
    private static RecordChange both() {
        return RecordChange.of(List.of(
                new Transition(OLD, NEW),
                new Transition(RecordSet.absent(API), RecordSet.of(API, TTL, "198.51.100.1"))));
    }

    private DnsProviderException failure() {
        return catchThrowableOfType(DnsProviderException.class, () -> provider.apply(CHANGE));
    }

    // what goes over the wire

    @Test
    void anUpdateIsOneRequest() throws Exception {
        try (MockWebServer wire = new MockWebServer()) {
            wire.enqueue(new MockResponse.Builder().body("good 198.51.100.1\n").build());
            wire.start();
            try (DynUpdateProvider dns =
                    builder().url(wire.url("/nic/update?system=x").toString()).build()) {
                WriteResult result = dns.apply(CHANGE);

                assertThat(result).isEqualTo(new WriteResult.Applied(""));
            }
            RecordedRequest request = wire.takeRequest();
            assertThat(request.getRequestLine())
                    .isEqualTo("GET /nic/update?system=x&hostname=www.example.net&myip=198.51.100.1 HTTP/1.1");
            assertThat(request.getHeaders().toMultimap())
                    .containsEntry("authorization", List.of("Basic YWNtZTpodW50ZXIy"))
                    .containsEntry("user-agent", List.of("Acme - Shop - 1.0"));
        }
    }

    @Test
    void hostsThatMoveTogetherGoInOneRequest() throws Exception {
        RecordSet oldApi = RecordSet.of(API, TTL, "192.0.2.1");
        zone.put(oldApi);

        provider.apply(RecordChange.of(
                List.of(new Transition(OLD, NEW), new Transition(oldApi, RecordSet.of(API, TTL, "198.51.100.1")))));

        assertThat(service.requests())
                .containsExactly("/nic/update?hostname=www.example.net,api.example.net&myip=198.51.100.1");
        assertThat(zone.get(API).values()).containsExactly("198.51.100.1");
    }

    @Test
    void hostsThatGoToDifferentPlacesGoInTwo() throws Exception {
        RecordSet oldApi = RecordSet.of(API, TTL, "192.0.2.1");
        zone.put(oldApi);

        provider.apply(RecordChange.of(
                List.of(new Transition(OLD, NEW), new Transition(oldApi, RecordSet.of(API, TTL, "203.0.113.1")))));

        assertThat(service.requests())
                .containsExactly(
                        "/nic/update?hostname=www.example.net&myip=198.51.100.1",
                        "/nic/update?hostname=api.example.net&myip=203.0.113.1");
    }

    @ParameterizedTest
    @CsvSource({"myipv6, '&myip=198.51.100.1&myipv6=2001:db8::2'", "myip, '&myip=198.51.100.1,2001:db8::2'"})
    void bothFamiliesGoInOneRequest(String parameter, String query) throws Exception {
        RecordSet old6 = RecordSet.of(WWW6, TTL, "2001:db8::1");
        zone.put(old6);

        try (DynUpdateProvider dns = builder().ipv6Parameter(parameter).build()) {
            dns.apply(RecordChange.of(
                    List.of(new Transition(OLD, NEW), new Transition(old6, RecordSet.of(WWW6, TTL, "2001:db8::2")))));
        }

        assertThat(service.requests()).containsExactly("/nic/update?hostname=www.example.net" + query);
    }

    @Test
    void parametersHaveTheNamesThatTheServiceWants() throws Exception {
        try (MockWebServer wire = new MockWebServer()) {
            wire.enqueue(new MockResponse.Builder().body("good").build());
            wire.start();
            try (DynUpdateProvider dns = builder()
                    .url(wire.url("/update").toString())
                    .hostParameter("host")
                    .addressParameter("ip")
                    .build()) {
                dns.apply(CHANGE);
            }

            assertThat(wire.takeRequest().getTarget()).isEqualTo("/update?host=www.example.net&ip=198.51.100.1");
        }
    }

    @Test
    void theUserIsAskedForAtEachUpdate() throws Exception {
        String[] key = {"old"};
        try (DynUpdateProvider dns = builder()
                .credentials(() -> DynCredentials.updater("acme", key[0]))
                .build()) {
            key[0] = "hunter2";

            assertThat(dns.apply(CHANGE)).isInstanceOf(WriteResult.Applied.class);
        }
    }

    /** Without an IPv4 address in the request, the service takes the sender's: it would lead users to us. */
    @Test
    void theOtherFamilyOfAHostThatMovesIsSentAlong() throws Exception {
        RecordSet old6 = RecordSet.of(WWW6, TTL, "2001:db8::1");
        zone.put(old6);

        try (DynUpdateProvider dns = builder().ipv6Parameter("myipv6").build()) {
            dns.apply(RecordChange.of(old6, RecordSet.of(WWW6, TTL, "2001:db8::2")));
            time.pass(Duration.ofMinutes(1));
            dns.apply(CHANGE);
        }

        assertThat(service.requests())
                .containsExactly(
                        "/nic/update?hostname=www.example.net&myip=192.0.2.1&myipv6=2001:db8::2",
                        "/nic/update?hostname=www.example.net&myip=198.51.100.1&myipv6=2001:db8::2");
        assertThat(zone.get(WWW)).isEqualTo(NEW);
    }

    @Test
    void withoutAnIpv4AddressToSendAnIpv6AddressIsNotSentEither() throws Exception {
        RecordSet old6 = RecordSet.of(WWW6, TTL, "2001:db8::1");
        zone.remove(WWW);
        zone.put(old6);

        try (DynUpdateProvider dns = builder().ipv6Parameter("myipv6").build()) {
            DnsProviderException failure = failure(dns, RecordChange.of(old6, RecordSet.of(WWW6, TTL, "2001:db8::2")));

            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(failure).hasMessageContaining("no A record that could be sent along");
        }
        assertThat(service.requests()).isEmpty();
    }

    @Test
    void whereOneParameterTakesBothAnIpv6AddressMayGoAlone() throws Exception {
        RecordSet old6 = RecordSet.of(WWW6, TTL, "2001:db8::1");
        zone.remove(WWW);
        zone.put(old6);

        try (DynUpdateProvider dns = builder().ipv6Parameter("myip").build()) {
            dns.apply(RecordChange.of(old6, RecordSet.of(WWW6, TTL, "2001:db8::2")));
        }

        assertThat(service.requests()).containsExactly("/nic/update?hostname=www.example.net&myip=2001:db8::2");
        assertThat(zone.get(WWW)).isEqualTo(RecordSet.absent(WWW));
    }

    @Test
    void severalAddressesOfTheOtherFamilyCannotBeSentAlong() throws Exception {
        zone.put(RecordSet.of(WWW6, TTL, "2001:db8::1", "2001:db8::2"));

        try (DynUpdateProvider dns = builder().ipv6Parameter("myipv6").build()) {
            DnsProviderException failure = failure(dns, CHANGE);

            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(failure).hasMessageContaining("has 2 records");
        }
        assertThat(service.requests()).isEmpty();
    }

    @Test
    void twentyHostsGoInOneRequest() throws Exception {
        List<Transition> transitions = new ArrayList<>();
        for (int i = 0; i < 21; i++) {
            RecordKey key = RecordKey.of("h" + i + ".example.net", RecordType.A);
            transitions.add(new Transition(RecordSet.absent(key), RecordSet.of(key, TTL, "198.51.100.1")));
        }
        service.next("good", "good");

        provider.apply(RecordChange.of(transitions));

        assertThat(service.requests()).hasSize(2);
        assertThat(service.requests().get(0)).startsWith("/nic/update?hostname=h0.example.net,h1.example.net,");
        assertThat(service.requests().get(1)).isEqualTo("/nic/update?hostname=h20.example.net&myip=198.51.100.1");
    }

    @Test
    void hostsGoOneByOneWhereTheServiceWantsThatSo() throws Exception {
        try (DynUpdateProvider dns = builder().hostsPerUpdate(1).build()) {
            dns.apply(both());
        }

        assertThat(service.requests())
                .containsExactly(
                        "/nic/update?hostname=www.example.net&myip=198.51.100.1",
                        "/nic/update?hostname=api.example.net&myip=198.51.100.1");
    }

    // reading

    @Test
    void hostsAreReadAtTheServersOfTheirZone() throws Exception {
        servers.server("ns1").goUnreachable();

        assertThat(read(WWW)).isEqualTo(OLD);
        assertThat(read(API)).isEqualTo(RecordSet.absent(API));
        assertThat(service.requests()).isEmpty();
    }

    @Test
    void withoutAnyServerNothingIsRead() {
        servers.server("ns1").goUnreachable();
        servers.server("ns2").loseAuthority();

        DnsProviderException failure = catchThrowableOfType(DnsProviderException.class, () -> read(WWW));

        assertThat(failure).hasMessageContaining("ns1 does not answer");
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void whatTheServiceAcceptedCountsWhileItsServersLagBehind() throws Exception {
        servers.server("ns1").keepOld();
        provider.apply(CHANGE);

        RecordSet early = read(WWW);
        time.pass(Duration.ofMinutes(5));

        assertThat(early).isEqualTo(NEW);
        assertThat(read(WWW)).isEqualTo(OLD);
    }

    @Test
    void whatWasAcceptedIsRememberedOverARestart() throws Exception {
        servers.server("ns1").keepOld();
        provider.apply(CHANGE);

        try (DynUpdateProvider restarted = builder().build()) {
            assertThat(restarted.read(List.of(WWW))).containsExactly(NEW);
        }
    }

    @Test
    void anotherValueThanExpectedIsAConflict() throws Exception {
        zone.put(RecordSet.of(WWW, TTL, "203.0.113.9"));

        assertThat(provider.apply(CHANGE))
                .isEqualTo(new WriteResult.Conflict(List.of(RecordSet.of(WWW, TTL, "203.0.113.9"))));
        assertThat(service.requests()).isEmpty();
    }

    @Test
    void aForeignEditIsSeenAtOnceAlsoAfterAnUpdate() throws Exception {
        provider.apply(CHANGE);
        zone.put(RecordSet.of(WWW, TTL, "203.0.113.9"));

        assertThat(read(WWW).values()).containsExactly("203.0.113.9");
    }

    @Test
    void aForeignEditIsSeenAlsoAfterARestart() throws Exception {
        provider.apply(CHANGE);
        zone.put(RecordSet.of(WWW, TTL, "203.0.113.9"));

        try (DynUpdateProvider restarted = builder().build()) {
            assertThat(restarted.read(List.of(WWW)).get(0).values()).containsExactly("203.0.113.9");
        }
    }

    @Test
    void anEditBackToWhatStoodBeforeIsSeenOnceTheTimeIsOver() throws Exception {
        provider.apply(CHANGE);
        try (DynUpdateProvider restarted = builder().build()) {
            restarted.read(List.of(WWW));
            time.pass(Duration.ofMinutes(5));
            zone.put(OLD);

            assertThat(restarted.read(List.of(WWW))).containsExactly(OLD);
        }
    }

    @Test
    void aServerThatLagsIsNotBelievedAlsoAfterAnotherHasFollowed() throws Exception {
        servers.server("ns2").keepOld();
        provider.apply(CHANGE);
        RecordSet followed = read(WWW);
        servers.server("ns1").goUnreachable();

        assertThat(followed).isEqualTo(NEW);
        assertThat(read(WWW)).isEqualTo(NEW);
    }

    @Test
    void aHostThatNoServerKnowsYetStandsAsAccepted() throws Exception {
        servers.server("ns1").keepOld();
        RecordSet set = RecordSet.of(API, TTL, "198.51.100.1");

        provider.apply(RecordChange.of(RecordSet.absent(API), set));

        assertThat(read(API)).isEqualTo(set);
    }

    @Test
    void serversMayLagBehindSeveralUpdates() throws Exception {
        RecordSet third = RecordSet.of(WWW, TTL, "203.0.113.1");
        servers.server("ns1").keepOld();
        provider.apply(CHANGE);
        servers.server("ns2").keepOld();
        time.pass(Duration.ofMinutes(1));
        provider.apply(RecordChange.of(NEW, third));
        RecordSet two = read(WWW);
        servers.server("ns1").goUnreachable();

        assertThat(two).isEqualTo(third);
        assertThat(read(WWW)).isEqualTo(third);
    }

    @Test
    void aCallTakesNoLongerThanItsTime() {
        Authorities silent = () -> Collections.nCopies(5, new SilentServer(time));
        try (DynUpdateProvider dns =
                builder().authorities(silent).timeout(Duration.ofSeconds(7)).build()) {
            DnsProviderException failure =
                    catchThrowableOfType(DnsProviderException.class, () -> dns.read(List.of(WWW)));

            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(failure).hasMessageContaining("no time left");
            assertThat(time.passed()).isEqualTo(Duration.ofSeconds(7));
        }
    }

    @Test
    void nothingIsSentOnceTheTimeIsUsedUp() {
        Authorities slow = () -> {
            time.pass(Duration.ofSeconds(40));
            return servers.authorities().servers();
        };
        try (DynUpdateProvider dns = builder().authorities(slow).build()) {
            DnsProviderException failure = failure(dns, CHANGE);

            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        }
        assertThat(service.requests()).isEmpty();
    }

    // codes

    @ParameterizedTest
    @ValueSource(
            strings = {
                "badauth",
                "!donator",
                "notfqdn",
                "nohost",
                "numhost",
                "abuse",
                "badagent",
                "badsys",
                "!yours",
                "!active",
                "good 127.0.0.1"
            })
    void codesForAPersonStopUpdatesUntilOneHasActed(String code) throws Exception {
        service.next(code);
        DnsProviderException stopped = failure();
        time.pass(Duration.ofDays(1));
        DnsProviderException still = failure();
        int requests = service.requests().size();

        provider.resume();

        assertThat(stopped.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(stopped).hasMessageContaining(code);
        assertThat(still).hasMessageContaining("call resume()");
        assertThat(requests).isEqualTo(1);
        assertThat(provider.apply(CHANGE)).isInstanceOf(WriteResult.Applied.class);
    }

    @Test
    void aStopIsRememberedOverARestart() throws Exception {
        service.next("abuse");
        failure();

        try (DynUpdateProvider restarted = builder().build()) {
            DnsProviderException failure =
                    catchThrowableOfType(DnsProviderException.class, () -> restarted.apply(CHANGE));
            assertThat(failure).hasMessageContaining("the service answered abuse");
            assertThat(service.requests()).hasSize(1);

            restarted.resume();
            assertThat(restarted.apply(CHANGE)).isInstanceOf(WriteResult.Applied.class);
        }
    }

    @Test
    void aStopIsForgottenIfAPersonActsBeforeTheFirstCall() throws Exception {
        service.next("abuse");
        failure();

        try (DynUpdateProvider restarted = builder().build()) {
            restarted.resume();

            assertThat(restarted.apply(CHANGE)).isInstanceOf(WriteResult.Applied.class);
        }
    }

    @Test
    void nothingNewTwiceInARowStopsUpdates() throws Exception {
        service.next("nochg 198.51.100.1", "nochg 192.0.2.1");
        provider.apply(CHANGE);
        zone.put(NEW);
        read(WWW);
        time.pass(Duration.ofMinutes(6));
        provider.apply(BACK);
        zone.put(OLD);
        read(WWW);
        time.pass(Duration.ofMinutes(6));

        assertThat(failure()).hasMessageContaining("nochg 2 times in a row");
        assertThat(service.requests()).hasSize(2);
    }

    @Test
    void somethingNewInBetweenStartsTheCountAgain() throws Exception {
        service.next("nochg", "good", "nochg");
        for (int i = 0; i < 3; i++) {
            provider.apply(i % 2 == 0 ? CHANGE : BACK);
            zone.put(i % 2 == 0 ? NEW : OLD);
            time.pass(Duration.ofMinutes(6));
        }

        assertThat(provider.apply(BACK)).isInstanceOf(WriteResult.Applied.class);
    }

    @ParameterizedTest
    @CsvSource({"911, 30", "dnserr, 5"})
    void afterTroubleTheServiceIsLeftAlone(String code, int minutes) throws Exception {
        service.next(code);
        DnsProviderException failure = failure();
        DnsProviderException early = failure();

        time.pass(Duration.ofMinutes(minutes));

        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(early.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(early.retryAfter()).isEqualTo(Optional.of(Duration.ofMinutes(minutes)));
        assertThat(provider.apply(CHANGE)).isInstanceOf(WriteResult.Applied.class);
    }

    @Test
    void updatesKeepTheirDistance() throws Exception {
        provider.apply(CHANGE);
        DnsProviderException early = catchThrowableOfType(DnsProviderException.class, () -> provider.apply(BACK));

        time.pass(Duration.ofSeconds(60));

        assertThat(early.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(early.retryAfter()).isEqualTo(Optional.of(Duration.ofSeconds(60)));
        assertThat(provider.apply(BACK)).isInstanceOf(WriteResult.Applied.class);
    }

    @Test
    void aLostAnswerLeavesTheOutcomeUnknown() throws Exception {
        service.loseNextAnswer();

        assertThat(failure().outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(read(WWW)).isEqualTo(NEW);
    }

    @Test
    void aServiceThatCannotBeReachedWasNotUpdated() {
        service.close();

        DnsProviderException failure = failure();

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure).hasMessageStartingWith("the update was not sent: ");
    }

    @Test
    void aPartlyRefusedUpdateMayHaveChangedSomething() throws Exception {
        RecordSet oldApi = RecordSet.of(API, TTL, "192.0.2.1");
        zone.put(oldApi);
        service.next("good 198.51.100.1\nnohost\n");

        DnsProviderException failure = catchThrowableOfType(
                DnsProviderException.class,
                () -> provider.apply(RecordChange.of(List.of(
                        new Transition(OLD, NEW), new Transition(oldApi, RecordSet.of(API, TTL, "198.51.100.1"))))));

        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure).hasMessage("the service answered www.example.net. good, api.example.net. nohost");
    }

    @Test
    void whatIsNotUnderstoodMayHaveChangedSomething() {
        service.next("<html>hello</html>");

        assertThat(failure().outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    // answers that say something else than was asked for

    @ParameterizedTest
    @ValueSource(
            strings = {"good 203.0.113.77", "nochg 203.0.113.77", "good 198.51.100.1 203.0.113.77", "good 2001:db8::1"})
    void anAddressThatWasNotAskedForIsNotApplied(String answer) throws Exception {
        service.next(answer);
        RecordSet other = RecordSet.of(WWW, TTL, "203.0.113.77");

        DnsProviderException failure = failure();
        zone.put(other);

        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure).hasMessageContaining("which was not asked for");
        assertThat(read(WWW)).isEqualTo(other);
    }

    @Test
    void nothingNewElsewhereCountsToo() throws Exception {
        service.next("nochg 203.0.113.77", "nochg 203.0.113.77");
        failure();
        time.pass(Duration.ofMinutes(5));
        failure();
        time.pass(Duration.ofMinutes(10));

        assertThat(failure()).hasMessageContaining("nochg 2 times in a row");
    }

    @Test
    void ofTwoHostsTheSecondMayStandElsewhere() throws Exception {
        service.next("good 198.51.100.1\ngood 203.0.113.77\n");

        DnsProviderException failure = catchThrowableOfType(DnsProviderException.class, () -> provider.apply(both()));

        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure)
                .hasMessage("the service answered www.example.net. good, api.example.net. good 203.0.113.77, which was"
                        + " not asked for");
        assertThat(read(WWW)).isEqualTo(NEW);
        assertThat(read(API)).isEqualTo(RecordSet.absent(API));
    }

    @ParameterizedTest
    @ValueSource(strings = {"good 198.51.100.1\ndnserr\n", "dnserr\ngood 198.51.100.1\n", "good\nnohost\n"})
    void oneFamilyThatDoesNotStandMakesTheWholeUnknown(String answer) throws Exception {
        service.next(answer);

        assertThat(failure().outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(read(WWW)).isEqualTo(OLD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html><body>Welcome</body></html>", "okay 198.51.100.1", "good 203.0.113.77"})
    void afterAnswersThatNobodyUnderstandsThePauseGrows(String answer) {
        List<Long> minutes = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            service.next(answer);
            failure();
            Duration pause = failure().retryAfter().orElseThrow();
            minutes.add(pause.toMinutes());
            time.pass(pause);
        }

        assertThat(minutes).containsExactly(5L, 10L, 20L, 40L, 80L, 80L, 80L);
        assertThat(service.requests()).hasSize(7);
    }

    @Test
    void anAnswerThatIsUnderstoodBeginsThePausesAnew() throws Exception {
        service.next("okay", "okay");
        failure();
        time.pass(Duration.ofMinutes(5));
        failure();
        time.pass(Duration.ofMinutes(10));
        provider.apply(CHANGE);
        time.pass(Duration.ofMinutes(1));
        service.next("okay");
        assertThat(failure(provider, BACK).outcome()).isEqualTo(Outcome.UNKNOWN);

        assertThat(failure(provider, BACK).retryAfter()).contains(Duration.ofMinutes(5));
    }

    @Test
    void aStrangeAnswerForOneHostKeepsNoOtherWaiting() throws Exception {
        service.next("okay");
        failure();

        WriteResult other =
                provider.apply(RecordChange.of(RecordSet.absent(API), RecordSet.of(API, TTL, "198.51.100.1")));

        assertThat(other).isInstanceOf(WriteResult.Applied.class);
    }

    @ParameterizedTest
    @CsvSource({
        "503, <html>, 90, 90",
        "429, '', 7200, 7200",
        "503, <html>, 0, 300",
        "200, okay, 90, 300",
        "200, okay, 900, 900",
        "200, dnserr, 900, 900",
        "200, 911, 900, 1800",
        "503, <html>, 999999, 86400",
        "503, <html>, 99999999999, 300",
    })
    void aServiceIsLeftAloneForAsLongAsItAsks(int status, String body, String seconds, long expected) throws Exception {
        try (MockWebServer wire = new MockWebServer()) {
            wire.enqueue(new MockResponse.Builder()
                    .code(status)
                    .addHeader("Retry-After", seconds)
                    .body(body)
                    .build());
            wire.start();
            try (DynUpdateProvider dns =
                    builder().url(wire.url("/nic/update").toString()).build()) {
                failure(dns, CHANGE);

                assertThat(failure(dns, CHANGE).retryAfter()).contains(Duration.ofSeconds(expected));
                assertThat(wire.getRequestCount()).isEqualTo(1);
            }
        }
    }

    @Test
    void aProxyThatAnswersInThePlaceOfTheServiceIsAskedEverMoreSeldom() throws Exception {
        List<Long> minutes = new ArrayList<>();
        try (MockWebServer wire = new MockWebServer()) {
            wire.start();
            try (DynUpdateProvider dns =
                    builder().url(wire.url("/nic/update").toString()).build()) {
                for (int i = 0; i < 3; i++) {
                    wire.enqueue(
                            new MockResponse.Builder().code(502).body("<html>").build());
                    failure(dns, CHANGE);
                    Duration pause = failure(dns, CHANGE).retryAfter().orElseThrow();
                    minutes.add(pause.toMinutes());
                    time.pass(pause);
                }
            }
        }

        assertThat(minutes).containsExactly(5L, 10L, 20L);
    }

    @Test
    void serversThatLagForLongLeadToNoStop() throws Exception {
        servers.server("ns1").keepOld();
        provider.apply(CHANGE);
        time.pass(Duration.ofMinutes(5));
        WriteResult unchanged = provider.apply(CHANGE);
        time.pass(Duration.ofMinutes(5));

        DnsProviderException failure = failure();
        servers.server("ns1").follow();

        assertThat(unchanged).isInstanceOf(WriteResult.Applied.class);
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure).hasMessageContaining("accepted").hasMessageContaining("lag");
        assertThat(failure.retryAfter()).isPresent();
        assertThat(service.requests()).hasSize(2);
        assertThat(provider.apply(BACK)).isInstanceOf(WriteResult.Applied.class);
    }

    @Test
    void aForeignEditIsPutRightAlsoAfterNothingNew() throws Exception {
        service.next("nochg");
        provider.apply(CHANGE);
        RecordSet foreign = RecordSet.of(WWW, TTL, "203.0.113.9");
        zone.put(foreign);
        time.pass(Duration.ofMinutes(1));

        assertThat(provider.apply(RecordChange.of(foreign, NEW))).isInstanceOf(WriteResult.Applied.class);
        assertThat(zone.get(WWW)).isEqualTo(NEW);
    }

    @Test
    void anUpdateThatWasNotSentDelaysNoOther() {
        service.close();
        failure();

        assertThat(failure()).hasMessageStartingWith("the update was not sent: ");
    }

    @Test
    void eachHostKeepsItsOwnDistance() throws Exception {
        provider.apply(CHANGE);

        WriteResult other =
                provider.apply(RecordChange.of(RecordSet.absent(API), RecordSet.of(API, TTL, "198.51.100.1")));

        assertThat(other).isInstanceOf(WriteResult.Applied.class);
    }

    @Test
    void lesserTroubleDoesNotShortenThePauseOfGreater() {
        service.next("911\ndnserr\n");
        failure(provider, both());

        assertThat(failure().retryAfter()).isEqualTo(Optional.of(Duration.ofMinutes(30)));
    }

    /** Which of the hosts it is, nobody says; the others may have been updated. */
    @ParameterizedTest
    @CsvSource({
        "nohost, UNKNOWN",
        "notfqdn, UNKNOWN",
        "abuse, UNKNOWN",
        "!yours, UNKNOWN",
        "!active, UNKNOWN",
        "badauth, NOT_APPLIED",
        "badagent, NOT_APPLIED",
        "!donator, NOT_APPLIED",
        "numhost, NOT_APPLIED"
    })
    void oneCodeForSeveralHostsIsCertainOnlyIfItIsOfTheAccount(String code, Outcome outcome) {
        service.next(code);

        DnsProviderException failure = failure(provider, both());
        time.pass(Duration.ofDays(1));

        assertThat(failure.outcome()).isEqualTo(outcome);
        assertThat(failure()).hasMessageContaining("call resume()");
    }

    // what it cannot do

    @Test
    void nothingCanBeRemoved() {
        RecordChange removal = RecordChange.of(OLD, RecordSet.absent(WWW));

        DnsProviderException failure = catchThrowableOfType(DnsProviderException.class, () -> provider.apply(removal));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure).hasMessageContaining("cannot be removed");
    }

    @Test
    void traitsSayWhatTheProtocolCannotDo() {
        ProviderTraits traits = provider.traits();

        assertThat(traits.types()).containsExactly(RecordType.A);
        assertThat(builder().ipv6Parameter("myipv6").build().traits().types())
                .containsExactly(RecordType.A, RecordType.AAAA);
        assertThat(traits.setsTtl()).isFalse();
        assertThat(traits.valuesPerSet()).isEqualTo(1);
        assertThat(traits.consistency()).isEqualTo(ProviderTraits.Consistency.BEST_EFFORT);
        assertThat(traits.oneWriteAtATime()).isTrue();
        assertThat(provider).hasToString("dyndns2 at 127.0.0.1 for example.net. (BEST_EFFORT, [A])");
    }

    @Test
    void aPoolThatAsksForMoreIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool(Endpoint.primary("dc1", "192.0.2.1", "192.0.2.2")))
                .withMessageContaining("2 values of type A");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool(Endpoint.primary("dc1", "2001:db8::1")))
                .withMessageContaining("does not write AAAA records");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool(Endpoint.primaryCname("dc1", "www.dc1.example.com")))
                .withMessageContaining("does not write CNAME records");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool(Endpoint.primaryAlias("dc1", "www.dc1.example.com")))
                .withMessageContaining("does not write ALIAS records");
        assertThat(pool(Endpoint.primary("dc1", "192.0.2.1")).isMarked()).isFalse();
    }

    private EndpointPool pool(Endpoint endpoint) {
        return EndpointPool.named("www")
                .name("www.example.net")
                .endpoint(endpoint)
                .check((target, timeout) -> HealthResult.healthy())
                .provider(provider)
                .build();
    }

    @Test
    void otherTypesAndZonesAreRefused() {
        DnsProviderException alias = catchThrowableOfType(
                DnsProviderException.class, () -> read(RecordKey.of("www.example.net", RecordType.CNAME)));
        DnsProviderException zone = catchThrowableOfType(
                DnsProviderException.class, () -> read(RecordKey.of("www.example.com", RecordType.A)));

        assertThat(alias).hasMessageContaining("does not know");
        assertThat(zone).hasMessageContaining("outside the zone");
    }

    @Test
    void aStopThatAnotherProcessMetIsSeen() throws Exception {
        read(WWW);
        try (DynUpdateProvider leader = builder().build()) {
            service.next("abuse");
            failure(leader, CHANGE);
        }

        assertThat(failure()).hasMessageContaining("the service answered abuse");
        assertThat(service.requests()).hasSize(1);
    }

    @Test
    void aStopThatAnotherProcessStoresMeanwhileIsKept() throws Exception {
        HookedStore hooked = new HookedStore(store);
        try (DynUpdateProvider dns = builder().stateStore(hooked).build()) {
            hooked.beforeNextSave(() -> store.save(STORED, 0, "v=1 a= aaaa= was= was6= nochg=0 stop=abuse"));
            dns.apply(CHANGE);
            time.pass(Duration.ofMinutes(1));

            DnsProviderException failure = failure(dns, BACK);

            assertThat(failure).hasMessageContaining("the service answered abuse");
        }
        assertThat(stored()).isEqualTo("v=1 a=198.51.100.1 aaaa= was=192.0.2.1 was6= nochg=0 stop=abuse");
    }

    @Test
    void aStopIsKeptAlsoAfterASaveOfWhichOnlyTheAnswerWasLost() throws Exception {
        HookedStore hooked = new HookedStore(store);
        try (DynUpdateProvider dns = builder().stateStore(hooked).build()) {
            hooked.loseNextAnswer();
            dns.apply(CHANGE);
            time.pass(Duration.ofMinutes(1));
            service.next("abuse");
            failure(dns, BACK);
        }

        assertThat(stored()).endsWith("stop=abuse");
    }

    @Test
    void whatAPersonSetRightInOneProcessIsRightInTheOther() throws Exception {
        service.next("abuse");
        failure();
        try (DynUpdateProvider other = builder().build()) {
            other.read(List.of(WWW));
            other.resume();
        }
        time.pass(Duration.ofMinutes(1));

        assertThat(provider.apply(CHANGE)).isInstanceOf(WriteResult.Applied.class);
    }

    @Test
    void aStopThatCouldNotBeStoredIsStoredLater() throws Exception {
        read(WWW);
        store.fail();
        service.next("abuse");
        failure();
        store.heal();

        read(WWW);

        assertThat(stored()).endsWith("stop=abuse");
    }

    @Test
    void whatAPersonSetRightBeforeTheFirstCallIsStoredWithIt() throws Exception {
        service.next("abuse");
        failure();

        try (DynUpdateProvider restarted = builder().build()) {
            restarted.resume();
            restarted.read(List.of(WWW));
        }

        assertThat(stored()).endsWith("stop=");
    }

    @Test
    void whatAPersonSetRightIsRememberedOverARestart() throws Exception {
        service.next("abuse");
        failure();
        provider.resume();

        try (DynUpdateProvider restarted = builder().build()) {
            assertThat(restarted.apply(CHANGE)).isInstanceOf(WriteResult.Applied.class);
        }
    }

    @Test
    void whoResumesIsToldIfThatCannotBeStored() throws Exception {
        service.next("abuse");
        failure();
        store.fail();

        DnsProviderException failure = catchThrowableOfType(DnsProviderException.class, provider::resume);
        store.heal();
        provider.resume();

        assertThat(failure).hasMessageStartingWith("the state store does not keep that updates may go on: ");
        assertThat(stored()).endsWith("stop=");
    }

    // interrupts and the client

    @Test
    void anInterruptBeforeTheUpdateSendsNothing() throws Exception {
        Thread.currentThread().interrupt();
        DnsProviderException failure = failure();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(service.requests()).isEmpty();
    }

    @Test
    void anInterruptDuringAnUpdateLeavesItsOutcomeUnknown() throws Exception {
        try (MockWebServer wire = new MockWebServer()) {
            Thread caller = Thread.currentThread();
            wire.setDispatcher(new Dispatcher() {
                @Override
                public MockResponse dispatch(RecordedRequest request) {
                    caller.interrupt();
                    return new MockResponse.Builder()
                            .onResponseStart(SocketEffect.Stall.INSTANCE)
                            .build();
                }
            });
            wire.start();
            try (DynUpdateProvider dns =
                    builder().url(wire.url("/nic/update").toString()).build()) {
                DnsProviderException failure = failure(dns, CHANGE);

                assertThat(Thread.interrupted()).isTrue();
                assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
            }
        }
    }

    @Test
    void anInterruptBetweenTwoUpdatesSendsNoSecond() throws Exception {
        HookedStore hooked = new HookedStore(store);
        hooked.beforeNextSave(() -> Thread.currentThread().interrupt());
        RecordSet elsewhere = RecordSet.of(API, TTL, "203.0.113.1");
        try (DynUpdateProvider dns = builder().stateStore(hooked).build()) {
            DnsProviderException failure = failure(
                    dns,
                    RecordChange.of(
                            List.of(new Transition(OLD, NEW), new Transition(RecordSet.absent(API), elsewhere))));

            assertThat(Thread.interrupted()).isTrue();
            assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        }
        assertThat(service.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void aRedirectIsNotFollowedAndTheKeySentNowhereElse(int code) throws Exception {
        try (MockWebServer wire = new MockWebServer();
                MockWebServer elsewhere = new MockWebServer()) {
            elsewhere.start();
            wire.enqueue(new MockResponse.Builder()
                    .code(code)
                    .addHeader("Location", elsewhere.url("/nic/update").toString())
                    .build());
            wire.start();
            try (DynUpdateProvider dns =
                    builder().url(wire.url("/nic/update").toString()).build()) {
                DnsProviderException failure = failure(dns, CHANGE);

                assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
                assertThat(failure).hasMessageContaining("the HTTP status " + code);
            }
            assertThat(elsewhere.getRequestCount()).isZero();
        }
    }

    @Test
    void aClientThatWasHandedInStaysOpen() throws Exception {
        OkHttpClient client = new OkHttpClient();
        builder().client(client).build().close();

        try (DynUpdateProvider dns = builder().client(client).build()) {
            assertThat(dns.apply(CHANGE)).isInstanceOf(WriteResult.Applied.class);
        } finally {
            client.dispatcher().executorService().shutdown();
            client.connectionPool().evictAll();
        }
    }

    // the store

    @Test
    void aStoreThatCannotBeReadStopsEverything() {
        store.fail();

        assertThat(failure()).hasMessageStartingWith("the state store cannot be read: ");
        assertThat(service.requests()).isEmpty();
    }

    @Test
    void whatTheServiceAcceptedStandsAlsoIfItCannotBeStored() throws Exception {
        read(WWW);
        store.fail();

        WriteResult result = provider.apply(CHANGE);
        store.heal();
        time.pass(Duration.ofSeconds(60));
        provider.apply(BACK);

        assertThat(result).isInstanceOf(WriteResult.Applied.class);
        assertThat(stored()).isEqualTo("v=1 a=192.0.2.1 aaaa= was=198.51.100.1 was6= nochg=0 stop=");
    }

    @Test
    void aStoreOfAnotherProgramIsNotTouched() throws Exception {
        StateStore foreign = StateStore.memory();
        foreign.save(STORED, 0, "something else");

        try (DynUpdateProvider dns = builder().stateStore(foreign).build()) {
            DnsProviderException failure = catchThrowableOfType(DnsProviderException.class, () -> dns.apply(CHANGE));

            assertThat(failure).hasMessageContaining("is not of a dyndns2 provider");
        }
    }

    // settings

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DynUpdateProvider.zone("example.net").build())
                .withMessageStartingWith("credentials: none given");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().userAgent(" ").build())
                .withMessageStartingWith("userAgent: none given");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        builder().url("http://members.dyndns.org/nic/update").build())
                .withMessageEndingWith("would send the secret in clear");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().userAgent("Acm\u00e9 - Shop - 1.0").build())
                .withMessageStartingWith("userAgent: only printable ASCII");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().hostsPerUpdate(0).build())
                .withMessage("hostsPerUpdate: 0; 1 to 20 are allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().hostsPerUpdate(21).build())
                .withMessage("hostsPerUpdate: 21; 1 to 20 are allowed");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().minimumInterval(Duration.ZERO).build())
                .withMessageStartingWith("minimumInterval: PT0S");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().hostParameter("myip").build())
                .withMessage("hostParameter: \"myip\" is that of the address, too");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> builder().url(service.url() + "?myip=192.0.2.1").build())
                .withMessage("url: its query has myip, which each update sets");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().credentials(DynCredentials.managed("acme", "bot", "pass")))
                .withMessageStartingWith("credentials: those of a Managed DNS account");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://u:hunter2@members.dyndns.org/nic/update",
                "http://members.dyndns.org/nic/update?key=hunter2",
                "http://members.dyndns.org/nic/update?key=a@hunter2",
                "https://members.dyndns.org/nic/update#hunter2",
                "https://u:hunt/er2@members.dyndns.org/",
                "members.dyndns.org/?key=hunter2",
                "hunter2"
            })
    void aUrlThatIsRefusedShowsNoSecret(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().url(url).build())
                .withMessageStartingWith("url: ")
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("hunt", "er2"));
    }

    @Test
    void theDefaultIsTheServiceThatTheProtocolIsNamedAfter() {
        try (DynUpdateProvider dns = DynUpdateProvider.zone("dyndns.org")
                .credentials(DynCredentials.updater("user", "key"))
                .authorities(Authorities.none())
                .build()) {
            assertThat(dns.traits().label()).isEqualTo("dyndns2 at members.dyndns.org");
        }
    }

    @Test
    void itsNameAndSiteAreThoseOfItsBuilder() {
        try (DynUpdateProvider dns = builder().label("branches").site("vendor").build()) {
            assertThat(dns.traits().label()).isEqualTo("branches");
            assertThat(dns.traits().site()).isEqualTo("vendor");
        }
    }

    @Test
    void noSecretIsShownOrLogged() throws Exception {
        try (LogWatch logs = new LogWatch("hunter2", "YWNtZTpodW50ZXIy")) {
            provider.apply(CHANGE);
            time.pass(Duration.ofHours(1));
            service.next("badauth hunter2");
            DnsProviderException failure = catchThrowableOfType(DnsProviderException.class, () -> provider.apply(BACK));

            assertThat(failure).hasMessageContaining("badauth");
            assertThat(failure.toString()).doesNotContain("hunter2");
            assertThat(logs.lines()).isPositive();
            assertThat(logs.leaks()).isEmpty();
        }
    }

    /** A server for which one waits in vain. */
    private record SilentServer(TestTime time) implements Authorities.Server {

        @Override
        public String name() {
            return "ns";
        }

        @Override
        public Answer ask(RecordKey key, Duration timeout) {
            time.pass(timeout);
            return new Answer.Unreachable("it does not answer");
        }
    }

    /** A store whose next save can be preceded by something else, or lose its answer. */
    private static final class HookedStore implements StateStore {

        /** What happens before a save. */
        @FunctionalInterface
        private interface Hook {
            void run() throws IOException;
        }

        private final StateStore inner;
        private Hook before = () -> {};
        private boolean losesAnswer;

        private HookedStore(StateStore inner) {
            this.inner = inner;
        }

        private void beforeNextSave(Hook hook) {
            before = hook;
        }

        private void loseNextAnswer() {
            losesAnswer = true;
        }

        @Override
        public Entry load(String pool) throws IOException {
            return inner.load(pool);
        }

        @Override
        public boolean save(String pool, long expectedVersion, String text) throws IOException {
            Hook hook = before;
            before = () -> {};
            hook.run();
            boolean saved = inner.save(pool, expectedVersion, text);
            if (losesAnswer) {
                losesAnswer = false;
                throw new IOException("scripted: the answer was lost");
            }
            return saved;
        }

        @Override
        public Reach reach() {
            return inner.reach();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"<b>hunter2</b>", "Basic YWNtZTpodW50ZXIy?", "it is not so: 0123456789012345678901 hunter2"})
    void noSecretOfAnAnswerThatNobodyKnowsIsShownOrLogged(String answer) {
        service.next(answer);
        try (LogWatch logs = new LogWatch("hunter", "YWNtZTpodW50ZXIy", "it is not")) {
            DnsProviderException failure = failure();

            assertThat(failure.getMessage()).doesNotContain("hunter", "YWNtZTpodW50ZXIy");
            assertThat(failure).hasMessageStartingWith("the service answered www.example.net. \"");
            assertThat(logs.lines()).isPositive();
            assertThat(logs.leaks()).isEmpty();
        }
    }
}
