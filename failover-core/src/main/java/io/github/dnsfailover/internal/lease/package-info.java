/**
 * The lease over a shared store, as a pure machine: {@link io.github.dnsfailover.internal.lease.Lease} has the rules
 * for one scope, {@link io.github.dnsfailover.internal.lease.LeadText} is what stands in the store. Nothing here reads
 * a clock or calls anybody; {@code leader.LeaseLeadership} performs.
 */
@NullMarked
package io.github.dnsfailover.internal.lease;

import org.jspecify.annotations.NullMarked;
