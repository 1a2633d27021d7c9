/**
 * What a DNS provider implements: read the record sets of one zone, and change them by compare-and-set.
 *
 * <p>Start with {@link io.github.dnsfailover.dns.DnsProvider}. {@code DnsProviderContract} of failover-testkit checks
 * an implementation against its contract. Applications that use a ready provider need nothing of this package but that
 * interface.
 */
@NullMarked
package io.github.dnsfailover.dns;

import org.jspecify.annotations.NullMarked;
