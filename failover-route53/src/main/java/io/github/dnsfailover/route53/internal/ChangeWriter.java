package io.github.dnsfailover.route53.internal;

import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Transition;
import io.github.dnsfailover.dns.RecordChange.Urgency;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.route53.internal.RequestBudget.Rank;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.route53.model.ChangeBatch;

/**
 * Makes one change: sends its batch, and finds out what became of it.
 *
 * <p>The service compares, so a batch may be sent again whenever nobody knows whether it was taken: if it was, the
 * second one is refused. After a refusal or a lost answer the zone is read. What is desired stands there after a lost
 * answer: it was taken. What is expected stands there: it was not, and is tried again. Anything else: somebody was
 * faster. Confined to one call.
 */
final class ChangeWriter {

    private static final Logger log = LoggerFactory.getLogger(ChangeWriter.class);

    /** Tries of one batch within the time of one call. */
    private static final int MOST_TRIES = 8;

    /** Reads until two agree; a zone that changes each time is somebody's test. */
    private static final int MOST_LOOKS = 3;

    /** The service is busy with one change for a second or so. */
    private static final Duration FIRST_BUSY_WAIT = Duration.ofMillis(500);

    private static final Duration FIRST_RETRY_WAIT = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(6);

    private final Service service;
    private final ZoneReader reader;
    private final RecordChange change;
    private final Limit limit;
    private final Rank rank;
    private final BackOff busy;
    private final BackOff retry;
    private ChangeBatch batch;

    /** Whether an earlier try may have been taken. */
    private boolean inDoubt;

    /** Whether an earlier try got no answer, so that it may still be taken. */
    private boolean mayStillLand;

    /** Whether the zone has not been read since a try that may have been taken. */
    private boolean unread;

    /** Whether the service answered the last try. */
    private boolean answered;

    private boolean respelled;

    ChangeWriter(Service service, ZoneReader reader, RecordChange change, Limit limit) {
        this.service = service;
        this.reader = reader;
        this.change = change;
        this.limit = limit;
        this.rank = change.urgency() == Urgency.FAILOVER ? Rank.FAILOVER : Rank.USUAL;
        this.busy = new BackOff(service.pace(), FIRST_BUSY_WAIT, LONGEST_WAIT);
        this.retry = new BackOff(service.pace(), FIRST_RETRY_WAIT, LONGEST_WAIT);
        this.batch = ChangeBatches.of(change);
    }

    WriteResult write() throws DnsProviderException {
        try {
            Optional<WriteResult> obstacle = absencesThatDoNotHold();
            return obstacle.isPresent() ? obstacle.get() : tryUntilKnown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed("interrupted");
        }
    }

    /**
     * By a DELETE and a CREATE a batch can demand that a set is there. It cannot demand that one is absent and stays
     * so: such a condition is checked right before. No engine makes one.
     */
    private Optional<WriteResult> absencesThatDoNotHold() throws DnsProviderException, InterruptedException {
        List<RecordKey> keys = change.transitions().stream()
                .filter(transition ->
                        transition.isCondition() && transition.desired().isEmpty())
                .map(Transition::key)
                .toList();
        if (keys.isEmpty()) {
            return Optional.empty();
        }
        List<RecordSet> found = ZoneReader.sets(keys, reader.read(keys, rank, limit));
        return found.stream().allMatch(RecordSet::isEmpty)
                ? Optional.empty()
                : Optional.of(new WriteResult.Conflict(actual(readBack())));
    }

    private WriteResult tryUntilKnown() throws DnsProviderException, InterruptedException {
        String last = "";
        for (int tries = 1; tries <= MOST_TRIES; tries++) {
            awaitTurn();
            Failure failure;
            try {
                String id = service.change(batch, limit).changeInfo().id();
                return new WriteResult.Applied(Propagation.bareId(id));
            } catch (SdkException e) {
                failure = Failure.of(e);
            }
            log.debug("change tries={} outcome={} detail={}", tries, failure.kind(), failure.text());
            last = failure.text();
            answered = failure.answered();
            Optional<WriteResult> result = judge(failure);
            if (result.isPresent()) {
                return result.get();
            }
        }
        throw failed("tried " + MOST_TRIES + " times, and at last: " + last);
    }

    private void awaitTurn() throws DnsProviderException, InterruptedException {
        try {
            service.awaitTurn(rank, limit);
        } catch (DnsProviderException e) {
            throw failed(String.valueOf(e.getMessage()));
        }
    }

    /** The end of the change; empty to send the batch once more. */
    private Optional<WriteResult> judge(Failure failure) throws DnsProviderException, InterruptedException {
        // A client that repeats requests by itself tells only how the last try ended.
        boolean hidden = failure.attempts() > 1;
        boolean uncertain = hidden || failure.kind() == Failure.Kind.UNCERTAIN;
        inDoubt |= uncertain;
        unread |= uncertain;
        mayStillLand |= hidden || (failure.kind() == Failure.Kind.UNCERTAIN && !failure.answered());
        return switch (failure.kind()) {
            case THROTTLED -> throw failed(failure.text()).throttled(); // when to come again is the account's matter
            case ZONE_BUSY -> pause(busy, failure);
            case NOT_SENT, REFUSED -> throw failed(failure.text());
            case REJECTED -> rejected(failure);
            case UNCERTAIN -> uncertain(failure);
        };
    }

    private Optional<WriteResult> pause(BackOff backOff, Failure failure)
            throws DnsProviderException, InterruptedException {
        Service.endIfInterrupted();
        Duration wait = backOff.next();
        if (!limit.leaves(wait.plus(Service.SHORTEST_ATTEMPT))) {
            throw failed(failure.text()).retryAfter(wait);
        }
        service.pace().pause(wait);
        return Optional.empty();
    }

    private Optional<WriteResult> rejected(Failure failure) throws DnsProviderException, InterruptedException {
        Map<DnsName, NameSets> found;
        List<RecordSet> actual;
        try {
            found = readBack();
            actual = actual(found);
        } catch (DnsProviderException e) {
            unread = inDoubt; // refused perhaps because an earlier try was taken after all
            throw likewise(e, failed(failure.text() + "; " + e.getMessage()));
        }
        if (inDoubt && stand(actual, Transition::desired)) {
            return Optional.of(new WriteResult.Applied(""));
        }
        if (!stand(actual, Transition::expected)) {
            return Optional.of(new WriteResult.Conflict(actual));
        }
        ChangeBatch asListed = ChangeBatches.of(
                change, key -> Objects.requireNonNull(found.get(key.name())).listed(key.type()));
        if (!respelled && !asListed.changes().equals(batch.changes())) {
            respelled = true; // the values are as expected and somebody spells them in another way
            batch = asListed;
            return Optional.empty();
        }
        throw failed(failure.text() + ", although " + change.keys() + " are as expected");
    }

    private Optional<WriteResult> uncertain(Failure failure) throws DnsProviderException, InterruptedException {
        Service.endIfInterrupted();
        List<RecordSet> actual;
        try {
            actual = actual(readBack());
        } catch (DnsProviderException e) {
            throw likewise(
                    e,
                    DnsProviderException.unknown("the change was sent, and its end is not known: " + failure.text()
                            + "; " + e.getMessage()));
        }
        if (stand(actual, Transition::desired)) {
            return Optional.of(new WriteResult.Applied(""));
        }
        return stand(actual, Transition::expected)
                ? pause(retry, failure)
                : Optional.of(new WriteResult.Conflict(actual));
    }

    /**
     * Names are listed one after the other, so a change that is made in between is seen by halves. What fits neither
     * side is read until two reads agree, where it may be our own change that came late.
     */
    private Map<DnsName, NameSets> readBack() throws DnsProviderException, InterruptedException {
        Map<DnsName, NameSets> found = reader.read(change.keys(), rank, limit);
        for (int looks = 1; inDoubt && fitsNeither(actual(found)); looks++) {
            Map<DnsName, NameSets> again = reader.read(change.keys(), rank, limit);
            boolean same = actual(again).equals(actual(found));
            found = again;
            if (same) {
                break;
            }
            if (looks == MOST_LOOKS) {
                throw DnsProviderException.notApplied("the zone changed with each of " + looks + " looks");
            }
        }
        unread = false;
        return found;
    }

    private boolean fitsNeither(List<RecordSet> actual) {
        return !stand(actual, Transition::desired) && !stand(actual, Transition::expected);
    }

    private List<RecordSet> actual(Map<DnsName, NameSets> found) throws DnsProviderException {
        return ZoneReader.sets(change.keys(), found);
    }

    /** With TTLs, since a DELETE compares them too. */
    private boolean stand(List<RecordSet> actual, Function<Transition, RecordSet> side) {
        return change.transitions().stream().map(side).toList().equals(actual);
    }

    private static DnsProviderException likewise(DnsProviderException cause, DnsProviderException failure) {
        return cause.isThrottled() ? failure.throttled() : cause.isAnswered() ? failure.answered() : failure;
    }

    private DnsProviderException failed(String why) {
        DnsProviderException failure = mayStillLand || unread
                ? DnsProviderException.unknown("the change was sent and may have been made, or may still be: " + why)
                : DnsProviderException.notApplied("nothing was changed: " + why);
        return answered ? failure.answered() : failure;
    }
}
