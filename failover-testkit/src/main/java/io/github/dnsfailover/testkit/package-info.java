/**
 * Stand-ins for the world around the engine, and the contracts that providers, leaderships and stores are held to.
 *
 * <p>Start with {@link io.github.dnsfailover.testkit.VirtualRuntime} to test an application, with {@link
 * io.github.dnsfailover.testkit.DnsProviderContract} to test a provider, and with {@link
 * io.github.dnsfailover.testkit.Simulation} to see pools of your own survive a hostile world.
 */
@NullMarked
package io.github.dnsfailover.testkit;

import org.jspecify.annotations.NullMarked;
