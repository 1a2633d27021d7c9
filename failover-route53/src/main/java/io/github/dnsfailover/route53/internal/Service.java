package io.github.dnsfailover.route53.internal;

import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.route53.internal.RequestBudget.Rank;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.ChangeBatch;
import software.amazon.awssdk.services.route53.model.ChangeResourceRecordSetsResponse;
import software.amazon.awssdk.services.route53.model.GetChangeResponse;
import software.amazon.awssdk.services.route53.model.ListResourceRecordSetsRequest;
import software.amazon.awssdk.services.route53.model.ListResourceRecordSetsResponse;

/**
 * The three requests that a provider makes of its hosted zone: each within the budget, each with an end. Thread-safe.
 */
final class Service {

    /** Answers come within a second or two; a request that takes longer than this is lost. */
    private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(10);

    /** With less time than this left, a request is not begun. */
    static final Duration SHORTEST_ATTEMPT = Duration.ofMillis(500);

    /** Tries of one question; more would be the engine's part, which has a back-off of its own. */
    private static final int MOST_TRIES = 5;

    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final Route53Client client;
    private final String zoneId;
    private final RequestBudget budget;
    private final Pace pace;
    private final AtomicLong sent = new AtomicLong();

    Service(Route53Client client, String zoneId, RequestBudget budget, Pace pace) {
        this.client = client;
        this.zoneId = zoneId;
        this.budget = budget;
        this.pace = pace;
    }

    String zoneId() {
        return zoneId;
    }

    Pace pace() {
        return pace;
    }

    /** Waits until a request may be sent. */
    void awaitTurn(Rank rank, Limit limit) throws DnsProviderException, InterruptedException {
        if (!budget.take(rank, limit) || !limit.leaves(SHORTEST_ATTEMPT)) {
            throw DnsProviderException.notApplied("the budget for requests to Route 53 is used up");
        }
    }

    /** A page of the zone. Questions change nothing, so they are repeated where that may help. */
    ListResourceRecordSetsResponse list(ListResourceRecordSetsRequest.Builder request, Rank rank, Limit limit)
            throws DnsProviderException, InterruptedException {
        ListResourceRecordSetsRequest.Builder complete = request.hostedZoneId(zoneId);
        return ask(
                () -> client.listResourceRecordSets(
                        complete.overrideConfiguration(within(limit)).build()),
                rank,
                limit);
    }

    private <T> T ask(Supplier<T> question, Rank rank, Limit limit) throws DnsProviderException, InterruptedException {
        BackOff backOff = new BackOff(pace, FIRST_WAIT, LONGEST_WAIT);
        for (int tries = 1; ; tries++) {
            awaitTurn(rank, limit);
            try {
                sent.incrementAndGet();
                return question.get();
            } catch (SdkException e) {
                Failure failure = Failure.of(e);
                boolean throttled = failure.kind() == Failure.Kind.THROTTLED;
                boolean hopeless = failure.kind() == Failure.Kind.REFUSED || failure.kind() == Failure.Kind.REJECTED;
                Duration wait = backOff.next();
                if (throttled || hopeless || tries == MOST_TRIES || !limit.leaves(wait.plus(SHORTEST_ATTEMPT))) {
                    DnsProviderException unread = failure.of(DnsProviderException.notApplied(
                            "the hosted zone " + zoneId + " cannot be read: " + failure.text()));
                    throw throttled ? unread.throttled() : unread;
                }
                endIfInterrupted();
                pace.pause(wait);
            }
        }
    }

    /** The AWS SDK ends a call at an interrupt, and leaves the thread's flag as it was. */
    static void endIfInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted during a request");
        }
    }

    /** How many requests were sent. */
    long sent() {
        return sent.get();
    }

    /** Sends a batch once; what a failure means is for the caller to say. */
    ChangeResourceRecordSetsResponse change(ChangeBatch batch, Limit limit) {
        sent.incrementAndGet();
        return client.changeResourceRecordSets(
                request -> request.hostedZoneId(zoneId).changeBatch(batch).overrideConfiguration(within(limit)));
    }

    /** Asks once how far a change is. */
    GetChangeResponse status(String changeId, Limit limit) {
        sent.incrementAndGet();
        return client.getChange(request -> request.id(changeId).overrideConfiguration(within(limit)));
    }

    /** Whether a question may be asked that nobody waits for. */
    boolean mayAskIdly() {
        return budget.tryTake(Rank.CURIOUS);
    }

    private static AwsRequestOverrideConfiguration within(Limit limit) {
        Duration left = limit.left();
        Duration attempt = left.compareTo(LONGEST_ATTEMPT) < 0 ? left : LONGEST_ATTEMPT;
        Duration atLeast = attempt.compareTo(SHORTEST_ATTEMPT) < 0 ? SHORTEST_ATTEMPT : attempt;
        return AwsRequestOverrideConfiguration.builder()
                .apiCallTimeout(left.compareTo(atLeast) < 0 ? atLeast : left)
                .apiCallAttemptTimeout(atLeast)
                .build();
    }
}
