/**
 * The provider for any DNS server that takes dynamic updates (RFC 2136) signed with TSIG (RFC 8945): BIND, Knot,
 * PowerDNS and others.
 *
 * <p>Start with {@link io.github.dnsfailover.rfc2136.Rfc2136Provider}.
 */
@NullMarked
package io.github.dnsfailover.rfc2136;

import org.jspecify.annotations.NullMarked;
