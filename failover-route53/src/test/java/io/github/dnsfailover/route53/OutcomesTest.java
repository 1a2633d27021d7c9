package io.github.dnsfailover.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.DnsProviderException.Outcome;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.RecordType;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.route53.internal.Pace;
import io.github.dnsfailover.route53.internal.VirtualPace;
import io.github.dnsfailover.testkit.Route53Server;
import io.github.dnsfailover.testkit.Route53Server.Fault;
import io.github.dnsfailover.testkit.Route53Server.Operation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.route53.Route53Client;

/** What becomes of a change when things go wrong: what the provider says, and what really stands in the zone. */
class OutcomesTest {

    private static final Duration TTL = Duration.ofSeconds(30);
    private static final RecordKey A = RecordKey.of("www.example.com", RecordType.A);
    private static final RecordKey MARK = RecordKey.of("_failover.www.example.com", RecordType.TXT);
    private static final RecordSet OLD = RecordSet.of(A, TTL, "192.0.2.1");
    private static final RecordSet NEW = RecordSet.of(A, TTL, "198.51.100.1");
    private static final RecordSet OTHER = RecordSet.of(A, TTL, "203.0.113.9");
    private static final RecordSet GEN1 = RecordSet.of(MARK, TTL, "v=1 gen=1");
    private static final RecordSet GEN2 = RecordSet.of(MARK, TTL, "v=1 gen=2");
    private static final RecordChange CHANGE =
            RecordChange.of(List.of(new Transition(OLD, NEW), new Transition(GEN1, GEN2)));

    private final VirtualPace pace = new VirtualPace(1);
    private final Deque<Runnable> later = new ArrayDeque<>();
    private Route53Server aws;
    private Route53Provider dns;

    @BeforeEach
    void start() throws IOException {
        aws = Route53Server.of("example.com")
                .time(pace::nanoTime, (delay, action) -> later.add(action))
                .pageSize(3)
                .start();
        aws.put(OLD);
        aws.put(GEN1);
        dns = Providers.of(aws, pace).build();
    }

    @AfterEach
    void stop() {
        dns.close();
        aws.close();
    }

    @Test
    void anAnswerGivesTheIdOfTheChange() throws Exception {
        assertThat(dns.apply(CHANGE)).isEqualTo(new WriteResult.Applied("C1"));
        assertMade();
    }

    @ParameterizedTest
    @EnumSource(names = {"LOST_AFTER", "ERROR_AFTER", "GARBLED"})
    void aChangeThatWasMadeIsFoundByLooking(Fault fault) throws Exception {
        aws.nextChanges(fault);

        assertThat(dns.apply(CHANGE)).isEqualTo(new WriteResult.Applied(""));

        assertMade();
        assertThat(aws.requests(Operation.CHANGE)).isEqualTo(1);
        assertThat(aws.requests(Operation.LIST)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"LOST_BEFORE", "ERROR_BEFORE"})
    void aChangeThatWasNotMadeIsTriedAgain(Fault fault) throws Exception {
        aws.nextChanges(fault, fault);

        assertThat(dns.apply(CHANGE)).isEqualTo(new WriteResult.Applied("C1"));

        assertMade();
        assertThat(aws.requests(Operation.CHANGE)).isEqualTo(3);
        assertThat(aws.requests(Operation.LIST)).isEqualTo(2);
    }

    /** The JDK's HTTP client repeats a POST by itself if a connection that it kept open ends without an answer. */
    @Test
    void noRequestIsRepeatedBehindOurBack() throws Exception {
        dns.read(List.of(A));
        dns.read(List.of(A));
        aws.nextChanges(Fault.LOST_AFTER);

        assertThat(dns.apply(CHANGE)).isEqualTo(new WriteResult.Applied(""));

        assertThat(aws.requests(Operation.CHANGE)).isEqualTo(1);
    }

    @Test
    void aClientThatRepeatsByItselfIsSeenThrough() throws Exception {
        try (Route53Client client = Route53Client.builder()
                .region(Region.US_EAST_1)
                .endpointOverride(aws.uri())
                .credentialsProvider(Providers.credentials(aws.accessKey()))
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.standardRetryStrategy()))
                .build()) {
            Route53Provider theirs = Route53Provider.zone("example.com", aws.zoneId())
                    .client(client)
                    .pace(pace)
                    .build();
            aws.nextChanges(Fault.LOST_AFTER);

            assertThat(theirs.apply(CHANGE)).isEqualTo(new WriteResult.Applied(""));

            assertMade();
            assertThat(aws.requests(Operation.CHANGE)).isEqualTo(2);
        }
    }

    @Test
    void whatSomebodyElseMadeMeanwhileIsAConflict() throws Exception {
        Deque<Fault> faults = new ArrayDeque<>(List.of(Fault.LOST_BEFORE));
        aws.faults(operation -> {
            if (operation != Operation.CHANGE) {
                return Fault.NONE;
            }
            aws.put(OTHER);
            return faults.remove();
        });

        assertThat(dns.apply(CHANGE)).isEqualTo(new WriteResult.Conflict(List.of(OTHER, GEN1)));

        assertThat(aws.look(A)).isEqualTo(OTHER);
    }

    @Test
    void aRefusedBatchIsAConflictThatShowsEverySet() throws Exception {
        aws.put(OTHER);

        assertThat(dns.apply(CHANGE)).isEqualTo(new WriteResult.Conflict(List.of(OTHER, GEN1)));

        assertThat(aws.requests(Operation.CHANGE)).isEqualTo(1);
    }

    @Test
    void theOlderFormOfARefusalIsUnderstood() throws Exception {
        aws.oldErrorForm();
        aws.put(OTHER);

        assertThat(dns.apply(CHANGE)).isEqualTo(new WriteResult.Conflict(List.of(OTHER, GEN1)));
    }

    @Test
    void anotherTtlIsAConflictToo() throws Exception {
        RecordSet slow = RecordSet.of(A, Duration.ofHours(1), "192.0.2.1");
        aws.put(slow);

        assertThat(dns.apply(CHANGE)).isEqualTo(new WriteResult.Conflict(List.of(slow, GEN1)));
    }

    @Test
    void aNeighbourInTheWayIsNamedInTheServicesWords() {
        RecordKey cname = RecordKey.of("www.example.com", RecordType.CNAME);
        RecordChange change = RecordChange.of(RecordSet.absent(cname), RecordSet.of(cname, TTL, "lb.example.net"));

        DnsProviderException failure = failure(change);

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure)
                .hasMessageContaining("is not permitted as it conflicts with other records")
                .hasMessageEndingWith("although [www.example.com. CNAME] are as expected");
    }

    @Test
    void aRefusalWhoseReasonCannotBeReadIsStillARefusal() {
        aws.put(OTHER);
        aws.faults(operation -> operation == Operation.LIST ? Fault.DENIED : Fault.NONE);

        assertThat(failure(CHANGE).outcome()).isEqualTo(Outcome.NOT_APPLIED);
    }

    @Test
    void throttlingIsLeftToTheBudgetOfTheAccount() {
        aws.nextChanges(Fault.THROTTLED);

        DnsProviderException failure = failure(CHANGE);

        assertThat(failure.isThrottled()).isTrue();
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure).hasMessageContaining("Throttling: Rate exceeded");
        assertThat(aws.requests(Operation.CHANGE)).isEqualTo(1);
        assertThat(aws.requests(Operation.LIST)).isZero();
        assertThat(pace.pauses()).isZero();
        assertThat(aws.look(A)).isEqualTo(OLD);
    }

    @Test
    void aReadThatIsThrottledIsLeftToTheBudgetToo() {
        aws.faults(operation -> Fault.THROTTLED);

        DnsProviderException failure = catchThrowableOfType(DnsProviderException.class, () -> dns.read(List.of(A)));

        assertThat(failure.isThrottled()).isTrue();
        assertThat(aws.requests(Operation.LIST)).isEqualTo(1);
    }

    @Test
    void aLostAnswerAndThenThrottlingLeaveTheOutcomeOpen() {
        aws.faults(operation -> operation == Operation.CHANGE ? Fault.LOST_AFTER : Fault.THROTTLED);

        DnsProviderException failure = failure(CHANGE);

        assertThat(failure.isThrottled()).isTrue();
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(dns.requestsSent()).hasValue(2);
    }

    @Test
    void anotherChangeOfTheZoneIsWaitedFor() throws Exception {
        aws.nextChanges(Fault.ZONE_BUSY, Fault.ZONE_BUSY, Fault.ZONE_BUSY, Fault.ZONE_BUSY);

        assertThat(dns.apply(CHANGE)).isEqualTo(new WriteResult.Applied("C1"));

        assertThat(pace.pauses()).isEqualTo(4);
    }

    /** The service refuses a change while it makes another one, so the provider sends one after the other. */
    @Test
    void twoChangesOfTheZoneAreMadeOneAfterTheOther() throws Exception {
        RecordKey other = RecordKey.of("api.example.com", RecordType.A);
        RecordChange second = RecordChange.of(RecordSet.absent(other), RecordSet.of(other, TTL, "192.0.2.7"));
        AtomicInteger under = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        aws.faults(operation -> {
            most.accumulateAndGet(under.incrementAndGet(), Math::max);
            begun.countDown();
            awaitQuietly(asked);
            under.decrementAndGet();
            return Fault.NONE;
        });
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<WriteResult> one = threads.submit(() -> dns.apply(CHANGE));
            begun.await();
            Thread[] caller = new Thread[1];
            CountDownLatch called = new CountDownLatch(1);
            Future<WriteResult> two = threads.submit(() -> {
                caller[0] = Thread.currentThread();
                called.countDown();
                return dns.apply(second);
            });
            called.await();
            while (!EnumSet.of(Thread.State.TIMED_WAITING, Thread.State.WAITING).contains(caller[0].getState())) {
                Thread.onSpinWait(); // until it waits for its turn, or for an answer
            }
            asked.countDown();

            assertThat(one.get()).isInstanceOf(WriteResult.Applied.class);
            assertThat(two.get()).isInstanceOf(WriteResult.Applied.class);
        } finally {
            threads.shutdownNow();
        }
        assertThat(most).as("requests under way at once").hasValue(1);
        assertThat(aws.requests(Operation.CHANGE)).isEqualTo(2);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aLateChangeFitsNoMoreOnceItWasRepeated() throws Exception {
        aws.nextChanges(Fault.LATE);

        assertThat(dns.apply(CHANGE)).isEqualTo(new WriteResult.Applied("C1"));
        later.forEach(Runnable::run);

        assertMade();
    }

    @Test
    void aLateChangeThatComesFirstIsFoundByLooking() throws Exception {
        Deque<Fault> faults = new ArrayDeque<>(List.of(Fault.LATE, Fault.NONE));
        aws.faults(operation -> {
            if (operation == Operation.CHANGE && faults.size() == 1) {
                later.remove().run(); // right before the second try
            }
            return operation == Operation.CHANGE ? faults.remove() : Fault.NONE;
        });

        assertThat(dns.apply(CHANGE)).isEqualTo(new WriteResult.Applied(""));

        assertMade();
    }

    /** Two names are listed one after the other, and the change is made in between. */
    @Test
    void aLateChangeThatIsSeenByHalvesIsNoConflict() throws Exception {
        RecordKey far = RecordKey.of("a.example.com", RecordType.A);
        RecordSet before = RecordSet.of(far, TTL, "192.0.2.1");
        aws.put(before);
        for (int i = 0; i < 5; i++) { // what lies between the two, so that one list does not hold both
            aws.put(RecordSet.of(RecordKey.of("b" + i + ".example.com", RecordType.A), TTL, "192.0.2.9"));
        }
        RecordChange change = RecordChange.of(
                List.of(new Transition(before, RecordSet.of(far, TTL, "198.51.100.1")), new Transition(OLD, NEW)));
        AtomicInteger lists = new AtomicInteger();
        aws.faults(operation -> {
            if (operation == Operation.LIST && lists.incrementAndGet() == 2) {
                later.remove().run();
            }
            return operation == Operation.CHANGE ? Fault.LATE : Fault.NONE;
        });

        assertThat(dns.apply(change)).isEqualTo(new WriteResult.Applied(""));

        assertThat(lists).as("two lists for a look, and two looks").hasValue(4);
        assertThat(aws.look(A)).isEqualTo(NEW);
    }

    @Test
    void aZoneThatChangesWithEachLookIsNotLookedAtWithoutEnd() {
        AtomicInteger lists = new AtomicInteger();
        aws.faults(operation -> {
            if (operation == Operation.LIST) {
                aws.put(RecordSet.of(A, TTL, "203.0.113." + lists.incrementAndGet()));
            }
            return operation == Operation.CHANGE ? Fault.LOST_BEFORE : Fault.NONE;
        });

        DnsProviderException failure = failure(CHANGE);

        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure).hasMessageContaining("the zone changed with each of 3 looks");
        assertThat(lists).hasValue(4);
    }

    @Test
    void aChangeThatWasHeardOfByNobodyMayStillBeMade() {
        aws.faults(operation -> operation == Operation.CHANGE ? Fault.LATE : Fault.NONE);

        DnsProviderException failure = failure(CHANGE);

        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(aws.look(A)).isEqualTo(OLD);
        later.forEach(Runnable::run);
        assertThat(aws.look(A)).isEqualTo(NEW);
    }

    /** What stands in between does not know whether the service still works on it. */
    @Test
    void aGatewayThatGivesUpMayHaveLeftTheChangeUnderWay() {
        aws.faults(operation -> operation == Operation.CHANGE ? Fault.GATEWAY_LATE : Fault.NONE);

        DnsProviderException failure = failure(CHANGE);

        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(failure).hasMessageContaining("status 504");
        later.forEach(Runnable::run);
        assertThat(aws.look(A)).isEqualTo(NEW);
    }

    @Test
    void aRefusalThatCannotBeExplainedAfterAnErrorIsUnknown() {
        Deque<Fault> changes = new ArrayDeque<>(List.of(Fault.ERROR_BEFORE, Fault.NONE));
        AtomicInteger lists = new AtomicInteger();
        aws.faults(operation -> {
            if (operation == Operation.LIST) {
                return lists.incrementAndGet() == 1 ? Fault.NONE : Fault.DENIED;
            }
            if (changes.size() == 1) {
                aws.put(NEW); // the first try took effect after all
                aws.put(GEN2);
            }
            return changes.remove();
        });

        assertThat(failure(CHANGE).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertMade();
    }

    @ParameterizedTest
    @EnumSource(names = {"DENIED", "THROTTLED", "ERROR_BEFORE"})
    void whatTheServiceSaidIsAnAnswer(Fault fault) {
        aws.faults(operation -> fault);

        assertThat(failure(CHANGE).isAnswered()).isTrue();
        assertThat(catchThrowableOfType(DnsProviderException.class, () -> dns.read(List.of(A)))
                        .isAnswered())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"LOST_BEFORE", "GATEWAY_LATE"})
    void whatNobodySaidOrOnlyAGatewayIsNone(Fault fault) {
        aws.faults(operation -> fault);

        assertThat(failure(CHANGE).isAnswered()).isFalse();
        assertThat(catchThrowableOfType(DnsProviderException.class, () -> dns.read(List.of(A)))
                        .isAnswered())
                .isFalse();
    }

    @Test
    void errorsWithoutEndAreNotApplied() {
        aws.faults(operation -> operation == Operation.CHANGE ? Fault.ERROR_BEFORE : Fault.NONE);

        DnsProviderException failure = failure(CHANGE);

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure).hasMessageContaining("InternalError");
    }

    @Test
    void aLostAnswerIsUnknownWhenTheZoneCannotBeReadEither() {
        aws.faults(operation -> operation == Operation.CHANGE ? Fault.LOST_AFTER : Fault.ERROR_BEFORE);

        assertThat(failure(CHANGE).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertMade();
    }

    @Test
    void aMissingPermissionIsNotApplied() {
        aws.nextChanges(Fault.DENIED);

        DnsProviderException failure = failure(CHANGE);

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure).hasMessageContaining("403 AccessDenied");
        assertThat(aws.requests(Operation.CHANGE)).isEqualTo(1);
    }

    @Test
    void aRefusalAfterSilenceProvesNothingOfTheSilence() {
        aws.nextChanges(Fault.LATE, Fault.DENIED);

        assertThat(failure(CHANGE).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void withoutCredentialsNothingIsSent() {
        try (Route53Provider poor = Providers.of(aws, pace)
                .credentials(() -> {
                    throw SdkClientException.create("no credentials here");
                })
                .build()) {
            DnsProviderException failure = catchThrowableOfType(DnsProviderException.class, () -> poor.apply(CHANGE));

            assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
            assertThat(failure).hasMessageContaining("no credentials here");
            assertThat(aws.requests(Operation.CHANGE)).isZero();
        }
    }

    @Test
    void aClosedPortIsNotApplied() {
        aws.close();

        DnsProviderException failure = failure(CHANGE);

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure).hasMessageContaining("Connection refused");
    }

    @Test
    @Timeout(8) // seconds; a request's own limit is 10
    void aServiceThatKeepsSilentDoesNotHoldTheCallLongerThanItsTimeout() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Route53Provider patient = Providers.of(aws, Pace.real())
                        .endpoint(URI.create("http://127.0.0.1:" + silent.getLocalPort()))
                        .timeout(Duration.ofSeconds(2))
                        .build()) {
            DnsProviderException failure =
                    catchThrowableOfType(DnsProviderException.class, () -> patient.apply(CHANGE));

            assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
            assertThat(failure).hasMessageContaining("the change was sent");
        }
    }

    @Test
    void anInterruptDuringAWaitEndsTheCall() {
        Route53Provider impatient = Providers.of(aws, new Interrupting(pace)).build();
        aws.nextChanges(Fault.ZONE_BUSY);

        DnsProviderException failure = catchThrowableOfType(DnsProviderException.class, () -> impatient.apply(CHANGE));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        impatient.close();
    }

    @Test
    void anInterruptBeforeTheZoneWasReadAgainLeavesTheOutcomeOpen() {
        Route53Provider impatient = Providers.of(aws, new Interrupting(pace)).build();
        aws.faults(operation -> operation == Operation.CHANGE ? Fault.ERROR_AFTER : Fault.ERROR_BEFORE);

        DnsProviderException failure = catchThrowableOfType(DnsProviderException.class, () -> impatient.apply(CHANGE));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertMade();
        impatient.close();
    }

    @Test
    void anInterruptDuringARequestLeavesTheOutcomeOpen() {
        Thread caller = Thread.currentThread();
        aws.faults(operation -> {
            caller.interrupt();
            return operation == Operation.CHANGE ? Fault.LOST_AFTER : Fault.NONE;
        });

        DnsProviderException failure = failure(CHANGE);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(aws.requests(Operation.LIST)).isZero();
    }

    @Test
    void aReadIsRepeatedWhereThatMayHelp() throws Exception {
        Deque<Fault> faults = new ArrayDeque<>(List.of(Fault.LOST_BEFORE, Fault.ERROR_BEFORE, Fault.GARBLED));
        aws.faults(operation -> faults.isEmpty() ? Fault.NONE : faults.remove());

        assertThat(dns.read(List.of(A))).containsExactly(OLD);

        assertThat(aws.requests(Operation.LIST)).isEqualTo(4);
    }

    @Test
    void aReadIsNotRepeatedForEver() {
        aws.faults(operation -> Fault.ERROR_BEFORE);

        DnsProviderException failure = catchThrowableOfType(DnsProviderException.class, () -> dns.read(List.of(A)));

        assertThat(failure).hasMessageStartingWith("the hosted zone " + aws.zoneId() + " cannot be read: status 500");
        assertThat(aws.requests(Operation.LIST)).isEqualTo(5);
    }

    @Test
    void anUnusualSpellingIsDeletedAsItIsListed() throws Exception {
        RecordKey aaaa = RecordKey.of("www.example.com", RecordType.AAAA);
        aws.put(aaaa.name(), "AAAA", TTL, "2001:DB8:0:0:0:0:0:1");
        RecordSet read = dns.read(List.of(aaaa)).get(0);
        RecordSet desired = RecordSet.of(aaaa, TTL, "2001:db8::2");

        assertThat(dns.apply(RecordChange.of(read, desired))).isEqualTo(new WriteResult.Applied("C1"));

        assertThat(aws.look(aaaa)).isEqualTo(desired);
        assertThat(aws.requests(Operation.CHANGE)).isEqualTo(2);
    }

    @Test
    void aConditionThatASetIsAbsentIsLookedAtFirst() throws Exception {
        RecordSet absent = RecordSet.absent(RecordKey.of("other.example.com", RecordType.A));
        RecordChange change = RecordChange.of(List.of(new Transition(OLD, NEW), new Transition(absent, absent)));
        RecordSet there = RecordSet.of(absent.key(), TTL, "203.0.113.1");
        aws.put(there);

        assertThat(dns.apply(change)).isEqualTo(new WriteResult.Conflict(List.of(OLD, there)));

        assertThat(aws.requests(Operation.CHANGE)).isZero();
    }

    @Test
    void tooManyValuesAreRefusedByTheServiceAndNothingHappens() {
        List<String> many = IntStream.range(0, 400)
                .mapToObj(i -> "10.0." + i / 250 + "." + i % 250)
                .toList();
        List<Transition> transitions = IntStream.range(0, 3)
                .mapToObj(i -> RecordKey.of(DnsName.of("n" + i + ".example.com"), RecordType.A))
                .map(key -> new Transition(RecordSet.absent(key), RecordSet.of(key, TTL, many)))
                .toList();

        DnsProviderException failure = failure(RecordChange.of(transitions));

        assertThat(failure.outcome()).isEqualTo(Outcome.NOT_APPLIED);
        assertThat(failure).hasMessageContaining("Number of records limit of 1000 exceeded");
    }

    private DnsProviderException failure(RecordChange change) {
        return catchThrowableOfType(DnsProviderException.class, () -> dns.apply(change));
    }

    private void assertMade() {
        assertThat(aws.look(A)).isEqualTo(NEW);
        assertThat(aws.look(MARK)).isEqualTo(GEN2);
    }

    /** Interrupts whoever waits. */
    private record Interrupting(VirtualPace pace) implements Pace {

        @Override
        public long nanoTime() {
            return pace.nanoTime();
        }

        @Override
        public void pause(Duration time) throws InterruptedException {
            Thread.currentThread().interrupt();
            pace.pause(time);
        }

        @Override
        public double random() {
            return pace.random();
        }
    }
}
