/**
 * What an application imports: a pool of endpoints, how they are checked, how a change is decided, and the engine.
 *
 * <p>Start with {@link io.github.dnsfailover.EndpointPool} and {@link io.github.dnsfailover.FailoverEngine}.
 */
@NullMarked
package io.github.dnsfailover;

import org.jspecify.annotations.NullMarked;
