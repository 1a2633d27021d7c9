package io.github.dnsfailover;

import java.util.Objects;

/**
 * What to publish while every endpoint is unhealthy. By default what is published stays. An endpoint that an operator
 * {@linkplain OperatorIntent#down said is down} is not newly published.
 *
 * <pre>{@code
 * EndpointPool.named("www").allDown(AllDown.lastResort("sorry"))
 * }</pre>
 *
 * <p>Immutable.
 */
public final class AllDown {

    /** The three ways. */
    public enum Mode {
        /** Leave what is published. */
        KEEP,
        /** Publish every endpoint. */
        PUBLISH_ALL,
        /** Publish one named endpoint. */
        LAST_RESORT
    }

    private final Mode mode;
    private final String endpoint;

    private AllDown(Mode mode, String endpoint) {
        this.mode = mode;
        this.endpoint = endpoint;
    }

    /** Leave what is published: moving clients from one dead place to another helps nobody. */
    public static AllDown keep() {
        return new AllDown(Mode.KEEP, "");
    }

    /** Publish every endpoint, so that whichever answers first is found by clients that try several addresses. */
    public static AllDown publishAll() {
        return new AllDown(Mode.PUBLISH_ALL, "");
    }

    /** Publish this endpoint of the pool, such as one that serves an apology page. */
    public static AllDown lastResort(String endpointId) {
        return new AllDown(Mode.LAST_RESORT, Objects.requireNonNull(endpointId, "endpointId"));
    }

    /** Which way. */
    public Mode mode() {
        return mode;
    }

    /** The endpoint's id for {@link Mode#LAST_RESORT}; otherwise empty. */
    public String endpoint() {
        return endpoint;
    }

    @Override
    public String toString() {
        return mode == Mode.LAST_RESORT ? "last resort " + endpoint : mode.toString();
    }
}
