package io.github.dnsfailover.client;

import io.github.dnsfailover.client.Standing.Place;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import okhttp3.Connection;
import org.jspecify.annotations.Nullable;

/** The calls that are open, and the connections that they have used. Thread-safe. */
final class CallsInFlight implements CallGroup.Connections {

    /** Closed connections are looked for when there are twice as many as the last look left, not for a handful. */
    private static final int HANDFUL = 16;

    private final CallGroups groups;
    private final WatchedSockets sockets;
    private final LongSupplier clock;

    /**
     * Weakly: OkHttp finds answers that nobody closed by their calls being garbage, and gives their connections back.
     */
    private final Set<Reference<FollowedCall>> open = ConcurrentHashMap.newKeySet();

    private final ReferenceQueue<FollowedCall> forgotten = new ReferenceQueue<>();
    private final Map<Connection, KnownConnection> connections = new ConcurrentHashMap<>();
    private volatile int cleanAt = HANDFUL;

    CallsInFlight(CallGroups groups, WatchedSockets sockets, LongSupplier clock) {
        this.groups = groups;
        this.sockets = sockets;
        this.clock = clock;
    }

    long nanoTime() {
        return clock.getAsLong();
    }

    /** What a call is remembered by. */
    Reference<FollowedCall> reference(FollowedCall call) {
        return new WeakReference<>(call, forgotten);
    }

    void begins(FollowedCall call) {
        open.add(call.reference());
        for (Reference<?> gone = forgotten.poll(); gone != null; gone = forgotten.poll()) {
            open.remove(gone);
        }
    }

    void ended(FollowedCall call) {
        open.remove(call.reference());
    }

    /** A call failed without anybody's will: if it was one of those that do not leave yet, none waits any longer. */
    void failed(FollowedCall call) {
        if (groups.of(call.host()).standing().before() == call.cohort()) {
            call.cohort().fail();
        }
    }

    /** Those that are open now. */
    List<FollowedCall> open() {
        List<FollowedCall> calls = new ArrayList<>();
        for (Reference<FollowedCall> reference : open) {
            FollowedCall call = reference.get();
            if (call != null) {
                calls.add(call);
            }
        }
        return calls;
    }

    /** The one that a call of this cohort has. */
    KnownConnection known(Connection connection, Cohort cohort) {
        KnownConnection known = connections.get(connection);
        if (known != null) {
            return known;
        }
        if (connections.size() >= cleanAt) {
            dropClosed();
        }
        @Nullable ByteWatch watch = sockets.below(connection.socket());
        KnownConnection made = new KnownConnection(connection, cohort, watch);
        KnownConnection first = connections.putIfAbsent(connection, made);
        return first == null ? made : first;
    }

    private void dropClosed() {
        connections.values().removeIf(KnownConnection::isClosed);
        cleanAt = Math.max(HANDFUL, 2 * connections.size());
    }

    /** Closes the idle connections that no new call can get. */
    void closeIdle() {
        dropClosed();
        for (KnownConnection known : connections.values()) {
            if (known.cohort().isRetired() && known.isDirect()) {
                known.closeIfIdle();
            }
        }
    }

    @Override
    public boolean isProxied(Cohort cohort) {
        return has(cohort, known -> !known.isDirect()) && !isConnected(cohort);
    }

    @Override
    public boolean isConnected(Cohort cohort) {
        return has(cohort, KnownConnection::isDirect);
    }

    /** Whether a cohort has a connection to a group's host at a place that this group has left. */
    boolean leadsAstray(Cohort cohort, CallGroup group) {
        return isElsewhere(cohort, group, group.standing().place());
    }

    @Override
    public boolean isElsewhere(Cohort cohort, CallGroup group, Place place) {
        return has(
                cohort, known -> known.isDirect() && groups.of(known.host()) == group && !place.has(known.address()));
    }

    private boolean has(Cohort cohort, Predicate<KnownConnection> wanted) {
        return connections.values().stream()
                .anyMatch(known -> known.cohort() == cohort && !known.isClosed() && wanted.test(known));
    }
}
