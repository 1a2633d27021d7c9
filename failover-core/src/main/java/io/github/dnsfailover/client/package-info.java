/**
 * What an application's own clients can tell the engine; start with {@link
 * io.github.dnsfailover.client.FailureReporter}.
 */
@NullMarked
package io.github.dnsfailover.client;

import org.jspecify.annotations.NullMarked;
