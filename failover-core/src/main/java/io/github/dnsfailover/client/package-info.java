/**
 * What an application's own clients and servers do around a move.
 *
 * <p>A client starts with {@link io.github.dnsfailover.client.FailoverCalls}, whose calls leave an endpoint with its
 * pool, or with {@link io.github.dnsfailover.client.FailoverDns}, which looks up what is published. {@link
 * io.github.dnsfailover.client.FailureReporter} tells the engine of calls that fail. These three need OkHttp.
 *
 * <p>A server asks {@link io.github.dnsfailover.client.Serving} whether its place is published, closes connections by
 * {@link io.github.dnsfailover.client.Drain} once it is not, and counts by {@link
 * io.github.dnsfailover.client.Residual} what still comes.
 */
@NullMarked
package io.github.dnsfailover.client;

import org.jspecify.annotations.NullMarked;
