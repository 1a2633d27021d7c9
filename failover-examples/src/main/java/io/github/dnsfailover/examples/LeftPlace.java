package io.github.dnsfailover.examples;

import io.github.dnsfailover.client.Drain;
import io.github.dnsfailover.client.Residual;
import io.github.dnsfailover.client.Serving;
import io.github.dnsfailover.client.Serving.State;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What a server does at a place that the records have left: it takes no writes, closes connections at a pace, and
 * counts who still comes. For {@link LeftPlaceFilter} and {@link LeftPlaceHttpFilter}, which know their servers.
 * Thread-safe.
 *
 * <p>Writes are answered with 503 and not with 405: the method is right and the place is wrong, for now. A 405 may be
 * cached and is taken for good (RFC 9110, 15.5.6 and 15.1); a 503 is tried again, and on a new connection the name is
 * looked up anew. That is why they close their connection at once, whatever the pace.
 */
record LeftPlace(
        Supplier<State> serving, Predicate<Drain.Request> drain, Consumer<Residual.Request> residual, Unknown unknown) {

    /** What becomes of writes while it is not known where the records lead. */
    enum Unknown {
        /**
         * They are taken. Otherwise a store that is away for a minute would stop all writes at the place that serves.
         */
        WRITABLE,
        /** They are refused: where two writers do more harm than none. */
        READ_ONLY
    }

    /** What a refused write is told: in seconds, about as long as resolvers hold an answer. */
    static final String RETRY_AFTER = "30";

    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS", "TRACE"); // RFC 9110, 9.2.1

    /** Of a process that serves as an endpoint. */
    static LeftPlace of(Serving serving, Drain drain, Residual residual) {
        return new LeftPlace(serving::state, drain::closes, residual::count, Unknown.WRITABLE);
    }

    /** Whether a request is to be refused, since it may change something. */
    boolean refuses(String method) {
        State state = serving.get();
        boolean readOnly = state.isLeft() || (state == State.UNKNOWN && unknown == Unknown.READ_ONLY);
        return readOnly && !READS.contains(method);
    }

    /** Whether the response is to say {@code Connection: close}. */
    boolean closes(Drain.Request request) {
        return drain.test(request);
    }

    /** Counts a request. */
    void count(Residual.Request request) {
        residual.accept(request);
    }
}
