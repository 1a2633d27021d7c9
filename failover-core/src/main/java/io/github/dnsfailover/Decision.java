package io.github.dnsfailover;

import io.github.dnsfailover.internal.text.ForeignText;
import java.time.Duration;
import java.util.List;

/**
 * What a {@link FailoverPolicy} wants: endpoints to publish, a last resort, or nothing new.
 *
 * <pre>{@code
 * Decision none = new Decision.Hold("nothing may serve");
 * Decision best = new Decision.Publish(List.of(Endpoint.primary("dc1", "192.0.2.1")), "the best that may serve");
 * }</pre>
 *
 * <p>The engine refuses what is not allowed, tells of it, and changes nothing then. Immutable.
 */
public sealed interface Decision {

    /** Why, in a few words for people. */
    String reason();

    /**
     * Publish these endpoints. One that is not published now must be {@linkplain EndpointView#admissible admissible},
     * or the engine refuses with an event and changes nothing.
     *
     * @param endpoints at least one
     * @param reason why
     */
    record Publish(List<Endpoint> endpoints, String reason) implements Decision {
        /** Copies the list and refuses an empty one. */
        public Publish {
            endpoints = notEmpty(endpoints);
            reason = ForeignText.line(reason);
        }
    }

    /**
     * Publish these endpoints although they are not known to be healthy; legal only while no member is healthy. The
     * engine leaves out those that an operator {@linkplain OperatorIntent#down said are down}, and holds if none is
     * left.
     *
     * @param endpoints at least one
     * @param reason why
     */
    record LastResort(List<Endpoint> endpoints, String reason) implements Decision {
        /** Copies the list and refuses an empty one. */
        public LastResort {
            endpoints = notEmpty(endpoints);
            reason = ForeignText.line(reason);
        }
    }

    /**
     * Leave what is published.
     *
     * @param reason why
     * @param review when to ask again at the latest; zero: whenever something happens
     */
    record Hold(String reason, Duration review) implements Decision {
        /** Refuses a negative review. */
        public Hold {
            reason = ForeignText.line(reason);
            if (review.isNegative()) {
                throw new IllegalArgumentException("review: " + review + " is negative");
            }
        }

        /** Until something happens. */
        public Hold(String reason) {
            this(reason, Duration.ZERO);
        }
    }

    private static List<Endpoint> notEmpty(List<Endpoint> endpoints) {
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("endpoints: none given; a name is never published without an address");
        }
        return List.copyOf(endpoints);
    }
}
