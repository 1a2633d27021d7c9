/**
 * Dyn Managed DNS by its REST interface, and any service that speaks the dyndns2 update protocol.
 *
 * <p>Start with {@link io.github.dnsfailover.dyn.DynProvider} or, for the update protocol, with {@link
 * io.github.dnsfailover.dyn.DynUpdateProvider}. The hosted Managed DNS service ended in 2023; the update protocol is
 * alive at many services.
 */
@NullMarked
package io.github.dnsfailover.dyn;

import org.jspecify.annotations.NullMarked;
