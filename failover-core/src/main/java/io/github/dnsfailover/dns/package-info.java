/**
 * What a DNS provider implements: read the record sets of one zone, and apply a change by compare-and-set.
 *
 * <p>Start with {@link io.github.dnsfailover.dns.DnsProvider}; its contract is short, and {@code DnsProviderContract}
 * of failover-testkit checks an implementation against it.
 */
@NullMarked
package io.github.dnsfailover.dns;

import org.jspecify.annotations.NullMarked;
