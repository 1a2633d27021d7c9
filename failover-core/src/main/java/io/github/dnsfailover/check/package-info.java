/**
 * Ready checks: HTTP and HTTPS, and a plain TCP connection.
 *
 * <p>Start with {@link io.github.dnsfailover.check.HttpCheck}. A check that is not here is a lambda: see {@link
 * io.github.dnsfailover.HealthCheck}.
 */
@NullMarked
package io.github.dnsfailover.check;

import org.jspecify.annotations.NullMarked;
