package io.github.dnsfailover.dyn.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dnsfailover.dns.DnsName;
import io.github.dnsfailover.dns.RecordChange;
import io.github.dnsfailover.dns.RecordChange.Urgency;
import io.github.dnsfailover.dns.RecordKey;
import io.github.dnsfailover.dns.RecordSet;
import io.github.dnsfailover.dns.WriteResult;
import io.github.dnsfailover.dyn.internal.DynFailure.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and changes one zone in one session. Confined to the call that has its turn.
 *
 * <p>Edits are queued in the session and become the zone's with the publish, so what was queued by a call that failed
 * must never be there when a later one publishes. It is discarded at once, or, where the service did not answer,
 * before the session is used for anything else. That look also waits for a publish that still runs as a job of the
 * session: what is read after it is the truth.
 */
public final class ZoneWork {

    private static final Logger log = LoggerFactory.getLogger(ZoneWork.class);

    /** How long a call that has failed may take, beyond its time, to leave nothing behind. */
    public static final Duration CLEANUP = Duration.ofSeconds(5);

    /** A session whose job runs for longer than this is given up for a new one. */
    private static final Duration LONGEST_JOB = Duration.ofMinutes(10);

    /** With these the service says that it did not even begin to publish. */
    private static final List<String> NOT_PUBLISHED = List.of(
            "DEPRECATED_REQUEST",
            "ILLEGAL_OPERATION",
            "INVALID_DATA",
            "INVALID_REQUEST",
            "INVALID_VERSION",
            "MISSING_DATA",
            "PERMISSION_DENIED");

    private final DnsName zone;
    private final Session session;
    private final Ticker ticker;
    private boolean zoneChecked;

    /** Whether the session may hold edits of a call that failed, or a publish whose end nobody saw. */
    private boolean leftovers;

    private boolean busy;
    private long busySince;

    /** Nothing is asked yet. */
    public ZoneWork(DnsName zone, Session session, Ticker ticker) {
        this.zone = zone;
        this.session = session;
        this.ticker = ticker;
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws DynFailure, InterruptedException;
    }

    /** One set for each key. */
    public List<RecordSet> read(List<RecordKey> keys, Errand errand) throws DynFailure, InterruptedException {
        return inSession(errand, () -> readAll(keys, errand));
    }

    /**
     * Compares, queues, publishes.
     *
     * @throws DynFailure of kind MAYBE_PUBLISHED exactly if the publish may have been taken
     */
    public WriteResult apply(RecordChange change, Errand errand) throws DynFailure, InterruptedException {
        return inSession(errand, () -> attempt(change, errand));
    }

    /** Whether the task of a publish has ended, and the zone has come to its serial. */
    public boolean propagated(Receipt receipt, Errand errand) throws DynFailure, InterruptedException {
        return inSession(errand, () -> isTaskOver(receipt, errand) && isSerialReached(receipt, errand));
    }

    /** Leaves the session. */
    public void close(Errand errand) throws InterruptedException {
        session.leave(errand);
    }

    /**
     * Runs work in a session that is open, checked and empty. If the service loses the session on the way, everything
     * the session had queued is lost with it, so the whole work is done again in a new one; once.
     */
    private <T> T inSession(Errand errand, Work<T> work) throws DynFailure, InterruptedException {
        try {
            return once(errand, work);
        } catch (DynFailure e) {
            if (e.kind() != Kind.SESSION_LOST) {
                throw e;
            }
            log.debug("dyn session lost: {}", e.text());
        }
        return once(errand, work);
    }

    private <T> T once(Errand errand, Work<T> work) throws DynFailure, InterruptedException {
        try {
            open(errand);
            T result = work.run();
            busy = false;
            return result;
        } catch (DynFailure e) {
            if (e.kind() == Kind.SESSION_LOST || isBusyForTooLong(e)) {
                session.forget();
            }
            throw e;
        }
    }

    private boolean isBusyForTooLong(DynFailure failure) {
        boolean busyNow = failure.kind() == Kind.BUSY;
        if (busyNow && !busy) {
            busySince = ticker.nanoTime();
        }
        busy = busyNow;
        return busyNow && ticker.nanoTime() - busySince > LONGEST_JOB.toNanos();
    }

    private void open(Errand errand) throws DynFailure, InterruptedException {
        if (session.open(errand)) {
            zoneChecked = false;
            leftovers = false;
        }
        if (!zoneChecked) {
            checkZone(errand);
            zoneChecked = true;
        }
        if (leftovers) {
            discardLeftovers(errand);
        }
    }

    /** So that "not found" can be trusted to mean the record and not the zone. */
    private void checkZone(Errand errand) throws DynFailure, InterruptedException {
        JsonNode data = answer(ApiRequest.get("Zone", ApiRequest.part(zone)), errand);
        String type = data.path("zone_type").asText("Primary");
        if (!type.equals("Primary")) {
            throw DynFailure.notDone(
                    "the zone " + zone + " is of type " + type + " here; it can be changed at its primary only");
        }
    }

    private List<RecordSet> readAll(List<RecordKey> keys, Errand errand) throws DynFailure, InterruptedException {
        List<RecordSet> sets = new ArrayList<>();
        for (RecordKey key : keys) {
            sets.add(readOne(key, errand));
        }
        return List.copyOf(sets);
    }

    private RecordSet readOne(RecordKey key, Errand errand) throws DynFailure, InterruptedException {
        ApiRequest request =
                ApiRequest.getDetail(Rows.resource(key.type()), ApiRequest.part(zone), ApiRequest.part(key.name()));
        Envelope answer = session.call(request, errand);
        if (isMissing(answer)) {
            return RecordSet.absent(key);
        }
        if (!answer.isSuccess() || !answer.data().isArray()) {
            throw DynFailure.notDone(request + ": " + answer.said());
        }
        List<Rows.Row> rows = listed(key, request, answer);
        try {
            return Rows.set(key, rows);
        } catch (IllegalArgumentException e) {
            throw DynFailure.of(Kind.NOT_DONE, key + " holds what cannot be managed: " + e.getMessage(), e)
                    .unreadable();
        }
    }

    private static List<Rows.Row> listed(RecordKey key, ApiRequest request, Envelope answer) throws DynFailure {
        try {
            return Rows.listed(key, answer.data());
        } catch (IllegalArgumentException e) {
            throw DynFailure.of(Kind.NOT_DONE, request + ": not understood: " + e.getMessage(), e);
        }
    }

    /** The record or its name is not there; a missing zone is told by a message of the step "zone". */
    private static boolean isMissing(Envelope answer) {
        return answer.status() == Envelope.Status.FAILURE && answer.hasCode("NOT_FOUND") && !answer.isFrom("zone");
    }

    private WriteResult attempt(RecordChange change, Errand errand) throws DynFailure, InterruptedException {
        ChangeSet changeSet = new ChangeSet(zone, change);
        try {
            discardLeftovers(errand);
            List<RecordSet> actual = readAll(change.keys(), errand);
            if (differs(change, actual)) {
                return new WriteResult.Conflict(actual);
            }
            queue(changeSet, errand);
        } catch (DynFailure e) {
            cleanUpAfter(e);
            throw e;
        }
        return publish(changeSet.publish(), errand);
    }

    private static boolean differs(RecordChange change, List<RecordSet> actual) {
        for (int i = 0; i < actual.size(); i++) {
            if (!change.transitions().get(i).expected().sameValues(actual.get(i))) {
                return true;
            }
        }
        return false;
    }

    private void queue(ChangeSet changeSet, Errand errand) throws DynFailure, InterruptedException {
        leftovers = true;
        for (ChangeSet.Edit edit : changeSet.edits()) {
            Envelope answer = session.call(edit.request(), errand);
            boolean alreadyDone = edit.alreadyDone().filter(answer::hasCode).isPresent() && !answer.isFrom("zone");
            if (!answer.isSuccess() && !alreadyDone) {
                throw DynFailure.notDone(edit.request() + ": " + answer.said());
            }
        }
    }

    private WriteResult publish(ApiRequest request, Errand errand) throws DynFailure {
        Envelope answer;
        try {
            answer = session.call(request, errand);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DynFailure.of(Kind.MAYBE_PUBLISHED, request + ": interrupted before the answer came");
        } catch (DynFailure e) {
            if (e.kind() == Kind.UNCLEAR) {
                throw DynFailure.of(Kind.MAYBE_PUBLISHED, e.text(), e);
            }
            cleanUpAfter(e);
            throw e;
        }
        if (answer.isSuccess()) {
            leftovers = false;
            return new WriteResult.Applied(Receipt.of(answer.data()).toString());
        }
        String text = request + ": " + answer.said();
        if (!answer.failsOnlyWith(NOT_PUBLISHED)) {
            throw DynFailure.of(Kind.MAYBE_PUBLISHED, text);
        }
        DynFailure refused = DynFailure.notDone(text);
        cleanUpAfter(refused);
        throw refused;
    }

    /** Removes what is queued of a change that will not be published, and leaves its session. */
    private void cleanUpAfter(DynFailure failure) {
        if (!leftovers || failure.kind() == Kind.SESSION_LOST) {
            return;
        }
        Errand cleanup = new Errand(Urgency.FAILOVER, Budget.of(ticker, CLEANUP));
        try {
            discard(cleanup);
        } catch (DynFailure e) {
            log.debug("dyn edits not discarded yet: {}", e.text());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            session.leave(cleanup);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Makes sure that the session has nothing queued. */
    private void discardLeftovers(Errand errand) throws DynFailure, InterruptedException {
        Envelope answer = session.call(ApiRequest.get("ZoneChanges", ApiRequest.part(zone)), errand);
        boolean none = answer.isSuccess()
                && (!answer.data().isContainerNode() || answer.data().isEmpty());
        if (none || saysNoChanges(answer)) {
            leftovers = false;
        } else {
            discard(errand);
        }
    }

    private void discard(Errand errand) throws DynFailure, InterruptedException {
        ApiRequest request = ApiRequest.delete("ZoneChanges", ApiRequest.part(zone));
        Envelope answer = session.call(request, errand);
        if (!answer.isSuccess() && !saysNoChanges(answer)) {
            throw DynFailure.notDone(request + ": " + answer.said());
        }
        leftovers = false;
    }

    /** Recorded as the answer to a look at an empty change set; under which status is not known. */
    private static boolean saysNoChanges(Envelope answer) {
        return answer.says("You have not made any changes to this zone");
    }

    private boolean isTaskOver(Receipt receipt, Errand errand) throws DynFailure, InterruptedException {
        if (receipt.task().isEmpty()) {
            return true;
        }
        ApiRequest request = ApiRequest.get("Task", Long.toString(receipt.task().getAsLong()));
        Envelope answer = session.call(request, errand);
        if (isMissing(answer)) {
            return true; // ended and forgotten; the serial has the last word
        }
        if (!answer.isSuccess()) {
            throw DynFailure.notDone(request + ": " + answer.said());
        }
        return answer.data().path("status").asText("").equals("complete");
    }

    private boolean isSerialReached(Receipt receipt, Errand errand) throws DynFailure, InterruptedException {
        JsonNode data = answer(ApiRequest.get("Zone", ApiRequest.part(zone)), errand);
        OptionalLong serial = Envelope.number(data.path("serial"));
        return serial.isPresent() && receipt.isReachedBy(serial.getAsLong());
    }

    /** The data of a request that must succeed. */
    private JsonNode answer(ApiRequest request, Errand errand) throws DynFailure, InterruptedException {
        Envelope answer = session.call(request, errand);
        if (!answer.isSuccess()) {
            throw DynFailure.notDone(request + ": " + answer.said());
        }
        return answer.data();
    }
}
