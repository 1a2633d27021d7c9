package io.github.dnsfailover.dyn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every exchange of the main paths, as it goes over the wire. */
class DynExchangesTest {

    private static final Duration TTL = Duration.ofSeconds(30);
    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordKey CNAME = RecordKey.of("www.example.com", RecordType.CNAME);
    private static final RecordKey MARK = RecordKey.of("_failover.www.example.com", RecordType.TXT);
    private static final RecordSet OLD = RecordSet.of(A, TTL, "192.0.2.1");
    private static final RecordSet NEW = RecordSet.of(A, TTL, "198.51.100.1");

    private static final String LOGIN =
            "POST /REST/Session/ {\"customer_name\":\"acme\",\"user_name\":\"failover\",\"password\":\"secret\"}";
    private static final String LOOK_AT_ZONE = "GET /REST/Zone/example.com/";
    private static final String LOOK_AT_CHANGES = "GET /REST/ZoneChanges/example.com/";
    private static final String READ_A = "GET /REST/ARecord/example.com/www.example.com/?detail=Y";
    private static final String REPLACE_A = "PUT /REST/ARecord/example.com/www.example.com/ {\"ARecords\":"
            + "[{\"rdata\":{\"address\":\"198.51.100.1\"},\"ttl\":30}]}";
    private static final String DISCARD = "DELETE /REST/ZoneChanges/example.com/";
    private static final String LOGOUT = "DELETE /REST/Session/";
    private static final String PUBLISH = "PUT /REST/Zone/example.com/ {\"publish\":true,\"notes\":"
            + "\"dnsfailover: www.example.com. A 30 [192.0.2.1] -> 30 [198.51.100.1]\"}";

    private Wiretap wire;
    private DynProvider provider;

    @BeforeEach
    void build() throws IOException {
        wire = new Wiretap();
        provider = wire.provider().build();
    }

    @AfterEach
    void close() {
        wire.close(); // first, so that the logout is refused at once where no answer is scripted for it
        provider.close();
    }

    @Test
    void everyRequestNamesItsTypeAndAllButTheLoginTheToken() throws Exception {
        wire.session().addresses(30, "192.0.2.1");

        provider.read(List.of(A));

        RecordedRequest login = wire.next();
        assertThat(login.getRequestLine()).isEqualTo("POST /REST/Session/ HTTP/1.1");
        assertThat(login.getHeaders().toMultimap())
                .containsEntry("content-type", List.of("application/json"))
                .containsEntry("accept", List.of("application/json"))
                .containsEntry("accept-encoding", List.of("identity"))
                .containsEntry("user-agent", List.of("dnsfailover"))
                .doesNotContainKey("auth-token");
        RecordedRequest zone = wire.next();
        assertThat(zone.getRequestLine()).isEqualTo("GET /REST/Zone/example.com/ HTTP/1.1");
        RecordedRequest read = wire.next();
        assertThat(read.getRequestLine()).isEqualTo("GET /REST/ARecord/example.com/www.example.com/?detail=Y HTTP/1.1");
        for (RecordedRequest request : List.of(zone, read)) {
            assertThat(request.getHeaders().toMultimap())
                    .containsEntry("auth-token", List.of(Wiretap.TOKEN))
                    .containsEntry("content-type", List.of("application/json"))
                    .containsEntry("accept", List.of("application/json"));
            assertThat(request.getBodySize()).isZero();
        }
    }

    @Test
    void aReadIsOneRequestForEachSet() throws Exception {
        wire.session().addresses(30, "192.0.2.1").missing().success("[]");
        RecordKey aaaa = RecordKey.of("example.com", RecordType.AAAA);

        List<RecordSet> sets = provider.read(List.of(A, aaaa, MARK));

        assertThat(sets).containsExactly(OLD, RecordSet.absent(aaaa), RecordSet.absent(MARK));
        assertThat(wire.requests())
                .containsExactly(
                        LOGIN,
                        LOOK_AT_ZONE,
                        READ_A,
                        "GET /REST/AAAARecord/example.com/example.com/?detail=Y",
                        "GET /REST/TXTRecord/example.com/_failover.www.example.com/?detail=Y");
    }

    @Test
    void aWildcardStandsInThePathAsItIs() throws Exception {
        wire.session().missing();

        provider.read(List.of(RecordKey.of("*.example.com", RecordType.A)));

        assertThat(wire.requests()).contains("GET /REST/ARecord/example.com/*.example.com/?detail=Y");
    }

    @Test
    void theSessionIsUsedAgain() throws Exception {
        wire.session().addresses(30, "192.0.2.1").addresses(30, "192.0.2.1");

        provider.read(List.of(A));
        provider.read(List.of(A));

        assertThat(wire.requests()).containsExactly(LOGIN, LOOK_AT_ZONE, READ_A, READ_A);
    }

    @Test
    void aSetIsReplacedInOneRequestAndPublished() throws Exception {
        wire.session().noChanges().addresses(30, "192.0.2.1").success("[]").published();

        WriteResult result = provider.apply(RecordChange.of(OLD, NEW));

        assertThat(result).isEqualTo(new WriteResult.Applied("serial=2026010102,task=230378639"));
        assertThat(wire.requests()).containsExactly(LOGIN, LOOK_AT_ZONE, LOOK_AT_CHANGES, READ_A, REPLACE_A, PUBLISH);
    }

    @Test
    void theNoteSaysWhyAndWhat() throws Exception {
        wire.session().noChanges().addresses(30, "192.0.2.1").success("[]").published();

        provider.apply(RecordChange.of(OLD, NEW).because("dc1 is unhealthy"));

        assertThat(wire.requests())
                .last()
                .isEqualTo("PUT /REST/Zone/example.com/ {\"publish\":true,\"notes\":\"dnsfailover: dc1 is unhealthy: "
                        + "www.example.com. A 30 [192.0.2.1] -> 30 [198.51.100.1]\"}");
    }

    @Test
    void aLongNoteIsCut() throws Exception {
        wire.session().noChanges().addresses(30, "192.0.2.1").success("[]").published();

        provider.apply(RecordChange.of(OLD, NEW).because("x".repeat(300)));

        String publish = wire.requests().get(5);
        assertThat(publish).contains("xxx...\"}").hasSizeLessThan(330);
    }

    @Test
    void aNewSetIsAddedRecordByRecord() throws Exception {
        wire.session().noChanges().missing().success("{}").success("{}").published();
        RecordSet both = RecordSet.of(A, TTL, "192.0.2.1", "192.0.2.2");

        provider.apply(RecordChange.of(RecordSet.absent(A), both));

        assertThat(wire.requests())
                .containsSequence(
                        "POST /REST/ARecord/example.com/www.example.com/ "
                                + "{\"rdata\":{\"address\":\"192.0.2.1\"},\"ttl\":30}",
                        "POST /REST/ARecord/example.com/www.example.com/ "
                                + "{\"rdata\":{\"address\":\"192.0.2.2\"},\"ttl\":30}");
    }

    @Test
    void whatIsThereAlreadyNeedNotBeAdded() throws Exception {
        wire.session()
                .noChanges()
                .missing()
                .failure("TARGET_EXISTS", "make: Cannot duplicate existing record data")
                .published();

        WriteResult result = provider.apply(RecordChange.of(RecordSet.absent(A), NEW));

        assertThat(result).isInstanceOf(WriteResult.Applied.class);
    }

    @Test
    void aSetIsDeletedAsAWhole() throws Exception {
        wire.session().noChanges().addresses(30, "192.0.2.1").success("{}").published();

        provider.apply(RecordChange.of(OLD, RecordSet.absent(A)));

        assertThat(wire.requests()).contains("DELETE /REST/ARecord/example.com/www.example.com/");
    }

    @Test
    void whatIsGoneAlreadyNeedNotBeDeleted() throws Exception {
        wire.session().noChanges().addresses(30, "192.0.2.1").missing().published();

        WriteResult result = provider.apply(RecordChange.of(OLD, RecordSet.absent(A)));

        assertThat(result).isInstanceOf(WriteResult.Applied.class);
    }

    @Test
    void addressesBecomeAnAliasInOneChangeSetDeletionsFirst() throws Exception {
        wire.session()
                .noChanges()
                .missing()
                .addresses(30, "192.0.2.1")
                .missing()
                .success("{}")
                .success("{}")
                .success("{}")
                .published();
        RecordSet alias = RecordSet.of(CNAME, TTL, "lb.example.net");
        RecordSet mark = RecordSet.of(MARK, TTL, "v=1 gen=7 \"x\"");

        provider.apply(RecordChange.of(List.of(
                new Transition(RecordSet.absent(CNAME), alias),
                new Transition(OLD, RecordSet.absent(A)),
                new Transition(RecordSet.absent(MARK), mark))));

        assertThat(wire.requests().subList(3, 10))
                .containsExactly(
                        "GET /REST/CNAMERecord/example.com/www.example.com/?detail=Y",
                        READ_A,
                        "GET /REST/TXTRecord/example.com/_failover.www.example.com/?detail=Y",
                        "DELETE /REST/ARecord/example.com/www.example.com/",
                        "POST /REST/CNAMERecord/example.com/www.example.com/ "
                                + "{\"rdata\":{\"cname\":\"lb.example.net.\"},\"ttl\":30}",
                        "POST /REST/TXTRecord/example.com/_failover.www.example.com/ "
                                + "{\"rdata\":{\"txtdata\":\"\\\"v=1 gen=7 \\\\\\\"x\\\\\\\"\\\"\"},\"ttl\":30}",
                        "PUT /REST/Zone/example.com/ {\"publish\":true,\"notes\":\"dnsfailover: "
                                + "www.example.com. CNAME absent -> 30 [lb.example.net.]; "
                                + "www.example.com. A 30 [192.0.2.1] -> absent; "
                                + "_failover.www.example.com. TXT absent -> 30 [v=1 gen=7 \\\"x\\\"]\"}");
    }

    @Test
    void aConflictIsToldAndNothingIsQueued() throws Exception {
        wire.session().noChanges().addresses(60, "203.0.113.9");

        WriteResult result = provider.apply(RecordChange.of(OLD, NEW));

        assertThat(result)
                .isEqualTo(new WriteResult.Conflict(List.of(RecordSet.of(A, Duration.ofSeconds(60), "203.0.113.9"))));
        assertThat(wire.requests()).containsExactly(LOGIN, LOOK_AT_ZONE, LOOK_AT_CHANGES, READ_A);
    }

    @Test
    void leftoversAreDiscardedBeforeAChange() throws Exception {
        wire.session()
                .success("[{\"id\":1,\"fqdn\":\"old.example.com\",\"rdata_type\":\"A\"}]")
                .success("{}")
                .addresses(30, "192.0.2.1")
                .success("[]")
                .published();

        provider.apply(RecordChange.of(OLD, NEW));

        assertThat(wire.requests())
                .containsExactly(LOGIN, LOOK_AT_ZONE, LOOK_AT_CHANGES, DISCARD, READ_A, REPLACE_A, PUBLISH);
    }

    @Test
    void afterARefusedEditTheRestIsDiscardedAndTheSessionLeft() throws Exception {
        wire.session()
                .noChanges()
                .addresses(30, "192.0.2.1")
                .failure("PERMISSION_DENIED", "RecordUpdate: not yours")
                .success("{}")
                .success("{}");

        assertThatThrownBy(() -> provider.apply(RecordChange.of(OLD, NEW)))
                .isInstanceOfSatisfying(
                        DnsProviderException.class,
                        e -> assertThat(e.outcome()).isEqualTo(DnsProviderException.Outcome.NOT_APPLIED))
                .hasMessage("PUT ARecord/example.com/www.example.com: failure "
                        + "(PERMISSION_DENIED RecordUpdate: not yours)");
        assertThat(wire.requests().subList(4, 7)).containsExactly(REPLACE_A, DISCARD, LOGOUT);
    }

    @Test
    void aLostSessionIsOpenedAgainAndTheWholeChangeIsDoneAgain() throws Exception {
        wire.session()
                .noChanges()
                .addresses(30, "192.0.2.1")
                .success("[]")
                .failure("INVALID_DATA", "login: inactivity logout")
                .session()
                .noChanges()
                .addresses(30, "192.0.2.1")
                .success("[]")
                .published();

        provider.apply(RecordChange.of(OLD, NEW));

        assertThat(wire.requests())
                .containsExactly(
                        LOGIN,
                        LOOK_AT_ZONE,
                        LOOK_AT_CHANGES,
                        READ_A,
                        REPLACE_A,
                        PUBLISH,
                        LOGIN,
                        LOOK_AT_ZONE,
                        LOOK_AT_CHANGES,
                        READ_A,
                        REPLACE_A,
                        PUBLISH);
    }

    @Test
    void anUnusedSessionIsKeptAliveBeforeItIsUsed() throws Exception {
        wire.session().addresses(30, "192.0.2.1").success("{}").addresses(30, "192.0.2.1");
        provider.read(List.of(A));
        wire.time.pass(Duration.ofMinutes(6));

        provider.read(List.of(A));

        assertThat(wire.requests()).containsExactly(LOGIN, LOOK_AT_ZONE, READ_A, "PUT /REST/Session/ {}", READ_A);
    }

    @Test
    void aSessionThatIsNotAliveAnyMoreIsOpenedAgain() throws Exception {
        wire.session()
                .addresses(30, "192.0.2.1")
                .failure("INVALID_DATA", "login: inactivity logout")
                .session()
                .addresses(30, "192.0.2.1");
        provider.read(List.of(A));
        wire.time.pass(Duration.ofMinutes(6));

        provider.read(List.of(A));

        assertThat(wire.requests().subList(3, 7)).containsExactly("PUT /REST/Session/ {}", LOGIN, LOOK_AT_ZONE, READ_A);
    }

    @Test
    void closingLeavesTheSession() throws Exception {
        wire.session().addresses(30, "192.0.2.1").success("{}");
        provider.read(List.of(A));

        provider.close();

        assertThat(wire.requests()).last().isEqualTo(LOGOUT);
        assertThatThrownBy(() -> provider.read(List.of(A))).hasMessage("the provider is closed");
    }

    @Test
    void aRedirectToAJobIsFollowedByHand() throws Exception {
        wire.session()
                .noChanges()
                .addresses(30, "192.0.2.1")
                .answer(redirect("/REST/Job/4340980499"))
                .answer(redirect("/REST/Job/4340980499"))
                .success("[]")
                .published();

        provider.apply(RecordChange.of(OLD, NEW));

        assertThat(wire.requests().subList(4, 8))
                .containsExactly(REPLACE_A, "GET /REST/Job/4340980499/", "GET /REST/Job/4340980499/", PUBLISH);
        assertThat(wire.time.passed()).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void anIncompleteAnswerIsFollowedToo() throws Exception {
        wire.session()
                .noChanges()
                .addresses(30, "192.0.2.1")
                .success("[]")
                .answer(200, "{\"status\":\"incomplete\",\"data\":null,\"job_id\":399831496}")
                .answer(200, "{\"status\":\"incomplete\",\"data\":null,\"job_id\":399831496}")
                .published();

        WriteResult result = provider.apply(RecordChange.of(OLD, NEW));

        assertThat(result).isEqualTo(new WriteResult.Applied("serial=2026010102,task=230378639"));
        assertThat(wire.requests().subList(5, 8))
                .containsExactly(PUBLISH, "GET /REST/Job/399831496/", "GET /REST/Job/399831496/");
    }

    @Test
    void thePublishIsFollowedUntilItsTaskEndsAndTheSerialHasCome() throws Exception {
        wire.session()
                .success("{\"task_id\":230378639,\"status\":\"running\"}")
                .success("{\"task_id\":230378639,\"status\":\"complete\"}")
                .success("{\"zone\":\"example.com\",\"serial\":2026010101}")
                .success("{\"task_id\":230378639,\"status\":\"complete\"}")
                .success("{\"zone\":\"example.com\",\"serial\":\"2026010102\"}");
        String receipt = "serial=2026010102,task=230378639";

        assertThat(List.of(provider.propagated(receipt), provider.propagated(receipt), provider.propagated(receipt)))
                .containsExactly(false, false, true);
        assertThat(wire.requests().subList(2, 7))
                .containsExactly(
                        "GET /REST/Task/230378639/",
                        "GET /REST/Task/230378639/",
                        LOOK_AT_ZONE,
                        "GET /REST/Task/230378639/",
                        LOOK_AT_ZONE);
    }

    @Test
    void theZoneOfANameIsTheLongestThatEndsItLabelByLabel() throws Exception {
        wire.answer(200, "{\"status\":\"success\",\"data\":{\"token\":\"abc\"}}")
                .success("[\"/REST/Zone/com/\",\"/REST/Zone/example.com/\",\"/REST/Zone/le.com/\","
                        + "\"/REST/Zone/0/25.2.0.192.in-addr.arpa/\",\"/REST/Zone/dev.example.com/\"]")
                .success("{}");

        try (DynProvider found = DynProvider.zoneOf("www.example.com")
                .url(wire.url())
                .credentials(DynCredentials.managed("acme", "failover", "secret"))
                .ticker(wire.time)
                .find()) {
            assertThat(found.traits().zone()).hasToString("example.com.");
        }
        assertThat(wire.requests()).containsExactly(LOGIN, "GET /REST/Zone/", LOGOUT);
    }

    @Test
    void aSearchWhoseTimeIsUsedUpLeavesItsSessionToo() throws Exception {
        wire.answer(200, "{\"status\":\"success\",\"data\":{\"token\":\"abc\"}}")
                .answer(redirect("/REST/Job/77"))
                .success("{}");
        wire.time.onPause(() -> wire.time.pass(Duration.ofMinutes(2)));
        DynProvider.Builder search = DynProvider.zoneOf("www.example.com")
                .url(wire.url())
                .credentials(DynCredentials.managed("acme", "failover", "secret"))
                .ticker(wire.time);

        assertThatThrownBy(search::find).isInstanceOf(DnsProviderException.class);
        assertThat(wire.requests()).containsExactly(LOGIN, "GET /REST/Zone/", LOGOUT);
    }

    @Test
    void withoutAZoneForTheNameNothingIsFound() {
        wire.answer(200, "{\"status\":\"success\",\"data\":{\"token\":\"abc\"}}")
                .success("[\"/REST/Zone/le.com/\"]")
                .success("{}");
        DynProvider.Builder search = DynProvider.zoneOf("www.example.com")
                .url(wire.url())
                .credentials(DynCredentials.managed("acme", "failover", "secret"))
                .ticker(wire.time);

        assertThatThrownBy(search::find)
                .isInstanceOf(DnsProviderException.class)
                .hasMessage("no zone of www.example.com. among the 1 of the account");
    }

    static MockResponse redirect(String place) {
        return new MockResponse.Builder()
                .code(307)
                .addHeader("Location", place)
                .addHeader("Content-Type", "text/html")
                .body(place)
                .build();
    }
}
