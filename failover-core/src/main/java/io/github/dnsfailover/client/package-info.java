/**
 * An application's own clients of the places that an engine moves between: what they can tell it, and how they follow
 * it; start with {@link io.github.dnsfailover.client.FailoverCalls}.
 */
@NullMarked
package io.github.dnsfailover.client;

import org.jspecify.annotations.NullMarked;
