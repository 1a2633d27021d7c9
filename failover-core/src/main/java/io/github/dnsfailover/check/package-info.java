/**
 * Ready checks: HTTP and HTTPS, TCP, TLS, SMTP, DNS, ping, programs and reports, and several of them combined or
 * shared.
 *
 * <p>Start with {@link io.github.dnsfailover.check.HttpCheck}; the page "Choosing a check" of the documentation says
 * what each kind proves. A check that is not here is a lambda: see {@link io.github.dnsfailover.HealthCheck}.
 */
@NullMarked
package io.github.dnsfailover.check;

import org.jspecify.annotations.NullMarked;
