package io.github.dnsfailover.dyn;

import static io.github.dnsfailover.dyn.FakeDyn.A;
import static io.github.dnsfailover.dyn.FakeDyn.CHANGE;
import static io.github.dnsfailover.dyn.FakeDyn.NEW;
import static io.github.dnsfailover.dyn.FakeDyn.OLD;
import static io.github.dnsfailover.dyn.FakeDyn.TTL;
import static io.github.dnsfailover.dyn.FakeDyn.ZONE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Urgency;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.testkit.DynServer.Fault;
import io.github.dnsfailover.testkit.DynServer.SerialStyle;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may go wrong at the service, and what the provider makes of it. */
class DynFailuresTest {

    private FakeDyn fake = new FakeDyn();

    DynFailuresTest() throws IOException {}

    @AfterEach
    void close() {
        fake.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"INTERNAL_ERROR", "EMPTY"})
    void whatTheServiceSaidIsAnAnswer(Fault fault) throws Exception {
        fake.dyn.at("PUT", "Zone", fault);

        assertThat(fake.failure().isAnswered()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"CUT_BEFORE", "CUT_AFTER", "PROXY_ERROR_BEFORE"})
    void whatNobodySaidOrOnlyAGatewayIsNone(Fault fault) throws Exception {
        fake.dyn.at("PUT", "Zone", fault);

        assertThat(fake.failure().isAnswered()).isFalse();
    }

    // the publish

    @ParameterizedTest
    @EnumSource(
            names = {"CUT_AFTER", "PROXY_ERROR_AFTER", "EMPTY", "CUT_BEFORE", "PROXY_ERROR_BEFORE", "INTERNAL_ERROR"})
    void aPublishWithoutAWordOfTheServiceIsUnknown(Fault fault) throws Exception {
        fake.dyn.at("PUT", "Zone", fault);

        assertThat(fake.failure().outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"CUT_AFTER", "PROXY_ERROR_AFTER", "EMPTY", "CUT_BEFORE", "PROXY_ERROR_BEFORE", "INTERNAL_ERROR"})
    void whatIsReadAfterAnUnknownPublishIsWhatStands(Fault fault) throws Exception {
        fake.dyn.at("PUT", "Zone", fault);
        fake.failure();

        RecordSet read = fake.read();

        assertThat(read).isEqualTo(fake.zone.get(A));
        assertThat(fake.dyn.hasQueuedEdits()).isFalse();
        assertThat(fake.dyn.logins()).isEqualTo(1);
    }

    @Test
    void aPublishThatStillRunsAsAJobIsWaitedForByTheNextRead() throws Exception {
        fake.close();
        fake = new FakeDyn(server -> server.jobTime(Duration.ofSeconds(70)), builder -> builder);
        fake.dyn.at("PUT", "Zone", Fault.JOB_BY_REDIRECT);
        DnsProviderException failure = fake.failure();
        boolean notYet = fake.zone.get(A).equals(OLD);

        RecordSet read = fake.read();

        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure).hasMessageContaining("has not ended in time");
        assertThat(notYet).isTrue();
        assertThat(read).isEqualTo(NEW);
    }

    @ParameterizedTest
    @EnumSource(names = {"IDLE_LOGOUT", "BAD_SESSION", "OTHER_ADDRESS"})
    void aSessionThatIsLostAtThePublishIsOpenedAgainAndTheWholeChangeDone(Fault fault) throws Exception {
        fake.dyn.at("PUT", "Zone", fault);

        assertThat(fake.provider.apply(CHANGE)).isInstanceOf(WriteResult.Applied.class);
        assertThat(fake.zone.get(A)).isEqualTo(NEW);
        assertThat(fake.dyn.logins()).isEqualTo(2);
        assertThat(fake.dyn.mostSessions()).isEqualTo(1);
    }

    @Test
    void aSessionIsOpenedAgainOnlyOnce() throws Exception {
        fake.dyn.at("PUT", "Zone", Fault.BAD_SESSION, Fault.BAD_SESSION);

        assertThat(fake.failure().outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(fake.zone.get(A)).isEqualTo(OLD);
        assertThat(fake.dyn.logins()).isEqualTo(2);
    }

    @Test
    void aSessionThatIsLostWhileThePublishRunsLeavesTheOutcomeUnknown() throws Exception {
        fake.dyn.at("PUT", "Zone", Fault.JOB_BY_STATUS);
        fake.dyn.at("GET", "Job", Fault.BAD_SESSION);

        assertThat(fake.failure().outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(fake.read()).isEqualTo(fake.zone.get(A));
    }

    @Test
    void aPublishIsNotSentAgainByItself() throws Exception {
        fake.read();
        fake.dyn.at("PUT", "Zone", Fault.CUT_BEFORE);
        int before = fake.dyn.requests();

        fake.failure();

        assertThat(fake.dyn.requests() - before)
                .as("look, read, replace, publish")
                .isEqualTo(4);
    }

    @Test
    void aWarningDoesNotMakeAFailureOfASuccess() throws Exception {
        fake.dyn.at("PUT", "Zone", Fault.WARNING);

        assertThat(fake.provider.apply(CHANGE)).isInstanceOf(WriteResult.Applied.class);
    }

    @Test
    void aFrozenZoneIsLeftFrozen() throws Exception {
        fake.dyn.freeze(ZONE);

        DnsProviderException failure = fake.failure();

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure).hasMessageContaining("This zone is frozen");
        assertThat(fake.zone.get(A)).isEqualTo(OLD);
    }

    // the edits before it

    @ParameterizedTest
    @EnumSource(
            names = {"CUT_BEFORE", "CUT_AFTER", "PROXY_ERROR_BEFORE", "PROXY_ERROR_AFTER", "EMPTY", "INTERNAL_ERROR"})
    void anEditWithoutAWordIsNotAppliedAndItsTraceIsRemoved(Fault fault) throws Exception {
        fake.dyn.at("PUT", "ARecord", fault);

        assertThat(fake.failure().outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(fake.zone.get(A)).isEqualTo(OLD);
        assertThat(fake.dyn.hasQueuedEdits()).isFalse();
        assertThat(fake.dyn.sessions()).isZero();
    }

    @Test
    void leftoversThatCouldNotBeDiscardedAreDiscardedBeforeTheNextRead() throws Exception {
        fake.dyn.at("PUT", "ARecord", Fault.CUT_AFTER);
        fake.dyn.at("DELETE", "ZoneChanges", Fault.CUT_BEFORE);
        fake.dyn.at("DELETE", "Session", Fault.CUT_BEFORE);
        fake.failure();
        boolean left = fake.dyn.hasQueuedEdits();

        RecordSet read = fake.read();

        assertThat(left).isTrue();
        assertThat(read).isEqualTo(OLD);
        assertThat(fake.dyn.hasQueuedEdits()).isFalse();
        assertThat(fake.dyn.mostSessions()).isEqualTo(1);
    }

    @Test
    void leftoversAreNeverPublished() throws Exception {
        fake.dyn.at("PUT", "ARecord", Fault.CUT_AFTER);
        fake.dyn.at("DELETE", "ZoneChanges", Fault.CUT_BEFORE);
        fake.dyn.at("DELETE", "Session", Fault.CUT_BEFORE);
        fake.failure();
        RecordKey other = RecordKey.of("other.example.com", RecordType.A);
        RecordSet desired = RecordSet.of(other, TTL, "192.0.2.7");

        fake.provider.apply(RecordChange.of(RecordSet.absent(other), desired));

        assertThat(fake.zone.get(A)).isEqualTo(OLD);
        assertThat(fake.zone.get(other)).isEqualTo(desired);
    }

    @Test
    void whileLeftoversCannotBeDiscardedNothingIsReadOrPublished() throws Exception {
        fake.dyn.at("PUT", "ARecord", Fault.CUT_AFTER);
        fake.dyn.plan((method, resource) -> method.equals("DELETE") ? Fault.CUT_BEFORE : Fault.NONE);
        fake.failure();

        assertThat(fake.readFailure().outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(fake.failure().outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(fake.zone.get(A)).isEqualTo(OLD);
    }

    @ParameterizedTest
    @EnumSource(names = {"JOB_BY_REDIRECT", "JOB_BY_STATUS", "LEGACY", "WARNING", "NO_MESSAGES"})
    void everyFormOfSuccessIsOne(Fault fault) throws Exception {
        fake.dyn.plan((method, resource) -> resource.equals("Job") || resource.equals("Session") ? Fault.NONE : fault);

        assertThat(fake.provider.apply(CHANGE)).isInstanceOf(WriteResult.Applied.class);
        assertThat(fake.zone.get(A)).isEqualTo(NEW);
    }

    @Test
    void aFailureWithTheCodeOfSuccessIsAFailure() throws Exception {
        fake.zone.put(RecordSet.absent(A));
        fake.zone.put(RecordSet.of(RecordKey.of("www.example.com", RecordType.CNAME), TTL, "lb.example.net"));
        fake.dyn.at("POST", "ARecord", Fault.LEGACY);

        DnsProviderException failure = FakeDyn.failure(fake.provider, RecordChange.of(RecordSet.absent(A), NEW));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(fake.zone.get(A).isEmpty()).isTrue();
    }

    @Test
    void anEditWaitsForTheTaskThatBlocksTheZone() throws Exception {
        fake.dyn.at("PUT", "ARecord", Fault.ZONE_BUSY);

        assertThat(fake.provider.apply(CHANGE)).isInstanceOf(WriteResult.Applied.class);
        assertThat(fake.time.passed()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(6));
    }

    @Test
    void aPublishWaitsForTheTaskThatBlocksTheZone() throws Exception {
        fake.dyn.at("PUT", "Zone", Fault.ZONE_BUSY);

        assertThat(fake.provider.apply(CHANGE)).isInstanceOf(WriteResult.Applied.class);
        assertThat(fake.zone.get(A)).isEqualTo(NEW);
    }

    @Test
    void aZoneThatStaysBlockedIsGivenUpInTime() throws Exception {
        fake.close();
        fake = new FakeDyn(server -> server.taskTime(Duration.ofHours(1)), builder -> builder);
        fake.dyn.at("PUT", "ARecord", Fault.ZONE_BUSY);

        DnsProviderException failure = fake.failure();

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure).hasMessageContaining("Operation blocked by current task");
        assertThat(fake.time.passed()).isLessThan(fake.provider.traits().slowestCall());
    }

    // sessions

    @ParameterizedTest
    @EnumSource(names = {"IDLE_LOGOUT", "BAD_SESSION", "OTHER_ADDRESS"})
    void aReadSurvivesALostSession(Fault fault) throws Exception {
        fake.read();
        fake.dyn.at("GET", "ARecord", fault);

        assertThat(fake.read()).isEqualTo(OLD);
        assertThat(fake.dyn.mostSessions()).isEqualTo(1);
    }

    @Test
    void anotherAddressOfTheClientNeedsAnotherSession() throws Exception {
        fake.read();
        fake.dyn.moveClient();

        assertThat(fake.read()).isEqualTo(OLD);
    }

    /** Found by seed 140 of the chaos test. */
    @Test
    void aSessionThatCouldNotBeLeftIsUsedOn() throws Exception {
        fake.dyn.at("PUT", "ARecord", Fault.INTERNAL_ERROR);
        fake.dyn.at("DELETE", "Session", Fault.INTERNAL_ERROR);
        fake.failure();

        fake.provider.apply(CHANGE);

        assertThat(fake.dyn.mostSessions()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"CUT_BEFORE", "CUT_AFTER", "PROXY_ERROR_AFTER", "EMPTY", "TOO_MANY", "INTERNAL_ERROR"})
    void aFailedLoginDoesNotLockTheProviderUp(Fault fault) throws Exception {
        fake.dyn.at("POST", "Session", fault);
        DnsProviderException failure = fake.readFailure();
        fake.time.pass(Duration.ofMinutes(1));

        RecordSet read = fake.read();

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(read).isEqualTo(OLD);
    }

    @Test
    void aBadPasswordIsTriedEverMoreSeldom() throws Exception {
        fake.close();
        fake = new FakeDyn(server -> server.account("acme", "failover", "another"), builder -> builder);

        DnsProviderException first = fake.readFailure();
        DnsProviderException second = fake.readFailure();
        for (int minute = 1; minute <= 180; minute++) {
            fake.time.pass(Duration.ofMinutes(1));
            fake.readFailure();
        }

        assertThat(first).hasMessageContaining("Credentials you entered did not match");
        assertThat(first.retryAfter()).isEqualTo(Optional.of(Duration.ofMinutes(1)));
        assertThat(second).hasMessage("login as acme/failover was refused; tried again in 60 s");
        assertThat(fake.dyn.logins())
                .as("after 0, 1, 3, 7, 15, 31, 61, 91, 121, 151 minutes")
                .isEqualTo(10);
    }

    @Test
    void anotherPasswordIsTriedAtOnce() throws Exception {
        String[] password = {"old"};
        fake.close();
        fake = new FakeDyn(
                server -> server.account("acme", "failover", "new"),
                builder -> builder.credentials(() -> DynCredentials.managed("acme", "failover", password[0])));
        fake.readFailure();

        password[0] = "new";

        assertThat(fake.read()).isEqualTo(OLD);
    }

    @Test
    void aSupplierThatFailsIsToldByItsTypeOnly() throws Exception {
        fake.close();
        fake = new FakeDyn(
                server -> server,
                builder -> builder.credentials(() -> {
                    throw new IllegalStateException("vault says: hunter2");
                }));

        assertThat(fake.readFailure())
                .hasMessage("the supplier of the credentials failed: java.lang.IllegalStateException")
                .hasStackTraceContaining("DynFailure")
                .extracting(failure -> failure.getCause().getCause())
                .isNull();
    }

    @Test
    void aSessionWithAJobIsWaitedFor() throws Exception {
        fake.dyn.at("GET", "ARecord", Fault.JOB_BY_STATUS);
        fake.dyn.at("GET", "Job", Fault.CUT_BEFORE, Fault.CUT_AFTER, Fault.PROXY_ERROR_BEFORE);

        assertThat(fake.read()).isEqualTo(OLD);
    }

    @Test
    void aSessionWhoseJobNeverEndsIsGivenUp() throws Exception {
        fake.close();
        fake = new FakeDyn(server -> server.jobTime(Duration.ofHours(10)), builder -> builder);
        fake.dyn.at("GET", "ARecord", Fault.JOB_BY_STATUS);

        int failures = 0;
        while (fake.dyn.logins() < 2 && failures < 20) {
            fake.readFailure();
            failures++;
            fake.time.pass(Duration.ofSeconds(30));
        }

        assertThat(failures).isBetween(5, 15);
        assertThat(fake.time.passed()).isGreaterThan(Duration.ofMinutes(10));
    }

    // the rate

    @Test
    void theRateStaysBelowTheLimitOfTheService() throws Exception {
        for (int i = 0; i < 100; i++) {
            fake.provider.apply(i % 2 == 0 ? CHANGE : RecordChange.of(NEW, OLD));
        }

        assertThat(fake.dyn.busiestSecond()).isEqualTo(4);
        assertThat(fake.dyn.busiestMinute()).isLessThanOrEqualTo(240);
        assertThat(fake.dyn.refusedByRate()).isZero();
    }

    @Test
    void whatCanWaitUsesHalfOfTheRate() throws Exception {
        fake.provider.read(Collections.nCopies(50, A));

        assertThat(fake.dyn.busiestSecond()).isEqualTo(2);

        fake.provider.apply(CHANGE.urgency(Urgency.REPAIR));

        assertThat(fake.dyn.busiestSecond()).isEqualTo(2);
    }

    @Test
    void afterTooManyRequestsNothingIsSentUntilTheAccountIsOpenAgain() throws Exception {
        fake.dyn.at("GET", "ARecord", Fault.TOO_MANY);
        DnsProviderException refused = fake.readFailure();
        int requests = fake.dyn.requests();
        DnsProviderException still = fake.failure();
        int requestsAfter = fake.dyn.requests();
        fake.time.pass(still.retryAfter().orElseThrow());

        WriteResult result = fake.provider.apply(CHANGE);

        assertThat(refused.retryAfter()).isEqualTo(Optional.of(Duration.ofSeconds(60)));
        assertThat(requestsAfter).isEqualTo(requests);
        assertThat(result).isInstanceOf(WriteResult.Applied.class);
    }

    @Test
    void tooManyRequestsInTheMiddleOfAChangeLeaveNothingBehind() throws Exception {
        fake.dyn.at("PUT", "Zone", Fault.TOO_MANY);
        DnsProviderException failure = fake.failure();
        fake.time.pass(Duration.ofSeconds(60));

        RecordSet read = fake.read();

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(read).isEqualTo(OLD);
        assertThat(fake.dyn.hasQueuedEdits()).isFalse();
    }

    @Test
    void tooManyRequestsWhileThePublishRunsAreSatOut() throws Exception {
        fake.close();
        fake = new FakeDyn(server -> server.refusalTime(Duration.ofSeconds(30)), builder -> builder);
        fake.dyn.at("PUT", "Zone", Fault.JOB_BY_REDIRECT);
        fake.dyn.at("GET", "Job", Fault.TOO_MANY);

        DnsProviderException failure = fake.failure();

        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        fake.time.pass(Duration.ofSeconds(60));
        assertThat(fake.read()).isEqualTo(NEW);
    }

    // reading

    @ParameterizedTest
    @EnumSource(names = {"CUT_BEFORE", "CUT_AFTER", "PROXY_ERROR_BEFORE", "NOT_ACCEPTABLE", "EMPTY"})
    void aReadIsRepeatedOnce(Fault fault) throws Exception {
        fake.dyn.at("GET", "ARecord", fault);

        assertThat(fake.read()).isEqualTo(OLD);

        fake.dyn.at("GET", "ARecord", fault, fault);

        assertThat(fake.readFailure().outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void aMissingSetMayBeAnEmptyList() throws Exception {
        fake.close();
        fake = new FakeDyn(server -> server.emptyForMissing(), builder -> builder);
        RecordKey missing = RecordKey.of("missing.example.com", RecordType.A);

        assertThat(fake.provider.read(List.of(missing))).containsExactly(RecordSet.absent(missing));
    }

    @Test
    void aMissingZoneIsNotAMissingRecord() throws Exception {
        DynProvider elsewhere = DynProvider.zone("example.net")
                .url(fake.dyn.url())
                .credentials(DynCredentials.managed("acme", "failover", FakeDyn.PASSWORD))
                .ticker(fake.time)
                .build();
        RecordKey key = RecordKey.of("www.example.net", RecordType.A);

        DnsProviderException failure =
                FakeDyn.failure(elsewhere, RecordChange.of(RecordSet.absent(key), RecordSet.of(key, TTL, "192.0.2.1")));

        assertThat(failure).hasMessageContaining("zone: No such zone");
        elsewhere.close();
    }

    @Test
    void namesInCapitalsAreTheSameNames() throws Exception {
        fake.dyn.shout();

        assertThat(fake.read()).isEqualTo(OLD);
    }

    @Test
    void whetherQueuedEditsShowInReadsDoesNotMatter() throws Exception {
        fake.close();
        fake = new FakeDyn(server -> server.hidesQueuedEdits(), builder -> builder);
        fake.dyn.at("PUT", "ARecord", Fault.CUT_AFTER);
        fake.failure();

        assertThat(fake.read()).isEqualTo(OLD);
        assertThat(fake.provider.apply(CHANGE)).isInstanceOf(WriteResult.Applied.class);
    }

    // following a publish

    @ParameterizedTest
    @EnumSource(SerialStyle.class)
    void aPublishIsFollowedToItsEnd(SerialStyle style) throws Exception {
        fake.close();
        fake = new FakeDyn(
                server -> server.serialStyle(style).provisionTime(Duration.ofSeconds(20)), builder -> builder);
        String receipt = ((WriteResult.Applied) fake.provider.apply(CHANGE)).receipt();

        boolean early = fake.provider.propagated(receipt);
        fake.time.pass(Duration.ofSeconds(20));

        assertThat(early).isFalse();
        assertThat(fake.provider.propagated(receipt)).isTrue();
    }

    @Test
    void aTaskThatIsForgottenHasEnded() throws Exception {
        fake.provider.apply(CHANGE);

        assertThat(fake.provider.propagated("serial=" + fake.dyn.serial(ZONE) + ",task=1"))
                .isTrue();
        assertThat(fake.provider.propagated("serial=" + (fake.dyn.serial(ZONE) + 1) + ",task=1"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"serial=7,task=", "serial=,task=", "serial=4294967295,task="})
    void withoutATaskTheSerialDecides(String receipt) throws Exception {
        fake.zone.put(RecordSet.of(A, TTL, "192.0.2.9"));
        for (int i = 0; i < 6; i++) {
            RecordSet now = fake.read();
            fake.provider.apply(RecordChange.of(now, RecordSet.of(A, TTL, "192.0.2." + (10 + i))));
        }

        assertThat(fake.provider.propagated(receipt)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"GET, Task", "GET, Zone"})
    void aLookThatFailsIsToldAsSuch(String method, String resource) throws Exception {
        String receipt = ((WriteResult.Applied) fake.provider.apply(CHANGE)).receipt();
        fake.dyn.at(method, resource, Fault.INTERNAL_ERROR);

        DnsProviderException failure =
                catchThrowableOfType(DnsProviderException.class, () -> fake.provider.propagated(receipt));

        assertThat(failure).hasMessageContaining("INTERNAL_ERROR");
    }
}
