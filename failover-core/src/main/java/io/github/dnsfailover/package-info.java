/**
 * What an application imports: a pool of endpoints, how they are checked, how a change is decided, and the engine.
 *
 * <p>Start with {@link io.github.dnsfailover.EndpointPool}, which says what moves together, and {@link
 * io.github.dnsfailover.FailoverEngine}, which moves it. Then {@link io.github.dnsfailover.FailoverListener} hears what
 * happens, {@link io.github.dnsfailover.FailoverEngine#explain} says why a pool is as it is, and {@link
 * io.github.dnsfailover.OperatorIntent} is how a person steers it. Of your own you may write a {@link
 * io.github.dnsfailover.HealthCheck}, a {@link io.github.dnsfailover.FailoverPolicy}, a {@link
 * io.github.dnsfailover.StateStore} and a {@link io.github.dnsfailover.Leadership}.
 */
@NullMarked
package io.github.dnsfailover;

import org.jspecify.annotations.NullMarked;
