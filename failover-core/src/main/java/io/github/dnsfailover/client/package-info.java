/**
 * What an application's own clients and servers do around a move: {@link io.github.dnsfailover.client.FailoverCalls}
 * leave with a pool, {@link io.github.dnsfailover.client.FailoverDns} looks up what is published, {@link
 * io.github.dnsfailover.client.Serving} says where a process stands, {@link io.github.dnsfailover.client.Drain} closes
 * connections once it was left, {@link io.github.dnsfailover.client.Residual} counts what still comes, and {@link
 * io.github.dnsfailover.client.FailureReporter} tells the engine of calls that fail. Only those for OkHttp need it.
 */
@NullMarked
package io.github.dnsfailover.client;

import org.jspecify.annotations.NullMarked;
